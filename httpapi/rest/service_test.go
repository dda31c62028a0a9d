package rest_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"sdano"
)

// TestAcceptedDeclaration walks one declaration through every endpoint that
// reads, over the real mission.
func TestAcceptedDeclaration(t *testing.T) {
	t.Parallel()
	h := build(t)
	s := h.file("7701")
	if s.Status != "planned" || s.StatusRU != "Запланирована" || s.INN != "779999991008" || s.KND != "1152017" || s.Version != 1 {
		t.Fatalf("%+v", s)
	}
	at := "/v1/submissions/" + s.Submission
	path, body := h.declaration("7701")
	h.ask(409, "POST", path, body)
	h.ask(404, "GET", at, nil, header("X-Tenant", "20000"))

	done := h.follow(s)
	if done.Status != "accepted" || done.StatusRU != "Сдана" || done.FiledAt == nil || done.Report != s.Report {
		t.Fatalf("%+v", done)
	}
	for range 3 { // the docflow's end
		h.tick()
	}
	list := string(h.ask(200, "GET", "/v1/submissions?inn=779999991008&status=accepted&report="+s.Report, nil))
	if !strings.Contains(list, s.Submission) || !strings.HasSuffix(list, `"next":null}`) {
		t.Errorf("%s", list)
	}
	if none := string(h.ask(200, "GET", "/v1/submissions?status=rejected", nil)); none != `{"submissions":[],"next":null}` {
		t.Errorf("%s", none)
	}
	if verdict := string(h.ask(200, "GET", "/v1/reports/"+s.Report, nil)); !strings.Contains(verdict, `"status":"accepted","status_ru":"Сдан","basis":"`+s.Submission+`"`) {
		t.Errorf("%s", verdict)
	}
	if short := string(h.ask(200, "GET", at+"/status", nil)); !strings.Contains(short, `"status":"accepted"`) || !strings.Contains(short, `"verdict":{"report"`) {
		t.Errorf("%s", short)
	}
	if got := h.ask(200, "GET", at+"/files/1", nil); !bytes.Equal(got, body) {
		t.Errorf("the file is not as it was filed: %d bytes of %d", len(got), len(body))
	}
	kinds := ""
	for _, e := range h.events(s) {
		kinds += e.FileName[:2] + " "
		if doc := h.ask(200, "GET", "/v1/events/"+e.Event+"/document", nil); !bytes.Contains(doc, []byte("<?xml")) {
			t.Errorf("%s: %s", e.FileName, doc)
		}
		if one := decode[told](t, h.ask(200, "GET", "/v1/events/"+e.Event, nil)); one.FileName != e.FileName {
			t.Errorf("%+v", one)
		}
	}
	for _, kind := range []string{"PD", "IZ", "KV", "IV"} {
		if strings.Count(kinds, kind) != 1 {
			t.Errorf("documents %s", kinds)
		}
	}
	feed := decode[struct {
		Events []told
		Next   int64
	}](t, h.ask(200, "GET", "/v1/events", nil))
	if len(feed.Events) != len(strings.Fields(kinds)) || feed.Next == 0 {
		t.Errorf("feed %+v", feed)
	}
	h.ask(409, "DELETE", at, nil)
	h.ask(409, "POST", path, body)
	h.ask(200, "GET", "/v1/alarms", nil)
}

// TestRefusedDeclaration audits a refusal: nobody but an auditor sees it before.
func TestRefusedDeclaration(t *testing.T) {
	t.Parallel()
	h := build(t)
	s := h.follow(h.file("0088"))
	if !s.UnderReview || s.Status == "rejected" || len(s.Reasons) != 0 {
		t.Fatalf("%+v", s)
	}
	var refusal told
	for _, e := range h.events(s) {
		if e.NeedsAudit {
			refusal = e
		}
	}
	if refusal.Status != "rejected" || len(refusal.Reasons) == 0 || !strings.HasPrefix(refusal.FileName, "UO_") {
		t.Fatalf("%+v", refusal)
	}
	at := "/v1/events/" + refusal.Event
	customer := header("Authorization", h.tokens["customer"])
	if text := string(h.ask(200, "GET", at, nil, customer)); strings.Contains(text, "UO_") || strings.Contains(text, "rejected") {
		t.Errorf("a customer is told %s", text)
	}
	h.ask(404, "GET", at+"/document", nil, customer)
	h.ask(403, "POST", at+"/audit", []byte(`{"version":1}`), customer)

	last := h.call(200, "last-audited-event", `{"submission":"`+s.Submission+`"}`)
	if strings.Contains(last, refusal.Event) || !strings.Contains(last, `"status":"`+s.Status+`"`) {
		t.Errorf("%s", last)
	}
	if text := h.call(409, "on-write-event", `{"object":{"ref":"`+refusal.Event+`","version":`+fmt.Sprint(refusal.Version)+`,"audit_done":true},"cancel":true}`); !strings.HasSuffix(text, `"out":{"cancel":true}}`) {
		t.Errorf("%s", text)
	}
	h.ask(409, "POST", at+"/audit", []byte(`{"version":99,"audit_done":true}`))
	word := fmt.Sprintf(`{"version":%d,"audit_done":true,"status":"rejected","reasons":[{"received_reason":%q,"reason":"Неверный формат","auditor_note":"см. раздел 2"}]}`,
		refusal.Version, refusal.Reasons[0].Code)
	if e := decode[told](t, h.ask(200, "POST", at+"/audit", []byte(word))); !e.AuditDone || e.Reasons[0].Reason != "Неверный формат" {
		t.Errorf("%+v", e)
	}
	s = decode[filed](t, h.ask(200, "GET", "/v1/submissions/"+s.Submission, nil, customer))
	if s.Status != "rejected" || s.UnderReview || len(s.Reasons) == 0 || s.Reasons[0].Text != "Неверный формат" || s.Reasons[0].Explanation != "см. раздел 2" {
		t.Errorf("%+v", s)
	}
	h.ask(200, "GET", at+"/document", nil, customer)

	want := `{"result":"` + refusal.Event + `","out":{"Статус":"НеПринята","ПричиныОтказа":[{"Причина":"Неверный формат","Пояснение":"см. раздел 2"}]}}`
	if got := h.call(200, "ПолучитьПоследнееПроаудированноеСобытиеОтправки", `{"ОтправкаОтчетности":"`+s.Submission+`"}`); got != want {
		t.Errorf("%s", got)
	}
	want = `{"result":"` + s.Submission + `","out":{"СтатусПоследнейОтправки":"НеПринята"}}`
	if got := h.call(200, "ПолучитьПоследнююОтправкуОтчета", `{"Отчет":"`+s.Report+`"}`); got != want {
		t.Errorf("%s", got)
	}
	want = `{"result":null,"out":{"status":"rejected","reasons":[{"reason":"Неверный формат","explanation":"см. раздел 2"}]}}`
	if got := h.call(200, "write-status", `{"submission":"`+s.Submission+`"}`); got != want {
		t.Errorf("%s", got)
	}
	if text := h.call(409, "write-status", `{"submission":"`+s.Submission+`","status":"planned"}`); !strings.Contains(text, `"code":"illegal_transition"`) {
		t.Errorf("%s", text)
	}
	h.call(403, "write-status", `{"submission":"`+s.Submission+`","status":"sent","why":"ошибка"}`, customer)
	if text := h.call(200, "write-status", `{"submission":"`+s.Submission+`","status":"sent","why":"отказ отменён инспекцией"}`); !strings.Contains(text, `"status":"sent"`) {
		t.Errorf("%s", text)
	}
}

// TestTheOtherMethods are those that the walks above do not pass.
func TestTheOtherMethods(t *testing.T) {
	t.Parallel()
	h := build(t)
	if text := h.call(200, "refresh-directions", "{}", everywhere); !strings.Contains(text, `"closed":0,"kept":0}}`) {
		t.Errorf("%s", text)
	}
	s := h.file("7701")
	if text := h.call(200, "rebuild-queue", "{}"); text != `{"result":null,"out":{},"summary":{"rows":1}}` {
		t.Errorf("%s", text)
	}
	h.call(400, "rebuild-queue", "{}", everywhere)
	object := `{"object":{"ref":"` + s.Submission + `","version":1},"cancel":false}`
	if text := h.call(200, "on-write-submission", object); text != `{"result":null,"out":{"cancel":false}}` {
		t.Errorf("%s", text)
	}
	if text := h.call(409, "on-write-submission", strings.Replace(object, "false", "true", 1)); !strings.Contains(text, `"code":"vetoed"`) || !strings.HasSuffix(text, `"out":{"cancel":true}}`) {
		t.Errorf("%s", text)
	}
	if text := h.call(409, "on-write-submission", strings.Replace(object, ":1", ":9", 1)); !strings.Contains(text, `"code":"stale_version"`) {
		t.Errorf("%s", text)
	}
	if text := h.call(200, "last-audited-event", `{"submission":"`+s.Submission+`"}`); text != `{"result":null,"out":{"status":null,"reasons":null}}` {
		t.Errorf("%s", text)
	}
	if text := h.call(200, "last-submission", `{"report":"`+s.Report+`"}`); text != `{"result":"`+s.Submission+`","out":{"last_status":"planned"}}` {
		t.Errorf("%s", text)
	}
	elsewhere := header("X-Tenant", "20000")
	for name, body := range map[string]string{
		"on-write-submission": object, "write-status": `{"submission":"` + s.Submission + `"}`,
		"on-write-event":     `{"object":{"ref":"` + s.Submission + `","version":1}}`,
		"last-audited-event": `{"submission":"` + s.Submission + `"}`, "last-submission": `{"report":"` + s.Report + `"}`,
	} {
		if text := h.call(404, name, body, elsewhere); !strings.Contains(text, `"code":"not_found"`) {
			t.Errorf("%s: %s", name, text)
		}
	}
	key := header("Idempotency-Key", "k")
	if first, again := h.call(200, "send", "{}", key, everywhere), h.call(200, "send", "{}", key, everywhere); first != again || !strings.Contains(first, `"sent":1`) {
		t.Errorf("%s\n%s", first, again)
	}
	if text := h.call(200, "fetch-results", "{}"); !strings.Contains(text, `"failed":0}}`) {
		t.Errorf("%s", text)
	}
	h.operator.Close()
	h.call(503, "refresh-directions", "{}", everywhere)
}

func TestWithdrawnDeclarationMayBeFiledAgain(t *testing.T) {
	t.Parallel()
	h := build(t)
	s := h.file("7701")
	key := header("Idempotency-Key", "withdraw")
	first := h.ask(200, "DELETE", "/v1/submissions/"+s.Submission+"?reason=%D0%BE%D1%88%D0%B8%D0%B1%D0%BA%D0%B0", nil, key)
	if gone := decode[filed](t, first); !gone.Deleted {
		t.Errorf("%+v", gone)
	}
	if again := h.ask(200, "DELETE", "/v1/submissions/"+s.Submission+"?reason=%D0%BE%D1%88%D0%B8%D0%B1%D0%BA%D0%B0", nil, key); !bytes.Equal(first, again) {
		t.Errorf("%s\n%s", first, again)
	}
	h.ask(404, "GET", "/v1/reports/"+s.Report, nil)
}

// TestBadReports are the refusals of the issue that the mission makes.
func TestBadReports(t *testing.T) {
	t.Parallel()
	h := build(t)
	path, body := h.declaration("7701")
	h.ask(409, "POST", path, body) // no direction is known yet
	h.call(200, "refresh-directions", "{}", everywhere)
	for name, c := range map[string]struct {
		status int
		body   []byte
	}{
		"no XML":           {400, []byte("это не XML")},
		"nothing":          {400, nil},
		"DTD":              {400, append([]byte("<!DOCTYPE a>"), body...)},
		"cut":              {400, body[:len(body)/2]},
		"other inspection": {422, bytes.Replace(body, []byte(`="7701"`), []byte(`="7702"`), 1)},
		"check digits":     {422, bytes.ReplaceAll(body, []byte("779999991008"), []byte("779999991009"))},
	} {
		if text := string(h.ask(c.status, "POST", path, c.body)); !strings.Contains(text, `"remedy":`) || !strings.Contains(text, `"trace":`) {
			t.Errorf("%s: %s", name, text)
		}
	}
	h.ask(201, "POST", path, body)
}

func TestConcurrentRegistrationsOverTheService(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.call(200, "refresh-directions", "{}", everywhere)
	path, body := h.declaration("7701")
	answers := make([]string, 8)
	var group sync.WaitGroup
	for i := range answers {
		group.Go(func() {
			answers[i] = string(h.ask(http.StatusCreated, "POST", path, body, header("Idempotency-Key", "k")))
		})
	}
	group.Wait()
	for _, a := range answers {
		if a != answers[0] {
			t.Errorf("%s\n%s", a, answers[0])
		}
	}
	if list := string(h.ask(200, "GET", "/v1/submissions", nil)); strings.Count(list, `"submission":`) != 1 {
		t.Errorf("%s", list)
	}
}

// TestLostAnswersAreGivenAgain: when the process dies between the unit and the
// answer, a repetition under the key gets the answer, byte for byte, and the
// effect happened once.
func TestLostAnswersAreGivenAgain(t *testing.T) {
	t.Parallel()
	h := build(t)
	s := h.follow(h.file("0088"))
	var refusal told
	for _, e := range h.events(s) {
		if e.NeedsAudit {
			refusal = e
		}
	}
	path, body := h.declaration("7701")
	spare := decode[filed](t, h.ask(201, "POST", path, body))
	object := fmt.Sprintf(`{"object":{"ref":%q,"version":`, refusal.Event)
	for i, c := range []struct{ method, path, body, want string }{
		{"POST", "/hs/reporting/v1/on-write-event", object + fmt.Sprint(refusal.Version) + `,"audit_done":true}}`, `{"result":null,"out":{"cancel":false}}`},
		{"POST", "/v1/events/" + refusal.Event + "/audit", fmt.Sprintf(`{"version":%d,"comment":"ещё раз"}`, refusal.Version+1), `"comment":"ещё раз"`},
		{"POST", "/hs/reporting/v1/write-status", `{"submission":"` + s.Submission + `","status":"sent","why":"отказ отменён"}`, `"status":"sent"`},
		{"POST", "/hs/reporting/v1/on-write-submission", `{"object":{"ref":"` + spare.Submission + `","version":1}}`, `{"result":null,"out":{"cancel":false}}`},
		{"DELETE", "/v1/submissions/" + spare.Submission + "?reason=x", "", `"deleted":true`},
	} {
		k := header("Idempotency-Key", fmt.Sprint(i))
		h.lose = true
		first := string(h.ask(200, c.method, c.path, []byte(c.body), k))
		h.lose = false
		entries := h.acts(s) + h.acts(spare)
		again := string(h.ask(200, c.method, c.path, []byte(c.body), k))
		if first != again || !strings.Contains(first, c.want) {
			t.Errorf("%s: %s\n%s", c.path, first, again)
		}
		if now := h.acts(s) + h.acts(spare); now != entries {
			t.Errorf("%s: %d acts, then %d", c.path, entries, now)
		}
	}
}

// acts counts what the journal says of a submission.
func (h *house) acts(s filed) int {
	h.t.Helper()
	entries, err := h.JournalOf(context.Background(), tenant, sdano.MustID(s.Submission))
	if err != nil {
		h.t.Fatal(err)
	}
	return len(entries)
}
