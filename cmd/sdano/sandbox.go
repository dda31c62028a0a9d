package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"sdano"
	"sdano/internal/demo"
	"sdano/internal/wiring"
	"sdano/operator/sandbox"
)

type sandboxCmd struct {
	Addr       string        `help:"Адрес и порт." default:"127.0.0.1:8090" env:"SDANO_SANDBOX_ADDR"`
	Data       string        `help:"Папка, в которой лежит sandbox.db." default:"data" env:"SDANO_SANDBOX_DATA" placeholder:"DIR"`
	Key        string        `help:"Ключ (api-key), который принимается; без него — «sandbox-key»." env:"SDANO_SANDBOX_KEY"`
	StageDelay time.Duration `help:"Сколько длится стадия документооборота." default:"500ms" env:"SDANO_SANDBOX_STAGE_DELAY"`
}

// Run serves the sandbox operator until the program is told to end.
func (c sandboxCmd) Run(e *env) error {
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return &sdano.Error{
			Kind: sdano.Conflict, Code: "cannot_listen", Param: "addr", Message: "На адресе " + c.Addr + " слушать нельзя: " + err.Error() + ".",
			Remedy: "Укажите другой адрес в --addr.",
		}
	}
	defer l.Close()
	s, err := wiring.OpenSandbox(e.ctx, filepath.Join(c.Data, "sandbox.db"), sandbox.Config{
		Key: c.Key, StageDelay: c.StageDelay, Directions: demo.Directions(), Clock: sdano.RealClock{},
	})
	if err != nil {
		return err
	}
	defer s.Close()
	url := "http://" + l.Addr().String()
	if e.json {
		err = writeLine(e.out, wiring.Started{URL: url})
	} else {
		_, err = fmt.Fprintf(e.out, "Учебный спецоператор слушает %s\nПодключить: sdano serve --demo --operator-url %s\nОстановить: Ctrl+C.\n", url, url)
	}
	if err != nil {
		return err
	}
	return serveSandbox(e.ctx, s, l)
}

func serveSandbox(ctx context.Context, s *sandbox.Server, l net.Listener) error {
	web := &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.Run(ctx) })
	group.Go(func() error {
		<-ctx.Done()
		return web.Close()
	})
	group.Go(func() error { return wiring.Ended(web.Serve(l)) })
	return wiring.Ended(group.Wait())
}
