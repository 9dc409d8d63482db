package parquetfeed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/parquet-go/parquet-go"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Reader reads a file that a Writer has written. It is a feed.Reader. Its tokens have no
// places.
type Reader struct {
	in     *parquet.GenericReader[any]
	flat   bool
	rows   []parquet.Row
	ahead  []parquet.Row // of rows, those not read yet
	tokens []feed.Token
	entity int64 // the number of the entity of the flat rows that were read last
	err    error
}

var _ feed.Reader = (*Reader)(nil)

// ErrNotFeed is wrapped by the error of a file whose columns are not those of a Writer.
var ErrNotFeed = errors.New("this is no Parquet file of feedparquet")

// ErrDamaged is wrapped by the error of a file that is not what its metadata says.
var ErrDamaged = errors.New("the file is damaged, or cut")

// damaged turns what package parquet says, or panics with, into an error that wraps
// ErrDamaged. Errors of the machine stay as they are.
func damaged(err *error) {
	var machine *fs.PathError
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", ErrDamaged, p)
	} else if *err != nil && *err != io.EOF && !errors.Is(*err, ErrNotFeed) && !errors.As(*err, &machine) {
		*err = fmt.Errorf("%w: %w", ErrDamaged, *err)
	}
}

// NewReader returns a Reader of a file of some size.
func NewReader(r io.ReaderAt, size int64) (_ *Reader, err error) {
	defer damaged(&err)
	file, err := parquet.OpenFile(r, size)
	if err != nil {
		return nil, err
	}
	t := &Reader{rows: make([]parquet.Row, 100)}
	if err := t.findColumns(file.Schema()); err != nil {
		return nil, err
	}
	t.in = parquet.NewGenericReader[any](file)
	return t, nil
}

// findColumns finds out which form the file has.
func (r *Reader) findColumns(schema *parquet.Schema) error {
	paths := schema.Columns()
	for _, text := range []bool{false, true} {
		o := &Options{Text: text}
		for _, flat := range []bool{false, true} {
			root := tree.schema(o)
			if flat {
				root = flatSchema(flatColumns(o))
			}
			want := parquet.NewSchema(schemaName, root)
			if slices.EqualFunc(paths, want.Columns(), slices.Equal) && sameTypes(schema, want, paths) {
				r.flat = flat
				return nil
			}
		}
	}
	return fmt.Errorf("%w: it has other columns", ErrNotFeed)
}

// sameTypes reports whether the columns of two schemas hold values of the same kinds.
func sameTypes(a, b *parquet.Schema, paths [][]string) bool {
	for _, path := range paths {
		x, _ := a.Lookup(path...)
		y, _ := b.Lookup(path...)
		if x.Node.Type().Kind() != y.Node.Type().Kind() || x.MaxDefinitionLevel != y.MaxDefinitionLevel || x.MaxRepetitionLevel != y.MaxRepetitionLevel {
			return false
		}
	}
	return true
}

// ReadToken implements feed.Reader.
func (r *Reader) ReadToken() (feed.Token, error) {
	for len(r.tokens) == 0 {
		if r.err == nil {
			r.err = r.readEntity()
		}
		if r.err != nil {
			return feed.Token{}, r.err
		}
	}
	t := r.tokens[0]
	r.tokens = r.tokens[1:]
	return t, nil
}

// Position implements feed.Reader.
func (r *Reader) Position(offset int64) feed.Position { return feed.Position{Offset: offset} }

// Close closes the Reader, and not what it reads from.
func (r *Reader) Close() error { return r.in.Close() }

// row returns the next row, and reports false after the last.
func (r *Reader) row() (row parquet.Row, ok bool, err error) {
	for len(r.ahead) == 0 {
		n, err := r.in.ReadRows(r.rows)
		r.ahead = r.rows[:n]
		if n == 0 && err == io.EOF {
			return nil, false, nil
		}
		if n == 0 && err != nil {
			return nil, false, err
		}
	}
	return r.ahead[0], true, nil
}

// readEntity reads the tokens of the next entity.
func (r *Reader) readEntity() (err error) {
	defer damaged(&err)
	row, ok, err := r.row()
	switch {
	case err != nil:
		return err
	case !ok:
		return io.EOF
	}
	r.tokens = append(r.tokens[:0:0], feed.Token{Kind: feed.EntityStart})
	if r.flat {
		return r.readFlat()
	}
	r.ahead = r.ahead[1:]
	cells := make([][]parquet.Value, len(tree.values(nil)))
	for _, v := range row {
		cells[v.Column()] = append(cells[v.Column()], v)
	}
	a := assembler{r: r, cells: cells}
	for _, n := range tree.children {
		a.assemble(n)
	}
	r.tokens = append(r.tokens, feed.Token{Kind: feed.EntityEnd})
	return nil
}

// An assembler makes the tokens of a row.
type assembler struct {
	r     *Reader
	cells [][]parquet.Value // by column, those that have not been used
}

// assemble uses the next values of the columns of a node.
func (a *assembler) assemble(n *node) {
	switch {
	case n.isValue():
		v := a.cells[n.column][0]
		a.cells[n.column] = a.cells[n.column][1:]
		if !v.IsNull() {
			a.r.add(n.field, decode(v))
		}
		return
	case n.isList():
		a.assembleList(n)
		return
	case a.level(n) < n.definition:
		a.skip(n)
		return
	case n.request != 0:
		a.r.tokens = append(a.r.tokens, feed.Token{Kind: startOf(n.request)})
	}
	for _, c := range n.children {
		a.assemble(c)
	}
}

// assembleList uses the values of the items of a list.
func (a *assembler) assembleList(n *node) {
	if a.level(n) < n.definition {
		a.skip(n)
		return
	}
	first := n.first().column
	for item := 0; item == 0 || len(a.cells[first]) > 0 && a.cells[first][0].RepetitionLevel() == n.repetition; item++ {
		a.r.tokens = append(a.r.tokens, feed.Token{Kind: startOf(n.list)})
		for _, c := range n.children {
			a.assemble(c)
		}
	}
}

// level returns up to which level the node is there.
func (a *assembler) level(n *node) int {
	return a.cells[n.first().column][0].DefinitionLevel()
}

// skip uses the nulls of a node that is not there.
func (a *assembler) skip(n *node) {
	if n.isValue() {
		a.cells[n.column] = a.cells[n.column][1:]
	}
	for _, c := range n.children {
		a.skip(c)
	}
}

// startOf returns the token that begins a part of a group.
func startOf(g feed.Group) feed.Kind {
	for k := feed.EntityStart; k < feed.FieldValue; k++ {
		if k.Group() == g {
			return k
		}
	}
	return feed.NoToken
}

func (r *Reader) add(f feed.Field, content string) {
	r.tokens = append(r.tokens, feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(content)})
}

// readFlat reads the rows of an entity.
func (r *Reader) readFlat() error {
	columns := flatColumns(new(Options))
	var last []feed.Token // the values of the entity itself that come after its responses
	for first := true; ; first = false {
		row, ok, err := r.row()
		if err != nil {
			return err
		}
		if !ok || !first && row[0].Int64() != r.entity {
			break
		}
		r.entity = row[0].Int64()
		if first {
			last = r.addFlatRequests(columns, row)
		}
		if err := r.addFlatResponse(columns, row); err != nil {
			return fmt.Errorf("row of entity %d: %w", r.entity, err)
		}
		r.ahead = r.ahead[1:]
	}
	r.tokens = append(append(r.tokens, last...), feed.Token{Kind: feed.EntityEnd})
	return nil
}

// addFlatRequests adds the Id and the requests of a row. It returns the other values of the
// entity itself.
func (r *Reader) addFlatRequests(columns []flatColumn, row parquet.Row) (last []feed.Token) {
	var open feed.Group
	for i, c := range columns {
		if c.field == feed.NoField || row[i].IsNull() {
			continue
		}
		switch g := c.field.Info().Group; g {
		case feed.EntityGroup:
			if c.field != feed.ID {
				last = append(last, feed.Token{Kind: feed.FieldValue, Field: c.field, Text: []byte(decode(row[i]))})
				continue
			}
		case feed.ReverseGroup, feed.GeocodeGroup:
			if g != open {
				open = g
				r.tokens = append(r.tokens, feed.Token{Kind: startOf(g)})
			}
		default:
			continue
		}
		r.add(c.field, decode(row[i]))
	}
	return last
}

// addFlatResponse adds the response of a row.
func (r *Reader) addFlatResponse(columns []flatColumn, row parquet.Row) error {
	if row[1].IsNull() {
		return nil
	}
	r.tokens = append(r.tokens, feed.Token{Kind: feed.ResponseStart})
	var lists []int
	for i, c := range columns {
		switch {
		case row[i].IsNull():
		case c.list != nil:
			lists = append(lists, i)
		case c.field != feed.NoField && c.field.Info().Group == feed.ResponseGroup:
			r.add(c.field, decode(row[i]))
		}
	}
	for _, i := range lists {
		if err := r.addFlatList(columns[i].list, row[i].ByteArray()); err != nil {
			return fmt.Errorf("%s: %w", columns[i].name, err)
		}
	}
	return nil
}

// addFlatList adds the items of a list that is JSON.
func (r *Reader) addFlatList(n *node, data []byte) error {
	var items []map[string]string
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&items); err != nil {
		return err
	}
	for _, item := range items {
		r.tokens = append(r.tokens, feed.Token{Kind: startOf(n.list)})
		for _, c := range n.children {
			if content := item[c.name]; content != "" {
				r.add(c.field, content)
			}
		}
	}
	return nil
}
