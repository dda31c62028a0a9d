package xde_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/acceptance"
	"sdano/httpapi/xde"
)

// previewed is what a preview answers.
type previewed struct {
	Documents []struct {
		DocumentID sdano.ID `json:"DocumentId"`
		Name       *string
		XML        []byte `json:"Xml"`
		Findings   []finding
	}
}

// xml returns a previewed title as UTF-8.
func (w *world) xml(path string, body any) string {
	w.Helper()
	var p previewed
	w.post(path, body).into(&p)
	if len(p.Documents) != 1 || p.Documents[0].XML == nil {
		w.Fatalf("%+v", p)
	}
	text, err := charmap.Windows1251.NewDecoder().Bytes(p.Documents[0].XML)
	w.must(err)
	return string(text)
}

func TestPreviewChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("upd503", sdano.ID{})
	xml := w.xml("/document/accept/preview", request(document, "upd503"))
	if !strings.Contains(xml, `КодИтога="1"`) || !strings.Contains(xml, `Фамилия="Примеров"`) {
		t.Errorf("%s", xml)
	}
	wrong := request(document, "upd503")
	wrong["AcceptanceResults"] = []any{map[string]any{"DocumentId": document, "AcceptanceResultType": 4}}
	var p previewed
	w.post("/documents/accept/preview", wrong).into(&p)
	if d := p.Documents[0]; d.XML != nil || d.Name != nil || len(d.Findings) == 0 || d.Findings[0].Member != "AcceptanceResults[0].AcceptanceResultType" || d.Findings[0].Severity != "error" {
		t.Errorf("%+v", d)
	}
	w.post("/v3/documents/info", map[string]any{"DocumentId": document, "IncludeAttachments": true}).has(`"Status":"I"`)
	files, err := w.service.Attachments(t.Context(), visitor("anna"), document)
	w.must(err)
	if len(files) != 2 {
		t.Errorf("%d files", len(files))
	}
	w.post("/documents/accept/preview", `{}`).refused(400, "MISSING_PARAMETER")
	w.post("/documents/accept/preview", map[string]any{"DocumentId": sdano.NewID(), "Signer": signer}).refused(400, "NOT_FOUND")
}

// TestFormsOfOldClients: one result instead of a list, a thumbprint instead of a
// certificate, other names of the comment.
func TestFormsOfOldClients(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("upd503", sdano.ID{})
	old := fmt.Sprintf(`{"DocumentId":%q,"Thumbprint":%q,"AcceptanceResult":{"AcceptanceResultType":2,"DocumentId":%q}}`, document, strings.ToLower(buyer.Thumbprint()), document)
	xml := w.xml("/document/accept/preview", old)
	if !strings.Contains(xml, `КодИтога="2"`) || !strings.Contains(xml, `Фамилия="Примеров"`) {
		t.Errorf("%s", xml)
	}
	xml = w.xml("/document/accept/preview", map[string]any{"DocumentId": document, "Certificate": b64(buyer.Certificate), "AcceptanceResult": map[string]any{"AcceptanceResultType": 2}})
	if !strings.Contains(xml, `КодИтога="2"`) {
		t.Errorf("%s", xml)
	}
	w.post("/document/accept/preview", map[string]any{"DocumentId": document, "Thumbprint": "AA"}).refused(400, "NOT_FOUND")
	for _, name := range []string{"Comment", "Reason", "Text"} {
		if xml := w.xml("/document/reject/preview", map[string]any{"DocumentId": document, "Signer": signer, name: "Не та цена"}); !strings.Contains(xml, "Не та цена") {
			t.Errorf("%s: %s", name, xml)
		}
	}
	w.config.Keys = nil
	w.mount()
	w.post("/document/accept/preview", map[string]any{"DocumentId": document, "Thumbprint": buyer.Thumbprint()}).refused(400, "SIGNING_OFF")
}

// TestNumbersAreExact: a sum of an act of reconciliation goes from the JSON of a
// request into the title digit by digit, in whatever form JSON allows.
func TestNumbersAreExact(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("aktsver", sdano.ID{})
	body := func(number string) string {
		return fmt.Sprintf(`{"DocumentId":%[1]q,"Signer":{"Surname":"Примеров","FirstName":"Пётр","Position":"Бухгалтер"},"ActReconAcceptanceResults":[{"DocumentId":%[1]q,"Divergences":[
			{"TurnoverBalanceCredit":%[2]s,"TotalDiscrepancyCredit":-1000,"Contracts":[{"ContractNumber":"45-П","TurnoverBalanceCredit":%[2]s,"TotalDiscrepancyCredit":-1000,"Documents":[
			{"Name":"Платежное поручение","Number":"77","Date":"2025-12-20","TotalDiscrepancy":-1000,"Operations":[{"Name":"Оплата","Number":"2","Date":"2025-12-20","Credit":%[2]s}]}]}]}]}]}`, document, number)
	}
	for number, want := range map[string]string{
		"54000": "54000.00", "54000.1": "54000.10", "0.01": "0.01", "9999999999999.99": "9999999999999.99", "5.4e4": "54000.00",
		"1234567e-2": "12345.67", "-1E3": "-1000.00", `"54000.10"`: "54000.10", "0": "0.00",
	} {
		if xml := w.xml("/document/accept/preview", body(number)); strings.Count(xml, `"`+want+`"`) < 3 {
			t.Errorf("%s: no %s in %s", number, want, xml)
		}
	}
	for number, findings := range map[string]bool{"1.005": true, "70368744177664.07": true, "12345678901234567890": true, "1e30": true, `"много"`: true, "1e99": false, "true": false, "[]": false} {
		a := w.post("/document/accept/preview", body(number))
		if !findings {
			a.refused(400, "BAD_JSON")
			continue
		}
		var p previewed
		a.into(&p)
		if len(p.Documents[0].Findings) == 0 || p.Documents[0].XML != nil {
			t.Errorf("%s: %+v", number, p)
		}
	}
}

// TestFailureOfATaskIsAList: old clients wait until the results are not null.
func TestFailureOfATaskIsAList(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("torg2", sdano.ID{})
	id := w.post("/document/accept/content", map[string]any{"DocumentId": document, "Signer": signer}).ok()
	w.get("/document/accept/content/tasks/"+id).has(`{"TaskStatus":2,"TaskHandlingErrorMessage":"`, document.String()+": MaterialAssetsAcceptanceResults", `,"Results":[]}`)
	w.get("/document/reject/content/tasks/"+id).refused(400, "NOT_FOUND")
	w.get("/document/accept/content/tasks/"+id, w.as("stranger")).refused(400, "NOT_FOUND")
	w.get("/document/accept/content/tasks/"+id, w.as("reader")).ok()
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("pdf", sdano.ID{})
	body := map[string]any{"DocumentId": document, "Signer": signer, "Comment": "нет"}
	for _, path := range []string{"/document/accept/content", "/document/reject/content", "/document/revoke/content"} {
		w.post(path, body, w.as("reader")).refused(403, "FORBIDDEN")
		w.post(path, body, w.as("stranger")).refused(403, "FORBIDDEN")
	}
	w.post("/v2/sign", map[string]any{"Thumbprint": buyer.Thumbprint(), "Contents": []string{""}}, w.as("reader")).refused(403, "FORBIDDEN")
	w.get("/documents/info/"+document.String(), w.as("reader")).ok()
	w.get("/documents/info/"+document.String(), w.as("nobody")).refused(403, "FORBIDDEN")
}

func TestBatch(t *testing.T) {
	t.Parallel()
	w := open(t)
	good, unknown := w.bring("upd503", sdano.ID{}), sdano.NewID()
	var out struct {
		Items []struct {
			DocumentID sdano.ID `json:"DocumentId"`
			TaskID     *int64   `json:"TaskId"`
			Error      *refusal
		}
	}
	w.post("/document/accept/content/batch", map[string]any{"Items": []any{
		map[string]any{"DocumentId": unknown, "Signer": signer}, map[string]any{"Signer": signer}, request(good, "upd503"),
	}}).into(&out)
	if len(out.Items) != 3 {
		t.Fatalf("%+v", out)
	}
	if e := out.Items[0]; e.DocumentID != unknown || e.TaskID != nil || e.Error == nil || e.Error.Code != "NOT_FOUND" {
		t.Errorf("%+v", e)
	}
	if e := out.Items[1]; e.TaskID != nil || e.Error == nil || e.Error.Code != "MISSING_PARAMETER" {
		t.Errorf("%+v", e)
	}
	if e := out.Items[2]; e.DocumentID != good || e.Error != nil || e.TaskID == nil {
		t.Fatalf("%+v", e)
	}
	w.get(fmt.Sprintf("/document/accept/content/tasks/%d", *out.Items[2].TaskID)).has(`"TaskStatus":1`)
	w.post("/document/reject/content/batch", map[string]any{"Items": []any{map[string]any{"DocumentId": good, "Signer": signer, "Comment": "нет"}}}).has(`"Error":null`)
}

// whole makes, signs and sends the file of an action.
func (w *world) whole(path string, body map[string]any) {
	w.Helper()
	document := body["DocumentId"].(sdano.ID)
	local := strings.Replace(path, "/document/", "/documents/", 1) + "/local"
	made := w.finished(path + "/content/tasks/" + w.post(path+"/content", body).ok())
	if made.TaskStatus != 1 || len(made.Results) != 1 {
		w.Fatalf("%s: %+v", path, made)
	}
	m := made.Results[0]
	signature := w.attach(document, m.Name+".SGN", w.signed(buyer, []byte(w.get("/archive/"+m.ContentLinkID.String()).ok())))
	sent := w.finished(local + "/tasks/" + w.post(local, map[string]any{"SignedTitlesOrReceipts": []any{
		map[string]any{"DocumentId": document, "Name": m.Name, "ContentLinkId": m.ContentLinkID, "SignatureLinkId": signature},
	}}).ok())
	if sent.TaskStatus != 1 || len(sent.Results) != 1 || !sent.Results[0].IsSent {
		w.Fatalf("%s: %+v", path, sent)
	}
}

func TestReject(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("upd503", sdano.ID{})
	w.whole("/document/reject", map[string]any{"DocumentId": document, "Signer": signer, "Comment": "Не та цена"})
	if got := w.feedOf(document, 0).codes(); got != "I PX XV" {
		t.Errorf("%s", got)
	}
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("upd503", sdano.ID{})
	w.accept(document, "upd503")
	w.whole("/document/revoke", map[string]any{"DocumentId": document, "Signer": signer, "Comment": "Ошибка"})
	if got := w.feedOf(document, 0).codes(); got != "I PV VA PNS NS" {
		t.Errorf("%s", got)
	}
	for _, path := range []string{"/document/revoke/accept/content", "/document/revoke/reject/content"} {
		w.post(path, map[string]any{"DocumentId": document, "Signer": signer, "Comment": "нет"}).refused(400, "OPERATION_UNAVAILABLE")
	}
}

func TestReceipts(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("upd503", sdano.ID{})
	var queue []struct {
		QueueItemID        int64    `json:"QueueItemId"`
		DocumentID         sdano.ID `json:"DocumentId"`
		ExtraQueueItemData string
		CreatedDateTime    string
	}
	w.get("/receiveConfirmations/queue?boxid=" + strings.Replace(boxID, "@", "%40", 1)).into(&queue)
	if len(queue) != 1 || queue[0].DocumentID != document || queue[0].CreatedDateTime != "2026-02-01T10:30:00" {
		t.Fatalf("%+v", queue)
	}
	w.get("/receiveConfirmations/queue").refused(400, "MISSING_PARAMETER")
	made := w.finished("/receiveConfirmations/content/tasks/" + w.post("/receiveConfirmations/content", map[string]any{
		"BoxId": boxID, "Signer": signer, "QueueItemIds": []int64{queue[0].QueueItemID},
	}).ok())
	if made.TaskStatus != 1 || len(made.Results) != 1 || len(made.Results[0].Receipts) != 1 || made.Results[0].QueueItemID != queue[0].QueueItemID {
		t.Fatalf("%+v", made)
	}
	receipt := made.Results[0].Receipts[0]
	signature := w.attach(document, "s.SGN", w.signed(buyer, []byte(w.get("/archive/"+receipt.ContentLinkID.String()).ok())))
	sent := w.finished("/receiveConfirmations/local/tasks/" + w.post("/receiveConfirmations/local", map[string]any{
		"BoxId": boxID, "ReceiveConfirmationsToSend": []any{map[string]any{
			"QueueItemId": queue[0].QueueItemID, "ExtraQueueItemData": made.Results[0].Extra, "Receipts": []any{map[string]any{
				"DocumentId": document, "Name": receipt.Name, "ContentLinkId": receipt.ContentLinkID, "SignatureLinkId": signature,
			}},
		}},
	}).ok())
	if len(sent.Results) != 1 || !sent.Results[0].IsSent || sent.Results[0].QueueItemID != queue[0].QueueItemID {
		t.Errorf("%+v", sent)
	}
	if got := w.get("/receiveConfirmations/queue?BoxId=" + boxID).ok(); got != "[]" {
		t.Errorf("still waiting: %s", got)
	}
	for _, path := range []string{"/receiveConfirmations/local", "/receiveConfirmations/content"} {
		w.post(path, `{}`).refused(400, "MISSING_PARAMETER")
		w.post(path, map[string]any{"BoxId": boxID}).refused(400, "MISSING_PARAMETER")
	}
}

func TestDiscrepancy(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("upd503", sdano.ID{})
	ask := map[string]any{"DocumentId": document, "AcceptedLines": []any{map[string]any{"LineNumber": 1, "Accepted": "1", "Defective": "0", "Comment": "Бой"}}, "Signer": signer}
	var got struct {
		DocumentID           sdano.ID `json:"DocumentId"`
		AcceptanceResultType int
		Lines                []struct {
			LineNumber, Name                                       string
			Declared, Accepted, Shortage, Surplus, Defect, Comment *string
			AmountDifference                                       any
		}
		Totals map[string]any
		Draft  *struct {
			Name string
			XML  []byte `json:"Xml"`
		}
		Findings []finding
	}
	a := w.post("/document/accept/discrepancy", ask)
	a.into(&got)
	if got.DocumentID != document || got.AcceptanceResultType != 2 || len(got.Lines) == 0 || got.Draft == nil || *got.Lines[0].Accepted != "1" || got.Lines[0].Shortage == nil {
		t.Fatalf("%s", a.Body)
	}
	w.post("/titles/validate?name="+got.Draft.Name, got.Draft.XML, header("Content-Type", "application/xml")).has(`"Valid":true`, `"Prefix":"DP_PRIRASXPRIN"`)
	ask["AcceptedLines"] = []any{map[string]any{"LineNumber": 1, "Accepted": 1}}
	w.post("/document/accept/discrepancy", ask).has(`"AcceptanceResultType":2`)
	w.post("/document/accept/discrepancy", `{}`).refused(400, "MISSING_PARAMETER")
}

func TestTitlesAreValidated(t *testing.T) {
	t.Parallel()
	w := open(t)
	name, data := w.sample("upd503")
	a := w.post("/titles/validate?Name="+name, data, header("Content-Type", "application/xml"))
	a.has(`{"Format":{"Prefix":"ON_NSCHFDOPPR","Version":"5.03","Knd":"1115131","Function":"СЧФДОП"}`, `"Valid":true`)
	broken := strings.Replace(string(data), `="5.03"`, `="5.03" x="1"`, 1)
	w.post("/v3/title/validate", broken, header("Content-Type", "text/xml")).has(`"Valid":false`, `"Severity":"error"`, `"Source":"structure"`)
	w.post("/titles/validate", "не XML", header("Content-Type", "")).has(`{"Format":null,"Kind":null,"Valid":false`)
	document := w.bring("upd503", sdano.ID{})
	d, err := w.service.Document(t.Context(), visitor("anna"), document)
	w.must(err)
	w.post("/titles/validate", map[string]any{"LinkId": d.Content}).has(`"Valid":true`, `"Prefix":"ON_NSCHFDOPPR"`)
	w.post("/titles/validate", map[string]any{"LinkId": sdano.NewID()}).refused(400, "NOT_FOUND")
	w.post("/titles/validate", `{}`).refused(400, "MISSING_PARAMETER")
	w.post("/titles/validate", "", header("Content-Type", "")).refused(400, "MISSING_PARAMETER")
	w.post("/titles/validate", data, header("Authorization", "")).refused(401, "MISSING_CREDENTIALS")
}

func TestSign(t *testing.T) {
	t.Parallel()
	w := open(t)
	good, bad := b64([]byte("можно")), b64([]byte("нельзя"))
	for what, body := range map[string]map[string]any{
		"thumbprint": {"Thumbprint": buyer.Thumbprint(), "Contents": []string{good}},
		"raw data":   {"CertificateRawData": b64(buyer.Certificate), "Contents": []string{good}},
		"with lines": {"CertificateRawData": "-----BEGIN CERTIFICATE-----\n" + b64(buyer.Certificate) + "\n-----END CERTIFICATE-----", "Contents": []string{good[:4] + "\r\n" + good[4:]}},
	} {
		var out []struct{ Result []byte }
		w.post("/v2/sign", body).into(&out)
		if len(out) != 1 || len(out[0].Result) == 0 {
			t.Errorf("%s: %+v", what, out)
		}
	}
	w.post("/v2/sign", map[string]any{"Thumbprint": buyer.Thumbprint(), "Contents": []string{good, bad}}).has(`[{"Result":"MI`, `"},{"Result":null,"ErrorText":"`)
	w.post("/v2/sign", map[string]any{"Thumbprint": buyer.Thumbprint(), "ThrowOnErrors": true, "Contents": []string{bad}}).refused(400, "SIGNING_FAILED")
	w.post("/v2/sign", map[string]any{"Thumbprint": "AB", "Contents": []string{good}}).refused(400, "NO_KEY")
	w.post("/v2/sign", map[string]any{"Contents": []string{"*"}}).refused(400, "BAD_JSON")
}

func TestValidate(t *testing.T) {
	t.Parallel()
	w := open(t)
	content := []byte("содержимое")
	signature := w.signed(buyer, content)
	ask := map[string]any{"Content": b64(content), "Signature": b64(signature)}
	// No roots are configured: what was not checked is not called valid.
	w.post("/v3/validate", ask).has(`{"IsValid":false,"Status":"NotVerified","Signatures":[{"Certificate":{"Surname":"Примеров"`,
		`"Type":"CMS","Status":"NotVerified"`, `"Digest":{"Status":"Valid","Reason":"`, `"Signature":{"Status":"Valid"`)
	ask["VerifySignatureOnly"] = true
	w.post("/v3/validate", ask).has(`{"IsValid":true,"Status":"Valid","Signatures":[{"Certificate":{"Surname":"Примеров"`, `"ChainStatus":"NotVerified"`)
	delete(ask, "VerifySignatureOnly")
	ask["Content"] = b64([]byte("другое"))
	if r := w.post("/v3/validate", ask).refused(400, "SIGNATURE_INVALID"); len(r.Findings) == 0 {
		t.Errorf("%+v", r)
	}
	ask["DefaultOnFail"] = true
	if a := w.post("/v3/validate", ask); a.Code != http.StatusNoContent || a.Body.Len() > 0 {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	ask["Signature"] = b64([]byte("мусор"))
	if a := w.post("/validate", ask); a.Code != http.StatusNoContent {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	delete(ask, "DefaultOnFail")
	if a := w.post("/validate", ask); a.Code != http.StatusBadRequest {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	w.post("/v3/validate", `{}`).refused(400, "MISSING_PARAMETER")
}

func TestIdempotency(t *testing.T) {
	t.Parallel()
	w := open(t)
	document, other := w.bring("upd503", sdano.ID{}), w.bring("akt", sdano.ID{})
	body := request(document, "upd503")
	first := w.post("/document/accept/content", body, header("Idempotency-Key", "key 1"), wantsJSON)
	for range 2 {
		again := w.post("/v2/documents/accept/content", body, header("Idempotency-Key", "key 1"), wantsJSON)
		if again.ok() != first.ok() || again.Header().Get("Idempotency-Replayed") != "true" || again.Header().Get("Content-Type") != first.Header().Get("Content-Type") {
			t.Errorf("%s, %s, replayed %q", again.Body, again.Header().Get("Content-Type"), again.Header().Get("Idempotency-Replayed"))
		}
	}
	if first.Header().Get("Idempotency-Replayed") != "" {
		t.Error("the first answer is called a replay")
	}
	w.post("/document/accept/content", request(other, "akt"), header("Idempotency-Key", "key 1")).refused(400, "IDEMPOTENCY_MISMATCH")
	if a := w.post("/document/accept/content", body, header("Idempotency-Key", "key 2")); a.ok() == first.Body.String() {
		t.Error("another key gets the same answer")
	}
	if a := w.post("/document/accept/content", body, header("Idempotency-Key", "key 1"), w.as("root")); a.ok() == first.Body.String() {
		t.Error("another user gets the same answer")
	}
	if a := w.post("/documents/accept/preview", body, header("Idempotency-Key", "key 1")); a.Code != 200 {
		t.Errorf("another path: %d %s", a.Code, a.Body)
	}
	for _, key := range []string{"", strings.Repeat("k", 256), "ключ"} {
		w.post("/document/accept/content", body, header("Idempotency-Key", key)).refused(400, "BAD_VALUE")
	}
	// A refusal is judged anew.
	bad := map[string]any{"DocumentId": sdano.NewID(), "Signer": signer}
	w.post("/document/accept/content", bad, header("Idempotency-Key", "key 3")).refused(400, "NOT_FOUND")
	w.post("/document/accept/content", body, header("Idempotency-Key", "key 3")).ok()
	// Uploads too: by the bytes of the body.
	upload, kind := multipart("\n", part{"json", "", []byte(`{"FileName":"a","AttachmentType":14,"DocumentId":"` + document.String() + `"}`)}, part{"content", "", []byte("\x00x")})
	link := w.post("/archive", upload, header("Content-Type", kind), header("Idempotency-Key", "key 4")).ok()
	if a := w.post("/archive", upload, header("Content-Type", kind), header("Idempotency-Key", "key 4")); a.ok() != link || a.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("%s", a.Body)
	}
}

// slow is a mission that takes its time to tell who may see what.
type slow struct {
	xde.Acceptance
	entered, leave chan struct{}
}

func (s slow) Access(context.Context, acceptance.Visitor, []sdano.ID) (map[sdano.ID]bool, error) {
	close(s.entered)
	<-s.leave
	return map[sdano.ID]bool{}, nil
}

// TestRequestInProgress: a second request under the key of one that is still
// running is told so.
func TestRequestInProgress(t *testing.T) {
	t.Parallel()
	w := open(t)
	s := slow{w.service, make(chan struct{}), make(chan struct{})}
	w.config.Acceptance = s
	w.mount()
	key := header("Idempotency-Key", "key")
	done := make(chan answer, 1)
	go func() { done <- w.post("/documents/accessStatuses", `{}`, key) }()
	<-s.entered
	a := w.post("/documents/accessStatuses", `{}`, key)
	if a.refused(400, "REQUEST_IN_PROGRESS"); a.Header().Get("Retry-After") != "1" {
		t.Errorf("Retry-After: %q", a.Header().Get("Retry-After"))
	}
	close(s.leave)
	(<-done).ok()
	if a := w.post("/documents/accessStatuses", `{}`, key); a.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("%d %s", a.Code, a.Body)
	}
}

func TestTokenIsSharedWithOurOwnInterface(t *testing.T) {
	t.Parallel()
	w := open(t)
	for what, c := range map[string]struct{ body, kind, want string }{
		"REST, JSON":    {`{"login":"anna","password":"anna-password"}`, "application/json", `"expires_at":"`},
		"REST, a form":  {`login=anna&password=anna-password`, "application/x-www-form-urlencoded", `"expires_at":"`},
		"this dialect":  {`{"USERNAME":"anna","password":"anna-password"}`, "application/json", `"expires_in":3600}`},
		"without login": {`{"Username":"anna","Password":"anna-password","scope":"x"}`, "", `"expires_in":3600}`},
	} {
		a := w.post("/token", c.body, header("Authorization", ""), header("Content-Type", c.kind))
		a.has(c.want)
		var token struct {
			AccessToken string `json:"access_token"`
		}
		if err := json.Unmarshal(a.Body.Bytes(), &token); err != nil {
			t.Fatal(err)
		}
		w.get("/boxes", header("Authorization", "bearer "+token.AccessToken)).has(boxID)
		if t.Failed() {
			t.Errorf("%s", what)
		}
	}
	w.post("/token", `{"Username":"anna","Password":"wrong-password"}`, header("Authorization", "")).refused(401, "BAD_CREDENTIALS")
	w.post("/token", `{"Username":"anna"}`, header("Authorization", "")).refused(401, "MISSING_CREDENTIALS")
	if a := w.post("/token", `{"login":"anna","password":"wrong-password"}`, header("Authorization", "")); a.Code != 401 || a.Header().Get("Content-Type") != "application/problem+json; charset=utf-8" {
		t.Errorf("%d %s", a.Code, a.Header().Get("Content-Type"))
	}
	w.config.Token = nil
	w.mount()
	w.post("/token", `{"login":"anna","password":"anna-password"}`, header("Authorization", "")).refused(401, "MISSING_CREDENTIALS")
}

// TestTenWrongPasswordsAMinute: then even the right one has to wait, and 401 says
// how long.
func TestTenWrongPasswordsAMinute(t *testing.T) {
	t.Parallel()
	w := open(t)
	for range 10 {
		w.post("/token", `{"Username":"anna","Password":"wrong-password"}`, header("Authorization", "")).refused(401, "BAD_CREDENTIALS")
	}
	a := w.post("/token", `{"Username":"anna","Password":"anna-password"}`, header("Authorization", ""))
	a.refused(401, "TOO_MANY_ATTEMPTS")
	if a.Header().Get("Retry-After") != "60" || a.Header().Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("%v", a.Header())
	}
}

func TestTokensEnd(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.login()
	w.get("/boxes").ok()
	w.clock.Advance(61 * 60 * 1e9)
	w.get("/boxes").refused(401, "BAD_TOKEN")
}
