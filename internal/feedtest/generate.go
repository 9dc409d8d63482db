package feedtest

import (
	"io"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Chars says which characters the values of a random feed may hold.
type Chars uint8

// The sets of characters.
const (
	XMLChars Chars = iota // those that XML can hold
	AnyChars              // all of Unicode
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x9E3779B97F4A7C15)) }

// Random returns a feed of n random entities, the same for the same seed: any
// field present or absent, empty requests, responses and points, and values of
// all kinds that some format must quote, escape or refuse. The tokens of an
// entity come in the order of the schema.
func Random(seed uint64, n int, chars Chars) Tokens {
	r := random{Rand: newRand(seed), chars: chars}
	for range n {
		r.entity()
	}
	return r.tokens
}

type random struct {
	*rand.Rand
	chars  Chars
	tokens Tokens
	many   float64 // probability of a field to be present in this entity
}

func (r *random) chance(p float64) bool { return r.Float64() < p }

func (r *random) entity() {
	r.many = []float64{0, 0.1, 0.3, 0.8, 1}[r.IntN(5)]
	r.add(feed.Token{Kind: feed.EntityStart})
	r.add(feed.Token{Kind: feed.FieldValue, Field: feed.ID, Text: []byte(r.id())})
	for _, g := range []feed.Group{feed.ReverseGroup, feed.GeocodeGroup} {
		if r.chance(0.5) {
			r.part(g)
		}
	}
	for range r.IntN(4) {
		r.response()
	}
	for _, f := range feed.EntityGroup.Fields() {
		if f != feed.ID {
			r.maybe(f)
		}
	}
	r.add(feed.Token{Kind: feed.EntityEnd})
}

func (r *random) response() {
	r.part(feed.ResponseGroup)
	for _, g := range []feed.Group{feed.PointGroup, feed.QueryParseGroup} {
		for range max(0, r.IntN(5)-2) {
			r.part(g)
		}
	}
}

func (r *random) part(g feed.Group) {
	r.add(feed.Token{Kind: g.Start()})
	for _, f := range g.Fields() {
		r.maybe(f)
	}
}

func (r *random) maybe(f feed.Field) {
	if r.chance(r.many) {
		r.add(feed.Token{Kind: feed.FieldValue, Field: f, Text: []byte(r.value())})
	}
}

func (r *random) add(t feed.Token) { r.tokens = append(r.tokens, t) }

func (r *random) id() string {
	if r.chance(0.1) {
		return ""
	}
	return r.value()
}

// value returns a nasty value as it is, or several joined.
func (r *random) value() string {
	if r.chance(0.7) {
		return r.nasty()
	}
	var b strings.Builder
	for range 1 + r.IntN(4) {
		b.WriteString(r.nasty())
	}
	return b.String()
}

func (r *random) nasty() string {
	values := XMLValues
	if r.chars == AnyChars && r.chance(0.1) {
		values = OtherValues
	}
	return values[r.IntN(len(values))]
}

// XMLValues are values that have tripped readers and writers of some format, all
// of characters that XML can hold.
var XMLValues = []string{
	// What is in real feeds.
	"1", "0", "true", "en-US", "fi_FI", "High", "Good, Ambiguous", "47.640049", "-122,1297", "Rooftop",
	"Zoë's Café & Bar", "Straße des 17. Juni 135", "東京都千代田区丸の内1-9-1", "مكتبة الإسكندرية", "١٢٣",
	"3201a9|LT001|02.00.82|LTNODE06, LTNODE78",

	// Ids: hashes, base64 text, formulas of spreadsheets.
	"d41d8cd98f00b204e9800998ecf8427e", "QUJD+/8=", "==", "=1+1", "+1", "-1", "@x", "0001",

	// Delimiters, quotes and line ends.
	",", "\t", "|", ";", "a,b", "a\tb", "a|b", `"`, `""`, `"a"`, `a"b`, `"a`, `a"`, `","`, `\"`, `\`, "'",
	"\n", "\r", "\r\n", "a\nb", "a\rb", "a\r\nb", "\n\r", "a\n", "\ra", "a\n\nb",

	// Padding.
	" ", "  ", " a", "a ", " a ", ` "a"`, `"a" `, "\ta\t", "\u00a0", "\u00a0a\u00a0", "\u2028", "\u2029", "\u0085", "\u3000",

	// Markup.
	"&", "<", ">", "]]>", "&amp;", "&#38;", "&#x9;", "<!--", "-->", "<![CDATA[x]]>", "<?x?>", "<GeocodeEntity>", "a<b>c", "AT&T",

	// JSON and what looks like it.
	"[]", "{}", "[{}]", "null", `[{"Latitude":"1"}]`, `[{""Latitude"":""1""}]`, `\u0041`, `\n`, "/", `\/`,

	// What looks like the first lines of delimited text.
	"Bing Spatial Data Services", "Bing Spatial Data Services, 2.0", "Id", "GeocodeRequest/Culture",

	// Characters of all lengths, and the borders of XML's Char.
	"ß", "€", "𝄞", "👩‍👩‍👧", "e\u0301", "\u007f", "\u0080", "\u009f", "\ud7ff", "\ue000", "\ufffd", "\U00010000", "\U0010ffff", "\ufeff", "a\ufeff",

	// Longer than the pieces in which files are read.
	strings.Repeat("long ", 100), strings.Repeat(`"`, 300), strings.Repeat("ü&<\t", 500),
}

// OtherValues are values with a character that XML cannot hold.
var OtherValues = []string{"\x00", "\x01", "a\x0bb", "\x1f", "\x1b[31m", "\ufffe", "a\uffff"}

// Requests returns a feed of n entities as programs upload them: addresses,
// queries and places to reverse, about 300 bytes of XML each. It is the same for
// the same seed and takes no memory that grows with n.
func Requests(seed uint64, n int) feed.Reader { return newStream(seed, n, (*stream).requestEntity) }

// Results returns a feed of n entities as the service gives them back: responses
// with points, query-parse pairs and a bounding box, and some failures, about
// 1,200 bytes of XML each. It is the same for the same seed and takes no memory
// that grows with n.
func Results(seed uint64, n int) feed.Reader { return newStream(seed, n, (*stream).resultEntity) }

// A stream makes entities as they are read. The offset of a token is its number.
type stream struct {
	*rand.Rand
	make   func(*stream)
	left   int // entities to make
	number int // of the entity at hand
	tokens []feed.Token
	next   int // of tokens
	text   []byte
	offset int64
}

func newStream(seed uint64, n int, make func(*stream)) feed.Reader {
	return &stream{Rand: newRand(seed), make: make, left: n}
}

func (s *stream) ReadToken() (feed.Token, error) {
	if s.next == len(s.tokens) {
		if s.left == 0 {
			return feed.Token{}, io.EOF
		}
		s.refill()
	}
	t := s.tokens[s.next]
	t.Offset = s.offset
	s.next++
	s.offset++
	return t, nil
}

func (s *stream) Position(offset int64) feed.Position { return lineOf(offset) }

func (s *stream) refill() {
	s.left--
	s.number++
	s.tokens, s.next, s.text = s.tokens[:0], 0, s.text[:0]
	s.start(feed.EntityStart)
	s.value(feed.ID, pad(s.number, 7))
	s.make(s)
	s.start(feed.EntityEnd)
}

func (s *stream) start(k feed.Kind) { s.tokens = append(s.tokens, feed.Token{Kind: k}) }

// value adds a value made of parts.
func (s *stream) value(f feed.Field, parts ...string) {
	from := len(s.text)
	for _, p := range parts {
		s.text = append(s.text, p...)
	}
	s.tokens = append(s.tokens, feed.Token{Kind: feed.FieldValue, Field: f, Text: s.text[from:len(s.text):len(s.text)]})
}

// degrees adds a number between from and to.
func (s *stream) degrees(f feed.Field, from, to float64) {
	start := len(s.text)
	s.text = strconv.AppendFloat(s.text, from+s.Float64()*(to-from), 'f', 13, 64)
	s.tokens = append(s.tokens, feed.Token{Kind: feed.FieldValue, Field: f, Text: s.text[start:len(s.text):len(s.text)]})
}

func (s *stream) pick(from []string) string { return from[s.IntN(len(from))] }

func (s *stream) chance(percent int) bool { return s.IntN(100) < percent }

func pad(n, width int) string {
	text := strconv.Itoa(n)
	return "0000000000"[:max(0, width-len(text))] + text
}

// A town is where the entities of realistic feeds are.
type town struct{ name, postcode, district, district2, country, culture string }

var towns = []town{
	{"Bielefeld", "33602", "NW", "Detmold", "Germany", "de-DE"},
	{"Görlitz", "02826", "SN", "Görlitz", "Germany", "de-DE"},
	{"Besançon", "25000", "Bourgogne-Franche-Comté", "Doubs", "France", "fr-FR"},
	{"Duluth", "55802", "MN", "St. Louis Co.", "United States", "en-US"},
	{"Walla Walla", "99362", "WA", "Walla Walla Co.", "United States", "en-US"},
	{"Aberystwyth", "SY23 2AX", "Wales", "Ceredigion", "United Kingdom", "en-GB"},
	{"Jyväskylä", "40100", "Central Finland", "Jyväskylä", "Finland", "fi"},
	{"Łódź", "90-001", "Łódzkie", "Łódź", "Poland", "pl"},
	{"Scarborough", "00000", "Tobago", "", "Trinidad & Tobago", "en-US"},
}

var (
	streets     = []string{"Lindenweg", "Harbour Road", "Rue du Moulin", "2nd Ave N", "Mill Lane", "Kauppakatu", "O'Connell Street", "Quai No. 3, Shed B", "Old \"Toll\" Road"}
	landmarks   = []string{"Old Water Tower", "Central Station", "Müller & Söhne", "Botanical Garden"}
	confidences = []string{"High", "High", "High", "Medium", "Low"}
	matches     = []string{"Good", "Good", "Good", "Ambiguous", "UpHierarchy", "Ambiguous, Good"}
	booleans    = []string{"true", "false", "1", "0"}
)

func (s *stream) town() town { return towns[s.IntN(len(towns))] }

func (s *stream) requestEntity() { s.request(s.town()) }

// request adds one of the three kinds of requests.
func (s *stream) request(at town) {
	switch n := s.IntN(10); {
	case n < 6:
		s.addressRequest(at)
	case n < 8:
		s.queryRequest(at)
	default:
		s.reverseRequest(at)
	}
}

func (s *stream) addressRequest(at town) {
	s.start(feed.GeocodeStart)
	s.value(feed.GeocodeCulture, at.culture)
	if s.chance(20) {
		s.value(feed.GeocodeStrictMatch, s.pick(booleans))
	}
	s.value(feed.GeocodeAddressLine, s.houseNumber(), " ", s.pick(streets))
	s.value(feed.GeocodeAdminDistrict, at.district)
	s.value(feed.GeocodeCountryRegion, at.country)
	s.value(feed.GeocodeLocality, at.name)
	s.value(feed.GeocodePostalCode, at.postcode)
	if s.chance(20) {
		s.value(feed.GeocodeMinimumConfidence, s.pick(confidences))
	}
}

func (s *stream) queryRequest(at town) {
	s.start(feed.GeocodeStart)
	s.value(feed.GeocodeCulture, at.culture)
	s.value(feed.GeocodeQuery, s.pick(landmarks), ", ", at.name)
	s.value(feed.GeocodeIncludeNeighborhood, s.pick(booleans))
	s.value(feed.GeocodeIncludeQueryParse, s.pick(booleans))
	s.value(feed.GeocodeMaxResults, strconv.Itoa(1+s.IntN(20)))
}

func (s *stream) reverseRequest(at town) {
	s.start(feed.ReverseStart)
	s.value(feed.ReverseCulture, at.culture)
	s.value(feed.ReverseIncludeEntityTypes, "Address,Neighborhood")
	s.degrees(feed.ReverseLatitude, -90, 90)
	s.degrees(feed.ReverseLongitude, -180, 180)
	if s.chance(50) {
		s.value(feed.ReverseMinimumConfidence, s.pick(confidences))
	}
}

func (s *stream) houseNumber() string { return strconv.Itoa(1 + s.IntN(2000)) }

func (s *stream) resultEntity() {
	if s.chance(2) {
		s.failure()
		return
	}
	at := s.town()
	s.request(at)
	s.response(at)
	for s.chance(10) {
		s.response(s.town())
	}
	s.value(feed.StatusCode, "Success")
	s.trace()
}

func (s *stream) failure() {
	s.start(feed.GeocodeStart)
	s.value(feed.GeocodeCulture, s.town().culture)
	s.value(feed.StatusCode, "BadRequest")
	s.value(feed.FaultReason, "To geocode a location, you must specify at least one address field.")
	s.trace()
}

func (s *stream) trace() {
	s.value(feed.TraceID, strconv.FormatUint(s.Uint64()|1<<63, 16), "|LT", pad(s.IntN(1000), 6), "|02.00.", pad(s.IntN(100), 2), ".300|NODE06, NODE78")
}

func (s *stream) response(at town) {
	number, street := s.houseNumber(), s.pick(streets)
	s.start(feed.ResponseStart)
	s.value(feed.ResponseName, street, " ", number, ", ", at.postcode, " ", at.name)
	s.value(feed.ResponseEntityType, "Address")
	s.value(feed.ResponseConfidence, s.pick(confidences))
	s.value(feed.ResponseMatchCodes, s.pick(matches))
	s.value(feed.ResponseAddressLine, street, " ", number)
	s.value(feed.ResponseAdminDistrict, at.district)
	s.value(feed.ResponseCountryRegion, at.country)
	if at.district2 != "" {
		s.value(feed.ResponseAdminDistrict2, at.district2)
	}
	s.value(feed.ResponseFormattedAddress, street, " ", number, ", ", at.postcode, " ", at.name)
	s.value(feed.ResponseLocality, at.name)
	s.value(feed.ResponsePostalCode, at.postcode)
	s.point("InterpolationOffset", "Display")
	if s.chance(60) {
		s.point("Interpolation", "Route")
	}
	if s.chance(20) {
		s.pair("AddressLine", number+" "+street)
		s.pair("Locality", at.name)
	}
	s.place()
}

func (s *stream) point(method, usage string) {
	s.start(feed.PointStart)
	s.value(feed.PointCalculationMethod, method)
	s.degrees(feed.PointLatitude, -90, 90)
	s.degrees(feed.PointLongitude, -180, 180)
	s.value(feed.PointType, "Point")
	s.value(feed.PointUsageTypes, usage)
}

func (s *stream) pair(property, value string) {
	s.start(feed.QueryParseStart)
	s.value(feed.QueryParseProperty, property)
	s.value(feed.QueryParseValue, value)
}

// place adds a bounding box and the point within it.
func (s *stream) place() {
	latitude, longitude := s.Float64()*160-80, s.Float64()*340-170
	s.degrees(feed.ResponseSouthLatitude, latitude-0.1, latitude)
	s.degrees(feed.ResponseWestLongitude, longitude-0.1, longitude)
	s.degrees(feed.ResponseNorthLatitude, latitude, latitude+0.1)
	s.degrees(feed.ResponseEastLongitude, longitude, longitude+0.1)
	s.degrees(feed.ResponseLatitude, latitude, latitude)
	s.degrees(feed.ResponseLongitude, longitude, longitude)
}
