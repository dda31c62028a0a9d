package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"time"
)

// tokenLife is how long a token is valid.
const tokenLife = time.Hour

const tokenBody = 16 + 8 // nonce and expiry

// token answers POST /connect/token: the api-key, given as client_secret, buys a
// bearer token. Which grant asks does not matter here, as long as it is one that
// the operators have.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		s.write(w, http.StatusBadRequest, map[string]string{"error": "invalid_request"})
		return
	}
	switch r.PostForm.Get("grant_type") {
	case "api-key", "client_credentials", "authorization_code":
	default:
		s.write(w, http.StatusBadRequest, map[string]string{"error": "unsupported_grant_type"})
		return
	}
	given := r.PostForm.Get("client_secret")
	if subtle.ConstantTimeCompare([]byte(given), []byte(s.c.Key)) != 1 {
		s.write(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	s.write(w, http.StatusOK, tokenJSON{s.issue(), "Bearer", int(tokenLife / time.Second)})
}

type tokenJSON struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
}

// issue makes a token that says itself until when it is valid, so that none has
// to be kept.
func (s *Server) issue() string {
	token := make([]byte, tokenBody, tokenBody+sha256.Size)
	_, _ = rand.Read(token[:16]) // never fails (Go 1.24)
	binary.BigEndian.PutUint64(token[16:], uint64(s.c.Clock.Now().Add(tokenLife).Unix()))
	return base64.RawURLEncoding.EncodeToString(append(token, s.mac(token)...))
}

func (s *Server) mac(data []byte) []byte {
	h := hmac.New(sha256.New, s.secret)
	h.Write(data)
	return h.Sum(nil)
}

// valid reports whether a token was issued here and has not expired.
func (s *Server) valid(token string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) != tokenBody+sha256.Size || !hmac.Equal(s.mac(raw[:tokenBody]), raw[tokenBody:]) {
		return false
	}
	return s.c.Clock.Now().Unix() < int64(binary.BigEndian.Uint64(raw[16:tokenBody]))
}

// onceSecret returns the secret of the tokens, made when the file was new.
func onceSecret(ctx context.Context, q querier) ([]byte, error) {
	text, ok, err := setting(ctx, q, settingSecret)
	if err != nil || ok {
		return []byte(text), err
	}
	text = rand.Text() + rand.Text()
	return []byte(text), putSetting(ctx, q, settingSecret, text)
}
