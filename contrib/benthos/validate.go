package feedbenthos

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/redpanda-data/benthos/v4/public/service"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

func init() {
	spec := service.NewConfigSpec().
		Summary("Checks entities by the rules of \"feedconv validate\".").
		Description(`The problems of an entity are in the metadata geocode_problems, a list of objects as in the jsonl report, and the number of its errors is in geocode_errors. With reject, an entity with an error is a message that has failed.

Ids are compared among the messages of one thread: set pipeline.threads to 1 to find every one that is repeated.`).
		Fields(
			service.NewStringEnumField("kind", validate.Upload.String(), validate.Results.String()).Description("What the entities are.").Default(validate.Upload.String()),
			service.NewStringEnumField("profile", "enterprise", "basic").Description("The limits and severities.").Default("enterprise"),
			service.NewBoolField("reject").Description("Whether an entity with an error fails.").Default(true),
		)
	err := service.RegisterProcessor("geocode_feed_validate", spec, func(conf *service.ParsedConfig, _ *service.Resources) (service.Processor, error) {
		kindName, err := conf.FieldString("kind")
		if err != nil {
			return nil, err
		}
		kind, err := validate.ParseKind(kindName)
		if err != nil {
			return nil, err
		}
		profileName, err := conf.FieldString("profile")
		if err != nil {
			return nil, err
		}
		profile, ok := validate.ProfileByName(profileName)
		if !ok {
			return nil, fmt.Errorf("there is no profile %q", profileName)
		}
		v := &validator{v: validate.New(feed.JSONLines, &validate.Options{Kind: kind, Profile: profile})}
		v.reject, err = conf.FieldBool("reject")
		return v, err
	})
	if err != nil {
		panic(err)
	}
}

// A validator checks messages.
type validator struct {
	reject bool
	mu     sync.Mutex
	v      *validate.Validator
	record feed.Record
}

// Process implements service.Processor.
func (v *validator) Process(_ context.Context, m *service.Message) (service.MessageBatch, error) {
	if m.GetError() != nil { // it holds no entity
		return service.MessageBatch{m}, nil
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := readEntity(m, &v.record); err != nil {
		return nil, err
	}
	problems, err := v.v.CheckRecord(&v.record)
	if err != nil {
		return nil, err
	}
	var failed []error
	list := []any{}
	for _, p := range problems {
		object, err := objectOf(p)
		if err != nil {
			return nil, err
		}
		list = append(list, object)
		if p.Severity == validate.Error {
			failed = append(failed, fmt.Errorf("%s[%s]: %s", p.Severity, p.Rule, p.Message))
		}
	}
	m.MetaSetMut("geocode_problems", list)
	m.MetaSetMut("geocode_errors", int64(len(failed)))
	if v.reject && len(failed) > 0 {
		m.SetError(errors.Join(failed...))
	}
	return service.MessageBatch{m}, nil
}

// objectOf returns a problem as Benthos holds objects.
func objectOf(p validate.Problem) (object map[string]any, err error) {
	data, err := json.Marshal(p)
	if err == nil {
		err = json.Unmarshal(data, &object)
	}
	return object, err
}

// Close implements service.Processor.
func (v *validator) Close(context.Context) error { return nil }
