package pieces_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
	"github.com/xeipuuwjyxo/geocodefeed/internal/pieces"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// A closedOutput returns io.EOF, as some streams do that the other side has closed.
type closedOutput struct{ feed.Writer }

func (closedOutput) Write([]byte) (int, error)        { return 0, io.EOF }
func (closedOutput) WriteToken(feed.Token) error      { return io.EOF }
func (closedOutput) WriteRecord(r *feed.Record) error { return io.EOF }

// TestEOFOfOthers lets all but the reader return io.EOF. It is an error then, and not the end
// of the feed, after which all would seem well.
func TestEOFOfOthers(t *testing.T) {
	pieces.Size = 5000
	ctx := context.Background()
	from := text(t, feedtest.Requests(3, 1000), feed.CSV)
	bad := strings.ReplaceAll(from, "GeocodeRequest/Culture", "GeocodeRequest/Kultur")
	read := func(text string) feed.RecordReader {
		return feedio.NewReader(strings.NewReader(text), feed.CSV, nil)
	}
	validator := func(handle func(validate.Problem) error) *validate.Validator {
		return validate.New(feed.CSV, &validate.Options{Handle: handle, Rules: []validate.Rule{{
			Code: "own", Title: "own", Severity: validate.Error,
			Check: func(r *feed.Record, report func(feed.Part, feed.Field, string, string)) {
				if strings.HasSuffix(string(r.Entity().Text(feed.ID)), "500") {
					report(r.Entity(), feed.NoField, "no", "")
				}
			},
		}}})
	}
	eof := func(validate.Problem) error { return io.EOF }
	byTokens := struct{ feed.Writer }{closedOutput{}}
	for name, run := range map[string]func() error{
		"the output of Copy": func() error {
			_, err := feedio.Copy(ctx, feedio.NewWriter(closedOutput{}, feed.XML, nil), read(from))
			return err
		},
		"the writer of Copy":       func() error { _, err := feedio.Copy(ctx, closedOutput{}, read(from)); return err },
		"the writer of feed.Copy":  func() error { _, err := feed.Copy(closedOutput{}, read(from)); return err },
		"the tokens of Copy":       func() error { _, err := feedio.Copy(ctx, byTokens, read(from)); return err },
		"the tokens of feed.Copy":  func() error { _, err := feed.Copy(byTokens, struct{ feed.Reader }{read(from)}); return err },
		"Handle of Run":            func() error { return validator(eof).Run(ctx, read(from)) },
		"Handle of a feed's fault": func() error { return validator(eof).Run(ctx, read(bad)) },
		"reject": func() error {
			_, err := validator(nil).Copy(ctx, feedio.NewWriter(io.Discard, feed.XML, nil), read(from), func(*validate.Reject) error { return io.EOF })
			return err
		},
		"the output of a validated copy": func() error {
			_, err := validator(nil).Copy(ctx, feedio.NewWriter(closedOutput{}, feed.XML, nil), read(from), func(*validate.Reject) error { return nil })
			return err
		},
	} {
		if err := run(); err == io.EOF || !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
