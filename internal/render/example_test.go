package render_test

import (
	"fmt"
	"io"
	"os"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// ids is a writer of a format of its own: a line for each entity, with its Id.
type ids struct{ render.Sink }

func newIDs(w io.Writer) *ids {
	t := new(ids)
	t.Sink = render.New(w, render.NewSet('"', '"', '"', 0), []byte("ids\n"), t.render, "end\n")
	return t
}

func (w *ids) render() error {
	w.Out = append(append(w.Out, w.Record.Entity().Text(feed.ID)...), '\n')
	return nil
}

func Example() {
	w := newIDs(os.Stdout)
	if err := feed.WriteEntity(w, &feed.Entity{ID: "1"}); err != nil {
		fmt.Println(err)
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// ids
	// 1
	// end
}
