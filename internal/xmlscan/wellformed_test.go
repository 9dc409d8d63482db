package xmlscan_test

import (
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestWellFormed shows what is read of documents that are well-formed.
func TestWellFormed(t *testing.T) {
	for _, c := range []struct{ name, document, want string }{
		{"one empty element", `<a/>`, `<a/> `},
		{"white space everywhere it may be", " \t\r\n<a \n b\t=\r\"1\" c = '2' ><x \n/></a \t>\n ", `<a b="1" c="2"> <x/> / `},
		{"declaration", `<?xml version="1.0" encoding='utf-8' standalone="yes" ?><a/>`, `<a/> `},
		{"declaration of a later version", `<?xml version='1.10'?><a/>`, `<a/> `},
		{"declaration of any version", `<?xml version='2.a'?><a/>`, `<a/> `},
		{"declaration without encoding", "<?xml\tversion = \"1.0\"\nstandalone='no'?><a/>", `<a/> `},
		{"instructions", `<?xml-a b?><?p?><a><?q ? > ??></a><?r <a?>`, `<a> / `},
		{"comments", `<!----><a><!-- - -> <b> & ]]> --></a><!--->-->`, `<a> / `},
		{"text", "<a>b\r\nc\rd\ne>'\"]]</a>", `<a> "b\nc\nd\ne>'\"]]" / `},
		{"references", `<a>&lt;&gt;&amp;&apos;&quot;&#65;&#x1D11E;&#x0000041;&#0065;&#xd;</a>`, `<a> "<>&'\"A𝄞AA\r" / `},
		{"CDATA", "<a><![CDATA[<b>&amp;]]]><![CDATA[]]><![CDATA[\r\n]]]]></a>", `<a> "<b>&amp;]\n]]" / `},
		{"attribute values", "<a b='\t1\r\n2\r3\n4  5' c=\"'&lt;&#10;&#13;&#9;>]]>\"/>", `<a b=" 1 2 3 4  5" c="'<\n\r\t>]]>"/> `},
		{"an ampersand and much more in a value that is long", `<a b="0123456789abcdef0123456789&amp;0123456789abcdef01234567890" c="1"/>`, `<a b="0123456789abcdef0123456789&0123456789abcdef01234567890" c="1"/> `},
		{"names", `<ä.-·1 _b-c.d="1"><é/></ä.-·1>`, `<ä.-·1 _b-c.d="1"> <é/> / `},
		{"characters at the borders", "<a>\u007f\u0085\ud7ff\ue000\ufffd\U00010000\U0010ffff</a>", `<a> "\x7f\u0085\ud7ff\ue000�𐀀\U0010ffff" / `},
		{"namespaces", `<a xmlns="u" xmlns:p="v" b="1" p:b="2"><p:c xmlns:p="w"/><b xmlns=""><c/></b><p:a/></a>`,
			`<{u}a {http://www.w3.org/2000/xmlns/}xmlns="u" {http://www.w3.org/2000/xmlns/}p="v" b="1" {v}b="2"> ` +
				`<{w}c {http://www.w3.org/2000/xmlns/}p="w"/> <b {http://www.w3.org/2000/xmlns/}xmlns=""> <c/> / <{v}a/> / `},
		{"the prefix xml", `<a xml:lang="de" xmlns:xml="http://www.w3.org/XML/1998/namespace"><xml:b/></a>`,
			`<a {http://www.w3.org/XML/1998/namespace}lang="de" {http://www.w3.org/2000/xmlns/}xml="http://www.w3.org/XML/1998/namespace"> <{http://www.w3.org/XML/1998/namespace}b/> / `},
		{"a prefix declared after its use", `<p:a p:b="1" xmlns:p="u"/>`, `<{u}a {u}b="1" {http://www.w3.org/2000/xmlns/}p="u"/> `},
	} {
		if got, fault := everyWay(t, c.document, feed.Limits{}); got != c.want || fault != "" {
			t.Errorf("%s:\n%s%s\nwant\n%s", c.name, got, fault, c.want)
		}
	}
}

// TestOrderOfAttributes reads tags that follow the order of those before them, depart from
// it, and come back to it.
func TestOrderOfAttributes(t *testing.T) {
	const usual = `<b latitude="1.234567890123456" longitude="&#49;" id="x"/>`
	const unusual = `<b longitude='2' latitude="3" other="4"  id="5"/>`
	const want = `<b latitude="1.234567890123456" longitude="1" id="x"/> `
	document, wanted := "", ""
	for range 3 {
		document += usual + usual + unusual
		wanted += want + want + `<b longitude="2" latitude="3" other="4" id="5"/> `
	}
	if got, fault := everyWay(t, "<a>"+document+"</a>", feed.Limits{}); got != "<a> "+wanted+"/ " || fault != "" {
		t.Error(got, fault)
	}
	broken, places := feedtest.Marks("<a>" + document + `<b latitude="1" longitude="1" §latitude="2"/></a>`)
	wantFault := feedtest.Located("§: a second attribute latitude in one tag; remove one of them", places)
	if got, fault := everyWay(t, broken, feed.Limits{}); got != "<a> "+wanted || fault != wantFault {
		t.Error(got, fault)
	}
}
