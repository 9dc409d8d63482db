package xmlfeed

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/near"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// Attributes that are not simply a value under its own name: those of another
// namespace, those whose name is written in another case, a second one of a field, and
// the unknown ones.

// symbolOf returns the symbol of an attribute's name, in whatever case it is written.
func (r *Reader) symbolOf(a *xmlscan.Attr) xmlscan.Symbol {
	if a.Symbol != xmlscan.NoSymbol {
		return a.Symbol
	}
	return names.AnyCase(r.scanner.AttrName(a)) // with a prefix it is no name of the set
}

// fieldOf returns the field of an attribute of the tag at hand, in whatever case it is
// written; NoField if it has none.
func (r *Reader) fieldOf(a *xmlscan.Attr) feed.Field {
	return r.element.fieldOf[r.symbolOf(a)&(xmlscan.MaxSymbols-1)]
}

// first returns the first attribute of the tag at hand that is a field; nil if there is
// none.
func (r *Reader) first(field feed.Field) *xmlscan.Attr {
	for i := range r.attrs {
		if a := &r.attrs[i]; r.fieldOf(a) == field {
			return a
		}
	}
	return nil
}

// firstVersion returns the first Version of the tag at hand; nil if there is none.
func (r *Reader) firstVersion() *xmlscan.Attr {
	for i := range r.attrs {
		if a := &r.attrs[i]; r.symbolOf(a) == versionSymbol {
			return a
		}
	}
	return nil
}

// unusualAttr judges an attribute that is no field under its own name, or whose field the
// tag had before. It returns the field where the attribute is the first of one after
// all.
func (r *Reader) unusualAttr(a *xmlscan.Attr) (feed.Field, error) {
	s := r.scanner
	value, offset := s.AttrValue(a), s.AttrOffset(a)
	if ns := s.AttrNamespace(a); ns == xmlscan.DeclarationNamespace || ns == xmlscan.XMLNamespace || ns == xsiNamespace {
		return feed.NoField, nil
	}
	field := r.fieldOf(a)
	isVersion := r.symbolOf(a) == versionSymbol && (r.element == root || r.element == entity && !r.versioned)
	switch {
	case field == feed.ID && a == r.first(field): // has been yielded, unless it was too large
		if len(value) > r.limit {
			return feed.NoField, r.tooLarge(field, len(value), offset)
		}
		return feed.NoField, nil
	case field != feed.NoField && r.got.Has(field):
		return feed.NoField, r.second(a, r.first(field))
	case field != feed.NoField:
		r.noticeCase(a, field.Info().Attr, field)
		return field, nil
	case isVersion && a != r.firstVersion():
		return feed.NoField, r.second(a, r.firstVersion())
	case isVersion:
		r.noticeCase(a, versionName, feed.NoField)
		return feed.NoField, r.checkVersion(value, offset)
	}
	message, remedy := "unknown attribute", r.remedyOf(s.AttrName(a))
	if r.element.isResponse() && slices.Contains(version1Attributes, string(s.AttrName(a))) {
		message, remedy = ofVersion1(xmlscan.Short(s.AttrName(a))), version1Remedy
	}
	f := r.unknown(r.element, offset, s.AttrName(a), message, remedy)
	f.Value = string(value)
	return feed.NoField, f
}

// second returns the fault of an attribute that says the same as an earlier one of the
// tag.
func (r *Reader) second(a, earlier *xmlscan.Attr) error {
	s := r.scanner
	message := fmt.Sprintf("%s and %s stand for the same", s.AttrName(earlier), s.AttrName(a))
	f := r.unknown(r.element, s.AttrOffset(a), s.AttrName(a), message, "remove one of them")
	f.Value = string(s.AttrValue(a))
	return f
}

// noticeCase gives notice of an attribute whose name is written in another case: once for
// each field, as who writes one so writes all so. The field of the Version is NoField.
func (r *Reader) noticeCase(a *xmlscan.Attr, name string, field feed.Field) {
	if a.Symbol != xmlscan.NoSymbol || r.otherCase.Has(field) {
		return
	}
	r.otherCase = r.otherCase.With(field)
	if r.notice == nil {
		return
	}
	written := r.scanner.AttrName(a)
	f := r.fault(feed.XMLAttributeCase, r.scanner.AttrOffset(a), fmt.Sprintf("the attribute %s is written %s", name, written), "write "+name)
	f.Path = join(r.element.path, string(written))
	r.notice(f)
}

// remedyOf says what to do about an unknown attribute. Where its name is near that of
// another one of its element, it is not to be removed.
func (r *Reader) remedyOf(name []byte) string {
	if field := r.fieldNear(name); field != feed.NoField {
		switch info := field.Info(); {
		case info.Attr == "" || info.Name != join(r.element.path, info.Attr):
		case r.first(field) != nil:
			return "it seems to be " + info.Attr + ", which is there already: keep one of the two"
		default:
			return "write " + info.Attr
		}
	}
	for f := range feed.NumFields {
		info := f.Info()
		if (info.Type == feed.LatitudeType || info.Type == feed.LongitudeType) && strings.EqualFold(info.Attr, string(name)) {
			return "a coordinate belongs to a GeocodePoint, Point, BoundingBox or Location element"
		}
	}
	return "remove it"
}

// maxNear bounds how many unknown names are compared with those of all fields.
const maxNear = 64

// fieldNear returns the field that an unknown name is near to, NoField if there is none. A
// feed usually has the same few names in all entities.
func (r *Reader) fieldNear(name []byte) feed.Field {
	if field, ok := r.near[string(name)]; ok {
		return field
	}
	if len(r.near) == maxNear || bytes.IndexByte(name, ':') >= 0 {
		return feed.NoField
	}
	if r.near == nil {
		r.near = make(map[string]feed.Field)
	}
	n, _ := near.Column(string(name), 0)
	r.near[string(name)] = n.Field
	return n.Field
}
