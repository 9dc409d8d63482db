package feedtest

import (
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// This file spells hard feeds in JSON Lines.

type hardJSON struct {
	*hard
	strings.Builder
	spaced  bool // after colons and commas, as a rule
	typed   bool // values are what they are, as a rule
	lineEnd string
}

func (h *hard) jsonLines(n int) string {
	j := hardJSON{hard: h, spaced: h.chance(0.3), typed: h.chance(0.3), lineEnd: pick(h, "\n", "\n", "\r\n")}
	for range n {
		for h.odd() {
			j.WriteString(pick(h, "", " ", "\t", "\uFEFF", "\x1E", "\x1E \r") + "\n")
		}
		e := h.entity(func(f feed.Field) bool { return f.Info().InXML() })
		h.expect(e)
		if len(e.responses) < 2 && h.odd() {
			j.object(j.wide(e))
		} else {
			j.object(j.entity(e))
		}
		if h.odd() {
			j.WriteString(pick(h, " ", "\t", "\r"))
		}
		j.WriteString(j.lineEnd)
	}
	text := j.String()
	if h.odd() {
		text = strings.TrimRight(text, "\r\n")
	}
	return text
}

// A jsonMember is a key with what writes its value.
type jsonMember struct {
	key   string
	write func()
}

// entity returns the members of an entity.
func (j *hardJSON) entity(e hardEntity) []jsonMember {
	all := j.members(feed.EntityGroup, e.values)
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		if g == feed.ReverseGroup && e.reverse || g == feed.GeocodeGroup && e.geocode {
			all = append(all, jsonMember{g.Fields()[0].Info().Keys()[0], func() { j.object(j.members(g, e.values)) }})
		}
	}
	if len(e.responses) > 0 || j.odd() {
		all = append(all, jsonMember{feed.ResponseGroup.Fields()[0].Info().Keys()[0], func() {
			j.array(len(e.responses), func(i int) {
				r := e.responses[i]
				all := j.members(feed.ResponseGroup, r.values)
				all = append(all, j.items(feed.PointGroup, r.points)...)
				j.object(append(all, j.items(feed.QueryParseGroup, r.pairs)...))
			})
		}})
	}
	return all
}

// items returns the member that is an array of points or pairs.
func (j *hardJSON) items(g feed.Group, items []hardValues) []jsonMember {
	if len(items) == 0 && !j.odd() {
		return nil
	}
	return []jsonMember{{g.Fields()[0].Info().Keys()[1], func() {
		j.array(len(items), func(i int) { j.object(j.members(g, items[i])) })
	}}}
}

// members returns the members that are values of a group, or objects of some of them.
func (j *hardJSON) members(g feed.Group, v hardValues) (all []jsonMember) {
	inner := map[string]feed.FieldSet{}
	var names []string
	for _, f := range g.Fields() {
		info := f.Info()
		keys := info.Keys()
		switch {
		case v[f] == "" && !j.odd():
		case info.Attr != "" && info.Element != "":
			name := keys[len(keys)-2]
			if inner[name] == 0 {
				names = append(names, name)
			}
			inner[name] = inner[name].With(f)
		default:
			all = append(all, j.value(keys[len(keys)-1], f, v[f]))
		}
	}
	for _, name := range names {
		all = append(all, jsonMember{name, func() {
			var all []jsonMember
			for set := inner[name]; set != 0; {
				var f feed.Field
				f, set = set.Next()
				keys := f.Info().Keys()
				all = append(all, j.value(keys[len(keys)-1], f, v[f]))
			}
			j.object(all)
		}})
	}
	return all
}

// value returns the member that is a value of a field.
func (j *hardJSON) value(key string, f feed.Field, text string) jsonMember {
	info := f.Info()
	typed := j.typed != j.odd()
	return jsonMember{key, func() {
		switch {
		case text == "":
			j.WriteString(pick(j.hard, `""`, "null"))
		case typed && info.Type == feed.BooleanType && (text == "true" || text == "false"):
			j.WriteString(text)
		case typed && info.List:
			words := strings.Split(text, ", ")
			j.array(len(words), func(i int) { j.WriteString(j.jsonString(words[i])) })
		case typed && jsonNumber.MatchString(text):
			j.WriteString(text)
		default:
			j.WriteString(j.jsonString(text))
		}
	}}
}

// wide returns the members of a wide line: the flat keys, and null where there is no value.
func (j *hardJSON) wide(e hardEntity) []jsonMember {
	all := j.members(feed.EntityGroup, e.values)
	var r hardResponse
	if len(e.responses) > 0 {
		r = e.responses[0]
	}
	add := func(g feed.Group, v hardValues) {
		for _, f := range g.Fields() {
			if v[f] != "" || !j.odd() {
				key := strings.Join(f.Info().Keys(), "_")
				all = append(all, j.value(strings.Replace(key, "responses_", "response_", 1), f, v[f]))
			}
		}
	}
	add(feed.ReverseGroup, e.values)
	add(feed.GeocodeGroup, e.values)
	add(feed.ResponseGroup, r.values)
	for _, g := range []feed.Group{feed.PointGroup, feed.QueryParseGroup} {
		items := r.points
		if g == feed.QueryParseGroup {
			items = r.pairs
		}
		all = append(all, jsonMember{"response_" + g.Fields()[0].Info().Keys()[1], func() {
			if len(items) == 0 {
				j.WriteString(pick(j.hard, "null", `""`, `"[]"`))
				return
			}
			inner := hardJSON{hard: j.hard}
			inner.array(len(items), func(i int) {
				var all []jsonMember
				for _, f := range g.Fields() {
					if text := items[i][f]; text != "" {
						all = append(all, jsonMember{f.Info().Keys()[2], func() { inner.WriteString(inner.jsonString(text)) }})
					}
				}
				inner.object(all)
			})
			j.WriteString(j.jsonString(inner.String()))
		}})
	}
	return all
}

// space is what may be between two tokens.
func (j *hardJSON) space(usual bool) {
	if usual && j.spaced {
		j.WriteByte(' ')
		return
	}
	j.WriteString(pickOdd(j.hard, "", "", " ", "\t", "\r", "  "))
}

func (j *hardJSON) object(members []jsonMember) {
	if j.odd() {
		j.Shuffle(len(members), func(i, k int) { members[i], members[k] = members[k], members[i] })
	}
	j.WriteByte('{')
	for i, m := range members {
		if i > 0 {
			j.WriteByte(',')
		}
		j.space(i > 0)
		if j.odd() {
			j.WriteString(j.jsonString(m.key))
		} else {
			j.WriteString(`"` + m.key + `"`)
		}
		j.space(false)
		j.WriteByte(':')
		j.space(true)
		m.write()
		j.space(false)
	}
	j.WriteByte('}')
}

func (j *hardJSON) array(n int, write func(i int)) {
	j.WriteByte('[')
	j.space(false)
	for i := range n {
		if i > 0 {
			j.WriteByte(',')
			j.space(true)
		}
		write(i)
		j.space(false)
	}
	j.WriteByte(']')
}
