package edo_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
)

// client does what a client written for the published interface does.
type client struct {
	testing.TB
	base, token string
}

// login gets a token; names of members are in whatever case.
func login(t testing.TB, base, user string) *client {
	t.Helper()
	c := &client{TB: t, base: base}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	c.into(c.do("POST", "/token", fmt.Sprintf(`{"username":%q,"PassWord":"%s-password"}`, user, user)), &token)
	if c.token = token.AccessToken; c.token == "" {
		t.Fatal("no token")
	}
	return c
}

// header is one of a request.
type header struct{ name, value string }

// do sends a request and returns the body of its answer, which must be 200.
func (c *client) do(method, path string, body any, headers ...header) []byte {
	c.Helper()
	status, answer, err := c.try(method, path, body, headers...)
	if err != nil {
		c.Fatal(err)
	}
	if status != http.StatusOK {
		c.Fatalf("%s %s: %d %s", method, path, status, answer)
	}
	return answer
}

// try sends a request whatever comes of it.
func (c *client) try(method, path string, body any, headers ...header) (status int, answer []byte, err error) {
	var data []byte
	switch b := body.(type) {
	case nil:
	case string:
		data = []byte(b)
	case []byte:
		data = b
	default:
		if data, err = json.Marshal(b, json.Deterministic(true)); err != nil {
			return 0, nil, err
		}
	}
	r, err := http.NewRequestWithContext(c.Context(), method, c.base+path, bytes.NewReader(data))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for _, h := range headers {
		r.Header.Set(h.name, h.value)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = res.Body.Close() }() // it was read
	answer, err = io.ReadAll(res.Body)
	return res.StatusCode, answer, err
}

func (c *client) into(body []byte, v any) {
	c.Helper()
	if err := json.Unmarshal(body, v); err != nil {
		c.Fatalf("%v: %s", err, body)
	}
}

// status is an element of the feed.
type status struct {
	StatusID   int64    `json:"StatusId"`
	DocumentID sdano.ID `json:"DocumentId"`
	Event      struct {
		IsOutput   bool
		StatusCode struct{ Value, Name string }
		Text       string
	}
	Content *struct {
		LinkID     sdano.ID `json:"LinkId"`
		Name       string
		Type       int
		Signatures []struct {
			LinkID      sdano.ID `json:"LinkId"`
			Certificate struct{ Surname, FirstName, MiddleName, Thumbprint string }
		}
	}
}

// feed is version 4 of the status feed.
type feed struct {
	LastStatusID int64 `json:"LastStatusId"`
	Statuses     []status
}

// feed reads the feed of a box to its end.
func (c *client) feed(box string, after int64) feed {
	c.Helper()
	all := feed{LastStatusID: after}
	for {
		var f feed
		c.into(c.do("POST", "/v4/statuses/history", fmt.Sprintf(`{"BoxId":%q,"MaxStatusesCount":0,"LastStatusId":%d}`, box, all.LastStatusID)), &f)
		if len(f.Statuses) == 0 {
			if f.LastStatusID != all.LastStatusID {
				c.Errorf("without news the feed answers %d to %d", f.LastStatusID, all.LastStatusID)
			}
			return all
		}
		all.Statuses, all.LastStatusID = append(all.Statuses, f.Statuses...), f.LastStatusID
	}
}

// of leaves only what is about a document.
func (f feed) of(document sdano.ID) (out []status) {
	for _, s := range f.Statuses {
		if s.DocumentID == document {
			out = append(out, s)
		}
	}
	return out
}

// codes are the codes of elements, in a row.
func codes(all []status) string {
	var out []string
	for _, s := range all {
		out = append(out, s.Event.StatusCode.Value)
	}
	return strings.Join(out, " ")
}

// patience is how long the tests wait for the server; the machine may be busy.
const patience = 40 * time.Second

// wait asks again and again until something is so.
func wait(t testing.TB, what string, ask func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !ask(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: waited in vain", what)
		}
	}
}

// result is what a task has made or sent.
type result struct {
	DocumentID    sdano.ID `json:"DocumentId"`
	ContentLinkID sdano.ID `json:"ContentLinkId"`
	Name          string
	IsSent        bool
	ErrorText     *string
}

// finished polls a task until the literal text says that its results are there.
func (c *client) finished(path string, task []byte) []result {
	c.Helper()
	id := c.number(task)
	var body []byte
	wait(c, path, func() bool {
		body = c.do("GET", fmt.Sprintf("%s/tasks/%d", path, id), nil)
		return !bytes.Contains(body, []byte(`"Results":null`))
	})
	var t struct {
		TaskStatus               int
		TaskHandlingErrorMessage *string
		Results                  []result
	}
	c.into(body, &t)
	if t.TaskStatus != 1 || t.TaskHandlingErrorMessage != nil {
		c.Fatalf("%s: %s", path, body)
	}
	return t.Results
}

// number reads the bare number of a task.
func (c *client) number(task []byte) int64 {
	c.Helper()
	id, err := strconv.ParseInt(string(task), 10, 64)
	if err != nil {
		c.Fatalf("no bare number: %s", task)
	}
	return id
}

var anything, text = header{"Accept", "*/*"}, header{"Accept", "text/plain"}

// request asks for the answers of a package to be made: signer by name, and for
// a ТОРГ-2 what it needs.
func request(document sdano.ID, torg2 ...sdano.ID) map[string]any {
	r := map[string]any{"documentid": document, "SIGNER": map[string]any{
		"Surname": "Образцова", "FirstName": "Анна", "Inn": "779999991311", "OrganizationInn": "7799999919", "Position": "Директор",
	}, "SignersSettings": nil, "unknown": []int{1}}
	var material []any
	for _, id := range torg2 {
		material = append(material, map[string]any{
			"DocumentId": id, "Date": "2026-01-17T14:00:04.602Z", "AcceptanceText": "С результатами приемки согласен",
			"Information": map[string]any{"FileId": nil, "TextInformation": []any{map[string]any{"Id": "НомерПретензии", "Value": "15"}}},
		})
	}
	r["MaterialAssetsAcceptanceResults"] = material
	return r
}

// upload keeps a signature in the archive, by a body as sloppy clients write it:
// without types, with bare line feeds.
func (c *client) upload(made result, signature []byte) sdano.ID {
	c.Helper()
	body, kind := uploadBody(made, signature)
	link, err := sdano.ParseID(string(c.do("POST", "/archive", body, kind, text)))
	if err != nil {
		c.Fatal(err)
	}
	return link
}

func uploadBody(made result, signature []byte) ([]byte, header) {
	var body bytes.Buffer
	fmt.Fprintf(&body, "--b\nContent-Disposition: form-data; name=\"json\"\n\n{\"FileName\":%q,\"AttachmentType\":14,\"DocumentId\":%q}\n", made.Name+".SGN", made.DocumentID)
	body.WriteString("--b\nContent-Disposition: form-data; name=\"content\"; filename=\"title.SGN\"\n\n")
	body.Write(signature)
	body.WriteString("\n--b--\n")
	return body.Bytes(), header{"Content-Type", "multipart/form-data; boundary=b"}
}

// signedTitle is an item of what is sent.
func signedTitle(made result, signature sdano.ID) any {
	return map[string]any{"DocumentId": made.DocumentID, "Name": made.Name, "ContentLinkId": made.ContentLinkID, "SignatureLinkId": signature}
}

// whole checks a signature over bytes by the server's own check: chain to a
// trusted root included.
func (c *client) whole(content, signature []byte) {
	c.Helper()
	answer := c.do("POST", "/v3/validate", map[string]any{
		"Content": base64.StdEncoding.EncodeToString(content), "Signature": base64.StdEncoding.EncodeToString(signature),
	})
	if !bytes.Contains(answer, []byte(`"IsValid":true`)) {
		c.Errorf("the signature is not whole: %s", answer)
	}
}

// file reads a file of the archive.
func (c *client) file(link sdano.ID) []byte {
	c.Helper()
	return c.do("GET", "/archive/"+link.String(), nil)
}
