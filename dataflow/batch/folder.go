package batch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
)

// folderSuffix makes the name of the folder out of that of the state.
const folderSuffix = ".d"

// The files in the folder, beside those of the parts.
const (
	lockFile  = "lock"
	stateTemp = "state.tmp"
	spoolFile = "input"
)

// ownFile matches the names of all files that a run makes in its folder.
var ownFile = regexp.MustCompile(`^(lock|state\.tmp|input|part-\d{5,}\.(xml|results|results\.tmp|rejects)|geocodefeed-.*)$`)

// lockMark is what the lock file holds. It tells a folder of ours from others.
const lockMark = "This folder holds what a run of feedconv geocode keeps. It is removed when the run ends.\n"

// ErrNotFolder is wrapped by Open's error where the folder beside the state is
// there and is none that a run has made. It is left as it is.
var ErrNotFolder = errors.New("not the folder of a run")

// errGone is the error of lockFolder where the folder was removed while it was
// locked: the run that it was of has ended.
var errGone = errors.New("another run on this output has just ended")

// lockFolder makes a folder, or takes one that a run has left, and locks it. A
// folder that somebody else made is only taken where it is empty. It reports
// whether there was nothing in it.
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

// held has the lock that this process took last of each folder. It may have given it up
// since.
var held sync.Map

// isHeld reports whether the lock in a folder is one that this process took.
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

// checkFolder makes sure that a folder that is there may be taken: it is empty, or
// it has our lock. An empty lock is that of a run that was killed as it began.
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

// clearFolder removes what runs have made in the folder, but for its lock.
func clearFolder(folder string) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if e.Name() != lockFile && e.Type().IsRegular() && ownFile.MatchString(e.Name()) {
			err = errors.Join(err, ignoreMissing(os.Remove(filepath.Join(folder, e.Name()))))
		}
	}
	return err
}

// removeFolder removes the folder and what is ours in it. It stays where there is
// something else in it, or where another run has come.
func removeFolder(folder string, lock *os.File) error {
	err := errors.Join(clearFolder(folder), removeLocked(lock))
	os.Remove(folder)
	return errors.Join(err, ignoreMissing(syncFolder(filepath.Dir(folder))))
}

// discardFolder removes the folder while something in this process may still be at
// work in it. It first gets another name, so that nothing more is made in it.
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

// syncFolder makes the names in a folder last, where the system can do that.
func syncFolder(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	f.Sync() // refused by some file systems, which then do not need it
	return nil
}
