package httpx

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sdano"
)

// Params are the query parameters of a request, each given at most once.
type Params map[string]string

// Query returns the query parameters of a request. One that is not in known is
// an error of kind Invalid (unknown_parameter), as is one given twice, badly
// encoded, not in UTF-8 or with a zero character (bad_value).
func Query(r *http.Request, known ...string) (Params, error) {
	return ParseQuery(r.URL.RawQuery, known...)
}

// ParseQuery is Query for a text, for example of a form.
func ParseQuery(text string, known ...string) (Params, error) {
	values, err := url.ParseQuery(text)
	if err != nil {
		return nil, BadValue("", "Параметры запроса закодированы неверно.", "Закодируйте значения параметров по правилам URL.")
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	p := Params{}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, UnknownParameter(name, known)
		}
		if len(values[name]) > 1 {
			return nil, BadValue(name, "Параметр «"+name+"» указан несколько раз.", "Укажите его один раз.")
		}
		if p[name] = values[name][0]; !storable(p[name]) {
			return nil, BadValue(name, "В значении параметра «"+name+"» есть нулевой знак, или оно не в кодировке UTF-8.", "Исправьте значение.")
		}
	}
	return p, nil
}

// storable reports whether every engine can store a text.
func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// UnknownParameter is the error about a parameter or field that does not exist;
// known are the names that do.
func UnknownParameter(name string, known []string) error {
	remedy := "Уберите его: у этого запроса нет параметров."
	if len(known) > 0 {
		remedy = "Уберите или исправьте его; допустимы: " + strings.Join(known, ", ") + "."
	}
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "unknown_parameter", Param: Shorten(name),
		Message: "Параметр «" + Shorten(name) + "» неизвестен.", Remedy: remedy,
	}
}

// MissingParameter is the error about a parameter that must be given.
func MissingParameter(name string) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "missing_parameter", Param: name,
		Message: "Не указан обязательный параметр «" + name + "».", Remedy: "Добавьте его к запросу.",
	}
}

// BadValue is the error about a parameter with a wrong value.
func BadValue(name, message, remedy string) error {
	return &sdano.Error{Kind: sdano.Invalid, Code: "bad_value", Param: name, Message: message, Remedy: remedy}
}

// Int returns a whole number from low to high; absent if the parameter is not
// given.
func (p Params) Int(name string, low, high, absent int64) (int64, error) {
	text, ok := p[name]
	if !ok {
		return absent, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < low || n > high {
		return 0, BadValue(name, "Значение «"+Shorten(text)+"» параметра «"+name+"» неверно.",
			"Укажите целое число от "+strconv.FormatInt(low, 10)+" до "+strconv.FormatInt(high, 10)+".")
	}
	return n, nil
}

// ID returns a reference, zero if the parameter is not given.
func (p Params) ID(name string) (sdano.ID, error) {
	text, ok := p[name]
	if !ok {
		return sdano.ID{}, nil
	}
	id, err := sdano.ParseID(text)
	if err != nil {
		return sdano.ID{}, BadValue(name, "Значение «"+Shorten(text)+"» параметра «"+name+"» — не ссылка.", "Укажите идентификатор (UUID).")
	}
	return id, nil
}

// IdempotencyKey returns the key of a request, "" if it has none. It is 1 to
// 255 printable ASCII characters; anything else is an error of kind Invalid.
func IdempotencyKey(r *http.Request) (string, error) {
	const name = "Idempotency-Key"
	values := r.Header.Values(name)
	if len(values) == 0 {
		return "", nil
	}
	key := values[0]
	odd := func(c rune) bool { return c < ' ' || c > '~' }
	if len(values) > 1 || key == "" || len(key) > 255 || strings.ContainsFunc(key, odd) {
		return "", BadValue(name, "Ключ идемпотентности неверен.", "Укажите в заголовке Idempotency-Key один ключ: от 1 до 255 печатных знаков ASCII.")
	}
	return key, nil
}
