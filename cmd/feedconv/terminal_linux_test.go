package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// openTerminal returns both ends of a terminal of so many columns.
func openTerminal(t *testing.T, columns uint16) (user, program *os.File) {
	user, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { user.Close() })
	var number, unlock int32
	control(t, user, syscall.TIOCSPTLCK, unsafe.Pointer(&unlock))
	control(t, user, syscall.TIOCGPTN, unsafe.Pointer(&number))
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { program.Close() })
	size := [4]uint16{24, columns}
	control(t, program, syscall.TIOCSWINSZ, unsafe.Pointer(&size))
	return user, program
}

func control(t *testing.T, f *os.File, request uintptr, value unsafe.Pointer) {
	t.Helper()
	if _, _, err := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), request, uintptr(value)); err != 0 {
		t.Skip(err)
	}
}

// TestTerminal shows what a run writes to a terminal that is narrow: progress that
// fits, and is erased before a message.
func TestTerminal(t *testing.T) {
	const columns = 30
	user, program := openTerminal(t, columns)
	cmd := feedconv(t, "convert", "-from", "csv", "-to", "xml", "-o", "/dev/null", "-")
	cmd.Env = append(cmd.Env, "TERM=xterm")
	cmd.Stderr = program
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	shown, read := make(chan struct{}), make(chan []byte)
	go func() {
		var written []byte
		for err := error(nil); err == nil; { // until nobody has the other end open
			before := bytes.Contains(written, []byte("MB/s"))
			var n int
			buffer := make([]byte, 1000)
			n, err = user.Read(buffer)
			written = append(written, buffer[:n]...)
			if !before && bytes.Contains(written, []byte("MB/s")) {
				close(shown)
			}
		}
		read <- written
	}()
	go func() {
		defer stdin.Close()
		io.WriteString(stdin, textHead)
		for range 600 { // a minute at most
			io.WriteString(stdin, strings.Repeat("1,Berlin\n", 10_000))
			select {
			case <-shown:
				io.WriteString(stdin, "1,a,b\n")
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	cmd.Wait()
	program.Close()
	written := <-read
	drawn, message, _ := strings.Cut(string(written), "feedconv: <stdin>:")
	if !strings.HasSuffix(drawn, "\r\x1b[J") || strings.Contains(message, "\x1b") || !strings.Contains(message, "3 cells") {
		t.Errorf("the message is not on a line of its own: %q", written)
	}
	lines := regexp.MustCompile(`[^\r\n\x1b]*MB/s[^\r\n\x1b]*`).FindAllString(drawn, -1)
	if len(lines) == 0 {
		t.Errorf("no progress: %q", written)
	}
	for _, line := range lines {
		if displayWidth(line) >= columns {
			t.Errorf("%q does not fit", line)
		}
	}
}
