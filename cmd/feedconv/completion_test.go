package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// completionCases are command lines whose last word is completed, with the words that it
// may become.
var completionCases = []struct {
	line  string
	want  string // all words
	among bool   // want is some of them
}{
	{line: "conv", want: "convert"},
	{line: "", want: "convert validate explain split completion help version", among: true},
	{line: "convert -fr", want: "-from"},
	{line: "convert --fr", want: "--from"},
	{line: "convert -from p", want: "pipe"},
	{line: "convert -q -to x", want: "xml"},
	{line: "convert -to geojsonl", want: "geojsonl"},
	{line: "convert -from xml -to t", want: "tab"},
	{line: "convert -layout ", want: "auto documented extended"},
	{line: "convert -encoding windows-125", want: "windows-1250 windows-1251 windows-1252"},
	{line: "validate -kind ", want: "results upload"},
	{line: "validate -format gi", want: "github"},
	{line: "validate -profile e", want: "enterprise", among: true},
	{line: "validate -w", want: "-werror"},
	{line: "job ", want: "fetch list status submit wait"},
	{line: "job list -o ", want: "json text"},
	{line: "job fetch -ra", want: "-raw"},
	{line: "help job s", want: "status submit"},
	{line: "help sp", want: "split"},
	{line: "explain id-", want: "id-duplicate id-missing"},
	{line: "explain id-missing ", want: ""},
	{line: "completion ", want: "bash fish zsh"},
	{line: "emulate -quota-status 4", want: "400 403"},
	{line: "version ", want: ""},
}

// TestComplete completes words without a shell.
func TestComplete(t *testing.T) {
	for _, c := range completionCases {
		checkCompletion(t, c.line, withoutNotes(completionText(strings.Split(c.line, " "))), c.want, c.among)
	}
	for line, want := range map[string]string{
		"convert ":                       ":files",
		"convert -- -f":                  ":files",
		"convert -o ":                    ":files",
		"convert -from=p":                "-from=pipe",
		"convert --from=p":               "--from=pipe",
		"convert -o=a":                   ":files=",
		"convert -from = p":              "pipe", // as bash cuts it
		"convert -from =":                "xml csv tab pipe",
		"validate -format jsonl=a":       ":files=",
		"validate -format=jsonl=a":       ":files=",
		"validate -profile ":             "enterprise basic :files",
		"validate -q -max ":              "",
		"convert -unknown ":              ":files",
		"job submit ":                    ":files",
		"job nosuch -o":                  "",
		"nosuch ":                        ":files",
		"geocode -joined ":               ":files",
		"help convert ":                  "",
		"emulate x":                      "",
		"convert -q=t":                   "",
		"completion bash ":               "",
		"convert -lossy -from xml a -lo": "-located -lossy",
	} {
		checkCompletion(t, line, withoutNotes(completionText(strings.Split(line, " "))), want, strings.HasSuffix(line, " ="))
	}
	if got, want := completionText([]string{"explain", "id-m"}), "id-missing\tan entity without an Id\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := completionText([]string{"convert", "-los"}), "-lossy\tdrop what the output cannot hold, and say how many values\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func withoutNotes(lines string) (words []string) {
	for line := range strings.Lines(lines) {
		word, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		words = append(words, word)
	}
	return words
}

func checkCompletion(t *testing.T, line string, got []string, want string, among bool) {
	t.Helper()
	wanted := strings.Fields(want)
	for _, w := range wanted {
		if !slices.Contains(got, w) {
			t.Errorf("%q: %q is not among %q", line, w, got)
		}
	}
	if !among && len(got) != len(wanted) {
		t.Errorf("%q: %q, want %q", line, got, wanted)
	}
}

// TestCompleteFlags shows that the value of a flag can be completed if it is a file, or one
// of a few words.
func TestCompleteFlags(t *testing.T) {
	found := 0
	for _, c := range commands {
		if c.flags == nil {
			continue
		}
		c.flags().VisitAll(func(f *flag.Flag) {
			value, usage := flag.UnquoteUsage(f)
			if slices.Contains([]string{"FORMAT", "KIND", "LAYOUT", "PROFILE", "FORM", "FILE", "OUT", "PATH", "NAME"}, value) {
				found++
				if len(flagValues(f, "")) == 0 {
					t.Errorf("%s: -%s is not completed: %s", c.name, f.Name, usage)
				}
			}
		})
	}
	if found < 30 {
		t.Errorf("only %d flags", found)
	}
}

// A completer completes words in a shell. Its program is given the lines, and prints the words
// for each and then an empty line.
type completer struct {
	shell string
	args  []string
}

var completers = []completer{
	{"bash", []string{"--norc", "--noprofile", "-c", `
source <(feedconv completion bash)
for line; do
	COMP_LINE="feedconv $line" COMP_WORDS=(feedconv $line)
	[[ $line == *" " || -z $line ]] && COMP_WORDS+=("")
	COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
	_feedconv
	(( ${#COMPREPLY[@]} )) && printf '%s\n' "${COMPREPLY[@]}"
	echo
done`, "bash"}},
	{"fish", []string{"--no-config", "-c", `
feedconv completion fish | source
for line in $argv
	complete -C "feedconv $line" | string replace -r '\t.*' ''
	echo
end`}},
	{"zsh", []string{"-f", "-c", `
compdef() {}
compset() { [[ $2 == "*=" ]] }
_describe() { local v; for v in "${(@P)@[-1]}"; do print -r -- "${v%%:*}"; done }
_files() { local f; for f in "${${words[CURRENT]}##*=}"*(N); do print -r -- "$f"; done }
source <(feedconv completion zsh)
for line; do
	words=(feedconv ${(s: :)line})
	[[ $line == *" " || -z $line ]] && words+=("")
	CURRENT=$#words
	_feedconv
	print
done`, "zsh"}},
}

// TestCompletionInShells completes the same words in the real shells, and names of files
// too.
func TestCompletionInShells(t *testing.T) {
	needCommand(t)
	for _, c := range completers {
		t.Run(c.shell, func(t *testing.T) {
			t.Parallel()
			program, err := exec.LookPath(c.shell)
			if err != nil {
				t.Skip("there is no " + c.shell)
			}
			dir := t.TempDir()
			for _, name := range []string{"a feed.xml", "b.csv", "-odd.csv"} {
				if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			cases := slices.Clone(completionCases)
			b := completionCases[0]
			b.line, b.want = "convert b", "b.csv"
			cases = append(cases, b)
			cmd := exec.Command(program, c.args...)
			for _, c := range cases {
				cmd.Args = append(cmd.Args, c.line)
			}
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "PATH="+commandDir+string(os.PathListSeparator)+os.Getenv("PATH"), "LC_ALL=C.UTF-8", "HOME="+dir, raceOptions)
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			lines := strings.Split(string(out), "\n")
			for _, c := range cases {
				end := slices.Index(lines, "")
				if end < 0 {
					t.Fatalf("%q: no answer in %q", c.line, out)
				}
				checkCompletion(t, c.line, lines[:end], c.want, c.among)
				lines = lines[end+1:]
			}
		})
	}
}
