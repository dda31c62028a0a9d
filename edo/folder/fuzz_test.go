package folder_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sdano"
	"sdano/acceptance"
	"sdano/edo/folder"
)

// FuzzArchive: whatever lies in the inbox as a ZIP comes as documents with names
// that are names, or is moved to failed with a reason.
func FuzzArchive(f *testing.F) {
	f.Add([]byte(archiveOf(f, plain, "1.xml", "<x/>", "1.xml.sig", "s", `a\b.pdf`, "%PDF")))
	f.Add([]byte(archiveOf(f, plain, "../1.xml", "x", "2.sig", "s")))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, data []byte) {
		w := open(t, func(c *folder.Config) { c.MaxSize = 1 << 20 })
		w.write("p.zip", string(data))
		w.poll("")
		w.clock.Advance(2 * time.Second)
		in, _ := w.poll("")
		for _, d := range in {
			if d.FileName == "" || strings.ContainsAny(d.FileName, "/\\\x00") || !utf8.ValidString(d.FileName) || len(d.Content) == 0 {
				t.Errorf("came %q of %d bytes", d.FileName, len(d.Content))
			}
		}
		_, err := os.Stat(w.in("failed/p.zip.error.json"))
		if (err == nil) != (len(in) == 0) {
			t.Errorf("%d documents came, the reason of failure: %v", len(in), err)
		}
	})
}

// FuzzNames: whatever an answer is called, it is laid out.
func FuzzNames(f *testing.F) {
	for _, name := range []string{"УПД.xml", "../x", "CON.txt", "a:b", strings.Repeat("Ж", 300), "card.json"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		w := open(t)
		out := acceptance.Outgoing{Box: w.box, Attempt: sdano.NewID(), FileName: strings.ToValidUTF8(name, ""), Content: []byte("x")}
		if _, err := w.Send(context.Background(), out); err != nil {
			t.Fatal(err)
		}
		if left := w.left(); len(left) != 1 || left[0].Name != out.FileName || string(left[0].Content) != "x" {
			t.Errorf("left %v", left)
		}
	})
}
