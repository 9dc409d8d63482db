package delimfeed

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/cells"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/near"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
)

// This file reads what is before the rows: the version line and the header. Both stay in
// the window until the first row is read, so that checkHeader can go through the columns
// once more, one fault at a time.

// begin reads the version line and the header.
func (r *Reader) begin() error {
	if err := r.decode(); err != nil {
		return err
	}
	line, size, err := r.line()
	if err == nil {
		line, size, err = r.passSeparator(line, size)
	}
	if err != nil {
		return err
	}
	if v, ok := parseVersionLine(line); ok {
		r.pending = r.checkVersion(v)
		r.next += int64(size)
		if r.pending != nil {
			return r.goOn()
		}
		return r.readHeader()
	}
	if err := r.scanHeader(); err != nil && !errors.Is(err, feed.TextSyntax) {
		return err
	} else if err != nil || !r.isHeader() {
		return r.noHeader(line)
	}
	r.warn(feed.VersionMissing, r.next, "the version line is missing", "begin the file with "+VersionLine)
	return r.takeHeader()
}

// decode finds out how the text is encoded.
func (r *Reader) decode() error {
	if err := r.fill(r.limits.Header); err != nil {
		return err
	}
	r.keep, r.next = r.window.Base(), r.window.Base()
	r.start = r.window.Position(r.next)
	switch e := r.window.Encoding(); {
	case e >= textbuf.UTF16LE:
		r.warn(feed.EncodingNotUTF8, r.next, fmt.Sprintf("the text is %v", e), "save the file as UTF-8")
	case e == textbuf.UTF8Mark:
		r.warnOfFirstMark()
	}
	return nil
}

// warnOfFirstMark reports the byte order mark at the beginning, which the window leaves
// out.
func (r *Reader) warnOfFirstMark() {
	if r.notice != nil {
		r.notice(&feed.Fault{
			Cause:    feed.EncodingBOM,
			Position: feed.Position{Line: 1, Column: 1},
			Message:  "the text begins with a byte order mark",
			Remedy:   "save the file as UTF-8 without a mark",
		})
	}
}

// warnOfMark reports a byte order mark within the text. It was the first character until
// something was put in front of it, such as line 1 or another file.
func (r *Reader) warnOfMark(at int64) {
	r.warn(feed.EncodingBOM, at, "a byte order mark in the middle of the text", "remove it: save files as UTF-8 without a mark before they are put together")
}

// passMark moves past a byte order mark, if text, which begins at r.next, begins with one.
func (r *Reader) passMark(text []byte) bool {
	if !bytes.HasPrefix(text, cells.Mark) {
		return false
	}
	r.warnOfMark(r.next)
	r.skip(len(cells.Mark))
	return true
}

// line returns the next line that is not blank, without its line end, and its size with
// it. It does not move past the line.
func (r *Reader) line() (line []byte, size int, err error) {
	for {
		s := r.scanner()
		end, how := s.LineEnd(0)
		switch {
		case how == cut:
			if err := r.fillHeader(); err != nil {
				return nil, 0, err
			}
			continue
		case r.passMark(s.Text):
			continue
		case len(s.Text) == 0:
			return nil, 0, &feed.Fault{Cause: feed.TextHeader, Position: r.start, Message: "the file is empty", Remedy: "begin it with " + VersionLine, Fatal: true}
		case end > r.limits.Header+len("\r\n"):
			return nil, 0, r.headerTooLarge()
		}
		line = bytes.TrimRight(s.Text[:end], "\r\n")
		if len(bytes.Trim(line, cells.Blanks)) > 0 {
			return line, end, nil
		}
		r.skip(end)
	}
}

// skip moves past text that is no longer needed.
func (r *Reader) skip(size int) {
	r.next += int64(size)
	r.keep = r.next
}

func (r *Reader) fillHeader() error {
	err := r.fill(r.limits.Header)
	if err == textbuf.ErrWindowFull {
		return r.headerTooLarge()
	}
	return err
}

func (r *Reader) headerTooLarge() error {
	f := r.overLimit(r.limits.Header, "line", "for a header")
	f.Fatal = true
	return f
}

// checkVersion returns the fault of a version line that cannot be accepted.
func (r *Reader) checkVersion(v versionLine) *feed.Fault {
	at := r.next + int64(v.at)
	switch {
	case v.semicolon >= 0:
		return r.window.Fatal(feed.TextHeader, r.next+int64(v.semicolon), "the line is delimited by semicolons", "the service takes comma, tab or pipe")
	case isVersion(v.version, "1") && v.third != "":
		return r.dataSource(r.next)
	case isVersion(v.version, "1"):
		return r.window.Fatal(feed.VersionUnsupported, at, "this is a feed of version 1.0, which has other columns", "write it again with the columns of version 2.0")
	case v.version != "" && !isVersion(v.version, "2"):
		return r.window.Fatal(feed.VersionUnsupported, at, fmt.Sprintf("version %s is not supported", quote.Text(v.version)), "write "+VersionLine)
	case v.quote >= 0:
		return r.window.Fatal(feed.TextSyntax, r.next+int64(v.quote), "the version line has a quote that is not closed", "write "+VersionLine)
	case v.version == "":
		r.warn(feed.VersionMissing, r.next, "the version line has no version", "write "+VersionLine)
	}
	return nil
}

// goOn reads on after a fault of the version line if what follows is unmistakably a header
// of version 2.0. Otherwise the fault is fatal.
func (r *Reader) goOn() error {
	err := r.scanHeader()
	if fault := new(feed.Fault); err != nil && !errors.As(err, &fault) {
		return err
	}
	if err != nil || !r.isHeader() {
		return r.pending
	}
	r.pending.Fatal = false
	return r.takeHeader()
}

func (r *Reader) dataSource(at int64) *feed.Fault {
	return r.window.Fatal(feed.VersionUnsupported, at, "this is a file for the data source loader, not a feed to geocode",
		"make a feed that begins with "+VersionLine)
}

// readHeader reads the header after a version line.
func (r *Reader) readHeader() error {
	if err := r.scanHeader(); err != nil {
		return err
	}
	header := r.headerText()
	line, _ := nextLine(header)
	known := knownNames(header, r.delimiter)
	if _, twice := parseVersionLine(line); twice {
		r.pending = r.window.Fatal(feed.TextHeader, r.next, "the version line is repeated", "remove the second one")
		r.next += int64(r.ahead.size)
		return r.goOn()
	}
	if isDataSourceHeader(line) {
		return r.dataSource(r.next)
	}
	if err := r.otherDelimiter(line, known); err != nil {
		return err
	}
	if known == 0 {
		if r.pending = r.notNames(header, "after the version line"); r.pending.Fatal {
			return r.pending
		}
	}
	return r.takeHeader()
}

// scanHeader finds the header row, from r.next on.
func (r *Reader) scanHeader() error {
	for {
		s := r.scanner()
		if r.passMark(s.Text) {
			continue
		}
		switch how := r.ahead.scan(&s, nil); {
		case how == cut:
			if err := r.fillHeader(); err != nil {
				return err
			}
		case len(s.Text) == 0:
			return r.window.Fatal(feed.TextHeader, r.next, "the header is missing: the file ends after the version line", "write the names of the columns after it")
		case r.ahead.blank, how == ended && len(bytes.Trim(s.Text[:r.ahead.size], cells.Blanks+"\r\n")) == 0:
			r.skip(r.ahead.size)
		case r.ahead.size > r.limits.Header+len("\r\n"):
			return r.headerTooLarge()
		case how > ended:
			r.ahead.offset = r.next
			f := r.quoteFault(r.ahead)
			f.Fatal = true
			return f
		default:
			return nil
		}
	}
}

// brokenHeader returns the fault of a byte that is not UTF-8 before the rows, or on the
// line at which reading ended.
func (r *Reader) brokenHeader() error {
	var fault *feed.Fault
	end := r.next
	if r.err != nil {
		if !errors.As(r.err, &fault) || r.next < r.window.Base() {
			return nil
		}
		s := r.scanner()
		line, _ := s.LineEnd(0)
		end += int64(line)
	}
	at, ok := r.window.BrokenIn(r.window.Base(), end)
	if !ok {
		return nil
	}
	fault = r.window.Broken(at)
	fault.Fatal = true
	return fault
}

// headerText returns the text of the header row that scanHeader found.
func (r *Reader) headerText() []byte { return r.scanner().Text[:r.ahead.size] }

// isHeader reports whether the row is unmistakably a header of version 2.0: it names Id,
// and all its names are columns.
func (r *Reader) isHeader() bool {
	id := false
	for name := range names(r.headerText(), r.delimiter) {
		f, ok := feed.ColumnByName(name)
		if !ok && name != "" {
			return false
		}
		id = id || f == feed.ID
	}
	return id
}

// noHeader returns the fault of a first line that is neither a version line nor a header.
func (r *Reader) noHeader(line []byte) error {
	first := bytes.TrimLeft(line, " ")
	known := knownNames(line, r.delimiter)
	if first[0] == '<' {
		return r.window.Fatal(feed.TextHeader, r.next, "this looks like XML, not like delimited text", "read it as xml")
	}
	if jsonscan.BeginsObject(first) {
		return r.window.Fatal(feed.TextHeader, r.next, "this looks like JSON, not like delimited text", "read it as jsonl")
	}
	if isDataSourceHeader(line) {
		return r.dataSource(r.next)
	}
	if err := r.otherDelimiter(line, known); err != nil {
		return err
	}
	if known > 0 {
		return r.wrongNames(line)
	}
	f := r.notNames(line, "after the line "+VersionLine)
	f.Fatal = true
	return f
}

// otherDelimiter returns a fault if another delimiter finds more columns in a header.
func (r *Reader) otherDelimiter(header []byte, known int) error {
	for _, f := range formats {
		if knownNames(header, f.Delimiter()) > known {
			return r.window.Fatal(feed.TextHeader, r.next, fmt.Sprintf("the header is delimited by %ss, not by %ss", cells.NameOf(f.Delimiter()), cells.NameOf(r.delimiter)), "read it as "+f.String())
		}
	}
	if knownNames(header, ';') > known || known == 0 && bytes.IndexByte(header, r.delimiter) < 0 && bytes.IndexByte(header, ';') >= 0 {
		return r.window.Fatal(feed.TextHeader, r.next, "the header is delimited by semicolons", "the service takes comma, tab or pipe, and a table of your own is read with -map")
	}
	return nil
}

// takeHeader finds out the kinds of the columns and moves to the rows.
func (r *Reader) takeHeader() error {
	r.headerAt = r.window.Position(r.next)
	header := r.headerText()
	var seen feed.FieldSet
	var wrong []string // the first unknown names
	for name := range names(header, r.delimiter) {
		f, ok := feed.ColumnByName(name)
		switch {
		case name == "":
			r.columns = append(r.columns, unnamed)
		case !ok:
			r.columns = append(r.columns, unknown)
			if len(wrong) < maxNear {
				wrong = append(wrong, name)
			}
		case seen.Has(f):
			r.columns = append(r.columns, duplicate+schema.of[f])
		default:
			seen = seen.With(f)
			r.known = append(r.known, f)
			r.columns = append(r.columns, schema.of[f])
		}
	}
	r.usual = usualCount(r.columns)
	r.shares, r.indexed = shares(seen), seen.Has(feed.ResponseIndex)
	r.checking = headerCheck{offset: r.next, cells: scanner{Delimiter: r.delimiter, Whole: true}, withoutID: !seen.Has(feed.ID)}
	for _, name := range wrong {
		n, ok := near.Column(name, seen)
		r.checking.near = append(r.checking.near, n)
		if ok && n.Field == feed.ID {
			r.checking.withoutID = false // reported as a wrong name
		}
	}
	r.next += int64(len(header))
	r.findUnnamed()
	r.findRowNames()
	return nil
}

// A headerCheck says which faults of the header are still to be reported.
type headerCheck struct {
	offset    int64        // of the header
	at        int          // the next cell, as an index in the header
	column    int          // the number of that cell
	near      []near.Match // the columns nearest to the first unknown names, or NoField
	unknown   int          // the number of unknown columns so far
	withoutID bool         // the header lacks Id, still to be reported
	rowNames  bool         // rows have a first cell that the header lacks, still to be reported
	cells     scanner
}

// checkHeader reports what is tolerated in the header, up to its next fault, which it
// returns. It returns nil after the last.
func (r *Reader) checkHeader() *feed.Fault {
	check := &r.checking
	if check.rowNames {
		check.rowNames = false
		check.column++
		return r.rowNames()
	}
	for check.column < len(r.columns) {
		header := r.window.Data[check.offset-r.window.Base() : r.next-r.window.Base()]
		check.cells.Text = header
		c, next, _ := check.cells.Cell(check.at)
		offset := check.offset + int64(c.Begin())
		if bytes.HasPrefix(header[c.Start:c.End], cells.Mark) {
			r.warnOfMark(offset)
		}
		if check.withoutID {
			check.withoutID = false
			r.warnOfColumn(feed.ColumnMissing, feed.ID, offset, "the header has no column Id", "add it, so that results can be told apart")
		}
		what := r.columns[check.column]
		check.at = next
		check.column++
		switch {
		case what == unknown:
			return r.unknownColumn(nameIn(header, c), offset)
		case what == rowLabels:
			return r.unnamedColumn(check.column, offset)
		case what >= duplicate:
			r.warnOfColumn(feed.ColumnDuplicate, schema.column[what-duplicate], offset, "the header repeats this column", "remove one of the two; the first is read")
		case what < unnamed && schema.column[what].Info().Layout == feed.Extended:
			r.warnOfColumn(feed.ColumnExtension, schema.column[what], offset, "the service does not know this column", "remove it, or convert the feed to XML")
		}
	}
	return nil
}

func (r *Reader) warnOfColumn(cause feed.Cause, column feed.Field, at int64, message, remedy string) {
	if r.notice == nil {
		return
	}
	f := r.window.Fault(cause, at, message, remedy)
	f.Path = column.String()
	r.notice(f)
}

func (r *Reader) unknownColumn(name string, at int64) *feed.Fault {
	var n near.Match
	if check := &r.checking; check.unknown < len(check.near) {
		n = check.near[check.unknown]
	}
	r.checking.unknown++
	f := r.window.Fault(feed.ColumnUnknown, at, "the column "+quote.Text(name)+" is unknown", columnRemedy(n))
	f.Value = name
	return f
}

// columnRemedy says what to do about a column with a wrong name.
func columnRemedy(n near.Match) string {
	switch {
	case n.Field == feed.NoField:
		return "remove the column"
	case n.Taken:
		return fmt.Sprintf("it seems to be %v, which the header has already: keep one of the two", n.Field)
	case n.Part && n.Field.Info().Group == feed.ResponseGroup:
		return fmt.Sprintf("write %v, or leave the column out if it is one of your own", n.Field)
	}
	return fmt.Sprintf("write %v", n.Field)
}
