package tablefeed

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// Options are those of Rows and of a Reader. The zero value and a nil pointer mean the
// defaults.
type Options struct {
	feed.ReaderOptions
	// Delimiter is the character between two cells; 0 to find it out.
	Delimiter byte
	// NoHeader says that the first row is data. The columns are #1, #2 and so on.
	NoHeader bool
}

// A text is the text of a table, row by row: what Rows and Reader have in common.
type text struct {
	window *textbuf.Window
	limits feed.Limits
	given  Options
	err    error // what every further read returns
	begun  bool

	head
	row *row // the row scanned last

	keep, next int64 // the current row begins at keep, and the next row to scan at next
	line       int   // where the current row begins; 0 if not known
	nextLine   int   // the same of next
	whole      bool  // the window holds the end of the text
	rows       int64 // the number of the current row
	buffer     []byte
}

// A head is what comes before the rows.
type head struct {
	dialect  Dialect
	preamble []byte // before the header
	header   []byte // the row, with its line end; nil if there is none
	headerAt feed.Position
	names    []string // as they are in the header
	labels   []string // what the columns are called: each differs from the others
	columns  []uint8  // their slots
}

var errNoReader = errors.New("tablefeed: there is no io.Reader to read the table from")

func newText(r io.Reader, o *Options) text {
	if o == nil {
		o = new(Options)
	}
	t := text{given: *o, limits: o.Limits.WithDefaults(), row: new(row), window: textbuf.NewWindow(r, textbuf.AnyChars, o.Encoding)}
	t.window.Lenient()
	if r == nil {
		t.err = errNoReader
	}
	if o.Delimiter != 0 && t.err == nil {
		t.err = CheckDelimiter(o.Delimiter)
	}
	return t
}

// begin reads what comes before the rows, once.
func (t *text) begin() error {
	if t.window == nil {
		t.err = errNoReader
	}
	if t.begun || t.err != nil {
		return t.err
	}
	t.begun = true
	if t.err = t.readHead(); t.err == io.EOF {
		t.err = t.window.Fatal(feed.TextHeader, t.next, "the table is empty", "write the names of the columns into its first line, and a row for each address after it")
	}
	t.err = cmp.Or(t.brokenHead(), t.err)
	return t.err
}

// readHead finds the delimiter and the header.
func (t *text) readHead() error {
	if err := t.fillSample(); err != nil {
		return err
	}
	t.keep, t.next, t.nextLine = t.window.Base(), t.window.Base(), 1
	if err := t.refuseFeed(); err != nil {
		return err
	}
	t.dialect = Dialect{Delimiter: t.given.Delimiter, NoHeader: t.given.NoHeader}
	t.dialect.Encoding, t.dialect.Mark = t.encoding()
	if t.dialect.Mark && t.dialect.Encoding == feed.UTF8 {
		t.preamble = append(t.preamble, cells.Mark...)
	}
	if said, size := separator(t.atHand()); size > 0 {
		t.dialect.Separator = true
		if t.dialect.Delimiter == 0 && CheckDelimiter(said) == nil {
			t.dialect.Delimiter = said
		}
		t.passPreamble(size)
	}
	if t.dialect.Delimiter == 0 {
		sample := t.atHand()
		whole := t.whole
		if len(sample) > sampleSize {
			sample, whole = sample[:sampleSize], false
		}
		t.dialect.Delimiter = findDelimiter(sample, whole)
	}
	if t.dialect.NoHeader {
		return t.countColumns()
	}
	return t.readHeader()
}

// fillSample reads as much as is looked at to find the delimiter.
func (t *text) fillSample() error {
	for !t.whole && len(t.window.Data) < sampleSize {
		if err := t.fill(t.limits.Header); err == textbuf.ErrWindowFull {
			break
		} else if err != nil {
			return err
		}
	}
	return nil
}

// encoding returns the encoding of the text, and whether it begins with a mark.
func (t *text) encoding() (e feed.Encoding, mark bool) {
	found := t.window.Encoding()
	switch {
	case t.given.Encoding > feed.UTF8:
		return t.given.Encoding, false
	case found == textbuf.UTF16LE:
		return feed.UTF16LE, true
	case found == textbuf.UTF16BE:
		return feed.UTF16BE, true
	}
	return feed.UTF8, found == textbuf.UTF8Mark
}

// atHand returns the text in the window from t.next on.
func (t *text) atHand() []byte { return t.window.Data[t.next-t.window.Base():] }

// passPreamble moves past text before the header.
func (t *text) passPreamble(size int) {
	t.preamble = append(t.preamble, t.atHand()[:size]...)
	t.pass(size)
}

// pass moves past text of whole lines.
func (t *text) pass(size int) {
	t.nextLine = textbuf.After(feed.Position{Line: t.nextLine}, t.atHand()[:size]).Line
	t.next += int64(size)
}

// refuseFeed returns a fault if the text is a feed, not a table.
func (t *text) refuseFeed() error {
	const title = "Bing Spatial Data Services"
	begin := bytes.TrimLeft(t.atHand()[:min(len(t.atHand()), sampleSize)], " \t\r\n\"")
	switch {
	case len(begin) > 0 && begin[0] == '<':
		return t.window.Fatal(feed.TextHeader, t.next, "this looks like XML, not like a table", "a feed needs no mapping: leave it out")
	case len(begin) >= len(title) && strings.EqualFold(string(begin[:len(title)]), title):
		return t.window.Fatal(feed.TextHeader, t.next, "this is a feed with its version line, not a table", "a feed needs no mapping: leave it out")
	case jsonscan.BeginsObject(begin):
		return t.window.Fatal(feed.TextHeader, t.next, "this looks like JSON, not like a table", "a feed in JSON Lines needs no mapping: leave it out")
	}
	return nil
}

// countColumns counts the cells of the first row, which stays the next one.
func (t *text) countColumns() error {
	next, line := t.next, t.nextLine
	if err := t.firstRow(t.pass); err != nil {
		return err
	}
	t.headerAt = t.window.Position(t.row.offset)
	for i := range t.row.count {
		t.names = append(t.names, fmt.Sprintf("#%d", i+1))
	}
	t.labels, t.columns = t.names, noSlots(len(t.names))
	t.next, t.nextLine = next, line
	return nil
}

// firstRow scans the first row that is not blank. It calls pass with the size of each blank one.
func (t *text) firstRow(pass func(size int)) error {
	for {
		how, err := t.scan(t.limits.Header)
		if err != nil {
			return err
		}
		if !t.row.blank || how != cells.Ended {
			break
		}
		pass(t.row.size)
		if err := t.checkBlank(); err != nil {
			return err
		}
	}
	if t.row.how != cells.Ended {
		return t.fatalQuote()
	}
	t.dialect.LineEnd = t.rowEnd()
	return nil
}

// checkBlank returns a fault if there are too many blank lines before the first row.
func (t *text) checkBlank() error {
	if t.next-t.keep <= int64(t.limits.Header) {
		return nil
	}
	return t.window.Fatal(feed.TextHeader, t.keep, fmt.Sprintf("the table begins with more than %d bytes of blank lines", t.limits.Header), "remove them")
}

// readHeader reads the names of the columns.
func (t *text) readHeader() error {
	if err := t.firstRow(t.passPreamble); err != nil {
		return err
	}
	t.headerAt = t.window.Position(t.next)
	t.header = bytes.Clone(t.atHand()[:t.row.size])
	for c := range cellsOf(t.header, t.dialect.Delimiter) {
		name := strings.Trim(string(c.Value(t.header, &t.buffer)), " ")
		t.names = append(t.names, name)
	}
	t.labels, t.columns = labels(t.names), noSlots(len(t.names))
	t.pass(t.row.size)
	return nil
}

// noSlots returns n columns of which no cell is kept.
func noSlots(n int) []uint8 { return bytes.Repeat([]byte{none}, n) }

// rowEnd returns the line end of the row scanned last.
func (t *text) rowEnd() string { return string(t.rowText()[t.row.end:]) }

// rowText returns the text of the row scanned last, which is in the window.
func (t *text) rowText() []byte {
	from := t.row.offset - t.window.Base()
	return t.window.Data[from : from+int64(t.row.size)]
}

// cellsOf yields the cells of a row.
func cellsOf(row []byte, delimiter byte) func(yield func(cells.Cell) bool) {
	return func(yield func(cells.Cell) bool) {
		s := cells.Scanner{Text: row, Delimiter: delimiter, Whole: true}
		for i := 0; ; {
			c, next, how := s.Cell(i)
			if how > cells.Ended || !yield(c) || how == cells.Ended {
				return
			}
			i = next
		}
	}
}

// fill reads more of the text into the window: at most what a row of limit bytes that begins
// at t.next needs.
func (t *text) fill(limit int) error {
	keep := int(max(t.keep-t.window.Base(), 0))
	err := t.window.Fill(keep, int(t.next-t.keep)+limit+len("\r\n"))
	if err == io.EOF {
		t.whole = true
		return nil
	}
	return err
}

// scan scans the next row, and does not move past it. The error is io.EOF after the last row.
func (t *text) scan(limit int) (cells.Outcome, error) {
	for {
		s := cells.Scanner{Text: t.atHand(), Delimiter: t.dialect.Delimiter, Whole: t.whole}
		t.row.offset = t.next
		how := t.row.scan(&s, t.columns)
		switch {
		case how == cells.Cut:
			if err := t.fill(limit); err == textbuf.ErrWindowFull {
				return how, t.rowTooLarge(limit)
			} else if err != nil {
				return how, err
			}
		case len(s.Text) == 0:
			return how, io.EOF
		case t.row.size > limit+len("\r\n"):
			return how, t.rowTooLarge(limit)
		default:
			return how, nil
		}
	}
}

// nextRow makes the next row the current one, also a blank one, and moves past it.
func (t *text) nextRow() error {
	t.keep = t.next
	how, err := t.scan(t.limits.Entity)
	switch {
	case err != nil:
		return err
	case how == cells.Unclosed:
		return t.fatalQuote()
	}
	t.rows++
	t.line = t.nextLine
	if t.row.tidy {
		t.nextLine++
		t.next += int64(t.row.size)
	} else {
		t.pass(t.row.size)
	}
	return nil
}

// repeatsHeader reports whether the current row is the header once more, as it is where
// files were put together.
func (t *text) repeatsHeader() bool {
	w := t.row
	if len(t.header) == 0 || w.blank {
		return false
	}
	row := bytes.TrimPrefix(t.rowText()[:w.end], cells.Mark)
	header := t.header[:lineEnd(t.header, len(t.header))]
	return len(row) == len(header) && row[0] == header[0] && bytes.Equal(row, header)
}

// fault returns the fault of the current row, because of which nothing of it can be read, or
// nil. It must be called for each row, once.
//
// A row that is equal to the header is a fault: it comes from files that were put together,
// and would otherwise be sent to the service as an address.
func (t *text) fault() *feed.Fault {
	w := t.row
	if w.blank {
		return nil
	}
	broken, isBroken := t.window.BrokenIn(w.offset, w.offset+int64(w.size))
	switch {
	case w.how != cells.Ended:
		return t.quoteFault()
	case isBroken:
		return t.window.Broken(broken)
	case w.count > len(t.columns):
		return t.tooLong()
	case t.repeatsHeader():
		return t.window.Fault(feed.TextHeader, w.offset, "the row repeats the header", "remove it; the table is probably put together from several")
	}
	return nil
}

// fatalQuote is quoteFault where nothing can be read after the row.
func (t *text) fatalQuote() error {
	f := t.quoteFault()
	f.Fatal = true
	return f
}

// quoteFault returns the fault of a row that is unclosed or misquoted.
func (t *text) quoteFault() *feed.Fault {
	w := t.row
	row := t.rowText()
	f := t.window.Fault(feed.TextSyntax, w.offset+int64(w.where), "", "")
	if w.count < len(t.labels) {
		f.Path = t.labels[w.count]
	}
	lines := textbuf.After(feed.Position{}, row[w.fault.Begin():w.where]).Line
	switch {
	case w.how == cells.Unclosed:
		f.Message, f.Remedy = "the quote that opens here is not closed", cells.CloseQuote
		if lines := textbuf.After(feed.Position{}, bytes.TrimRight(row[w.where:], cells.LineEnds)).Line; lines > 0 {
			f.Message += ", and takes in the rest of the text: " + quote.Count(lines, "more line")
		}
	case lines > 0:
		f.Position = t.window.Position(w.offset + int64(w.fault.Begin()))
		message, _ := cells.Misquote(row, w.fault, w.where)
		f.Message, f.Remedy = fmt.Sprintf("the quote that opens here is closed %s later: %s", quote.Count(lines, "line"), message), cells.CloseQuote
	default:
		f.Message, f.Remedy = cells.Misquote(row, w.fault, w.where)
	}
	return f
}

// tooLong returns the fault of a row with more cells than there are columns.
func (t *text) tooLong() *feed.Fault {
	row, i := t.rowText(), 0
	var surplus cells.Cell
	for c := range cellsOf(row, t.dialect.Delimiter) {
		if surplus = c; i == len(t.columns) {
			break
		}
		i++
	}
	what := "the header"
	if t.dialect.NoHeader {
		what = "the first row"
	}
	name := cells.NameOf(t.dialect.Delimiter)
	f := t.window.Fault(feed.RowTooLong, t.row.offset+int64(surplus.Begin()),
		fmt.Sprintf("%s where %s has %d, usually because of an unquoted %s in a value", quote.Count(t.row.count, "cell"), what, len(t.columns), name),
		fmt.Sprintf("put the value with the %s in quotes", name))
	f.Value = string(surplus.Value(row, &t.buffer))
	return f
}

// rowTooLarge returns the fault of a row that is over a limit. It looks only at as much of
// the row as the limit allows, so that the fault does not depend on how much of the text is
// in the window.
func (t *text) rowTooLarge(limit int) error {
	s := cells.Scanner{Text: t.atHand()[:limit], Delimiter: t.dialect.Delimiter}
	w := t.row
	w.scan(&s, t.columns)
	f := t.window.Fatal(feed.ValueTooLarge, t.next, fmt.Sprintf("the row is larger than the limit of %d bytes", limit), "shorten it")
	if w.fault.Quoted && w.where == w.fault.Begin() && w.how == cells.Cut {
		f.Position = t.window.Position(t.next + int64(w.where))
		f.Message = fmt.Sprintf("the quote that opens here is not closed, or its value is over the limit of %d bytes for a row", limit)
		f.Remedy = "close the quote"
		if w.count < len(t.labels) {
			f.Path = t.labels[w.count]
		}
	}
	return f
}

// brokenHead returns the fault of a byte that is not UTF-8 before the rows.
func (t *text) brokenHead() error {
	var fault *feed.Fault
	if t.err != nil && !errors.As(t.err, &fault) || t.next < t.window.Base() {
		return nil
	}
	end := t.next
	if t.err != nil {
		end += int64(cells.LineSize(t.atHand()))
	}
	at, ok := t.window.BrokenIn(t.window.Base(), end)
	if !ok {
		return nil
	}
	fault = t.window.Broken(at)
	fault.Fatal = true
	return fault
}
