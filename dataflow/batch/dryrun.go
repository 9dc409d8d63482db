package batch

// A Plan is what a run would send.
type Plan struct {
	Entities int64 // of the feed, those that the run takes
	Kept     int64 // of these, those that are not sent as they have a result
	Requests int64 // of the others, those that differ
	// What is sent: nothing if the feed cannot be sent.
	Sent  int64 // entities, with Options.Dedupe as many as Requests
	Jobs  int
	Bytes int64 // as XML, before compression
}

// DryRun reads the feed as a run does before it sends anything. It needs neither
// Options.Client nor Options.State, and writes nothing to disk. It returns the error that
// would keep a run from beginning: ErrInvalid if the feed has errors, which
// Options.Problem gets. The Plan then counts the entities that were read.
func DryRun(o Options) (Plan, error) {
	o.Once = false // it is read only once
	if err := o.checkFeed(); err != nil {
		return Plan{}, err
	}
	r := &Run{o: o, limits: o.Limits.withDefaults()}
	var err error
	if r.retryIf, err = parseConditions(o.RetryIf); err != nil {
		return Plan{}, err
	}
	text, err := newPartText()
	if err != nil {
		return Plan{}, err
	}
	in, err := r.input()
	if err != nil {
		return Plan{}, err
	}
	defer in.Close()
	s := &splitter{run: r, text: text, state: new(state), dry: true, repeats: newRepeats()}
	err = s.readAll(in)
	if err == nil {
		err = s.conclude()
	}
	p := Plan{Entities: s.state.Entities, Kept: s.state.Entities - s.asked, Requests: s.repeats.distinct()}
	if err != nil {
		return p, err
	}
	p.Sent, p.Jobs = s.sent, len(s.state.Parts)
	for i := range s.state.Parts {
		p.Bytes += s.state.Parts[i].Bytes
	}
	return p, nil
}
