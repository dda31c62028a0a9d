package fresh

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

const (
	maxParams = 1 << 20
	maxFile   = 100 << 20
)

// readBody reads the body of the request; over the limit it answers 413.
func readBody(c *call, limit int64) ([]byte, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, limit))
	var over *http.MaxBytesError
	switch {
	case err == nil:
		return body, true
	case errors.As(err, &over):
		tooLarge(c)
	default:
		c.text(http.StatusBadRequest, "Тело запроса получено не полностью. Повторите запрос.")
	}
	return nil, false
}

func tooLarge(c *call) {
	c.w.Header().Set("Connection", "close")
	c.text(http.StatusRequestEntityTooLarge, "Превышен допустимый размер: параметры — до 1 МиБ, файл — до 100 МиБ.")
}

// payload is what a body carries.
type payload struct {
	// name is the file name that came with it, "" if none.
	name string
	body []byte
}

// content returns what the body carries: of multipart/form-data its first
// part, otherwise the body as it is. A form that cannot be read is taken as it
// is.
func content(r *http.Request, body []byte) payload {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(kind, "multipart/") {
		return payload{body: body}
	}
	part, err := multipart.NewReader(bytes.NewReader(body), params["boundary"]).NextRawPart()
	if err != nil {
		return payload{body: body}
	}
	first, err := io.ReadAll(part)
	if err != nil {
		return payload{body: body}
	}
	return payload{part.FileName(), first}
}
