package sign_test

import (
	"fmt"
	"os"
	"testing"

	"sdano/sign/signtest"
)

// lab is nil where openssl is absent.
var lab *signtest.Lab

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "sdano-sign-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	if lab, err = signtest.New(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}
