package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/internal/lazy"
)

// manPage returns a help text as a manual page: of a command, or of the program if name is
// empty. It is in the format of man(7), which every man program reads.
func manPage(name, summary, text string) string {
	p := new(manWriter)
	title := "feedconv"
	if name != "" {
		title += "-" + strings.ReplaceAll(name, " ", "-")
	}
	p.line(`.\" Made by "feedconv help -man".`)
	p.line(`.TH "%s" "1" "" "feedconv %s"`, strings.ToUpper(title), roff(version()))
	p.line(".SH NAME")
	p.line(`%s \- %s`, roff(title), roff(summary))
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if strings.HasPrefix(lines[0], usagePrefix) {
		lines = p.synopsis(lines)
	}
	p.line(".SH DESCRIPTION")
	p.body(lines)
	if name == "" {
		p.seeAlso()
	} else {
		p.line(".SH SEE ALSO")
		p.line(".BR feedconv (1)")
	}
	return p.String()
}

// A manWriter writes a manual page.
type manWriter struct {
	strings.Builder
	titled bool // the last line is a title
}

// line writes a line. A paragraph after a title is one without a word.
func (p *manWriter) line(format string, args ...any) {
	if format == ".PP" && p.titled {
		return
	}
	p.titled = strings.HasPrefix(format, ".SH ")
	fmt.Fprintf(p, format+"\n", args...)
}

// usagePrefix begins the usage lines of a help text.
const usagePrefix = "usage: "

// synopsis writes the usage lines, and returns those after them.
func (p *manWriter) synopsis(lines []string) (rest []string) {
	p.line(".SH SYNOPSIS")
	p.line(".nf")
	for len(lines) > 0 && lines[0] != "" {
		p.line("%s", roff(strings.TrimSpace(strings.TrimPrefix(lines[0], usagePrefix))))
		lines = lines[1:]
	}
	p.line(".fi")
	return lines
}

// body writes paragraphs, lists of flags, and what is set in by a tab and keeps its lines.
func (p *manWriter) body(lines []string) {
	for len(lines) > 0 {
		n := 0
		for n < len(lines) && lines[n] != "" {
			n++
		}
		switch block := lines[:n]; {
		case n == 0:
			n = 1
		case len(block) == 1 && strings.HasSuffix(block[0], ":") && !strings.HasPrefix(block[0], "\t") && isTitle(block[0]):
			p.line(".SH %s", strings.ToUpper(roff(strings.TrimSuffix(block[0], ":"))))
		case strings.HasPrefix(block[0], "\t-") && n > 1 && strings.HasPrefix(block[1], "\t\t"):
			p.flags(block)
		case n > 1 && areTerms(block):
			p.terms(block)
		case strings.HasPrefix(block[0], "\t"):
			p.keep(block)
		default:
			p.line(".PP")
			for _, l := range block {
				p.line("%s", roff(l))
			}
		}
		lines = lines[n:]
	}
}

// isTitle reports whether a line is the title of a list: one or two words.
func isTitle(line string) bool { return len(strings.Fields(line)) <= 2 }

// flags writes flags: the flag, and what it means in further lines that are set in.
func (p *manWriter) flags(lines []string) {
	for _, l := range lines {
		text, described := strings.CutPrefix(l, "\t\t")
		if described {
			p.line("%s", roff(text))
			continue
		}
		name, value, _ := strings.Cut(strings.TrimSpace(l), " ")
		p.line(".TP")
		if value == "" {
			p.line(`\fB%s\fR`, roff(name))
		} else {
			p.line(`\fB%s\fR \fI%s\fR`, roff(name), roff(value))
		}
	}
}

// term matches a line with a word, or two, and what it means.
var term = lazy.Regexp(`^\t(-?[a-z0-9]+(?: [a-z]+|, [0-9]+)?)  +(\S.*)$`)

// areTerms reports whether all lines are terms that go on in no further line.
func areTerms(lines []string) bool {
	return !slices.ContainsFunc(lines, func(l string) bool { return !term().MatchString(l) })
}

// terms writes words and what they mean.
func (p *manWriter) terms(lines []string) {
	for _, l := range lines {
		m := term().FindStringSubmatch(l)
		p.line(".TP")
		p.line(`\fB%s\fR`, roff(m[1]))
		p.line("%s", roff(m[2]))
	}
}

// keep writes lines as they are.
func (p *manWriter) keep(lines []string) {
	p.line(".PP")
	p.line(".RS 4")
	p.line(".nf")
	for _, l := range lines {
		p.line("%s", roff(strings.TrimPrefix(l, "\t")))
	}
	p.line(".fi")
	p.line(".RE")
}

// seeAlso names the pages of the commands.
func (p *manWriter) seeAlso() {
	p.line(".SH SEE ALSO")
	for i, c := range commands {
		comma := ","
		if i == len(commands)-1 {
			comma = ""
		}
		p.line(`.BR feedconv\-%s (1)%s`, roff(c.name), comma)
	}
}

// roff returns a text for a line of a manual page.
func roff(text string) string {
	var b strings.Builder
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		b.WriteString(`\&`)
	}
	for _, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r == '\'':
			b.WriteString(`\(aq`)
		case r == '`':
			b.WriteString(`\(ga`)
		case r == '^':
			b.WriteString(`\(ha`)
		case r == '~':
			b.WriteString(`\(ti`)
		case r == '\t':
			b.WriteString("    ")
		case r < 0x80:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\[u%04X]`, r)
		}
	}
	return b.String()
}
