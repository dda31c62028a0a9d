package extern

import (
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sdano"
	"sdano/reporting"
)

// Config is what a Client works with.
type Config struct {
	// URL is the operator's address, https:// or, on this machine only, http://.
	URL string
	// Key is the api-key, Account the account of the paths under /v1.
	Key, Account string
	// Directions is the address of the service of directions; "" means
	// /directions at URL.
	Directions string
	// HTTP makes the requests; nil means a client of our own. Redirects are
	// never followed: they would carry the token elsewhere.
	HTTP *http.Client
	// Clock is the real clock, for the life of tokens; nil means the machine's.
	Clock sdano.Clock
	// Log receives what is odd but no failure; nil means nothing is logged.
	Log *slog.Logger
	// Wait is the first pause between two looks at a task; it grows to 5 s or, if
	// that is more, stays. 0 means 200 ms.
	Wait time.Duration
	// PartSize is how many bytes of contents are uploaded at once; 0 means 32
	// MiB. The operators take at most 64.
	PartSize int
}

// Client talks to one operator. It is safe for concurrent use.
type Client struct {
	c          Config
	http       *http.Client
	base       string // without a slash at its end
	account    string // base and account
	directions string
	tokens     tokens
	slots      chan struct{}
}

var (
	_ reporting.Operator  = (*Client)(nil)
	_ reporting.Directory = (*Client)(nil)
)

const (
	// parallel is how many requests are made at once; the operators refuse more
	// than 20.
	parallel    = 16
	defaultWait = 200 * time.Millisecond
	longestWait = 5 * time.Second
	defaultPart = 32 << 20
	// headerWait is how long an operator may think before the first byte.
	headerWait = time.Minute
)

// New returns a client; nothing is asked yet. The error is an *sdano.Error of
// kind Invalid when an address is malformed or would send the key unencrypted
// over a network.
func New(c Config) (*Client, error) {
	base, err := checkAddress("operator_url", c.URL)
	if err != nil {
		return nil, err
	}
	directions := base + "/directions"
	if c.Directions != "" {
		if directions, err = checkAddress("directions_url", c.Directions); err != nil {
			return nil, err
		}
	}
	c = withDefaults(c)
	return &Client{
		c: c, http: noRedirects(c.HTTP), base: base, account: base + "/v1/" + url.PathEscape(c.Account),
		directions: directions, slots: make(chan struct{}, parallel), tokens: newTokens(),
	}, nil
}

func withDefaults(c Config) Config {
	if c.HTTP == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost, t.ResponseHeaderTimeout = parallel, headerWait
		c.HTTP = &http.Client{Transport: t}
	}
	if c.Clock == nil {
		c.Clock = sdano.RealClock{}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Wait <= 0 {
		c.Wait = defaultWait
	}
	if c.PartSize <= 0 {
		c.PartSize = defaultPart
	}
	return c
}

func noRedirects(h *http.Client) *http.Client {
	own := *h
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// Close gives back the connections that wait for further requests.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// checkAddress returns an address without a slash at its end, if the key may be
// sent there.
func checkAddress(param, text string) (string, error) {
	u, err := url.Parse(text)
	bad := func(message, remedy string) (string, error) {
		return "", &sdano.Error{Kind: sdano.Invalid, Code: "bad_operator_url", Param: param, Message: message, Remedy: remedy, Err: err}
	}
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return bad("Адрес «"+param+"» неверен: нужен вид https://узел/путь без имени, пароля и параметров.", "Исправьте адрес в настройках.")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return strings.TrimRight(u.String(), "/"), nil
	case u.Scheme == "http":
		return bad("Адрес «"+param+"» ("+u.Host+") не защищён: ключ и отчётность ушли бы по сети открытым текстом.",
			"Укажите адрес https://; http:// допускается только для этого компьютера (127.0.0.1, localhost).")
	}
	return bad("Адрес «"+param+"» неверен: протокол «"+u.Scheme+"» не поддерживается.", "Укажите адрес https://.")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
