package xmlfeed

import "github.com/xeipuuwjyxo/geocodefeed/feed"

var _ feed.StepReader = (*Reader)(nil)

// ReadRecord implements feed.RecordReader.
func (r *Reader) ReadRecord(rec *feed.Record) error {
	p := &r.patterns
	p.lesson.begin(p.luck > 0 && !rec.Open())
	if !r.quickEntity(rec) {
		return r.slowRecord(rec)
	}
	var err error
	r.text, err = rec.Fill(r.text, r.steps, true)
	return err
}

// ReadSteps implements feed.StepReader.
func (r *Reader) ReadSteps(rec *feed.Record, text *[]byte, steps *[]feed.Step) (held bool, err error) {
	p := &r.patterns
	p.lesson.begin(p.luck > 0 && !rec.Open())
	if !r.quickEntity(rec) {
		return false, r.slowRecord(rec)
	}
	*text, r.text = r.text, *text
	*steps, r.steps = r.steps, *steps
	return true, nil
}

// quickEntity reads the next entity into text and steps, if it can be read by
// passages and rec is not within one.
func (r *Reader) quickEntity(rec *feed.Record) bool {
	p := &r.patterns
	if p.luck == 0 || rec.Open() || !r.betweenEntities() {
		return false
	}
	switch r.passEntity() {
	case readWhole:
		p.luck = min(p.luck+1, maxLuck)
		return true
	case unknown:
		p.luck--
	}
	return false
}

// slowRecord reads step by step, and learns from it.
func (r *Reader) slowRecord(rec *feed.Record) error {
	if err := rec.ReadTokens((*pupil)(r)); err != nil {
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
