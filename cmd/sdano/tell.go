package main

import (
	"bufio"
	"context"
	"fmt"
	"runtime"
	"time"
)

// inOrder checks files by as many workers as there are processors and tells of
// each in the order in which they are given. It ends early with the context, and
// then waits for no file: reading a pipe may never end.
func inOrder(ctx context.Context, files []string, worker func() func(string) checked, tell func(checked)) {
	type job struct {
		path string
		done chan checked
	}
	workers := min(runtime.GOMAXPROCS(0), len(files))
	jobs, queue := make(chan job), make(chan job, 64*workers)
	for range workers {
		go func() {
			check := worker()
			for j := range jobs {
				j.done <- check(j.path)
			}
		}()
	}
	go func() {
		defer close(queue)
		defer close(jobs)
		for _, path := range files {
			j := job{path, make(chan checked, 1)}
			select {
			case <-ctx.Done():
				return
			case queue <- j:
			}
			select {
			case <-ctx.Done():
				return
			case jobs <- j:
			}
		}
	}()
	for j := range queue {
		select {
		case <-ctx.Done():
			return
		case v := <-j.done:
			tell(v)
		}
	}
}

// many is from how many files on a bar shows how far the check is.
const many = 20

// teller writes verdicts: for programs a line of JSON each, for people text, of
// many files only of those that are not in order, with a bar meanwhile.
type teller struct {
	e     *env
	out   *bufio.Writer
	of    int
	told  int
	wrong int
	bar   bool
	drawn time.Time
	err   error
}

func newTeller(e *env, of int) *teller {
	return &teller{e: e, out: bufio.NewWriterSize(e.out, 64<<10), of: of, bar: !e.json && of >= many && terminal(e.err)}
}

// file tells of one file.
func (t *teller) file(v checked) {
	t.told++
	if !v.Valid {
		t.wrong++
	}
	switch {
	case t.e.json:
		t.keep(writeLine(t.out, v))
	case t.of < many || len(v.Findings) > 0:
		t.wipe()
		describe(t.out, v)
		if t.bar {
			t.keep(t.out.Flush())
		}
	}
	t.draw()
}

func (t *teller) keep(err error) {
	if t.err == nil {
		t.err = err
	}
}

// draw shows the bar, a few times a second.
func (t *teller) draw() {
	if !t.bar || time.Since(t.drawn) < 100*time.Millisecond {
		return
	}
	t.drawn = time.Now()
	const width = 30
	full := width * t.told / t.of
	fmt.Fprintf(t.e.err, "\r\033[K[%-*s] %d из %d, неверных %d", width, bars[:full], t.told, t.of, t.wrong)
}

const bars = "=============================="

// wipe takes the bar away.
func (t *teller) wipe() {
	if t.bar && !t.drawn.IsZero() {
		fmt.Fprint(t.e.err, "\r\033[K")
		t.drawn = time.Time{}
	}
}

// done ends the output, of many files with how many were checked.
func (t *teller) done() error {
	t.wipe()
	if !t.e.json && t.of > 1 {
		fmt.Fprintf(t.out, "Проверено файлов: %d из %d, неверных: %d.\n", t.told, t.of, t.wrong)
	}
	t.keep(t.out.Flush())
	return t.err
}
