package textbuf

import (
	"unicode/utf8"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

// The code pages: the characters of the bytes from 0x80. Those below are ASCII. A byte
// without a character has U+FFFD here.
var codePages = map[feed.Encoding]*[0x80]rune{
	feed.Windows1250: codePage("€\uFFFD‚\uFFFD„…†‡\uFFFD‰Š‹ŚŤŽŹ\uFFFD‘’“”•–—\uFFFD™š›śťžź",
		"\u00A0ˇ˘Ł¤Ą¦§¨©Ş«¬\u00AD®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙"),
	feed.Windows1251: codePage("ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\uFFFD™љ›њќћџ",
		"\u00A0ЎўЈ¤Ґ¦§Ё©Є«¬\u00AD®Ї°±Ііґµ¶·ё№є»јЅѕїАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя"),
	feed.Windows1252: codePage("€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ", string(latin1()[0x20:])),
	feed.ISO8859_1:   codePage(string(latin1()), ""),
	feed.ISO8859_15:  latin9(),
}

// latin1 returns the characters U+0080 to U+00FF, which ISO 8859-1 has in their order.
func latin1() []rune {
	page := make([]rune, 0x80)
	for i := range page {
		page[i] = rune(0x80 + i)
	}
	return page
}

// codePage returns the code page of the characters.
func codePage(first, rest string) *[0x80]rune {
	page := [0x80]rune([]rune(first + rest))
	return &page
}

// latin9 returns ISO 8859-15: ISO 8859-1 but for eight characters.
func latin9() *[0x80]rune {
	page := [0x80]rune(latin1())
	for at, r := range map[byte]rune{0xA4: '€', 0xA6: 'Š', 0xA8: 'š', 0xB4: 'Ž', 0xB8: 'ž', 0xBC: 'Œ', 0xBD: 'œ', 0xBE: 'Ÿ'} {
		page[at-0x80] = r
	}
	return &page
}

// readCodePage yields text of a code page as UTF-8. A byte without a character is yielded
// as it is, and is found when the text is vetted: it would continue a character, but comes
// after a whole one, so it is not valid.
func (d *decoder) readCodePage(p []byte) (n int, err error) {
	for len(d.raw) == 0 {
		if err := d.more(); err != nil {
			return 0, err
		}
	}
	i := 0
	for ; i < len(d.raw) && n+utf8.UTFMax <= len(p); i++ {
		b := d.raw[i]
		if b < utf8.RuneSelf {
			p[n] = b
			n++
		} else if r := d.page[b-utf8.RuneSelf]; r != utf8.RuneError {
			n += utf8.EncodeRune(p[n:], r)
		} else {
			p[n] = b
			n++
		}
	}
	d.raw = d.raw[i:]
	return n, nil
}
