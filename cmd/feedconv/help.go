package main

import (
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
)

var helpCommand = command{
	name:    "help",
	summary: "explain a command: feedconv help COMMAND",
	help:    "usage: feedconv help [COMMAND]\n       feedconv help job VERB\n\nHelp explains a command, with its flags. Without one it lists the commands.\n",
	run:     runHelp,
}

var versionCommand = command{
	name:    "version",
	summary: "print the version",
	help:    "usage: feedconv version\n\nVersion prints the version of feedconv, the version of Go that it was built with, and\nthe system that it was built for.\n",
	run:     runVersion,
}

// overview tells what there is.
func overview() string {
	var b strings.Builder
	b.WriteString("Feedconv converts and checks feeds of the Geocode Dataflow (Bing Maps' batch geocoding).\n\nUsage:\n\n\tfeedconv COMMAND [flags] [files]\n\nThe commands:\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "\t%-9s %s\n", c.name, c.summary)
	}
	b.WriteString("\nExit status:\n\n")
	for _, m := range statusMeanings {
		fmt.Fprintf(&b, "\t%-9s %s\n", m[0], m[1])
	}
	return b.String()
}

func runHelp(s *session, args []string) error {
	text, err := helpText(args)
	if err != nil {
		return err
	}
	_, err = io.WriteString(s.stdout, text)
	return err
}

// helpText returns the help on a command, or on one of its verbs.
func helpText(args []string) (string, error) {
	if len(args) == 0 {
		return overview(), nil
	}
	c, ok := findCommand(args[0])
	switch {
	case !ok:
		return "", noCommand(args[0])
	case len(args) == 2 && c.name == jobCommandName:
		v, err := findJobVerb(args[1])
		if err != nil {
			return "", err
		}
		return c.help + flagHelp(jobFlags(new(jobOptions), v)), nil
	case len(args) > 1:
		return "", usagef("help tells about one command, not %q", strings.Join(args, " "))
	case c.help == "":
		return fmt.Sprintf("feedconv %s: %s\n", c.name, c.summary), nil
	}
	return c.text(), nil
}

// text returns all the help there is on a command.
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

// flagHelp lists flags.
func flagHelp(flags *flag.FlagSet) string {
	var b strings.Builder
	b.WriteString("\nFlags:\n\n")
	flags.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		if value != "" {
			value = " " + value
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" {
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
	_, err := fmt.Fprintf(s.stdout, "feedconv %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// version returns what the build says of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
