package rest

import (
	"bytes"
	"net/http"

	"sdano"
	"sdano/access"
	"sdano/httpapi/httpx"
)

// tokenForm is a bearer token (RFC 6750), with its end as an instant besides.
type tokenForm struct {
	AccessToken string  `json:"access_token"`
	TokenType   string  `json:"token_type"`
	ExpiresIn   int64   `json:"expires_in"`
	ExpiresAt   *string `json:"expires_at"`
}

// token answers POST /token: login and password come as HTTP Basic, as a form or
// as JSON.
func (h *Handler) token(w http.ResponseWriter, r *http.Request) error {
	if _, err := httpx.Query(r); err != nil {
		return err
	}
	login, password, err := credentials(w, r)
	if err != nil {
		return err
	}
	ctx := access.WithAddress(r.Context(), httpx.RemoteAddress(r))
	who, err := h.c.Access.Password(ctx, login, password)
	if err != nil {
		return err
	}
	token, expires, err := h.c.Access.Issue(ctx, who.Login, h.c.TokenLife)
	if err != nil {
		return err
	}
	httpx.JSON(w, http.StatusOK, tokenForm{token, "Bearer", int64(h.c.TokenLife.Seconds()), httpx.Instant(expires)})
	return nil
}

const maxCredentials = 8 << 10

func credentials(w http.ResponseWriter, r *http.Request) (login, password string, err error) {
	if r.Header.Get("Authorization") != "" {
		login, password, ok := r.BasicAuth()
		if !ok {
			return "", "", errNoBasic
		}
		return login, password, nil
	}
	body, err := httpx.ReadBody(w, r, maxCredentials)
	if err != nil {
		return "", "", err
	}
	switch text := bytes.TrimSpace(body); {
	case len(text) == 0:
		return "", "", errNoPassword
	case text[0] == '{': // curl -d calls JSON a form
		f := httpx.ReadFields(body, false)
		login = f.NeedText(httpx.Name{EN: "login"})
		password = f.NeedText(httpx.Name{EN: "password"})
		return login, password, f.Err()
	default:
		return formCredentials(string(text))
	}
}

func formCredentials(text string) (login, password string, err error) {
	form, err := httpx.ParseQuery(text, "login", "password")
	if err != nil {
		return "", "", err
	}
	for _, name := range []string{"login", "password"} {
		if form[name] == "" {
			return "", "", httpx.MissingParameter(name)
		}
	}
	return form["login"], form["password"], nil
}

var (
	errNoBasic = &sdano.Error{
		Kind: sdano.Unauthorized, Code: "bad_credentials",
		Message: "Заголовок Authorization не разобран.",
		Remedy:  "Передайте в нём Basic с именем и паролем в кодировке Base64 или уберите его и укажите login и password в теле запроса.",
	}
	errNoPassword = &sdano.Error{
		Kind: sdano.Unauthorized, Code: "missing_credentials",
		Message: "Не указаны имя и пароль пользователя.",
		Remedy:  "Передайте login и password в теле запроса (форма или JSON) или заголовок Authorization: Basic.",
	}
)
