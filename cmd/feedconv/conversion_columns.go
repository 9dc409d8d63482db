package main

import (
	"context"
	"github.com/xeipuuwjyxo/geocodefeed/delimfeed"
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// settlesColumns reports whether the feed itself says which columns it needs, to
// who reads it once more.
func (c *conversion) settlesColumns(in *input) bool {
	return c.to != feed.XML && c.layout.known() == nil && in.format == feed.XML && in.rereadable()
}

// canGuess reports whether an output begun with too few columns can be begun
// again. Then the first entities say which columns to try, and the whole feed is
// usually read once instead of twice.
func (c *conversion) canGuess() bool {
	return c.check == nil && c.dropped == nil && isFileName(c.out)
}

// columns settles the columns of delimited output and returns them with a
// reader at the feed's beginning.
func (c *conversion) columns(in *input, progress *progress) ([]feed.Field, feed.RecordReader, error) {
	columns := c.layout.known()
	if in.format != feed.XML {
		r := delimfeed.NewReader(in.text, in.format, in.reading(c.notice))
		header, err := r.Columns()
		if columns == nil {
			columns = withExtensions(header)
		}
		return columns, r, err
	}
	switch {
	case c.to == feed.XML || columns != nil:
	case c.settlesColumns(in):
		if c.canGuess() {
			columns = guess(in)
			progress.expect(1)
		} else {
			progress.expect(2)
			var err error
			if columns, err = c.survey(in); err != nil {
				return nil, nil, err
			}
		}
		if err := in.rewind(); err != nil {
			return nil, nil, err
		}
	case c.check.isForUpload(): // where extension columns would be errors
		columns = feed.Columns(feed.Documented)
	default:
		columns = feed.Columns(feed.Extended)
	}
	return columns, feedio.NewReader(in.text, in.format, in.reading(nil)), nil
}

// survey reads a whole feed to learn which columns it needs: those of the
// entities that will be written. What ends a checked feed early is left to be
// found again by the conversion, which reports it.
func (c *conversion) survey(in *input) ([]feed.Field, error) {
	var survey delimfeed.Survey
	r := feedio.NewReader(in.text, in.format, in.reading(nil))
	if c.check != nil {
		err := c.check.survey(&survey, r, in.format)
		return survey.Columns(), err
	}
	_, err := feedio.Copy(context.Background(), &survey, r)
	return survey.Columns(), err
}

// guess returns the columns that the first entities of a feed need. Faults are
// left to be found again.
func guess(in *input) []feed.Field {
	const first = 1000
	var survey delimfeed.Survey
	var entity feed.Record
	r := feedio.NewReader(in.text, in.format, in.reading(nil))
	for range first {
		if entity.Read(r) != nil {
			break
		}
		survey.WriteRecord(&entity)
	}
	return survey.Columns()
}
