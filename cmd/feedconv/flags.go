package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
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
		return true, runHelp(s, strings.Fields(flags.Name()))
	}
	if err != nil {
		return false, usagef("%s: %s; %s\"feedconv help %s\" lists the flags", flags.Name(), flagFault(err), flagRemedy(flags, err), flags.Name())
	}
	return false, checkEmpty(flags)
}

// unknownFlag is how package flag begins its error for a flag that is not defined.
const unknownFlag = "flag provided but not defined: -"

// flagFault returns what is wrong, in the words of the other messages.
func flagFault(err error) string {
	text := err.Error()
	if name, ok := strings.CutPrefix(text, unknownFlag); ok {
		return "no flag -" + name
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: "); ok {
		return "the flag " + name + " needs a value"
	}
	for _, reason := range []string{": parse error", ": value out of range"} {
		text = strings.TrimSuffix(text, reason)
	}
	// The rest is: invalid value "x" for flag -name: reason
	before, after, ok := strings.Cut(text, invalidFor)
	if name, reason, ok2 := strings.Cut(after, ": "); ok && ok2 && strings.Contains(reason, strings.TrimPrefix(before, "invalid value ")) {
		return "-" + name + ": " + reason
	}
	return text
}

// invalidFor is how package flag goes on, after a value, in its error for one that the
// flag cannot have.
const invalidFor = " for flag -"

// flagRemedy names the flag that may have been meant.
func flagRemedy(flags *flag.FlagSet, err error) string {
	name, ok := strings.CutPrefix(err.Error(), unknownFlag)
	if !ok {
		return valueRemedy(flags, err)
	}
	var names []string
	flags.VisitAll(func(f *flag.Flag) { names = append(names, "-"+f.Name) })
	if _, err := os.Lstat("-" + name); err == nil {
		return fmt.Sprintf("for the file of that name, write ./-%s; ", name)
	}
	return didYouMean("-"+strings.TrimPrefix(name, "-"), names)
}

// valueRemedy says what a flag's value looks like, where its kind alone does not.
func valueRemedy(flags *flag.FlagSet, err error) (remedy string) {
	flags.VisitAll(func(f *flag.Flag) {
		getter, ok := f.Value.(flag.Getter)
		if !ok || !strings.Contains(err.Error(), invalidFor+f.Name+":") {
			return
		}
		switch getter.Get().(type) {
		case time.Duration:
			remedy = "write a time with its unit, such as 15s, 5m or 2h; "
		case int, int64, uint, uint64:
			remedy = "write a whole number; "
		case float64:
			remedy = "write a number; "
		}
	})
	return remedy
}

// mayBeEmpty is the one flag that means something without a text.
const mayBeEmpty = "description"

// checkEmpty refuses flags given without a value: usually the variable of a script
// is not set, and what it was to ask for would not be done.
func checkEmpty(flags *flag.FlagSet) (err error) {
	flags.Visit(func(f *flag.Flag) {
		if f.Value.String() == "" && f.Name != mayBeEmpty && err == nil {
			err = usagef("-%s has no value; give it one or leave the flag out", f.Name)
		}
	})
	return err
}

// parseFiles is parse for a command that takes files, or other arguments: flags may
// come before, between and after them, until "--". It returns the files.
func (s *session) parseFiles(flags *flag.FlagSet, args []string) (files []string, done bool, err error) {
	for {
		if done, err := s.parse(flags, args); done || err != nil {
			return nil, done, err
		}
		rest := flags.Args()
		if len(rest) == 0 || endsFlags(args, rest) {
			files = append(files, rest...)
			return files, false, checkNames(files)
		}
		files, args = append(files, rest[0]), rest[1:]
	}
}

// givenFlags returns the names of the flags that are on the command line.
func givenFlags(flags *flag.FlagSet) map[string]bool {
	given := make(map[string]bool)
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	return given
}

// checkNames refuses empty names of files, which come from unset variables too.
func checkNames(files []string) error {
	if slices.Contains(files, "") {
		return usagef("the name of a file is empty; \"-\" is standard input or output")
	}
	return nil
}

// endsFlags reports whether "--" is between the flags and the rest of the
// arguments.
func endsFlags(args, rest []string) bool {
	return len(args) > len(rest) && args[len(args)-len(rest)-1] == "--"
}

// isGiven reports whether a flag is on the command line.
func isGiven(flags *flag.FlagSet, name string) bool {
	given := false
	flags.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}
