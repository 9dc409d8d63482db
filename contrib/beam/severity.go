package beamfeed

import (
	"cmp"

	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// severityOf returns the severity of a rule for feeds of a kind, under a profile, which may
// be nil.
func severityOf(code string, kind validate.Kind, profile *validate.Profile) validate.Severity {
	severity := validate.Error
	for _, r := range validate.Rules() {
		if r.Code != code {
			continue
		}
		if r.Kinds&kind == 0 {
			return validate.Off
		}
		if severity = r.Severity; kind == validate.Results {
			severity = cmp.Or(r.InResults, r.Severity)
		}
	}
	if profile != nil {
		if s, ok := profile.Severity[code]; ok {
			return s
		}
	}
	return severity
}
