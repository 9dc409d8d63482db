package validate

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

var sizeRules = []Rule{
	{
		Code: "feed-empty", Severity: Error, InResults: Note, Kinds: both, ofFeed: true,
		Title: "a feed without entities",
		Text: `The schema wants at least one entity, and a job without any has nothing to do.
Often a program's query found no rows. In results it is only a note: the file of
the failed entities is empty where none failed.`,
		Bad:  `<GeocodeFeed xmlns="…" Version="2.0"></GeocodeFeed>`,
		Good: `<GeocodeFeed xmlns="…" Version="2.0"><GeocodeEntity Id="1">…</GeocodeEntity></GeocodeFeed>`,
	},
	{
		Code: "too-many-entities", Severity: Error, Kinds: Upload, ofFeed: true,
		Title: "more entities than a job may have",
		Text: `A job with an enterprise key may have 200,000 entities, with a basic key 50; the
service refuses a larger one as a whole. It is reported once, at the first
entity over the limit, which the profile sets. In a conversion those count that
are written.`,
		Bad:   `60 entities under a basic key`,
		Good:  `two feeds of 30 entities`,
		check: checkTooManyEntities,
		late:  true,
	},
	{
		Code: "too-large", Severity: Error, Kinds: Upload, ofFeed: true,
		Title: "more bytes than a job may have",
		Text: `A job may have 300 MB of data, counted before compression; the service refuses a
larger one as a whole. It is reported once, at the first entity past the limit,
which the profile sets, or at the end of the feed if only trailing bytes exceed
it.`,
		Bad:   `310,000,000 bytes of XML`,
		Good:  `two feeds of 155,000,000 bytes, or the same as delimited text`,
		check: checkTooLarge,
		late:  true,
	},
	{
		Code: "value-too-large", Severity: Error, Kinds: both,
		Title: "a value, entity, header or nesting over its limit",
		Text: `No address has a megabyte. Such a value is usually an open quote or a missing end
tag that let one value swallow what follows; sizes are bounded so that it cannot
fill the memory. After a value over 1 MiB reading goes on; after a row or
entity over 8 MiB, or a tag of more than a thousand attributes, nothing is
checked.`,
		Bad:  `<Address AddressLine="… two million characters …" />`,
		Good: `<Address AddressLine="1 Main Street" />`,
	},
}

// isLate reports whether the current entity, which ends at an offset, is beyond a limit
// of the profile.
func (v *Validator) isLate(end int64) bool {
	limits := &v.measure.limits
	return limits.Entities > 0 && v.entity.Number() > limits.Entities || limits.Bytes > 0 && end > limits.Bytes
}

func checkTooManyEntities(e *entity) {
	if limit := e.v.measure.limits.Entities; !e.v.known.has(converting) && limit > 0 && e.Number() == limit+1 {
		e.tooMany("this is entity", e.Number())
	}
}

func (e *entity) tooMany(what string, number int64) {
	e.reportEntity("", fmt.Sprintf("%s %d, and a job may have %d", what, number, e.v.measure.limits.Entities), "upload the feed in parts")
}

// checkWritten is checkTooManyEntities for a conversion, where entities set aside do not
// count. Number is the number under which the current entity is to be written.
func (v *Validator) checkWritten(number int64) {
	if limit := v.measure.limits.Entities; limit > 0 && number == limit+1 {
		v.entity.rule = v.rules["too-many-entities"]
		v.entity.tooMany("this would be entity", number)
		v.flush()
	}
}

func checkTooLarge(e *entity) { e.v.checkSize(e.end, e.Entity().Place(feed.ID)) }

// checkSize reports, once, that the text exceeds the size limit at an offset.
func (v *Validator) checkSize(size, at int64) {
	limit := v.measure.limits.Bytes
	if limit <= 0 || size <= limit || v.known.has(saidTooLarge) {
		return
	}
	v.known |= saidTooLarge
	message := fmt.Sprintf("the feed has more than %d bytes up to here, which is all that a job may have", limit)
	v.reportFeed("too-large", v.reader.Position(at), "", message, "upload the feed in parts")
}
