package jsonfeed

import (
	"fmt"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/near"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// maxFaults bounds the faults of a line.
const maxFaults = 100

// fault adds a fault of the entity.
func (w *walk) fault(f *feed.Fault) {
	r := w.r
	if f.Entity, f.ID = r.number, string(r.id); len(r.faults) < maxFaults {
		r.faults = append(r.faults, f)
	}
	if len(r.faults) == maxFaults {
		r.faults[maxFaults-1].Remedy = "mend this and what comes after it: the line has more faults than are shown"
	}
}

// located returns a fault at an index of the line.
func (w *walk) located(cause feed.Cause, at int, message, remedy string) *feed.Fault {
	return w.r.window.Fault(cause, w.r.keep+int64(at), message, remedy)
}

// pathOf returns the path of a member, as the names of fields have it.
func pathOf(m *member) string {
	switch {
	case m.flat && columns[m.index].items != nil:
		return columns[m.index].items.path
	case m.flat:
		return columns[m.index].field.String()
	case m.object != nil:
		return m.object.path
	}
	return m.field.String()
}

// secondKey returns the fault of a key that its object has already.
func (w *walk) secondKey(o *object, m *member, t jsonscan.Token) *feed.Fault {
	f := w.located(feed.JSONKey, t.Start, fmt.Sprintf("a second key %q", m.key), "keep one of them")
	f.Path = pathOf(m)
	return f
}

// unknownKey returns the fault of a key that an object cannot have.
func (w *walk) unknownKey(o *object, key []byte, t, value jsonscan.Token) *feed.Fault {
	name := string(key)
	f := w.located(feed.JSONKey, t.Start, "the unknown key "+quote.Text(name), "remove it")
	f.Path = strings.TrimPrefix(o.path+"/"+shown(name), "/")
	if value.Kind == jsonscan.String || value.Kind == jsonscan.Number {
		text, _ := w.valueOf(value)
		f.Value = string(text)
	}
	if better := o.meant(name); better != "" {
		f.Remedy = better
	}
	return f
}

// shown returns the name of a key as paths show it.
func shown(key string) string {
	const most = 40
	key = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7F {
			return '?'
		}
		return c
	}, key)
	if runes := []rune(key); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return key
}

// meant says what a key of an object that is not known probably means; nothing if nobody
// knows.
func (o *object) meant(key string) string {
	if key == "" { // as fields without an alias are
		return ""
	}
	for _, m := range o.members {
		if strings.EqualFold(m.key, key) {
			return fmt.Sprintf("write %q; case counts", m.key)
		}
		if m.field != feed.NoField && !m.flat && strings.EqualFold(m.field.Info().Alias, key) {
			return fmt.Sprintf("write %q", m.key)
		}
	}
	for _, name := range []string{key, o.path + "/" + key} {
		match, ok := near.Column(name, 0)
		if !ok || match.Field.Info().Group != o.group && o != entity() {
			continue
		}
		keys := match.Field.Info().Keys()
		last := len(keys) - 1
		if m := o.find([]byte(keys[last])); m != nil && m.field == match.Field {
			return fmt.Sprintf("write %q", m.key)
		}
		return fmt.Sprintf("write it as %q in %s", keys[last], strings.Join(keys[:last], "."))
	}
	return ""
}
