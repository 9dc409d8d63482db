package render

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestAny marks random texts, one in the memory of the other, and asks for parts
// of them. The answers are those of a search.
func TestMarks(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const marked = ",;\"\x00\n\x1f"
	var m Marks
	for range 500 {
		text := bytes.Repeat([]byte("\x80 .!#\xff\xac\xbb\xa2Z~"), random.IntN(40))
		text = text[:random.IntN(len(text)+1)]
		for range random.IntN(5) {
			if len(text) > 0 {
				text[random.IntN(len(text))] = marked[random.IntN(len(marked))]
			}
		}
		if ascii := m.Mark(text, NewSet(',', ';', '"', 0)); ascii != (bytes.IndexFunc(text, func(r rune) bool { return r >= 0x80 }) < 0) {
			t.Fatalf("%q: ASCII is %v", text, ascii)
		}
		for range 100 {
			start := random.IntN(len(text) + 1)
			end := start + random.IntN(len(text)-start+1)
			got := m.AnyOf(start, end)
			if short := m.Any(start, end); short != (got || end-start > most) {
				t.Fatalf("%q[%d:%d]: %v, and of any length %v", text, start, end, short, got)
			}
			if got != bytes.ContainsAny(text[start:end], marked) {
				t.Fatalf("%q[%d:%d] is marked: %v", text, start, end, got)
			}
		}
	}
}

// TestMarkFew marks texts without quotes and control characters, one in the memory of the
// other, as Mark does, unless they have many marks.
func TestMarkFew(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var m, all Marks
	done := 0
	for range 500 {
		text := bytes.Repeat([]byte("\x80 .!#\xff\xac\xbb\xa2Z~"), random.IntN(40))
		marks := random.IntN(6) * random.IntN(10)
		for range marks {
			if len(text) > 0 {
				text[random.IntN(len(text))] = ",;"[random.IntN(2)]
			}
		}
		set := NewSet(',', '"', ';', 0xEF)
		all.Mark(text, set)
		if !m.MarkFew(text, set) {
			if marks <= 32 {
				t.Errorf("%q has too many marks", text)
			}
			m.Mark(text, set)
			continue
		}
		done++
		for range 100 {
			start := random.IntN(len(text) + 1)
			end := start + random.IntN(len(text)-start+1)
			if got, want := m.AnyOf(start, end), all.AnyOf(start, end); got != want {
				t.Fatalf("%q[%d:%d] is marked: %v", text, start, end, got)
			}
		}
	}
	if done < 300 {
		t.Errorf("%d texts were marked", done)
	}
}
