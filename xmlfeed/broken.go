package xmlfeed

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// An entity with bytes that are no characters, letters of Windows-1252 say, has to be
// well-formed like all others. What it has up to there is read; the rest is passed.
// In the root element's tag or between entities such a byte ends the reading.

// takeBroken takes the fault of a byte in what has just been scanned, up to an event or
// an error.
func (r *Reader) takeBroken(f *feed.Fault, event xmlscan.Event, err error) (feed.Kind, error) {
	if r.top < entity.depth { // a tag within the root element, or there would be no event
		kind, err := r.start(event == xmlscan.Empty)
		if err == nil && r.inEntity {
			r.broken = f
			return kind, nil
		}
		f.Fatal = true
		r.err = r.lost(f)
		return feed.NoToken, r.err
	}
	r.broken = f
	switch {
	case err != nil:
		r.err = r.lost(err)
	case event == xmlscan.End && r.scanner.Depth() == entity.depth+1:
		r.top, r.emptyEntity = entity.depth, true
	}
	return feed.NoToken, r.tellBroken()
}

// tellBroken returns the fault of the entity's bytes, after which the rest is passed.
func (r *Reader) tellBroken() error {
	f := r.broken
	r.broken, r.passing = nil, !r.emptyEntity
	r.scanner.Collect(false)
	r.nameEntity(f)
	return f
}

// passEntityEnd passes the rest of the entity.
func (r *Reader) passEntityEnd() (feed.Kind, error) {
	event, err := r.scanner.Next()
	for err == nil && !(event == xmlscan.End && r.scanner.Depth() == entity.depth+1) {
		event, err = r.scanner.Next()
	}
	r.scanner.Broken() // one for each entity is enough
	if err != nil {
		r.err = r.lost(err)
		return feed.NoToken, r.err
	}
	r.top, r.skip, r.passing = entity.depth, 0, false
	return r.end()
}
