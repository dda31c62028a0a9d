package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"sdano/calendar"
	"sdano/client"
	"sdano/data"
	"sdano/internal/demo"
	"sdano/monitor"
	"sdano/test/proc"
)

// monitor measures one computation, and the whole cycle of a client of the data
// API: POST, job, file.
func (b *bench) monitor() error {
	one, err := computation()
	if err != nil {
		return err
	}
	b.atMost("monitor: one computation", one.Seconds()*1000, 1, "ms")
	p, stop, err := b.server("sdano")
	if err != nil {
		return err
	}
	defer stop()
	token, err := os.ReadFile(p.TokenFile)
	if err != nil {
		return err
	}
	c := &client.Client{Base: p.URL, Token: strings.TrimSpace(string(token)), Tenant: demo.Tenant, App: demo.App}
	var times []time.Duration
	for until := time.Now().Add(time.Duration(*seconds * float64(time.Second))); time.Now().Before(until); {
		began := time.Now()
		if _, err := c.MonitorFile(b.ctx, "", ""); err != nil {
			return err
		}
		times = append(times, time.Since(began))
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	b.add("monitor: POST, job and file, one client, median", times[len(times)/2].Seconds()*1000, "ms")
	b.add("monitor: POST, job and file, one client, 99 of 100", times[len(times)*99/100].Seconds()*1000, "ms")
	return nil
}

// computation returns the time of one computation of the demo's entrepreneur.
func computation() (time.Duration, error) {
	rules, err := rules()
	if err != nil {
		return 0, err
	}
	known := demo.Payers(demo.Today)[0]
	in := monitor.Input{Profile: known.Profile, Facts: known.Facts, Today: demo.Today}
	r := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			monitor.Compute(rules, in)
		}
	})
	return time.Duration(r.NsPerOp()), nil
}

func rules() (*monitor.Rules, error) {
	tables, err := data.Embedded()
	if err != nil {
		return nil, err
	}
	var cal *calendar.Calendar
	if cal, err = monitor.NewCalendar(tables); err != nil {
		return nil, err
	}
	return monitor.LoadRules(tables, cal)
}

// start measures the way from exec to the first answer beside an empty server,
// the memory at rest, and the binary.
func (b *bench) start() error {
	binary, err := release()
	if err != nil {
		return err
	}
	defer os.Remove(binary)
	b.atMost("size of the binary", size(binary), 40, "MiB")
	dir, err := os.MkdirTemp("", "sdano-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	argv := []string{binary, "serve", "--json", "--demo", "--addr", "127.0.0.1:0", "--data", filepath.Join(dir, "data")}
	if _, err := b.coldStart(dir, argv); err != nil { // makes the data
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	product, err := b.coldStart(dir, argv)
	if err != nil {
		return err
	}
	empty, err := b.coldStart(dir, []string{self, "-child", "empty", "-dir", dir})
	if err != nil {
		return err
	}
	b.atMost("cold start to the first answer, median of 11", product.Seconds()*1000, 50, "ms")
	b.add("the same of an empty server", empty.Seconds()*1000, "ms")
	return b.memory(dir, argv)
}

// coldStart returns the median time from exec to the first answer.
func (b *bench) coldStart(dir string, argv []string) (time.Duration, error) {
	times := make([]time.Duration, 0, 11)
	for range cap(times) {
		began := time.Now()
		p, err := proc.StartCommand(b.ctx, dir, argv...)
		if err != nil {
			return 0, err
		}
		err = p.Ready(b.ctx)
		times = append(times, time.Since(began))
		p.Kill()
		if err != nil {
			return 0, err
		}
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	return times[len(times)/2], nil
}

// memory measures the resident memory of an idle server after a page and a
// monitor were asked for once.
func (b *bench) memory(dir string, argv []string) error {
	p, err := proc.StartCommand(b.ctx, dir, argv...)
	if err != nil {
		return err
	}
	defer p.Kill()
	if err := p.Ready(b.ctx); err != nil {
		return err
	}
	res, err := http.Get(p.URL + "/")
	if err != nil {
		return err
	}
	res.Body.Close()
	if err := settle(b.ctx, 5*time.Second); err != nil {
		return err
	}
	rss, err := resident(p.PID())
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: SKIPPED: the memory of a process can be read on Linux only")
		return nil
	}
	b.atMost("resident memory at rest", rss, 40, "MiB")
	return nil
}

func settle(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// resident returns the resident memory of a process in MiB.
func resident(pid int) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if v, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(v), "kB")), 64)
			return kb / 1024, err
		}
	}
	return 0, fmt.Errorf("no VmRSS of %d", pid)
}
