package xde_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"sdano"
	"sdano/acceptance"
	"sdano/httpapi/xde"
)

func TestRefusalsHaveTheirBody(t *testing.T) {
	t.Parallel()
	w := open(t)
	unknown := sdano.NewID()
	for _, c := range []struct {
		what         string
		a            answer
		status       int
		code         string
		path, method string
	}{
		{"no token", w.get("/boxes", header("Authorization", "")), 401, "MISSING_CREDENTIALS", "/boxes", "GET"},
		{"a bad token", w.get("/V3/Boxes", header("Authorization", "Bearer x")), 401, "BAD_TOKEN", "/V3/Boxes", "GET"},
		{"no permission", w.get("/boxes", w.as("nobody")), 403, "FORBIDDEN", "/boxes", "GET"},
		{"not found", w.post("/document/accept/content", map[string]any{"DocumentId": unknown, "Signer": signer}), 400, "NOT_FOUND", "/document/accept/content", "POST"},
		{"no document", w.post("/document/accept/content", `{}`), 400, "MISSING_PARAMETER", "/document/accept/content", "POST"},
		{"a bad path", w.get("/documents/nothing"), 400, "UNKNOWN_PATH", "/documents/nothing", "GET"},
		{"a bad view", w.get("/documents/" + unknown.String() + "/vieww"), 400, "UNKNOWN_PATH", "/documents/" + unknown.String() + "/vieww", "GET"},
		{"an unknown path of a version", w.get("/v3/nothing"), 400, "UNKNOWN_PATH", "/v3/nothing", "GET"},
		{"a path with an empty segment", w.get("/archive//17"), 400, "BAD_VALUE", "/archive//17", "GET"},
		{"a bad method", w.do("PUT", "/archive", ""), 400, "METHOD_NOT_ALLOWED", "/archive", "PUT"},
		{"a bad id", w.get("/archive/17"), 400, "BAD_VALUE", "/archive/17", "GET"},
		{"a bad number", w.get("/document/accept/content/tasks/x"), 400, "BAD_VALUE", "/document/accept/content/tasks/x", "GET"},
		{"an unknown task", w.get("/document/accept/content/tasks/4242"), 400, "NOT_FOUND", "/document/accept/content/tasks/4242", "GET"},
		{"encryption", w.post("/v2/encrypt", `{}`), 400, "NOT_SUPPORTED", "/v2/encrypt", "POST"},
	} {
		t.Run(c.what, func(t *testing.T) {
			r := c.a.refused(c.status, c.code)
			if r.Path != c.path || r.Method != c.method || r.Findings == nil {
				t.Errorf("%+v", r)
			}
			if challenge := c.a.Header().Get("WWW-Authenticate"); (c.status == 401) != (challenge == "Bearer") {
				t.Errorf("WWW-Authenticate: %q", challenge)
			}
			if kind := c.a.Header().Get("Content-Type"); kind != "application/json; charset=utf-8" {
				t.Errorf("Content-Type: %q", kind)
			}
		})
	}
}

// TestAnswersAreCompact: a client looks for the literal text `"Results":null`.
func TestAnswersAreCompact(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.courier.Refuse = &sdano.Error{Kind: sdano.Unavailable, Code: "operator_unavailable", Message: "Оператор недоступен.", Remedy: "Подождите."}
	document := w.bring("pdf", sdano.ID{})
	id := w.send(document, w.made(document))
	a := w.get("/documents/accept/local/tasks/" + id)
	if a.ok() != `{"TaskStatus":0,"TaskHandlingErrorMessage":null,"Results":null}` || a.Header().Get("Retry-After") != "1" {
		t.Errorf("%s, Retry-After %q", a.Body, a.Header().Get("Retry-After"))
	}
}

func TestUnavailableOperationsAreToldInTheirWords(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("pdf", sdano.ID{})
	w.accept(document, "pdf")
	a := w.post("/document/accept/content", map[string]any{"DocumentId": document, "Signer": signer})
	if r := a.refused(400, "OPERATION_UNAVAILABLE"); !strings.HasPrefix(r.Message, "Операция недоступна: ") || strings.Count(r.Message, "недоступна") != 1 || !r.Retryable {
		t.Errorf("%q", r.Message)
	}
	if wait := a.Header().Get("Retry-After"); wait != "" {
		t.Errorf("Retry-After: %q", wait)
	}
}

// TestWhatNeverComesTrueIsNotWorthARepetition: the words belong to it, the advice
// to repeat does not.
func TestWhatNeverComesTrueIsNotWorthARepetition(t *testing.T) {
	t.Parallel()
	w := open(t)
	name, data := w.sample("upd503")
	broken := w.brought(name, data[:len(data)/2])
	for what, a := range map[string]answer{
		"unreadable":        w.post("/document/accept/content", map[string]any{"DocumentId": broken, "Signer": signer}),
		"no lines to count": w.post("/document/accept/discrepancy", map[string]any{"DocumentId": w.bring("pdf", sdano.ID{}), "AcceptedLines": []any{map[string]any{"LineNumber": 1, "Accepted": "1"}}}),
	} {
		if r := a.refused(400, "OPERATION_UNAVAILABLE"); r.Retryable {
			t.Errorf("%s is worth a repetition: %s", what, r.Message)
		}
	}
}

// brought brings a file in and returns the id of its document.
func (w *world) brought(name string, data []byte) sdano.ID {
	w.Helper()
	var in struct {
		DocumentID sdano.ID `json:"DocumentId"`
	}
	w.incoming(name, data, sdano.ID{}).into(&in)
	return in.DocumentID
}

// made has the file of an informal document made and returns its link.
func (w *world) made(document sdano.ID) string {
	w.Helper()
	id := w.post("/document/accept/content", map[string]any{"DocumentId": document, "Signer": signer}).ok()
	t := w.finished("/document/accept/content/tasks/" + id)
	if t.TaskStatus != 1 || len(t.Results) != 1 {
		w.Fatalf("%+v", t)
	}
	return t.Results[0].ContentLinkID.String()
}

// send signs and sends a file and returns the number of the task.
func (w *world) send(document sdano.ID, link string) string {
	w.Helper()
	signature := w.attach(document, "s.SGN", w.signed(buyer, []byte(w.get("/archive/"+link).ok())))
	return w.post("/documents/accept/local", map[string]any{"SignedTitlesOrReceipts": []any{
		map[string]any{"DocumentId": document, "ContentLinkId": link, "SignatureLinkId": signature},
	}}).ok()
}

// TestPendingTasksAreToldInTheirWords: another document of the package is being
// sent, so its neighbour is asked for again later.
func TestPendingTasksAreToldInTheirWords(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.courier.Refuse = &sdano.Error{Kind: sdano.Unavailable, Code: "operator_unavailable", Message: "Оператор недоступен.", Remedy: "Подождите."}
	pkg := sdano.NewID()
	first, second := w.bring("pdf", pkg), w.bring("akt", pkg)
	id := w.post("/document/accept/content", map[string]any{"DocumentId": first, "Signer": signer}).ok()
	made := w.finished("/document/accept/content/tasks/" + id)
	for _, m := range made.Results {
		if m.DocumentID == first {
			w.send(first, m.ContentLinkID.String())
		}
	}
	a := w.post("/document/reject/content", map[string]any{"DocumentId": second, "Signer": signer, "Comment": "нет"})
	r := a.refused(400, "TASKS_PENDING")
	if r.Message != "По документу есть запланированные задачи" || a.Header().Get("Retry-After") != "5" {
		t.Errorf("%q, Retry-After %q", r.Message, a.Header().Get("Retry-After"))
	}
}

func TestMembersAreReadLeniently(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("pdf", sdano.ID{})
	for what, body := range map[string]string{
		"as documented":     `{"DocumentId":"%s"}`,
		"another case":      `{"DOCUMENTID":"%s"}`,
		"unknown members":   `{"documentId":"%s","More":{"DocumentId":[1]},"x":null}`,
		"null is absent":    `{"DocumentId":"%s","AttachmentName":null,"IsOutput":null,"IncludeEvents":null}`,
		"a byte order mark": "\ufeff" + `{"DocumentId":"%s"}`,
		"blanks":            "\r\n {\t\"DocumentId\" : \"%s\" } \n",
	} {
		if a := w.post("/v3/documents/info", fmt.Sprintf(body, strings.ToUpper(document.String()))); a.Code != 200 || !strings.Contains(a.Body.String(), document.String()) {
			t.Errorf("%s: %d %s", what, a.Code, a.Body)
		}
	}
	for what, c := range map[string]struct{ body, names string }{
		"no JSON":        {`{"DocumentId"`, "в байте"},
		"no object":      {`[1]`, "объект"},
		"no guid":        {`{"DocumentId":"17"}`, "DocumentId"},
		"a number":       {`{"DocumentId":17}`, "DocumentId"},
		"no bool":        {`{"IncludeEvents":"да"}`, "IncludeEvents: неверный тип или значение, нужно: true или false"},
		"twice":          {`{"DocumentId":null,"documentId":null}`, "не повторяются"},
		"a zero":         {`{"AttachmentName":"a\u0000b"}`, "нулевой знак"},
		"something more": {`{} {}`, "в байте"},
	} {
		if r := w.post("/v3/documents/info", c.body).refused(400, "BAD_JSON"); !strings.Contains(r.Message+r.Details, c.names) {
			t.Errorf("%s: %+v", what, r)
		}
	}
	recon := `{"DocumentId":"%s","Signer":{},"ActReconAcceptanceResults":[{"DocumentId":"%[1]s","Divergences":[{"Contracts":[{"Documents":[{"Operations":[{"Number":5}]}]}]}]}]}`
	full := "ActReconAcceptanceResults[0].Divergences[0].Contracts[0].Documents[0].Operations[0].Number: "
	if r := w.post("/document/accept/content", fmt.Sprintf(recon, document)).refused(400, "BAD_JSON"); !strings.HasPrefix(r.Message, full) {
		t.Errorf("the path of a member is cut off: %s", r.Message)
	}
	if r := w.post("/v3/validate", `{"Content":"***"}`).refused(400, "BAD_JSON"); !strings.Contains(r.Message, "строка Base64") {
		t.Errorf("what is no Base64 is asked for as an object: %s", r.Message)
	}
	deep := `{"DocumentId":"%s","AcceptanceResults":[{},{"AcceptanceResultType":"1"}]}`
	if r := w.post("/document/accept/content", fmt.Sprintf(deep, document)).refused(400, "BAD_JSON"); !strings.HasPrefix(r.Message, "AcceptanceResults[1].AcceptanceResultType: ") {
		t.Errorf("%q", r.Message)
	}
}

// TestAliases: singular and plural, with and without version, in whatever case.
func TestAliases(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("pdf", sdano.ID{})
	body := map[string]any{"DocumentId": document, "Signer": signer}
	for _, path := range []string{
		"/document/accept/content", "/documents/accept/content", "/v2/document/accept/content", "/v3/documents/accept/content", "/Document/Accept/Content/",
	} {
		id := w.post(path, body).ok()
		for _, poll := range []string{path, "/v2/document/accept/content", "/documents/accept/content"} {
			w.get(strings.TrimSuffix(poll, "/") + "/tasks/" + id).has(`"TaskStatus":1`)
		}
	}
	for _, path := range []string{"/documents/info/", "/document/info/", "/v3/documents/info/", "/v2/document/info/"} {
		w.get(path + document.String()).ok()
	}
	for _, path := range []string{"/reference/attachmentTypes", "/v2/reference/attachmenttypes"} {
		w.get(path).has(`{"Id":14,"Name":"Подпись"}`, `{"Id":0,`, `{"Id":7,`)
	}
	for path, want := range map[string]bool{"/v3/Documents": true, "/token": true, "/archive/x": true, "/v2": true, "/v3/nothing": true, "//documents/x": true, "/v1/documents": false, "/": false, "/v1/reports": false, "/documentation": false, "/hs/reporting": false} {
		if got := xde.New(w.config).Owns(path); got != want {
			t.Errorf("owns %s: %v", path, got)
		}
	}
}

func TestPrefix(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.config.Prefix = "/xde"
	w.mount()
	w.get("/xde/boxes").has(boxID)
	w.get("/boxes").refused(400, "UNKNOWN_PATH")
	w.get("/xdeboxes").refused(400, "UNKNOWN_PATH")
	w.post("/xde/token", `{"Username":"anna","Password":"anna-password"}`).has(`"token_type":"Bearer"`)
}

// TestScalarsAreBare: a number or a link is what was asked for, and nothing
// around it.
func TestScalarsAreBare(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("pdf", sdano.ID{})
	body, kind := multipart("\r\n", part{"json", "", []byte(`{"FileName":"s.SGN","AttachmentType":14,"DocumentId":"` + document.String() + `"}`)}, part{"content", "", []byte("s")})
	for accept, want := range map[string]bool{
		"": false, "*/*": false, "text/plain": false, "text/*": false, "application/json": true, "application/*": true,
		"application/json, text/plain, */*": true, "text/plain, application/json": false, "text/plain;q=0.5, application/json": true,
		"application/json;q=0.1, */*;q=0.9": false, "text/html": false, "application/json;q=x": true, "application/xml, */*;q=0.1": false,
	} {
		task := w.post("/document/accept/content", map[string]any{"DocumentId": document, "Signer": signer}, header("Accept", accept))
		link := w.post("/archive", body, header("Content-Type", kind), header("Accept", accept))
		if w.number(task.ok()) <= 0 {
			t.Errorf("%q: %s", accept, task.Body)
		}
		quoted := strings.HasPrefix(link.ok(), `"`) && strings.HasSuffix(link.Body.String(), `"`)
		for _, a := range []answer{task, link} {
			if isJSON := a.Header().Get("Content-Type") == "application/json; charset=utf-8"; isJSON != want || quoted != want {
				t.Errorf("%q: %s %s", accept, a.Header().Get("Content-Type"), link.Body)
			}
		}
		if _, err := sdano.ParseID(strings.Trim(link.Body.String(), `"`)); err != nil {
			t.Errorf("%q: %v", accept, err)
		}
	}
}

// faulty is a mission whose lists fail.
type faulty struct {
	xde.Acceptance
	err error
}

func (f faulty) Boxes(context.Context, acceptance.Visitor) ([]acceptance.Box, error) {
	if f.err == nil {
		panic("broken")
	}
	return nil, f.err
}

func TestOurOwnFaultsAreToldApart(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		err    error
		status int
		code   string
		wait   string
	}{
		"a fault":         {errors.New("secret: /var/lib"), 500, "INTERNAL", ""},
		"a full disk":     {&sdano.Error{Kind: sdano.Storage, Code: "disk_full", Message: "Нет места.", Remedy: "Освободите место."}, 500, "DISK_FULL", ""},
		"a neighbour":     {&sdano.Error{Kind: sdano.Unavailable, Code: "away", Message: "Служба недоступна, есть запланированные задачи.", Remedy: "Подождите."}, 503, "AWAY", "5"},
		"a broken line":   {context.Canceled, 503, "INTERRUPTED", "5"},
		"too many":        {&sdano.Error{Kind: sdano.TooMany, Code: "rate_limited", Message: "Слишком часто.", Remedy: "Подождите."}, 429, "RATE_LIMITED", "60"},
		"too large":       {&sdano.Error{Kind: sdano.TooLarge, Code: "too_large", Message: "Велико.", Remedy: "Уменьшите."}, 400, "TOO_LARGE", ""},
		"a stale version": {acceptance.ErrStale, 400, "STALE_VERSION", ""},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			w.config.Acceptance = faulty{w.service, c.err}
			w.mount()
			a := w.get("/boxes")
			if r := a.refused(c.status, c.code); strings.Contains(a.Body.String(), "secret") || a.Header().Get("Retry-After") != c.wait {
				t.Errorf("%+v, Retry-After %q", r, a.Header().Get("Retry-After"))
			}
		})
	}
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.config.MaxBody, w.config.MaxDocuments = 2000, 2
	w.mount()
	w.post("/v3/documents/info", strings.Repeat(" ", 2001)).refused(400, "TOO_LARGE")
	document := w.brought("a.pdf", []byte("%PDF"))
	exact := fmt.Sprintf(`{"DocumentId":%q}`, document)
	exact += strings.Repeat(" ", 2000-len(exact))
	for what, o := range map[string]option{"with its length": func(*http.Request) {}, "without": func(r *http.Request) { r.ContentLength = -1 }} {
		if a := w.post("/v3/documents/info", exact, o); a.Code != 200 {
			t.Errorf("a body exactly at the limit, %s: %s", what, a.Body)
		}
		w.post("/v3/documents/info", exact+" ", o).refused(400, "TOO_LARGE")
	}
	two := fmt.Sprintf(`{"DocumentIds":[%q,%q]}`, document, sdano.NewID())
	w.post("/documents/accessStatuses", two).has(document.String() + `":true`)
	w.post("/v3/documents/info", `{}`, header("Content-Encoding", "gzip")).refused(400, "BAD_VALUE")
	three := []sdano.ID{sdano.NewID(), sdano.NewID(), sdano.NewID()}
	w.post("/documents/accessStatuses", map[string]any{"DocumentIds": three}).refused(400, "TOO_MANY_DOCUMENTS")
	items := make([]map[string]any, 3)
	for path, name := range map[string]string{
		"/documents/accept/local": "SignedTitlesOrReceipts", "/document/accept/content/batch": "Items",
	} {
		w.post(path, map[string]any{name: items}).refused(400, "TOO_MANY_DOCUMENTS")
		w.post(path, map[string]any{name: items[:0]}).refused(400, "MISSING_PARAMETER")
	}
	w.post("/receiveConfirmations/local", map[string]any{"BoxId": boxID, "ReceiveConfirmationsToSend": items}).refused(400, "TOO_MANY_DOCUMENTS")
	w.post("/receiveConfirmations/content", map[string]any{"BoxId": boxID, "QueueItemIds": []int{1, 2, 3}}).refused(400, "TOO_MANY_DOCUMENTS")
	w.post("/v2/sign", map[string]any{"Contents": []string{"", "", ""}}).refused(400, "TOO_MANY_DOCUMENTS")
}

// TestPanicIsAFault: what breaks is told like a refusal, and the stack goes to
// the log only.
func TestPanicIsAFault(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.config.Acceptance = faulty{w.service, nil}
	w.mount()
	a := w.get("/boxes")
	if a.Code != http.StatusInternalServerError || strings.Contains(a.Body.String(), "goroutine") || !strings.Contains(w.log.String(), "goroutine") {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	a.refused(500, "INTERNAL")
}
