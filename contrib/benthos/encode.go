package feedbenthos

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/redpanda-data/benthos/v4/public/service"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

func init() {
	spec := service.NewConfigSpec().
		Summary("Writes the entities of a batch as one feed.").
		Description("A batch is a whole feed, so make one of all messages that belong together. A batch with a message that has failed fails.").
		Fields(service.NewStringEnumField("format", formatNames()...).Description("The format of the feed.").Default(feed.XML.String()))
	err := service.RegisterBatchProcessor("geocode_feed_encode", spec, func(conf *service.ParsedConfig, _ *service.Resources) (service.BatchProcessor, error) {
		name, err := conf.FieldString("format")
		if err != nil {
			return nil, err
		}
		var e encoder
		err = e.format.UnmarshalText([]byte(name))
		return e, err
	})
	if err != nil {
		panic(err)
	}
}

// An encoder makes a feed of a batch.
type encoder struct{ format feed.Format }

// ProcessBatch implements service.BatchProcessor.
func (e encoder) ProcessBatch(_ context.Context, batch service.MessageBatch) ([]service.MessageBatch, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	var columns []feed.Field
	if e.format.Delimiter() != 0 {
		var survey feedio.Survey
		if err := copyBatch(&survey, batch); err != nil {
			return nil, err
		}
		columns = survey.Columns()
	}
	var text bytes.Buffer
	w := feedio.NewWriter(&text, e.format, &feedio.WriterOptions{Columns: columns})
	if err := copyBatch(w, batch); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	m := batch[0].Copy()
	m.SetBytes(text.Bytes())
	return []service.MessageBatch{{m}}, nil
}

// copyBatch writes the entities of a batch.
func copyBatch(w feed.RecordWriter, batch service.MessageBatch) error {
	var r feed.Record
	for i, m := range batch {
		err := m.GetError()
		if err == nil {
			err = readEntity(m, &r)
		}
		if err == nil {
			err = w.WriteRecord(&r)
		}
		if err != nil {
			return fmt.Errorf("message %d of the batch: %w", i+1, err)
		}
	}
	return nil
}

// Close implements service.BatchProcessor.
func (e encoder) Close(context.Context) error { return nil }

// readEntity reads the entity that a message holds.
func readEntity(m *service.Message, r *feed.Record) error {
	data, err := m.AsBytes()
	if err != nil {
		return err
	}
	var line bytes.Buffer
	if err := json.Compact(&line, data); err != nil {
		return fmt.Errorf("the message is no entity as JSON: %w", err)
	}
	src := feedio.NewReader(&line, feed.JSONLines, nil)
	if err := src.ReadRecord(r); err == io.EOF {
		return fmt.Errorf("the message is empty")
	} else if err != nil {
		return err
	}
	return nil
}
