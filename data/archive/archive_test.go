package archive_test

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sdano"
	"sdano/data"
	"sdano/data/archive"
)

// signer is a maker of archives.
type signer struct {
	private ed25519.PrivateKey
	public  []byte
	key     archive.Key
}

func newSigner(t *testing.T) signer {
	t.Helper()
	private, public, err := archive.Generate()
	if err != nil {
		t.Fatal(err)
	}
	key, err := archive.ParsePrivate(private)
	if err != nil {
		t.Fatal(err)
	}
	open, err := archive.ParsePublic(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer{key, public, archive.Key{Name: "maker", Public: open}}
}

// fixed is the embedded table of contributions with another sum for 2027.
func fixed(t *testing.T, sum string) fstest.MapFS {
	t.Helper()
	text, err := data.EmbeddedFile("contributions.json")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), `"fixed": "61154"`, `"fixed": "`+sum+`"`, 1)
	return fstest.MapFS{"contributions.json": {Data: []byte(changed)}, "README.md": {Data: []byte("not a table")}}
}

func noon(day int) time.Time { return time.Date(2026, 11, day, 12, 0, 0, 0, time.UTC) }

func pack(t *testing.T, s signer, sum string, day int) []byte {
	t.Helper()
	raw, err := archive.Pack(fixed(t, sum), "взносы", noon(day), s.private)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// sumOf is the fixed contribution of 2027.
func sumOf(t *testing.T, tables *data.Tables) string {
	t.Helper()
	return tables.Contributions[len(tables.Contributions)-1].Fixed.String()
}

func code(err error) string {
	var e *sdano.Error
	if errors.As(err, &e) && e.Remedy != "" {
		return e.Code
	}
	return ""
}

func TestAnArchiveHoldsWhatWasPacked(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	raw := pack(t, s, "70000", 1)
	if again := pack(t, s, "70000", 1); !bytes.Equal(raw, again) {
		t.Error("the same tables make other bytes")
	}
	a, err := archive.Open(raw, []archive.Key{{Name: "other", Public: newSigner(t).key.Public}, s.key})
	if err != nil {
		t.Fatal(err)
	}
	if a.Name != "взносы" || !a.Made.Equal(noon(1)) || len(a.Files) != 1 || len(a.ID) != 12 || a.Signer.Name != "maker" || len(a.Signer.ID()) != 16 {
		t.Errorf("%+v", a.Manifest)
	}
	tables, err := a.Tables()
	if err != nil {
		t.Fatal(err)
	}
	if sum := sumOf(t, tables); sum != "70000.00" {
		t.Errorf("sum %s", sum)
	}
}

func TestWrongTablesAreNotPacked(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	if _, err := archive.Pack(fixed(t, "0"), "x", noon(1), s.private); code(err) != "bad_table" {
		t.Errorf("%v", err)
	}
	if _, err := archive.Pack(fstest.MapFS{}, "x", noon(1), s.private); code(err) != "bad_archive" {
		t.Errorf("%v", err)
	}
}

// rewrite changes the files of a ZIP; a nil text drops the file.
func rewrite(t *testing.T, raw []byte, change map[string][]byte, twice ...string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{}
	var names []string
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if texts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
	}
	for name, text := range change {
		if _, ok := texts[name]; !ok {
			names = append(names, name)
		}
		texts[name] = text
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Concat(names, twice) {
		if texts[name] == nil {
			continue
		}
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(texts[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// manifest signs a manifest anew.
func manifest(s signer, text string) map[string][]byte {
	return map[string][]byte{"manifest.json": []byte(text), "manifest.sig": ed25519.Sign(s.private, []byte("sdano tables 1\n"+text))}
}

func TestArchivesThatAreNotRight(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	raw := pack(t, s, "70000", 1)
	for name, tc := range map[string]struct {
		raw  []byte
		keys []archive.Key
		want string
	}{
		"nobody is trusted":          {raw, nil, "untrusted_archive"},
		"signed by another":          {raw, []archive.Key{newSigner(t).key}, "untrusted_archive"},
		"not a ZIP":                  {[]byte("PK"), []archive.Key{s.key}, "bad_archive"},
		"too large":                  {make([]byte, archive.MaxSize+1), []archive.Key{s.key}, "bad_archive"},
		"no manifest":                {rewrite(t, raw, map[string][]byte{"manifest.json": nil}), []archive.Key{s.key}, "bad_archive"},
		"no signature":               {rewrite(t, raw, map[string][]byte{"manifest.sig": nil}), []archive.Key{s.key}, "bad_archive"},
		"a cut signature":            {rewrite(t, raw, map[string][]byte{"manifest.sig": []byte("x")}), []archive.Key{s.key}, "untrusted_archive"},
		"a changed manifest":         {rewrite(t, raw, map[string][]byte{"manifest.json": []byte("{}")}), []archive.Key{s.key}, "untrusted_archive"},
		"a changed table":            {rewrite(t, raw, map[string][]byte{"contributions.json": []byte("{}")}), []archive.Key{s.key}, "bad_archive"},
		"a table too many":           {rewrite(t, raw, map[string][]byte{"usn.json": []byte("{}")}), []archive.Key{s.key}, "bad_archive"},
		"a table too few":            {rewrite(t, raw, map[string][]byte{"contributions.json": nil}), []archive.Key{s.key}, "bad_archive"},
		"a file outside":             {rewrite(t, raw, map[string][]byte{"../usn.json": []byte("{}")}), []archive.Key{s.key}, "bad_archive"},
		"a file twice":               {rewrite(t, raw, nil, "contributions.json"), []archive.Key{s.key}, "bad_archive"},
		"a bomb":                     {rewrite(t, raw, map[string][]byte{"usn.json": make([]byte, 9<<20)}), []archive.Key{s.key}, "bad_archive"},
		"another form":               {rewrite(t, raw, manifest(s, `{"format":"sdano-tables/2","name":"x","made":"2026-11-01T12:00:00Z","files":[]}`)), []archive.Key{s.key}, "bad_archive"},
		"a manifest of no files":     {rewrite(t, raw, manifest(s, `{"format":"sdano-tables/1","name":"x","made":"2026-11-01T12:00:00Z","files":[]}`)), []archive.Key{s.key}, "bad_archive"},
		"a manifest with other data": {rewrite(t, raw, manifest(s, `{"format":"sdano-tables/1","more":1}`)), []archive.Key{s.key}, "bad_archive"},
	} {
		if a, err := archive.Open(tc.raw, tc.keys); code(err) != tc.want || a != nil {
			t.Errorf("%s: %v, want %s", name, err, tc.want)
		}
	}
}

// TestATableThatTheProgramDoesNotKnow: an archive of a later program.
func TestATableThatTheProgramDoesNotKnow(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	const empty = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
	change := manifest(s, `{"format":"sdano-tables/1","name":"x","made":"2026-11-01T12:00:00Z","files":[{"name":"new.json","size":2,"sha256":"`+empty+`"}]}`)
	change["new.json"], change["contributions.json"] = []byte("{}"), nil
	_, err := archive.Open(rewrite(t, pack(t, s, "70000", 1), change), []archive.Key{s.key})
	if code(err) != "bad_archive" || !strings.Contains(err.Error(), "new.json") {
		t.Errorf("%v", err)
	}
}

func folderOf(t *testing.T, s signer) archive.Folder {
	t.Helper()
	f := archive.In(t.TempDir())
	if _, err := f.Trust("maker", s.public); err != nil {
		t.Fatal(err)
	}
	return f
}

func install(t *testing.T, f archive.Folder, raw []byte, older bool) error {
	t.Helper()
	keys, err := archive.Trusted(f.Keys)
	if err != nil {
		t.Fatal(err)
	}
	a, err := archive.Open(raw, keys)
	if err != nil {
		t.Fatal(err)
	}
	return f.Install(a, older)
}

func inForce(t *testing.T, f archive.Folder) string {
	t.Helper()
	tables, err := f.Load()
	if err != nil {
		t.Fatal(err)
	}
	return sumOf(t, tables)
}

func TestTablesComeIntoForceAndGoBack(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	f := folderOf(t, s)
	step := func(what, want string, err error) {
		t.Helper()
		if got := inForce(t, f); err != nil || got != want {
			t.Errorf("%s: %s %v, want %s", what, got, err, want)
		}
	}
	step("nothing yet", "61154.00", nil)
	step("the first", "70000.00", install(t, f, pack(t, s, "70000", 1), false))
	step("the first again", "70000.00", install(t, f, pack(t, s, "70000", 1), false))
	step("the second", "80000.00", install(t, f, pack(t, s, "80000", 2), false))
	if err := install(t, f, pack(t, s, "70000", 1), false); code(err) != "older_tables" {
		t.Errorf("an older one: %v", err)
	}
	step("an older one is refused", "80000.00", nil)
	step("an older one on purpose", "75000.00", install(t, f, pack(t, s, "75000", 1), true))
	list, err := f.List()
	if err != nil || len(list) != 4 || !list[0].Current || list[3].ID != "" || list[1].Archive.Name != "взносы" {
		t.Errorf("%+v %v", list, err)
	}
	for _, want := range []string{"80000.00", "70000.00", "61154.00"} {
		_, err := f.Rollback()
		step("back", want, err)
	}
	if _, err := f.Rollback(); code(err) != "no_earlier_tables" {
		t.Errorf("back from nothing: %v", err)
	}
	files, err := f.Files()
	if err != nil || len(files) != len(data.Files()) {
		t.Errorf("%d files %v", len(files), err)
	}
	if left, _ := filepath.Glob(filepath.Join(f.Path, ".new-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestTablesInForceAreCheckedAgain: whoever changes the folder later is found
// out, and nothing is loaded.
func TestTablesInForceAreCheckedAgain(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	for name, spoil := range map[string]func(f archive.Folder, file string) error{
		"the archive is changed": func(_ archive.Folder, file string) error {
			return os.WriteFile(file, pack(t, newSigner(t), "1", 1), 0o600)
		},
		"another takes its name": func(_ archive.Folder, file string) error { return os.WriteFile(file, pack(t, s, "2", 2), 0o600) },
		"the archive is gone":    func(_ archive.Folder, file string) error { return os.Remove(file) },
		"the key is gone":        func(f archive.Folder, _ string) error { return os.RemoveAll(f.Keys) },
		"current is no JSON": func(f archive.Folder, _ string) error {
			return os.WriteFile(filepath.Join(f.Path, "current"), []byte("x"), 0o600)
		},
	} {
		f := folderOf(t, s)
		if err := install(t, f, pack(t, s, "70000", 1), false); err != nil {
			t.Fatal(err)
		}
		now, err := f.Current()
		if err != nil {
			t.Fatal(err)
		}
		if err := spoil(f, filepath.Join(f.Path, now.ID+".zip")); err != nil {
			t.Fatal(err)
		}
		if tables, err := f.Load(); code(err) == "" || tables != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	s := newSigner(t)
	if _, err := archive.ParsePrivate(s.public); code(err) != "bad_table_key" {
		t.Errorf("private: %v", err)
	}
	if _, err := archive.ParsePublic([]byte("x")); code(err) != "bad_table_key" {
		t.Errorf("public: %v", err)
	}
	f := archive.In(t.TempDir())
	if keys, err := archive.Trusted(f.Keys); err != nil || len(keys) != 0 {
		t.Errorf("%v %v", keys, err)
	}
	if _, err := f.Trust("x", []byte("x")); code(err) != "bad_table_key" {
		t.Errorf("trust: %v", err)
	}
	if err := os.MkdirAll(f.Keys, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(f.Keys, "x.pem"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Trusted(f.Keys); code(err) != "bad_table_key" {
		t.Errorf("trusted: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	private, public, err := archive.Generate()
	if err != nil {
		f.Fatal(err)
	}
	priv, _ := archive.ParsePrivate(private)
	pub, _ := archive.ParsePublic(public)
	text, _ := data.EmbeddedFile("usn.json")
	raw, err := archive.Pack(fstest.MapFS{"usn.json": {Data: text}}, "x", noon(1), priv)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := archive.Open(raw, []archive.Key{{Name: "k", Public: pub}})
		if (a == nil) == (err == nil) || err != nil && code(err) == "" {
			t.Fatalf("%v %v", a, err)
		}
	})
}
