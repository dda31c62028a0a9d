package extern

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// tokens keeps the bearer token.
type tokens struct {
	// gate lets one at a time look at the token and get a new one.
	gate  chan struct{}
	value string
	until time.Time
}

func newTokens() tokens { return tokens{gate: make(chan struct{}, 1)} }

// drop forgets a token that was refused.
func (t *tokens) drop(ctx context.Context, value string) {
	select {
	case t.gate <- struct{}{}:
		defer func() { <-t.gate }()
		if t.value == value {
			t.value = ""
		}
	case <-ctx.Done():
	}
}

// tokenAnswer is what a token is sold with; Expires is in seconds.
type tokenAnswer struct {
	Token   string  `json:"access_token"`
	Expires float64 `json:"expires_in"`
}

// token returns a token that is valid for some time yet.
func (c *Client) token(ctx context.Context) (string, error) {
	select {
	case c.tokens.gate <- struct{}{}:
		defer func() { <-c.tokens.gate }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	now := c.c.Clock.Now()
	if c.tokens.value != "" && now.Before(c.tokens.until) {
		return c.tokens.value, nil
	}
	answer, err := c.buyToken(ctx)
	if err != nil {
		return "", err
	}
	life := time.Duration(answer.Expires * float64(time.Second))
	c.tokens.value, c.tokens.until = answer.Token, now.Add(life-min(life/10, 30*time.Second))
	return answer.Token, nil
}

var errNoToken = errors.New("no token in the answer")

// denied makes a refusal of the key of every answer that blames the request.
func denied(err error) error {
	if f := asFault(err); f != nil && f.Status == http.StatusBadRequest {
		f.Status = http.StatusUnauthorized
	}
	return err
}

// buyToken asks for a token by the api-key.
func (c *Client) buyToken(ctx context.Context) (tokenAnswer, error) {
	form := url.Values{
		"grant_type": {"api-key"}, "client_id": {"sdano"}, "client_secret": {c.c.Key},
	}
	data, err := c.once(ctx, request{
		method: http.MethodPost, url: c.base + "/connect/token", body: []byte(form.Encode()), limit: errorLimit,
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
	}, "")
	var answer tokenAnswer
	if err != nil {
		return answer, denied(err)
	}
	if err := decode("token", data, &answer); err != nil {
		// What cannot be read may hold a part of the token: the cause is not kept.
		return answer, &unreadable{"token", errNoToken}
	}
	if answer.Token == "" || answer.Expires <= 0 {
		return answer, &unreadable{"token", errNoToken}
	}
	return answer, nil
}
