package extern_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sdano"
	"sdano/reporting"
)

// stage is what a scripted operator does at one place of a send; the zero value
// is an operator that accepts everything.
type stage struct {
	draft, put, check, prepare, send, task http.HandlerFunc
}

func answered(status int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { say(w, status, text) }
}

func refused(status int, code string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { refuse(w, status, code) }
}

func aborted(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

const (
	sentFlow  = `{"id":"` + someID + `","type":"urn:docflow:fns534-report","send-date":"2026-04-10T12:00:05"}`
	cleanTask = `{"id":"` + someID + `","task-state":"succeed","task-result":{"data":{}}}`
)

// script plays the stage.
func (s stage) script() script {
	or := func(h http.HandlerFunc, otherwise http.HandlerFunc) http.HandlerFunc {
		if h != nil {
			return h
		}
		return otherwise
	}
	return func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		switch {
		case strings.HasSuffix(path, "/check"):
			or(s.check, answered(200, cleanTask))(w, r)
		case strings.HasSuffix(path, "/prepare"):
			or(s.prepare, answered(200, `{"id":"`+someID+`","task-state":"succeed","task-result":{"status":"ok"}}`))(w, r)
		case strings.HasSuffix(path, "/send"):
			or(s.send, answered(200, `{"id":"`+someID+`","task-state":"running"}`))(w, r)
		case strings.Contains(path, "/tasks/"):
			or(s.task, answered(200, `{"id":"`+someID+`","task-state":"succeed","task-result":`+sentFlow+`}`))(w, r)
		case strings.HasSuffix(path, "/contents"), strings.HasSuffix(path, "/documents"), strings.HasSuffix(path, "/signatures"):
			say(w, 201, `{"id":"`+someID+`"}`)
		case strings.Contains(path, "/docflows"):
			say(w, 200, sentFlow)
		case r.Method == http.MethodPut:
			or(s.put, answered(201, `{"status":"new"}`))(w, r)
		default:
			or(s.draft, refused(404, "notFound"))(w, r)
		}
	}
}

func TestSubmitKnowsWhatIsCertain(t *testing.T) {
	t.Parallel()
	sent := answered(200, `{"status":"sent","docflows":[{"href":"http://x/docflows/`+someID+`"}]}`)
	failed := answered(200, `{"id":"`+someID+`","task-state":"failed","error":{"id":"urn:error:externapi:checkProtocolHasErrors","status-code":400,"message":"слова оператора"}}`)
	for _, tc := range []struct {
		name               string
		s                  stage
		sent               bool
		certain, permanent bool
	}{
		{"all is well", stage{}, true, false, false},
		{"draft was sent", stage{draft: sent, send: aborted}, true, false, false},
		{"draft is ready", stage{draft: answered(200, `{"status":"readyToSend"}`), check: aborted}, true, false, false},
		{"operator does not answer", stage{draft: aborted}, false, true, false},
		{"gateway knows no draft", stage{draft: answered(404, "<html>")}, false, true, false},
		{"draft of unknown status", stage{draft: answered(200, `{"status":"archived"}`)}, false, false, false},
		{"draft cannot be made", stage{put: aborted}, false, true, false},
		{"draft is refused", stage{put: refused(400, "recipientUnknown")}, false, true, true},
		{"gateway refuses", stage{put: answered(400, "<html>")}, false, true, false},
		{"check is refused", stage{check: refused(500, "internal")}, false, true, false},
		{"check cannot be read", stage{check: answered(200, `{"id":"`+someID+`","task-state":"succeed"}`)}, false, true, false},
		{"check finds an error", stage{check: answered(200, `{"id":"`+someID+`","task-state":"succeed","task-result":{"data":{"documents-errors":{"a":[{"id":"e1","description":"плохо","level":"error"}]}}}}`)}, false, true, true},
		{"check warns", stage{check: answered(200, `{"id":"`+someID+`","task-state":"succeed","task-result":{"data":{"common-errors":[{"id":"w","level":"warning"}]}}}`)}, true, false, false},
		{"prepare does not", stage{prepare: answered(200, `{"id":"`+someID+`","task-state":"succeed","task-result":{"status":"encryptionFailed"}}`)}, false, true, true},
		{"send is refused", stage{send: refused(400, "badRequest")}, false, true, true},
		{"send is denied", stage{send: refused(403, "forbidden")}, false, true, false},
		{"send breaks", stage{send: aborted}, false, false, false},
		{"send at a gateway", stage{send: answered(504, "")}, false, false, false},
		{"send fails inside", stage{send: refused(500, "internal")}, false, false, false},
		{"send has no task", stage{send: answered(200, `{}`)}, false, false, false},
		{"task breaks", stage{task: aborted}, false, false, false},
		{"task is forgotten", stage{task: refused(404, "notFound")}, false, false, false},
		{"task fails unsent", stage{task: failed, draft: answered(200, `{"status":"checked"}`)}, false, true, true},
		{"task fails, draft unknown", stage{task: failed}, false, false, false},
		{"result cannot be read", stage{task: answered(200, `{"task-state":"succeed","task-result":{}}`), draft: answered(200, `{"status":"checked"}`)}, false, true, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			ref, err := scripted(t, tc.s.script()).Submit(t.Context(), parcel(t))
			if tc.sent {
				if err != nil || ref.ID != flowID || ref.Type != "fns534-report" || !ref.SentAt.Equal(time.Date(2026, 4, 10, 9, 0, 5, 0, time.UTC)) {
					t.Errorf("%+v, %v", ref, err)
				}
				return
			}
			var e *reporting.SubmitError
			if !errors.As(err, &e) {
				t.Fatalf("%+v, %v", ref, err)
			}
			if e.Certain != tc.certain || e.Permanent != tc.permanent || e.Permanent != (len(e.Reasons) > 0) || e.Text == "" {
				t.Errorf("%+v", e)
			}
			again := parcel(t)
			again.Fresh = false
			_, err = scripted(t, tc.s.script()).Submit(t.Context(), again)
			if !errors.As(err, &e) || e.Certain {
				t.Errorf("of a draft that is not fresh: %+v", e)
			}
		})
	}
}

// The answer to a send is lost; what the operator says of the next try tells
// nothing of the request that may still be on its way.
func TestRefusalAfterALostSendIsNotCertain(t *testing.T) {
	t.Parallel()
	ready := answered(200, `{"status":"readyToSend"}`)
	d := parcel(t)
	for n, send := range []http.HandlerFunc{aborted, refused(429, "tooManyRequests"), refused(400, "badRequest")} {
		_, err := scripted(t, stage{draft: ready, send: send}.script()).Submit(t.Context(), d)
		var e *reporting.SubmitError
		if !errors.As(err, &e) || e.Certain {
			t.Errorf("try %d: %+v, %v", n+1, e, err)
		}
		d.Fresh = false
	}
}

// A fresh draft at which somebody is seen is not so fresh.
func TestDraftThatIsSeenBusyIsNotCertain(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	draft := func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 1 {
			say(w, 200, `{"status":"sendInProgress"}`)
			return
		}
		aborted(w, r)
	}
	_, err := scripted(t, stage{draft: draft}.script()).Submit(t.Context(), parcel(t))
	var e *reporting.SubmitError
	if !errors.As(err, &e) || e.Certain || asked.Load() < 2 {
		t.Errorf("%+v, %v, asked %d times", e, err, asked.Load())
	}
}

// Somebody else may be at the draft: an earlier try of ours that still runs.
func TestSubmitWaitsForWhoIsAtTheDraft(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	draft := func(w http.ResponseWriter, _ *http.Request) {
		switch n := asked.Add(1); {
		case n == 1:
			say(w, 200, `{"status":"checked"}`)
		case n < 5:
			say(w, 200, `{"status":"sendInProgress"}`)
		default:
			say(w, 200, `{"status":"sent","docflows":[{"href":"/docflows/`+someID+`"}]}`)
		}
	}
	for _, code := range []string{"concurrentApiTaskActive", "draftAlreadySent"} {
		asked.Store(0)
		c := scripted(t, stage{draft: draft, send: refused(409, code)}.script())
		if ref, err := c.Submit(t.Context(), parcel(t)); err != nil || ref.ID != flowID || asked.Load() != 5 {
			t.Errorf("%s: %+v, %v, looked %d times", code, ref, err, asked.Load())
		}
	}
}

// An operator that says "sent" and shows no docflow must not be asked for ever.
func TestSubmitGivesUpOnContradiction(t *testing.T) {
	t.Parallel()
	c := scripted(t, stage{draft: answered(200, `{"status":"readyToSend"}`), send: refused(400, "draftAlreadySent")}.script())
	_, err := c.Submit(t.Context(), parcel(t))
	var e *reporting.SubmitError
	if !errors.As(err, &e) || e.Certain || e.Permanent {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestTaskIsLookedAtUntilItEnds(t *testing.T) {
	t.Parallel()
	var looks atomic.Int32
	task := func(w http.ResponseWriter, r *http.Request) {
		switch looks.Add(1) {
		case 1:
			refuse(w, 409, "concurrentApiTaskActive")
		case 2:
			refuse(w, 429, "tooManyRequests")
		case 3:
			w.WriteHeader(503)
		case 4:
			say(w, 200, `{"id":"`+someID+`","task-state":"meditating"}`)
		default:
			say(w, 200, `{"id":"`+someID+`","task-state":"succeed","task-result":`+sentFlow+`}`)
		}
	}
	ref, err := scripted(t, stage{task: task}.script()).Submit(t.Context(), parcel(t))
	if err != nil || ref.ID != flowID || looks.Load() != 5 {
		t.Errorf("%+v, %v, looked %d times", ref, err, looks.Load())
	}
}

func TestSubmitEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	task := func(w http.ResponseWriter, _ *http.Request) {
		say(w, 200, `{"id":"`+someID+`","task-state":"running"}`)
		cancel()
	}
	_, err := scripted(t, stage{task: task}.script()).Submit(ctx, parcel(t))
	var e *reporting.SubmitError
	if !errors.As(err, &e) || e.Certain || !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestSubmitHandsOnWhenToComeAgain(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]time.Duration{
		"7": 7 * time.Second, "-7": 0, "soon": 0, "": 0,
		day.Add(90 * time.Second).Format(http.TimeFormat): 90 * time.Second,
	} {
		put := func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", header)
			refuse(w, 429, "tooManyRequests")
		}
		c := scripted(t, stage{put: put}.script(), atDay)
		_, err := c.Submit(t.Context(), parcel(t))
		var e *reporting.SubmitError
		if !errors.As(err, &e) || !e.Certain || e.Permanent || e.RetryAfter != want {
			t.Errorf("%q: %+v, want %v", header, e, want)
		}
	}
}

func TestFindSearchesForTheDocflow(t *testing.T) {
	t.Parallel()
	d := parcel(t)
	named := `{"id":"` + someID + `","type":"urn:docflow:fns534-report","description":{"original-draft-id":"` + d.DraftID.String() + `"}}`
	other := `{"id":"01a214f6-2a2b-7000-874d-30c07811b6c3","description":{"original-draft-id":"01a214f6-2a2b-7000-874d-30c07811b6c4"}}`
	mute := `{"id":"` + someID + `"}`
	for _, tc := range []struct {
		name, draft, list string
		want              reporting.Found
	}{
		{"named by the list", `{"status":"sent"}`, other + "," + named, reporting.FoundYes},
		{"named by the docflow", `{"status":"Sent"}`, other + "," + mute, reporting.FoundYes},
		{"nowhere", `{"status":"sent"}`, other, reporting.FoundCannotTell},
		{"unknown status", `{"status":"archived"}`, named, reporting.FoundCannotTell},
		{"not sent", `{"status":"checked"}`, named, reporting.FoundNo},
	} {
		c := scripted(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/docflows"):
				say(w, 200, `{"docflows-page-item":[`+tc.list+`]}`)
			case strings.Contains(r.URL.Path, "/docflows/"):
				say(w, 200, named)
			default:
				say(w, 200, tc.draft)
			}
		})
		ref, found, err := c.Find(t.Context(), d)
		if err != nil || found != tc.want || (found == reporting.FoundYes) != (ref.ID == flowID) {
			t.Errorf("%s: %+v, %v, %v", tc.name, ref, found, err)
		}
	}
}

func TestFindDoesNotGuess(t *testing.T) {
	t.Parallel()
	for _, draft := range []http.HandlerFunc{aborted, answered(404, "<html>"), refused(500, "internal"), answered(200, "[]")} {
		_, found, err := scripted(t, stage{draft: draft}.script()).Find(t.Context(), parcel(t))
		if err == nil || found != reporting.FoundCannotTell {
			t.Errorf("%v, %v", found, err)
		}
	}
	if _, found, err := scripted(t, stage{}.script()).Find(t.Context(), parcel(t)); err != nil || found != reporting.FoundNo {
		t.Errorf("%v, %v", found, err)
	}
	// Sent is certain even when the docflow cannot be read now.
	c := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "/docflows/") {
			w.WriteHeader(502)
			return
		}
		say(w, 200, `{"status":"sent","docflows":[{"href":"/docflows/`+someID+`"}]}`)
	})
	if ref, found, err := c.Find(t.Context(), parcel(t)); err != nil || found != reporting.FoundYes || ref.ID != flowID {
		t.Errorf("%+v, %v, %v", ref, found, err)
	}
}

func TestOtherAuthoritiesHaveTheirCodes(t *testing.T) {
	t.Parallel()
	for authority, member := range map[reporting.Authority]string{reporting.FNS: "ifns-code", reporting.FSGS: "togs-code", reporting.SFR: "upfr-code"} {
		var body atomic.Value
		put := func(w http.ResponseWriter, r *http.Request) {
			data := make([]byte, r.ContentLength)
			_, _ = r.Body.Read(data)
			body.Store(string(data))
			refuse(w, 400, "enough")
		}
		d := parcel(t)
		d.Authority, d.Code, d.Sender = authority, "00-87", sdano.TaxID{INN: "7799999919", KPP: "779901001"}
		_, err := scripted(t, stage{put: put}.script()).Submit(t.Context(), d)
		text, _ := body.Load().(string)
		if err == nil || !strings.Contains(text, `"recipient":{"`+member+`":"00-87"}`) || !strings.Contains(text, `"is-representative":true`) {
			t.Errorf("%s: %s", authority, text)
		}
	}
}
