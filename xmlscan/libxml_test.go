package xmlscan_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sdano/xmlscan"
)

// mutate changes a few bytes of a document where it hurts.
func mutate(r *rand.Rand, data []byte) []byte {
	pieces := []string{
		"<", ">", "&", "\"", "'", "/", "=", " ", "?", "!", "-", "]", ";", "\n", "\x01", "<a>", "</a>", "<a/>", "--", "]]>", "<!--", "-->",
		"&#1078;", "&#x1;", "&amp", "<?x?>", "<?xml?>", "<![CDATA[", "x='1'", " x='1'", ":", "1", "\xB9", "\xE0", "\xA0", "\xB5", "\xB7",
	}
	out := bytes.Clone(data)
	for range 1 + r.IntN(2) {
		at := r.IntN(len(out))
		end := min(len(out), at+1+r.IntN(3))
		switch r.IntN(4) {
		case 0:
			out = append(out[:at:at], out[end:]...)
		case 1:
			out = append(out[:at:at], append([]byte(pieces[r.IntN(len(pieces))]), out[at:]...)...)
		case 2:
			out = append(out[:at:at], append([]byte(pieces[r.IntN(len(pieces))]), out[end:]...)...)
		case 3:
			out = append(out[:at:at], append(bytes.Clone(out[at:end]), out[at:]...)...)
		}
	}
	return out
}

// comparable reports whether both readers are asked the same question: the
// declaration is untouched, and there is no document type and no byte that
// windows-1251 does not have.
func comparable(mutant, original []byte) bool {
	head := bytes.Index(original, []byte("?>")) + 2
	return bytes.HasPrefix(mutant, original[:head]) && !bytes.Contains(mutant, []byte("\x98")) &&
		!bytes.Contains(mutant, []byte("<!D"))
}

// TestVerdictsEqualThoseOfLibxml2 holds the scanner against an independent
// reader on damaged documents, in both encodings.
func TestVerdictsEqualThoseOfLibxml2(t *testing.T) {
	t.Parallel()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (libxml2-utils)")
	}
	cyrillic, err := os.ReadFile("testdata/declaration.xml")
	if err != nil {
		t.Fatal(err)
	}
	wide, err := charmap.Windows1251.NewDecoder().Bytes(bytes.Replace(cyrillic, []byte("windows-1251"), []byte("utf-8"), 1))
	if err != nil {
		t.Fatal(err)
	}
	dir, r := t.TempDir(), rand.New(rand.NewPCG(1152017, 509))
	args := []string{"--noout", "--nonet"}
	refused := map[string]error{}
	for i := 0; len(args) < 800; i++ {
		original := [][]byte{cyrillic, wide}[i%2]
		mutant := mutate(r, original)
		if !comparable(mutant, original) {
			continue
		}
		file := filepath.Join(dir, fmt.Sprintf("%04d.xml", i))
		if err := os.WriteFile(file, mutant, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
		if err := xmlscan.Check(mutant); err != nil {
			refused[file] = err
		}
	}
	out, _ := exec.Command(xmllint, args...).CombinedOutput()
	if len(refused) < 200 || len(refused) > 700 {
		t.Errorf("%d of %d mutants are refused: the mutations are too strong or too weak", len(refused), len(args)-2)
	}
	for _, file := range args[2:] {
		theirs := strings.Contains(string(out), file+":") && !onlyNamespaces(string(out), file)
		if err := refused[file]; (err != nil) != theirs {
			data, _ := os.ReadFile(file)
			t.Errorf("libxml2 refuses: %v; ours: %v\n%q", theirs, err, data)
		}
	}
}

// onlyNamespaces reports whether all that libxml2 says of a file is about
// prefixes, which have no meaning here.
func onlyNamespaces(out, file string) bool {
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, file+":") && !strings.Contains(line, "namespace error") {
			return false
		}
	}
	return true
}
