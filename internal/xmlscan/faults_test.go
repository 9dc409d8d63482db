package xmlscan_test

import (
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
	"github.com/xeipuuwjyxo/geocodefeed/internal/feedtest"
)

// TestFaults shows the message for everything that is not well-formed; § marks
// the place.
func TestFaults(t *testing.T) {
	for _, c := range []struct{ document, want string }{
		// The document as a whole.
		{"§", `§: the document is empty; XML has a root element`},
		{"\uFEFF§", `§: the document is empty; XML has a root element`},
		{" \n§", `§: the document has no root element; the file is cut; make it again`},
		{"<!-- a -->§", `§: the document has no root element; the file is cut; make it again`},
		{" §a,b", `§: the text does not begin with "<": it is not XML`},
		{"<?p?>§a<b/>", `§: text outside of the root element; remove it`},
		{"<a/> §b", `§: text outside of the root element; remove it`},
		{"<a/>§&#32;", `§: text outside of the root element; remove it`},
		{"<a/>§<![CDATA[]]>", `§: a CDATA section outside of the root element; remove it`},
		{"<a/>§<b/>", `§: a second root element, b; a document has one root element; remove the others`},
		{"<a></a>§</a>", `§: </a> ends nothing: no element is open; remove it`},
		{"§</a>", `§: </a> ends nothing: no element is open; remove it`},
		{`<?p?>§<!DOCTYPE a [<!ENTITY b "c">]><a/>`, `§: a document type declaration (DOCTYPE); remove it; feeds have none, and it is not read`},
		{`§<!DOCTYPE a PUBLIC "b"><a/>`, `§: a document type declaration (DOCTYPE); remove it; feeds have none, and it is not read`},
		{`<!DOCTYPE a>§<!DOCTYPE a><a/>`, `§: a second document type declaration; remove both`},
		{`§<!DOCTYPE a SYSTEM "b>`, `§: the document ends within a document type declaration; the file is cut; make it again`},
		{`<!DOCTYPE a><a>§<!DOCTYPE a></a>`, `§: "<!" begins neither a comment nor a CDATA section; write "<" as &lt; if it is text`},
		{"<a/>§<!DOCTYPE a>", `§: "<!" begins neither a comment nor a CDATA section; write "<" as &lt; if it is text`},
		// Cut documents.
		{"§<a b='1'", `§: the document ends within a tag; the file is cut; make it again`},
		{"<a>\n <b>c§", `§: the document ends within element b (opened at 2:2); the file is cut; make it again`},
		{"<a><b></b>§", `§: the document ends within element a (opened at 1:1); the file is cut; make it again`},
		{"<a>§<", `§: the document ends with "<"; the file is cut; make it again`},
		{"<a>§</a", `§: the document ends within an end tag; the file is cut; make it again`},
		{"<a>§<!-- b -", `§: the document ends within a comment; the file is cut; make it again`},
		{"<a>§<!-- b --", `§: the document ends within a comment; the file is cut; make it again`},
		{"<a>§<!", `§: the document ends within markup; the file is cut; make it again`},
		{"<a>§<![CDATA[ ]]", `§: the document ends within a CDATA section; the file is cut; make it again`},
		{"<a>§<?b c?", `§: the document ends within a processing instruction; the file is cut; make it again`},
		{"<a>§<?b", `§: the document ends within a processing instruction; the file is cut; make it again`},
		{"<a>b§&am", `§: the document ends within a reference; the file is cut; make it again`},
		{"§<?xml version='1.", `§: the document ends within the XML declaration; the file is cut; make it again`},
		// Tags.
		{"<§ a/>", `§: " " is not allowed after "<"; a "<" that begins no tag is written as &lt;`},
		{"<a>1 <§2</a>", `§: "2" is not allowed after "<"; a "<" that begins no tag is written as &lt;`},
		{"<a§=>", `§: "=" is not allowed in the name of an element; a name is of letters, digits, -, . and _, with one colon at most, after a prefix`},
		{"<a§:1/>", `§: ":" is not allowed in the name of an element; a name is of letters, digits, -, . and _, with one colon at most, after a prefix`},
		{"<a:b§:c/>", `§: ":" is not allowed in the name of an element; a name is of letters, digits, -, . and _, with one colon at most, after a prefix`},
		{"<a §/ >", `§: "/" is not allowed in a tag; end the tag with ">" or "/>"`},
		{"<a §b>", `§: attribute b has no value; write name="value"; a quote within a value is written as &quot;`},
		{"<a b=§c>", `§: the value of attribute b is not in quotes; write name="value"`},
		{"<a b=\"1\"§c=\"2\"/>", `§: no white space before attribute c; put a space there; a quote within a value is written as &quot;`},
		{"<a b=\"1\"§\"/>", `§: "\"" is not allowed in a tag; a tag holds name="value" pairs; a quote within a value is written as &quot;`},
		{"<a §=\"1\"/>", `§: "=" is not allowed in a tag; a tag holds name="value" pairs; a quote within a value is written as &quot;`},
		{"<a b§:=\"1\"/>", `§: ":" is not allowed in the name of an attribute; a name is of letters, digits, -, . and _, with one colon at most, after a prefix`},
		{"<a b=\"1§<2\"/>", `§: "<" in the value of attribute b; write it as &lt;, or close the value with a quote before it`},
		{"<a b='1' §b='2'/>", `§: a second attribute b in one tag; remove one of them`},
		{"<a x='1' y='' §x='2'/>", `§: a second attribute x in one tag; remove one of them`},
		{"<a>\n<b>§</a>", `§: </a> where </b> is due, for the element opened in line 2; end b first`},
		{"<a></§ a>", `§: " " is not allowed after "</"; an end tag is </ and the name of its element`},
		{"<a></a §b>", `§: "b" is not allowed in an end tag; end it with >`},
		// Text and references.
		{"<a>b §& c</a>", `§: "&" stands alone; write it as &amp;`},
		{"<a>AT§&T rocks</a>", `§: "&" stands alone; write it as &amp;`},
		{"<a b='§&;'/>", `§: "&" stands alone; write it as &amp;`},
		{"<a>§&nbsp;</a>", `§: the entity &nbsp; is not declared; write the character itself, or & as &amp;`},
		{"<a>§&AMP;</a>", `§: the entity &AMP; is not declared; write the character itself, or & as &amp;`},
		{"<a>§&#;</a>", `§: a character reference that is not of the form &#10; or &#xA;; write & as &amp; if none is meant`},
		{"<a>§&#X41;</a>", `§: a character reference that is not of the form &#10; or &#xA;; write & as &amp; if none is meant`},
		{"<a>§&#12a;</a>", `§: a character reference that is not of the form &#10; or &#xA;; write & as &amp; if none is meant`},
		{"<a>§&#0;</a>", `§: &#0; is no character that XML can hold; remove it`},
		{"<a b='§&#xD800;'/>", `§: &#xD800; is no character that XML can hold; remove it`},
		{"<a>§&#xFFFE;</a>", `§: &#xFFFE; is no character that XML can hold; remove it`},
		{"<a>§&#x110000;</a>", `§: &#x110000; is no character that XML can hold; remove it`},
		{"<a>§&#99999999999999999999;</a>", `§: &#99999999999999999999; is no character that XML can hold; remove it`},
		{"<a>b §]]></a>", `§: "]]>" in text; write it as ]]&gt;`},
		{"<a>b ]§]]></a>", `§: "]]>" in text; write it as ]]&gt;`},
		{"<a>§\x01</a>", `§: XML cannot hold the character U+0001; remove it`},
		{"<a>§\uFFFF</a>", `§: XML cannot hold the character U+FFFF; remove it`},
		// Comments, instructions, declarations.
		{"<!-- a §-- b --><c/>", `§: "--" within a comment; write "- -", or end the comment with "-->"`},
		{"<!-- a §---><c/>", `§: "--" within a comment; write "- -", or end the comment with "-->"`},
		{"<a>§<!b></a>", `§: "<!" begins neither a comment nor a CDATA section; write "<" as &lt; if it is text`},
		{"<a>§<![cdata[]]></a>", `§: "<!" begins neither a comment nor a CDATA section; write "<" as &lt; if it is text`},
		{"<?§ a?><b/>", `§: " " is not allowed after "<?"; a processing instruction begins with its name`},
		{"<?a§:b ?><b/>", `§: ":" is not allowed in the name of a processing instruction; a name is of letters, digits, -, . and _`},
		{"<?a§?b?><b/>", `§: "?" is not allowed in the name of a processing instruction; a name is of letters, digits, -, . and _`},
		{"<a/>§<?XML b?>", `§: a processing instruction named XML; the XML declaration is written <?xml …?>; other instructions need another name`},
		{"\n§<?xml version='1.0'?><a/>", `§: an XML declaration that is not at the start; move it to the very start of the document, or remove it`},
		{"<?xml§?><a/>", `§: the XML declaration is malformed; write <?xml version="1.0" encoding="utf-8"?>`},
		{"<?xml §encoding='utf-8'?><a/>", `§: the XML declaration is malformed; write <?xml version="1.0" encoding="utf-8"?>`},
		{"<?xml version='1.0§\"?><a/>", `§: the XML declaration is malformed; write <?xml version="1.0" encoding="utf-8"?>`},
		{"<?xml version='1.0'§encoding='utf-8'?><a/>", `§: the XML declaration is malformed; write <?xml version="1.0" encoding="utf-8"?>`},
		{"<?xml version='1.0' encoding='§8'?><a/>", `§: the XML declaration is malformed; write <?xml version="1.0" encoding="utf-8"?>`},
		{"<?xml version='1.0' standalone='y§'?><a/>", `§: the XML declaration is malformed; write <?xml version="1.0" encoding="utf-8"?>`},
		{"<?xml version='1.0' standalone='no' §encoding='utf-8'?><a/>", `§: the XML declaration is malformed; write <?xml version="1.0" encoding="utf-8"?>`},
		// Namespaces.
		{"§<p:a/>", `§: the prefix of p:a is bound to no namespace; declare it: xmlns:p="…"`},
		{"<a xmlns:p='u'><b/></a>§<c/>", `§: a second root element, c; a document has one root element; remove the others`},
		{"<a><b xmlns:p='u'/>§<p:c/></a>", `§: the prefix of p:c is bound to no namespace; declare it: xmlns:p="…"`},
		{"<a §p:b='1'/>", `§: the prefix of p:b is bound to no namespace; declare it: xmlns:p="…"`},
		{"§<xmlns:a/>", `§: the prefix of xmlns:a is bound to no namespace; declare it: xmlns:xmlns="…"`},
		{"<a xmlns:p='u' xmlns:q='u' p:b='1' §q:b='2'/>", `§: a second attribute b of the same namespace in one tag; remove one of them`},
		{"<a xmlns:p='u' p:b='1' §p:b='2'/>", `§: a second attribute p:b in one tag; remove one of them`},
		{"<a xmlns='u' §xmlns='v'/>", `§: a second attribute xmlns in one tag; remove one of them`},
		{"<a §xmlns:p=''/>", `§: the prefix p cannot be bound to no namespace`},
		{"<a §xmlns:xml='u'/>", `§: the prefix xml cannot be declared again`},
		{"<a §xmlns:xmlns='http://www.w3.org/2000/xmlns/'/>", `§: the prefix xmlns cannot be declared again`},
		{"<a §xmlns='http://www.w3.org/XML/1998/namespace'/>", `§: the namespace "http://www.w3.org/XML/1998/namespace" cannot be bound`},
		{"<a §xmlns:p='http://www.w3.org/2000/xmlns/'/>", `§: the namespace "http://www.w3.org/2000/xmlns/" cannot be bound`},
	} {
		document, places := feedtest.Marks(c.document)
		want := feedtest.Located(c.want, places)
		if _, got := everyWay(t, document, feed.Limits{}); got != want {
			t.Errorf("%q:\n%s\nwant\n%s", c.document, got, want)
		}
	}
}
