package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"

	"sdano/internal/demo"
)

// acceptance measures the making of second titles over HTTP: requests whose task
// is finished, durable and answered, beside a server that inserts a body of the
// title's size durably, and previews, which keep nothing.
func (b *bench) acceptance() error {
	p, stop, err := b.server("busy")
	if err != nil {
		return err
	}
	defer stop()
	token, err := os.ReadFile(p.TokenFile)
	if err != nil {
		return err
	}
	x := exchange{url: p.URL, token: "Bearer " + strings.TrimSpace(string(token))}
	x.transport = &http.Transport{MaxIdleConnsPerHost: *clients}
	defer x.transport.CloseIdleConnections()
	request, size, err := x.request(b.ctx)
	if err != nil {
		return err
	}
	made, err := x.load(b.ctx, func(ctx context.Context) error { return x.generate(ctx, request) })
	if err != nil {
		return err
	}
	b.atLeast("acceptance: second titles made, durable and answered", made.rate(), 2000, "1/s")
	b.atMost("acceptance: the same, 99 of 100", made.quantile(0.99), 50, "ms")
	seen, err := x.load(b.ctx, func(ctx context.Context) error {
		_, err := x.post(ctx, "/document/accept/preview", request)
		return err
	})
	if err != nil {
		return err
	}
	b.atLeast("acceptance: previews", seen.rate(), 5000, "1/s")
	return b.inserts(size, made.rate())
}

// inserts measures the peers: durable inserts of a body of the size.
func (b *bench) inserts(size int, made float64) error {
	for _, peer := range []struct{ kind, what string }{{"group", "bare group-committed insert"}, {"commit", "one commit per request"}} {
		p, stop, err := b.server(peer.kind)
		if err != nil {
			return err
		}
		x := exchange{url: p.URL, transport: &http.Transport{MaxIdleConnsPerHost: *clients}}
		body := bytes.Repeat([]byte{'x'}, size)
		got, err := x.load(b.ctx, func(ctx context.Context) error {
			_, err := x.post(ctx, "/", body)
			return err
		})
		x.transport.CloseIdleConnections()
		stop()
		if err != nil {
			return err
		}
		b.add(fmt.Sprintf("acceptance: %s of a body of %d bytes", peer.what, size), got.rate(), "1/s")
		b.add("acceptance: second titles ÷ "+peer.what, made/got.rate(), "")
	}
	return nil
}

// exchange is a client of the interface of acceptance.
type exchange struct {
	url, token string
	transport  *http.Transport
}

// request waits until the demo's documents have come, as long as half a minute.
func (x exchange) request(ctx context.Context) (body []byte, size int, err error) {
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if body, size, err = x.upd(ctx); err == nil {
			break
		}
	}
	return body, size, err
}

// upd returns the body that asks for the second title of the demo's УПД, and the
// size of that title.
func (x exchange) upd(ctx context.Context) (body []byte, size int, err error) {
	list, err := x.send(ctx, http.MethodGet, "/documents?Type=1&Unanswered=true&BoxId="+demo.BuyerBox, nil)
	if err != nil {
		return nil, 0, err
	}
	var found struct {
		Documents []struct {
			ID string `json:"Id"`
		}
	}
	if err := json.Unmarshal(list, &found); err != nil {
		return nil, 0, err
	}
	for _, d := range found.Documents {
		body = fmt.Appendf(nil, `{"DocumentId":"%s","Signer":{"Surname":"Ёлкина","FirstName":"Анна","Position":"Заведующая складом"},`+
			`"AcceptanceResults":[{"DocumentId":"%s","AcceptanceResultType":1}]}`, d.ID, d.ID)
		answer, err := x.post(ctx, "/document/accept/preview", body)
		if err != nil {
			return nil, 0, err
		}
		var made struct {
			Documents []struct {
				XML []byte `json:"Xml"`
			}
		}
		if err := json.Unmarshal(answer, &made); err != nil {
			return nil, 0, err
		}
		if len(made.Documents) == 1 && len(made.Documents[0].XML) > 0 {
			return body, len(made.Documents[0].XML), nil
		}
	}
	return nil, 0, fmt.Errorf("the demo has no УПД of its own package to accept: %.300s", list)
}

// asked is how many requests share one question whether the task is finished.
const asked = 32

// generate asks for the title and, every so often, makes sure that its task is
// finished by then.
func (x exchange) generate(ctx context.Context, request []byte) error {
	task, err := x.post(ctx, "/document/accept/content", request)
	if err != nil || number.Add(1)%asked != 0 {
		return err
	}
	state, err := x.send(ctx, http.MethodGet, "/v2/document/accept/content/tasks/"+strings.TrimSpace(string(task)), nil)
	if err == nil && !bytes.Contains(state, []byte(`"TaskStatus":1`)) {
		err = fmt.Errorf("the task is not finished: %.300s", state)
	}
	return err
}

func (x exchange) post(ctx context.Context, path string, body []byte) ([]byte, error) {
	return x.send(ctx, http.MethodPost, path, body)
}

func (x exchange) send(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, x.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", x.token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Idempotency-Key", fmt.Sprint("bench-", number.Add(1)))
	if method == http.MethodGet || strings.HasPrefix(path, "/document/") {
		req.Header.Del("Idempotency-Key")
	}
	res, err := (&http.Client{Transport: x.transport, Timeout: time.Minute}).Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s: %.300s", method, path, res.Status, answer)
	}
	return answer, err
}

// times are how long each of the operations of a load took.
type times struct {
	all  []time.Duration
	took time.Duration
}

func (t times) rate() float64 { return float64(len(t.all)) / t.took.Seconds() }

// quantile returns what a share of the operations did not exceed, in ms.
func (t times) quantile(q float64) float64 {
	return t.all[min(len(t.all)-1, int(q*float64(len(t.all))))].Seconds() * 1000
}

// load does something from many clients for the time set.
func (x exchange) load(ctx context.Context, do func(context.Context) error) (times, error) {
	var mu sync.Mutex
	var out times
	var failed error
	began := time.Now()
	until := began.Add(time.Duration(*seconds * float64(time.Second)))
	var group sync.WaitGroup
	for range *clients {
		group.Go(func() {
			var mine []time.Duration
			var err error
			for err == nil && time.Now().Before(until) {
				at := time.Now()
				if err = do(ctx); err == nil {
					mine = append(mine, time.Since(at))
				}
			}
			mu.Lock()
			defer mu.Unlock()
			out.all = append(out.all, mine...)
			if err != nil {
				failed = err
			}
		})
	}
	group.Wait()
	out.took = time.Since(began)
	slices.Sort(out.all)
	if failed == nil && len(out.all) == 0 {
		failed = fmt.Errorf("nothing was done in %s", out.took)
	}
	return out, failed
}

// number tells the requests to the peers apart.
var number atomic.Int64
