package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

// line is one connection of a client that is kept open: requests are written as
// bytes, since http.Client would take as much of the machine as the server does.
type line struct {
	x    exchange
	conn net.Conn
	in   *bufio.Reader
	out  []byte
}

// dial connects a client to the server.
func (x exchange) dial(ctx context.Context) (*line, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", strings.TrimPrefix(x.url, "http://"))
	if err != nil {
		return nil, err
	}
	return &line{x: x, conn: conn, in: bufio.NewReader(conn)}, nil
}

func (l *line) close() { _ = l.conn.Close() } // nothing is lost with it

func (l *line) post(path string, body []byte) ([]byte, error) {
	return l.send(http.MethodPost, path, body)
}

// send asks and returns the body of the answer; one of status 300 or more is an
// error. The inserts of the peers have a key, as registrations have.
func (l *line) send(method, path string, body []byte) ([]byte, error) {
	l.out = fmt.Appendf(l.out[:0], "%s %s HTTP/1.1\r\nHost: bench\r\nAuthorization: %s\r\nContent-Type: application/json\r\n"+
		"Accept: application/json\r\nContent-Length: %d\r\n", method, path, l.x.token, len(body))
	if path == "/" {
		l.out = fmt.Appendf(l.out, "Idempotency-Key: bench-%d\r\n", number.Add(1))
	}
	l.out = append(append(l.out, "\r\n"...), body...)
	if err := l.conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return nil, err
	}
	if _, err := l.conn.Write(l.out); err != nil {
		return nil, err
	}
	res, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("%s %s: %s: %.300s", method, path, res.Status, answer)
	}
	return answer, err
}

// ticks are how often a second Linux counts the time of processes.
const ticks = 100

// processorTime returns how much time of processors a process took until now; 0
// where it cannot be found out.
func processorTime(pid int) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // the name may have blanks
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	var sum int64
	for _, field := range fields[11:13] { // utime, stime
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0
		}
		sum += n
	}
	return time.Duration(sum) * time.Second / ticks
}
