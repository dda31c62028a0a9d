package main

import (
	"bytes"
	"context"
	"fmt"
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
	x := exchange{url: p.URL, token: "Bearer " + strings.TrimSpace(string(token)), pid: p.PID()}
	request, size, err := x.request(b.ctx)
	if err != nil {
		return err
	}
	made, err := x.load(b.ctx, func(l *line) error { return l.generate(request) })
	if err != nil {
		return err
	}
	b.atLeast("acceptance: second titles made, durable and answered", made.rate(), 2000, "1/s")
	b.atMost("acceptance: the same, 99 of 100", made.quantile(0.99), 50, "ms")
	b.add("acceptance: the same, processor time of the server each", made.each(), "µs")
	seen, err := x.load(b.ctx, func(l *line) error {
		_, err := l.post("/document/accept/preview", request)
		return err
	})
	if err != nil {
		return err
	}
	b.atLeast("acceptance: previews", seen.rate(), 5000, "1/s")
	b.add("acceptance: the same, processor time of the server each", seen.each(), "µs")
	return b.inserts(size, made.rate())
}

// inserts measures the peers: durable inserts of a body of the size.
func (b *bench) inserts(size int, made float64) error {
	for _, peer := range []struct{ kind, what string }{{"group", "bare group-committed insert"}, {"commit", "one commit per request"}} {
		p, stop, err := b.server(peer.kind)
		if err != nil {
			return err
		}
		x := exchange{url: p.URL, token: "none", pid: p.PID()}
		body := bytes.Repeat([]byte{'x'}, size)
		got, err := x.load(b.ctx, func(l *line) error {
			_, err := l.post("/", body)
			return err
		})
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
	// pid is the server's process.
	pid int
}

// request waits until the demo's documents have come, as long as half a minute.
func (x exchange) request(ctx context.Context) (body []byte, size int, err error) {
	l, err := x.dial(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer l.close()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if body, size, err = l.upd(); err == nil {
			break
		}
	}
	return body, size, err
}

// upd returns the body that asks for the second title of the demo's УПД, and the
// size of that title.
func (l *line) upd() (body []byte, size int, err error) {
	list, err := l.send(http.MethodGet, "/documents?Type=1&Unanswered=true&BoxId="+demo.BuyerBox, nil)
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
		answer, err := l.post("/document/accept/preview", body)
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
func (l *line) generate(request []byte) error {
	task, err := l.post("/document/accept/content", request)
	if err != nil || number.Add(1)%asked != 0 {
		return err
	}
	state, err := l.send(http.MethodGet, "/v2/document/accept/content/tasks/"+strings.TrimSpace(string(task)), nil)
	if err == nil && !bytes.Contains(state, []byte(`"TaskStatus":1`)) {
		err = fmt.Errorf("the task is not finished: %.300s", state)
	}
	return err
}

// times are how long each of the operations of a load took.
type times struct {
	all  []time.Duration
	took time.Duration
	// processor is the time of processors that the server took.
	processor time.Duration
}

func (t times) rate() float64 { return float64(len(t.all)) / t.took.Seconds() }

// each returns the server's time of processors for one operation in µs.
func (t times) each() float64 {
	return float64(t.processor.Microseconds()) / float64(len(t.all))
}

// quantile returns what a share of the operations did not exceed, in ms.
func (t times) quantile(q float64) float64 {
	return t.all[min(len(t.all)-1, int(q*float64(len(t.all))))].Seconds() * 1000
}

// load does something from many clients for the time set.
func (x exchange) load(ctx context.Context, do func(*line) error) (times, error) {
	var mu sync.Mutex
	var out times
	var failed error
	began, spent := time.Now(), processorTime(x.pid)
	until := began.Add(time.Duration(*seconds * float64(time.Second)))
	var group sync.WaitGroup
	for range *clients {
		group.Go(func() {
			var mine []time.Duration
			l, err := x.dial(ctx)
			if err == nil {
				defer l.close()
			}
			for err == nil && time.Now().Before(until) {
				at := time.Now()
				if err = do(l); err == nil {
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
	out.took, out.processor = time.Since(began), processorTime(x.pid)-spent
	slices.Sort(out.all)
	if failed == nil && len(out.all) == 0 {
		failed = fmt.Errorf("nothing was done in %s", out.took)
	}
	return out, failed
}

// number tells the requests to the peers apart.
var number atomic.Int64
