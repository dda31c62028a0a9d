package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/go-json-experiment/json"

	"sdano/internal/wiring"
)

// serveProduct serves the whole product on the demo's data; idle leaves its
// scheduler off, so that nothing but registrations is measured.
func serveProduct(dir string, idle bool) error {
	ctx := context.Background()
	s, err := wiring.Start(ctx, wiring.Config{Addr: "127.0.0.1:0", Data: filepath.Join(dir, "data"), Demo: true, Idle: idle})
	if err != nil {
		return err
	}
	line, err := json.Marshal(s.Started())
	if err != nil {
		return err
	}
	fmt.Println(string(line))
	return s.Wait(ctx)
}
