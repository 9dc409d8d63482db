package validate

import (
	"cmp"
	"embed"
	"encoding/json"
	"io"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/internal/textbuf"
	"github.com/xeipuuwjyxo/geocodefeed/internal/webpage"
)

//go:embed assets
var htmlAssets embed.FS

var htmlReport = sync.OnceValue(func() *webpage.Page {
	return &webpage.Page{Style: webpage.Asset(htmlAssets, "report.css"), Body: webpage.Asset(htmlAssets, "report.html"), Script: webpage.Asset(htmlAssets, "report.js")}
})

// htmlPage is the report as a page: problems by rule, with what the rule means and, if the
// feed's text can be read again, the line with the place marked. Problems are written as they
// come; data about feeds and rules is at the end of the page.
type htmlPage struct {
	w       io.Writer
	source  func(string) (io.ReadCloser, error)
	begun   bool
	written int64 // problems
	buf     []byte
	marks   []textMark // of the feed at hand
	meta    htmlMeta
}

// A textMark is the place of a problem to show in the feed's text.
type textMark struct {
	problem int64 // its number in the report, from 0
	offset  int64
}

// maxMarks is how many problems of a feed the page shows with their text.
const maxMarks = 1000

// htmlMeta is the page's data about feeds and rules.
type htmlMeta struct {
	Summary string              `json:"summary"`
	Counts  map[string]int64    `json:"counts"` // problems by severity
	Files   []htmlFile          `json:"files"`
	Rules   []htmlRule          `json:"rules"`
	Texts   map[int64][2]string `json:"texts"` // by the number of the problem: before its place, and from there
}

type htmlFile struct {
	File     string `json:"file"`
	Entities int64  `json:"entities"`
	Problems string `json:"problems"` // in words
	Failed   string `json:"failed"`   // why it could not be read
}

type htmlRule struct {
	Code  string `json:"code"`
	Count int64  `json:"count"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Bad   string `json:"bad"`
	Good  string `json:"good"`
}

func newHTML(w io.Writer, o *ReportOptions) form {
	return &htmlPage{w: w, source: o.Source, meta: htmlMeta{Files: []htmlFile{}, Rules: []htmlRule{}, Texts: make(map[int64][2]string)}}
}

func (h *htmlPage) begin(string) error {
	h.marks = h.marks[:0]
	return h.open()
}

// open writes the head of the page, once.
func (h *htmlPage) open() error {
	if h.begun {
		return nil
	}
	h.begun = true
	h.buf = htmlReport().AppendHead(h.buf[:0], "Validation", "")
	h.buf = append(h.buf, `<script type="application/json" id="problems">[`...)
	return h.flush()
}

func (h *htmlPage) flush() error {
	_, err := h.w.Write(h.buf)
	return err
}

func (h *htmlPage) problem(p *Problem) error {
	line, err := json.Marshal(p)
	if err != nil {
		return err
	}
	h.buf = h.buf[:0]
	if h.written > 0 {
		h.buf = append(h.buf, ',')
	}
	h.buf = append(append(h.buf, '\n'), line...)
	if h.source != nil && p.Line > 0 && len(h.marks) < maxMarks {
		h.marks = append(h.marks, textMark{h.written, p.Offset})
	}
	h.written++
	return h.flush()
}

func (h *htmlPage) end(s *fileSummary) error {
	h.meta.Files = append(h.meta.Files, htmlFile{File: s.File, Entities: s.Entities, Problems: s.Problems.Sum().String()})
	if len(h.marks) == 0 {
		return nil
	}
	if text, err := h.source(s.File); err == nil { // without it the page shows no text
		slices.SortStableFunc(h.marks, func(a, b textMark) int { return cmp.Compare(a.offset, b.offset) })
		excerpts(text, h.marks, func(problem int64, before, after []byte) {
			h.meta.Texts[problem] = [2]string{string(before), string(after)}
		})
		text.Close()
	}
	return nil
}

func (h *htmlPage) failed(file, message string) error {
	for i := range h.meta.Files {
		if h.meta.Files[i].File == file {
			h.meta.Files[i].Failed = message
			return h.open()
		}
	}
	h.meta.Files = append(h.meta.Files, htmlFile{File: file, Failed: message})
	return h.open()
}

func (h *htmlPage) close(s *runSummary) error {
	if err := h.open(); err != nil {
		return err
	}
	sum := s.Problems.Sum()
	h.meta.Summary, h.meta.Counts = s.String(), make(map[string]int64)
	for severity := Error; severity > Off; severity-- {
		h.meta.Counts[severity.String()] = sum.Of(severity)
	}
	for code, n := range s.Problems.All() {
		rule := htmlRule{Code: code, Count: n.total()}
		if r := find(table, code); r != nil {
			rule.Title, rule.Text, rule.Bad, rule.Good = capital(r.Title), r.Text, r.Bad, r.Good
		}
		h.meta.Rules = append(h.meta.Rules, rule)
	}
	meta, err := json.Marshal(&h.meta)
	if err != nil {
		return err
	}
	h.buf = append(h.buf[:0], "\n]</script>\n"...)
	h.buf = webpage.AppendJSON(h.buf, "meta", meta)
	h.buf = htmlReport().AppendEnd(h.buf)
	return h.flush()
}

// How much of a line is shown before a place, and from there on.
const (
	excerptBefore = 160
	excerptAfter  = 240
)

// excerpts calls found with the text around each mark, cut to the mark's line and to a limit.
// The marks are sorted by offset, in bytes of the text as UTF-8. After an error of text, the
// remaining marks are left out.
func excerpts(text io.Reader, marks []textMark, found func(problem int64, before, after []byte)) {
	peek := textbuf.NewPeeker(text)
	if prefix, err := peek.Peek(2); err == nil && isUTF16(prefix) {
		text = textbuf.ToUTF8(peek, 0)
	} else {
		text = peek
	}
	const size = 64 << 10
	buf := make([]byte, 0, 2*size)
	base, ended := int64(0), false
	for _, m := range marks {
		for !ended && base+int64(len(buf)) < m.offset+excerptAfter {
			if drop := len(buf) - size/2; drop > 0 && m.offset-base > int64(excerptBefore) {
				drop = int(min(int64(drop), m.offset-base-excerptBefore))
				base += int64(drop)
				buf = buf[:copy(buf, buf[drop:])]
			}
			buf = slices.Grow(buf, size)
			n, err := text.Read(buf[len(buf) : len(buf)+size])
			buf = buf[:len(buf)+n]
			ended = err != nil
		}
		at := m.offset - base
		if at < 0 || at > int64(len(buf)) {
			continue
		}
		found(m.problem, lineEndBefore(buf[max(0, at-excerptBefore):at]), lineUntilEnd(buf[at:min(int64(len(buf)), at+excerptAfter)]))
	}
}

func isUTF16(prefix []byte) bool {
	return len(prefix) >= 2 && (prefix[0] == 0xFE && prefix[1] == 0xFF || prefix[0] == 0xFF && prefix[1] == 0xFE)
}

// lineEndBefore returns what is after the last line end of text, without a part of a
// character at its beginning.
func lineEndBefore(text []byte) []byte {
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] == '\n' || text[i] == '\r' {
			return text[i+1:]
		}
	}
	for len(text) > 0 && !utf8.RuneStart(text[0]) {
		text = text[1:]
	}
	return text
}

// lineUntilEnd returns what is before the first line end of text.
func lineUntilEnd(text []byte) []byte {
	for i, c := range text {
		if c == '\n' || c == '\r' {
			return text[:i]
		}
	}
	last := len(text) - 1
	for last > 0 && !utf8.RuneStart(text[last]) {
		last--
	}
	if last >= 0 && !utf8.FullRune(text[last:]) {
		return text[:last]
	}
	return text
}
