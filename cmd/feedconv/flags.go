package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// newFlags returns the flag set of a command. Errors and help are printed by
// parse.
func newFlags(name string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	return flags
}

// parse reads a command's flags. It reports whether there is nothing more to do,
// as help was asked for and given.
func (s *session) parse(flags *flag.FlagSet, args []string) (done bool, err error) {
	err = flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return true, runHelp(s, []string{flags.Name()})
	}
	if err != nil {
		return false, usagef("%s: %v; see \"feedconv help %s\"", flags.Name(), err, flags.Name())
	}
	return false, nil
}

// isGiven reports whether a flag stands on the command line.
func isGiven(flags *flag.FlagSet, name string) bool {
	given := false
	flags.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}

// tooManyFiles tells what is wrong with a list of file names: mostly it holds a
// flag.
func tooManyFiles(files []string, message string) error {
	for _, f := range files {
		if len(f) > 1 && strings.HasPrefix(f, "-") {
			return usagef("the flag %s stands behind a file name; flags go first", f)
		}
	}
	return usagef("%s, not %d", message, len(files))
}

// count returns "1 value", "2 values".
func count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
