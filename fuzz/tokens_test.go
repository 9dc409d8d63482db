package fuzz

import (
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// tokenLog returns what ReadToken yields of a feed, a line each: the kind of a token, the
// name and text of a value, the cause of a fault.
func tokenLog(text string, f feed.Format) (log []string) {
	var l feedtest.Log
	l.Read(feedtest.Check(feedtest.Expire(feedio.NewReader(strings.NewReader(text), f, nil))))
	for line := range strings.Lines(l.String()) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "fault") {
			line = line[:strings.Index(line, "]")+1]
		}
		log = append(log, line)
	}
	return log
}

const xmlRoot = `<GeocodeFeed xmlns="http://schemas.microsoft.com/search/local/2010/5/geocode" Version="2.0">`

// TestOrderOfTokens shows what feed.Reader says of the order of tokens, for all formats.
func TestOrderOfTokens(t *testing.T) {
	for _, c := range []struct {
		name, xml, csv string
		want           []string
	}{
		{"the faults of an entity come before its tokens",
			xmlRoot + `<GeocodeEntity Id="1"><GeocodeRequest Query="q"/><x/></GeocodeEntity><GeocodeEntity Id="2"/></GeocodeFeed>`,
			"Id,GeocodeRequest/Query,GeocodeResponse/GeocodePoints\n1,q,[x\n2,,\n",
			[]string{"fault", `entity Id="1"`, `GeocodeRequest Query="q"`, "end", `entity Id="2"`, "end"}},
		{"an entity that cannot be read to its end has no tokens",
			xmlRoot + `<GeocodeEntity Id="1"/><GeocodeEntity Id="2"><GeocodeRequest Query="q"/>`,
			"Id,GeocodeRequest/Query\n1,\n2,\"q",
			[]string{`entity Id="1"`, "end", "fault"}},
		{"values of the entity itself come after its groups, in the order of the schema",
			xmlRoot + `<GeocodeEntity Id="1"><TraceId>t</TraceId><StatusCode>s</StatusCode><GeocodeRequest Query="q"/></GeocodeEntity></GeocodeFeed>`,
			"TraceId,StatusCode,GeocodeRequest/Query,Id\nt,s,q,1\n",
			[]string{`entity Id="1"`, `GeocodeRequest Query="q"`, `StatusCode="s" TraceId="t"`, "end"}},
	} {
		for _, in := range []struct {
			text   string
			format feed.Format
		}{{c.xml, feed.XML}, {c.csv, feed.CSV}} {
			got := tokenLog(in.text, in.format)
			for i, line := range got {
				if strings.HasPrefix(line, "fault") {
					got[i] = "fault"
				}
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("%s, in %v:\n%s\nwant\n%s", c.name, in.format, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		}
	}
}
