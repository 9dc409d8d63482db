package main

import (
	"flag"
	"io"
	"slices"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/lazy"
	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

var completionCommand = command{
	name:    "completion",
	summary: "print what makes a shell complete commands: bash, zsh or fish",
	help:    completionHelp,
	flags:   func() *flag.FlagSet { flags, _ := completionFlags(); return flags },
	args:    shellArgs,
	run:     runCompletion,
}

const completionHelp = `usage: feedconv completion bash|zsh|fish
       feedconv completion -complete -- WORD…

Completion prints a script that makes the Tab key complete commands, flags, their
values, rules and files. It calls feedconv itself, so it stays valid when you update
feedconv. For this session:

	bash  source <(feedconv completion bash)
	zsh   source <(feedconv completion zsh)
	fish  feedconv completion fish | source

For all sessions, put the line for bash or zsh into ~/.bashrc or, after compinit, into
~/.zshrc. For fish:

	feedconv completion fish > ~/.config/fish/completions/feedconv.fish

With -complete it prints the possible completions of the last WORD of a command line,
each followed by a tab and its meaning. The line ":files" means the names of files,
and ":files=" for names after a "=".
`

func completionFlags() (*flag.FlagSet, *bool) {
	flags := newFlags("completion")
	return flags, flags.Bool("complete", false, "print the possible completions of the last word")
}

func runCompletion(s *session, args []string) error {
	flags, words := completionFlags()
	if done, err := s.parse(flags, args); done || err != nil {
		return err
	}
	if *words {
		_, err := io.WriteString(s.stdout, completionText(flags.Args()))
		return err
	}
	if flags.NArg() != 1 {
		return usagef("completion: for which shell? there are bash, zsh and fish")
	}
	for _, script := range shellScripts {
		if script.shell == flags.Arg(0) {
			_, err := io.WriteString(s.stdout, script.text)
			return err
		}
	}
	return usagef("completion: no shell %q; there are bash, zsh and fish", flags.Arg(0))
}

// A candidate is what a word may be, and what it means.
type candidate struct{ word, note string }

// Candidates that stand for the names of files.
var (
	anyFile       = candidate{word: ":files"}
	fileAfterSign = candidate{word: ":files="} // after a "=" in the word
)

func (c candidate) isFile() bool { return c == anyFile || c == fileAfterSign }

// completionText returns a line for each candidate for the last word of a command line.
func completionText(words []string) string {
	var b strings.Builder
	for _, c := range complete(words) {
		b.WriteString(c.word)
		if c.note != "" {
			b.WriteString("\t" + c.note)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// complete returns the candidates for the last of the words after the name of the
// program.
func complete(words []string) []candidate {
	if len(words) == 0 {
		words = []string{""}
	}
	before, current := words[:len(words)-1], words[len(words)-1]
	if len(before) == 0 {
		return startingWith(current, commandCandidates())
	}
	c, ok := findCommand(before[0])
	if !ok {
		return []candidate{anyFile}
	}
	line := commandLine{command: c}
	line.set(before[1:])
	return line.complete(current)
}

func commandCandidates() (all []candidate) {
	for _, c := range commands {
		all = append(all, candidate{c.name, c.summary})
	}
	return all
}

// startingWith returns the candidates that begin with what has been typed, and files.
func startingWith(typed string, all []candidate) (some []candidate) {
	for _, c := range all {
		if strings.HasPrefix(c.word, typed) || c.isFile() {
			some = append(some, c)
		}
	}
	return some
}

// A commandLine is what has been typed after the name of a command.
type commandLine struct {
	command command
	flags   *flag.FlagSet // may be nil
	args    []string      // what is no flag
	ended   bool          // no flags follow
	pending *flag.Flag    // whose value comes next
}

// set reads the words before the one to complete.
func (l *commandLine) set(words []string) {
	if l.command.name == jobCommandName && len(words) > 0 {
		if v, err := findJobVerb(words[0]); err == nil {
			l.flags = jobFlags(new(jobOptions), v)
		}
	} else if l.command.flags != nil {
		l.flags = l.command.flags()
	}
	for _, word := range words {
		switch {
		case l.pending != nil && word == "=": // bash makes three words of -from=xml
		case l.pending != nil:
			l.pending = nil
		case l.ended || !isFlag(word):
			l.args = append(l.args, word)
		case word == "--":
			l.ended = true
		default:
			if name, _, hasValue := strings.Cut(word, "="); !hasValue {
				l.pending = l.takingValue(name)
			}
		}
	}
}

func isFlag(word string) bool { return len(word) > 1 && word[0] == '-' }

// takingValue returns the flag of a name if it takes a value, else nil.
func (l *commandLine) takingValue(name string) *flag.Flag {
	if l.flags == nil {
		return nil
	}
	f := l.flags.Lookup(strings.TrimLeft(name, "-"))
	if f == nil {
		return nil
	}
	if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
		return nil
	}
	return f
}

// complete returns the candidates for the current word.
func (l *commandLine) complete(current string) []candidate {
	if l.pending != nil {
		return startingWith(strings.TrimPrefix(current, "="), flagValues(l.pending, current))
	}
	if name, value, hasValue := strings.Cut(current, "="); hasValue && isFlag(current) && !l.ended {
		var values []candidate
		if f := l.takingValue(name); f != nil {
			values = flagValues(f, value)
		}
		for i, v := range values {
			if v.isFile() {
				values[i] = fileAfterSign
			} else {
				values[i].word = name + "=" + v.word
			}
		}
		return startingWith(current, values)
	}
	if strings.HasPrefix(current, "-") && !l.ended && l.flags != nil {
		return startingWith(current, flagCandidates(l.flags, strings.HasPrefix(current, "--")))
	}
	if l.command.args == nil {
		return []candidate{anyFile}
	}
	return startingWith(current, l.command.args(l.args))
}

// flagCandidates returns the flags, with two hyphens if that is how they are typed.
func flagCandidates(flags *flag.FlagSet, long bool) (all []candidate) {
	hyphens := "-"
	if long {
		hyphens = "--"
	}
	flags.VisitAll(func(f *flag.Flag) {
		_, usage := flag.UnquoteUsage(f)
		usage, _, _ = strings.Cut(usage, " (default")
		usage, _, _ = strings.Cut(usage, ";")
		all = append(all, candidate{hyphens + f.Name, usage})
	})
	return all
}

// choices matches, in the description of a flag, the list of what its value may be: it is
// after the word for the value and a colon.
var choices = lazy.Regexp("`[A-Z]+`[^:;()]*: ([^:;()]*)")

// furtherChoices matches a list of what a value may be besides what it may always be.
var furtherChoices = lazy.Regexp("may also be ([^:;()]*)")

// choiceEnd separates the choices of a list.
var choiceEnd = lazy.Regexp(` and |,? or |, `)

// flagValues returns what the value of a flag may be, by the flag's description. Typed is
// what there is of it.
func flagValues(f *flag.Flag, typed string) (values []candidate) {
	if _, ok := f.Value.(*encodingFlag); ok {
		for e := feed.UTF8; e <= feed.ISO8859_15; e++ {
			values = append(values, candidate{word: e.String()})
		}
		return values
	}
	value, usage := flag.UnquoteUsage(f)
	if strings.Contains(typed, "=") && strings.Contains(usage, value+"=FILE") {
		return []candidate{fileAfterSign}
	}
	if m := choices().FindStringSubmatch(f.Usage); m != nil {
		return listedValues(m[1])
	}
	switch value {
	case "FORMAT":
		values = flagValues(convertCommand.flags().Lookup("from"), typed)
		if m := furtherChoices().FindStringSubmatch(f.Usage); m != nil {
			values = append(values, listedValues(m[1])...)
		}
		return values
	case "FILE", "OUT", "PATH":
		return []candidate{anyFile}
	}
	return nil
}

// listedValues returns the values of a list of choices.
func listedValues(list string) (values []candidate) {
	for _, choice := range choiceEnd().Split(strings.TrimSpace(list), -1) {
		if !strings.Contains(choice, " ") {
			values = append(values, candidate{word: choice})
		} else if strings.Contains(choice, "file") { // such as: a JSON file
			values = append(values, anyFile)
		}
	}
	return values
}

// noArgs are the arguments of a command that takes none.
func noArgs([]string) []candidate { return nil }

// shellArgs are those of completion.
func shellArgs(before []string) (shells []candidate) {
	if len(before) == 0 {
		for _, s := range shellScripts {
			shells = append(shells, candidate{word: s.shell})
		}
	}
	return shells
}

// ruleArgs are those of explain.
func ruleArgs(before []string) (rules []candidate) {
	if len(before) == 0 {
		for _, r := range validate.Rules() {
			rules = append(rules, candidate{r.Code, r.Title})
		}
	}
	return rules
}

// commandArgs are those of help.
func commandArgs(before []string) []candidate {
	switch {
	case len(before) == 0:
		return append(commandCandidates(), candidate{tablesTopic, helpSummary([]string{tablesTopic})})
	case slices.Equal(before, []string{jobCommandName}):
		return verbCandidates()
	}
	return nil
}

// jobArgs are those of job.
func jobArgs(before []string) []candidate {
	switch {
	case len(before) == 0:
		return verbCandidates()
	case before[0] == "submit":
		return []candidate{anyFile}
	}
	return nil
}

func verbCandidates() (verbs []candidate) {
	for _, v := range jobVerbs {
		verbs = append(verbs, candidate{word: v.name})
	}
	return verbs
}
