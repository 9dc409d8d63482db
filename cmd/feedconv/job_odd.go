package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/quote"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

// An oddities collects what downloads of results hold that is not known: their
// source goes to the file of -rejects or, without one, they are listed.
type oddities struct {
	s    *session
	out  *output // nil without -rejects
	path string

	// Of the download at hand, which may begin again:
	spool  *os.File
	writer *validate.RejectWriter
	listed []validate.Problem
	found  map[string]int64 // entities by rule
	odd    int64            // entities

	// Of all that are complete:
	total int64
	rules map[string]int64
}

// newOddities creates the file at path, if it is not empty.
func (s *session) newOddities(path string, replace bool) (*oddities, error) {
	o := &oddities{s: s, path: path, rules: make(map[string]int64)}
	if path == "" {
		return o, nil
	}
	var err error
	if o.out, err = s.createOutput(path, feedio.CreateOptions{Replace: replace, Sync: true, Plain: true}); err != nil {
		return nil, err
	}
	if o.spool, err = os.CreateTemp("", "feedconv-*"); err != nil {
		o.out.abandon()
		return nil, err
	}
	s.unfinished.add(o.spool.Name())
	return o, nil
}

// begin begins a download, or begins it again.
func (o *oddities) begin() error {
	o.listed, o.odd, o.found = nil, 0, make(map[string]int64)
	if o.spool == nil {
		return nil
	}
	o.writer = validate.NewRejectWriter(o.spool)
	_, err := o.spool.Seek(0, io.SeekStart)
	if err == nil {
		err = o.spool.Truncate(0)
	}
	return err
}

// maxListed is how many problems of a download are listed.
const maxListed = 20

// take takes an entity, or something outside of entities.
func (o *oddities) take(r *validate.Reject) error {
	seen := make(map[string]bool)
	for _, p := range r.Problems {
		told := p.Entity == 0 && r.Entity > 0 // with the header
		if len(o.listed) < maxListed && o.writer == nil && !told {
			o.listed = append(o.listed, p)
		}
		if !seen[p.Rule] {
			seen[p.Rule] = true
			o.found[p.Rule]++
		}
	}
	if o.odd++; o.writer == nil {
		return nil
	}
	return o.writer.Write(r)
}

// end completes a download.
func (o *oddities) end() error {
	for rule, n := range o.found {
		o.rules[rule] += n
	}
	o.total += o.odd
	for _, p := range o.listed {
		fmt.Fprintf(o.s.stderr, "%s:%d:%d: %s: %s\n", p.File, p.Line, p.Column, p.Rule, problemText(p))
	}
	if o.spool == nil {
		return nil
	}
	if _, err := o.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := io.Copy(o.out.w, o.spool)
	return err
}

func problemText(p validate.Problem) string {
	text := p.Message
	if p.Field != "" {
		text = p.Field + ": " + text
	}
	if p.Entity > 0 {
		text = fmt.Sprintf("entity %d (Id %q): %s", p.Entity, p.ID, text)
	}
	return text
}

// summary says what was found; empty if nothing was.
func (o *oddities) summary() string {
	if o.total == 0 {
		return ""
	}
	rules := slices.Sorted(maps.Keys(o.rules))
	for i, rule := range rules {
		rules[i] = fmt.Sprintf("%s %d", rule, o.rules[rule])
	}
	kept := fmt.Sprintf("their source is in %s", o.path)
	if o.out == nil {
		kept = "to keep their source, fetch again with -rejects FILE"
	}
	return fmt.Sprintf("the results hold something unknown in %s (%s), which the output does not have; %s", quote.Count(o.total, "place"), strings.Join(rules, ", "), kept)
}

// outputs returns the file of -rejects, if there is one.
func (o *oddities) outputs() []*output {
	if o.out == nil {
		return nil
	}
	return []*output{o.out}
}

func (o *oddities) abandon() {
	if o.out != nil {
		o.out.abandon()
		o.spool.Close()
	}
}
