package external

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"sdano"
)

// Program is an external program.
type Program struct {
	// Path is its file, or its name to be looked up in PATH.
	Path string
	// Env are variables beside those of the server, as "NAME=value".
	Env []string
	// Timeout bounds a run; 0 means 30 seconds.
	Timeout time.Duration
}

// Output is what a run left.
type Output struct {
	Stdout, Stderr []byte
	// Code is the exit code.
	Code int
}

const (
	defaultTimeout = 30 * time.Second
	// grace is how long a killed program's children may keep its output open.
	grace = time.Second
	// maxOutput bounds what is kept of each output in bytes.
	maxOutput = 16 << 20
)

// Run runs the program without a shell, with these bytes as its input, until it ends,
// its time is over or ctx is done. That it ended with a code other than 0 is no error
// here: programs tell more in their output. Errors are *sdano.Error: the program
// cannot be started ("signing_unavailable") or did not end ("signing_timeout").
func (p Program) Run(ctx context.Context, stdin []byte, args ...string) (Output, error) {
	timeout := p.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var stdout, stderr bounded
	command := exec.CommandContext(limited, p.Path, args...)
	command.Env = append(command.Environ(), p.Env...)
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(stdin), &stdout, &stderr
	command.WaitDelay = grace
	err := command.Run()
	out := Output{stdout.kept.Bytes(), stderr.kept.Bytes(), -1}
	if command.ProcessState != nil {
		out.Code = command.ProcessState.ExitCode()
	}
	var exit *exec.ExitError
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return out, stopped(ctx.Err())
	case limited.Err() != nil:
		return out, stopped(fmt.Errorf("%s: no end within %v", p.Path, timeout))
	case errors.As(err, &exit):
		return out, nil
	}
	return out, &sdano.Error{
		Kind: sdano.Unavailable, Code: "signing_unavailable", Err: err,
		Message: "Программа подписи на сервере не запускается.",
		Remedy:  "Проверьте, что она установлена и путь к ней указан в настройке сервера.",
	}
}

func stopped(err error) error {
	return &sdano.Error{
		Kind: sdano.Unavailable, Code: "signing_timeout", Err: err,
		Message: "Программа подписи не закончила работу вовремя.",
		Remedy:  "Повторите позже. Если повторяется, проверьте, не ждёт ли она ввода PIN-кода или ответа на вопрос.",
	}
}

// Failed returns the error of a run that made no signature: a Russian message and the
// end of what the program said, for the log.
func (o Output) Failed(message string) error {
	const kept = 2000
	said := append(bytes.Clone(o.Stdout), o.Stderr...)
	return failed(message, fmt.Errorf("exit code %d: %q", o.Code, said[max(0, len(said)-kept):]))
}

// bounded keeps the first maxOutput bytes and drops the rest. The buffer is not
// embedded: its ReadFrom would be used instead of Write, and knows no bound.
type bounded struct{ kept bytes.Buffer }

// Write keeps what fits; it never fails, so that the program is not stopped by it.
func (b *bounded) Write(p []byte) (int, error) {
	b.kept.Write(p[:min(len(p), maxOutput-b.kept.Len())])
	return len(p), nil
}
