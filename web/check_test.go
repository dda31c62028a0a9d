package web_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// checked sends a file to the page of checks.
func checked(t *testing.T, address, name, content string) (int, string) {
	t.Helper()
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	part, err := parts.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(part, content)
	parts.Close()
	resp, err := http.Post(address+"/check", parts.FormDataContentType(), &form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestCheckPage(t *testing.T) {
	t.Parallel()
	srv := serve(t, config(story()))
	const receipt = "DP_PRANNUL_2XX-1_2XX-2_20260116_00000000-0000-4000-8000-000000000088"
	for _, c := range []struct {
		name, file, content string
		want, never         []string
	}{
		{"a form first", "", "", []string{`action="/check#verdict"`, "document.css"}, []string{`id="verdict"`}},
		{
			"not XML", "x.xml", "просто текст", []string{`id="verdict"`, "x.xml", "строка 1"}, nil,
		},
		{
			"a document type", "x.xml", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, []string{"DOCTYPE"}, nil,
		},
		{
			"a broken title is read and told", receipt + ".xml",
			`<?xml version="1.0" encoding="UTF-8"?><Файл ИдФайл="` + receipt + `" ВерсФорм="1.02" ВерсПрог="1"><Документ><Чужой>&lt;b&gt;</Чужой></Документ></Файл>`,
			[]string{"Чужой", "аннулировании"},
			[]string{"<b>", "<Чужой>"},
		},
		{"the name is escaped", `<i>.xml`, "<a/>", []string{"&lt;i&gt;"}, []string{"<i>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var status int
			var body string
			if c.file == "" {
				resp, err := http.Get(srv.URL + "/check")
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				text, _ := io.ReadAll(resp.Body)
				status, body = resp.StatusCode, string(text)
			} else {
				status, body = checked(t, srv.URL, c.file, c.content)
			}
			if status != http.StatusOK {
				t.Fatalf("status %d: %s", status, body)
			}
			for _, want := range c.want {
				if !strings.Contains(body, want) {
					t.Errorf("no %q in the page:\n%s", want, body)
				}
			}
			for _, never := range c.never {
				if strings.Contains(body, never) {
					t.Errorf("%q in the page", never)
				}
			}
		})
	}
}

// An empty file is no verdict but a mistake of the visitor, who is led back.
func TestAnEmptyFileLeadsBackToTheCheck(t *testing.T) {
	t.Parallel()
	srv := serve(t, config(story()))
	status, body := checked(t, srv.URL, "x.xml", "")
	if status != http.StatusBadRequest || !strings.Contains(body, "пустой") || !strings.Contains(body, `href="/check"`) {
		t.Errorf("status %d: %s", status, body)
	}
}
