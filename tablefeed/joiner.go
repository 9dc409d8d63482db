package tablefeed

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
	"github.com/xeipuuwjyxo/geocodefeed/internal/render"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

// JoinOptions are the options of a Joiner. The zero value and a nil pointer mean the defaults.
type JoinOptions struct {
	// Options are those with which the table was read.
	Options
	// Add are the fields that are added to each row, of the entity and of its response, in
	// this order. Nil means DefaultAdded.
	Add []feed.Field
	// Prefix is put before the names of the added columns.
	Prefix string
	// AllResponses writes a row for each response of an entity. Without it there is one row
	// for each entity, with the first response.
	AllResponses bool
	// Best takes the best response instead of the first: the one with the highest
	// Confidence and, of those, with the fewest flaws in its MatchCodes.
	Best bool
	// Subset leaves out blank rows and rows whose entities are not written. The number of a
	// record then says which row it belongs to: it is the number of the entity in the feed
	// that a Reader makes of the table.
	Subset bool
	// First ends the table after that many entities and leaves out blank rows, so that it
	// has that many rows; 0 means all.
	First int64
	// Replace replaces the cells of columns that an earlier Joiner has added to the table,
	// instead of refusing them: see Earlier. Columns of these names elsewhere in the table
	// are still refused. A row stays as it is if its cells have the answer of its entity
	// already, or its status if the entity has no response.
	Replace bool
}

// DefaultAdded returns the fields that a Joiner adds if none are chosen.
func DefaultAdded() []feed.Field {
	return []feed.Field{
		feed.ResponseLatitude, feed.ResponseLongitude, feed.ResponseConfidence, feed.ResponseEntityType,
		feed.ResponseMatchCodes, feed.ResponseFormattedAddress, feed.StatusCode, feed.FaultReason,
	}
}

// AddedField finds a field that can be added to a table by its name in the header: the path
// of a column of a feed, or the end of one, in any case. Where an end fits several, the
// response's field is meant.
func AddedField(name string) (feed.Field, error) {
	for _, f := range addable {
		if path := f.String(); equalFold(path, name) || endsPath(path, name) {
			return f, nil
		}
	}
	return feed.NoField, fmt.Errorf("no field %q of a result; there are %s and others", name, addedNames(DefaultAdded()))
}

// addable are the fields that can be added.
var addable = func() (fields []feed.Field) {
	for _, f := range feed.Columns(feed.Documented) {
		if g := f.Info().Group; g == feed.ResponseGroup || g == feed.EntityGroup && f != feed.ID {
			fields = append(fields, f)
		}
	}
	return fields
}()

// AddedName returns the name of the column of a field that is added.
func AddedName(f feed.Field) string { return lastPart(f) }

// A Joiner is a feed.RecordWriter whose output is a table with columns added to it. It reads
// the table itself and writes every row as it is, to the byte, and after it the values of the
// row's entity:
//
//	Street,City           Street,City,Latitude,Longitude
//	"1 Elm St" , York     "1 Elm St" , York,53.9,-1.08
//
//	Bath                  Bath,,51.38,-2.36
//
// So the output without the added cells is the input. A row that is shorter than the header
// gets the missing delimiters before the added cells. A blank row, or one of only delimiters,
// is not an entity and stays unchanged, without added cells. A last row without a line end
// has none in the output either. Output is UTF-8; a byte order mark of UTF-8 and a line such
// as sep=; stay. Added values are quoted where the table's dialect needs it.
//
// The entities are those that a Reader makes of the same table, in their order.
type Joiner struct {
	w      io.Writer
	rows   *Rows
	state  joinState
	err    error
	number int64 // of the entity whose row was read last

	rowJoiner
	record feed.Record // of tokens
	ahead  reached     // where pieces have come to
}

// A joinState says how far a Joiner is.
type joinState uint8

const (
	unread joinState = iota // nothing of the table was read
	read                    // its head was read
	headed                  // its header was written
	ended                   // all of it was written
)

// NewJoiner returns a Joiner that writes to w. The table is read once, from its beginning.
func NewJoiner(w io.Writer, table io.Reader, o *JoinOptions) *Joiner {
	j := &Joiner{w: w}
	if o != nil {
		j.o = *o
	}
	j.rows = NewRows(table, &j.o.Options)
	j.o.Add = j.o.added()
	if w == nil {
		j.err = errors.New("tablefeed: there is no io.Writer to write the table to")
	}
	return j
}

// flushSize is how much output gathers before it is written.
const flushSize = 128 << 10

// begin reads the head of the table, once.
func (j *Joiner) begin() error {
	if j.rows == nil {
		return errors.New("tablefeed: a Joiner that NewJoiner has not made")
	}
	if j.state > unread || j.err != nil {
		return j.err
	}
	j.state = read
	j.err = j.readHead()
	return j.err
}

func (j *Joiner) readHead() error {
	dialect, err := j.rows.Dialect()
	if err != nil {
		return err
	}
	names, err := j.rows.Columns()
	if err != nil {
		return err
	}
	j.delimiter, j.columns = dialect.Delimiter, len(names)
	if j.lineEnd = dialect.LineEnd; j.lineEnd == "" {
		j.lineEnd = "\n"
	}
	if err := j.o.Check(names); err != nil {
		return err
	}
	j.cells = make([][]byte, len(j.o.Add))
	j.at = make([]int, len(j.o.Add))
	j.replaced = slices.Repeat([]int{-1}, len(names))
	for i, f := range j.o.Add {
		if j.at[i] = j.o.place(f, names); j.at[i] >= 0 {
			j.replaces, j.replaced[j.at[i]] = true, i
		}
	}
	return nil
}

// Check reports whether the fields can be added to a table whose columns have these names. The
// error is a *MappingError if the table has one of them already.
func (o *JoinOptions) Check(names []string) error {
	o = o.orDefault()
	add := o.added()
	for i, f := range add {
		switch at := o.named(f, names); {
		case !slices.Contains(addable, f):
			return fmt.Errorf("tablefeed: %v cannot be added to a table", f)
		case slices.Contains(add[:i], f):
			return fmt.Errorf("tablefeed: %v is added twice", f)
		case at >= 0 && o.place(f, names) < 0:
			return &MappingError{Message: fmt.Sprintf("the table has a column %q already, which is to be added; put something before the names of the added columns with -add-prefix, or choose others with -add", names[at])}
		}
	}
	return nil
}

// Earlier returns the names of the columns that an earlier Joiner has added to a table whose
// columns have these names, by their fields: those of Add, and those that are added by default.
// They are side by side, and one of them is that of the status. Without a header they are the
// last columns of the table, as many as are to be added.
func (o *JoinOptions) Earlier(names []string) map[feed.Field]string {
	o = o.orDefault()
	earlier := *o
	earlier.Replace = true
	columns := make(map[feed.Field]string)
	for _, f := range slices.Concat(o.added(), DefaultAdded()) {
		if at := earlier.place(f, names); at >= 0 {
			columns[f] = names[at]
		}
	}
	return columns
}

// Fields returns the fields of an answer that a Joiner looks at.
func (o *JoinOptions) Fields() feed.FieldSet {
	o = o.orDefault()
	fields := feed.SetOf(o.added()...).With(feed.StatusCode)
	if o.Best {
		fields = fields.With(feed.ResponseConfidence).With(feed.ResponseMatchCodes)
	}
	return fields
}

// orDefault returns the options, or the zero ones for a nil pointer.
func (o *JoinOptions) orDefault() *JoinOptions {
	if o == nil {
		return new(JoinOptions)
	}
	return o
}

func (o *JoinOptions) added() []feed.Field {
	if o.Add == nil {
		return DefaultAdded()
	}
	return o.Add
}

// named returns the column that is called as that of a field; -1 if there is none.
func (o *JoinOptions) named(f feed.Field, names []string) int {
	if o.NoHeader {
		return -1
	}
	name := o.Prefix + AddedName(f)
	return slices.IndexFunc(names, func(other string) bool { return equalFold(other, name) })
}

// place returns the column whose cells are replaced by the values of a field; -1 if there is
// none, and one is appended.
func (o *JoinOptions) place(f feed.Field, names []string) int {
	if !o.Replace {
		return -1
	}
	if o.NoHeader {
		at, add := -1, o.added()
		if i := slices.Index(add, f); i >= 0 && len(names) > len(add) {
			at = len(names) - len(add) + i
		}
		return at
	}
	at, status := o.named(f, names), o.named(feed.StatusCode, names)
	if from, to := sideBySide(names, status, o.Prefix); at < from || at >= to {
		return -1
	}
	return at
}

// WriteToken implements feed.Writer. The entities are those of the table, without a gap.
func (j *Joiner) WriteToken(t feed.Token) error {
	if j.err != nil {
		return j.err
	}
	whole, err := j.record.Add(t)
	if err == nil && whole {
		return j.WriteRecord(&j.record)
	}
	if err != nil {
		j.err = err
	}
	return err
}

// WriteRecord implements feed.RecordWriter.
func (j *Joiner) WriteRecord(r *feed.Record) error {
	if err := j.begin(); err != nil {
		return err
	}
	if j.err = j.writeEntity(r); j.err != nil {
		return j.err
	}
	return nil
}

func (j *Joiner) writeEntity(r *feed.Record) error {
	switch {
	case !r.Whole():
		return fmt.Errorf("%w: a record that holds no whole entity", feed.ErrGrammar)
	case j.o.Subset && r.Number() <= j.number:
		return fmt.Errorf("%w: the entity %d after the entity %d of the table", feed.ErrGrammar, r.Number(), j.number)
	}
	j.writeHead()
	for {
		row, err := j.nextRow()
		if err == io.EOF {
			return errTableChanged
		}
		if err != nil {
			return err
		}
		if !j.o.Subset || j.number == r.Number() {
			j.joined(row, r)
			return j.flush(flushSize)
		}
	}
}

var errTableChanged = errors.New("tablefeed: the table has fewer rows than there are entities: it has changed, or was read in another way")

// nextRow returns the row of the next entity, and passes on what is between the rows.
func (j *Joiner) nextRow() (*Row, error) {
	if err := j.catchUp(); err != nil {
		return nil, err
	}
	for {
		row, err := j.rows.Next()
		switch {
		case err != nil:
			return nil, err
		case row.Fault != nil:
			return nil, row.Fault
		case row.IsEntity():
			j.number++
			return row, nil
		case !j.o.Subset && j.o.First == 0:
			j.out = append(j.out, row.Text...)
			if err := j.flush(flushSize); err != nil {
				return nil, err
			}
		}
	}
}

// writeHead writes what comes before the rows, once.
func (j *Joiner) writeHead() {
	if j.state >= headed {
		return
	}
	j.state = headed
	preamble, _ := j.rows.Preamble() // begin has seen to errors
	header, _ := j.rows.Header()
	j.out = append(j.out, preamble...)
	if len(header) == 0 {
		return
	}
	end := lineEnd(header, len(header))
	j.out = append(j.out, header[:end]...)
	for i, f := range j.o.Add {
		if j.at[i] < 0 {
			j.out = append(j.out, j.delimiter)
			j.out = appendCell(j.out, []byte(j.o.Prefix+AddedName(f)), j.delimiter)
		}
	}
	j.out = append(j.out, header[end:]...)
}

// flush writes what has gathered if it is more than a limit.
func (j *Joiner) flush(limit int) error {
	if len(j.out) <= limit {
		return nil
	}
	err := render.Write(j.w, j.out)
	j.out = j.out[:0]
	return err
}

// Flush writes the buffered output.
func (j *Joiner) Flush() error {
	if j.err == nil && len(j.out) > 0 {
		j.err = j.flush(0)
	}
	return j.err
}

// Close writes the rest of the table. If entities are left in it, they were never written,
// and Close returns an error because the table would be incomplete.
func (j *Joiner) Close() error {
	if j.state == ended {
		return j.err
	}
	if err := j.begin(); err != nil {
		return err
	}
	if j.record.Open() {
		j.err = fmt.Errorf("%w: the table ends within an entity", feed.ErrGrammar)
		return j.err
	}
	j.writeHead()
	j.state = ended
	j.err = j.finish()
	return j.err
}

func (j *Joiner) finish() error {
	if !j.o.Subset && (j.o.First == 0 || j.number < j.o.First) {
		switch _, err := j.nextRow(); {
		case err == nil:
			return fmt.Errorf("%w: the entity %d of the table is left out", feed.ErrGrammar, j.number)
		case err != io.EOF:
			return err
		}
	}
	return j.flush(0)
}
