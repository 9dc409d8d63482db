package main

import (
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/xeipuuwjyxo/geocodefeed/validate"
)

var helpCommand = command{
	name:    "help",
	summary: "explain a command: feedconv help COMMAND",
	help:    helpHelp,
	flags:   func() *flag.FlagSet { flags, _ := helpFlags(); return flags },
	args:    commandArgs,
	run:     runHelp,
}

var versionCommand = command{
	name:    "version",
	summary: "print the version",
	help:    versionHelp,
	args:    noArgs,
	run:     runVersion,
}

const helpHelp = `usage: feedconv help [-man] [COMMAND]
       feedconv help [-man] job VERB
       feedconv help [-man] tables

Help explains a command and its flags, or how to read tables of your own. Without a
command it lists them all.

With -man it prints a manual page. To read it, or to install that of a command:

	feedconv help -man convert | man -l -
	feedconv help -man convert > /usr/local/share/man/man1/feedconv-convert.1
`

func helpFlags() (*flag.FlagSet, *bool) {
	flags := newFlags("help")
	return flags, flags.Bool("man", false, "print a manual page, in the format of man")
}

const versionHelp = `usage: feedconv version

Version prints the version of feedconv, the version of Go it was built with, the
system it was built for and, if it was built in a clone of the repository, the commit.
`

// overview lists the commands and the exit statuses.
func overview() string {
	var b strings.Builder
	b.WriteString("Feedconv converts and checks feeds of the Geocode Dataflow (Bing Maps' batch geocoding).\n\nUsage:\n\n\tfeedconv COMMAND [flags] [files]\n\nThe commands:\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "\t%-11s %s\n", c.name, c.summary)
	}
	b.WriteString("\nA table with columns of its own is read with -map: \"feedconv help tables\".\n\nExit status:\n\n")
	for _, m := range statusMeanings {
		fmt.Fprintf(&b, "\t%-11s %s\n", m[0], m[1])
	}
	return b.String()
}

func runHelp(s *session, args []string) error {
	flags, man := helpFlags()
	args, done, err := s.parseFiles(flags, args)
	if done || err != nil {
		return err
	}
	text, err := helpText(args)
	if err != nil {
		return err
	}
	if *man {
		text = manPage(strings.Join(args, " "), helpSummary(args), text)
	}
	_, err = io.WriteString(s.stdout, text)
	return err
}

// helpSummary says in a few words what a command is for.
func helpSummary(args []string) string {
	if len(args) == 0 {
		return "convert, check and geocode feeds of the Geocode Dataflow"
	}
	if args[0] == tablesTopic {
		return "how feedconv reads tables of your own"
	}
	c, _ := findCommand(args[0])
	summary, _, _ := strings.Cut(c.summary, ": feedconv ")
	return summary
}

// helpText returns the help on a command, or on one of its verbs.
func helpText(args []string) (string, error) {
	if len(args) == 0 {
		return overview(), nil
	}
	c, ok := findCommand(args[0])
	switch {
	case !ok && args[0] == tablesTopic && len(args) == 1:
		return tablesHelp, nil
	case !ok:
		return "", noCommand(args[0])
	case len(args) == 2 && c.name == jobCommandName:
		v, err := findJobVerb(args[1])
		if err != nil {
			return "", err
		}
		return c.help + flagHelp(jobFlags(new(jobOptions), v)), nil
	case len(args) > 1:
		return "", usagef("help explains one command, not %q", strings.Join(args, " "))
	case c.help == "":
		return fmt.Sprintf("feedconv %s: %s\n", c.name, c.summary), nil
	}
	return c.text(), nil
}

// text returns the whole help on a command.
func (c command) text() string {
	text := c.help
	if c.flags != nil {
		text += flagHelp(c.flags())
	}
	if c.tail != nil {
		text += c.tail()
	}
	return text
}

// flagHelp lists flags. What a flag takes is in capitals, and so is the word for it in
// the flag's description, as in the usage lines.
func flagHelp(flags *flag.FlagSet) string {
	var b strings.Builder
	b.WriteString("\nFlags:\n\n")
	flags.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		if value != "" {
			value = " " + value
		}
		if !slices.Contains([]string{"", "false", "0", "0s"}, f.DefValue) {
			usage += fmt.Sprintf(" (default %s)", f.DefValue)
		}
		fmt.Fprintf(&b, "\t-%s%s\n\t\t%s\n", f.Name, value, usage)
	})
	return b.String()
}

func runVersion(s *session, args []string) error {
	if len(args) > 0 {
		return usagef("version takes no arguments")
	}
	_, err := fmt.Fprintf(s.stdout, "feedconv %s %s %s/%s%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, commit())
	return err
}

// version returns the version that the build recorded.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// commit returns the commit that was built, and its date, if the build recorded them.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	settings := make(map[string]string)
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	return commitText(settings["vcs.revision"], settings["vcs.time"], settings["vcs.modified"])
}

func commitText(revision, date, modified string) string {
	if revision == "" {
		return ""
	}
	text := " commit " + revision
	if date != "" {
		text += " of " + date
	}
	if modified == "true" {
		text += ", with changes"
	}
	return text
}

var explainCommand = command{
	name:    "explain",
	summary: "explain a rule of validate: feedconv explain [RULE]",
	help:    explainHelp,
	args:    ruleArgs,
	run:     runExplain,
}

const explainHelp = `usage: feedconv explain [RULE]

Explain says what a rule of "feedconv validate" means, and shows a bad and a good
example. Without a rule it lists all of them, with their severities.
`

func runExplain(s *session, args []string) error {
	switch len(args) {
	case 0:
		return listRules(s.stdout)
	case 1:
		rules, codes := validate.Rules(), ruleCodes()
		i := slices.Index(codes, strings.ToLower(args[0]))
		if i < 0 {
			return usagef("explain: no rule %q; %s\"feedconv explain\" lists them", args[0], didYouMean(args[0], codes))
		}
		_, err := io.WriteString(s.stdout, rules[i].Explain())
		return err
	}
	return usagef("explain takes one rule, not %d", len(args))
}

// listRules writes a line for each rule: its code, severity and title.
func listRules(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range validate.Rules() {
		if _, err := fmt.Fprintf(t, "%s\t%s\t%s\n", r.Code, r.Severity, r.Title); err != nil {
			return err
		}
	}
	return t.Flush()
}

func ruleCodes() (codes []string) {
	for _, r := range validate.Rules() {
		codes = append(codes, r.Code)
	}
	return codes
}
