package parquetfeed

import (
	"strconv"

	"github.com/parquet-go/parquet-go"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// A kind is the type of a column.
type kind uint8

const (
	text kind = iota
	double
	boolean
	integer
)

// kindOf returns the type of a field's column.
func kindOf(f feed.Field, o *Options) kind {
	if o.Text {
		return text
	}
	switch f.Info().Type {
	case feed.LatitudeType, feed.LongitudeType:
		return double
	case feed.BooleanType:
		return boolean
	case feed.ByteType:
		return integer
	}
	return text
}

// leaf returns the node of a column.
func leaf(f feed.Field, o *Options) parquet.Node {
	switch kindOf(f, o) {
	case double:
		return parquet.Leaf(parquet.DoubleType)
	case boolean:
		return parquet.Leaf(parquet.BooleanType)
	case integer:
		return parquet.Int(32)
	}
	return parquet.String()
}

// encode returns the value of a field for its column. It reports false if the column
// cannot hold it.
func encode(f feed.Field, content []byte, o *Options) (v parquet.Value, ok bool) {
	var err error
	switch kindOf(f, o) {
	case double:
		var n float64
		n, err = value.ParseDegrees(string(content))
		v = parquet.DoubleValue(n)
	case boolean:
		var b bool
		b, err = value.ParseBool(string(content))
		v = parquet.BooleanValue(b)
	case integer:
		var n int64
		n, err = strconv.ParseInt(string(content), 10, 32)
		v = parquet.Int32Value(int32(n))
	default:
		v = parquet.ByteArrayValue(content)
	}
	return v, err == nil
}

// decode returns the text of a value of a column.
func decode(v parquet.Value) string {
	switch v.Kind() {
	case parquet.Double:
		return value.FormatDegrees(v.Double())
	case parquet.Boolean:
		return value.FormatBool(v.Boolean())
	case parquet.Int32:
		return strconv.FormatInt(int64(v.Int32()), 10)
	}
	return string(v.ByteArray())
}

// checkedValue is encode, with the fault of a value that the column cannot hold.
func checkedValue(p feed.Part, f feed.Field, o *Options) (parquet.Value, error) {
	v, ok := encode(f, p.Text(f), o)
	if !ok {
		what := map[kind]string{double: "a number of degrees", boolean: "a boolean", integer: "a whole number"}[kindOf(f, o)]
		return v, p.Fault(feed.Unwritable, f, "this is not "+what+", which the column of Parquet holds", "correct it, or make all columns text with -text")
	}
	return v, nil
}
