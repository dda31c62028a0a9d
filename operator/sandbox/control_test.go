package sandbox_test

import (
	"context"
	"database/sql"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/operator/sandbox"
)

func (a answer) decode(v any) {
	a.t.Helper()
	if err := json.Unmarshal(a.raw, v, json.RejectUnknownMembers(false)); err != nil {
		a.t.Fatal(err)
	}
}

func TestDirectionsAreReplacedForGood(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.token = ""
	a := w.do(http.MethodGet, "/directions", nil).want(http.StatusOK)
	if got := strings.TrimSpace(string(a.raw)); got != `[{"tenant":10027,"inn":"779999991008","authority":"fns","code":"0087"}]` {
		t.Errorf("%s", got)
	}
	list := `[{"tenant":5,"inn":"7799999919","authority":"fns","code":"7701"}]`
	w.do(http.MethodPut, "/sandbox/directions", list).want(http.StatusNoContent)
	w.restart()
	if got := string(w.do(http.MethodGet, "/directions", nil).raw); got != list {
		t.Errorf("%s", got)
	}
	w.do(http.MethodPut, "/sandbox/directions", "[]").want(http.StatusNoContent)
	if got := string(w.do(http.MethodGet, "/directions", nil).raw); got != "[]" {
		t.Errorf("%s", got)
	}
	w.do(http.MethodPut, "/sandbox/directions", `{"tenant":1}`).fails(http.StatusBadRequest, "badRequest")
}

func TestClockMovesByWholeDays(t *testing.T) {
	t.Parallel()
	w := open(t)
	a := w.do(http.MethodPut, "/sandbox/clock", object{"days": -21}).want(http.StatusOK)
	if a.text("now") != "2026-03-20T09:00:05.000Z" {
		t.Errorf("%s", a.raw)
	}
	w.restart()
	flow := w.send(w.draft("0087", 0))
	if a := w.do(http.MethodGet, flow, nil); a.text("send-date") != "2026-03-20T12:00:05.000" {
		t.Errorf("%s", a.raw)
	}
	w.do(http.MethodPut, "/sandbox/clock", object{"days": 0}).want(http.StatusOK)
	w.tick(1)
	// ПД tells when the report was sent, not when ПД was written.
	a = w.do(http.MethodGet, flow, nil)
	if a.text("last-change-date") != "2026-04-10T09:00:05.000Z" {
		t.Errorf("%s", a.raw)
	}
	confirmation := w.do(http.MethodGet, v1+"/contents/"+a.text("documents/1/content/docflow-document-contents/0/content-id"), nil)
	if text := utf8(t, confirmation.raw); !strings.Contains(text, "20.03.2026") {
		t.Errorf("%s", text)
	}
	w.do(http.MethodPut, "/sandbox/clock", object{"days": 100000}).fails(http.StatusBadRequest, "badRequest")
	if a := w.do(http.MethodGet, "/sandbox/clock", nil); a.at("days") != 0. {
		t.Errorf("%s", a.raw)
	}
}

func TestTickTellsWhatItMoved(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.send(w.draft("0071", 0))
	w.send(w.draft("0088", 0))
	for _, want := range []float64{2, 1, 1, 0} {
		if a := w.do(http.MethodPost, "/sandbox/tick", nil).want(http.StatusOK); a.at("advanced") != want {
			t.Errorf("moved %s, want %v", a.raw, want)
		}
	}
}

// Answers come by themselves, one per delay of the real clock.
func TestRunAnswersWhatIsDue(t *testing.T) {
	t.Parallel()
	w := open(t, func(c *sandbox.Config) { c.StageDelay = 2 * time.Minute })
	flow := w.send(w.draft("0087", 0))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.box.Run(ctx) }()
	documents := func() int { return w.do(http.MethodGet, flow, nil).count("documents") }
	for want := 1; want <= 5; want++ {
		for deadline := time.Now().Add(20 * time.Second); documents() != want; {
			if time.Now().After(deadline) {
				t.Fatalf("%d documents, want %d", documents(), want)
			}
		}
		w.clock.Advance(2 * time.Minute)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestRunWithoutDelayOnlyWaits(t *testing.T) {
	t.Parallel()
	w := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.box.Run(ctx); err != nil {
		t.Error(err)
	}
}

func TestClosedSandboxSaysSo(t *testing.T) {
	t.Parallel()
	w := open(t)
	if err := w.box.Close(); err != nil {
		t.Fatal(err)
	}
	w.do(http.MethodPut, draftPath, draftOf("0087")).fails(http.StatusInternalServerError, "internalServerError")
}

func TestFileOfANewerProgramIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	db, err := sql.Open("sqlite", w.config.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "PRAGMA user_version = 1000"); err != nil {
		t.Fatal(err)
	}
	box, err := sandbox.Open(t.Context(), w.config)
	if err == nil {
		t.Fatal(box.Close())
	}
	if !strings.Contains(err.Error(), "version 1000") || !strings.Contains(err.Error(), w.config.Path) {
		t.Error(err)
	}
}

func TestDefaultsAreThoseOfTheDocumentation(t *testing.T) {
	t.Parallel()
	if sandbox.DefaultKey != "sandbox-key" || sandbox.DefaultAccount != "00000000-0000-0000-0000-000000000001" {
		t.Error("the defaults are relied on by examples")
	}
	if _, err := sdano.ParseID(sandbox.DefaultAccount); err != nil {
		t.Error(err)
	}
}
