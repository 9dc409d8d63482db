package azuremaps

import (
	"bytes"

	"github.com/xeipuuwjyxo/geocodefeed/internal/chars"
	"github.com/xeipuuwjyxo/geocodefeed/internal/jsonscan"
	"github.com/xeipuuwjyxo/geocodefeed/internal/value"
)

// Parse reads the answer to a batch. The error is an *AnswerError. Do not change body while
// the Answer is in use.
func (a *Answer) Parse(body []byte) error {
	a.items, a.features, a.points = a.items[:0], a.features[:0], a.points[:0]
	a.codes, a.unknown = a.codes[:0], Tally{}
	body = bytes.TrimPrefix(body, []byte("\uFEFF"))
	if !chars.Valid(body) {
		return &AnswerError{Message: "it is not valid UTF-8"}
	}
	p := answerParser{cursor: cursor{text: body, decoded: a.decoded[:0]}, a: a}
	p.batch()
	a.decoded = p.decoded
	if p.failed != nil {
		return p.failed
	}
	return nil
}

// An answerParser reads an answer.
type answerParser struct {
	cursor
	a    *Answer
	item int // that is read, from 1; 0 outside of all
}

// refuse notes that the answer is valid JSON but not the answer to a batch.
func (p *answerParser) refuse(message string) {
	if p.failed == nil {
		p.failed = &AnswerError{Offset: -1, Item: p.item, Message: message}
	}
	p.at = len(p.text)
}

func (p *answerParser) batch() {
	if p.peek() == 0 {
		p.fail("it is empty")
		return
	}
	if !p.open('{') {
		p.refuse("it is no object")
		return
	}
	seen := false
	for key := p.member(); key != nil; key = p.member() {
		switch string(key) {
		case "batchItems":
			seen = true
			p.items()
		case "summary":
			p.skip()
		case "nextLink":
			p.nextLink()
		default:
			p.unknown("answer", key)
		}
	}
	if p.failed == nil && p.peek() != 0 {
		p.fail("something after the end")
	}
	if !seen {
		p.refuse("it has no batchItems")
	}
}

// nextLink refuses answers that continue at another URL: the service is not known to send
// any.
func (p *answerParser) nextLink() {
	if text, _ := p.scalar(); len(text) > 0 {
		p.refuse("it has a nextLink, which is not known of this service")
	}
}

// unknown counts a member that is not known, and skips it.
func (p *answerParser) unknown(path string, key []byte) {
	p.a.unknown.addUnknown(path, key)
	p.skip()
}

func (p *answerParser) items() {
	p.a.items, p.a.features, p.a.points = p.a.items[:0], p.a.features[:0], p.a.points[:0]
	if !p.open('[') {
		p.refuse("its batchItems are no array")
		return
	}
	for p.more(']') {
		p.a.items = append(p.a.items, answerItem{first: len(p.a.features), end: len(p.a.features)})
		p.item = len(p.a.items)
		p.itemOf(&p.a.items[p.item-1])
	}
	p.item = 0
}

func (p *answerParser) itemOf(item *answerItem) {
	if !p.open('{') {
		p.refuse("it is no object")
		return
	}
	for key := p.member(); key != nil; key = p.member() {
		switch string(key) {
		case "optionalId":
			id, ok := p.scalar()
			if !ok {
				p.refuse("its optionalId is no text")
			}
			item.id = id
			item.hasID = item.id != nil
		case "type":
			p.skip()
		case "features":
			p.featuresOf(item)
		case "error":
			if !p.null() {
				item.failed = true
				p.fault(&item.fault)
			}
		case "nextLink":
			p.nextLink()
		default:
			p.unknown("item", key)
		}
	}
}

func (p *answerParser) featuresOf(item *answerItem) {
	if p.null() {
		return
	}
	p.a.features = p.a.features[:item.first]
	item.hasFeatures = true
	if !p.open('[') {
		p.refuse("its features are no array")
		return
	}
	for p.more(']') {
		p.a.features = append(p.a.features, feature{firstPoint: len(p.a.points), endPoint: len(p.a.points)})
		p.feature(&p.a.features[len(p.a.features)-1])
	}
	item.end = len(p.a.features)
}

// set sets a text, or counts a value that is none.
func (p *answerParser) set(f *feature, to *[]byte) {
	text, ok := p.scalar()
	if !ok {
		f.lost |= 1 << LostType
	}
	*to = text
}

// object passes over the beginning of an object; any other value is skipped, and counted
// unless it is null.
func (p *answerParser) object(f *feature, bracket byte) bool {
	if p.null() {
		return false
	}
	if !p.open(bracket) {
		f.lost |= 1 << LostType
		p.skip()
		return false
	}
	return true
}

func (p *answerParser) feature(f *feature) {
	if !p.open('{') {
		p.refuse("a feature is no object")
		return
	}
	for key := p.member(); key != nil; key = p.member() {
		switch string(key) {
		case "type":
			p.skip()
		case "id":
			if id, ok := p.scalar(); len(id) > 0 || !ok {
				f.lost |= 1 << LostFeatureID
			}
		case "geometry":
			f.longitude, f.latitude = p.geometry(f)
		case "bbox":
			p.box(f)
		case "properties":
			p.properties(f)
		default:
			p.unknown("feature", key)
		}
	}
}

// geometry reads the place of a Point.
func (p *answerParser) geometry(f *feature) (longitude, latitude []byte) {
	if longitude, latitude, ok := p.usualPoint(); ok {
		return p.place(f, longitude, latitude)
	}
	if !p.object(f, '{') {
		return nil, nil
	}
	for key := p.member(); key != nil; key = p.member() {
		switch string(key) {
		case "coordinates":
			var numbers [2][]byte
			if n := p.numbers(f, numbers[:]); n > 2 {
				f.lost |= 1 << LostOrdinate
			} else if n < 2 {
				numbers = [2][]byte{}
			}
			longitude, latitude = p.place(f, numbers[0], numbers[1])
		case "type", "bbox":
			p.skip()
		default:
			p.unknown("geometry", key)
		}
	}
	return longitude, latitude
}

// usualPoint reads a geometry that is written as the service writes all of them, at once. Of
// any other it reads nothing.
func (p *answerParser) usualPoint() (longitude, latitude []byte, ok bool) {
	const before, between, after = `{"type":"Point","coordinates":[`, ",", "]}"
	start := p.at
	if p.word(before) {
		if longitude = p.usualNumber(); longitude != nil && p.word(between) {
			latitude = p.usualNumber()
		}
		if latitude != nil && p.word(after) {
			return longitude, latitude, true
		}
	}
	p.at = start
	return nil, nil, false
}

// usualNumber reads a number that is next; nil if none is.
func (p *answerParser) usualNumber() []byte {
	start, end := p.at, jsonscan.NumberEnd(p.text, p.at)
	if end == 0 {
		return nil
	}
	p.at = end
	return p.text[start:end:end]
}

// place returns the longitude and latitude if they are those of a place.
func (p *answerParser) place(f *feature, longitude, latitude []byte) (_, _ []byte) {
	switch {
	case longitude == nil || latitude == nil:
		return nil, nil
	case !within(longitude, 180) || !within(latitude, 90):
		f.lost |= 1 << LostPlace
		return nil, nil
	}
	return longitude, latitude
}

// within reports whether a number has no more than so many degrees.
func within(number []byte, most float64) bool {
	degrees, ok := value.Degrees(number)
	return ok && -most <= degrees && degrees <= most
}

// numbers reads an array of numbers, and returns how many values there are. Numbers keep
// their own text; other values are left out.
func (p *answerParser) numbers(f *feature, into [][]byte) (n int) {
	if !p.object(f, '[') {
		return 0
	}
	for p.more(']') {
		next := p.peek()
		if next != '-' && next-'0' > 9 {
			f.lost |= 1 << LostType
			p.skip()
			n++ // what comes after it stays in its place
			continue
		}
		if number := p.number(); n < len(into) {
			into[n] = number
		}
		n++
	}
	return n
}

func (p *answerParser) box(f *feature) {
	switch n := p.numbers(f, f.box[:]); n {
	case 4:
		west, _ := p.place(f, f.box[0], f.box[1])
		east, _ := p.place(f, f.box[2], f.box[3])
		f.hasBox = west != nil && east != nil
	case 0:
	default:
		f.lost |= 1 << LostOrdinate
	}
}

func (p *answerParser) properties(f *feature) {
	if !p.object(f, '{') {
		return
	}
	for key := p.member(); key != nil; key = p.member() {
		switch string(key) {
		case "type":
			p.set(f, &f.entityType)
		case "confidence":
			p.set(f, &f.confidence)
		case "matchCodes":
			f.matchCodes = p.list(f)
		case "address":
			p.address(f)
		case "geocodePoints":
			p.geocodePoints(f)
		default:
			p.unknown("properties", key)
		}
	}
}

// list reads an array of texts, and returns them as a feed has them: joined.
func (p *answerParser) list(f *feature) []byte {
	if p.peek() == '"' { // one that is not in an array
		return p.string()
	}
	if !p.object(f, '[') {
		return nil
	}
	start := len(p.a.codes)
	for p.more(']') {
		text, ok := p.scalar()
		if !ok {
			f.lost |= 1 << LostType
		}
		if len(text) == 0 {
			continue
		}
		if len(p.a.codes) > start {
			p.a.codes = append(p.a.codes, ", "...)
		}
		p.a.codes = append(p.a.codes, text...)
	}
	return p.a.codes[start:len(p.a.codes):len(p.a.codes)]
}

func (p *answerParser) address(f *feature) {
	if !p.object(f, '{') {
		return
	}
	for key := p.member(); key != nil; key = p.member() {
		switch string(key) {
		case "addressLine":
			p.set(f, &f.addressLine)
		case "locality":
			p.set(f, &f.locality)
		case "neighborhood":
			p.set(f, &f.neighborhood)
		case "postalCode":
			p.set(f, &f.postalCode)
		case "formattedAddress":
			p.set(f, &f.formatted)
		case "adminDistricts":
			p.districts(f)
		case "countryRegion":
			p.country(f)
		case "streetName":
			p.lose(f, LostStreetName)
		case "streetNumber":
			p.lose(f, LostStreetNumber)
		case "intersection":
			p.lose(f, LostIntersection)
		default:
			p.unknown("address", key)
		}
	}
}

// lose skips a value that the feed has no field for, and counts it unless it is null.
func (p *answerParser) lose(f *feature, k Kind) {
	if p.null() {
		return
	}
	f.lost |= 1 << k
	p.skip()
}

func (p *answerParser) country(f *feature) {
	if !p.object(f, '{') {
		return
	}
	for key := p.member(); key != nil; key = p.member() {
		switch string(key) {
		case "name":
			p.set(f, &f.country)
		case "ISO", "iso": // forward and reverse answers differ
			p.set(f, &f.iso)
		default:
			p.unknown("countryRegion", key)
		}
	}
}

func (p *answerParser) districts(f *feature) {
	if !p.object(f, '[') {
		return
	}
	n := 0
	for p.more(']') {
		var d district
		p.district(f, &d)
		switch {
		case n < len(f.districts):
			f.districts[n] = d
		case len(d.text()) > 0:
			f.lost |= 1 << LostDistrict
		}
		n++
	}
}

func (p *answerParser) district(f *feature, d *district) {
	if !p.object(f, '{') {
		return
	}
	for key := p.member(); key != nil; key = p.member() {
		switch string(key) {
		case "name":
			p.set(f, &d.name)
		case "shortName":
			p.set(f, &d.short)
		default:
			p.unknown("adminDistricts", key)
		}
	}
}

func (p *answerParser) geocodePoints(f *feature) {
	f.firstPoint, f.endPoint = len(p.a.points), len(p.a.points)
	if !p.object(f, '[') {
		return
	}
	for p.more(']') {
		if p.peek() != '{' {
			f.lost |= 1 << LostPoint
			p.skip()
			continue
		}
		var at point
		p.geocodePoint(f, &at)
		if len(at.longitude) == 0 || len(at.latitude) == 0 || len(at.method) == 0 || len(at.usage) == 0 {
			f.lost |= 1 << LostPoint
			continue
		}
		p.a.points = append(p.a.points, at)
	}
	f.endPoint = len(p.a.points)
}

func (p *answerParser) geocodePoint(f *feature, at *point) {
	if !p.object(f, '{') {
		return
	}
	for key := p.member(); key != nil; key = p.member() {
		switch string(key) {
		case "geometry":
			at.longitude, at.latitude = p.geometry(f)
		case "calculationMethod":
			p.set(f, &at.method)
		case "usageTypes":
			at.usage = p.list(f)
		default:
			p.unknown("geocodePoints", key)
		}
	}
}

// fault reads the error of an item.
func (p *answerParser) fault(to *fault) {
	if p.peek() == '"' {
		to.message = p.string()
		return
	}
	if !p.open('{') {
		p.skip()
		return
	}
	for key := p.member(); key != nil; key = p.member() {
		switch string(key) {
		case "code":
			to.code, _ = p.scalar()
		case "message":
			to.message, _ = p.scalar()
		case "target":
			to.target, _ = p.scalar()
		case "details":
			p.details(to)
		case "additionalInfo", "innererror":
			p.skip()
		default:
			p.unknown("error", key)
		}
	}
}

// details reads the message of the first detail.
func (p *answerParser) details(to *fault) {
	if !p.open('[') {
		p.skip()
		return
	}
	for p.more(']') {
		if len(to.detail) > 0 || p.peek() != '{' {
			p.skip()
			continue
		}
		var inner fault
		p.fault(&inner)
		if to.detail = inner.message; len(to.detail) == 0 {
			to.detail = inner.code
		}
	}
}
