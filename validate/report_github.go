package validate

import (
	"fmt"
	"io"
	"strings"
	"unicode"
)

// github is the report that a GitHub workflow shows beside the lines: one
// command in a line. The commands know errors, warnings and notices.
type github struct{ w io.Writer }

func newGitHub(w io.Writer, _ *ReportOptions) form { return &github{w} }

func (g *github) begin(string) error { return nil }

// gitHubCommands are the commands of the severities.
var gitHubCommands = [numSeverities]string{Note: "notice", Warning: "warning", Error: "error"}

func (g *github) problem(p *Problem) error {
	at := ""
	if p.Line > 0 {
		at = fmt.Sprintf(",line=%d,col=%d", p.Line, p.Column)
	}
	return g.command(gitHubCommands[p.Severity], gitHubFile(p.File)+at+",title="+gitHubProperty.Replace(p.Rule), p.subject()+p.sentence())
}

func (g *github) command(name, properties, message string) error {
	_, err := fmt.Fprintf(g.w, "::%s %s::%s\n", name, properties, gitHubData.Replace(message))
	return err
}

// What stands for a command's own signs, in its message and in a property.
var (
	gitHubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	gitHubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// gitHubFile returns the property that names a file. Bytes that are not UTF-8
// become U+FFFD, as in the other reports, and so do control characters that a
// property has no escape for: a terminal would obey them.
func gitHubFile(name string) string {
	shown := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\r' && r != '\n' {
			return unicode.ReplacementChar
		}
		return r
	}, name)
	return "file=" + gitHubProperty.Replace(shown)
}

func (g *github) end(s *fileSummary) error {
	for code, n := range s.hidden() {
		if err := g.command("notice", gitHubFile(s.File)+",title="+code, fmt.Sprintf("%d more of %s", n, code)); err != nil {
			return err
		}
	}
	return nil
}

func (g *github) failed(file, message string) error {
	return g.command("error", gitHubFile(file), oneLine(message))
}

func (g *github) close(s *runSummary) error {
	return g.command("notice", "title=feedconv", s.String())
}
