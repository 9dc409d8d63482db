package dataflowtest

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/lazy"
	"github.com/xeipuuwjyxo/geocodefeed/xmlfeed"
)

// An uploadedFeed is an upload with what its beginning tells: the version of the
// schema that its results have, and the header that they repeat.
type uploadedFeed struct {
	text    io.Reader
	format  feed.Format
	old     bool // version 1.0
	added   int  // lines that stand before the upload's own
	header  []string
	columns []feed.Field
}

// peekSize is how much of a feed tells its version and its header.
const peekSize = 64 << 10

func openUpload(body io.Reader, f feed.Format) *uploadedFeed {
	text := bufio.NewReaderSize(body, peekSize)
	prefix, _ := text.Peek(peekSize) // an error comes again
	u := &uploadedFeed{text: text, format: f}
	switch {
	case f == feed.XML:
		u.judgeRoot(prefix)
	case isOldText(prefix, f):
		head := oldTextHead(f)
		u.old, u.added = true, strings.Count(head, "\n")
		u.text = io.MultiReader(strings.NewReader(head), text)
	default:
		u.header = headerCells(prefix, f)
	}
	return u
}

var (
	rootTag    = lazy.Regexp(`<(?:[\w.-]+:)?GeocodeFeed(?:\s[^>]*)?>`)
	versionOf  = lazy.Regexp(`(?i)\sVersion\s*=\s*(?:"([^"]*)"|'([^']*)')`)
	ofEntity   = lazy.Regexp(`<(?:[\w.-]+:)?GeocodeEntity(?:\s[^>]*)?>`)
	oldVersion = lazy.Regexp(`^\s*0*1(?:\.0*)?\s*$`)
)

// judgeRoot finds out whether XML is of version 1.0, which is what a feed without
// a Version is to the service. A Version that says so is blanked, as the reader
// reads 2.0 only; both versions ask in the same way.
func (u *uploadedFeed) judgeRoot(prefix []byte) {
	root := rootTag().FindIndex(prefix)
	if root == nil {
		return
	}
	at := versionOf().FindSubmatchIndex(prefix[root[0]:root[1]])
	if at == nil {
		u.old = !versionOf().Match(ofEntity().Find(prefix[root[1]:]))
		return
	}
	tag := prefix[root[0]:root[1]]
	value := tag[at[0]:at[1]][bytes.IndexAny(tag[at[0]:at[1]], `"'`)+1:]
	if !oldVersion().Match(value[:len(value)-1]) {
		return
	}
	u.old = true
	blanked := bytes.Clone(prefix)
	for i := root[0] + at[0]; i < root[0]+at[1]; i++ {
		blanked[i] = ' '
	}
	rest := u.text.(*bufio.Reader)
	rest.Discard(len(prefix))
	u.text = io.MultiReader(bytes.NewReader(blanked), rest)
}

// takes reports whether the service takes what a reader mends: XML in no namespace
// or in that with https, which a product of Microsoft's sends, and version 1.0.
func (u *uploadedFeed) takes(f *feed.Fault) bool {
	return f.Cause == feed.XMLNamespace || f.Cause == feed.VersionMissing && u.old
}

// reader returns the reader of the feed. The columns are known from then on.
func (u *uploadedFeed) reader(notice func(*feed.Fault)) feed.Reader {
	options := &feed.ReaderOptions{Notice: func(f *feed.Fault) {
		if !u.takes(f) {
			notice(f)
		}
	}}
	if u.format == feed.XML {
		return xmlfeed.NewReader(u.text, options)
	}
	r := delimfeed.NewReader(u.text, u.format, options)
	u.columns, _ = r.Columns() // its error comes again
	return r
}

// headerCells are the names of the columns as the upload spells them, with their
// spaces, which the service repeats. They are nil where they are not plain.
func headerCells(prefix []byte, f feed.Format) []string {
	_, rest, ok := bytes.Cut(prefix, []byte("\n"))
	line, _, whole := bytes.Cut(rest, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	if !ok || !whole || bytes.ContainsAny(line, "\"\r") {
		return nil
	}
	return strings.Split(string(line), string(f.Delimiter()))
}

// resultHead is the beginning of delimited results: the lines before the rows.
func (u *uploadedFeed) resultHead() string {
	cells := u.header
	if !names(cells, u.columns) {
		cells = nil
		for _, f := range u.columns {
			cells = append(cells, f.String())
		}
	}
	return delimfeed.VersionLine + "\r\n" + strings.Join(cells, string(u.format.Delimiter())) + "\r\n"
}

// names reports whether cells are the names of columns, all of them.
func names(cells []string, columns []feed.Field) bool {
	return slices.EqualFunc(cells, columns, func(cell string, column feed.Field) bool {
		f, ok := feed.ColumnByName(strings.Trim(cell, " "))
		return ok && f == column
	})
}
