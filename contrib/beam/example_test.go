package beamfeed_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"

	beamfeed "github.com/xeipuuwjyxo/geocodefeed/contrib/beam"
)

// countryFn says in which country all addresses are. A DoFn is a registered struct: a closure
// would reach the workers without what it has captured.
type countryFn struct{ Country string }

func (f *countryFn) ProcessElement(e beamfeed.Element) beamfeed.Element {
	e = e.Clone()
	if r := e.Entity.Geocode; r != nil && r.Address.CountryRegion == "" {
		r.Address.CountryRegion = f.Country
	}
	return e
}

func init() { register.DoFn1x1[beamfeed.Element, beamfeed.Element](&countryFn{}) }

func Example() {
	dir, err := os.MkdirTemp("", "beamfeed")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	const in = `Bing Spatial Data Services, 2.0
Id,GeocodeRequest/Address/Locality
1,Bonn
2,Kiel
2,Jena
`
	if err := os.WriteFile(filepath.Join(dir, "in.csv"), []byte(in), 0o666); err != nil {
		panic(err)
	}

	p, s := beam.NewPipelineWithRoot()
	read := beamfeed.Read(s, filepath.Join(dir, "*.csv"), nil)
	entities := beam.ParDo(s, &countryFn{Country: "Germany"}, read.Entities)
	checked := beamfeed.Validate(s, entities, nil)
	beamfeed.Write(s, filepath.Join(dir, "good.jsonl"), checked.Entities, nil)
	beamfeed.WriteProblems(s, filepath.Join(dir, "problems.jsonl"), checked.Problems, nil)
	if _, err := prism.Execute(context.Background(), p); err != nil {
		panic(err)
	}

	good, err := os.ReadFile(filepath.Join(dir, "good.jsonl"))
	if err != nil {
		panic(err)
	}
	problems, err := os.ReadFile(filepath.Join(dir, "problems.jsonl"))
	if err != nil {
		panic(err)
	}
	fmt.Print(string(good))
	_, problem, _ := strings.Cut(string(problems), `"line":`)
	fmt.Println(problem[:strings.Index(problem, `,"offset"`)], strings.Contains(problem, "id-duplicate"))
	// Output:
	// {"id":"1","geocodeRequest":{"address":{"countryRegion":"Germany","locality":"Bonn"}}}
	// {"id":"2","geocodeRequest":{"address":{"countryRegion":"Germany","locality":"Kiel"}}}
	// 5,"column":1 true
}
