package xmlfeed

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// What is wrong with a feed and tolerated with a notice: encodings, versions, namespaces.

const encodingRemedy = "save the file as UTF-8 without a byte order mark"

// noticeEncoding gives notice of a text that is not plain UTF-8.
func (r *Reader) noticeEncoding() {
	if r.notice == nil {
		return
	}
	at := feed.Position{Line: 1, Column: 1}
	cause := feed.EncodingNotUTF8
	switch r.scanner.SourceEncoding() {
	case textbuf.UTF8:
		return
	case textbuf.UTF8Mark:
		cause = feed.EncodingBOM
	}
	r.notice(&feed.Fault{
		Cause:    cause,
		Position: at,
		Message:  fmt.Sprintf("the text is %s", r.scanner.SourceEncoding()),
		Remedy:   encodingRemedy,
	})
}

// checkDeclaration judges the encoding that the XML declaration names.
func (r *Reader) checkDeclaration() error {
	declared := r.scanner.Encoding
	switch lower := strings.ToLower(declared); {
	case lower == "" || lower == "utf-8":
		return nil
	case r.scanner.GivenEncoding() != feed.AnyUnicode: // the caller knows better
		return nil
	case strings.HasPrefix(lower, "utf-16") && r.scanner.SourceEncoding() >= textbuf.UTF16LE:
		return nil
	}
	remedy := `save the file as UTF-8 and declare encoding="utf-8"`
	if e := feed.AnyUnicode; e.UnmarshalText([]byte(declared)) == nil {
		remedy += fmt.Sprintf(", or use -encoding %v", e)
	}
	f := r.fault(feed.EncodingNotUTF8, r.scanner.Offset, fmt.Sprintf("the XML declaration says encoding %s", quote.Text(declared)), remedy)
	f.Value = declared
	return f
}

// noticeVersion gives notice of a root without a Version, or with an empty one.
func (r *Reader) noticeVersion() {
	if a := r.firstVersion(); a != nil {
		r.versioned = len(r.scanner.AttrValue(a)) > 0
	}
	if r.versioned || r.notice == nil {
		return
	}
	if r.looksLikeVersion1() {
		r.notice(r.version1Fault(r.scanner.Offset))
		return
	}
	r.notice(r.fault(feed.VersionMissing, r.scanner.Offset, "the feed has no Version, which means 1.0", `write Version="2.0" in the GeocodeFeed tag`))
}

// checkVersion judges a Version attribute, of the root or of an entity.
func (r *Reader) checkVersion(version []byte, offset int64) error {
	if len(version) == 0 || isVersion2(strings.Trim(string(version), " \t\r\n")) {
		return nil
	}
	if r.element == root && r.looksLikeVersion1() {
		f := r.version1Fault(offset)
		f.Value = string(version)
		return f
	}
	f := r.fault(feed.VersionUnsupported, offset, fmt.Sprintf("version %s is not supported", quote.Text(version)), "make the feed in version 2.0 of the schema")
	f.Value = string(version)
	return f
}

// isVersion2 reports whether an XML Schema decimal is equal to 2.
func isVersion2(decimal string) bool {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(decimal, "+"), ".")
	return strings.TrimLeft(whole, "0") == "2" && strings.Trim(fraction, "0") == ""
}

// noticeNamespace gives notice of an element in no namespace or in the https one, if
// that differs from the parent's.
func (r *Reader) noticeNamespace(parent string) {
	ns := r.scanner.Namespace
	if ns == parent || ns == namespace || r.notice == nil {
		return
	}
	f := r.fault(feed.XMLNamespace, r.scanner.Offset, inNamespace(r.scanner.Local(), ns), namespaceRemedy)
	f.Path = join(f.Path, xmlscan.Short(r.scanner.Local()))
	f.Value = ns
	r.notice(f)
}

var namespaceRemedy = fmt.Sprintf("the feed's namespace is %q", namespace)

func inNamespace(name []byte, ns string) string {
	if ns == "" {
		return fmt.Sprintf("element %s is in no namespace", xmlscan.Short(name))
	}
	return fmt.Sprintf("element %s is in namespace %s", xmlscan.Short(name), quoteEnd(ns))
}

// quoteEnd quotes a name of which the end says more than the beginning: only the end if
// it is somewhat longer than the feed's namespace.
func quoteEnd(ns string) string {
	const most = len(namespace) + 20
	if len(ns) <= most {
		return strconv.Quote(ns)
	}
	end := ns[len(ns)-len(namespace)/2:]
	for len(end) > 0 && !utf8.RuneStart(end[0]) {
		end = end[1:]
	}
	return "…" + quote.Text(end)
}

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
