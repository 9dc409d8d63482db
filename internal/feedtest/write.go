package feedtest

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Copy copies a feed as a whole, and closes the writer.
func Copy(t testing.TB, w feed.Writer, src feed.Reader) {
	t.Helper()
	_, err := feed.Copy(w, src)
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
}

// Text returns a feed as text of a format. The function makes the writer, such as
// feedio.NewWriter, and gets no options.
func Text[W feed.Writer, O any](t testing.TB, src feed.Reader, f feed.Format, newWriter func(io.Writer, feed.Format, *O) W) string {
	t.Helper()
	var text strings.Builder
	Copy(t, newWriter(&text, f, nil), src)
	return text.String()
}
