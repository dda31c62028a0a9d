package extern

import (
	"context"
	"net/http"
	"net/url"

	"sdano"
	"sdano/reporting"
)

// Reply has the receipt made by the operator, signs exactly its bytes and sends
// it. Where the operator says that it was sent already, it is done. Errors are
// those of Docflow, and those of the signer as they are.
func (c *Client) Reply(ctx context.Context, r reporting.ReplyRequest) error {
	path := docflowPath(r.Docflow) + "/documents/" + r.Document.String()
	id, content, err := c.generate(ctx, path, r)
	if err != nil {
		return done(err)
	}
	signature, err := r.Sign(ctx, content)
	if err != nil {
		return err
	}
	path += "/replies/" + id.String()
	if _, err := c.do(ctx, request{
		method: http.MethodPut, url: c.account + path + "/signature", body: signature, limit: jsonLimit,
		header: map[string]string{"Content-Type": "application/octet-stream"},
	}); err != nil {
		return done(err)
	}
	ip := struct {
		IP string `json:"sender-ip"`
	}{senderIP}
	return done(c.call(ctx, http.MethodPost, path+"/send", nil, ip, nil))
}

// done takes "already sent" for success.
func done(err error) error {
	if refusedAlready(err) {
		return nil
	}
	return public(err)
}

// generate has the receipt made and returns its identifier and bytes.
func (c *Client) generate(ctx context.Context, path string, r reporting.ReplyRequest) (sdano.ID, []byte, error) {
	in := struct {
		Certificate []byte `json:"certificate-base64"`
	}{r.Certificate}
	var out struct {
		ID      string `json:"id"`
		Content []byte `json:"content"`
	}
	query := url.Values{"documentType": {"urn:document:" + r.Type}}
	if err := c.call(ctx, http.MethodPost, path+"/generate-reply", query, in, &out); err != nil {
		return sdano.ID{}, nil, err
	}
	id := idOf(out.ID)
	if id.IsZero() || len(out.Content) == 0 {
		return id, nil, &unreadable{"receipt", errNoID}
	}
	return id, out.Content, nil
}
