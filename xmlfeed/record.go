package xmlfeed

import "github.com/xeipuuwjyxo/geocodefeed/feed"

var _ feed.RecordReader = (*Reader)(nil)

// ReadRecord implements feed.RecordReader.
func (r *Reader) ReadRecord(rec *feed.Record) error {
	p := &r.patterns
	p.lesson.begin(p.luck > 0 && !rec.Open())
	if p.luck > 0 && !rec.Open() && r.betweenEntities() {
		switch r.quickRecord(rec) {
		case readWhole:
			p.luck = min(p.luck+1, maxLuck)
			return nil
		case unknown:
			p.luck--
		}
	}
	if err := rec.ReadTokens((*pupil)(r)); err != nil {
		return err
	}
	p.learn(r.Source(), rec.Entity().Offset())
	return nil
}

// betweenEntities reports whether the last token was an EntityEnd.
func (r *Reader) betweenEntities() bool { return r.inEntity && r.top == root.depth }

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
