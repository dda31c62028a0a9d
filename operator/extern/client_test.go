package extern_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/internal/demo"
	"sdano/operator/extern"
	"sdano/operator/sandbox"
	"sdano/reporting"
)

func TestAddressesThatWouldTellTheKeyAreRefused(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		url, directions string
		ok              bool
	}{
		{"https://extern-api.example.ru", "", true},
		{"https://extern-api.example.ru/base/", "https://directions.example.ru/list", true},
		{"http://127.0.0.1:8081", "", true},
		{"http://localhost:8081", "http://[::1]:9/directions", true},
		{"http://extern-api.example.ru", "", false},
		{"http://10.0.0.5:8081", "", false},
		{"http://localhost.example.ru", "", false},
		{"https://user:secret@example.ru", "", false},
		{"https://example.ru?key=secret", "", false},
		{"ftp://example.ru", "", false},
		{"", "", false},
		{"https://example.ru", "http://directions.example.ru", false},
	} {
		_, err := extern.New(extern.Config{URL: tc.url, Directions: tc.directions})
		if tc.ok {
			if err != nil {
				t.Errorf("%s, %s: %v", tc.url, tc.directions, err)
			}
			continue
		}
		var e *sdano.Error
		if !errors.As(err, &e) || e.Kind != sdano.Invalid || e.Code != "bad_operator_url" || e.Remedy == "" || strings.Contains(e.Message, "secret") {
			t.Errorf("%s, %s: %v", tc.url, tc.directions, err)
		}
	}
}

// script is an operator that answers as it is told. The token is always given.
type script func(w http.ResponseWriter, r *http.Request)

const (
	account = "/v1/acc"
	someID  = "01a214f6-2a2b-7000-874d-30c07811b6c2"
)

// scripted returns a client of a scripted operator.
func scripted(t *testing.T, s script, more ...func(*extern.Config)) *extern.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/connect/token" {
			say(w, http.StatusOK, `{"access_token":"token-`+sdano.NewID().String()+`","token_type":"Bearer","expires_in":3600,"scope":"x"}`)
			return
		}
		s(w, r)
	}))
	t.Cleanup(server.Close)
	config := extern.Config{URL: server.URL, Key: "the-api-key", Account: "acc", Wait: time.Millisecond}
	for _, m := range more {
		m(&config)
	}
	c, err := extern.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

func refuse(w http.ResponseWriter, status int, code string) {
	text, err := json.Marshal(map[string]any{"id": "urn:error:externapi:" + code, "status-code": status, "message": "слова оператора", "trace-id": "t1"})
	if err != nil {
		panic(err)
	}
	say(w, status, string(text))
}

func wantCode(t *testing.T, err error, kind sdano.Kind, code string) {
	t.Helper()
	var e *sdano.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code || e.Message == "" || e.Remedy == "" {
		t.Errorf("got %v, want %s %s", err, kind, code)
	}
}

var flowID = sdano.MustID(someID)

func TestFailuresAreTold(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		s    script
		kind sdano.Kind
		code string
	}{
		{"gateway", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, sdano.Unavailable, "operator_unavailable"},
		{"broken connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, sdano.Unavailable, "operator_unavailable"},
		{"redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, sdano.Unprocessable, "operator_refused"},
		{"denied", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusForbidden, "forbidden") }, sdano.Unavailable, "operator_denied"},
		{"busy", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusTooManyRequests, "tooMany") }, sdano.Unavailable, "operator_busy"},
		{"unknown docflow", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound, "notFound") }, sdano.NotFound, "operator_not_found"},
		{"bad request", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusBadRequest, "new") }, sdano.Unprocessable, "operator_refused"},
		{"page instead of JSON", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "<html>") }, sdano.Unprocessable, "answer_unreadable"},
		{"empty answer", func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "") }, sdano.Unprocessable, "answer_unreadable"},
		{"another docflow", func(w http.ResponseWriter, _ *http.Request) {
			say(w, http.StatusOK, `{"id":"01a214f6-2a2b-7000-874d-30c07811b6c3"}`)
		}, sdano.Unprocessable, "answer_unreadable"},
		{"document without id", func(w http.ResponseWriter, _ *http.Request) {
			say(w, http.StatusOK, `{"id":"`+someID+`","documents":[{"description":{"type":"x"}}]}`)
		}, sdano.Unprocessable, "answer_unreadable"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := scripted(t, tc.s).Docflow(t.Context(), flowID)
			wantCode(t, err, tc.kind, tc.code)
		})
	}
}

func TestUnknownWordsAreHandedOn(t *testing.T) {
	t.Parallel()
	c := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/documents/"+someID) {
			say(w, http.StatusOK, `{"id":"`+someID+`","description":{"type":"urn:document:asked-for"}}`)
			return
		}
		say(w, http.StatusOK, `{"id":"`+someID+`","type":"urn:docflow:new-docflow","status":"beyond","success-state":null,
			"send-date":"2026-04-10","last-change-date":"soon","news":{"a":[1]},"news":2,
			"documents":[
				{"id":"01A214F62A2B7000874D30C07811B6C4","description":{"type":"urn:document:x:new-kind","filename":"a\ufffd"},
				 "send-date":"2026-04-10T12:00:05.1234567","links":[{"rel":"reply","href":""},{"rel":"dance","href":"::"}],
				 "content":{"docflow-document-contents":[
					{"content-id":"01a214f6-2a2b-7000-874d-30c07811b6c5","encrypted":true},
					{"content-id":"01a214f6-2a2b-7000-874d-30c07811b6c6","encrypted":false,"compressed":true},
					{"content-id":"01a214f6-2a2b-7000-874d-30c07811b6c7","encrypted":false,"compressed":false},
					{"content-id":"none"}]}},
				{"id":"`+someID+`"}],
			"links":[{"rel":"reply","href":"https://other.example/v1/a/docflows/b/documents/01a214f6-2a2b-7000-874d-30c07811b6c4/generate-reply?documentType=urn:document:new-receipt","name":"n"}]}`)
	})
	d, err := c.Docflow(t.Context(), flowID)
	if err != nil {
		t.Fatal(err)
	}
	if d.Type != "new-docflow" || d.Status != "beyond" || d.Success != "" || !d.ChangedAt.IsZero() || !d.SentAt.Equal(time.Date(2026, 4, 9, 21, 0, 0, 0, time.UTC)) {
		t.Errorf("%+v", d)
	}
	if len(d.Documents) != 2 || d.Documents[1].Type != "asked-for" {
		t.Fatalf("%+v", d.Documents)
	}
	doc := d.Documents[0]
	if doc.Type != "new-kind" || doc.Encrypted || doc.ContentID.String() != "01a214f6-2a2b-7000-874d-30c07811b6c7" {
		t.Errorf("%+v", doc)
	}
	if !doc.SentAt.Equal(time.Date(2026, 4, 10, 9, 0, 5, 123456700, time.UTC)) || len(doc.Replies) != 1 || doc.Replies[0] != "new-receipt" {
		t.Errorf("%+v", doc)
	}
}

// A document of which the docflow does not say where its bytes are is asked for.
func TestContentIsFound(t *testing.T) {
	t.Parallel()
	c := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case account + "/docflows/" + someID + "/documents/" + someID:
			say(w, http.StatusOK, `{"id":"`+someID+`","description":{"type":"t"},"content":{"docflow-document-contents":[{"content-id":"`+someID+`"}]}}`)
		case account + "/contents/" + someID:
			_, _ = w.Write([]byte{0, 1, 255})
		default:
			refuse(w, http.StatusNotFound, "notFound")
		}
	})
	data, err := c.Content(t.Context(), flowID, reporting.Document{ID: flowID})
	if err != nil || !bytes.Equal(data, []byte{0, 1, 255}) {
		t.Errorf("%v, %v", data, err)
	}
	_, err = c.Content(t.Context(), flowID, reporting.Document{ID: sdano.NewID()})
	wantCode(t, err, sdano.NotFound, "operator_not_found")
}

func TestTokenIsRenewedAndKept(t *testing.T) {
	t.Parallel()
	var bought, asked atomic.Int32
	var refused atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/connect/token" {
			bought.Add(1)
			if r.FormValue("client_secret") != "the-api-key" {
				t.Errorf("bought with %v", r.PostForm)
			}
			say(w, http.StatusOK, `{"access_token":"secret-token","expires_in":100}`)
			return
		}
		asked.Add(1)
		if refused.Swap(false) {
			refuse(w, http.StatusUnauthorized, "unauthorized")
			return
		}
		say(w, http.StatusOK, `{"next-event-id":"1_5","api-events":[]}`)
	}))
	defer server.Close()
	clock := sdano.NewManualClock(day)
	c, err := extern.New(extern.Config{URL: server.URL, Key: "the-api-key", Account: "acc", Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for n, step := range []struct {
		before func()
		bought int32
	}{
		{func() {}, 1},
		{func() { clock.Advance(89 * time.Second) }, 1},
		{func() { clock.Advance(2 * time.Second) }, 2}, // a tenth of its life before its end
		{func() { refused.Store(true) }, 3},
		{func() {}, 3},
	} {
		step.before()
		if _, err := c.Changes(t.Context(), ""); err != nil || bought.Load() != step.bought {
			t.Errorf("step %d: %d tokens bought, want %d: %v", n, bought.Load(), step.bought, err)
		}
	}
}

func TestRefusedKeyIsNotInsistedOn(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]script{
		"key": func(w http.ResponseWriter, _ *http.Request) {
			say(w, http.StatusBadRequest, `{"error":"invalid_client"}`)
		},
		"token": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/connect/token" {
				say(w, http.StatusOK, `{"access_token":"secret-token","expires_in":100}`)
				return
			}
			refuse(w, http.StatusUnauthorized, "unauthorized")
		},
	} {
		var asked atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			s(w, r)
		}))
		c, err := extern.New(extern.Config{URL: server.URL, Key: "the-api-key", Account: "acc"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Docflow(t.Context(), flowID)
		wantCode(t, err, sdano.Unavailable, "operator_denied")
		if asked.Load() > 4 {
			t.Errorf("%s: asked %d times", name, asked.Load())
		}
		c.Close()
		server.Close()
	}
}

// Neither the key nor a token may be told, whatever goes wrong.
func TestSecretsAreNeverTold(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	for _, answer := range []string{
		`{"access_token":"secret-token","expires_in":"soon"}`,
		`{"access_token":"secret-token`,
		`{"access_token":"secret-token","expires_in":100}`,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/connect/token" {
				say(w, http.StatusOK, answer)
				return
			}
			panic(http.ErrAbortHandler)
		}))
		c, err := extern.New(extern.Config{URL: server.URL, Key: "the-api-key", Account: "acc", Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Docflow(t.Context(), flowID)
		_, submitErr := c.Submit(t.Context(), parcel(t))
		server.Close()
		_, late := c.Changes(t.Context(), "")
		for _, err := range []error{err, submitErr, late} {
			if text := err.Error() + log.String(); strings.Contains(text, "secret-token") || strings.Contains(text, "the-api-key") {
				t.Errorf("told: %s", text)
			}
		}
		c.Close()
	}
}

func TestEndlessAnswerIsNotReadToItsEnd(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for line := strings.Repeat(" ", 64<<10); ; {
			if _, err := io.WriteString(w, line); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	c, err := extern.New(extern.Config{URL: server.URL, Key: "the-api-key", Account: "acc"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Docflow(t.Context(), flowID)
	wantCode(t, err, sdano.Unprocessable, "answer_unreadable")
}

// parcel is a dispatch of a small report.
func parcel(t *testing.T) reporting.Dispatch {
	t.Helper()
	name, data, err := demo.Declaration(demo.Entrepreneur, "0087", sdano.MustDate("2026-04-10"))
	if err != nil {
		t.Fatal(err)
	}
	return reporting.Dispatch{
		Submission: flowID, DraftID: sdano.NameID(flowID, "1"), Authority: reporting.FNS, Code: "0087",
		Sender: demo.Entrepreneur.TaxID, Payer: demo.Entrepreneur.TaxID, Certificate: []byte("certificate"),
		Files: []reporting.File{{Name: name, Data: data, Signature: []byte("signature")}},
		Fresh: true,
	}
}

func TestLargeContentsGoInParts(t *testing.T) {
	t.Parallel()
	c := newCounterpart(t)
	client := c.client(func(config *extern.Config) { config.PartSize = 100 })
	d := parcel(t)
	d.Files = append(d.Files, reporting.File{Name: "paper.bin", Data: bytes.Repeat([]byte("0123456789"), 20), Signature: []byte("s")})
	ref, err := client.Submit(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	flow, err := client.Docflow(t.Context(), ref.ID)
	if err != nil || len(flow.Documents) != 2 || flow.Documents[1].Type != "fns534-report-attachment" {
		t.Fatalf("%+v, %v", flow, err)
	}
	for i, doc := range flow.Documents {
		if data, err := client.Content(t.Context(), ref.ID, doc); err != nil || !bytes.Equal(data, d.Files[i].Data) {
			t.Errorf("%s: %d bytes, want %d: %v", doc.FileName, len(data), len(d.Files[i].Data), err)
		}
	}
}

func TestDirectionsAreListed(t *testing.T) {
	t.Parallel()
	c := newCounterpart(t)
	got, err := c.client(func(config *extern.Config) { config.Key = "not needed" }).ListDirections(t.Context())
	if err != nil || len(got) != 2 || got[0] != directions[0] || got[1] != directions[1] {
		t.Errorf("%+v, %v", got, err)
	}
}

// A list that is not whole would close what is missing in it.
func TestDirectionsAreWholeOrNone(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]string{
		`[{"tenant":1,"inn":"7799999919","authority":"fns","code":"0087"},{"tenant":1,"inn":""}]`: "directions_unreadable",
		`[{"tenant":1,"inn":"7799999919","authority":"fns","code":"0087"}`:                        "directions_unreadable",
		`{"message":"no"}`: "directions_unreadable",
		"":                 "directions_unavailable",
	} {
		c := scripted(t, func(w http.ResponseWriter, _ *http.Request) {
			if text == "" {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			say(w, http.StatusOK, text)
		})
		list, err := c.ListDirections(t.Context())
		var e *sdano.Error
		if !errors.As(err, &e) || e.Code != code || list != nil {
			t.Errorf("%s: %v, %v", text, list, err)
		}
	}
}

func TestFeedIsReadTolerantly(t *testing.T) {
	t.Parallel()
	full := strings.Repeat(`{"docflow-id":"`+someID+`","new-state":"urn:transaction:never-heard"},`, 499)
	c := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("fromId") {
		case "0_0":
			say(w, http.StatusOK, `{"next-event-id":"7_1","api-events":[`+full+`{"docflow-link":{"href":"https://x/docflows/01a214f6-2a2b-7000-874d-30c07811b6c3"}}]}`)
		case "7_1":
			say(w, http.StatusOK, `{"api-events":[{"docflow-id":"none"},{"docflow-id":"`+someID+`"}]}`)
		default:
			refuse(w, http.StatusBadRequest, "badCursor")
		}
	})
	first, err := c.Changes(t.Context(), "")
	if err != nil || len(first.Docflows) != 2 || first.Next != "7_1" || !first.More {
		t.Errorf("%+v, %v", first, err)
	}
	rest, err := c.Changes(t.Context(), first.Next)
	if err != nil || len(rest.Docflows) != 1 || rest.Next != "7_1" || rest.More {
		t.Errorf("%+v, %v", rest, err)
	}
	_, err = c.Changes(t.Context(), "bad")
	wantCode(t, err, sdano.Unprocessable, "operator_refused")
}

func TestReplyCountsAsDoneWhenSentBefore(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"/generate-reply", "/signature", "/send", ""} {
		var signed []byte
		c := scripted(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case at != "" && strings.HasSuffix(r.URL.Path, at):
				refuse(w, http.StatusBadRequest, "replyAlreadySent")
			case strings.HasSuffix(r.URL.Path, "/generate-reply"):
				say(w, http.StatusOK, `{"id":"`+someID+`","content":"0JjQvtCf"}`)
			default:
				say(w, http.StatusOK, `{}`)
			}
		})
		err := c.Reply(t.Context(), reporting.ReplyRequest{Docflow: flowID, Document: flowID, Type: "x", Sign: func(_ context.Context, data []byte) ([]byte, error) {
			signed = data
			return []byte("s"), nil
		}})
		if err != nil || at != "/generate-reply" && string(signed) != "ИоП" {
			t.Errorf("%s: %v, signed %q", at, err, signed)
		}
	}
}

func TestReplyFails(t *testing.T) {
	t.Parallel()
	c := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/generate-reply") {
			say(w, http.StatusOK, `{"id":"`+someID+`","content":"0JjQvtCf"}`)
			return
		}
		t.Errorf("%s was asked without a signature", r.URL.Path)
	})
	noKey := errors.New("no key")
	r := reporting.ReplyRequest{Docflow: flowID, Document: flowID, Sign: func(context.Context, []byte) ([]byte, error) { return nil, noKey }}
	if err := c.Reply(t.Context(), r); !errors.Is(err, noKey) {
		t.Error(err)
	}
	empty := scripted(t, func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, `{"id":"`+someID+`"}`) })
	wantCode(t, empty.Reply(t.Context(), r), sdano.Unprocessable, "answer_unreadable")
}

func TestDefaultsReachTheSandbox(t *testing.T) {
	t.Parallel()
	c := newCounterpart(t)
	client, err := extern.New(extern.Config{URL: c.server.URL + "/", Key: sandbox.DefaultKey, Account: sandbox.DefaultAccount})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if page, err := client.Changes(t.Context(), ""); err != nil || page.Next != "0_0" || page.More {
		t.Errorf("%+v, %v", page, err)
	}
}
