package folder_test

import (
	"cmp"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sdano"
	"sdano/acceptance"
	"sdano/edo/edotest"
	"sdano/edo/folder"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var morning = time.Date(2026, time.April, 10, 6, 0, 0, 0, time.UTC)

// world is an operator over temporary folders.
type world struct {
	*testing.T
	c     folder.Config
	clock *sdano.ManualClock
	box   acceptance.Box
	*folder.Operator
}

func open(t *testing.T, change ...func(*folder.Config)) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{T: t, clock: sdano.NewManualClock(morning), box: acceptance.Box{ID: sdano.NewID().Compact() + "@folder"}}
	w.c = folder.Config{Inbox: filepath.Join(dir, "in", "boxes"), Outbox: filepath.Join(dir, "out"), Clock: w.clock}
	for _, f := range change {
		f(&w.c)
	}
	w.Operator = folder.New(w.c)
	return w
}

// in returns a path in the box's folder of the inbox, out in that of the outbox.
func (w *world) in(name string) string {
	return filepath.Join(w.c.Inbox, w.box.ID, filepath.FromSlash(name))
}
func (w *world) out(name string) string { return filepath.Join(w.c.Outbox, w.box.ID, name) }

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// write puts a file into the box's folder.
func (w *world) write(name, content string) {
	w.Helper()
	w.must(os.MkdirAll(filepath.Dir(w.in(name)), 0o755))
	w.must(os.WriteFile(w.in(name), []byte(content), 0o644))
}

func (w *world) poll(cursor string) (in []acceptance.Incoming, next string) {
	w.Helper()
	in, _, next, err := w.Poll(context.Background(), w.box, cursor)
	w.must(err)
	return in, next
}

// ripe polls, waits and polls again.
func (w *world) ripe(cursor string) (in []acceptance.Incoming, next string) {
	w.Helper()
	w.poll(cursor)
	w.clock.Advance(2 * time.Second)
	return w.poll(cursor)
}

// names returns the paths of the files below the box's folder.
func (w *world) names() (out []string) {
	w.Helper()
	w.must(fs.WalkDir(os.DirFS(w.in(".")), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	}))
	return out
}

func (w *world) wantNames(want ...string) {
	w.Helper()
	if got := w.names(); !slices.Equal(got, want) {
		w.Errorf("there are %q, want %q", got, want)
	}
}

// told are the names and contents of documents and their signatures.
func told(in []acceptance.Incoming) (out []string) {
	for _, d := range in {
		line := d.FileName + "=" + string(d.Content)
		for _, s := range d.Signatures {
			line += "|" + string(s)
		}
		out = append(out, line)
	}
	return out
}

func (w *world) wantTold(in []acceptance.Incoming, want ...string) {
	w.Helper()
	if got := told(in); !slices.Equal(got, want) {
		w.Errorf("came %q, want %q", got, want)
	}
}

func TestSuite(t *testing.T) {
	t.Parallel()
	edotest.Run(t, func(t *testing.T) *edotest.Harness {
		w := open(t)
		return &edotest.Harness{
			Operator: w.Operator, Box: w.box, Other: acceptance.Box{ID: "other@folder"},
			Bring: func(_ testing.TB, files ...edotest.File) {
				for _, f := range files {
					w.write(f.Name, string(f.Content))
					for i, s := range f.Signatures {
						w.write(f.Name+[]string{".p7s", ".sig"}[i], string(s))
					}
				}
			},
			Wait:    func() { w.clock.Advance(2 * time.Second) },
			Answer:  func(testing.TB) acceptance.Outgoing { return acceptance.Outgoing{Box: w.box, OperatorDocument: "d"} },
			Left:    func(testing.TB) []edotest.File { return w.left() },
			Restart: func(testing.TB) acceptance.Operator { return folder.New(w.c) },
		}
	})
}

// card is what the other program reads first.
type card struct {
	Attempt, Action              string
	Box                          string `json:"BoxId"`
	Document                     string `json:"OperatorDocumentId"`
	FileName, Content, Signature string
}

func (w *world) card(parcel string) (c card) {
	w.Helper()
	text, err := os.ReadFile(filepath.Join(w.out(parcel), "card.json"))
	w.must(err)
	w.must(json.Unmarshal(text, &c))
	return c
}

// left reads the parcels as the other program does.
func (w *world) left() (out []edotest.File) {
	w.Helper()
	parcels, err := os.ReadDir(w.out("."))
	w.must(err)
	for _, p := range parcels {
		if strings.HasPrefix(p.Name(), ".") {
			continue
		}
		c := w.card(p.Name())
		content, err := os.ReadFile(filepath.Join(w.out(p.Name()), c.Content))
		w.must(err)
		f := edotest.File{Name: c.FileName, Content: content}
		if c.Signature != "" {
			signature, err := os.ReadFile(filepath.Join(w.out(p.Name()), c.Signature))
			w.must(err)
			f.Signatures = [][]byte{signature}
		}
		if c.Attempt != p.Name() || c.Box != w.box.ID {
			w.Errorf("parcel %s has the card %+v", p.Name(), c)
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b edotest.File) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
