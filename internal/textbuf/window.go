package textbuf

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// A Window is the part of a text that is in memory. Scanners work on Data and
// call Fill when they need more.
//
//	text:   ....................................................
//	        ^ offset 0     ^ base                ^ Data ends    ^ not yet read
//	                       |--- Data (vetted) ---|- raw -|
//
// Data holds only whole, valid characters, unless the Window is lenient. After it there may
// be raw bytes that are not vetted yet or are invalid. What is before base has been
// discarded; its lines are counted.
//
// A caller that vets text itself looks at Raw, and says with Vouch what is valid.
type Window struct {
	Data []byte // in view: valid UTF-8 of the Window's character set

	reader  decoder
	chars   Chars
	store   []byte // all memory there is
	buffer  []byte // a part of it: Data and raw bytes
	base    int64  // offset of buffer[0]
	cut     bool   // the raw bytes are the beginning of a character
	readErr error  // what the reader ended with, after the raw bytes
	err     error  // what Data ends with
	empty   int    // reads in a row that brought nothing
	lenient bool   // Data may hold bytes that are no characters
	broken  int64  // offset of the first of them that BrokenIn has not passed; none if there is none

	anchor position // of buffer[0]
	memo   position // of the place asked for last

	_ [64]byte // keeps Windows on other cores out of its lines of the cache
}

// Chars is a set of characters that a text may hold.
type Chars uint8

// The sets of characters.
const (
	AnyChars Chars = iota // all of Unicode
	XMLChars              // those of XML 1.0's Char
)

// chunk is how much a Window asks of its reader.
const chunk = 256 << 10

// firstChunk is how much it asks for first: many texts are small, and to clear more
// memory would take longer than to read them.
const firstChunk = 16 << 10

// vetSize is how much text is vetted at once.
const vetSize = 16 << 10

// ErrWindowFull is returned by Fill where more than max bytes would be in view.
var ErrWindowFull = errors.New("window is full")

// NewWindow returns a Window of the text that r yields, in an encoding and with the given
// set of characters. A byte order mark is not part of the text; Encoding reports it. An
// unknown encoding is an error of the first Fill.
func NewWindow(r io.Reader, chars Chars, e feed.Encoding) *Window {
	w := &Window{reader: decoder{r: r, given: e}, chars: chars, anchor: start, memo: start, broken: none}
	if e > feed.ISO8859_15 {
		w.err = fmt.Errorf("there is no encoding %v", e)
	}
	return w
}

// Encoding returns the encoding that was found in the text; UTF8 if another one was given.
// It is known after the first Fill.
func (w *Window) Encoding() Encoding {
	if w.reader.given > feed.UTF8 {
		return UTF8
	}
	return w.reader.encoding
}

// Given returns the encoding that was given for the text.
func (w *Window) Given() feed.Encoding { return w.reader.given }

// Base returns the offset of Data[0].
func (w *Window) Base() int64 { return w.base }

// Fill discards the first keep bytes of Data, so that Data[keep] becomes Data[0], and brings
// at least one more byte into view. It returns ErrWindowFull if Data would hold more than
// max bytes, io.EOF at the end of the text, a located *feed.Fault if the text is invalid,
// and the reader's error otherwise. Earlier slices of Data are no longer valid.
func (w *Window) Fill(keep, max int) error {
	if keep > 0 {
		w.discard(keep)
	}
	if len(w.Data) >= max {
		return ErrWindowFull
	}
	had := len(w.Data)
	want := had + 1
	if had >= chunk {
		// Scanners begin a large construct again after every Fill: bring enough to
		// keep the sum of their work linear, but no more than there is room for.
		want = min(want+had/2, max)
	}
	for len(w.Data) < want && w.err == nil {
		if len(w.buffer) == len(w.Data) || w.cut {
			w.read(max)
		}
		w.vet()
	}
	if len(w.Data) == had {
		return w.err
	}
	return nil
}

// discard drops the first n bytes and counts their lines.
func (w *Window) discard(n int) {
	end := w.base + int64(n)
	from := w.memo // what is counted already is not counted again
	if from.Offset > end {
		from = w.anchor
	}
	w.anchor = from.after(w.buffer[from.Offset-w.base : n])
	if w.memo.Offset < end {
		w.memo = w.anchor
	}
	w.base += int64(n)
	w.buffer, w.Data = w.buffer[n:], w.Data[n:]
}

// read reads more raw bytes.
func (w *Window) read(max int) {
	if w.readErr != nil {
		return
	}
	w.grow(max)
	had := len(w.buffer)
	n, err := w.reader.Read(w.buffer[had:cap(w.buffer)])
	if w.reader.encoding == UTF8Mark && w.base == 0 {
		w.skipMark()
	}
	w.buffer = w.buffer[:had+n]
	if w.empty++; n > 0 {
		w.empty = 0
	}
	if err == nil && w.empty >= MaxEmptyReads {
		err = io.ErrNoProgress
	}
	w.readErr = err
	w.cut = w.cut && n == 0
}

// vet brings the next raw bytes into view, or finds what Data ends with.
func (w *Window) vet() {
	bad, rest := w.vetRaw()
	for bad && w.admits(rest) {
		w.broken = min(w.broken, w.base+int64(len(w.Data)))
		w.Data = w.buffer[:len(w.Data)+1]
		bad, rest = w.vetRaw()
	}
	switch {
	case bad:
		w.err = w.invalid(w.base + int64(len(w.Data)))
	case w.readErr != nil && (w.cut || len(rest) == 0):
		w.err = w.located(w.readErr)
	}
}

// vetRaw brings raw bytes into view up to the first that is no character of the set. It
// returns the rest, and whether the rest begins with such a byte.
func (w *Window) vetRaw() (bad bool, rest []byte) {
	raw := w.buffer[len(w.Data):]
	if len(raw) > vetSize && w.chars == XMLChars {
		raw = raw[:wholeChars(raw[:vetSize])]
	}
	good := validPrefix(raw, w.chars)
	w.Data = w.buffer[:len(w.Data)+good]
	rest = w.buffer[len(w.Data):]
	w.cut = len(rest) > 0 && maybeCut(rest)
	return good < len(raw) && !w.cut || w.cut && w.readErr == io.EOF, rest
}

// Raw returns what has been read from Data[0] on, vetted or not.
func (w *Window) Raw() []byte { return w.buffer }

// ReadRaw discards the first keep bytes of Data, as Fill does, and reads once, into Raw
// only; it does not read if Raw holds max bytes. It reports whether anything was read.
func (w *Window) ReadRaw(keep, max int) bool {
	w.discard(keep)
	had := len(w.buffer)
	if had < max && w.err == nil {
		w.read(max)
	}
	return len(w.buffer) > had
}

// Vouch brings the first n bytes of Raw into view, which must be valid.
func (w *Window) Vouch(n int) {
	if n > len(w.Data) {
		w.Data, w.cut = w.buffer[:n], false
	}
}

// skipMark makes the text begin after its byte order mark. The mark counts in offsets,
// which are positions in the file, but not in columns.
func (w *Window) skipMark() {
	w.base = int64(len("\uFEFF"))
	w.anchor.Offset, w.memo.Offset = w.base, w.base
}

// grow makes room for a read. It allocates new memory rather than moving what is
// in view more often than needed.
func (w *Window) grow(max int) {
	if w.store != nil && cap(w.buffer)-len(w.buffer) >= min(len(w.store), chunk)/2 {
		return
	}
	size := firstChunk
	for w.store != nil && size < len(w.buffer)+chunk {
		size *= 2
	}
	if size = min(size, max+chunk); size > len(w.store) {
		w.store = make([]byte, size)
	}
	data := len(w.Data)
	w.buffer = w.store[:copy(w.store, w.buffer)]
	w.Data = w.buffer[:data]
}

// located gives a fault of decoding its position: where the text ends.
func (w *Window) located(err error) error {
	var f *feed.Fault
	if errors.As(err, &f) && f.Line == 0 {
		located := *f
		located.Position = w.Position(w.base + int64(len(w.Data)))
		located.Fatal = true
		return &located
	}
	return err
}

// Text returns the text between two offsets; nil if there is none, or it is not all in view.
// A nil Window has nothing in view.
func (w *Window) Text(from, to int64) []byte {
	if w == nil || to <= from || from < w.base {
		return nil
	}
	return w.Data[from-w.base : to-w.base]
}

// Fault returns a fault at an offset that is in view.
func (w *Window) Fault(cause feed.Cause, offset int64, message, remedy string) *feed.Fault {
	return &feed.Fault{Cause: cause, Position: w.Position(offset), Message: message, Remedy: remedy}
}

// Fatal is Fault where nothing after it can be read.
func (w *Window) Fatal(cause feed.Cause, offset int64, message, remedy string) *feed.Fault {
	f := w.Fault(cause, offset, message, remedy)
	f.Fatal = true
	return f
}

// Position returns the line and column of an offset that is in view, and of any other the
// offset alone. A nil Window has nothing in view.
func (w *Window) Position(offset int64) feed.Position {
	if w == nil {
		return feed.Position{Offset: offset}
	}
	from := w.memo
	if offset < from.Offset {
		from = w.anchor
	}
	if offset < from.Offset || offset > w.base+int64(len(w.buffer)) {
		return feed.Position{Offset: offset}
	}
	w.memo = from.after(w.buffer[from.Offset-w.base : offset-w.base])
	return w.memo.Position
}

// The methods that follow are for texts that are read in pieces.

// Rest gives up the text from an offset in view. The Window is then at that offset with
// nothing in view. Rest returns a reader of that text, as UTF-8.
func (w *Window) Rest(offset int64) (rest io.Reader, at feed.Position) {
	at = w.Position(offset)
	after := w.reader
	rest = &Peeker{r: &after, ahead: bytes.Clone(w.buffer[offset-w.base:]), err: w.readErr}
	w.moveTo(at, w.store[:0])
	return rest, at
}

// Continue continues with a text in UTF-8 that begins at a position.
func (w *Window) Continue(rest io.Reader, at feed.Position) {
	w.reader = decoder{r: rest, given: w.reader.given, page: w.reader.page, encoding: w.reader.encoding, begun: true, decoded: true}
	w.moveTo(at, w.store[:0])
}

// Reset starts over with a whole text in memory, in UTF-8. The text is used, not copied.
func (w *Window) Reset(text []byte) {
	w.moveTo(start.Position, text)
	w.readErr = io.EOF
}

// moveTo moves the Window to a position, with raw bytes.
func (w *Window) moveTo(at feed.Position, raw []byte) {
	w.buffer, w.Data = raw, raw[:0]
	w.base, w.cut, w.readErr, w.err, w.empty, w.broken = at.Offset, false, nil, nil, 0, none
	w.anchor = position{Position: at}
	w.memo = w.anchor
}
