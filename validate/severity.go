package validate

import (
	"fmt"

	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
)

// A Severity says how bad a problem is.
type Severity uint8

// The severities. A rule that is Off is not looked at.
const (
	Off Severity = iota
	Note
	Warning
	Error

	numSeverities
)

var severityNames = [numSeverities]string{"off", "note", "warning", "error"}

// String returns the severity's name, as profiles and reports spell it.
func (s Severity) String() string {
	if s >= numSeverities {
		return fmt.Sprintf("severity %d", uint8(s))
	}
	return severityNames[s]
}

// MarshalText returns the severity's name. There must be such a severity.
func (s Severity) MarshalText() ([]byte, error) {
	if s >= numSeverities {
		return nil, fmt.Errorf("there is no %v", s)
	}
	return []byte(s.String()), nil
}

// UnmarshalText takes a severity's name.
func (s *Severity) UnmarshalText(text []byte) error {
	for i, name := range severityNames {
		if name == string(text) {
			*s = Severity(i)
			return nil
		}
	}
	return fmt.Errorf("there is no severity %s; there are error, warning, note and off", quote.Text(text))
}

// A Kind says what a feed is for.
type Kind uint8

// The kinds of feeds. As Kinds of a rule they are joined.
const (
	Upload  Kind = 1 << iota // requests for the service
	Results                  // what the service answered

	both = Upload | Results
)

// String returns the kind's name; for rules of both kinds, both names.
func (k Kind) String() string {
	switch k {
	case Upload:
		return "upload"
	case Results:
		return "results"
	case both:
		return "upload, results"
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// ParseKind returns the kind of a name: upload or results.
func ParseKind(name string) (Kind, error) {
	for _, k := range []Kind{Upload, Results} {
		if k.String() == name {
			return k, nil
		}
	}
	return 0, fmt.Errorf("no kind %s; there are upload and results", quote.Text(name))
}
