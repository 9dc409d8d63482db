package textbuf

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// pythonNames are what Python calls the code pages.
var pythonNames = map[feed.Encoding]string{
	feed.Windows1250: "cp1250", feed.Windows1251: "cp1251", feed.Windows1252: "cp1252",
	feed.ISO8859_1: "iso8859-1", feed.ISO8859_15: "iso8859-15",
}

// sums are the SHA-256 of the characters from 0x80 to 0xFF as Python decodes them,
// in UTF-8, with U+FFFD for those that it refuses.
var sums = map[feed.Encoding]string{
	feed.Windows1250: "a89a33e480deaf78b3663274618b53084027be1e9042a52c5b88ee1986d7dd47",
	feed.Windows1251: "7240d214d6ad8af73634c9c4ef96ae3fca4f675064b0600b3123e8c0abeb1618",
	feed.Windows1252: "8df215c206c16c153bc15f2ca1bccab9ff40112f87213d140788c4803fd77d33",
	feed.ISO8859_1:   "96bf4cbcfe6fe5e989c7e02f2b5a4621879eabd6bb4689b133a5f05b7a77c64d",
	feed.ISO8859_15:  "b9a4a2394ee585527d5f38c21d3801da923c0b26b9e2caf9d6c5f443e283cdaa",
}

// TestCodePages compares the code pages with Python's: with what its codecs are
// known to say, and with those that are here, if any.
func TestCodePages(t *testing.T) {
	python, err := exec.LookPath("python3")
	for e, name := range pythonNames {
		page := string(codePages[e][:])
		if got := fmt.Sprintf("%x", sha256.Sum256([]byte(page))); got != sums[e] {
			t.Errorf("%v: %s, want %s: %s", e, got, sums[e], page)
		}
		if err != nil {
			continue
		}
		script := "import sys\nfor b in range(128, 256):\n sys.stdout.buffer.write(bytes([b]).decode('" + name + "', 'replace').encode())"
		if said, err := exec.Command(python, "-c", script).Output(); err != nil || string(said) != page {
			t.Errorf("%v: %v, python says %q, want %q", e, err, said, page)
		}
	}
}

// TestGivenEncodings shows what is read of a text whose encoding is given, however
// the bytes arrive, with its faults. § marks their places in the UTF-8 text.
func TestGivenEncodings(t *testing.T) {
	for _, c := range []struct {
		encoding    feed.Encoding
		input, want string
		fault       string
	}{
		{feed.Windows1252, "M\xfcller \x80 5\r\n", "Müller € 5\r\n", ""},
		{feed.Windows1252, "caf\xe9", "café", ""},
		{feed.Windows1252, "\xfc\n\xfc\x81x", "ü\nü§", "byte 0x81 is no character of windows-1252; look at what is there: the text may be in another encoding"},
		{feed.ISO8859_1, "\xa4\x80", "¤\u0080", ""},
		{feed.ISO8859_15, "\xa4", "€", ""},
		{feed.Windows1250, "\xa3\xf3d\x9f", "Łódź", ""},
		{feed.Windows1251, "\xcc\xee\xf1\xea\xe2\xe0", "Москва", ""},
		{feed.UTF16LE, toUTF16("a€𝄞", true, false), "a€𝄞", ""},
		{feed.UTF16LE, toUTF16("a€𝄞", true, true), "a€𝄞", ""},
		{feed.UTF16BE, toUTF16("a€𝄞", false, false), "a€𝄞", ""},
		{feed.UTF16BE, toUTF16("a", false, true), "a", ""},
		{feed.UTF8, "\uFEFFä", "ä", ""},
		{feed.UTF8, "ä", "ä", ""},
		{feed.UTF8, "\xe4x", "§", "byte 0xE4 is not UTF-8; in Windows-1252 it would be 'ä'; save the file as UTF-8, or give its encoding, such as -encoding windows-1252"},
		{feed.Windows1252, "\uFEFFä", "§", "the text begins with a byte order mark of UTF-8, and is to be read as windows-1252; read it without -encoding"},
		{feed.UTF16BE, toUTF16("a", true, true), "§", "the text begins with a byte order mark of UTF-16 (little endian), and is to be read as utf-16be; read it without -encoding"},
		{feed.UTF8, toUTF16("a", true, true), "§", "the text begins with a byte order mark of UTF-16 (little endian), and is to be read as utf-8; read it without -encoding"},
		{feed.Windows1252, "", "", ""},
		{feed.UTF16LE, "a\x00\x34\xd8b\x00", "a§", "half of a surrogate pair in UTF-16; save the file as UTF-8"},
		{feed.UTF16BE, "\x00a\xdc\x00\x00b", "a§", "half of a surrogate pair in UTF-16; save the file as UTF-8"},
		{feed.UTF16LE, "a\x00b", "a§", "the text ends within a character of UTF-16; make the file again if it is cut, or read it in its own encoding"},
		{feed.UTF16LE, "a\x00\x34\xd8", "a§", "the text ends within a character of UTF-16; make the file again if it is cut, or read it in its own encoding"},
	} {
		want, _, faulty := strings.Cut(c.want, "§")
		wantErr := io.EOF.Error()
		if faulty {
			at := start.after([]byte(want))
			wantErr = fmt.Sprintf("%d:%d: %s", at.Line, at.Column, c.fault)
		}
		for how, r := range map[string]io.Reader{
			"whole":           strings.NewReader(c.input),
			"byte by byte":    iotest.OneByteReader(strings.NewReader(c.input)),
			"data with error": iotest.DataErrReader(strings.NewReader(c.input)),
		} {
			got, err := readAll(NewWindow(r, AnyChars, c.encoding), 2)
			if got != want || err.Error() != wantErr {
				t.Errorf("%v, %q, %s: %q, %v; want %q, %s", c.encoding, c.input, how, got, err, want, wantErr)
			}
		}
	}
}
