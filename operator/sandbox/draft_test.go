package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
)

const draftPath = v1 + "/drafts/5c1f6a50-9f0a-5b61-8e0c-2f7f1c2d3e4f"

func TestDraftHasTheClientsIdentifier(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.do(http.MethodGet, draftPath, nil).fails(http.StatusNotFound, "notFound")
	a := w.do(http.MethodPut, draftPath, draftOf("0087")).want(http.StatusCreated)
	if a.text("status") != "new" || a.text("meta/recipient/ifns-code") != "0087" || a.count("documents") != 0 || a.count("docflows") != 0 || a.count("links") != 1 {
		t.Errorf("%s", a.raw)
	}
	w.do(http.MethodPut, draftPath, draftOf("0087")).want(http.StatusOK)
	if a := w.do(http.MethodPut, draftPath, draftOf("7701")).want(http.StatusOK); a.text("meta/recipient/ifns-code") != "7701" {
		t.Errorf("%s", a.raw)
	}
	ours := w.do(http.MethodPost, v1+"/drafts", draftOf("0087")).want(http.StatusCreated).text("id")
	for _, path := range []string{draftPath, v1 + "/drafts/" + ours} {
		w.do(http.MethodGet, path, nil).want(http.StatusOK)
		w.do(http.MethodDelete, path, nil).want(http.StatusNoContent)
		w.do(http.MethodGet, path, nil).fails(http.StatusNotFound, "notFound")
	}
	w.do(http.MethodPut, v1+"/drafts/not-an-id", draftOf("0087")).fails(http.StatusNotFound, "notFound")
}

func TestDraftIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, tc := range []struct {
		name, code string
		spoil      func(d object)
	}{
		{"unknown office", "recipientUnknown", func(d object) { d["recipient"] = object{"ifns-code": "5001"} }},
		{"office that is no code", "recipientUnknown", func(d object) { d["recipient"] = object{"ifns-code": "00ab"} }},
		{"no office", "recipientUnknown", func(d object) { d["recipient"] = object{} }},
		{"statistics", "recipientNotSupported", func(d object) { d["recipient"] = object{"togs-code": "00-87"} }},
		{"wrong digits", "invalidInn", func(d object) { d["payer"] = object{"inn": "779999991009"} }},
		{"no certificate", "certificateMissing", func(d object) { d["sender"] = object{"inn": "779999991008"} }},
		{"text for a number", "badRequest", func(d object) { d["payer"] = 5 }},
	} {
		d := draftOf("0087")
		tc.spoil(d)
		t.Log(tc.name)
		w.do(http.MethodPut, draftPath, d).fails(http.StatusBadRequest, tc.code)
	}
	w.do(http.MethodPut, draftPath, "{").fails(http.StatusBadRequest, "badRequest")
	w.do(http.MethodPut, draftPath, `{"sender":{},"sender":{}}`).fails(http.StatusBadRequest, "badRequest")
	w.do(http.MethodGet, draftPath, nil).fails(http.StatusNotFound, "notFound")
}

func TestDocumentSaysWhatItIs(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.do(http.MethodPut, draftPath, draftOf("0087")).want(http.StatusCreated)
	name, data := declaration(t, "0087", 0)
	content := w.do(http.MethodPost, v1+"/contents", data).text("id")
	body := object{"content-id": content, "description": object{}}
	a := w.do(http.MethodPost, draftPath+"/documents", body).want(http.StatusCreated)
	for path, want := range map[string]string{
		"description/type": "urn:document:fns534-report", "description/filename": name, "description/content-type": "application/xml",
		"description/properties/КНД": "1152017", "description/properties/CorrectionNumber": "0",
		"description/properties/Encoding": "windows-1251", "contents/0/content-id": content,
	} {
		if got := a.text(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	if p := a.text("description/properties/Period"); !strings.Contains(p, "2025") {
		t.Errorf("period %s", p)
	}
	// The same bytes are one document, whoever uploads them how often.
	body["content-id"] = w.do(http.MethodPost, v1+"/contents", data).text("id")
	if again := w.do(http.MethodPost, draftPath+"/documents", body).want(http.StatusOK); again.text("id") != a.text("id") {
		t.Errorf("a second copy: %s", again.raw)
	}
	signatures := draftPath + "/documents/" + a.text("id") + "/signatures"
	sign := object{"base64-content": "c2lnbg=="}
	first := w.do(http.MethodPost, signatures, sign).want(http.StatusCreated)
	if first.text("signature-certificate-thumbprint") == "" {
		t.Errorf("%s", first.raw)
	}
	if again := w.do(http.MethodPost, signatures, sign).want(http.StatusOK); again.text("id") != first.text("id") {
		t.Errorf("a second signature: %s", again.raw)
	}
	w.do(http.MethodPost, signatures, object{"base64-content": ""}).fails(http.StatusBadRequest, "signatureMissing")
	w.do(http.MethodPost, draftPath+"/documents/"+content+"/signatures", sign).fails(http.StatusNotFound, "notFound")
	if got := w.do(http.MethodGet, draftPath+"/documents/"+a.text("id"), nil).want(http.StatusOK); got.count("signatures") != 1 {
		t.Errorf("%s", got.raw)
	}
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, good := declaration(t, "0087", 0)
	for n, tc := range []struct {
		name   string
		office string
		data   []byte
		file   string
		says   string
	}{
		{"not XML", "0087", []byte("это не XML"), "", ""},
		{"a document type", "0087", []byte("<!DOCTYPE a><a/>"), "NO_USN_0087_0087_779999991008_20260410_1.xml", "DOCTYPE"},
		{"UTF-8", "0087", []byte(strings.Replace(utf8(t, good), "windows-1251", "UTF-8", 1)), "", "windows-1251"},
		{"another name", "0087", good, "NO_USN_0087_0087_779999991008_20260410_1.xml", "ИдФайл"},
		{"another recipient", "0088", good, "", "0087"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			w.do(http.MethodPut, draftPath, draftOf(tc.office)).want(http.StatusCreated)
			content := w.do(http.MethodPost, v1+"/contents", tc.data).want(http.StatusCreated).text("id")
			document := w.do(http.MethodPost, draftPath+"/documents", object{"content-id": content, "description": object{"filename": tc.file}}).want(http.StatusCreated).text("id")
			a := w.run(draftPath, "check")
			found, ok := a.at("task-result/data/documents-errors/" + document).([]any)
			if !ok || len(found) == 0 || a.text("task-state") != "succeed" {
				t.Fatalf("%d: nothing found: %s", n, a.raw)
			}
			if p := found[0].(object); p["level"] != "error" || p["id"] == "" || !strings.Contains(p["description"].(string), tc.says) {
				t.Errorf("%s", a.raw)
			}
			w.do(http.MethodPost, draftPath+"/prepare?deferred=true", nil).fails(http.StatusBadRequest, "checkProtocolHasErrors")
			if a := w.run(draftPath, "send"); a.text("task-state") != "failed" || a.text("error/id") != "urn:error:externapi:checkProtocolHasErrors" {
				t.Errorf("%s", a.raw)
			}
			if a := w.do(http.MethodGet, draftPath, nil); a.text("status") != "checked" || a.count("docflows") != 0 {
				t.Errorf("%s", a.raw)
			}
		})
	}
}

func TestPrepareWantsSignatures(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.do(http.MethodPut, draftPath, draftOf("0087")).want(http.StatusCreated)
	if a := w.run(draftPath, "check"); a.count("task-result/data/common-errors") != 1 {
		t.Errorf("an empty draft passes: %s", a.raw)
	}
	_, data := declaration(t, "0087", 0)
	document := w.document(draftPath, data)
	if a := w.run(draftPath, "check"); a.count("task-result/data/common-errors") != 0 {
		t.Errorf("%s", a.raw)
	}
	if a := w.run(draftPath, "prepare"); a.text("task-result/status") != "checkProtocolHasErrors" {
		t.Errorf("%s", a.raw)
	}
	w.do(http.MethodPost, draftPath+"/documents/"+document+"/signatures", object{"base64-content": "c2lnbg=="}).want(http.StatusCreated)
	if a := w.run(draftPath, "prepare"); a.text("task-result/status") != "ok" {
		t.Errorf("%s", a.raw)
	}
	if a := w.do(http.MethodGet, draftPath, nil); a.text("status") != "readyToSend" {
		t.Errorf("%s", a.raw)
	}
	w.document(draftPath, []byte("a paper that goes with it")) // not a report, so not checked as one
	if a := w.do(http.MethodGet, draftPath, nil); a.text("status") != "new" || a.count("documents") != 2 {
		t.Errorf("a changed draft is still ready: %s", a.raw)
	}
}

func TestDraftIsSentOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	draft := w.draft("0087", 0)
	w.do(http.MethodPost, draft+"/send", nil).fails(http.StatusBadRequest, "deferredRequired")
	w.send(draft)
	a := w.do(http.MethodGet, draft, nil)
	if a.text("status") != "sent" || a.count("docflows") != 1 {
		t.Errorf("%s", a.raw)
	}
	for _, kind := range []string{"check", "prepare", "send"} {
		w.do(http.MethodPost, draft+"/"+kind+"?deferred=true", nil).fails(http.StatusBadRequest, "draftAlreadySent")
	}
	w.do(http.MethodPut, draft, draftOf("0088")).fails(http.StatusBadRequest, "draftAlreadySent")
	w.do(http.MethodDelete, draft, nil).fails(http.StatusBadRequest, "draftAlreadySent")
	w.restart()
	w.do(http.MethodPost, draft+"/send?deferred=true", nil).fails(http.StatusBadRequest, "draftAlreadySent")
	w.counted(1, 1, 0)
}

func (w *world) counted(sends, docflows, replies float64) {
	w.t.Helper()
	a := w.do(http.MethodGet, "/sandbox/counters", nil).want(http.StatusOK)
	if a.at("sends") != sends || a.at("docflows") != docflows || a.at("replies") != replies {
		w.t.Errorf("counted %s, want %v, %v, %v", a.raw, sends, docflows, replies)
	}
}

func TestSlowSendKeepsTheDraftBusy(t *testing.T) {
	t.Parallel()
	w := open(t)
	draft := w.draft("0076", 0)
	task := w.do(http.MethodPost, draft+"/send?deferred=true", nil).want(http.StatusOK).text("id")
	w.do(http.MethodPost, draft+"/send?deferred=true", nil).fails(http.StatusConflict, "concurrentApiTaskActive")
	w.do(http.MethodPut, draft, draftOf("0088")).fails(http.StatusConflict, "concurrentApiTaskActive")
	w.tick(1)
	w.restart()
	if a := w.do(http.MethodGet, draft+"/tasks/"+task, nil); a.text("task-state") != "running" {
		t.Errorf("%s", a.raw)
	}
	if a := w.do(http.MethodGet, draft, nil); a.text("status") != "sendInProgress" {
		t.Errorf("%s", a.raw)
	}
	w.counted(0, 0, 0)
	w.tick(1)
	if a := w.do(http.MethodGet, draft+"/tasks/"+task, nil); a.text("task-state") != "succeed" || a.text("task-result/id") == "" {
		t.Errorf("%s", a.raw)
	}
	w.counted(1, 1, 0)
}
