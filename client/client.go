// Package client is the Go client of sdano's own interface (/v1) and of the
// monitor in its 1C:Fresh form. The command line is built on it, and programs
// of integrators may be.
//
// A Client is configured by its fields and safe for concurrent use. Every
// method returns an *Error when the server refused, with the server's own
// Russian texts, and an *sdano.Error when no answer came
// ("no_connection") or none that can be read ("bad_answer").
package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
)

// Client calls one sdano server as one user for one tenant.
type Client struct {
	// Base is the server's address, "http://127.0.0.1:8080".
	Base string
	// Token is the bearer token. Without it, Login and Password are sent as
	// HTTP Basic.
	Token, Login, Password string
	// Tenant is the data area («область данных») of every call.
	Tenant sdano.Tenant
	// App is the application's name in the address of the 1C:Fresh form, "bs".
	App string
	// HTTP is the transport; nil means one with a timeout of a minute.
	HTTP *http.Client
}

// Error is a refusal of the server (problem document, RFC 9457).
type Error struct {
	// Status is the HTTP status.
	Status int `json:"status"`
	// Code is stable and English; Detail and Remedy are Russian texts.
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy"`
	// Trace is the number to name to the administrator.
	Trace string `json:"trace"`
	// Findings are what is wrong inside a document.
	Findings []sdano.Finding `json:"findings"`
}

// Error returns code, detail and remedy in one line.
func (e *Error) Error() string {
	s := e.Detail
	if e.Remedy != "" {
		s += " " + e.Remedy
	}
	return fmt.Sprintf("%s (%d %s)", s, e.Status, e.Code)
}

var defaultHTTP = &http.Client{Timeout: time.Minute}

func (c *Client) http() *http.Client {
	if c.HTTP != nil {
		return c.HTTP
	}
	return defaultHTTP
}

type call struct {
	method, path string
	query        url.Values
	header       map[string]string
	body         []byte
}

// do sends a call and reads the whole answer; any status of 400 and above
// becomes an *Error.
func (c *Client) do(ctx context.Context, in call) ([]byte, error) {
	target := strings.TrimSuffix(c.Base, "/") + in.path
	if len(in.query) > 0 {
		target += "?" + in.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, in.method, target, bytes.NewReader(in.body))
	if err != nil {
		return nil, unreachable("Адрес сервера «"+c.Base+"» неверен.", "Укажите адрес вида http://127.0.0.1:8080.", err)
	}
	c.identify(req)
	for name, value := range in.header {
		req.Header.Set(name, value)
	}
	res, err := c.http().Do(req)
	if err != nil {
		return nil, unreachable("Сервер "+c.Base+" не отвечает.", "Проверьте, что он запущен и что адрес верен.", err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, unreachable("Ответ сервера "+c.Base+" оборвался.", "Повторите запрос.", err)
	}
	if res.StatusCode >= 400 {
		return nil, refusal(res, data)
	}
	return data, nil
}

// unreachable is the error of a call that brought no answer; whether the server
// got it is not known.
func unreachable(message, remedy string, cause error) error {
	return &sdano.Error{Kind: sdano.Unavailable, Code: "no_connection", Message: message, Remedy: remedy, Err: cause}
}

func (c *Client) identify(req *http.Request) {
	if c.Token != "" {
		req.Header.Set("Authorization", "Bearer "+c.Token)
	} else if c.Login != "" {
		req.SetBasicAuth(c.Login, c.Password)
	}
	if c.Tenant != 0 {
		req.Header.Set("X-Tenant", strconv.FormatInt(int64(c.Tenant), 10))
	}
}

func refusal(res *http.Response, data []byte) error {
	e := &Error{Status: res.StatusCode}
	if err := json.Unmarshal(data, e); err != nil || e.Code == "" {
		e.Code, e.Detail = "http_"+strconv.Itoa(res.StatusCode), "Сервер ответил: "+res.Status+"."
	}
	e.Status = res.StatusCode
	return e
}

func (c *Client) get(ctx context.Context, path string, query url.Values, out any) error {
	data, err := c.do(ctx, call{method: http.MethodGet, path: path, query: query})
	if err != nil {
		return err
	}
	return decode(data, out)
}

func decode(data []byte, out any) error {
	if err := json.Unmarshal(data, out); err != nil {
		return &sdano.Error{
			Kind: sdano.Unavailable, Code: "bad_answer", Err: err,
			Message: "Ответ сервера не разобран: по этому адресу не sdano или другая его версия.",
			Remedy:  "Проверьте адрес сервера и версию.",
		}
	}
	return nil
}

// IsCode reports whether err is a refusal of the server with this code.
func IsCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
