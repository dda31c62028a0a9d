package wiring

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/operator/extern"
	"sdano/operator/sandbox"
	"sdano/reporting"
)

// ownSandbox is a sandbox operator inside this process. Nothing of it is shared
// with the rest but its address.
type ownSandbox struct {
	*sandbox.Server
	listener net.Listener
	http     *http.Server
}

// startSandbox opens the sandbox of a demo on a free loopback port, its own
// file beside the database.
func startSandbox(ctx context.Context, c Config) (*ownSandbox, error) {
	s, err := OpenSandbox(ctx, filepath.Join(c.Data, "sandbox.db"), sandbox.Config{
		Clock: sdano.RealClock{}, StageDelay: c.StageDelay, Directions: demo.Directions(), Log: c.logger(),
	})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &ownSandbox{Server: s, listener: l, http: server(s.Handler())}, nil
}

func (s *ownSandbox) url() string { return "http://" + s.listener.Addr().String() }

// serve answers until the server is closed.
func (s *ownSandbox) serve(log *slog.Logger) {
	if err := Ended(s.http.Serve(s.listener)); err != nil {
		log.Error("sandbox operator", "cause", err)
	}
}

// close ends what is under way at once and closes the file.
func (s *ownSandbox) close() error {
	_ = s.http.Close()
	return s.Close()
}

// specialOperator is what the program needs of a special operator.
type specialOperator interface {
	reporting.Operator
	reporting.Directory
	// Close ends its connections.
	Close()
}

// special returns the special operator, or what stands in its place where none is
// configured.
func special(c Config, signs bool) (specialOperator, error) {
	if c.Operator.URL == "" {
		return unconnected{}, nil
	}
	return operatorClient(c, signs)
}

// refusal is why no reports are taken; nil if they are.
func refusal(c Config) error {
	if c.Operator.URL == "" {
		return errNoOperator
	}
	return nil
}

// operatorClient returns the client of the special operator; signs says that the
// server has keys to sign reports with.
func operatorClient(c Config, signs bool) (*extern.Client, error) {
	o := c.Operator
	u, err := url.Parse(o.URL)
	switch {
	case err == nil && Loopback(net.JoinHostPort(u.Hostname(), "0")):
		o.Key, o.Account = cmp.Or(o.Key, sandbox.DefaultKey), cmp.Or(o.Account, sandbox.DefaultAccount)
	case o.Key == "" || o.Account == "":
		return nil, errNoAccount
	case err == nil && u.Scheme == "https" && !signs:
		return nil, errNoSigner
	}
	wait := time.Duration(0) // production's own pace
	if c.Demo {
		wait = 20 * time.Millisecond
	}
	return extern.New(extern.Config{
		URL: o.URL, Key: o.Key, Account: o.Account, Directions: o.Directions, Log: c.logger(), Clock: sdano.RealClock{}, Wait: wait,
	})
}

// errNoAccount: only a sandbox on this machine has a key and an account that
// are known beforehand.
var errNoAccount = &sdano.Error{
	Kind: sdano.Invalid, Code: "no_operator_account", Param: "operator-account",
	Message: "Не заданы ключ и учётная запись у спецоператора.",
	Remedy:  "Укажите --operator-key и --operator-account; без них подключается только учебный спецоператор на этом компьютере.",
}

// errNoSigner: what a server without keys signs with, no real operator may be given.
var errNoSigner = &sdano.Error{
	Kind: sdano.Invalid, Code: "no_signer", Param: "operator-url",
	Message: "Спецоператор настоящий, а ключа электронной подписи у сервера нет: отчёты подписывались бы учебной подписью.",
	Remedy:  "Опишите ключи в файле и укажите его в --sign-keys (docs/signatures.md), или подключите учебного спецоператора (sdano sandbox) на этом же компьютере.",
}

// operatorPatience is how long a start waits for the operator's first answer.
const operatorPatience = 5 * time.Second

// checkOperator asks an operator outside this process for a draft that does not
// exist, which takes a right key and account. A wrong one ends the start; an
// operator that does not answer does not: what is registered waits for it.
func (s *Server) checkOperator(ctx context.Context) error {
	if s.sandbox != nil || !s.house.connected {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, operatorPatience)
	defer cancel()
	_, _, err := s.house.operator.Find(ctx, reporting.Dispatch{DraftID: sdano.NewID()})
	if err == nil {
		return nil
	}
	if sdano.AsError(err).Code != "operator_denied" {
		s.house.log.WarnContext(ctx, "the special operator does not answer at the start; reports wait until it does",
			"url", s.c.Operator.URL, "cause", err)
		return nil
	}
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "operator_denied", Param: "operator-key", Err: err,
		Message: "Спецоператор " + s.c.Operator.URL + " не принимает ключ или учётную запись.",
		Remedy:  "Проверьте --operator-key и --operator-account: они должны быть теми, что выдал спецоператор (у учебного — теми, с которыми запущен sdano sandbox).",
	}
}

// practice calls what only the sandbox has: its clock and its ticks.
type practice struct{ url string }

var practiceHTTP = &http.Client{Timeout: 10 * time.Second}

// setClock moves the sandbox's clock by whole days.
func (p practice) setClock(ctx context.Context, days int64) error {
	return p.call(ctx, http.MethodPut, "/sandbox/clock", fmt.Sprintf(`{"days":%d}`, days))
}

// tick moves every docflow on by a stage.
func (p practice) tick(ctx context.Context) error {
	return p.call(ctx, http.MethodPost, "/sandbox/tick", "")
}

func (p practice) call(ctx context.Context, method, path, body string) error {
	req, err := http.NewRequestWithContext(ctx, method, p.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return err
	}
	res, err := practiceHTTP.Do(req)
	if err != nil {
		return p.failed("не отвечает", err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	if res.StatusCode >= http.StatusBadRequest {
		return p.failed("ответил отказом", fmt.Errorf("%s %s: %s", method, path, res.Status))
	}
	return nil
}

func (p practice) failed(how string, err error) error {
	return &sdano.Error{
		Kind: sdano.Unavailable, Code: "sandbox_unavailable", Param: "operator-url", Err: err,
		Message: "Учебный спецоператор " + p.url + " " + how + ", а демо без него не работает.",
		Remedy:  "Запустите его (sdano sandbox) или уберите --operator-url: демо запустит своего.",
	}
}

// OpenSandbox opens a sandbox operator on its file, whose folder is made when
// missing.
func OpenSandbox(ctx context.Context, path string, c sandbox.Config) (*sandbox.Server, error) {
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	c.Path = path
	return sandbox.Open(ctx, c)
}
