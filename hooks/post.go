package hooks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"sdano"
)

// postTime bounds an attempt.
const postTime = 15 * time.Second

// maxAnswer bounds what is read of an answer, so that the connection can be used
// again.
const maxAnswer = 64 << 10

// newClient returns a client that follows no redirects and, unless private is
// set, connects to public addresses only.
func newClient(private bool) *http.Client {
	dialer := &net.Dialer{Timeout: postTime}
	if !private {
		dialer.Control = guard
	}
	return &http.Client{
		Timeout: postTime,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: postTime, ResponseHeaderTimeout: postTime,
			MaxIdleConns: 100, MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute,
			MaxResponseHeaderBytes: maxAnswer, DisableCompression: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// outcome is what came of an attempt.
type outcome struct {
	// gone says that the address asked never to be asked again; failed says in
	// Russian how the attempt failed, "" if it did not.
	gone   bool
	failed string
}

// post tells an event to a hook's address.
func (s *Service) post(ctx context.Context, h Hook, number int64, body []byte) outcome {
	request, err := s.message(ctx, h, number, body)
	if err != nil {
		return outcome{failed: "запрос не составлен"}
	}
	response, err := s.client.Do(request)
	if err != nil {
		return outcome{failed: failure(err)}
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, maxAnswer) // all that matters is the status
	switch code := response.StatusCode; {
	case code >= 200 && code < 300:
		return outcome{}
	case code == http.StatusGone:
		return outcome{gone: true, failed: "адрес ответил 410"}
	default:
		return outcome{failed: "адрес ответил " + strconv.Itoa(code)}
	}
}

// message makes the request. Its id is the same in every attempt.
func (s *Service) message(ctx context.Context, h Hook, number int64, body []byte) (*http.Request, error) {
	id := "msg_" + sdano.NameID(h.ID, strconv.FormatInt(number, 10)).Compact()
	at := s.c.Clock.Now()
	signature, err := h.signature(id, at, body)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json; charset=utf-8", "User-Agent": "sdano",
		"webhook-id": id, "webhook-timestamp": strconv.FormatInt(at.Unix(), 10), "webhook-signature": signature,
	} {
		request.Header.Set(name, value)
	}
	return request, nil
}

// failure tells an error of the network in words that give nothing of the
// server's own network away.
func failure(err error) string {
	var inside errInside
	var timeout net.Error
	var name *net.DNSError
	switch {
	case errors.As(err, &inside):
		return "адрес ведёт во внутреннюю сеть"
	case errors.As(err, &name):
		return "имя узла не найдено"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "адрес не ответил за 15 секунд"
	}
	return "соединение не установлено или прервано"
}
