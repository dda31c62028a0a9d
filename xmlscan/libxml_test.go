package xmlscan_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"testing"

	"sdano"
	"sdano/internal/oracle"
	"sdano/xmlscan"
)

// pieces are what mutations insert.
var pieces = []string{
	"<", ">", "&", "\"", "'", "/", "=", " ", "?", "!", "-", "]", ";", "#", "\n", "\t", "\r", "\x01", "\x00", "\x7F", "<a>", "</a>", "<a/>",
	"--", "]]>", "<!--", "-->", "<!--->", "<![CDATA[", "<?x?>", "<?x", "?>", "<?xml?>", "<?xml version='1.0'?>", "&#1078;", "&#x1;", "&#x10FFFF;", "&#x110000;",
	"&#000000000000000000000000000000000000032;", "&#;", "&#xD800;", "&amp", "&amp;", "&quot;", "&a;", "x='1'", " x='1'", " x='1' x='2'", ":", "1", ".",
	" xmlns:a='urn:a' xmlns:b='urn:a' a:x='' b:x=''", " xmlns='urn:c'", " xmlns:a=''", " a:x='' a:x=''", " xml:lang='ru'", "<a:b/>", "<:b/>", "<a:/>", "<a:b:c/>",
	"\xB9", "\xE0", "\xA0", "\xB5", "\xB7", "\xD7", "\x98", "\x98\x98", "\xC3\x97", "\xE2\x84\x96", "\xEF\xBF\xBE", "\xF0\x9F\x98\x80", "\xED\xA0\x80", "\xC0\x80", "\xCC\x81",
	"version='1.1'", "1.1", "1.22", "2.0", "0.9", " standalone='no'", "yes", "no", "encoding", " encoding='utf-8'", "UTF-8", "version",
}

// mutate changes a few bytes of a document where it hurts.
func mutate(r *rand.Rand, data []byte) []byte {
	out := bytes.Clone(data)
	region := len(out)
	if r.IntN(5) == 0 {
		region = 70 // the XML declaration
	}
	for range 1 + r.IntN(2) {
		at := r.IntN(min(region, len(out)))
		end := min(len(out), at+1+r.IntN(3))
		piece := []byte(pieces[r.IntN(len(pieces))])
		switch r.IntN(5) {
		case 0:
			out = append(out[:at:at], out[end:]...)
		case 1:
			out = append(out[:at:at], append(piece, out[at:]...)...)
		case 2:
			out = append(out[:at:at], append(piece, out[end:]...)...)
		case 3:
			out = append(out[:at:at], append(bytes.Clone(out[at:end]), out[at:]...)...)
		case 4:
			from := r.IntN(len(out))
			part := bytes.Clone(out[from:min(len(out), from+r.IntN(40))])
			out = append(out[:at:at], append(part, out[at:]...)...)
		}
	}
	return out
}

// differ are the differences from libxml2 that the package comment states, by
// the findings and, where they do not suffice, the documents that show them.
var differ = []struct{ code, message, document string }{
	{xmlscan.CodeDTD, "", ""},
	{xmlscan.CodeEncoding, "^(кодировка .* не поддерживается|файл в кодировке UTF-16|объявлена кодировка windows-1251)", ""},
	{xmlscan.CodeSyntax, "^после корневого элемента стоит лишнее: (байт 0x98|знак с кодом 0$)", ""},
	{xmlscan.CodeSyntax, "^объявление .* не в начале файла", `<\?([Xx][Mm]L|[Xx]M[Ll]|X[Mm][Ll])\b`},
}

// deliberate reports whether a document is refused for one of the stated
// differences.
func deliberate(t *testing.T, data []byte, err error) bool {
	t.Helper()
	if err == nil {
		return false
	}
	f := sdano.AsError(err).Findings[0]
	for _, d := range differ {
		if f.Code == d.code && regexp.MustCompile(d.message).MatchString(f.Message) && regexp.MustCompile(d.document).Match(data) {
			return true
		}
	}
	return false
}

// TestVerdictsEqualThoseOfLibxml2 holds the scanner against an independent
// reader on damaged documents, in both encodings. SDANO_MUTANTS says on how
// many; 4000 if it is not set.
func TestVerdictsEqualThoseOfLibxml2(t *testing.T) {
	t.Parallel()
	oracle.Xmllint(t)
	var originals [][]byte
	for _, name := range []string{"declaration.xml", "rich.xml", "buyer.xml", "rich.xml"} {
		data := file(t, name)
		originals = append(originals, data, inUTF8(t, data))
	}
	r := rand.New(rand.NewPCG(1152017, 509))
	for left := mutants(t, 4000); left > 0; left -= 4000 {
		compare(t, r, originals, min(left, 4000))
	}
}

// mutants returns how many mutants are asked for.
func mutants(t *testing.T, standard int) int {
	t.Helper()
	text := os.Getenv("SDANO_MUTANTS")
	if text == "" {
		return standard
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("SDANO_MUTANTS is %q, not a number of documents", text)
	}
	return n
}

// compare asks both readers about so many mutants.
func compare(t *testing.T, r *rand.Rand, originals [][]byte, count int) {
	t.Helper()
	docs := make([][]byte, count)
	for i := range docs {
		docs[i] = mutate(r, originals[i%len(originals)])
	}
	accepted, refused, aside := 0, 0, 0
	for i, theirs := range oracle.WellFormed(t, docs) {
		err := xmlscan.Check(docs[i])
		switch {
		case deliberate(t, docs[i], err):
			aside++
			continue
		case err == nil:
			accepted++
		default:
			refused++
		}
		if (err == nil) != theirs {
			t.Errorf("libxml2 accepts: %v; ours: %v\n%q", theirs, err, docs[i])
		}
	}
	t.Logf("%d accepted, %d refused, %d differ as stated", accepted, refused, aside)
	if accepted < count/10 || refused < count/5 || aside > count/10 {
		t.Errorf("of %d mutants %d are accepted, %d refused, %d set aside: the mutations are too strong or too weak", count, accepted, refused, aside)
	}
}

// TestPrologVerdicts states what the mutants seldom meet.
func TestPrologVerdicts(t *testing.T) {
	t.Parallel()
	var docs [][]byte
	for _, version := range []string{"1.0", "1.1", "1.9", "1.10", "1.00", "2.0", "0.9", "1", "1.x", "1.0.0", "1.", "01.0", "", " 1.0", "1,0", "11.0"} {
		docs = append(docs, []byte("<?xml version='"+version+"'?><a/>"))
	}
	for _, rest := range []string{
		"", " ", "\n", " encoding='utf-8'", "encoding='utf-8'", "  encoding = \"UTF-8\" ", " encoding='utf-8' standalone='yes'", " encoding='utf-8'standalone='yes'", "standalone='yes'", " standalone='no'",
		" standalone='no' encoding='utf-8'", " standalone='maybe'", " encoding=utf-8", " encoding", " a='b'",
		" encoding='utf-8' encoding='utf-8'", " version='1.0'", " encoding=''", " encoding='-8'", " encoding='utf-8\"",
	} {
		docs = append(docs, []byte("<?xml version='1.0'"+rest+"?><a/>"), []byte("<?xml\tversion=\"1.0\""+rest+"><a/>"))
	}
	for i, theirs := range oracle.WellFormed(t, docs) {
		if err := xmlscan.Check(docs[i]); (err == nil) != theirs {
			t.Errorf("libxml2 accepts: %v; ours: %v\n%q", theirs, err, docs[i])
		}
	}
}

// TestZeroBytesThatFillUpAFile: some storages pad files to whole blocks.
func TestZeroBytesThatFillUpAFile(t *testing.T) {
	t.Parallel()
	for doc, accepted := range map[string]bool{
		"<a/>\x00": true, "<a/>\n\x00\x00\n \x00": true, "<a/>\x00<b/>": false, "<a/>\x00x": false, "<a>\x00</a>": false, "\x00<a/>": false,
	} {
		if err := xmlscan.Check([]byte(doc)); (err == nil) != accepted {
			t.Errorf("%q: %v", doc, err)
		}
	}
}
