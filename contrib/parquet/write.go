package parquetfeed

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Options say what a file is like.
type Options struct {
	Flat bool // a row for each response; an entity without one has a row, too
	Text bool // all columns are text
}

// rowGroup is how many rows are held before they are written.
const rowGroup = 50_000

// A Writer writes a feed as Parquet, compressed by zstd. It is a feed.RecordWriter.
type Writer struct {
	o      Options
	out    *parquet.GenericWriter[any]
	record feed.Record // of the entity that comes in tokens
	number int64       // of the entity
	rows   []parquet.Row
	cells  [][]parquet.Value // by column
	rowsIn int               // rows of the row group
	flat   []flatColumn
	err    error
}

var _ feed.RecordWriter = (*Writer)(nil)

// NewWriter returns a Writer to w. The options may be nil.
func NewWriter(w io.Writer, o *Options) *Writer {
	t := new(Writer)
	if o != nil {
		t.o = *o
	}
	root := tree.schema(&t.o)
	columns := len(tree.values(nil))
	if t.o.Flat {
		t.flat = flatColumns(&t.o)
		root = flatSchema(t.flat)
		columns = len(t.flat)
	}
	t.cells = make([][]parquet.Value, columns)
	t.out = parquet.NewGenericWriter[any](w, parquet.NewSchema(schemaName, root), parquet.Compression(&zstd.Codec{}), parquet.CreatedBy("feedparquet", "", ""))
	return t
}

// schemaName is the name of the root of the schema, which says that a file is ours.
const schemaName = "geocode_feed"

// WriteToken implements feed.Writer.
func (w *Writer) WriteToken(t feed.Token) error {
	if w.err != nil {
		return w.err
	}
	whole, err := w.record.Add(t)
	if err != nil {
		w.err = err
		return err
	}
	if whole {
		return w.WriteRecord(&w.record)
	}
	return nil
}

// WriteRecord implements feed.RecordWriter.
func (w *Writer) WriteRecord(r *feed.Record) error {
	if w.err != nil {
		return w.err
	}
	if !r.Whole() {
		return fmt.Errorf("%w: a record that holds no whole entity", feed.ErrGrammar)
	}
	w.number++
	w.rows = w.rows[:0]
	if w.o.Flat {
		w.err = w.addFlat(r)
	} else {
		w.err = w.addNested(r)
	}
	if w.err == nil {
		_, w.err = w.out.WriteRows(w.rows)
	}
	if w.rowsIn += len(w.rows); w.err == nil && w.rowsIn >= rowGroup {
		w.rowsIn = 0
		w.err = w.out.Flush()
	}
	return w.err
}

// Close implements feed.Writer.
func (w *Writer) Close() error {
	if w.err != nil {
		return w.err
	}
	w.err = w.out.Close()
	err := w.err
	if err == nil {
		w.err = fmt.Errorf("%w: a write after the end of the feed", feed.ErrGrammar)
	}
	return err
}

// endRow makes a row of the cells.
func (w *Writer) endRow() {
	var row parquet.Row
	for i := range w.cells {
		row = append(row, w.cells[i]...)
		w.cells[i] = w.cells[i][:0]
	}
	w.rows = append(w.rows, row)
}

// addNested makes the row of an entity.
func (w *Writer) addNested(r *feed.Record) error {
	for _, n := range tree.children {
		if err := w.shred(n, r, r.Entity(), 0); err != nil {
			return err
		}
	}
	w.endRow()
	return nil
}

// shred adds what a part has of a node, at a level of repetition.
func (w *Writer) shred(n *node, r *feed.Record, p feed.Part, repetition int) error {
	switch {
	case n.isValue():
		if len(p.Text(n.field)) == 0 {
			w.null(n, n.definition-1, repetition)
			return nil
		}
		v, err := checkedValue(p, n.field, &w.o)
		w.cells[n.column] = append(w.cells[n.column], v.Level(repetition, n.definition, n.column))
		return err
	case n.isList():
		return w.shredList(n, r, p, repetition)
	case n.request != 0:
		request, ok := r.Request(n.request)
		if !ok {
			w.null(n, n.definition-1, repetition)
			return nil
		}
		p = request
	case !n.isIn(p):
		w.null(n, n.definition-1, repetition)
		return nil
	}
	for _, c := range n.children {
		if err := w.shred(c, r, p, repetition); err != nil {
			return err
		}
	}
	return nil
}

// shredList adds the items of a list that a part has.
func (w *Writer) shredList(n *node, r *feed.Record, p feed.Part, repetition int) error {
	items := p.Items(n.list)
	if n.list == feed.ResponseGroup {
		items = r.Parts(n.list)
	}
	empty := true
	for item := range items {
		if !empty {
			repetition = n.repetition
		}
		empty = false
		for _, c := range n.children {
			if err := w.shred(c, r, item, repetition); err != nil {
				return err
			}
		}
	}
	if empty {
		w.null(n, n.definition-1, repetition)
	}
	return nil
}

// isIn reports whether a part has a value of the group.
func (n *node) isIn(p feed.Part) bool {
	for _, c := range n.children {
		if len(p.Text(c.field)) > 0 {
			return true
		}
	}
	return false
}

// null adds nulls to all columns of a node.
func (w *Writer) null(n *node, definition, repetition int) {
	if n.isValue() {
		w.cells[n.column] = append(w.cells[n.column], parquet.NullValue().Level(repetition, definition, n.column))
		return
	}
	for _, c := range n.children {
		w.null(c, definition, repetition)
	}
}

// A flatColumn is a column of a flat file.
type flatColumn struct {
	name  string
	node  parquet.Node
	field feed.Field // of a value
	list  *node      // of the JSON text of a list
}

// The names of the columns that say which entity and response a row is.
const (
	entityColumn   = "entity"
	responseColumn = "response"
)

// flatColumns returns the columns of a flat file: the numbers of the entity and of the
// response, and then the values.
func flatColumns(o *Options) []flatColumn {
	columns := []flatColumn{
		{name: entityColumn, node: parquet.Int(64)},
		{name: responseColumn, node: parquet.Optional(parquet.Int(32))},
	}
	lists := make(map[feed.Group]bool)
	for _, n := range tree.values(nil) {
		g := n.field.Info().Group
		if g != feed.PointGroup && g != feed.QueryParseGroup {
			columns = append(columns, flatColumn{name: flatName(n.field), node: parquet.Optional(leaf(n.field, o)), field: n.field})
			continue
		}
		if !lists[g] {
			lists[g] = true
			list := tree.find(g)
			columns = append(columns, flatColumn{name: responseColumn + "_" + list.name, node: parquet.Optional(parquet.String()), list: list})
		}
	}
	return columns
}

// find returns the list of a group.
func (n *node) find(g feed.Group) *node {
	if n.list == g {
		return n
	}
	for _, c := range n.children {
		if found := c.find(g); found != nil {
			return found
		}
	}
	return nil
}

func flatSchema(columns []flatColumn) parquet.Node {
	group := ordered{Group: parquet.Group{}}
	for _, c := range columns {
		group.Group[c.name] = c.node
		group.names = append(group.names, c.name)
	}
	return group
}

// addFlat makes the rows of an entity.
func (w *Writer) addFlat(r *feed.Record) error {
	n := int32(0)
	for response := range r.Parts(feed.ResponseGroup) {
		n++
		if err := w.addFlatRow(r, response, parquet.Int32Value(n).Level(0, 1, 1)); err != nil {
			return err
		}
	}
	if n > 0 {
		return nil
	}
	return w.addFlatRow(r, feed.Part{}, parquet.NullValue().Level(0, 0, 1))
}

func (w *Writer) addFlatRow(r *feed.Record, response feed.Part, number parquet.Value) error {
	w.cells[0] = append(w.cells[0], parquet.Int64Value(w.number).Level(0, 0, 0))
	w.cells[1] = append(w.cells[1], number)
	for i, c := range w.flat {
		if i < 2 {
			continue
		}
		v, err := w.flatValue(c, r, response)
		if err != nil {
			return err
		}
		definition := 1
		if v.IsNull() {
			definition = 0
		}
		w.cells[i] = append(w.cells[i], v.Level(0, definition, i))
	}
	w.endRow()
	return nil
}

// flatValue returns the value of a column, null if there is none.
func (w *Writer) flatValue(c flatColumn, r *feed.Record, response feed.Part) (parquet.Value, error) {
	if c.list != nil {
		return listValue(c.list, response)
	}
	p := r.Entity()
	switch g := c.field.Info().Group; g {
	case feed.EntityGroup:
	case feed.ResponseGroup:
		p = response
	default:
		p, _ = r.Request(g)
	}
	if len(p.Text(c.field)) == 0 {
		return parquet.NullValue(), nil
	}
	return checkedValue(p, c.field, &w.o)
}

// listValue returns the items of a list as JSON, null if there are none.
func listValue(n *node, response feed.Part) (parquet.Value, error) {
	var items []map[string]string
	for item := range response.Items(n.list) {
		object := make(map[string]string)
		for _, c := range n.children {
			if content := item.Text(c.field); len(content) > 0 {
				object[c.name] = string(content)
			}
		}
		items = append(items, object)
	}
	if items == nil {
		return parquet.NullValue(), nil
	}
	data, err := json.Marshal(items)
	return parquet.ByteArrayValue(data), err
}
