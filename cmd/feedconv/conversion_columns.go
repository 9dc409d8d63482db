package main

import (
	"context"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/feedio"
)

// settlesColumns reports whether the feed itself says which columns it needs, to
// who reads it once more.
func (c *conversion) settlesColumns(in *input) bool {
	return c.to != feed.XML && c.layout.known() == nil && in.Format() == feed.XML && in.Rewindable()
}

// canGuess reports whether an output begun with too few columns can be begun
// again. Then the first entities say which columns to try, and the whole feed is
// usually read once instead of twice.
func (c *conversion) canGuess() bool {
	return c.check == nil && c.dropped == nil && isFileName(c.out)
}

// columns settles the columns of delimited output. The input is at its beginning
// after that.
func (c *conversion) columns(in *input, progress *progress) ([]feed.Field, error) {
	columns := c.layout.known()
	if in.Format() != feed.XML {
		in.Notice(c.notice)
		header, err := in.Columns()
		if columns == nil {
			columns = withExtensions(header)
		}
		return columns, err
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
				return nil, err
			}
		}
		if err := in.rewind(); err != nil {
			return nil, err
		}
	case c.check.isForUpload(): // where extension columns would be errors
		columns = feed.Columns(feed.Documented)
	default:
		columns = feed.Columns(feed.Extended)
	}
	return columns, nil
}

// survey reads a whole feed to learn which columns it needs: those of the
// entities that will be written. What ends a checked feed early is left to be
// found again by the conversion, which reports it.
func (c *conversion) survey(in *input) ([]feed.Field, error) {
	var survey feedio.Survey
	if c.check != nil {
		err := c.check.survey(&survey, in)
		return survey.Columns(), err
	}
	_, err := feedio.Copy(context.Background(), &survey, in.Reader)
	return survey.Columns(), err
}

// guess returns the columns that the first entities of a feed need. Faults are
// left to be found again.
func guess(in *input) []feed.Field {
	const first = 1000
	var survey feedio.Survey
	var entity feed.Record
	for range first {
		if in.ReadRecord(&entity) != nil {
			break
		}
		survey.WriteRecord(&entity)
	}
	return survey.Columns()
}
