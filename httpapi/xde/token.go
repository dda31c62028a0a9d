package xde

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/access"
	"sdano/httpapi/httpx"
)

// maxCredentials bounds the body of POST /token in bytes.
const maxCredentials = 8 << 10

// tokenForm is a bearer token (RFC 6750).
type tokenForm struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int64  `json:"expires_in"`
}

// token answers POST /token with a bearer token. The address is shared with our
// own interface: who names his user otherwise than by Username is answered by
// that one.
func (h *Handler) token(w http.ResponseWriter, r *http.Request) error {
	body, err := httpx.ReadBody(w, r, maxCredentials)
	if err != nil {
		return err
	}
	if h.c.Token != nil && !namesUser(body) {
		r2 := r.Clone(r.Context())
		r2.URL.Path, r2.Body = "/token", io.NopCloser(bytes.NewReader(body))
		h.c.Token.ServeHTTP(w, r2)
		return nil
	}
	var user struct{ Username, Password string }
	if err := decode(body, &user); err != nil {
		return err
	}
	if user.Username == "" || user.Password == "" {
		return errNoPassword
	}
	ctx := access.WithAddress(r.Context(), httpx.RemoteAddress(r))
	who, err := h.c.Access.Password(ctx, user.Username, user.Password)
	if err != nil {
		return err
	}
	token, _, err := h.c.Access.Issue(ctx, who.Login, h.c.TokenLife)
	if err != nil {
		return err
	}
	httpx.JSON(w, http.StatusOK, tokenForm{token, "Bearer", int64(h.c.TokenLife.Seconds())})
	return nil
}

// namesUser reports whether a body is a JSON object with a member Username.
func namesUser(body []byte) bool {
	var members map[string]jsontext.Value
	if json.Unmarshal(bytes.TrimPrefix(body, bom), &members) != nil {
		return false
	}
	for name := range members {
		if strings.EqualFold(name, "username") {
			return true
		}
	}
	return false
}

var errNoPassword = &sdano.Error{
	Kind: sdano.Unauthorized, Code: "missing_credentials",
	Message: "Не указаны имя и пароль пользователя.",
	Remedy:  "Передайте в теле запроса JSON с членами Username и Password.",
}
