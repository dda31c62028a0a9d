// Package edo_test replays over real HTTP what a client written for the
// published interface of acceptance does, with its quirks, against the whole
// program: documents of every format come through the operator loopback, are
// answered, signed, sent, and seen by the other side. Servers are restarted and
// killed in between.
package edo_test

import (
	"os"
	"testing"

	"sdano/test/proc"
)

func TestMain(m *testing.M) {
	code := m.Run()
	proc.Clean()
	os.Exit(code)
}
