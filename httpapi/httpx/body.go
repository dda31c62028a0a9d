package httpx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"sdano"
)

// MaxReport is the greatest report file taken, in bytes: 100 MiB.
const MaxReport = 100 << 20

// MaxParams is the greatest JSON body taken, in bytes: 1 MiB.
const MaxParams = 1 << 20

// bodyTime is how long a body may take to arrive: 100 MiB at 1.4 Mbit/s.
const bodyTime = 10 * time.Minute

// maxReserve bounds the memory that a mere Content-Length can make us take.
const maxReserve = 1 << 20

// ReadBody reads the whole body of a request. More than limit bytes are an
// error of kind TooLarge; a body that is compressed, breaks off or takes more
// than ten minutes is one of kind Invalid.
func ReadBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if enc := r.Header.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return nil, &sdano.Error{
			Kind: sdano.Invalid, Code: "bad_value", Param: "Content-Encoding",
			Message: "Тело запроса сжато, а сервер принимает его только как есть.",
			Remedy:  "Отправьте тело запроса без сжатия и без заголовка Content-Encoding.",
		}
	}
	if r.ContentLength > limit {
		w.Header().Set("Connection", "close")
		return nil, tooLarge(limit)
	}
	var buf bytes.Buffer
	if n := min(r.ContentLength, maxReserve); n > 0 {
		buf.Grow(int(n) + bytes.MinRead)
	}
	line := http.NewResponseController(w)
	_ = line.SetReadDeadline(time.Now().Add(bodyTime)) // of the connection, so the machine's clock; a test's writer has none
	_, err := io.Copy(&buf, http.MaxBytesReader(w, r.Body, limit))
	_ = line.SetReadDeadline(time.Time{})
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, tooLarge(limit)
	case err != nil:
		return nil, brokenBody(err)
	}
	return buf.Bytes(), nil
}

func brokenBody(err error) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_body", Err: err,
		Message: "Тело запроса не дошло до конца.",
		Remedy:  "Проверьте соединение и повторите запрос с тем же ключом идемпотентности.",
	}
}

func tooLarge(limit int64) error {
	return &sdano.Error{
		Kind: sdano.TooLarge, Code: "too_large",
		Message: "Тело запроса больше " + size(limit) + ".",
		Remedy:  "Проверьте, тот ли файл отправлен; отчёт такого размера разделите на несколько.",
	}
}

// size returns a number of bytes as a person reads it.
func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d КиБ", n>>10)
	}
	return fmt.Sprintf("%d МиБ", n>>20)
}
