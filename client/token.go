package client

import (
	"context"
	"net/http"
	"time"
)

// Token is a bearer token with its end.
type Token struct {
	Token   string    `json:"access_token"`
	Expires time.Time `json:"expires_at"`
}

// NewToken asks for a bearer token with Login and Password; Token is not sent.
// The client itself is not changed.
func (c *Client) NewToken(ctx context.Context) (Token, error) {
	var t Token
	by := *c
	by.Token = ""
	data, err := by.do(ctx, call{method: http.MethodPost, path: "/token"})
	if err != nil {
		return t, err
	}
	err = decode(data, &t)
	return t, err
}
