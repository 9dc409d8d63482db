package validate

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A reader may tell where the feed itself begins, its root element or its
// header, and how many bytes of text it has read. Where it does not, the first
// byte of the file and the last token serve.
type (
	beginner interface{ Begin() feed.Position }
	measurer interface{ InputOffset() int64 }
)

// finish looks at the feed as a whole, at its end.
func (v *Validator) finish() {
	if m, ok := v.reader.(measurer); ok {
		size := m.InputOffset()
		v.checkSize(size, size)
	}
	if v.entities == 0 && !v.notUnderstood {
		v.ofFeed("feed-empty", v.begin(), "", "the feed holds no entity", "look for where its entities were lost")
	}
	for i := range v.fills {
		v.fills[i].judge(v)
	}
	v.hand()
}

// begin returns where the feed itself begins.
func (v *Validator) begin() feed.Position {
	if b, ok := v.reader.(beginner); ok {
		if at := b.Begin(); at.Line > 0 {
			return at
		}
	}
	return feed.Position{Line: 1, Column: 1}
}

// ofFeed reports what is wrong with the feed as a whole.
func (v *Validator) ofFeed(code string, at feed.Position, path, message, remedy string) {
	r := v.rules[code]
	v.add(v.problem(&feed.Fault{Position: at, Path: path, Message: message, Remedy: remedy}, r), r, false)
}
