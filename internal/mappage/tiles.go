package mappage

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/internal/lazy"
)

// Tiles are pictures of the map that a server has, which the page loads when it is looked at.
type Tiles struct {
	url    string
	origin string // of the server, for the Content-Security-Policy
	credit string // what the page says of whose they are
}

// NewTiles returns the tiles of a server, in the usual Web Mercator scheme, by a URL such as
// "https://tiles.example.com/{z}/{x}/{y}.png". The credit, if any, is shown on the map.
func NewTiles(template, credit string) (Tiles, error) {
	for _, part := range []string{"{z}", "{x}", "{y}"} {
		if strings.Count(template, part) != 1 {
			return Tiles{}, fmt.Errorf("the URL must have %s once; a whole one is https://tiles.example.com/{z}/{x}/{y}.png", part)
		}
	}
	u, err := url.Parse(strings.NewReplacer("{z}", "0", "{x}", "0", "{y}", "0").Replace(template))
	switch {
	case err != nil:
		return Tiles{}, errors.New("this is no URL; one looks like https://tiles.example.com/{z}/{x}/{y}.png")
	case u.Scheme != "https" && u.Scheme != "http":
		return Tiles{}, errors.New("the URL must begin with https:// or http://")
	case u.User != nil:
		return Tiles{}, errors.New("the URL has a user name, which everybody could read who gets the page; leave it out")
	case !host().MatchString(u.Host) || !strings.HasPrefix(template, u.Scheme+"://"+u.Host+"/"):
		return Tiles{}, errors.New("the host of the URL is no plain name or address; one looks like tiles.example.com:8080")
	}
	return Tiles{url: template, origin: u.Scheme + "://" + u.Host, credit: credit}, nil
}

// host is what may be the host of a URL. What else there could be would have a meaning in a
// Content-Security-Policy.
var host = lazy.Regexp(`^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?$`)
