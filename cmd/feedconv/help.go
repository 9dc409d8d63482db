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
	summary: "tell about a command: feedconv help COMMAND",
	run:     runHelp,
}

var versionCommand = command{
	name:    "version",
	summary: "print the version",
	run:     runVersion,
}

// writeOverview prints what there is.
func writeOverview(w io.Writer) {
	fmt.Fprint(w, "Feedconv converts and checks feeds of the Geocode Dataflow (Bing Maps' batch geocoding).\n\nUsage:\n\n\tfeedconv COMMAND [flags] [files]\n\nThe commands:\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "\t%-9s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\nExit status: 0 all is well, 1 the input is at fault or would lose a value, 2 wrong usage,\n3 the machine failed (no such file, no space, broken stream), 130 and 143 after an interrupt.\n")
}

func runHelp(s *session, args []string) error {
	if len(args) == 0 {
		writeOverview(s.stdout)
		return nil
	}
	c, ok := findCommand(args[0])
	if !ok || len(args) > 1 {
		return usagef("help: no command %q; \"feedconv help\" lists them", strings.Join(args, " "))
	}
	if c.help == "" {
		_, err := fmt.Fprintf(s.stdout, "feedconv %s: %s\n", c.name, c.summary)
		return err
	}
	_, err := io.WriteString(s.stdout, c.text())
	return err
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
