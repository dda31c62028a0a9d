package xde_test

import (
	"bytes"
	"net/http/httptest"
	"strings"
	"testing"

	"sdano"
	"sdano/httpapi/xde"
)

// TestSloppyMultipart: however a client writes its parts, the bytes of the
// content arrive to the last one.
func TestSloppyMultipart(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("pdf", sdano.ID{})
	card := `{"FileName":"a.SGN","AttachmentType":14,"DocumentId":"` + document.String() + `"}`
	for what, c := range map[string]struct{ kind, body, want string }{
		"as the standard": {
			"multipart/form-data; boundary=b",
			"--b\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n%s\r\n--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"x\"\r\nContent-Type: application/octet-stream\r\n\r\nas\r\n--b--\r\n", "as",
		},
		"line feeds":            {"multipart/form-data; boundary=b", "--b\nContent-Disposition: form-data; name=\"json\"\n\n%s\n--b\nContent-Disposition: form-data; name=\"content\"\n\nlf\r\n--b--\n", "lf\r"},
		"no last line":          {"multipart/form-data; boundary=b", "--b\nContent-Disposition: form-data; name=\"json\"\n\n%s\n--b\nContent-Disposition: form-data; name=\"content\"\n\nend\n--b--", "end"},
		"no last hyphens":       {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n%s\r\n--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nhyphens\r\n--b", "hyphens"},
		"names without quotes":  {"multipart/form-data; boundary=b", "--b\r\ncontent-disposition:form-data;name=JSON\r\n\r\n%s\r\n--b\r\nCONTENT-DISPOSITION: form-data; NAME=Content\r\n\r\nnames\r\n--b--", "names"},
		"boundary in quotes":    {`multipart/form-data; boundary="--=_b:1"`, "----=_b:1\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n%s\r\n----=_b:1\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nquotes\r\n----=_b:1--", "quotes"},
		"boundary not in them":  {`multipart/form-data; boundary=--=_b:1; charset=utf-8`, "----=_b:1\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n%s\r\n----=_b:1\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nno quotes\r\n----=_b:1--", "no quotes"},
		"no boundary":           {"multipart/form-data", "\r\n--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n%s\r\n--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nguess\r\n--b--", "guess"},
		"something before":      {"multipart/form-data; boundary=b", "This is MIME.\r\n--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n%s\r\n--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nbefore\r\n--b--\r\nafter --b", "before"},
		"blanks after boundary": {"multipart/form-data; boundary=b", "--b  \r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n%s\r\n--b\t\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nblanks\r\n--b-- ", "blanks"},
		"like a boundary":       {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n%s\r\n--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nx--b\r\n--bb\r\n--b-\r\n--b--", "x--b\r\n--bb\r\n--b-"},
		"mixed lines":           {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"json\"\n\n%s\n--b\r\nContent-Disposition: form-data; name=\"content\"\n\r\nmixed\n--b--", "mixed"},
		"empty lines inside":    {"multipart/form-data; boundary=b", "--b\nContent-Disposition: form-data; name=\"json\"\n\n%s\n--b\nContent-Disposition: form-data; name=\"content\"\n\n\r\n\r\n\n\n--b--", "\r\n\r\n\n"},
		"Base64":                {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n%s\r\n--b\r\nContent-Disposition: form-data; name=\"content\"\r\nContent-Transfer-Encoding: base64\r\n\r\nYmFz\r\nZQ==\r\n--b--", "base"},
		"a Russian file name":   {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n%s\r\n--b\r\nContent-Disposition: form-data; filename=Счёт; name=content\r\n\r\nru\r\n--b--", "ru"},
		"more parts":            {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n\ufeff%s\r\n--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nmore\r\n--b--", "more"},
	} {
		a := w.post("/archive", strings.Replace(c.body, "%s", card, 1), header("Content-Type", c.kind))
		if a.Code != 200 {
			t.Errorf("%s: %d %s", what, a.Code, a.Body)
			continue
		}
		if got := w.get("/archive/" + a.Body.String()).ok(); got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
}

func TestMultipartThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := open(t)
	json := "--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n{}\r\n"
	file := "--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nx\r\n"
	for what, c := range map[string]struct{ body, code string }{
		"cut off":       {json + file[:len(file)-2], "BAD_MULTIPART"},
		"cut off early": {json + file, "BAD_MULTIPART"},
		"no parts":      {"nothing", "BAD_MULTIPART"},
		"empty":         {"", "BAD_MULTIPART"},
		"no header":     {json + "--b\r\nx\r\n--b--", "BAD_MULTIPART"},
		"no content":    {json + "--b--", "MISSING_PART"},
		"no json":       {file + "--b--", "MISSING_PART"},
		"json twice":    {json + json + file + "--b--", "BAD_VALUE"},
		"many parts":    {strings.Repeat(strings.Replace(json, "json", "x", 1), 101) + "--b--", "BAD_MULTIPART"},
		"bad Base64":    {json + "--b\r\nContent-Disposition: form-data; name=content\r\nContent-Transfer-Encoding: base64\r\n\r\n*\r\n--b--", "BAD_BASE64"},
	} {
		a := w.post("/documents/incoming", c.body, header("Content-Type", "multipart/form-data; boundary=b"))
		if r := a.refused(400, c.code); r.Message == "" {
			t.Errorf("%s: %+v", what, r)
		}
	}
}

// FuzzMultipart: whatever comes around it, the content of a well-formed part
// arrives as it is, and nothing breaks.
func FuzzMultipart(f *testing.F) {
	f.Add([]byte("x"), true, "b")
	f.Add([]byte("\r\n--b"), false, "b")
	f.Add([]byte("--b--\r\n\r\n"), true, "--")
	f.Add([]byte{0x30, 0x80, 0, 0xff, '\r', '\n'}, false, "=_a")
	f.Fuzz(func(t *testing.T, data []byte, crlf bool, mark string) {
		end := map[bool]string{true: "\r\n", false: "\n"}[crlf]
		body := "--" + mark + end + "Content-Disposition: form-data; name=json" + end + end + "{}" + end +
			"--" + mark + end + "Content-Disposition: form-data; name=content" + end + end + string(data) + end + "--" + mark + "--"
		card, got, err := xde.ReadForm("multipart/form-data; boundary="+mark, []byte(body))
		if strings.ContainsAny(mark, "\x00\r\n\"\\; ,\t'") || mark == "" || mark != strings.ToValidUTF8(mark, "") || bytes.Contains(data, []byte("--"+mark)) {
			return // it may part the content
		}
		if err != nil || string(card) != "{}" || !bytes.Equal(got, data) {
			t.Errorf("%q came as %q, %q: %v", data, got, card, err)
		}
	})
}

// FuzzBodies: whatever body comes to whichever address, it is answered, and never
// by a fault.
func FuzzBodies(f *testing.F) {
	w := open(f)
	paths := []string{
		"/token", "/archive", "/documents/incoming", "/documents/info", "/documents/accessStatuses", "/statuses/history",
		"/document/accept/content", "/document/accept/content/batch", "/document/accept/preview", "/documents/accept/local",
		"/document/accept/discrepancy", "/titles/validate", "/receiveConfirmations/content", "/receiveConfirmations/local",
		"/sign", "/validate", "/print", "/webhooks", "/powerofattorney/register", "/powerofattorney/validate",
	}
	f.Add(0, []byte(`{"Username":"a","Password":"b"}`), "application/json")
	f.Add(1, []byte("--b\n\n\n--b--"), "multipart/form-data; boundary=b")
	f.Add(6, []byte(`{"DocumentId":null,"Certificate":"=","AcceptanceResults":[null,{}]}`), "")
	f.Add(11, []byte(`<Файл/>`), "text/xml")
	f.Fuzz(func(t *testing.T, n int, body []byte, kind string) {
		path := paths[max(n, 0)%len(paths)]
		r := httptest.NewRequest("POST", path, bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Authorization", w.tokens["anna"])
		rec := httptest.NewRecorder()
		w.handler.ServeHTTP(rec, r)
		if rec.Code >= 500 || rec.Code == 404 {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	})
}
