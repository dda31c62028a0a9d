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

// How fast a body has to arrive: the whole of it in bodyTime (100 MiB at 1.4
// Mbit/s), and what is less in so much that it comes at slowest bytes a second after
// bodyPatience.
const (
	bodyTime     = 10 * time.Minute
	bodyPatience = 30 * time.Second
	slowest      = 32 << 10
)

// maxReserve bounds the memory that a mere Content-Length can make us take.
const maxReserve = 1 << 20

// ReadBody reads the whole body of a request. More than limit bytes are an
// error of kind TooLarge; a body that is compressed, breaks off, comes slower than
// 32 KiB a second or takes more than ten minutes is one of kind Invalid. Time that
// it waits for memory (Room.Enter) does not count.
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
	_, err := io.Copy(&buf, http.MaxBytesReader(w, &paced{ReadCloser: r.Body, line: line, begun: time.Now()}, limit))
	_ = line.SetReadDeadline(time.Time{})
	var over *http.MaxBytesError
	switch {
	case r.Context().Err() != nil && errors.Is(err, r.Context().Err()):
		return nil, err
	case errors.As(err, &over):
		return nil, tooLarge(limit)
	case err != nil:
		return nil, brokenBody(err)
	}
	return buf.Bytes(), nil
}

// paced is a body whose sender has to keep pace. Deadlines are those of the
// connection, so they go by the machine's clock; a test's writer may have none.
type paced struct {
	io.ReadCloser
	line  *http.ResponseController
	begun time.Time
	n     int64
}

// Read reads a piece, which has to come in time.
func (p *paced) Read(b []byte) (int, error) {
	if g, ok := p.ReadCloser.(*guest); ok {
		asked := time.Now()
		if err := g.admit(); err != nil {
			return 0, err
		}
		p.begun = p.begun.Add(time.Since(asked))
	}
	allowed := min(bodyTime, bodyPatience+time.Duration(p.n)*time.Second/slowest)
	_ = p.line.SetReadDeadline(p.begun.Add(allowed))
	n, err := p.ReadCloser.Read(b)
	p.n += int64(n)
	return n, err
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
