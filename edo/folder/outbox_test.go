package folder_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sdano"
	"sdano/acceptance"
	"sdano/titles/title"
)

func (w *world) parcel(name string) acceptance.Outgoing {
	return acceptance.Outgoing{
		Box: w.box, Attempt: sdano.NewID(), Action: acceptance.RejectAction, OperatorDocument: "d", SenderBox: "s",
		FileName: name, Content: []byte("content"), Signature: []byte("signature"),
	}
}

func (w *world) find(out acceptance.Outgoing) bool {
	w.Helper()
	_, found, err := w.Find(context.Background(), out)
	w.must(err)
	return found
}

func TestCard(t *testing.T) {
	t.Parallel()
	w := open(t)
	out := w.parcel("УОУ.xml")
	out.Attorney = &title.PowerOfAttorney{ID: "p", IssuerINN: "7799999919"}
	ref, err := w.Send(context.Background(), out)
	w.must(err)
	want := card{out.Attempt.String(), "reject", w.box.ID, "d", "УОУ.xml", "УОУ.xml", "УОУ.xml.SGN"}
	if c := w.card(ref); c != want {
		t.Errorf("card %+v, want %+v", c, want)
	}
	text, err := os.ReadFile(filepath.Join(w.out(ref), "card.json"))
	if err != nil || !strings.Contains(string(text), `"IssuerInn": "7799999919"`) {
		t.Errorf("card %s, error %v", text, err)
	}
}

// TestAFirstTitleNamesWhoGetsIt: its parcel has all signatures, and the card both
// boxes.
func TestAFirstTitleNamesWhoGetsIt(t *testing.T) {
	t.Parallel()
	w := open(t)
	out := w.parcel("УПД.xml")
	out.Action, out.Package, out.Further = acceptance.SendAction, "p", [][]byte{[]byte("second")}
	ref, err := w.Send(context.Background(), out)
	w.must(err)
	text, err := os.ReadFile(filepath.Join(w.out(ref), "card.json"))
	w.must(err)
	for _, want := range []string{
		`"Action": "send"`, `"SenderBoxId": "` + w.box.ID + `"`, `"ReceiverBoxId": "s"`, `"OperatorPackageId": "p"`, `"УПД.xml.2.SGN"`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("card %s lacks %s", text, want)
		}
	}
	if second, err := os.ReadFile(filepath.Join(w.out(ref), "УПД.xml.2.SGN")); string(second) != "second" {
		t.Errorf("second signature %q, error %v", second, err)
	}
}

// TestATakenParcelWasSent: the other program takes parcels away, and they are not
// laid out again.
func TestATakenParcelWasSent(t *testing.T) {
	t.Parallel()
	w := open(t)
	out := w.parcel("1.xml")
	ref, err := w.Send(context.Background(), out)
	w.must(err)
	w.must(os.RemoveAll(w.out(ref)))
	if !w.find(out) {
		t.Error("a taken parcel is not found")
	}
	_, err = w.Send(context.Background(), out)
	w.must(err)
	if left := w.left(); len(left) > 0 {
		t.Errorf("sent twice: %v", left)
	}
}

// TestCrashBeforeThePublication: what was sent is published by who asks for it.
func TestCrashBeforeThePublication(t *testing.T) {
	t.Parallel()
	for _, by := range []string{"find", "send"} {
		w := open(t)
		out := w.parcel("1.xml")
		ref, err := w.Send(context.Background(), out)
		w.must(err)
		w.must(os.Rename(w.out(ref), filepath.Join(w.out(".sent"), ref, "parcel")))
		if left := w.left(); len(left) > 0 {
			t.Fatalf("left %v", left)
		}
		if by == "find" && !w.find(out) {
			t.Error("it is not found")
		}
		if by == "send" {
			_, err := w.Send(context.Background(), out)
			w.must(err)
		}
		if left := w.left(); len(left) != 1 || left[0].Name != "1.xml" {
			t.Errorf("by %s left %v", by, left)
		}
	}
}

// TestCrashBeforeTheSend: a draft is nothing.
func TestCrashBeforeTheSend(t *testing.T) {
	t.Parallel()
	w := open(t)
	out := w.parcel("1.xml")
	w.must(os.MkdirAll(filepath.Join(w.out(".drafts"), "left", "parcel"), 0o755))
	if w.find(out) {
		t.Error("it is found")
	}
	_, err := w.Send(context.Background(), out)
	w.must(err)
	if left := w.left(); len(left) != 1 {
		t.Errorf("left %v", left)
	}
}

// TestNames: what came under any name goes out under one that every file system
// takes, beside its own in the card.
func TestNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Ж", 300) + ".xml"
	for name, want := range map[string]string{
		"Счёт № 1.pdf": "Счёт № 1.pdf", "a/b\\c:d*e?.xml": "a_b_c_d_e_.xml", "..": "_", "": "_", ".xml": "_.xml", "x. ": "x", "../../x": "_.._.._x",
		"card.json": "_card.json", "CARD.JSON": "_CARD.JSON", "con": "_con", "NUL.xml": "_NUL.xml", "com1.txt": "_com1.txt", "COMMON.xml": "COMMON.xml",
		"lpt": "lpt", "a\x00b\n": "a_b_", "\xff.xml": "_.xml", long: strings.Repeat("Ж", 98) + ".xml",
	} {
		w := open(t)
		out := w.parcel(strings.ToValidUTF8(name, "_"))
		ref, err := w.Send(context.Background(), out)
		w.must(err)
		if c := w.card(ref); c.Content != want || c.FileName != out.FileName {
			t.Errorf("%q goes out as %q, want %q", name, c.Content, want)
		}
		if left := w.left(); len(left) != 1 || string(left[0].Content) != "content" {
			t.Errorf("%q: left %v", name, left)
		}
	}
}

// TestNoSignature: then there is no file of one.
func TestNoSignature(t *testing.T) {
	t.Parallel()
	w := open(t)
	out := w.parcel("1.xml")
	out.Signature = nil
	ref, err := w.Send(context.Background(), out)
	w.must(err)
	entries, err := os.ReadDir(w.out(ref))
	if err != nil || len(entries) != 2 || w.card(ref).Signature != "" {
		t.Errorf("%v, error %v", entries, err)
	}
}

// TestOutOfReach: whether it was sent is left open, and asked for later.
func TestOutOfReach(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.must(os.MkdirAll(filepath.Dir(w.c.Outbox), 0o755))
	w.must(os.WriteFile(w.c.Outbox, nil, 0o644))
	out := w.parcel("1.xml")
	_, err := w.Send(context.Background(), out)
	e := sdano.AsError(err)
	if e.Kind != sdano.Unavailable || e.Code != "folder_unavailable" || e.Message == "" || e.Remedy == "" {
		t.Errorf("error %v", err)
	}
	if _, _, err := w.Find(context.Background(), out); !sdano.IsKind(err, sdano.Unavailable) {
		t.Errorf("error %v", err)
	}
	w.must(os.Remove(w.c.Outbox))
	if w.find(out) {
		t.Error("it is found")
	}
}
