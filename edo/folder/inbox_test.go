package folder_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/acceptance"
	"sdano/edo/folder"
)

// TestAFileIsTakenAfterItStoodStill for two seconds, as often as it changes.
func TestAFileIsTakenAfterItStoodStill(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("")
	w.write("1.xml", "<half")
	look := func(after time.Duration, want ...string) string {
		t.Helper()
		w.clock.Advance(after)
		in, next := w.poll("")
		w.wantTold(in, want...)
		return next
	}
	look(time.Hour)
	w.write("1.xml", "<half/>")
	look(time.Minute)
	look(2*time.Second - time.Nanosecond)
	w.write("1.xml.sig", "s")
	look(time.Nanosecond)
	cursor := look(2*time.Second, "1.xml=<half/>|s")
	w.wantNames("1.xml", "1.xml.sig")
	w.poll(cursor)
	w.wantNames("done/1.xml", "done/1.xml.sig")
}

// TestAFileThatChangedAfterItWasReadIsNew: only what was read is moved away.
func TestAFileThatChangedAfterItWasReadIsNew(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.write("1.xml", "old")
	w.write("2.xml", "gone")
	in, cursor := w.ripe("")
	w.wantTold(in, "1.xml=old", "2.xml=gone")
	w.write("1.xml", "newer")
	w.must(os.Remove(w.in("2.xml")))
	in, cursor = w.ripe(cursor)
	w.wantTold(in, "1.xml=newer")
	w.poll(cursor)
	w.wantNames("done/1.xml")
}

// TestTwoProcessesAtOneInbox: what one has taken is settled by the other, also
// when new files keep coming.
func TestTwoProcessesAtOneInbox(t *testing.T) {
	t.Parallel()
	w := open(t)
	second := &world{T: t, c: w.c, clock: w.clock, box: w.box, Operator: folder.New(w.c)}
	cursor := ""
	times := map[string]int{}
	for round := range 12 {
		w.write(fmt.Sprintf("%02d.txt", round), "x")
		for _, node := range []*world{w, second} {
			in, next := node.poll(cursor)
			cursor = next
			for _, d := range in {
				times[d.FileName]++
			}
			w.clock.Advance(2 * time.Second)
		}
	}
	in, _ := w.ripe(cursor)
	for _, d := range in {
		times[d.FileName]++
	}
	if len(times) != 12 {
		t.Errorf("came: %v", times)
	}
	for name, n := range times {
		if n != 1 {
			t.Errorf("%s came %d times", name, n)
		}
	}
}

func TestSignatures(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, name := range []string{"a.xml", "a.xml.SGN", "a.xml.p7s", "a.xml.Sig", "b.pdf", "b.zip", "b.zip.sig"} {
		w.write(name, name)
	}
	in, cursor := w.ripe("")
	w.wantTold(in, "a.xml=a.xml|a.xml.SGN|a.xml.Sig|a.xml.p7s", "b.pdf=b.pdf", "b.zip=b.zip|b.zip.sig")
	for _, d := range in {
		if !d.Package.IsZero() {
			t.Errorf("%s is in a package", d.FileName)
		}
	}
	w.poll(cursor)
	w.wantNames("done/a.xml", "done/a.xml.SGN", "done/a.xml.Sig", "done/a.xml.p7s", "done/b.pdf", "done/b.zip", "done/b.zip.sig")
}

// TestALoneSignatureWaitsForItsFile for ten minutes.
func TestALoneSignatureWaitsForItsFile(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.write("1.xml.sig", "s")
	w.write("2.xml.sig", "s")
	in, _ := w.ripe("")
	w.wantTold(in)
	w.write("1.xml", "late")
	in, cursor := w.ripe("")
	w.wantTold(in, "1.xml=late|s")
	w.poll(cursor)
	w.clock.Advance(10 * time.Minute)
	w.poll(cursor)
	w.wantNames("done/1.xml", "done/1.xml.sig", "failed/2.xml.sig", "failed/2.xml.sig.error.json")
}

func TestWhatIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := open(t)
	names := []string{".hidden.xml", "1.xml.tmp", "2.PART", "Thumbs.db"}
	for _, name := range names {
		w.write(name, "x")
	}
	w.write("done/1.xml", "x")
	w.write("failed/2.xml", "x")
	if runtime.GOOS != "windows" {
		secret := filepath.Join(t.TempDir(), "secret")
		w.must(os.WriteFile(secret, []byte("secret"), 0o600))
		w.must(os.Symlink(secret, w.in("link.xml")))
		w.must(os.Symlink(filepath.Dir(secret), w.in("folder")))
	}
	in, _ := w.ripe("")
	w.wantTold(in)
	if _, err := os.Stat(w.in("failed/2.xml.error.json")); err == nil {
		t.Error("what had failed before was looked at")
	}
}

// TestAnUnfinishedPackageWaits: a package one of whose files is being written is
// not taken without it.
func TestAnUnfinishedPackageWaits(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.write("p/1.xml", "1")
	w.write("p/2.xml.part", "2")
	in, _ := w.ripe("")
	w.wantTold(in)
	w.must(os.Rename(w.in("p/2.xml.part"), w.in("p/2.xml")))
	in, _ = w.ripe("")
	w.wantTold(in, "1.xml=1", "2.xml=2")
}

func TestAPackageInASubfolder(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, name := range []string{"p/1.xml", "p/1.xml.sig", "p/sub/1.xml", "p/.DS_Store", "p/.git/x"} {
		w.write(name, name)
	}
	w.write("q/1.xml", "q")
	in, cursor := w.ripe("")
	w.wantTold(in, "1.xml=p/1.xml|p/1.xml.sig", "1.xml=p/sub/1.xml", "1.xml=q")
	p, q := in[0].Package, in[2].Package
	if p.IsZero() || q.IsZero() || in[1].Package != p || p == q {
		t.Errorf("packages %s, %s, %s", p, in[1].Package, q)
	}
	again, _ := w.poll("")
	if again[0].Package != p {
		t.Error("the same package has another id")
	}
	w.poll(cursor)
	w.wantNames("done/p/.DS_Store", "done/p/.git/x", "done/p/1.xml", "done/p/1.xml.sig", "done/p/sub/1.xml", "done/q/1.xml")
}

// archiveOf returns a ZIP of names and contents.
func archiveOf(t testing.TB, change func(*zip.FileHeader), files ...string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		h := &zip.FileHeader{Name: files[i], Method: zip.Deflate}
		change(h)
		f, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte(files[i+1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func plain(*zip.FileHeader) {}

// unknownMethod returns an archive whose entry is packed in a way of the future.
func unknownMethod(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	f, err := z.CreateRaw(&zip.FileHeader{Name: "1", Method: 99, CompressedSize64: 1, UncompressedSize64: 1})
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte("x"))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAPackageInAnArchive(t *testing.T) {
	t.Parallel()
	w := open(t)
	dos, err := charmap.CodePage866.NewEncoder().String("Счёт.pdf")
	w.must(err)
	w.write("p.ZIP", archiveOf(t, func(h *zip.FileHeader) { h.NonUTF8 = !strings.HasPrefix(h.Name, "Акт") },
		"Акт.xml", "<а/>", "Акт.xml.p7s", "s", dos, "%PDF", `folder\2.xml`, "2", "../../3.xml", "3", "__MACOSX/._1.xml", "m", "folder/", "", "x.part", "part"))
	in, cursor := w.ripe("")
	w.wantTold(in, "3.xml=3", "2.xml=2", "x.part=part", "Акт.xml=<а/>|s", "Счёт.pdf=%PDF")
	for _, d := range in {
		if d.Package.IsZero() || d.Package != in[0].Package {
			t.Errorf("%s is in package %s", d.FileName, d.Package)
		}
	}
	w.poll(cursor)
	w.wantNames("done/p.ZIP")
}

// TestRefusals: what can never be taken is moved to failed, whole and with a
// reason, and harms nothing else.
func TestRefusals(t *testing.T) {
	t.Parallel()
	limits := func(c *folder.Config) { c.MaxSize, c.MaxDocuments = 1<<20, 3 }
	bomb := archiveOf(t, plain, "1.xml", strings.Repeat("0", 1<<20+1))
	whole := archiveOf(t, plain, "1.xml", strings.Repeat("01234567", 1000))
	for name, tc := range map[string]struct {
		files []string
		code  string
	}{
		"empty file":       {[]string{"1.xml", ""}, "empty_file"},
		"empty signature":  {[]string{"1.xml", "x", "1.xml.sig", ""}, "empty_file"},
		"large file":       {[]string{"1.xml", strings.Repeat("x", 1<<20+1)}, "too_large"},
		"large package":    {[]string{"p/1.xml", strings.Repeat("x", 1<<20), "p/2.xml", "x"}, "too_large"},
		"long package":     {[]string{"p/1", "x", "p/2", "x", "p/3", "x", "p/4", "x"}, "long_package"},
		"empty package":    {[]string{"p/.hidden", "x"}, "empty_package"},
		"lone signature":   {[]string{"p/1.xml", "x", "p/2.xml.sig", "x"}, "lone_signature"},
		"no archive":       {[]string{"p.zip", "x"}, "bad_archive"},
		"cut archive":      {[]string{"p.zip", whole[:len(whole)/2]}, "bad_archive"},
		"broken archive":   {[]string{"p.zip", strings.Replace(whole, whole[40:60], strings.Repeat("\xff", 20), 1)}, "bad_archive"},
		"archive of bomb":  {[]string{"p.zip", bomb}, "too_large"},
		"empty archive":    {[]string{"p.zip", archiveOf(t, plain)}, "empty_package"},
		"locked archive":   {[]string{"p.zip", archiveOf(t, func(h *zip.FileHeader) { h.Flags |= 1 }, "1", "x")}, "locked_archive"},
		"archive of twins": {[]string{"p.zip", archiveOf(t, plain, "1", "x", "1", "y")}, "same_names"},
		"unknown method":   {[]string{"p.zip", unknownMethod(t)}, "bad_archive"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, limits)
			w.write("~good.xml", "good")
			for i := 0; i < len(tc.files); i += 2 {
				w.write(tc.files[i], tc.files[i+1])
			}
			in, cursor := w.ripe("")
			w.wantTold(in, "~good.xml=good")
			w.poll(cursor)
			top, _, _ := strings.Cut(tc.files[0], "/")
			text, err := os.ReadFile(w.in("failed/" + top + ".error.json"))
			w.must(err)
			var told struct{ Code, Message, Remedy, At string }
			w.must(json.Unmarshal(text, &told))
			if told.Code != tc.code || told.Message == "" || told.Remedy == "" || told.At != "2026-04-10T09:00:02" {
				t.Errorf("the reason is %s", text)
			}
			for i := 0; i < len(tc.files); i += 2 {
				if _, err := os.Stat(w.in("failed/" + tc.files[i])); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestNamesInDoneAreNotOverwritten: the same name may come again and again.
func TestNamesInDoneAreNotOverwritten(t *testing.T) {
	t.Parallel()
	w := open(t)
	cursor := ""
	for i := range 3 {
		w.write("1.xml", fmt.Sprint("content ", i))
		if i == 1 {
			w.write("1.xml.sig", "s")
		}
		_, cursor = w.ripe(cursor)
		w.poll(cursor)
		w.write("empty.xml", "")
		w.ripe(cursor)
	}
	w.wantNames("done/(2) 1.xml", "done/(2) 1.xml.sig", "done/(3) 1.xml", "done/1.xml",
		"failed/(2) empty.xml", "failed/(2) empty.xml.error.json", "failed/(3) empty.xml", "failed/(3) empty.xml.error.json",
		"failed/empty.xml", "failed/empty.xml.error.json")
}

// TestBoxesCannotLeaveTheInbox: an id is a name of one folder.
func TestBoxesCannotLeaveTheInbox(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, id := range []string{"..", "../x@folder", "", "/etc", `a\b`, "a/b", "c:"} {
		if _, _, _, err := w.Poll(context.Background(), acceptance.Box{ID: id}, ""); err == nil {
			t.Errorf("%q was polled", id)
		}
		if _, err := w.Send(context.Background(), acceptance.Outgoing{Box: acceptance.Box{ID: id}, Attempt: sdano.NewID()}); err == nil {
			t.Errorf("%q was sent from", id)
		}
	}
}

// TestNamesThatAreNoText: names of old systems have bytes that are no text.
func TestNamesThatAreNoText(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.poll("")
	if err := os.WriteFile(w.in("\xcf\xf0\xe8.xml"), []byte("x"), 0o644); err != nil {
		t.Skipf("this file system takes text only: %v", err)
	}
	in, cursor := w.ripe("")
	w.wantTold(in, "_.xml=x")
	w.poll(cursor)
	w.wantNames("done/\xcf\xf0\xe8.xml")
}
