package feedtest

import (
	"maps"
	"strings"
	"unicode/utf16"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A HardFeed is a generated feed that is hard to read and without a fault: its
// rows or entities are made first, and each is then spelled in one of the many
// ways that the format allows.
type HardFeed struct {
	Format feed.Format
	Text   string // as it is in the file, which may be UTF-16
	Tokens Tokens // what must come out, in the order of the schema
}

// Hard returns a hard feed of about n entities, the same for the same seed. How hard
// it is depends on the seed, too: most feeds have a usual spelling from which some
// of their values, lines or tags differ, since a reader that has learned the usual
// one is where it errs.
func Hard(seed uint64, n int, f feed.Format) HardFeed {
	h := hard{random: random{Rand: newRand(seed ^ uint64(f)<<56), chars: XMLChars}}
	h.many = pick(&h, 0.1, 0.3, 0.6, 1)
	h.oddness = pick(&h, 0, 0.01, 0.1, 0.5)
	h.nastiness = pick(&h, 0, 0.05, 0.3, 1)
	h.sameness = pick(&h, 0, 0.5, 0.9)
	var text string
	if f == feed.XML {
		text = h.xml(n)
	} else {
		text = h.text(n, f)
	}
	if h.odd() && h.chance(0.3) {
		text = h.utf16(text)
	} else if h.odd() {
		text = "\uFEFF" + text
	}
	return HardFeed{Format: f, Text: text, Tokens: h.tokens}
}

// hard generates one feed.
type hard struct {
	random
	oddness   float64 // probability that something is not spelled as usual
	nastiness float64 // probability that a value is a nasty one
	sameness  float64 // probability that an entity has the fields of the one before
	last      hardEntity
}

// odd reports whether the next thing is spelled in another way than usual.
func (h *hard) odd() bool { return h.chance(h.oddness) }

// pick returns one of the choices.
func pick[T any](h *hard, choices ...T) T { return choices[h.IntN(len(choices))] }

// pickOdd returns the first choice, which is the usual one, or any.
func pickOdd[T any](h *hard, choices ...T) T {
	if h.odd() {
		return pick(h, choices...)
	}
	return choices[0]
}

// A hardEntity is an entity before it is spelled.
type hardEntity struct {
	values    hardValues // of the entity and its requests
	geocode   bool       // there is a GeocodeRequest, be it empty
	reverse   bool
	responses []hardResponse
}

// hardValues are the values of a part; an empty one is absent.
type hardValues map[feed.Field]string

type hardResponse struct {
	values        hardValues
	points, pairs []hardValues
}

// usual are values that need no care, by the type of their field.
var usual = map[feed.Type][]string{
	feed.TextType:        {"12 Elm St", "Dayton", "45402", "OH", "Kielce, Poland", "Rue Haute 3", "Görlitz", "0017"},
	feed.BooleanType:     {"true", "false", "1", "0"},
	feed.ByteType:        {"1", "5", "20"},
	feed.LatitudeType:    {"39.75", "-6.36032", "47.640049", "0", "90"},
	feed.LongitudeType:   {"-84.19", "122.1297", "-59.07", "180", "1e1"},
	feed.ConfidenceType:  {"High", "Medium", "Low"},
	feed.CultureType:     {"en-US", "de", "fr-FR"},
	feed.EntityTypesType: {"Address", "Address,Neighborhood"},
	feed.MatchCodesType:  {"Good", "Good,UpHierarchy"},
}

// some returns values of some of the fields.
func (h *hard) some(fields []feed.Field, allowed func(feed.Field) bool) hardValues {
	v := hardValues{}
	for _, f := range fields {
		if allowed(f) && h.chance(h.many) {
			v[f] = h.valueOf(f)
		}
	}
	return v
}

// valueOf returns a value of a field that is not empty.
func (h *hard) valueOf(f feed.Field) string {
	if h.chance(h.nastiness) {
		return h.value()
	}
	return pick(h, usual[f.Info().Type]...)
}

// again returns values for the same fields.
func (h *hard) again(v hardValues) hardValues {
	same := hardValues{}
	for f := feed.NoField; f < feed.NumFields; f++ { // not in the order of a map, which is random
		if v[f] != "" {
			same[f] = h.valueOf(f)
		}
	}
	return same
}

// entity returns an entity with values of the allowed fields.
func (h *hard) entity(allowed func(feed.Field) bool) hardEntity {
	if h.last.values != nil && h.chance(h.sameness) {
		e := h.last
		e.values = h.again(e.values)
		e.responses = nil
		for _, r := range h.last.responses {
			e.responses = append(e.responses, hardResponse{h.again(r.values), h.allAgain(r.points), h.allAgain(r.pairs)})
		}
		h.last = e
		return e
	}
	e := hardEntity{values: h.some(feed.EntityGroup.Fields(), allowed)}
	if !h.chance(0.05) {
		e.values[feed.ID] = h.valueOf(feed.ID)
	}
	// Most entities have one request; some have both or none.
	switch h.IntN(8) {
	case 0:
		e.geocode, e.reverse = true, true
	case 1:
	case 2, 3, 4:
		e.reverse = true
	default:
		e.geocode = true
	}
	if e.geocode {
		maps.Copy(e.values, h.some(feed.GeocodeGroup.Fields(), allowed))
	}
	if e.reverse {
		maps.Copy(e.values, h.some(feed.ReverseGroup.Fields(), allowed))
	}
	for range max(0, h.IntN(6)-2) {
		e.responses = append(e.responses, h.response(allowed))
	}
	h.last = e
	return e
}

func (h *hard) allAgain(parts []hardValues) (all []hardValues) {
	for _, p := range parts {
		all = append(all, h.again(p))
	}
	return all
}

func (h *hard) response(allowed func(feed.Field) bool) hardResponse {
	r := hardResponse{values: h.some(feed.ResponseGroup.Fields(), allowed)}
	for range max(0, h.IntN(5)-2) {
		if p := h.some(feed.PointGroup.Fields(), allowed); len(p) > 0 {
			r.points = append(r.points, p)
		}
	}
	for range max(0, h.IntN(5)-2) {
		if p := h.some(feed.QueryParseGroup.Fields(), allowed); len(p) > 0 {
			r.pairs = append(r.pairs, p)
		}
	}
	return r
}

// expect appends the tokens of an entity to what must come out.
func (h *hard) expect(e hardEntity) {
	h.add(feed.Token{Kind: feed.EntityStart})
	h.add(feed.Token{Kind: feed.FieldValue, Field: feed.ID, Text: []byte(e.values[feed.ID])})
	if e.reverse {
		h.expectPart(feed.ReverseGroup, e.values)
	}
	if e.geocode {
		h.expectPart(feed.GeocodeGroup, e.values)
	}
	for _, r := range e.responses {
		h.expectPart(feed.ResponseGroup, r.values)
		for _, p := range r.points {
			h.expectPart(feed.PointGroup, p)
		}
		for _, p := range r.pairs {
			h.expectPart(feed.QueryParseGroup, p)
		}
	}
	for _, f := range feed.EntityGroup.Fields() {
		if f != feed.ID && e.values[f] != "" {
			h.add(feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(e.values[f])})
		}
	}
	h.add(feed.Token{Kind: feed.EntityEnd})
}

func (h *hard) expectPart(g feed.Group, v hardValues) {
	h.add(feed.Token{Kind: g.Start()})
	for _, f := range g.Fields() {
		if v[f] != "" {
			h.add(feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(v[f])})
		}
	}
}

// utf16 returns the text as UTF-16 with a mark.
func (h *hard) utf16(text string) string {
	var b strings.Builder
	big := h.chance(0.5)
	for _, u := range utf16.Encode([]rune("\uFEFF" + text)) {
		if big {
			u = u<<8 | u>>8
		}
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

// anyCase returns a name as it is usually written, or in another case.
func (h *hard) anyCase(name string) string {
	return pickOdd(h, name, strings.ToLower(name), strings.ToUpper(name))
}
