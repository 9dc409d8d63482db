package tablefeed

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// A template says how a value is built: the name of a column, or several with text between
// them.
//
//	No. {No} {Street}, {City} (own)
//	^---^ texts[0]  ^ 1     ^^ 2   ^----^ texts[3]
//
// An empty part goes with the text between it and the part before. The first part that is
// not empty has nothing before it but texts[0]. So what remains is texts[0], that part, and
// for each further part that is not empty the text right before it and the part; after the
// last one the last text. Without any part that is not empty the value is empty.
type template struct {
	source  string
	columns []string // the names in braces, or the one of a plain mapping
	texts   []string // before each of the columns, and after the last one; nil for a plain mapping
}

// isPlain reports whether the value is that of one column.
func (t *template) isPlain() bool { return t.texts == nil }

// parseTemplate parses what a field is mapped to.
func parseTemplate(source string) (*template, error) {
	t := &template{source: source}
	if source == "" {
		return nil, fmt.Errorf("the name of a column is missing")
	}
	if !utf8.ValidString(source) {
		return nil, fmt.Errorf("%s is not UTF-8", quote.Text(source))
	}
	if !strings.Contains(source, "{") {
		t.columns = []string{source}
		return t, nil
	}
	var text strings.Builder
	for rest := source; ; {
		before, after, found := strings.Cut(rest, "{")
		text.WriteString(before)
		if !found {
			break
		}
		if strings.HasPrefix(after, "{") {
			text.WriteByte('{')
			rest = after[1:]
			continue
		}
		name, after, closed := strings.Cut(after, "}")
		name = strings.TrimSpace(name)
		switch {
		case !closed:
			return nil, fmt.Errorf("the brace before %s is not closed in %s; for a brace in the value write {{", quote.Text(name), quote.Text(source))
		case strings.Contains(name, "{"):
			return nil, fmt.Errorf("there is a brace in the name %s in %s; name that column by its number, such as {#3}", quote.Text(name), quote.Text(source))
		case name == "":
			return nil, fmt.Errorf("there is no name between the braces in %s; for a brace in the value write {{", quote.Text(source))
		}
		t.columns = append(t.columns, name)
		t.texts = append(t.texts, text.String())
		text.Reset()
		rest = after
	}
	if len(t.columns) == 0 {
		return nil, fmt.Errorf("%s names no column in braces; for a constant use a set value", quote.Text(source))
	}
	t.texts = append(t.texts, text.String())
	return t, nil
}

// appendPart appends the i-th part, which is not empty, with the text before it. Begun says
// that another part has been appended before. After the last part, the last text follows.
func (t *template) appendPart(value []byte, i int, part []byte, begun bool) []byte {
	if !begun {
		i = 0
	}
	return append(append(value, t.texts[i]...), part...)
}
