package extern_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sdano/operator/sandbox"
)

// The test's own program is also the sandbox that the kill test kills: with
// these variables it serves and does nothing else.
const (
	childFile = "SDANO_TEST_SANDBOX_FILE"
	childAddr = "SDANO_TEST_SANDBOX_ADDR"
)

func TestMain(m *testing.M) {
	if file := os.Getenv(childFile); file != "" {
		fmt.Fprintln(os.Stderr, serve(file, os.Getenv(childAddr)))
		os.Exit(1)
	}
	goleak.VerifyTestMain(m)
}

// serve is a sandbox in a process of its own; it says in a line where it
// listens.
func serve(file, addr string) error {
	ctx := context.Background()
	box, err := sandbox.Open(ctx, sandbox.Config{Path: file, StageDelay: 5 * time.Millisecond})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	go func() { _ = box.Run(ctx) }()
	fmt.Println(l.Addr())
	return http.Serve(l, box.Handler())
}
