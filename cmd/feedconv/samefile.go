package main

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/xeipuuwjyxo/geocodefeed/internal/outfile"
)

// A place is where a command reads from or writes to. Two names may be spellings
// of one place, as is reports.
type place struct {
	name   string      // for messages, empty for standard output
	stdout bool        // whatever that is
	info   fs.FileInfo // nil where there is nothing yet

	// Where there is nothing yet: the folder, nil if that is missing as well, and
	// the name in it.
	folder fs.FileInfo
	base   string
}

// inputPlace returns where the input at path is, before it is opened.
func (s *session) inputPlace(path string) (place, error) {
	if path != "-" {
		return filePlace(path)
	}
	p := place{name: displayName(path)}
	if f, ok := s.stdin.(*os.File); ok {
		p.info, _ = f.Stat() // of a closed one nothing is known
	}
	return p, nil
}

// outputPlace returns where an output at path goes.
func (s *session) outputPlace(path string) (place, error) {
	if path != "-" {
		return filePlace(path)
	}
	p := place{stdout: true}
	if f := fileOf(s.stdout); f != nil {
		p.info, _ = f.Stat()
	}
	return p, nil
}

// differentOutputs returns the places of outputs that flags name, empty ones for
// those not given. No two may be one.
func (s *session) differentOutputs(flags, paths []string) ([]place, error) {
	places := make([]place, len(paths))
	for i, path := range paths {
		if path == "" {
			continue
		}
		p, err := s.outputPlace(path)
		if err != nil {
			return nil, err
		}
		for j, q := range places[:i] {
			if p.is(q) {
				return nil, usagef("-%s and -%s are both %s", flags[j], flags[i], path)
			}
		}
		places[i] = p
	}
	return places, nil
}

// filePlace returns the place of the file at path, which may be missing.
func filePlace(path string) (place, error) {
	p := place{name: path}
	var err error
	if p.info, err = outfile.Stat(path); err != nil || p.info != nil {
		return p, err
	}
	folder, base := filepath.Split(outfile.FollowLinks(path))
	p.folder, err = outfile.Stat(cmp.Or(folder, "."))
	p.base = base
	return p, err
}

// is reports whether two places are one file or one pipe. A device, such as
// /dev/null, may serve two ends.
func (p place) is(q place) bool {
	switch {
	case p.stdout && q.stdout:
		return true
	case p.info != nil && q.info != nil:
		return (p.info.Mode().IsRegular() || p.info.Mode()&fs.ModeNamedPipe != 0) && os.SameFile(p.info, q.info)
	case p.folder != nil && q.folder != nil:
		return os.SameFile(p.folder, q.folder) && isSameName(p.base, q.base)
	}
	return false
}

// isSameName compares names in a folder. Where case usually does not count in
// names it does not count here.
func isSameName(a, b string) bool {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return strings.EqualFold(a, b)
	}
	return a == b
}
