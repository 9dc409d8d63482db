// Package mappage writes the entities of a feed as a page that shows them on a map of the
// world, in any browser and without a network.
//
// A page is written in one pass: its head, the entities in chunks, and at the end what is
// known only then. A chunk has the entities themselves, compressed, of which the page unpacks
// those that it shows, and 16 bytes of each that it needs for the map and the filters, which
// it reads when it opens.
package mappage

import (
	"embed"
	"strings"
	"sync"

	"github.com/xeipuuwjyxo/geocodefeed/internal/webpage"
)

//go:embed assets
var assets embed.FS

// scripts are the parts of the page's script, each after what it uses.
var scripts = []string{
	"data.js", "search.js", "world.js", "camera.js", "clusters.js", "state.js", "draw.js",
	"filters.js", "list.js", "details.js", "gestures.js", "fragment.js", "main.js",
}

// page is the page without its data. It is made when it is needed, as few commands do.
var page = sync.OnceValue(func() *webpage.Page {
	return &webpage.Page{Style: webpage.Asset(assets, "map.css"), Body: webpage.Asset(assets, "map.html"), Script: script()}
})

func script() string {
	var b strings.Builder
	for _, name := range scripts {
		b.WriteString(webpage.Asset(assets, name))
	}
	return b.String()
}

// The outline of the world is made from the file countries-50m.json of the package
// world-atlas 2.0.2, which is Natural Earth's and in the public domain.
//
//go:generate go run ./generate countries-50m.json assets/world.gz
