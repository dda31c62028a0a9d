package xmlscan_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"sdano"
	"sdano/xmlscan"
)

// big is the size of the large hostile documents.
const big = 100 << 20

// filled returns a document of about the size big with a head, as much of a
// filling as there is room for, and a tail.
func filled(head, filling, tail string) []byte {
	out := append(make([]byte, 0, big), head...)
	chunk := bytes.Repeat([]byte(filling), (1<<20)/len(filling))
	for len(out)+len(chunk)+len(tail) <= big {
		out = append(out, chunk...)
	}
	return append(out, tail...)
}

// hostile is a document that has to be refused, as this code.
type hostile struct {
	name string
	make func(testing.TB) []byte
	code string
}

func text(s string) func(testing.TB) []byte {
	return func(testing.TB) []byte { return []byte(s) }
}

func large(head, filling, tail string) func(testing.TB) []byte {
	return func(testing.TB) []byte { return filled(head, filling, tail) }
}

// utf16Text returns a text in UTF-16 with its mark.
func utf16Text(s string) []byte {
	out := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

const (
	xxe  = `<!DOCTYPE Файл [<!ENTITY x SYSTEM "file:///etc/passwd">]>`
	root = `<Файл>&x;</Файл>`
)

// documentTypes are shapes of document types and of what they serve for.
var documentTypes = []hostile{
	{"internal subset", text(`<!DOCTYPE Файл [<!ENTITY x "y">]>` + root), xmlscan.CodeDTD},
	{"external by SYSTEM", text(`<!DOCTYPE Файл SYSTEM "http://127.0.0.1:9/x.dtd">` + root), xmlscan.CodeDTD},
	{"external by PUBLIC", text(`<!DOCTYPE Файл PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd">` + root), xmlscan.CodeDTD},
	{"entity of a file", text(declare("utf-8", xxe+root)), xmlscan.CodeDTD},
	{"parameter entity", text(`<!DOCTYPE Файл [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>` + root), xmlscan.CodeDTD},
	{"billion laughs", laughs, xmlscan.CodeDTD},
	{"quadratic blow-up", quadratic, xmlscan.CodeDTD},
	{"after a comment", text("<!-- " + xxe + " -->" + xxe + root), xmlscan.CodeDTD},
	{"after an instruction and white space", text("<?x <!DOCTYPE?>\r\n\t " + xxe + root), xmlscan.CodeDTD},
	{"in UTF-16", func(testing.TB) []byte { return utf16Text(xxe + root) }, xmlscan.CodeEncoding},
	{"in windows-1251", func(t testing.TB) []byte { return cp1251(t, declare("windows-1251", xxe+root)) }, xmlscan.CodeDTD},
	{"in lower case", text(strings.ToLower(xxe) + root), xmlscan.CodeDTD},
	{"after a byte order mark", text("\xEF\xBB\xBF" + xxe + root), xmlscan.CodeDTD},
	{"in UTF-7", text("<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE a+AD4-<a/>"), xmlscan.CodeEncoding},
	{"in the root", text("<Файл>" + xxe + "</Файл>"), xmlscan.CodeDTD},
	{"after the root", text("<Файл/>" + xxe), xmlscan.CodeDTD},
	{"entity without a document type", text(`<!ENTITY x SYSTEM "file:///etc/passwd">` + root), xmlscan.CodeDTD},
	{"entity that is not declared", text(root), xmlscan.CodeSyntax},
	{"conditional section", text(`<![INCLUDE[` + xxe + `]]>` + root), xmlscan.CodeSyntax},
}

func laughs(testing.TB) []byte {
	var b strings.Builder
	b.WriteString("<!DOCTYPE a [<!ENTITY x0 'ха'>")
	for i := range 30 {
		fmt.Fprintf(&b, "<!ENTITY x%d '%s'>", i+1, strings.Repeat(fmt.Sprintf("&x%d;", i), 10))
	}
	return []byte(b.String() + "]><a>&x30;</a>")
}

func quadratic(testing.TB) []byte {
	return []byte("<!DOCTYPE a [<!ENTITY x '" + strings.Repeat("x", 1<<20) + "'>]><a>" + strings.Repeat("&x;", 1<<20) + "</a>")
}

// costly are documents whose size or shape is meant to cost time and memory.
var costly = []hostile{
	{"depth 100 000", text(strings.Repeat("<Файл>", 100_000)), xmlscan.CodeLimit},
	{"a million equal attributes", text("<a" + strings.Repeat(" a='1'", 1_000_000) + "/>"), xmlscan.CodeSyntax},
	{"a million attributes", func(testing.TB) []byte { return []byte("<a" + attributes(1_000_000) + "/>") }, xmlscan.CodeLimit},
	{"a million references", text("<a>" + strings.Repeat("&#1078;", 1_000_000) + "</a>"), xmlscan.CodeLimit},
	{"a million references in a value", text("<a b='" + strings.Repeat("&#x436;", 1_000_000) + "'/>"), xmlscan.CodeLimit},
	{"100 MB of text", large("<a>", "слово ", "</a>"), xmlscan.CodeLimit},
	{"100 MB of text in windows-1251", large(declare("windows-1251", "<a>"), "\xF1\xEB\xEE\xE2\xEE\n", "</a>"), xmlscan.CodeLimit},
	{"100 MB of text after 100 000 lines", large("<a>"+strings.Repeat("\r\n<b/>", 100_000), "\r", "</a>"), xmlscan.CodeLimit},
	{"100 MB of brackets", large("<a>", "]", "</a>"), xmlscan.CodeLimit},
	{"100 MB of attribute", large("<a b='", "слово ", "'/>"), xmlscan.CodeLimit},
	{"100 MB of attribute without end", large("<a b='", "\"\t", ""), xmlscan.CodeLimit},
	{"100 MB of comment", large("<!--", "- слово", "--><a/>"), xmlscan.CodeLimit},
	{"100 MB of CDATA", large("<a><![CDATA[", "]] >", "]]></a>"), xmlscan.CodeLimit},
	{"100 MB of instruction", large("<?a ", "? ", "?><a/>"), xmlscan.CodeLimit},
	{"100 MB of element name", large("<", "я", "/>"), xmlscan.CodeLimit},
	{"100 MB of attribute name", large("<a ", "a", "=''/>"), xmlscan.CodeLimit},
	{"100 MB of end tag", large("<a></", "a", ">"), xmlscan.CodeLimit},
	{"100 MB of instruction name", large("<?", "a", "?><a/>"), xmlscan.CodeLimit},
	{"100 MB of reference", large("<a>&", "a", ";</a>"), xmlscan.CodeSyntax},
	{"100 MB of zeros in a reference", large("<a>&#", "0", "32;</a>"), xmlscan.CodeSyntax},
	{"100 MB of encoding", large("<?xml version='1.0' encoding='", "a", "'?><a/>"), xmlscan.CodeSyntax},
	{"100 MB of white space before the root", large("", " \n", "<a/>"), xmlscan.CodeLimit},
	{"100 MB of white space after the root", large("<a/>", " \n", ""), xmlscan.CodeLimit},
	{"100 MB of white space in the declaration", large("<?xml", " ", "version='1.0'?><a/>"), xmlscan.CodeLimit},
	{"100 MB of white space in a tag", large("<a", "\t", "/>"), xmlscan.CodeLimit},
	{"100 MB of white space before =", large("<a b", "\n", "=''/>"), xmlscan.CodeLimit},
	{"100 MB of white space after =", large("<a b=", "\r", "''/>"), xmlscan.CodeLimit},
	{"100 MB of white space in an end tag", large("<a></a", " ", ">"), xmlscan.CodeLimit},
	{"100 MB of zeros", large("", "\x00", ""), xmlscan.CodeEncoding},
	{"100 MB of broken UTF-8", large(declare("utf-8", "<a>"), "\xD0", "</a>"), xmlscan.CodeEncoding},
	{"100 MB of 0x98", large(declare("windows-1251", "<a>"), "\x98", "</a>"), xmlscan.CodeEncoding},
	{"more than 100 MiB", func(testing.TB) []byte { return append(filled("<a>", "<b/>", "</a>"), make([]byte, 1<<20)...) }, xmlscan.CodeLimit},
}

// allocated returns how many bytes are allocated while do runs.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// mib8 is what a hostile document may cost in memory.
const mib8 = 8 << 20

func codeOf(err error) string {
	if e := sdano.AsError(err); err != nil && len(e.Findings) == 1 {
		return e.Findings[0].Code
	}
	return fmt.Sprint(err)
}

// TestHostileDocumentsAreRefusedCheaply does not run beside other tests, whose
// memory would be counted.
func TestHostileDocumentsAreRefusedCheaply(t *testing.T) {
	for _, h := range append(documentTypes, costly...) {
		data := h.make(t)
		var err error
		cost := allocated(func() { err = xmlscan.Check(data) })
		if got := codeOf(err); got != h.code {
			t.Errorf("%s: %s, want %s: %v", h.name, got, h.code, err)
		}
		if cost > mib8 {
			t.Errorf("%s: %d bytes allocated", h.name, cost)
		}
		if e := sdano.AsError(err); len(e.Message) > 4096 {
			t.Errorf("%s: a message of %d bytes", h.name, len(e.Message))
		}
	}
}

func BenchmarkHostile(b *testing.B) {
	for _, h := range append(documentTypes, costly...) {
		b.Run(h.name, func(b *testing.B) {
			data := h.make(b)
			b.ReportAllocs()
			for b.Loop() {
				if xmlscan.Check(data) == nil {
					b.Fatal("accepted")
				}
			}
		})
	}
}

// sample is a document with every construct.
func sample(t testing.TB) (single, wide []byte) {
	t.Helper()
	single = bytes.TrimRight(file(t, "rich.xml"), "\n")
	return single, inUTF8(t, single)
}

func TestEveryTruncationIsRefused(t *testing.T) {
	t.Parallel()
	single, wide := sample(t)
	for name, data := range map[string][]byte{"windows-1251": single, "utf-8": wide} {
		whole := bytes.LastIndexByte(data[:bytes.LastIndex(data, []byte("<?"))], '>') + 1
		s := xmlscan.New(nil)
		for n := range whole {
			s.Reset(data[:n:n])
			if err := s.Finish(); codeOf(err) != xmlscan.CodeSyntax && codeOf(err) != xmlscan.CodeEncoding && codeOf(err) != xmlscan.CodeDTD {
				t.Errorf("%s cut at %d: %v", name, n, err)
			}
		}
	}
}

func TestBytesOutsideOfTheEncodingAreRefusedEverywhere(t *testing.T) {
	t.Parallel()
	single, wide := sample(t)
	for name, tc := range map[string]struct {
		data  []byte
		wrong string
	}{"0x98": {single, "\x98"}, "lone byte": {wide, "\xD0"}, "continuation": {wide, "\x80"}, "overlong": {wide, "\xC0\x80"}, "surrogate": {wide, "\xED\xA0\x80"}, "zero": {wide, "\x00"}} {
		for i := range len(tc.data) + 1 {
			broken := append(append(bytes.Clone(tc.data[:i]), tc.wrong...), tc.data[i:]...)
			padded := name == "zero" && i == len(tc.data) // files are filled up so
			if err := xmlscan.Check(broken); err == nil && !padded {
				t.Errorf("%s at %d is accepted", name, i)
			}
		}
	}
}
