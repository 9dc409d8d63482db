package xmlfeed

import (
	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/xmlscan"
)

// advance reads the next event. It returns the kind of the token that the event
// is, or NoToken where it is none; a FieldValue is the text collected for the
// element at hand.
func (r *Reader) advance() (feed.Kind, error) {
	switch {
	case r.broken != nil:
		return feed.NoToken, r.tellBroken()
	case r.emptyEntity:
		r.emptyEntity = false
		return r.end()
	case r.err != nil:
		return feed.NoToken, r.err
	case r.scanner == nil:
		return feed.NoToken, errNew
	case r.passing:
		return r.passEntityEnd()
	}
	event, err := r.nextEvent()
	if broken, ok := r.scanner.Broken(); ok {
		return r.takeBroken(broken, event, err)
	}
	if err != nil {
		r.err = r.lost(err)
		return feed.NoToken, r.err
	}
	switch event {
	case xmlscan.Declaration:
		return feed.NoToken, r.declared()
	case xmlscan.Doctype:
		return feed.NoToken, r.fault(feed.XMLDoctype, r.scanner.Offset, xmlscan.DoctypeMessage, xmlscan.DoctypeRemedy)
	case xmlscan.Start, xmlscan.Empty:
		return r.start(event == xmlscan.Empty)
	case xmlscan.End:
		return r.end()
	}
	return feed.NoToken, r.strangeText()
}

// nextEvent returns the next event outside of unknown elements.
func (r *Reader) nextEvent() (xmlscan.Event, error) {
	if r.inEntity && r.top < entity.depth {
		r.inEntity = false
		r.scanner.Unpin()
	}
	event, err := r.scanner.Next()
	if !r.begun {
		r.begun = true
		r.noticeEncoding()
	}
	for r.skip > 0 && err == nil {
		if event == xmlscan.End && r.scanner.Depth() == r.skip {
			r.endSkip()
		}
		event, err = r.scanner.Next()
	}
	return event, err
}

// endSkip goes back to the known element around the unknown one.
func (r *Reader) endSkip() {
	r.skip = 0
	if r.top >= 0 && r.open[r.top].text != feed.NoField {
		r.scanner.Resume()
	}
}

// start takes a start tag, or the tag of an empty element.
func (r *Reader) start(empty bool) (feed.Kind, error) {
	e, err := r.place()
	if err != nil {
		if !empty {
			r.skip = r.scanner.Depth()
			r.scanner.Collect(false)
		}
		return feed.NoToken, err
	}
	r.element, r.attrs, r.next, r.got, r.missing = e, r.scanner.Attrs, 0, 0, e.required
	switch {
	case e == root:
		r.begin = r.scanner.Position(r.scanner.Offset)
		r.noticeVersion()
	case e == entity:
		r.scanner.Pin()
		r.number++
		r.inEntity, r.idDue, r.emptyEntity = true, true, empty
	}
	if !empty || e == entity {
		r.top++
		r.open[r.top] = openElement{element: e, namespace: r.scanner.Namespace}
		r.scanner.Collect(e.text != feed.NoField)
	}
	if e.starts {
		return e.group.Start(), nil
	}
	return feed.NoToken, nil
}

// place finds the element of the start tag at hand in the schema. The error is
// the fault of an element that is unknown there.
func (r *Reader) place() (*element, error) {
	if r.top < 0 {
		return root, r.judgeRoot()
	}
	parent := &r.open[r.top]
	e := parent.childOf[r.scanner.Symbol&(xmlscan.MaxSymbols-1)]
	if e == nil || !known(r.scanner.Namespace, parent.namespace) {
		return nil, r.strangeElement(e)
	}
	bit := uint64(1) << e.index
	if parent.seen&bit != 0 && !e.many {
		return nil, r.secondElement(e)
	}
	parent.seen |= bit
	r.noticeNamespace(parent.namespace)
	return e, nil
}

// known reports whether an element in namespace ns, within one in parent, is
// read.
func known(ns, parent string) bool {
	return ns == parent || ns == namespace || ns == "" || ns == httpsNamespace
}

// end takes an end tag.
func (r *Reader) end() (feed.Kind, error) {
	e := r.open[r.top].element
	r.top--
	switch {
	case e == entity:
		return feed.EntityEnd, nil
	case e.text != feed.NoField:
		return r.endText(e)
	}
	return feed.NoToken, nil
}

// endText takes the end tag of a text element.
func (r *Reader) endText(e *element) (feed.Kind, error) {
	r.element = e
	text, offset := r.scanner.Collected()
	r.scanner.Collect(false)
	switch {
	case len(text) == 0:
		return feed.NoToken, nil
	case len(text) > r.limit:
		return feed.NoToken, r.tooLarge(e.text, len(text), offset)
	}
	return feed.FieldValue, nil
}
