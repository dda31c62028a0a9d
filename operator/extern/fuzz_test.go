package extern_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"sdano"
	"sdano/operator/extern"
)

func atDay(c *extern.Config) { c.Clock = sdano.NewManualClock(day) }

// canned answers every request with the same bytes.
type canned []byte

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	body := []byte(c)
	if strings.HasSuffix(r.URL.Path, "/connect/token") {
		body = []byte(`{"access_token":"t","expires_in":3600}`)
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), Request: r}, nil
}

// Whatever an operator answers, the client neither panics nor makes up a
// document: what it returns has identifiers and instants in UTC.
func FuzzDocflow(f *testing.F) {
	f.Add([]byte(sentFlow))
	f.Add([]byte(`{"id":"` + someID + `","documents":[{"id":"` + someID + `","description":{"type":"urn:document:x"},"send-date":"2026-04-10T09:00:05.000Z",
		"links":[{"rel":"reply","href":"http://x/v1/a/docflows/b/documents/` + someID + `/generate-reply?documentType=urn%3Adocument%3Ay"}],
		"content":{"docflow-document-contents":[{"content-id":"` + someID + `","encrypted":true}]}}],"links":[{"rel":"reply","href":"%"}]}`))
	f.Add([]byte(`{"id":"` + someID + `","documents":[{"id":""}]}`))
	f.Add([]byte(`{"id":5,"documents":{}}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := extern.New(extern.Config{URL: "https://operator.example", HTTP: &http.Client{Transport: canned(data)}})
		if err != nil {
			t.Fatal(err)
		}
		d, err := c.Docflow(t.Context(), flowID)
		if err != nil {
			if sdano.AsError(err).Code == "internal" {
				t.Errorf("an error nobody understands: %v", err)
			}
			return
		}
		for _, doc := range d.Documents {
			if doc.ID.IsZero() || strings.Contains(doc.Type, ":") || !doc.SentAt.Equal(doc.SentAt.UTC()) {
				t.Errorf("%+v", doc)
			}
			for _, typ := range doc.Replies {
				if typ == "" {
					t.Errorf("%+v", doc)
				}
			}
		}
		if d.ID != flowID {
			t.Errorf("%+v", d)
		}
	})
}
