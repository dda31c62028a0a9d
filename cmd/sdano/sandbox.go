package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
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
	Account    string        `help:"Учётная запись, которая принимается; без неё — своя." env:"SDANO_SANDBOX_ACCOUNT"`
	StageDelay time.Duration `help:"Сколько длится стадия документооборота." default:"500ms" env:"SDANO_SANDBOX_STAGE_DELAY"`
}

// Run serves the sandbox operator until the program is told to end.
func (c sandboxCmd) Run(e *env) error {
	if !wiring.Loopback(c.Addr) {
		return &sdano.Error{
			Kind: sdano.Invalid, Code: "sandbox_not_loopback", Param: "addr",
			Message: "Учебным спецоператором управляют без входа, поэтому он работает только на адресе этого компьютера, а указан «" + c.Addr + "».",
			Remedy:  "Запустите с --addr 127.0.0.1:8090.",
		}
	}
	if strings.Contains(c.Account, "/") {
		return usage("в учётной записи «"+c.Account+"» не может быть знака /", "Укажите в --account другую учётную запись.")
	}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return &sdano.Error{
			Kind: sdano.Conflict, Code: "cannot_listen", Param: "addr", Message: "На адресе " + c.Addr + " слушать нельзя" + because(err) + ".",
			Remedy: "Укажите другой адрес в --addr.",
		}
	}
	defer l.Close()
	s, err := wiring.OpenSandbox(e.ctx, filepath.Join(c.Data, "sandbox.db"), sandbox.Config{
		Key: c.Key, Account: c.Account, StageDelay: c.StageDelay, Directions: demo.Directions(), Clock: sdano.RealClock{},
	})
	if err != nil {
		return err
	}
	defer s.Close()
	url := "http://" + l.Addr().String()
	if e.json {
		err = writeLine(e.out, wiring.Started{URL: url})
	} else {
		_, err = io.WriteString(e.out, c.greeting(url))
	}
	if err != nil {
		return err
	}
	return serveSandbox(e.ctx, s, l)
}

// greeting tells how a server is joined to the sandbox.
func (c sandboxCmd) greeting(url string) string {
	words := []string{"--operator-url", url}
	if c.Key != "" {
		words = append(words, "--operator-key", c.Key)
	}
	if c.Account != "" {
		words = append(words, "--operator-account", c.Account)
	}
	return fmt.Sprintf("Учебный спецоператор слушает %s\n\nПодключить:\n  демо              %s\n  обычный сервер    %s\n\nОстановить: Ctrl+C.\n",
		url, program("serve", append([]string{"--demo"}, words...)...), program("serve", words...))
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
