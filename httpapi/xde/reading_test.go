package xde_test

import (
	"bytes"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sdano"
)

func TestArchive(t *testing.T) {
	t.Parallel()
	w := open(t)
	document, other := w.bring("pdf", sdano.ID{}), w.bring("akt", sdano.ID{})
	data := []byte("signature\r\n\x00\r")
	link := w.attach(document, "Договор 7.pdf.SGN", data)
	if again := w.attach(document, "another name.SGN", data); again != link {
		t.Errorf("the same bytes of a document have the links %s and %s", link, again)
	}
	if foreign := w.attach(other, "Договор 7.pdf.SGN", data); foreign == link {
		t.Error("two documents share a link")
	}
	a := w.get("/archive/" + strings.ToUpper(link))
	sum := sha512.Sum512(data)
	tag := `"` + hex.EncodeToString(sum[:]) + `"`
	for name, want := range map[string]string{
		"Content-Type": "application/octet-stream", "ETag": tag, "X-Content-Type-Options": "nosniff",
		"Content-Disposition": `attachment; filename="_______ 7.pdf.SGN"; filename*=UTF-8''%D0%94%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80%207.pdf.SGN`,
	} {
		if got := a.Header().Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if a.ok() != string(data) {
		t.Errorf("%q", a.Body)
	}
	if a := w.get("/archive/"+link, header("If-None-Match", tag)); a.Code != http.StatusNotModified || a.Body.Len() > 0 {
		t.Errorf("%d", a.Code)
	}
	if a := w.get("/archive/"+link, header("Range", "bytes=1-3")); a.Code != http.StatusPartialContent || a.Body.String() != "ign" {
		t.Errorf("%d %q", a.Code, a.Body)
	}
	w.get("/archive/"+sdano.NewID().String()).refused(400, "NOT_FOUND")
	w.get("/archive/"+link, w.as("stranger")).refused(403, "FORBIDDEN")
	w.get("/archive/"+link, w.as("reader")).ok()
}

func TestArchiveRefuses(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("pdf", sdano.ID{})
	for card, code := range map[string]string{
		`{"FileName":"a","AttachmentType":14}`:                     "MISSING_PARAMETER",
		`{"AttachmentType":14,"DocumentId":"%s"}`:                  "MISSING_PARAMETER",
		`{"FileName":"a","DocumentId":"%s"}`:                       "MISSING_PARAMETER",
		`{"FileName":"a","AttachmentType":9,"DocumentId":"%s"}`:    "BAD_VALUE",
		`{"FileName":"a","AttachmentType":0,"DocumentId":"%s"}`:    "UNKNOWN_TYPE",
		`{"FileName":"a","AttachmentType":"14","DocumentId":"%s"}`: "BAD_JSON",
		`{`: "BAD_JSON",
	} {
		body, kind := multipart("\r\n", part{"json", "", []byte(strings.ReplaceAll(card, "%s", document.String()))}, part{"content", "", []byte("x")})
		w.post("/archive", body, header("Content-Type", kind)).refused(400, code)
	}
	card := []byte(`{"FileName":"C:\\Temp\\a.SGN","AttachmentType":14,"DocumentId":"` + document.String() + `"}`)
	body, kind := multipart("\r\n", part{"json", "", card}, part{"content", "", nil})
	w.post("/archive", body, header("Content-Type", kind)).refused(400, "EMPTY_CONTENT")
	body, kind = multipart("\r\n", part{"json", "", card}, part{"content", "", []byte("x")})
	w.post("/archive", body, header("Content-Type", kind), w.as("stranger")).refused(403, "FORBIDDEN")
	link := w.post("/archive", body, header("Content-Type", kind)).ok()
	if got := w.get("/archive/" + link).Header().Get("Content-Disposition"); got != `attachment; filename="a.SGN"` {
		t.Errorf("%q", got)
	}
}

func TestIncoming(t *testing.T) {
	t.Parallel()
	w := open(t)
	name, data := w.sample("upd503")
	pkg := sdano.NewID()
	a := w.incoming(name, data, pkg).has(`"PackageId":"`+pkg.String()+`","Type":1,"StatusId":`, `"Status":"I","Findings":[]`)
	if again := w.incoming(name, data, pkg); again.ok() != a.Body.String() {
		t.Errorf("the same bytes are another document: %s, %s", again.Body, a.Body)
	}
	w.incoming(name, data, pkg, w.as("reader")).refused(403, "FORBIDDEN")
	w.incoming(name, data, pkg, w.as("stranger")).refused(403, "FORBIDDEN")
	w.incoming(strings.Repeat("я", 401), data, pkg).refused(400, "BAD_FILE_NAME")
	body, kind := multipart("\r\n", part{"json", "", []byte(`{}`)}, part{"content", "x", data})
	w.post("/documents/incoming", body, header("Content-Type", kind)).refused(400, "MISSING_PARAMETER")
	w.post("/documents/incoming", `{}`).refused(400, "BAD_MULTIPART")
}

func TestInfo(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("upd503", sdano.ID{})
	name, _ := w.sample("upd503")
	w.get("/v3/documents/info/"+document.String()).has(
		`{"Id":"`+document.String()+`","OperatorDocumentId":null,"PackageId":"`, `"OperatorId":"2ZZ","BoxId":"`+boxID+`","SenderBoxId":"`+otherID+`","SenderDepartmentId":null`,
		`"IsOutput":false,"Type":1,"Name":"УПД"`, `"OperatorDateTime":"2026-02-01T10:30:00"`, `"Status":"I","Format":{"Prefix":"ON_NSCHFDOPPR","Version":"5.03","Knd":"1115131","Function":"СЧФДОП"}`,
		`"SenderInn":"7799999940"`, `"Content":{"LinkId":"`, `"Name":"`+name+`"}`, `"Findings":[]`,
	)
	w.get("/v3/documents/info/"+document.String(), w.as("stranger")).refused(403, "FORBIDDEN")
	w.post("/v3/documents/info", map[string]any{"DocumentId": document}).has(`"Events":null,"Attachments":null}`)
	w.post("/v3/documents/info", map[string]any{"AttachmentName": name, "IncludeEvents": true, "IncludeAttachments": true}).has(
		`"Id":"`+document.String()+`"`, `"Events":[{"StatusId":`, `"StatusCode":{"Value":"I","Name":"Получен"},"OperatorDateTime":"2026-02-01T10:30:00"}]`,
		`"Attachments":[{"LinkId":"`, `"Type":14,`, `"Certificate":{"Surname":"Продавцова","FirstName":"Анна","MiddleName":"Петровна"`,
	)
	w.post("/v3/documents/info", map[string]any{"AttachmentName": name, "IsOutput": false}).ok()
	w.post("/v3/documents/info", map[string]any{"AttachmentName": name, "IsOutput": true}).refused(400, "NOT_FOUND")
	if got := w.post("/v3/documents/info", map[string]any{"AttachmentName": name, "IsOutput": true, "AllowDefault": true}).ok(); got != "null" {
		t.Errorf("%s", got)
	}
	w.post("/v3/documents/info", `{"AllowDefault":true}`).refused(400, "MISSING_PARAMETER")
}

// TestTotalIsANumberWithItsKopecks: money is no float.
func TestTotalIsANumberWithItsKopecks(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("upd503", sdano.ID{})
	d, err := w.service.Document(t.Context(), visitor("anna"), document)
	w.must(err)
	w.get("/documents/info/" + document.String()).has(`"Total":` + d.Total.String() + `,`)
	w.get("/documents/info/"+w.bring("pdf", sdano.ID{}).String()).has(`"Total":null,`, `"Format":null,`, `"Type":0,`)
}

func TestAccessStatuses(t *testing.T) {
	t.Parallel()
	w := open(t)
	document, unknown := w.bring("pdf", sdano.ID{}), sdano.NewID()
	ask := map[string]any{"DocumentIds": []sdano.ID{document, unknown}}
	w.post("/documents/accessStatuses", ask).has(`{"DocumentStatuses":{`, `"`+document.String()+`":true`, `"`+unknown.String()+`":false`)
	w.post("/documents/accessStatuses", ask, w.as("stranger")).has(`"` + document.String() + `":false`)
	ask["ThrowOnForbiddenDocuments"] = true
	w.post("/documents/accessStatuses", ask).refused(400, "DOCUMENT_FORBIDDEN")
	w.post("/documents/accessStatuses", `{}`).has(`{"DocumentStatuses":{}}`)
}

func TestBoxesAreThoseOfTheUser(t *testing.T) {
	t.Parallel()
	w := open(t)
	got := w.get("/boxes").has(
		`[{"BoxId":"`+boxID+`","ParticipantId":"2ZZ-7799999919-779901001-2026","Operator":{"Code":"2ZZ","Name":"ООО «Курьер»","Inn":"7799999933"}`,
		`"Inn":"7799999919","Kpp":"779901001","Ogrn":null,"PersonName":null,"TimeZone":"Europe/Moscow","AutoReceipts":false}]`,
	).ok()
	if strings.Contains(got, otherID) {
		t.Error("anna sees the other box")
	}
	w.get("/boxes", w.as("root")).has(boxID, otherID)
	if got := w.get("/boxes", w.as("stranger")).ok(); got != "[]" {
		t.Errorf("%s", got)
	}
}

func TestFeed(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("upd503", sdano.ID{})
	second := w.bring("akt", sdano.ID{})
	all := w.feedOf(document, 0)
	third := w.post("/v3/statuses/history", map[string]any{"BoxId": boxID}).has(
		`[{"StatusId":`, `,"DocumentId":"`+document.String()+`","Event":{"EventId":"`,
		`"IsOutput":false,"StatusCode":{"Value":"I","Name":"Получен"},"OperatorDateTime":"2026-02-01T10:30:00"},"Content":{"LinkId":"`,
		`"Type":0,"Signatures":[{"Certificate":{"Surname":"Продавцова","FirstName":"Анна","MiddleName":"Петровна","ValidFrom":"2025-12-08T13:16:39","ValidTo":"2027-03-08T13:26:38","SerialNumber":"1234","Thumbprint":"`+seller.Thumbprint()+`"`,
		`"Printform":null}`,
	)
	if strings.Contains(third.Body.String(), "LastStatusId") {
		t.Errorf("version 3: %s", third.Body)
	}
	for _, path := range []string{"/statuses/history", "/v4/statuses/history", "/v2/status/history"} {
		w.post(path, map[string]any{"BoxId": boxID, "MaxStatusesCount": 1}).has(fmt.Sprintf(`{"LastStatusId":%d,"Statuses":[{`, all.Statuses[0].StatusID))
	}
	if rest := w.feedOf(second, all.Statuses[0].StatusID); rest.codes() != "I" {
		t.Errorf("%+v", rest)
	}
	if got := w.post("/v4/statuses/history", map[string]any{"BoxId": boxID, "LastStatusId": 9000}).ok(); got != `{"LastStatusId":9000,"Statuses":[]}` {
		t.Errorf("%s", got)
	}
	if got := w.post("/v3/statuses/history", map[string]any{"BoxId": boxID, "LastStatusId": 9000}).ok(); got != `[]` {
		t.Errorf("%s", got)
	}
	for count, ok := range map[int]bool{-1: false, 0: true, 2000: true, 2001: false} {
		a := w.post("/v4/statuses/history", map[string]any{"BoxId": boxID, "MaxStatusesCount": count})
		if (a.Code == 200) != ok {
			t.Errorf("%d: %d", count, a.Code)
		}
	}
	w.post("/v4/statuses/history", `{"LastStatusId":0}`).refused(400, "MISSING_PARAMETER")
	w.post("/v4/statuses/history", map[string]any{"BoxId": boxID, "LastStatusId": -1}).refused(400, "BAD_VALUE")
	w.post("/v4/statuses/history", map[string]any{"BoxId": otherID}).refused(403, "FORBIDDEN")
}

// TestTimesAreThoseOfTheBox: instants are told in the time of the box, without
// offset.
func TestTimesAreThoseOfTheBox(t *testing.T) {
	t.Parallel()
	w := open(t)
	body, kind := multipart("\r\n", part{"json", "", []byte(`{"BoxId":"` + otherID + `","FileName":"a.pdf"}`)}, part{"content", "", []byte("%PDF")})
	w.post("/documents/incoming", body, header("Content-Type", kind), w.as("root")).ok()
	w.post("/v3/statuses/history", map[string]any{"BoxId": otherID}, w.as("root")).has(`"OperatorDateTime":"2026-02-01T12:30:00"`)
}

// TestFeedWaitsForNews: with «Prefer: wait» a request stays until something
// happens.
func TestFeedWaitsForNews(t *testing.T) {
	t.Parallel()
	w := open(t)
	ask := fmt.Sprintf(`{"BoxId":%q}`, boxID)
	answered := make(chan answer, 1)
	go func() { answered <- w.post("/v4/statuses/history", ask, header("Prefer", "respond-async, wait=25")) }()
	select {
	case a := <-answered:
		t.Fatalf("it did not wait: %s", a.Body)
	case <-time.After(50 * time.Millisecond):
	}
	document := w.bring("pdf", sdano.ID{})
	a := <-answered
	a.has(document.String())
	if got := a.Header().Get("Preference-Applied"); got != "wait=25" {
		t.Errorf("Preference-Applied: %q", got)
	}
	began := time.Now()
	w.post("/v4/statuses/history", fmt.Sprintf(`{"BoxId":%q,"LastStatusId":9000}`, boxID), header("Prefer", "wait=1")).has(`"Statuses":[]`)
	if took := time.Since(began); took < time.Second {
		t.Errorf("it waited for %v", took)
	}
}

func TestListOfDocuments(t *testing.T) {
	t.Parallel()
	w := open(t)
	pkg := sdano.NewID()
	ids := map[string]sdano.ID{}
	for _, what := range []string{"upd503", "akt", "pdf"} {
		ids[what] = w.bring(what, pkg)
	}
	w.accept(ids["pdf"], "pdf")
	for query, want := range map[string]string{
		"": "pdf akt upd503", "?Type=1": "upd503", "?type=0": "pdf", "?Status=I,IPF": "akt upd503", "?Status=V": "pdf",
		"?Unanswered=true": "akt upd503", "?BoxId=" + url.QueryEscape(boxID): "pdf akt upd503", "?PackageId=" + pkg.String(): "pdf akt upd503",
		"?PackageId=" + sdano.NewID().String(): "", "?Text=" + url.QueryEscape("договор"): "pdf", "?SenderInn=7799999940&Type=1": "upd503",
		"?DateFrom=2026-01-01&Type=1": "upd503", "?DateTo=2020-01-01": "", "?other=1": "pdf akt upd503",
	} {
		var page struct {
			Documents []struct {
				ID sdano.ID `json:"Id"`
			}
			NextCursor *string
		}
		w.get("/documents" + query).into(&page)
		var got []string
		for _, d := range page.Documents {
			for what, id := range ids {
				if id == d.ID {
					got = append(got, what)
				}
			}
		}
		if strings.Join(got, " ") != want || page.NextCursor != nil {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	for query, code := range map[string]string{
		"?Type=7": "BAD_VALUE", "?Limit=0": "BAD_VALUE", "?Limit=1001": "BAD_VALUE", "?Cursor=x": "BAD_VALUE", "?DateFrom=01.02.2026": "BAD_VALUE",
		"?Unanswered=да": "BAD_VALUE", "?PackageId=1": "BAD_VALUE", "?Text=%00": "BAD_VALUE", "?Text=%zz": "BAD_VALUE",
	} {
		w.get("/documents"+query).refused(400, code)
	}
	w.get("/documents?BoxId="+url.QueryEscape(otherID)).refused(403, "FORBIDDEN")
}

// TestPagesOfTheListMissNothing: each document comes once, also when others
// arrive between two pages.
func TestPagesOfTheListMissNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	want := map[sdano.ID]bool{}
	for _, what := range []string{"upd503", "akt", "pdf", "torg12", "ukd189"} {
		want[w.bring(what, sdano.ID{})] = true
	}
	cursor, pages := "", 0
	for {
		var page struct {
			Documents []struct {
				ID sdano.ID `json:"Id"`
			}
			NextCursor *string
		}
		w.get("/documents?Limit=2&Cursor=" + cursor).into(&page)
		for _, d := range page.Documents {
			if !want[d.ID] {
				t.Errorf("%s comes twice or is new", d.ID)
			}
			delete(want, d.ID)
		}
		if pages++; page.NextCursor == nil {
			break
		}
		cursor = *page.NextCursor
		if pages == 1 {
			w.bring("torg2", sdano.ID{})
		}
	}
	if len(want) > 0 || pages != 3 {
		t.Errorf("%d were missed on %d pages", len(want), pages)
	}
}

// TestOverRealConnections: bodies without a length, as .NET sends them, and an
// answer that stays open.
func TestOverRealConnections(t *testing.T) {
	t.Parallel()
	w := open(t)
	s := httptest.NewServer(w.handler)
	defer s.Close()
	send := func(path, kind string, body []byte) *http.Response {
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+path, struct{ io.Reader }{bytes.NewReader(body)})
		w.must(err)
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Authorization", w.tokens["anna"])
		answer, err := s.Client().Do(r)
		w.must(err)
		t.Cleanup(func() { answer.Body.Close() })
		return answer
	}
	if a := send("/v4/statuses/history", "application/json", []byte(`{"BoxId":"`+boxID+`"}`)); a.StatusCode != 200 {
		t.Errorf("%d", a.StatusCode)
	}
	large := bytes.Repeat([]byte("0123456789abcdef"), 200_000)
	document := w.bring("pdf", sdano.ID{})
	body, kind := multipart("\r\n", part{"json", "", []byte(`{"FileName":"a","AttachmentType":14,"DocumentId":"` + document.String() + `"}`)}, part{"content", "a", large})
	a := send("/archive", kind, body)
	link, err := io.ReadAll(a.Body)
	w.must(err)
	if a.StatusCode != 200 || w.get("/archive/"+string(link)).ok() != string(large) {
		t.Errorf("%d %s", a.StatusCode, link)
	}
}
