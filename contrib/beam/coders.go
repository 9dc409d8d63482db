package beamfeed

import (
	"encoding/json"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[validate.Problem](), encodeProblem, decodeProblem)
	beam.RegisterCoder(reflect.TypeFor[validate.Reject](), encodeReject, decodeReject)
	register.Emitter1[Element]()
	register.Emitter1[validate.Problem]()
	register.Emitter1[validate.Reject]()
}

// A Result is what comes of reading or checking feeds.
type Result struct {
	Entities beam.PCollection // of Element: what is without an error
	Rejected beam.PCollection // of validate.Reject: entities that have an error
	Problems beam.PCollection // of validate.Problem: errors, those of the Rejected among them, and others
}

func encodeProblem(p validate.Problem) ([]byte, error) { return json.Marshal(p) }

func decodeProblem(data []byte) (p validate.Problem, err error) {
	err = json.Unmarshal(data, &p)
	return p, err
}

func encodeReject(r validate.Reject) ([]byte, error) { return json.Marshal(r) }

func decodeReject(data []byte) (r validate.Reject, err error) {
	err = json.Unmarshal(data, &r)
	return r, err
}
