package xmlfeed

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/private"
)

// records does what only this module does with a feed.Record.
var records = feed.Internal.Records(&private.Granted)

var _ feed.RecordReader = (*Reader)(nil)

// ReadRecord implements feed.RecordReader.
func (r *Reader) ReadRecord(rec *feed.Record) error {
	p := &r.patterns
	if p.luck > 0 && !rec.Open() && r.betweenEntities() {
		switch r.passEntity(rec) {
		case readWhole:
			p.luck = min(p.luck+1, maxLuck)
			return nil
		case unknown:
			p.luck--
		}
	}
	return r.slowRecord(rec)
}

// slowRecord reads step by step, and learns from it.
func (r *Reader) slowRecord(rec *feed.Record) error {
	r.patterns.lesson.begin(r.patterns.luck > 0 && !rec.Open())
	if err := records.ReadTokens(rec, (*pupil)(r)); err != nil {
		return err
	}
	r.patterns.learn(r.Source(), rec.Entity().Offset())
	return nil
}

// betweenEntities reports whether the last token was an EntityEnd, behind which the
// reading goes on.
func (r *Reader) betweenEntities() bool { return r.err == nil && r.inEntity && r.top == root.depth }

// A pupil is a Reader that takes note of what it reads.
type pupil Reader

// ReadToken implements feed.Reader.
func (p *pupil) ReadToken() (feed.Token, error) {
	r := (*Reader)(p)
	t, err := r.ReadToken()
	r.patterns.lesson.take(t, err, r)
	return t, err
}

// Position implements feed.Reader.
func (p *pupil) Position(offset int64) feed.Position { return (*Reader)(p).Position(offset) }
