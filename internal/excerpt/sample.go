package excerpt

import (
	"cmp"
	"container/heap"
	"os"
	"slices"
)

// A Sample takes a number of the entities that it is given, each with the same chance,
// and keeps their texts: in memory or, if that is not enough, in a file. What it takes
// depends only on the seed and on how many entities there are. Of two samples with one
// seed, the smaller is part of the larger.
type Sample struct {
	size   int64
	seed   uint64
	seen   int64
	chosen choices
	texts  spool
}

// A choice is an entity of a sample.
type choice struct {
	rank   uint64 // those with the lowest ranks are chosen
	number int64  // of the entity
	at     int64  // where its text is in the spool
	size   int
}

// NewSample returns an empty Sample of size entities. If their texts need much memory,
// scratch creates a file for them, which its caller closes and removes.
func NewSample(size int64, seed uint64, scratch func() (*os.File, error)) *Sample {
	return &Sample{size: size, seed: seed, texts: spool{create: scratch}}
}

// Add gives the sample the text of the next entity.
func (s *Sample) Add(text []byte) error {
	s.seen++
	c := choice{rank: rank(s.seed, s.seen), number: s.seen, size: len(text)}
	full := int64(len(s.chosen)) >= s.size
	if full && (s.size <= 0 || c.rank >= s.chosen[0].rank) {
		return nil
	}
	var err error
	if c.at, err = s.texts.add(text); err != nil {
		return err
	}
	if full {
		s.chosen[0] = c
		heap.Fix(&s.chosen, 0)
	} else {
		heap.Push(&s.chosen, c)
	}
	return nil
}

// rank returns a number for an entity that looks random. Entities of one seed have
// different ranks.
func rank(seed uint64, number int64) uint64 {
	return mix(mix(seed) + uint64(number)*0x9E3779B97F4A7C15)
}

// mix is the step of the generator SplitMix64. It maps no two numbers to one.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// Write writes the sample, in the order in which the entities were added.
func (s *Sample) Write(w *Writer) error {
	slices.SortFunc(s.chosen, func(a, b choice) int { return cmp.Compare(a.number, b.number) })
	var text []byte
	for _, c := range s.chosen {
		text = slices.Grow(text[:0], c.size)[:c.size]
		if err := s.texts.read(text, c.at); err != nil {
			return err
		}
		if err := w.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// choices is a heap.Interface. The first one has the highest rank.
type choices []choice

func (c choices) Len() int           { return len(c) }
func (c choices) Less(i, j int) bool { return c[i].rank > c[j].rank }
func (c choices) Swap(i, j int)      { c[i], c[j] = c[j], c[i] }
func (c *choices) Push(x any)        { *c = append(*c, x.(choice)) }
func (c *choices) Pop() any          { panic("excerpt: nothing is taken off the heap") }

// spoolMemory is how many bytes of a spool are in memory.
const spoolMemory = 8 << 20

// A spool keeps texts one after the other: the latest in memory, those before in a file.
type spool struct {
	create func() (*os.File, error)
	file   *os.File // nil if everything is in memory
	stored int64    // bytes in the file
	memory []byte
}

// add adds a text and returns where it is.
func (s *spool) add(text []byte) (at int64, err error) {
	if len(s.memory) > 0 && len(s.memory)+len(text) > spoolMemory {
		if err := s.store(); err != nil {
			return 0, err
		}
	}
	at = s.stored + int64(len(s.memory))
	s.memory = append(s.memory, text...)
	return at, nil
}

// store moves what is in memory to the file.
func (s *spool) store() (err error) {
	if s.file == nil {
		if s.file, err = s.create(); err != nil {
			return err
		}
	}
	n, err := s.file.Write(s.memory)
	s.stored += int64(n)
	s.memory = s.memory[:0]
	return err
}

// read reads a text that was added at some place. A text is never in both.
func (s *spool) read(text []byte, at int64) error {
	if at >= s.stored {
		copy(text, s.memory[at-s.stored:])
		return nil
	}
	_, err := s.file.ReadAt(text, at)
	return err
}
