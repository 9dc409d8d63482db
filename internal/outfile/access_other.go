//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package outfile

import "os"

// checkTakesFiles makes sure that files can be created in a folder, whose name ends in
// a separator.
func checkTakesFiles(folder string) error {
	f, err := os.CreateTemp(folder, ".*.tmp")
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}
