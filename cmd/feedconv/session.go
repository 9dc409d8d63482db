package main

import (
	"flag"
	"fmt"
	"io"
)

// A session is one run of the command: its streams and the files that it has
// not finished.
type session struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	quiet          bool // no notes, no progress
	unfinished     unfinished
}

// A command is a verb of feedconv.
type command struct {
	name    string
	summary string
	help    string // what "feedconv help NAME" prints, before the flags
	flags   func() *flag.FlagSet
	tail    func() string // what it prints behind the flags
	run     func(s *session, args []string) error
}

// commands is filled by init, as help lists the commands that it is one of.
var commands []command

func init() {
	commands = []command{
		convertCommand,
		validateCommand,
		explainCommand,
		geocodeCommand,
		jobCommand,
		emulateCommand,
		helpCommand,
		versionCommand,
	}
}

func findCommand(name string) (command, bool) {
	for _, c := range commands {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}

// run runs one command and returns the exit status.
func (s *session) run(args []string) int {
	if len(args) == 0 {
		writeOverview(s.stderr)
		return statusUsage
	}
	switch args[0] {
	case "-h", "-help", "--help":
		args[0] = "help"
	case "-version", "--version":
		args[0] = "version"
	}
	c, ok := findCommand(args[0])
	if !ok {
		return s.report(usagef("no command %q; \"feedconv help\" lists them", args[0]))
	}
	err := c.run(s, args[1:])
	s.unfinished.removeAll()
	return s.report(err)
}

// note tells something on standard error that is no error.
func (s *session) note(format string, args ...any) {
	if !s.quiet {
		fmt.Fprintf(s.stderr, "feedconv: note: "+format+"\n", args...)
	}
}
