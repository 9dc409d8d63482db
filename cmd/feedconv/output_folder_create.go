//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package main

// checkTakesFiles makes sure that files can be created in a folder, whose name ends in
// a separator.
func (s *session) checkTakesFiles(folder string) error {
	f, temp, err := s.createTemporary(folder+"feedconv", nil)
	if err != nil {
		return err
	}
	f.Close()
	s.unfinished.discard(temp)
	return nil
}
