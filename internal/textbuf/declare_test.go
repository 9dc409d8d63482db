package textbuf

import "testing"

// TestDeclareUTF8 shows what becomes of XML declarations.
func TestDeclareUTF8(t *testing.T) {
	for before, after := range map[string]string{
		`<?xml version="1.0" encoding="windows-1252"?><a/>`:                  `<?xml version="1.0" encoding="utf-8"       ?><a/>`,
		`<?xml version='1.0' encoding = 'UTF-16LE' standalone="yes" ?><a b>`: `<?xml version='1.0' encoding = "utf-8" standalone="yes"    ?><a b>`,
		`<?xml version="1.0" encoding="L1"?><a/>`:                            `<?xml version="1.0" encoding="utf-8"?><a/>`,
		`<?xml version="1.0"?><a encoding="windows-1252"?>`:                  `<?xml version="1.0"?><a encoding="windows-1252"?>`,
		`<a encoding="windows-1252"?>`:                                       `<a encoding="windows-1252"?>`,
		``:                                                                   ``,
	} {
		if got := string(declareUTF8([]byte(before))); got != after {
			t.Errorf("%s: %s, want %s", before, got, after)
		}
	}
}
