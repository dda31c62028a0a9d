package httpx

import (
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"

	"sdano"
	"sdano/access"
)

// Gate finds out who sends a request and for which data area.
type Gate struct {
	// Access knows users and tokens.
	Access *access.Service
	// Log receives refused entries; nil means the default logger.
	Log *slog.Logger
}

// Principal returns the sender by the header Authorization, Bearer or Basic.
// The error is of kind Unauthorized (missing_credentials, bad_credentials,
// bad_token) or TooMany.
func (g Gate) Principal(r *http.Request) (access.Principal, error) {
	header := strings.TrimSpace(r.Header.Get("Authorization"))
	if header == "" {
		return access.Principal{}, errNoCredentials
	}
	ctx := access.WithAddress(r.Context(), RemoteAddress(r))
	var p access.Principal
	var err error
	scheme, rest, _ := strings.Cut(header, " ")
	switch {
	case strings.EqualFold(scheme, "bearer"):
		p, err = g.Access.Bearer(ctx, strings.TrimSpace(rest))
	case strings.EqualFold(scheme, "basic"):
		login, password, ok := r.BasicAuth()
		if !ok {
			return access.Principal{}, errBadHeader
		}
		p, err = g.Access.Password(ctx, login, password)
	default:
		return access.Principal{}, errBadHeader
	}
	if sdano.IsKind(err, sdano.Unauthorized) || sdano.IsKind(err, sdano.TooMany) {
		g.log().WarnContext(ctx, "entry refused", "trace", TraceID(ctx), "address", RemoteAddress(r), "code", sdano.AsError(err).Code)
	}
	return p, err
}

func (g Gate) log() *slog.Logger {
	if g.Log != nil {
		return g.Log
	}
	return slog.Default()
}

// Tenant returns the data area that the header X-Tenant names. The error is of
// kind Invalid (missing_tenant, bad_tenant), or NotFound (unknown_tenant) when
// the principal may not enter it.
func (g Gate) Tenant(r *http.Request, p access.Principal) (sdano.Tenant, error) {
	values := r.Header.Values("X-Tenant")
	if len(values) == 0 {
		return 0, &sdano.Error{
			Kind: sdano.Invalid, Code: "missing_tenant", Param: "X-Tenant",
			Message: "Не указана область данных: нет заголовка X-Tenant.",
			Remedy:  "Добавьте к запросу заголовок X-Tenant с номером области данных.",
		}
	}
	if len(values) > 1 {
		return 0, badTenant(strings.Join(values, ", "))
	}
	return EnterTenant(values[0], p)
}

// EnterTenant returns the data area of a number in decimal digits, with the
// errors of Gate.Tenant.
func EnterTenant(number string, p access.Principal) (sdano.Tenant, error) {
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || strconv.FormatInt(n, 10) != number {
		return 0, badTenant(number)
	}
	if !p.Enters(sdano.Tenant(n)) {
		return 0, &sdano.Error{
			Kind: sdano.NotFound, Code: "unknown_tenant", Param: "X-Tenant",
			Message: "Области данных " + number + " нет, или у пользователя нет к ней доступа.",
			Remedy:  "Проверьте номер области данных; доступ к ней даёт администратор.",
		}
	}
	return sdano.Tenant(n), nil
}

func badTenant(value string) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_tenant", Param: "X-Tenant",
		Message: "Номер области данных «" + Shorten(value) + "» неверен.",
		Remedy:  "Укажите в заголовке X-Tenant одно целое положительное число.",
	}
}

// Need returns an error of kind Forbidden unless the principal has the right.
func Need(p access.Principal, s access.Scope) error {
	if p.Has(s) {
		return nil
	}
	return &sdano.Error{
		Kind: sdano.Forbidden, Code: "missing_scope",
		Message: "У пользователя «" + p.Login + "» нет права «" + string(s) + "», которое нужно для этого запроса.",
		Remedy:  "Войдите другим пользователем или попросите администратора дать это право.",
	}
}

// RemoteAddress returns the network address of the sender without its port.
func RemoteAddress(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Shorten returns at most the first 60 characters of a text, for messages.
func Shorten(s string) string {
	runes := []rune(s)
	if len(runes) <= 60 {
		return s
	}
	return string(runes[:60]) + "…"
}

var (
	errNoCredentials = &sdano.Error{
		Kind: sdano.Unauthorized, Code: "missing_credentials",
		Message: "Запрос без учётных данных.",
		Remedy:  "Добавьте заголовок Authorization: Bearer с токеном или Basic с именем и паролем пользователя.",
	}
	errBadHeader = &sdano.Error{
		Kind: sdano.Unauthorized, Code: "bad_credentials",
		Message: "Заголовок Authorization не разобран.",
		Remedy:  "Передайте в нём «Bearer токен» или «Basic» с именем и паролем в кодировке Base64.",
	}
)
