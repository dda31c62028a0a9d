// Command bench measures what docs/performance.md tells, as ratios to something
// run beside it on the same machine in the same run. Every server is a process
// of its own; the load comes from this one.
//
//	go run ./test/bench [-seconds 4] [-clients 64] [-only formats] [-json]
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/go-json-experiment/json"

	"sdano/test/proc"
)

var (
	seconds = flag.Float64("seconds", 4, "how long each load runs")
	clients = flag.Int("clients", 64, "how many clients register at once")
	only    = flag.String("only", "", "run one part: formats, registration, delayed, acceptance, monitor, many, start")
	asJSON  = flag.Bool("json", false, "print JSON")
	child   = flag.String("child", "", "be a server of this kind (internal)")
	dir     = flag.String("dir", "", "data folder of the child (internal)")
)

// figure is one line of the report.
type figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	// Aim is what it should reach; Met says whether it does.
	Aim string `json:"aim,omitzero"`
	Met bool   `json:"met,omitzero"`
}

func main() {
	flag.Parse()
	if *child != "" {
		fail(serveChild(*child, *dir))
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Minute)
	defer cancel()
	b := &bench{ctx: ctx}
	parts := []struct {
		name string
		run  func() error
	}{
		{"formats", b.formats}, {"registration", b.registration}, {"delayed", b.delayed}, {"acceptance", b.acceptance}, {"monitor", b.monitor}, {"many", b.many}, {"start", b.start},
	}
	for _, part := range parts {
		if *only != "" && *only != part.name {
			continue
		}
		if err := part.run(); err != nil {
			proc.Clean()
			fail(err)
		}
	}
	proc.Clean()
	fail(b.print())
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type bench struct {
	ctx     context.Context
	figures []figure
}

func (b *bench) add(name string, value float64, unit string) {
	b.figures = append(b.figures, figure{Name: name, Value: value, Unit: unit})
	fmt.Fprintf(os.Stderr, "%-62s %10.2f %s\n", name, value, unit)
}

// atLeast and atMost record a figure with its aim.
func (b *bench) atLeast(name string, value, aim float64, unit string) {
	b.add(name, value, unit)
	f := &b.figures[len(b.figures)-1]
	f.Aim, f.Met = fmt.Sprintf("≥ %g", aim), value >= aim
}

func (b *bench) atMost(name string, value, aim float64, unit string) {
	b.add(name, value, unit)
	f := &b.figures[len(b.figures)-1]
	f.Aim, f.Met = fmt.Sprintf("≤ %g", aim), value <= aim
}

func (b *bench) print() error {
	if *asJSON {
		data, err := json.Marshal(b.figures)
		if err == nil {
			fmt.Println(string(data))
		}
		return err
	}
	fmt.Printf("%s, %d cores, %s\n\n| figure | value | aim | met |\n|---|---:|---|---|\n", runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	for _, f := range b.figures {
		met := ""
		if f.Aim != "" {
			met = map[bool]string{true: "yes", false: "no"}[f.Met]
		}
		fmt.Printf("| %s | %.2f %s | %s | %s |\n", f.Name, f.Value, f.Unit, f.Aim, met)
	}
	return nil
}

// server starts a child of a kind on a fresh folder, under a tracer if one is
// given.
func (b *bench) server(kind string, tracer ...string) (*proc.Process, func(), error) {
	folder, err := os.MkdirTemp("", "sdano-bench-")
	if err != nil {
		return nil, nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	argv := append(append([]string{}, tracer...), self, "-child", kind, "-dir", folder)
	p, err := proc.StartCommand(b.ctx, folder, argv...)
	if err != nil {
		return nil, nil, err
	}
	return p, func() { p.Kill(); _ = os.RemoveAll(folder) }, nil
}

// registration compares the durable registration of a report with one bare
// group-committed insert of the same bytes and with one commit per request.
func (b *bench) registration() error {
	rates, err := b.rates()
	if err != nil {
		return err
	}
	b.add("registration, acknowledged and durable", rates["sdano"], "1/s")
	b.add("bare group-committed insert behind the same server", rates["group"], "1/s")
	b.add("one commit per request on the same file", rates["commit"], "1/s")
	b.atLeast("registration ÷ bare group-committed insert", rates["sdano"]/rates["group"], 0.25, "")
	b.atLeast("registration ÷ one commit per request", rates["sdano"]/rates["commit"], 1.7, "")
	return nil
}

// delayed is the same on a disk whose fsync takes 2 ms more.
func (b *bench) delayed() error {
	strace, err := exec.LookPath("strace")
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: SKIPPED without strace: the slow disk")
		return nil //nolint:nilerr // a part that cannot run is named, not failed
	}
	// -D makes the server the process that is started and killed, not the tracer.
	rates, err := b.rates(strace, "-D", "-f", "--seccomp-bpf", "-qqq", "-o", os.DevNull, "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:delay_exit=2000")
	if err != nil {
		return err
	}
	b.add("registration, fsync delayed by 2 ms", rates["sdano"], "1/s")
	b.add("one commit per request, fsync delayed by 2 ms", rates["commit"], "1/s")
	b.atLeast("registration ÷ one commit per request, fsync delayed by 2 ms", rates["sdano"]/rates["commit"], 4, "")
	return nil
}

// rates runs each kind in turns, so that a noisy minute hits all of them.
func (b *bench) rates(tracer ...string) (map[string]float64, error) {
	const turns = 3
	sums := map[string]float64{}
	for range turns {
		for _, kind := range []string{"sdano", "group", "commit"} {
			p, stop, err := b.server(kind, tracer...)
			if err != nil {
				return nil, err
			}
			rate, err := load(b.ctx, p)
			stop()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", kind, err)
			}
			sums[kind] += rate / turns
		}
	}
	return sums, nil
}

func size(path string) float64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return float64(info.Size()) / (1 << 20)
}

func release() (string, error) {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("sdano-release-%d", os.Getpid()))
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "./cmd/sdano")
	cmd.Dir, cmd.Env = proc.Root(), append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}
