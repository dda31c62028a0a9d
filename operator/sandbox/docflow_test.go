package sandbox_test

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/operator/sandbox"
	reading "sdano/titles/answer"
)

func utf8(t *testing.T, data []byte) string {
	t.Helper()
	text, err := charmap.Windows1251.NewDecoder().Bytes(data)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestDocflowIsToldInFull(t *testing.T) {
	t.Parallel()
	w := open(t)
	draft := w.draft("0087", 0)
	flow := w.send(draft)
	w.tick(1)
	a := w.do(http.MethodGet, flow, nil).want(http.StatusOK)
	for path, want := range map[string]string{
		"type": "urn:docflow:fns534-report", "status": "urn:docflow-common-status:sent", "success-state": "urn:docflow-state:neutral",
		"send-date": "2026-04-10T12:00:05.000", "last-change-date": "2026-04-10T09:00:05.000Z",
		"description/form-version/knd": "1152017", "description/recipient": "0087", "description/payer-inn": "779999991008",
		"description/period-begin": "2025-01-01", "description/period-end": "2025-12-31",
		"description/original-draft-id":        draft[strings.LastIndex(draft, "/")+1:],
		"documents/0/description/type":         "urn:document:fns534-report",
		"documents/1/description/type":         "urn:document:fns534-report-date-confirmation",
		"documents/1/send-date":                "2026-04-10T09:00:05.000Z",
		"documents/1/links/1/rel":              "reply",
		"documents/1/links/1/name":             "urn:document:fns534-report-receipt",
		"links/1/rel":                          "reply",
		"documents/1/signatures/0/links/0/rel": "document",
	} {
		if got := a.text(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	doc := w.do(http.MethodGet, flow+"/documents/"+a.text("documents/1/id"), nil).want(http.StatusOK)
	if doc.text("content/docflow-document-contents/0/content-id") != a.text("documents/1/content/docflow-document-contents/0/content-id") {
		t.Errorf("%s", doc.raw)
	}
	confirmation := w.do(http.MethodGet, v1+"/contents/"+doc.text("content/docflow-document-contents/0/content-id"), nil).want(http.StatusOK)
	if text := utf8(t, confirmation.raw); !strings.Contains(text, `ДатаОтпр="10.04.2026"`) || !strings.Contains(text, `ВремяОтпр="12.00.05"`) {
		t.Errorf("%s", text)
	}
	w.do(http.MethodGet, flow+"x", nil).fails(http.StatusNotFound, "notFound")
	w.do(http.MethodGet, v1+"/docflows/"+doc.text("id"), nil).fails(http.StatusNotFound, "notFound")
	w.do(http.MethodGet, flow+"/documents/"+a.text("id"), nil).fails(http.StatusNotFound, "notFound")
}

func TestDocflowsAreListedByChange(t *testing.T) {
	t.Parallel()
	w := open(t)
	first := w.send(w.draft("0071", 0))
	w.clock.Advance(30 * time.Minute)
	second := w.send(w.draft("0087", 0))
	list := func(query string) answer { return w.do(http.MethodGet, v1+"/docflows"+query, nil).want(http.StatusOK) }
	all := list("")
	if all.count("docflows-page-item") != 2 || all.at("total-count") != 2. || !strings.HasSuffix(first, all.text("docflows-page-item/0/id")) {
		t.Errorf("%s", all.raw)
	}
	late := list("?type=urn:docflow:fns534-report&updatedFrom=" + url.QueryEscape("2026-04-10T12:15:00+03:00"))
	if late.count("docflows-page-item") != 1 || !strings.HasSuffix(second, late.text("docflows-page-item/0/id")) || late.text("docflows-page-item/0/description/original-draft-id") == "" {
		t.Errorf("%s", late.raw)
	}
	if a := list("?skip=1&take=1"); a.count("docflows-page-item") != 1 || a.at("skip") != 1. || !strings.HasSuffix(second, a.text("docflows-page-item/0/id")) {
		t.Errorf("%s", a.raw)
	}
	if a := list("?type=urn:docflow:stat-report"); a.count("docflows-page-item") != 0 {
		t.Errorf("%s", a.raw)
	}
	for _, bad := range []string{"?take=-1", "?skip=x", "?updatedFrom=yesterday"} {
		w.do(http.MethodGet, v1+"/docflows"+bad, nil).fails(http.StatusBadRequest, "badRequest")
	}
}

// More readers than connections, of a sandbox that has just been started.
func TestManyReadAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	flow := w.send(w.draft("0087", 0))
	w.restart()
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			for _, path := range []string{flow, v1 + "/docflows", "/v1/events", flow} {
				if a := w.do(http.MethodGet, path, nil); a.status != http.StatusOK {
					t.Errorf("%s: %d: %s", path, a.status, a.raw)
				}
			}
		})
	}
	group.Wait()
}

func TestReceiptIsMadeSignedAndSentOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	flow := w.send(w.draft("0087", 0))
	w.tick(3)
	a := w.do(http.MethodGet, flow, nil)
	document := flow + "/documents/" + a.text("documents/3/id")
	generate := document + "/generate-reply?documentType=urn:document:fns534-report-receipt"
	certificate := object{"certificate-base64": "c2VydA=="}
	w.do(http.MethodPost, document+"/generate-reply?documentType=urn:document:other", certificate).fails(http.StatusBadRequest, "replyNotAvailable")
	w.do(http.MethodPost, flow+"/documents/"+a.text("documents/2/id")+"/generate-reply?documentType=urn:document:fns534-report-receipt", certificate).fails(http.StatusBadRequest, "replyNotAvailable")
	w.do(http.MethodPost, generate, object{}).fails(http.StatusBadRequest, "certificateMissing")
	reply := w.do(http.MethodPost, generate, certificate).want(http.StatusOK)
	if again := w.do(http.MethodPost, generate, certificate).want(http.StatusOK); again.text("id") != reply.text("id") {
		t.Errorf("a second reply: %s", again.raw)
	}
	if name := reply.text("filename"); !strings.HasPrefix(name, "IZ_KVNOUSN_0087_0087_779999991008_20260410_") {
		t.Errorf("the receipt is named %s", name)
	}
	path := document + "/replies/" + reply.text("id")
	w.do(http.MethodPost, path+"/send", object{"sender-ip": "127.0.0.1"}).fails(http.StatusBadRequest, "signatureMissing")
	w.do(http.MethodPut, path+"/signature", nil).fails(http.StatusBadRequest, "signatureMissing")
	w.do(http.MethodPut, path+"/signature", "signature").want(http.StatusNoContent)
	if sent := w.do(http.MethodPost, path+"/send", object{"sender-ip": "127.0.0.1"}).want(http.StatusOK); sent.text("status") != "urn:docflow-common-status:response-processed" {
		t.Errorf("%s", sent.raw)
	}
	w.restart()
	w.do(http.MethodPost, path+"/send", nil).fails(http.StatusBadRequest, "replyAlreadySent")
	w.do(http.MethodPut, path+"/signature", "signature").fails(http.StatusBadRequest, "replyAlreadySent")
	w.do(http.MethodPost, generate, certificate).fails(http.StatusBadRequest, "replyAlreadySent")
	w.do(http.MethodPost, document+"/replies/"+a.text("id")+"/send", nil).fails(http.StatusNotFound, "notFound")
	w.counted(1, 1, 1)
}

// The reconstructed schema beside the repository is the independent oracle.
func TestReceiptIsValid(t *testing.T) {
	t.Parallel()
	schema, err := filepath.Abs("../../../shared/formats/reporting/IZ_1166008.reconstructed.xsd")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(schema); err != nil {
		t.Skip("no independent schema beside the repository")
	}
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (libxml2-utils)")
	}
	w := open(t)
	flow := w.send(w.draft("0087", 0))
	w.tick(1)
	document := flow + "/documents/" + w.do(http.MethodGet, flow, nil).text("documents/1/id")
	var reply struct {
		Content []byte `json:"content"`
	}
	a := w.do(http.MethodPost, document+"/generate-reply?documentType=urn:document:fns534-report-receipt", object{"certificate-base64": "c2VydA=="}).want(http.StatusOK)
	a.decode(&reply)
	file := filepath.Join(t.TempDir(), a.text("filename"))
	if err := os.WriteFile(file, reply.Content, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), xmllint, "--noout", "--schema", schema, file).CombinedOutput(); err != nil {
		t.Errorf("%s\n%s", out, utf8(t, reply.Content))
	}
}

func TestFeedIsReadFromAnEvent(t *testing.T) {
	t.Parallel()
	w := open(t)
	events := func(query string) answer { return w.do(http.MethodGet, "/v1/events"+query, nil).want(http.StatusOK) }
	if a := events("?fromId=0_0&take=10"); a.count("api-events") != 0 || a.text("next-event-id") != "0_0" || a.at("requested-count") != 10. {
		t.Errorf("%s", a.raw)
	}
	flow := w.send(w.draft("0087", 0))
	w.tick(4)
	a := events("?fromId=0_0&take=3")
	if a.count("api-events") != 3 || a.at("returned-count") != 3. || a.text("first-event-id") != a.text("api-events/0/id") {
		t.Errorf("%s", a.raw)
	}
	for path, want := range map[string]string{
		"api-events/0/inn": "779999991008", "api-events/0/kpp": "", "api-events/0/docflow-type": "urn:docflow:fns534-report",
		"api-events/0/docflow-id": flow[strings.LastIndex(flow, "/")+1:], "api-events/0/docflow-link/href": w.server.URL + flow,
		"api-events/0/new-state": "urn:transaction:fns534-report-report", "api-events/0/event-date-time": "2026-04-10T09:00:05.000Z",
		"api-events/0/account-id": sandbox.DefaultAccount, "api-events/2/new-state": "urn:transaction:fns534-report-report-receipt",
	} {
		if got := a.text(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
	rest := events("?fromId=" + a.text("next-event-id"))
	if rest.count("api-events") != 2 || rest.text("api-events/0/new-state") != "urn:transaction:fns534-report-acceptance-result-positive" {
		t.Errorf("%s", rest.raw)
	}
	for _, bad := range []string{"?fromId=5", "?fromId=0_x", "?fromId=0_-1", "?take=x"} {
		w.do(http.MethodGet, "/v1/events"+bad, nil).fails(http.StatusBadRequest, "badRequest")
	}
}

// Across midnight the day of presentation stays that of ПД, while КВ and УО are
// of the day on which they are made.
func TestAnswersRepeatTheMomentOfPresentation(t *testing.T) {
	t.Parallel()
	presented := time.Date(2026, 4, 10, 23, 59, 58, 0, sdano.Moscow)
	for office, kind := range map[string]reading.Kind{"0087": reading.Acceptance, "0088": reading.Refusal} {
		w := open(t)
		w.clock.Set(presented)
		w.token = w.buyToken(sandbox.DefaultKey)
		flow := w.send(w.draft(office, 0))
		w.tick(2)
		w.clock.Set(presented.Add(time.Minute))
		w.tick(1)
		read := func(n string) reading.Answer {
			content := w.do(http.MethodGet, flow, nil).text("documents/" + n + "/content/docflow-document-contents/0/content-id")
			a, err := reading.Read(w.do(http.MethodGet, v1+"/contents/"+content, nil).want(http.StatusOK).raw)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		a := read("3")
		if a.Kind != kind || !a.PresentedAt.Equal(read("1").At) || !a.PresentedAt.Equal(presented) ||
			sdano.DateOf(a.At, sdano.Moscow) != sdano.MustDate("2026-04-11") {
			t.Errorf("%s: presented %v, made %v", a.Kind, a.PresentedAt, a.At)
		}
	}
}
