package batch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/xeipuuwjyxo/geocodefeed/internal/lazy"
)

// folderSuffix makes the name of the folder out of that of the state.
const folderSuffix = ".d"

// The files in the folder, beside those of the parts.
const (
	lockFile  = "lock"
	stateTemp = "state.tmp"
	spoolFile = "input"
	// repeatsFile says which entities are sent once for several.
	repeatsFile = "repeats"
)

// ownFile matches the name of every file that a run makes in its folder.
var ownFile = lazy.Regexp(`^(lock|state\.tmp|input|repeats|part-\d{5,}\.(xml|requests|results|results\.tmp|rejects|journal)|geocodefeed-.*)$`)

// lockMark is what the lock file holds. It tells a folder of ours from others.
const lockMark = "This folder holds what a run of feedconv geocode keeps. It is removed when the run ends.\n"

// ErrNotFolder is wrapped by Open's error if the folder beside the state exists and was
// not made by a run. Open does not change the folder.
var ErrNotFolder = errors.New("not the folder of a run")

// errGone is the error of lockFolder if another process removed the folder during the
// call: the run that it belonged to has ended.
var errGone = errors.New("another run on this output has just ended")

// lockFolder makes a folder, or takes one that an earlier run left, and locks it. It
// takes a folder that somebody else made only if it is empty. Fresh says that the folder
// was empty.
func lockFolder(folder string) (lock *os.File, fresh bool, err error) {
	if fresh, err = makeFolder(folder); err != nil {
		return nil, false, err
	}
	name := filepath.Join(folder, lockFile)
	if !fresh {
		if fresh, err = checkFolder(folder, name); err != nil {
			return nil, false, err
		}
	}
	if lock, err = openLocked(name); err != nil {
		return nil, false, err
	}
	if err := markLock(lock, name); err != nil {
		lock.Close()
		return nil, false, err
	}
	held.Store(folder, lock)
	return lock, fresh, nil
}

// held has the last lock that this process took on each folder. The lock may have been
// released since.
var held sync.Map

// isHeld reports whether this process holds the lock in a folder.
func isHeld(folder string) bool {
	lock, ok := held.Load(folder)
	if !ok {
		return false
	}
	info, err := lock.(*os.File).Stat() // fails once it is closed
	if err != nil {
		return false
	}
	there, err := os.Lstat(filepath.Join(folder, lockFile))
	return err == nil && os.SameFile(info, there)
}

// makeFolder reports whether there was no folder.
func makeFolder(folder string) (made bool, err error) {
	err = os.Mkdir(folder, 0o777)
	if !errors.Is(err, fs.ErrExist) {
		return err == nil, err
	}
	info, err := os.Lstat(folder)
	if err == nil && !info.IsDir() {
		err = notOurs(folder)
	}
	return false, err
}

// checkFolder makes sure that an existing folder may be taken: it is empty or has our
// lock. An empty lock is from a run that was killed as it began.
func checkFolder(folder, lock string) (empty bool, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) == 0 {
		return err == nil, err
	}
	info, err := os.Lstat(lock)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, notOurs(folder)
	case err != nil:
		return false, err
	case !info.Mode().IsRegular() || info.Size() != int64(len(lockMark)) && (info.Size() != 0 || len(entries) > 1):
		return false, notOurs(folder)
	}
	return false, nil
}

func notOurs(folder string) error {
	return fmt.Errorf("%s is %w, and stays as it is", folder, ErrNotFolder)
}

// markLock makes sure that the lock is the one in the folder, and ours.
func markLock(lock *os.File, name string) error {
	info, err := lock.Stat()
	if err != nil {
		return err
	}
	if there, err := os.Lstat(name); err != nil || !os.SameFile(info, there) {
		return errGone
	}
	if info.Size() == 0 {
		_, err := lock.WriteAt([]byte(lockMark), 0)
		return err
	}
	mark := make([]byte, len(lockMark))
	if _, err := lock.ReadAt(mark, 0); err != nil || string(mark) != lockMark {
		return notOurs(filepath.Dir(name))
	}
	return nil
}

// createOwn creates a file in the folder in place of the one that was there. It
// follows no link.
func createOwn(name string) (*os.File, error) {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
}

// clearFolder removes all files that runs make in the folder, except the lock.
func clearFolder(folder string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if e.Name() != lockFile && e.Type().IsRegular() && ownFile().MatchString(e.Name()) {
			err = errors.Join(err, ignoreMissing(os.Remove(filepath.Join(folder, e.Name()))))
		}
	}
	return err
}

// removeFolder removes our files and then the folder. The folder stays if it holds
// anything else, or if another run has taken it.
func removeFolder(folder string, lock *os.File) error {
	err := errors.Join(clearFolder(folder), removeLocked(lock))
	os.Remove(folder)
	return errors.Join(err, ignoreMissing(syncFolder(filepath.Dir(folder))))
}

// discardFolder removes the folder while this process may still be working in it. It
// renames the folder first, so that no more files are made in it.
func discardFolder(folder string) {
	gone := fmt.Sprintf("%s.%d.tmp", folder, os.Getpid())
	if os.Rename(folder, gone) != nil { // some systems rename no folder with open files
		gone = folder
	}
	for range maxTries {
		clearFolder(gone)
		os.Remove(filepath.Join(gone, lockFile))
		if err := os.Remove(gone); err == nil || errors.Is(err, fs.ErrNotExist) {
			return
		}
	}
	os.Rename(gone, folder) // there is something of somebody else in it
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// syncFolder makes the names in a folder durable, if the system can do that.
func syncFolder(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	f.Sync() // refused by some file systems, which then do not need it
	return nil
}

// An OutputFile is a file of an output, outside the run's folder. Paths are absolute.
type OutputFile struct {
	Path string `json:"path"` // the name it gets when it is complete
	// Temporary is its name until then.
	Temporary string `json:"temporary,omitempty"`
	// Size and Modified are those of the complete file, zero until it is.
	stamp
	// Earlier describes the complete file that an earlier process of the run wrote. That
	// file stays until this one is complete.
	Earlier stamp `json:"earlier,omitzero"`
}

// A stamp distinguishes a file from one that somebody else put in its place.
type stamp struct {
	Size     int64     `json:"size,omitempty"`
	Modified time.Time `json:"modified,omitzero"`
}

// Complete fills in Size and Modified of a file that is complete and still has its
// temporary name.
func (f *OutputFile) Complete() error {
	info, err := os.Lstat(f.Temporary)
	if err == nil {
		f.stamp = stamp{info.Size(), info.ModTime()}
	}
	return err
}

// isOf reports whether the stamp is that of the file at path.
func (s stamp) isOf(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular() && !s.Modified.IsZero() && info.Size() == s.Size && info.ModTime().Equal(s.Modified)
}

// written returns the stamp of the file at a path if a process of the run completed it.
func (s *state) written(path string) (stamp, bool) {
	for _, f := range s.Files {
		for _, is := range []stamp{f.stamp, f.Earlier} {
			if f.Path == path && is.isOf(path) {
				return is, true
			}
		}
	}
	return stamp{}, false
}

// SetFiles records in the state the files that the outputs are about to be written to.
// Call it again, after Complete, before the files get their final names. If the process
// is killed, the next run removes the files that have a temporary name, and recognizes
// those that are complete.
func (r *Run) SetFiles(files []OutputFile) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.usable(); err != nil {
		return err
	}
	if r.state == nil {
		return errNotBegun
	}
	files = slices.Clone(files)
	for i := range files {
		files[i].Earlier, _ = r.state.written(files[i].Path)
	}
	for _, f := range r.state.Files { // those that are not begun again yet
		again := slices.ContainsFunc(files, func(g OutputFile) bool { return g.Path == f.Path })
		if is, ok := r.state.written(f.Path); ok && !again {
			files = append(files, OutputFile{Path: f.Path, Earlier: is})
		}
	}
	r.state.Files = files
	return r.state.save(r.o.State)
}

// Wrote reports whether the file at path, which is absolute, is an output that an earlier
// process completed in the run with that state. The same run may replace it.
func Wrote(stateName, path string) bool {
	s, err := loadState(stateName)
	if err != nil || s == nil {
		return false
	}
	_, ok := s.written(path)
	return ok
}

// allWritten reports whether the outputs of a run that has ended are all there.
func (s *state) allWritten() bool {
	for i := range s.Files {
		if f := &s.Files[i]; f.Temporary != "" && !f.isOf(f.Path) {
			return false
		}
	}
	return true
}

// removeTemporary removes files that a killed process left under temporary names.
func (s *state) removeTemporary() error {
	var err error
	for _, f := range s.Files {
		info, e := os.Lstat(f.Temporary)
		switch {
		case f.Temporary == "" || errors.Is(e, fs.ErrNotExist):
		case e != nil:
			err = errors.Join(err, e)
		case info.Mode().IsRegular():
			err = errors.Join(err, ignoreMissing(os.Remove(f.Temporary)))
		}
	}
	return err
}
