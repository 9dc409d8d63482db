package xmlfeed

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// xsiNamespace is that of hints to schema processors, which a feed may have.
const xsiNamespace = "http://www.w3.org/2001/XMLSchema-instance"

// fault returns a fault at an offset in view, of the entity that is open.
func (r *Reader) fault(cause feed.Cause, offset int64, message, remedy string) *feed.Fault {
	f := &feed.Fault{Cause: cause, Position: r.scanner.Position(offset), Path: r.path(), Message: message, Remedy: remedy}
	r.nameEntity(f)
	return f
}

// path returns the path of the innermost open element.
func (r *Reader) path() string {
	if r.top < 0 {
		return ""
	}
	return r.open[r.top].path
}

func (r *Reader) nameEntity(f *feed.Fault) {
	if r.state < inside {
		return
	}
	if len(r.idText) != len(r.id) {
		r.idText = string(r.id)
	}
	f.Entity, f.ID = r.number, r.idText
}

// completed completes the error that the scanner ended with.
func (r *Reader) completed(err error) error {
	f, ok := err.(*feed.Fault)
	if !ok {
		return err
	}
	located := *f
	r.nameEntity(&located)
	if r.scanner.NotXML {
		located.Remedy = r.otherFormat(located.Offset)
	}
	return &located
}

// otherFormat says what a text that begins at offset and is no XML may be.
func (r *Reader) otherFormat(offset int64) string {
	const enough = 512
	text := r.scanner.TextAt(offset, enough)
	if jsonscan.BeginsObject(text) {
		return "it looks like JSON; read it as jsonl"
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if bytes.ContainsAny(line, ",\t|") {
		return "it looks like delimited text; read it as csv, tab or pipe"
	}
	return "a feed in XML begins with <" + rootName
}

// tooLarge returns the fault of a value over the limit.
func (r *Reader) tooLarge(field feed.Field, size int, offset int64) *feed.Fault {
	f := r.fault(feed.ValueTooLarge, offset, fmt.Sprintf("a value of %d bytes, over the limit of %d", size, r.limit), "shorten it")
	f.Path = field.String()
	return f
}

// checkRoot returns the fault of a root element that is not a feed's.
func (r *Reader) checkRoot() error {
	s := r.scanner
	remedy := fmt.Sprintf("a feed begins with <%s xmlns=%q Version=\"2.0\">", rootName, namespace)
	switch {
	case string(s.Local()) == rootName && known(s.Namespace, namespace):
		r.noticeNamespace(namespace)
		return nil
	case string(s.Local()) == rootName:
		return r.fault(feed.XMLUnknown, s.Offset, "the root "+inNamespace(s.Local(), s.Namespace), remedy)
	case string(s.Local()) == "Response":
		return r.fault(feed.XMLUnknown, s.Offset, "the root element is Response: what the service says of a job, not a feed", "download the job's output, and read that")
	}
	return r.fault(feed.XMLUnknown, s.Offset, fmt.Sprintf("the root element is %s, not %s", xmlscan.Short(s.Local()), rootName), remedy)
}

// unknownElement returns the fault of an element that does not belong where it is, or, if
// e is not nil, whose namespace is wrong.
func (r *Reader) unknownElement(e *element) error {
	s := r.scanner
	message, remedy := "unknown element", "remove it"
	if r.open[r.top].isResponse() && slices.Contains(version1Elements, string(s.Local())) {
		return r.unknown(r.open[r.top].element, s.Offset, s.Name(), ofVersion1(xmlscan.Short(s.Local())), version1Remedy)
	}
	parents := parentsOf(string(s.Local()))
	switch better := r.sameButCase(s.Local()); {
	case e != nil:
		message, remedy = inNamespace(s.Local(), s.Namespace), namespaceRemedy
	case len(parents) > 0:
		message = fmt.Sprintf("%s does not belong here", xmlscan.Short(s.Local()))
		remedy = fmt.Sprintf("it belongs inside %s", strings.Join(parents, " or "))
	case better != "":
		remedy = "write " + better
	}
	return r.unknown(r.open[r.top].element, s.Offset, s.Name(), message, remedy)
}

// sameButCase returns the child of the innermost element whose name differs from
// the one given in case only.
func (r *Reader) sameButCase(name []byte) string {
	for _, c := range r.open[r.top].children {
		if strings.EqualFold(c.name, string(name)) {
			return c.name
		}
	}
	return ""
}

func (r *Reader) secondElement(e *element) error {
	return r.unknown(r.open[r.top].element, r.scanner.Offset, r.scanner.Name(), "a second "+e.name, "remove one of them")
}

// unknown returns the fault of something named within an element.
func (r *Reader) unknown(e *element, offset int64, name []byte, message, remedy string) *feed.Fault {
	f := r.fault(feed.XMLUnknown, offset, message, remedy)
	f.Path = join(e.path, xmlscan.Short(name))
	return f
}

// unknownText returns the fault of text where the schema has none.
func (r *Reader) unknownText() error {
	const enough = 256
	text := excerpt(r.scanner.TextAt(r.scanner.Offset, enough))
	f := r.fault(feed.XMLUnknown, r.scanner.Offset, fmt.Sprintf("text %s in element %s", quote.Text(text), r.open[r.top].name), "remove it")
	f.Value = string(text)
	return f
}

// excerpt returns the text that a source begins with, up to the next markup. The
// first byte is text even if it is a "<", as in a CDATA section.
func excerpt(source []byte) []byte {
	for _, markup := range []string{"<", "]]>"} {
		if end := bytes.Index(source[1:], []byte(markup)); end >= 0 {
			source = source[:1+end]
		}
	}
	return bytes.TrimRight(bytes.ToValidUTF8(source, nil), " \t\r\n")
}
