package xmlscan_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sdano/xmlscan"
)

// TestHostileFilesAreNotReadWhole does not run beside other tests. The files
// have holes where they need not be read.
func TestHostileFilesAreNotReadWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hostile.xml")
	for _, h := range append(documentTypes, costly...) {
		whole := h.make(t)
		if err := os.WriteFile(path, whole[:min(len(whole), mib8)], 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, int64(len(whole))); err != nil {
			t.Fatal(err)
		}
		var err error
		cost := allocated(func() {
			var data []byte
			if data, err = xmlscan.ReadFile(path, xmlscan.Limits{}); err == nil {
				err = xmlscan.Check(data)
			}
		})
		if got := codeOf(err); got != h.code {
			t.Errorf("%s: %s, want %s: %v", h.name, got, h.code, err)
		}
		if cost > mib8 {
			t.Errorf("%s: %d bytes allocated", h.name, cost)
		}
	}
}

// put writes a file and returns its path.
func put(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.xml")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadFileReadsAsItIs(t *testing.T) {
	t.Parallel()
	element := "<э а='б'>&#1078;<!-- слово --><![CDATA[слово]]><?а б?></э>"
	for name, text := range map[string]string{
		"empty":         "",
		"small":         "<a/>",
		"no XML":        "PK\x03\x04",
		"large":         "<а>" + strings.Repeat(element, 100_000) + "</а>",
		"large, broken": "<а>" + strings.Repeat(element, 100_000) + "</б>",
		"long comment":  "<!--" + strings.Repeat("я", 2<<20) + "-->" + "<a>" + strings.Repeat(element, 50_000) + "</a>",
	} {
		path := put(t, []byte(text))
		if data, err := xmlscan.ReadFile(path, xmlscan.Standard); err != nil || string(data) != text {
			t.Errorf("%s: %d of %d bytes, %v", name, len(data), len(text), err)
		}
	}
}

// TestACutIsNoFault cuts documents anywhere: no such end may look like a fault
// of the whole.
func TestACutIsNoFault(t *testing.T) {
	t.Parallel()
	rich := string(inUTF8(t, file(t, "rich.xml")))
	name := strings.Repeat("Имя", 40)
	long := "<" + name + " " + name + "  =  '" + strings.Repeat("слово &amp; ", 100) + "'" + strings.Repeat(" ", 500) + "><!-- " + strings.Repeat("> ", 500) +
		"--><![CDATA[" + strings.Repeat("]] ", 500) + "]]>" + strings.Repeat("]]&#"+strings.Repeat("0", 500)+"32;", 3) + "<?" + name + " " + strings.Repeat("? ", 500) + "?></" + name + ">"
	for _, data := range []string{rich, long, string(cp1251(t, declare("windows-1251", long)))} {
		if err := xmlscan.Check([]byte(data)); err != nil {
			t.Fatal(err)
		}
		for n := range data {
			if xmlscan.Hopeless([]byte(data[:n])) {
				t.Fatalf("cut at %d: %v", n, xmlscan.Check([]byte(data[:n])))
			}
		}
	}
	for _, fault := range []string{"<!DOCTYPE a>", "<a b='' b=''>", "<a>&x;", "<a></b>", "<a>\x00"} {
		if !xmlscan.Hopeless([]byte(fault + strings.Repeat(" ", 1000))) {
			t.Errorf("%s may be healed", fault)
		}
	}
}

func TestReadFileKeepsTheSize(t *testing.T) {
	t.Parallel()
	limits := xmlscan.Limits{Size: 10, Text: 3}
	for text, ok := range map[string]bool{"<a>1</a>": true, "<a>12</a> ": true, "<a>12</a>  ": false} {
		data, err := xmlscan.ReadFile(put(t, []byte(text)), limits)
		if ok && (err != nil || string(data) != text) || !ok && codeOf(err) != xmlscan.CodeLimit {
			t.Errorf("%q: %q, %v", text, data, err)
		}
	}
}

func TestReadFileThatIsNotThere(t *testing.T) {
	t.Parallel()
	if _, err := xmlscan.ReadFile(filepath.Join(t.TempDir(), "нет.xml"), xmlscan.Limits{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := xmlscan.ReadFile(t.TempDir(), xmlscan.Limits{}); err == nil {
		t.Error("a folder is read")
	}
}

// TestReadFileOfUnknownSize reads pipes, which do not say how long they are.
func TestReadFileOfUnknownSize(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		data []byte
		code string
	}{
		"small":   {[]byte("<a/>"), ""},
		"large":   {[]byte("<a>" + strings.Repeat("<b/>", 2<<20) + "</a>"), ""},
		"hostile": {[]byte("<a>" + strings.Repeat("слово", 2<<20)), xmlscan.CodeLimit},
		"endless": {filled("<a>", "<b/>", strings.Repeat(" ", 1<<20)), xmlscan.CodeLimit},
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		path := fmt.Sprintf("/dev/fd/%d", r.Fd())
		if _, err := os.Stat(path); err != nil {
			t.Skip("no /dev/fd here")
		}
		go func() {
			w.Write(tc.data)
			w.Close()
		}()
		data, err := xmlscan.ReadFile(path, xmlscan.Limits{Size: 16 << 20})
		r.Close()
		if tc.code == "" && (err != nil || len(data) != len(tc.data)) || tc.code != "" && codeOf(err) != tc.code {
			t.Errorf("%s: %d of %d bytes, %v", name, len(data), len(tc.data), err)
		}
	}
}
