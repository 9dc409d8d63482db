package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"sync/atomic"
)

// A session is one run of the command: its streams and the files that it has
// not finished.
type session struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	screen         *screen // standard error, if that is a terminal
	quiet          bool    // no notes, no progress
	unfinished     unfinished
	interrupted    atomic.Pointer[func()] // see onInterrupt
}

// newSession returns a session on the streams of the process. What goes to a
// terminal does not mix with the progress on it.
func newSession(stdin, stdout, stderr *os.File) *session {
	s := &session{stdin: stdin, stdout: stdout, stderr: stderr, screen: newScreen(stderr)}
	if s.screen != nil {
		s.stderr = screenWriter{s.screen, stderr}
		if isTerminal(stdout) {
			s.stdout = screenWriter{s.screen, stdout}
		}
	}
	return s
}

// A command is a verb of feedconv.
type command struct {
	name    string
	summary string
	help    string // what "feedconv help NAME" prints, before the flags
	flags   func() *flag.FlagSet
	tail    func() string // what it prints after the flags
	// args returns what the next argument may be, after others; nil if all are files.
	args func(before []string) []candidate
	run  func(s *session, args []string) error
}

// commands is filled by init, as help lists the commands that it is one of.
var commands []command

func init() {
	commands = []command{
		convertCommand,
		validateCommand,
		explainCommand,
		statsCommand,
		splitCommand,
		catCommand,
		headCommand,
		sampleCommand,
		viewCommand,
		columnsCommand,
		geocodeCommand,
		joinCommand,
		jobCommand,
		emulateCommand,
		completionCommand,
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
		io.WriteString(s.stderr, overview())
		return statusUsage
	}
	err := s.runCommand(args[0], args[1:])
	s.unfinished.removeAll()
	return s.report(err)
}

func (s *session) runCommand(name string, args []string) error {
	switch {
	case isHelpFlag(name):
		name = "help"
	case name == "-version" || name == "--version":
		name = "version"
	}
	c, ok := findCommand(name)
	if !ok {
		return noCommand(name)
	}
	if c.flags == nil && len(args) > 0 && isHelpFlag(args[0]) {
		return runHelp(s, []string{name})
	}
	return c.run(s, args)
}

func noCommand(name string) error {
	var names []string
	for _, c := range commands {
		names = append(names, c.name)
	}
	return usagef("no command %q; %s\"feedconv help\" lists them", name, didYouMean(name, names))
}

func isHelpFlag(arg string) bool {
	return arg == "-h" || arg == "-help" || arg == "--help"
}

// note prints something on standard error that is not an error.
func (s *session) note(format string, args ...any) {
	if !s.quiet {
		fmt.Fprintf(s.stderr, "feedconv: note: %s\n", oneLine(fmt.Sprintf(format, args...)))
	}
}
