package azuremaps

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/chars"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// A Request describes what becomes of an entity's request.
type Request struct {
	Direction Direction
	// Culture is the language of the request. All items of a batch have the same one.
	Culture string
	// Top is the maximum number of results: 1 for a reverse request.
	Top int
	// Fault says why the entity cannot be sent; empty if there is an item.
	Fault string
	// Refused are the fields whose values would be lost and could change the answer. If
	// there are any, do not send the item.
	Refused feed.FieldSet
	// Lost are the fields whose values are lost because that is allowed or cannot change the
	// answer.
	Lost feed.FieldSet
	// Changed are the fields whose values are sent in another form.
	Changed feed.FieldSet
}

// AppendItem appends a record's request to dst as an item in JSON, and returns what became
// of the request. The service returns the id with the answer; 0 sends none. If there is a
// Fault, AppendItem appends nothing.
func (m *Mapper) AppendItem(dst []byte, rec *feed.Record, id int64) ([]byte, Request) {
	w := itemWriter{m: m, dst: dst}
	w.dst = append(w.dst, '{')
	forward, isForward := rec.Request(feed.GeocodeGroup)
	reverse, isReverse := rec.Request(feed.ReverseGroup)
	isForward, isReverse = isForward && !forward.Empty(), isReverse && !reverse.Empty()
	if id > 0 {
		w.key("optionalId")
		w.dst = append(strconv.AppendInt(append(w.dst, '"'), id, 10), '"')
	}
	switch {
	case isForward && isReverse:
		w.fault("the entity has two requests; an entity needs one")
	case isReverse:
		w.reverse(reverse)
	case isForward:
		w.forward(forward)
	default:
		w.fault("nothing to geocode: there is no address and no query")
	}
	if w.request.Fault != "" {
		return dst, w.request
	}
	if m.o.View != "" {
		w.key("view")
		w.dst = append(append(append(w.dst, '"'), m.o.View...), '"')
	}
	return append(w.dst, '}'), w.request
}

// An itemWriter writes one item.
type itemWriter struct {
	m       *Mapper
	dst     []byte
	request Request
}

func (w *itemWriter) fault(format string, args ...any) {
	if w.request.Fault == "" {
		w.request.Fault = fmt.Sprintf(format, args...)
	}
}

func (w *itemWriter) key(name string) {
	if w.dst[len(w.dst)-1] != '{' {
		w.dst = append(w.dst, ',')
	}
	w.dst = append(append(append(w.dst, '"'), name...), '"', ':')
}

// text writes a value as a string, if it has any text.
func (w *itemWriter) text(name string, text []byte) {
	if len(text) == 0 {
		return
	}
	if !chars.Valid(text) {
		w.fault("%s is not valid UTF-8", quote.Text(text))
		return
	}
	w.key(name)
	w.dst = append(jsonscan.AppendEscaped(append(w.dst, '"'), text), '"')
}

// An addressField is a part of an address, in a feed and in an item.
type addressField struct {
	field feed.Field
	key   string
}

// addressFields are the parts of an address but for the country.
var addressFields = []addressField{
	{feed.GeocodeAddressLine, "addressLine"},
	{feed.GeocodeLocality, "locality"},
	{feed.GeocodePostalCode, "postalCode"},
	{feed.GeocodeAdminDistrict, "adminDistrict"},
	{feed.GeocodeAdminDistrict2, "adminDistrict2"},
	{feed.GeocodePostalTown, "adminDistrict3"},
}

// addressSet is the set of addressFields.
var addressSet = func() (s feed.FieldSet) {
	for _, f := range addressFields {
		s = s.With(f.field)
	}
	return s
}()

// isBlank reports whether a text has nothing but spaces.
func isBlank(text []byte) bool { return len(bytes.TrimSpace(text)) == 0 }

// given returns the fields of a set that have text.
func given(p feed.Part, set feed.FieldSet) feed.FieldSet {
	for left := set & p.NonEmpty(); left != 0; {
		var f feed.Field
		if f, left = left.Next(); isBlank(p.Text(f)) {
			set = set.Without(f)
		}
	}
	return set & p.NonEmpty()
}

// forward writes the item of a GeocodeRequest.
func (w *itemWriter) forward(p feed.Part) {
	w.request.Direction = Forward
	w.culture(p.Text(feed.GeocodeCulture))
	address, query, country := given(p, addressSet), p.Text(feed.GeocodeQuery), p.Text(feed.GeocodeCountryRegion)
	hasQuery, hasCountry := !isBlank(query), !isBlank(country)
	switch {
	case !isBlank(p.Text(feed.GeocodeFormattedAddress)):
		w.fault("FormattedAddress is no field of a request; write AddressLine or Query")
	case !hasQuery && address == 0 && !hasCountry:
		w.fault("nothing to geocode: there is no address and no query")
	case hasQuery && address != 0 && w.m.o.Both == "":
		w.fault("a Query beside an Address; Azure Maps takes one of the two; choose with -both query or -both address")
	case w.m.picksQuery(hasQuery, address != 0 || hasCountry):
		w.request.Lost |= address
		w.query(query, country)
	default:
		if hasQuery {
			w.request.Lost = w.request.Lost.With(feed.GeocodeQuery)
		}
		w.address(p, address, country)
	}
	w.top(p.Text(feed.GeocodeMaxResults))
	w.filters(p, feed.GeocodeStrictMatch, feed.GeocodeMinimumConfidence)
	if isTrue(p.Text(feed.GeocodeIncludeQueryParse)) {
		w.request.Lost = w.request.Lost.With(feed.GeocodeIncludeQueryParse)
	}
}

// picksQuery reports whether it is the Query that is sent of a request.
func (m *Mapper) picksQuery(hasQuery, hasAddress bool) bool {
	return hasQuery && (m.o.Both != BothAddress || !hasAddress)
}

// query writes a query, and finds a place for the country beside it.
func (w *itemWriter) query(query, country []byte) {
	named := isBlank(country)
	c := w.m.country
	name := ""
	if !named {
		name = strings.TrimSpace(string(country))
		c = w.m.named(country)
	}
	if c != nil {
		name = c.Name
	}
	switch {
	case w.m.o.CountryInQuery && name != "":
		w.text("query", append(append(bytes.Clone(query), ", "...), name...))
		w.request.Changed = w.request.Changed.With(feed.GeocodeQuery)
		return
	case named:
	case w.m.o.Both == BothQuery || w.m.allowed.Has(feed.GeocodeCountryRegion):
		w.request.Lost = w.request.Lost.With(feed.GeocodeCountryRegion)
	default:
		w.request.Refused = w.request.Refused.With(feed.GeocodeCountryRegion)
	}
	w.text("query", query)
}

// address writes an address.
func (w *itemWriter) address(p feed.Part, has feed.FieldSet, country []byte) {
	for _, f := range addressFields {
		if has.Has(f.field) {
			w.text(f.key, p.Text(f.field))
		}
	}
	if has.Has(feed.GeocodePostalTown) {
		w.request.Changed = w.request.Changed.With(feed.GeocodePostalTown)
	}
	code := w.code(country)
	if code != "" {
		w.key("countryRegion")
		w.dst = append(append(append(w.dst, '"'), code...), '"')
	}
	if code == "" && has == 0 {
		w.fault("nothing to geocode: %s is no country that is known here", quote.Text(country))
	}
}

// code returns the code of the country of an address; empty if it has none, or none that
// can be sent.
func (w *itemWriter) code(country []byte) string {
	if isBlank(country) {
		if w.m.country != nil {
			return w.m.country.Code
		}
		return ""
	}
	c := w.m.named(country)
	switch {
	case c == nil && w.m.allowed.Has(feed.GeocodeCountryRegion):
		w.request.Lost = w.request.Lost.With(feed.GeocodeCountryRegion)
		return ""
	case c == nil:
		w.request.Refused = w.request.Refused.With(feed.GeocodeCountryRegion)
		return ""
	case string(country) != c.Code:
		w.request.Changed = w.request.Changed.With(feed.GeocodeCountryRegion)
	}
	return c.Code
}

// maxResults returns the number that a MaxResults is, or a Fault.
func (w *itemWriter) maxResults(text []byte) (n int, given bool) {
	if isBlank(text) {
		return 0, false
	}
	if n = numberOfResults(text); n < 1 || n > MaxTop {
		w.fault("MaxResults %s is not a whole number from 1 to %d", quote.Text(text), MaxTop)
		return 0, false
	}
	return n, true
}

// numberOfResults returns the number that a MaxResults is; 0 if it is none.
func numberOfResults(text []byte) int {
	if len(text) == 1 && text[0]-'0' < 10 {
		return int(text[0] - '0')
	}
	n, _ := value.ParseMaxResults(strings.TrimSpace(string(text)))
	return n
}

// top writes how many results are wanted.
func (w *itemWriter) top(text []byte) {
	n, given := w.maxResults(text)
	if !given {
		n = w.m.o.Top
	}
	w.request.Top = n
	if !given && n == DefaultTop {
		return
	}
	w.key("top")
	w.dst = strconv.AppendInt(w.dst, int64(n), 10)
}

// filters checks the values that are filters of the answer.
func (w *itemWriter) filters(p feed.Part, strict, minimum feed.Field) {
	if text := p.Text(strict); strict != feed.NoField && !isBlank(text) {
		if _, err := boolean(text); err != nil {
			w.fault("StrictMatch %v", err)
		}
	}
	if text := p.Text(minimum); !isBlank(text) && rankOf(bytes.TrimSpace(text)) == unknownRank {
		w.fault("MinimumConfidence %s is not Low, Medium or High", quote.Text(text))
	}
}

// culture sets the language, as a header can have it.
func (w *itemWriter) culture(text []byte) {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || string(text) == DefaultCulture {
		w.request.Culture = DefaultCulture
		return
	}
	if w.request.Culture = w.m.cultures.of(text, languageTag); w.request.Culture == "" {
		w.fault("the Culture %s is no language tag such as en-US", quote.Text(text))
	}
}

// languageTag returns a tag as it is usually written, so that one language is one group
// however it is written. It is empty for what is none, such as what no header can have.
func languageTag(text string) string {
	parts := strings.Split(strings.ReplaceAll(text, "_", "-"), "-")
	for i, part := range parts {
		if len(part) == 0 || len(part) > 8 || strings.Trim(strings.ToLower(part), "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return ""
		}
		switch {
		case i == 0:
			parts[i] = strings.ToLower(part)
		case len(part) == 2:
			parts[i] = strings.ToUpper(part)
		case len(part) == 4:
			parts[i] = strings.ToUpper(part[:1]) + strings.ToLower(part[1:])
		}
	}
	return strings.Join(parts, "-")
}

// reverse writes the item of a ReverseGeocodeRequest.
func (w *itemWriter) reverse(p feed.Part) {
	w.request.Direction, w.request.Top = Reverse, 1
	w.culture(p.Text(feed.ReverseCulture))
	w.key("coordinates")
	w.dst = append(w.dst, '[')
	w.degrees(p, feed.ReverseLongitude, 180)
	w.dst = append(w.dst, ',')
	w.degrees(p, feed.ReverseLatitude, 90)
	w.dst = append(w.dst, ']')
	w.resultTypes(p.Text(feed.ReverseIncludeEntityTypes))
	w.maxResults(p.Text(feed.ReverseMaxResults)) // a filter of the answer
	w.filters(p, feed.NoField, feed.ReverseMinimumConfidence)
}

// maxNumber is how many bytes of a number are sent as they are.
const maxNumber = 32

// degrees writes a coordinate: the text itself where it is a number of JSON.
func (w *itemWriter) degrees(p feed.Part, f feed.Field, most float64) {
	text := bytes.TrimSpace(p.Text(f))
	degrees, err := value.ParseDegrees(string(text))
	name := f.Info().Attr
	switch {
	case len(text) == 0:
		w.fault("the Location has no %s", name)
	case err != nil:
		w.fault("%s %v", name, err)
	case !(degrees >= -most && degrees <= most):
		w.fault("%s %s is not from %v to %v", name, quote.Text(text), -most, most)
	case jsonscan.IsNumber(text) && len(text) <= maxNumber:
		w.dst = append(w.dst, text...)
	default:
		w.request.Changed = w.request.Changed.With(f)
		w.dst = value.AppendDegrees(w.dst, degrees)
	}
}

// entityTypes are those that a reverse request can ask for.
var entityTypes = []string{"Address", "Neighborhood", "PopulatedPlace", "Postcode1", "AdminDivision1", "AdminDivision2", "CountryRegion"}

// resultTypes writes the entity types that are wanted.
func (w *itemWriter) resultTypes(text []byte) {
	const field = feed.ReverseIncludeEntityTypes
	if isBlank(text) {
		return
	}
	var types []string
	for _, member := range value.List(string(text)) {
		switch known := entityType(member); {
		case member == "":
		case known != "":
			if known != member {
				w.request.Changed = w.request.Changed.With(field)
			}
			if q := strconv.Quote(known); !slices.Contains(types, q) {
				types = append(types, q)
			}
		case w.m.allowed.Has(field):
			w.request.Lost = w.request.Lost.With(field)
		default:
			w.request.Refused = w.request.Refused.With(field)
		}
	}
	if len(types) > 0 {
		w.key("resultTypes")
		w.dst = append(append(append(w.dst, '['), strings.Join(types, ",")...), ']')
	}
}

// entityType returns an entity type as the service writes it; empty if it has none.
func entityType(name string) string {
	for _, known := range entityTypes {
		if strings.EqualFold(known, name) {
			return known
		}
	}
	return ""
}
