package xmlfeed

import (
	"bytes"
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// Results of version 1.0 of the schema: what the service answers to a feed that does
// not say Version="2.0". They have other names for the coordinates and the status of a
// response, which say more than a missing Version what a file is.

// What a response has in version 1.0 only.
var (
	version1Attributes = []string{"DisplayName", "StatusCode", "FaultReason"}
	version1Elements   = []string{"RooftopLocation", "InterpolatedLocation"}
)

const version1Remedy = `send the feed again with Version="2.0" in its GeocodeFeed tag`

func ofVersion1(name string) string {
	return name + " is of schema version 1.0: these are the results of a feed that was sent without Version=\"2.0\""
}

// isResponse reports whether the element is a GeocodeResponse.
func (e *element) isResponse() bool { return e.starts && e.group == feed.ResponseGroup }

// looksLikeVersion1 reports whether the text after the root's start tag soon has what
// only results of version 1.0 have.
func (r *Reader) looksLikeVersion1() bool {
	const enough = 16 << 10
	text := r.scanner.TextFromTag(enough)
	for _, mark := range []string{"<RooftopLocation", "<InterpolatedLocation", "<GeocodeResponse DisplayName="} {
		if bytes.Contains(text, []byte(mark)) {
			return true
		}
	}
	return false
}

// version1Fault is the fault of the root of results of version 1.0.
func (r *Reader) version1Fault(offset int64) *feed.Fault {
	return r.fault(feed.VersionUnsupported, offset, fmt.Sprintf("these are results of schema version 1.0, of a feed that was sent without Version=%q", "2.0"), version1Remedy)
}
