package main

import (
	"errors"
	"io"
	"io/fs"
	"syscall"

	"github.com/xeipuuwjyxo/geocodefeed/feedio"
	"github.com/xeipuuwjyxo/geocodefeed/internal/outfile"
)

// An output is where a result goes: standard output, or what feedio.Create makes.
type output struct {
	w    io.Writer    // takes the result, uncompressed
	file *feedio.File // nil for standard output
	name string       // as the user wrote it, for messages
	temp string       // the file's name until it is complete; empty for streams
	s    *session
}

// createOutput opens the output at path. An interrupt removes it until it is complete.
func (s *session) createOutput(path string, o feedio.CreateOptions) (*output, error) {
	out := &output{s: s, w: s.stdout, name: path}
	if isStdout(path) {
		return out, nil
	}
	begin := o.Beginning
	o.Beginning = func(target, temp string) error {
		s.unfinished.forget(out.temp)
		if begin != nil {
			if err := begin(target, temp); err != nil {
				return err
			}
		}
		out.temp = temp
		s.unfinished.add(temp)
		return nil
	}
	var err error
	if out.file, err = feedio.Create(path, &o); err != nil {
		s.unfinished.forget(out.temp)
		return nil, out.taken(err)
	}
	out.w = out.file
	return out, nil
}

// taken explains that there is a file of the output's name by now.
func (out *output) taken(err error) error {
	if errors.Is(err, fs.ErrExist) {
		return existsError(out.name, "while this was at work a file of that name was made")
	}
	return err
}

// end writes everything out. Of several outputs none is to get its name before
// all have ended.
func (out *output) end() error {
	if out.file == nil {
		return nil
	}
	return out.file.Finish()
}

// commit ends the output, if it has not ended, and gives the file, if it is one,
// its name.
func (out *output) commit() error {
	if err := out.end(); err != nil || out.file == nil {
		return err
	}
	return out.taken(out.s.unfinished.finish(out.temp, out.file.Close))
}

// commitAll ends all outputs, and only then gives them their names.
func commitAll(outs []*output) error {
	for _, step := range []func(*output) error{(*output).end, (*output).commit} {
		for _, out := range outs {
			if err := step(out); err != nil {
				return err
			}
		}
	}
	return nil
}

// abandon gives the output up. A file is removed; what went to a stream stays.
func (out *output) abandon() {
	if out.file != nil {
		out.file.Abort()
		out.s.unfinished.forget(out.temp)
	}
}

// checkOutput refuses an output at path that could not be written in the end, before
// anything is read or sent. The remedy says what to do about a file that is there.
func checkOutput(path string, replace bool, remedy string) error {
	if isStdout(path) {
		return nil
	}
	err := outfile.Check(path, replace)
	switch {
	case errors.Is(err, syscall.EISDIR):
		return usagef("%s is a folder; name a file in it", path)
	case errors.Is(err, fs.ErrExist):
		return existsError(path, remedy)
	}
	return err
}

// existsError is the error of an output that is there and is not to be replaced.
func existsError(path, remedy string) error {
	return usagef("%s exists already; %s", path, remedy)
}

// isStdout reports whether an output of that name is standard output.
func isStdout(name string) bool {
	n, ok := outfile.Descriptor(name)
	return name == "-" || name == "" || ok && n == 1
}

// isFileName reports whether an output of that name is a file, or will be one.
func isFileName(name string) bool {
	if _, ok := outfile.Descriptor(name); ok || isStdout(name) {
		return false
	}
	info, err := outfile.Stat(name)
	return err == nil && (info == nil || info.Mode().IsRegular())
}
