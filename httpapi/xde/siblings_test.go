package xde_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"sdano"
)

func TestView(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("upd503", sdano.ID{})
	w.accept(document, "upd503")
	at := "/documents/" + document.String() + "/view"
	page := w.get(at)
	page.has("<!doctype html>", "УПД, информация продавца", "УПД, информация покупателя", "Продавцова Анна Петровна", "Примеров Пётр Ильич", "Контрагент", "Наша сторона",
		"Принят без расхождений", "01.02.2026 10:30:00")
	if kind := page.Header().Get("Content-Type"); kind != "text/html; charset=utf-8" {
		t.Errorf("%q", kind)
	}
	if policy := page.Header().Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("%q", policy)
	}
	if w.get(at+"?format=HTML").Code == 200 {
		t.Error("values of parameters are not names")
	}
	w.get(at + "?Format=html").has("<!doctype html>")
	text := w.get(at+"?format=text").has("Электронные подписи", "Сертификат", "1234", "История").Body.String()
	if strings.Contains(text, "<") && strings.Contains(text, "</") {
		t.Errorf("%s", text)
	}
	w.get(at+"?format=json").has(`{"Document":{"Id":"`+document.String()+`"`, `"Title":{"file_id":"ON_NSCHFDOPPR_`, `"Answer":{"file_id":"ON_NSCHFDOPPOK_`,
		`"Signatures":[{"LinkId":"`, `"Signers":[{"Certificate":{"Surname":"Продавцова"`, `"Digest":{"Status":"Valid"`, `"Events":[{"StatusId":`)
	pdf := w.get(at + "?format=pdf")
	if !strings.HasPrefix(pdf.ok(), "%PDF-") || pdf.Header().Get("Content-Type") != "application/pdf" {
		t.Errorf("%.20s", pdf.Body)
	}
	w.get(at+"?format=exe").refused(400, "BAD_VALUE")
	w.get(at, w.as("stranger")).refused(403, "FORBIDDEN")
	w.get("/documents/"+sdano.NewID().String()+"/view").refused(400, "NOT_FOUND")
	w.get("/documents/"+w.bring("pdf", sdano.ID{}).String()+"/view").has("Договор 7.pdf", "Неформализованный документ")
}

// TestViewObeysNothing: what a document says is text, also in its file's name.
func TestViewObeysNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	var in struct {
		DocumentID sdano.ID `json:"DocumentId"`
	}
	w.incoming("<script>alert(1)<\\script>.pdf", []byte("%PDF"), sdano.ID{}).into(&in)
	w.incoming("<img src=x onerror=alert(1)>", []byte("%PDF 2"), sdano.ID{}).into(&in)
	if page := w.get("/documents/" + in.DocumentID.String() + "/view").ok(); strings.Contains(page, "<img") || !strings.Contains(page, "&lt;img") {
		t.Errorf("%s", page)
	}
}

func TestPrint(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("upd503", sdano.ID{})
	name, data := w.sample("akt")
	id := w.post("/print", map[string]any{
		"ClientRequestId": sdano.NewID(), "ContentType": "application/pdf", "PrintformTypes": []string{}, "Files": []any{
			map[string]any{"DocumentId": document},
			map[string]any{"Name": name, "Content": b64(data), "Signatures": []string{b64(w.signed(seller, data))}},
			map[string]any{"Name": "a.bin", "Content": b64([]byte{1, 2, 3})},
		},
	}).ok()
	got := w.finished("/print/" + id)
	if got.TaskStatus != 1 || len(got.Results) != 3 {
		t.Fatalf("%+v", got)
	}
	for _, r := range got.Results {
		if !bytes.HasPrefix(r.Content, []byte("%PDF-")) || r.Type != "application/pdf" || !strings.HasSuffix(r.Name, ".pdf") {
			t.Errorf("%s %s %.10s", r.Name, r.Type, r.Content)
		}
	}
	// The document keeps its print form, and its status tells so.
	if kept := w.get("/archive/" + got.Results[0].LinkID.String()).ok(); kept != string(got.Results[0].Content) {
		t.Error("the print form that is kept is another one")
	}
	w.get("/documents/info/" + document.String()).has(`"Status":"IPF"`)
	f := w.feedOf(document, 0)
	if last := f.Statuses[len(f.Statuses)-1]; f.codes() != "I IPF" || last.Printform == nil || last.Printform.LinkID != got.Results[0].LinkID || last.Content != nil {
		t.Errorf("%+v", f)
	}
	w.get("/print/"+id, w.as("stranger")).refused(400, "NOT_FOUND")
	w.get("/document/accept/content/tasks/"+id).refused(400, "NOT_FOUND")
	// A reader gets it, and nothing is kept.
	html := w.post("/print", map[string]any{"ContentType": "text/html", "Files": []any{map[string]any{"DocumentId": document}}}, w.as("reader")).ok()
	var t2 task
	w.get("/print/"+html, w.as("reader")).into(&t2)
	if r := t2.Results[0]; !bytes.HasPrefix(r.Content, []byte("<!doctype html>")) || !r.LinkID.IsZero() {
		t.Errorf("%+v", r)
	}
	w.get("/documents/info/" + document.String()).has(`"Status":"IPF"`)
	for body, code := range map[string]string{
		`{}`: "MISSING_PARAMETER", `{"ContentType":"exe","Files":[{}]}`: "BAD_VALUE", `{"Files":[{}]}`: "MISSING_PARAMETER",
		`{"ContentType":"text","Files":[{}]}`:                                "BAD_VALUE",
		`{"Files":[` + strings.Repeat(`{},`, 20) + `{}]}`:                    "BAD_VALUE",
		fmt.Sprintf(`{"Files":[{"DocumentId":%q}]}`, sdano.NewID().String()): "NOT_FOUND",
	} {
		w.post("/print", body).refused(400, code)
	}
}

// TestPrintTakesNumbers: clients name forms by text or by number.
func TestPrintTakesNumbers(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.get("/reference/printContentTypes").has(`[{"Id":0,"Name":"application/pdf"},{"Id":1,"Name":"text/html"}]`)
	for body, kind := range map[string]string{
		`"ContentType":0`:                          "application/pdf",
		`"ContentType":1,"PrintformTypes":[0,"x"]`: "text/html",
		`"ContentType":"1"`:                        "text/html",
		`"PrintformTypes":[1]`:                     "text/html",
		`"ContentType":null,"PrintformTypes":[]`:   "application/pdf",
	} {
		id := w.post("/print", `{`+body+`,"Files":[{"Name":"a.bin","Content":"AAAA"}]}`).ok()
		if got := w.finished("/print/" + id).Results; len(got) != 1 || !strings.HasPrefix(got[0].Type, kind) {
			t.Errorf("%s: %+v", body, got)
		}
	}
	w.post("/print", `{"ContentType":7,"Files":[{}]}`).refused(400, "BAD_VALUE")
	w.post("/print", `{"ContentType":{},"Files":[{}]}`).refused(400, "BAD_JSON")
}

func TestWithoutPDF(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.config.PDF = nil
	w.mount()
	w.post("/print", `{"Files":[{"Content":"AAAA"}]}`).refused(400, "BAD_VALUE")
	w.post("/print", `{"ContentType":"html","Files":[{"Content":"AAAA"}]}`).ok()
}

// hookSecret is a secret of a webhook.
var hookSecret = "whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))

func TestWebhooks(t *testing.T) {
	t.Parallel()
	w := open(t)
	type message struct{ id, body string }
	heard := make(chan message, 10)
	address := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		heard <- message{r.Header.Get("webhook-id"), string(body)}
		rw.WriteHeader(http.StatusNoContent)
	}))
	defer address.Close()
	id := w.post("/webhooks", map[string]any{"Url": address.URL, "BoxId": boxID, "Codes": []string{"I", "VA"}, "Secret": hookSecret}).ok()
	w.get("/webhooks/"+id).has(`{"Id":"`+id+`","Url":"`+address.URL+`","BoxId":"`+boxID+`","Codes":["I","VA"]`, `"IsActive":true,"StopReason":null`)
	if got := w.get("/webhooks").ok(); strings.Contains(got, "whsec") || strings.Contains(got, hookSecret[6:]) || !strings.HasPrefix(got, "[{") {
		t.Errorf("%s", got)
	}
	document := w.bring("upd503", sdano.ID{})
	w.accept(document, "upd503")
	want := w.feedOf(document, 0)
	for _, i := range []int{0, 2} { // PV is not asked for
		select {
		case m := <-heard:
			element := fmt.Sprintf(`{"StatusId":%d,"DocumentId":"%s","Event":{"EventId":"%s"`, want.Statuses[i].StatusID, document, want.Statuses[i].Event.EventID)
			if !strings.HasPrefix(m.body, element) || m.id == "" {
				t.Errorf("%s, want %s", m.body, element)
			}
			// It is what the feed tells, letter by letter.
			w.post("/v4/statuses/history", map[string]any{"BoxId": boxID}).has(m.body)
		case <-time.After(10 * time.Second):
			t.Fatalf("nothing is heard: %s", w.get("/webhooks/"+id).Body)
		}
	}
	w.post("/webhooks/"+id+"/secret", map[string]any{"Secret": "x"}).refused(400, "BAD_SECRET")
	w.post("/webhooks/"+id+"/secret", `{}`).refused(400, "MISSING_PARAMETER")
	w.post("/webhooks/"+id+"/secret", map[string]any{"Secret": hookSecret}).ok()
	w.get("/webhooks/"+id, w.as("reader")).refused(400, "NOT_FOUND")
	w.do("DELETE", "/webhooks/"+id, nil, w.as("reader")).refused(400, "NOT_FOUND")
	w.do("DELETE", "/webhooks/"+id, nil).ok()
	w.get("/webhooks/"+id).refused(400, "NOT_FOUND")
	if got := w.get("/webhooks").ok(); got != "[]" {
		t.Errorf("%s", got)
	}
}

func TestWebhooksThatAreRefused(t *testing.T) {
	t.Parallel()
	w := open(t)
	good := map[string]any{"Url": "https://example.org/hook", "BoxId": boxID, "Secret": hookSecret}
	for change, code := range map[[2]string]string{
		{"Url", ""}: "MISSING_PARAMETER", {"BoxId", ""}: "MISSING_PARAMETER", {"Secret", ""}: "MISSING_PARAMETER",
		{"Url", "ftp://example.org"}: "BAD_URL", {"Secret", "secret"}: "BAD_SECRET",
	} {
		body := map[string]any{}
		for name, value := range good {
			body[name] = value
		}
		body[change[0]] = change[1]
		w.post("/webhooks", body).refused(400, code)
	}
	good["BoxId"] = otherID
	w.post("/webhooks", good).refused(403, "FORBIDDEN")
	good["BoxId"] = boxID
	w.post("/webhooks", good, w.as("nobody")).refused(403, "FORBIDDEN")
	w.config.Hooks = nil
	w.mount()
	w.get("/webhooks").refused(400, "UNKNOWN_PATH")
}

// TestWebhookOfALostAccount: events are read as the owner; when his account is
// closed the hook is switched off.
func TestWebhookOfALostAccount(t *testing.T) {
	t.Parallel()
	w := open(t)
	id := w.post("/webhooks", map[string]any{"Url": "http://127.0.0.1:1/", "BoxId": boxID, "Secret": hookSecret}).ok()
	u := w.account("anna")
	u.Disabled = true
	w.must(w.access.PutUser(t.Context(), u, ""))
	w.incoming("a.pdf", []byte("%PDF"), sdano.ID{}, w.as("root")).ok()
	for range 500 {
		if a := w.get("/webhooks/"+id, w.as("root")); strings.Contains(a.ok(), `"IsActive":false,"StopReason":"владелец больше не видит, о чём сообщать"`) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the hook is still on")
}

func TestPowersOfAttorney(t *testing.T) {
	t.Parallel()
	w := open(t)
	data, err := os.ReadFile("../../attorney/testdata/organization.xml")
	w.must(err)
	const number = "5a1f0c3e-7b1d-4f6a-9c02-1d2e3f405162"
	do := func(path string, content map[string]any, more ...any) result {
		t.Helper()
		body := map[string]any{"BoxId": boxID, "Content": content}
		for i := 0; i+1 < len(more); i += 2 {
			body[more[i].(string)] = more[i+1]
		}
		got := w.finished("/powerofattorney/" + path + "/tasks/" + w.post("/v2/powersOfAttorney/"+path, body).ok())
		if len(got.Results) != 1 {
			t.Fatalf("%s: %+v", path, got)
		}
		return got.Results[0]
	}
	kept := do("register/content", map[string]any{"Id": number, "Xml": b64(data)})
	if w.get("/archive/"+kept.LinkID.String()).ok() != string(data) {
		t.Error("another file is kept")
	}
	// The signature comes by the archive, as that of a document.
	signature := w.attachTo(number, 14, "power.sig", w.signed(seller, data))
	registered := do("register", map[string]any{"Id": number, "LinkId": kept.LinkID, "SignatureLinkId": signature})
	if !registered.IsValid || registered.LinkID.IsZero() {
		t.Fatalf("%+v: %s", registered, *registered.ErrorText)
	}
	published := do("register", map[string]any{"DocumentId": number, "Name": "power.xml", "ContentLinkId": kept.LinkID, "SignatureLinkId": signature})
	if !published.IsValid || published.LinkID != registered.LinkID {
		t.Errorf("%+v", published)
	}
	valid := do("validate", map[string]any{"Id": number, "IssuerInn": "7799999926"})
	if !valid.IsValid {
		t.Errorf("%+v: %s", valid, *valid.ErrorText)
	}
	if other := do("validate", map[string]any{"Id": number, "IssuerInn": "7799999919"}); other.IsValid || other.ErrorText == nil {
		t.Errorf("%+v", other)
	}
	if unknown := do("validate", map[string]any{"Id": sdano.NewID(), "IssuerInn": "7799999926"}); unknown.IsValid || unknown.ErrorText == nil {
		t.Errorf("%+v", unknown)
	}
	links := do("download", map[string]any{"Id": number, "IssuerInn": "7799999926"})
	if links.LinkID != registered.LinkID || links.SignatureLink.IsZero() || !links.ZipLink.IsZero() {
		t.Errorf("%+v", links)
	}
	zipped := do("download", map[string]any{"Id": number, "IssuerInn": "7799999926"}, "DownloadAsZip", true)
	archive := []byte(w.get("/archive/" + zipped.ZipLink.String()).ok())
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	w.must(err)
	if len(r.File) != 2 {
		t.Errorf("%d files", len(r.File))
	}
	// Files given as bytes.
	if again := do("register", map[string]any{"Id": number, "Xml": b64(data), "Signature": b64(w.signed(seller, data))}); !again.IsValid {
		t.Errorf("%+v: %s", again, *again.ErrorText)
	}
	for _, user := range []string{"reader", "stranger"} {
		w.get("/archive/"+kept.LinkID.String(), w.as(user)).refused(400, "NOT_FOUND")
	}
	w.post("/powerofattorney/validate", map[string]any{"BoxId": boxID, "Content": map[string]any{"Id": number}}, w.as("reader")).refused(403, "FORBIDDEN")
	w.post("/powerofattorney/validate", map[string]any{"BoxId": otherID, "Content": map[string]any{"Id": number}}).refused(400, "NOT_FOUND")
	// Who has no box keeps nothing here.
	card := fmt.Sprintf(`{"FileName":"a","AttachmentType":14,"DocumentId":%q}`, sdano.NewID())
	body, form := multipart("\r\n", part{"json", "", []byte(card)}, part{"content", "", []byte("x")})
	w.post("/archive", body, header("Content-Type", form), w.as("stranger")).refused(400, "NOT_FOUND")
	// A signature for a mistyped document is none under a power.
	if r := w.post("/archive", body, header("Content-Type", form)).refused(400, "NOT_FOUND"); !strings.Contains(r.Message, "Не найден документ") {
		t.Errorf("%s", r.Message)
	}
	w.post("/powerofattorney/validate", `{}`).refused(400, "MISSING_PARAMETER")
	w.post("/powerofattorney/validate", map[string]any{"BoxId": boxID}).refused(400, "MISSING_PARAMETER")
	w.post("/powerofattorney/register/content", map[string]any{"BoxId": boxID, "Content": map[string]any{"Id": number}}).refused(400, "BAD_FILE")
}

// attachTo uploads a file of a type for a document or power.
func (w *world) attachTo(id string, kind int, name string, data []byte) string {
	w.Helper()
	card := fmt.Sprintf(`{"FileName":%q,"AttachmentType":%d,"DocumentId":%q}`, name, kind, id)
	body, form := multipart("\r\n", part{"json", "", []byte(card)}, part{"content", name, data})
	return w.post("/archive", body, header("Content-Type", form)).ok()
}

func TestWithoutPowersOfAttorney(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.config.Attorneys = nil
	w.mount()
	w.post("/powerofattorney/validate", `{}`).refused(400, "UNKNOWN_PATH")
	card := fmt.Sprintf(`{"FileName":"a","AttachmentType":14,"DocumentId":%q}`, sdano.NewID())
	body, form := multipart("\r\n", part{"json", "", []byte(card)}, part{"content", "", []byte("x")})
	w.post("/archive", body, header("Content-Type", form)).refused(400, "NOT_FOUND")
}
