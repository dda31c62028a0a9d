package extern

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Bounds of answers, in bytes.
const (
	jsonLimit    = 64 << 20
	contentLimit = 1 << 29
	errorLimit   = 1 << 20
)

// lenient reads what operators write: members nobody knows, names that are
// repeated and wrong bytes in texts are no reason to know nothing.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// request is a request to the operator.
type request struct {
	method string
	url    string
	query  url.Values
	body   []byte
	header map[string]string
	// limit bounds the answer.
	limit int64
}

// do makes the request with a token, with a new one if the old is refused, and
// returns the body of an answer of status 2xx. The error is a *fault if the
// operator says no.
func (c *Client) do(ctx context.Context, r request) ([]byte, error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for fresh := false; ; fresh = true {
		token, err := c.token(ctx)
		if err != nil {
			return nil, err
		}
		data, err := c.once(ctx, r, token)
		if f := asFault(err); !fresh && f != nil && f.Status == http.StatusUnauthorized {
			c.tokens.drop(ctx, token)
			continue
		}
		return data, err
	}
}

// once makes the request; token "" sends none.
func (c *Client) once(ctx context.Context, r request, token string) ([]byte, error) {
	address := r.url
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.method, address, bytes.NewReader(r.body))
	if err != nil {
		return nil, err
	}
	for name, value := range r.header {
		req.Header.Set(name, value)
	}
	req.Header.Set("Accept", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode < 200 || res.StatusCode > 299 {
		body, err := io.ReadAll(io.LimitReader(res.Body, errorLimit))
		if err != nil {
			body = nil
		}
		return nil, c.faultOf(res.StatusCode, res.Header, body)
	}
	return readBody(res.Body, r.limit)
}

var errTooLong = errors.New("the answer is longer than permitted")

func readBody(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = &unreadable{"answer", errTooLong}
	}
	return data, err
}

// call sends a value as JSON, nil for none, and reads the answer into out, nil
// for one that nobody reads.
func (c *Client) call(ctx context.Context, method, path string, query url.Values, in, out any) error {
	r := request{method: method, url: c.account + path, query: query, limit: jsonLimit}
	if in != nil {
		body, err := json.Marshal(in)
		if err != nil {
			return err
		}
		r.body, r.header = body, map[string]string{"Content-Type": "application/json; charset=utf-8"}
	}
	data, err := c.do(ctx, r)
	if err != nil || out == nil {
		return err
	}
	return decode(method+" "+path, data, out)
}

func decode(what string, data []byte, out any) error {
	if err := json.Unmarshal(data, out, lenient); err != nil {
		return &unreadable{what, err}
	}
	return nil
}

// pauses are the pauses between looks at something that takes its time.
type pauses struct{ next time.Duration }

func (c *Client) pauses() pauses { return pauses{c.c.Wait} }

// wait waits for the next look, longer each time, or until the context ends.
func (p *pauses) wait(ctx context.Context) error { return p.atLeast(ctx, 0) }

// atLeast is wait with what the operator wishes.
func (p *pauses) atLeast(ctx context.Context, wish time.Duration) error {
	timer := time.NewTimer(max(p.next, wish))
	defer timer.Stop()
	if p.next < longestWait {
		p.next = min(p.next+p.next/2, longestWait)
	}
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
