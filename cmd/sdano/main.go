// Command sdano files regulated reports, shows the tax and reporting monitor
// and keeps the proof of both: one binary that is server, client and tool.
//
// Exit codes: 0 done, 1 failed or a checked file is wrong, 2 wrong usage, 3 a
// report was refused, 4 a report's refusal waits for its audit or the waiting
// ended. Of several reports the highest counts.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"

	"sdano"
)

// version is set by the linker.
var version = "dev"

// The exit codes of the command.
const (
	exitFailed   = 1
	exitUsage    = 2
	exitRejected = 3
	exitOpen     = 4
)

// exitError ends the program with a code after its output was written.
type exitError int

// misconfigured is an error of what the program was told to do, by its command
// line, environment or file.
type misconfigured struct{ error }

// Unwrap returns the error itself.
func (m misconfigured) Unwrap() error { return m.error }

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// env is what commands need of the world.
type env struct {
	ctx      context.Context
	out, err io.Writer
	json     bool
	model    *kong.Application
}

type cli struct {
	Config string `help:"Файл настроек в JSON: имена флагов и их значения." placeholder:"FILE" env:"SDANO_CONFIG"`
	JSON   bool   `name:"json" help:"Выводить JSON." env:"SDANO_JSON"`

	Serve   serveCmd   `cmd:"" help:"Запустить сервер."`
	Sandbox sandboxCmd `cmd:"" help:"Запустить учебного спецоператора отдельно."`
	Migrate migrateCmd `cmd:"" help:"Создать или обновить базу данных."`
	Submit  submitCmd  `cmd:"" help:"Сдать файлы отчётов."`
	Status  statusCmd  `cmd:"" help:"Показать отправки."`
	Monitor monitorCmd `cmd:"" help:"Показать монитор налогов и отчётности."`
	Check   checkCmd   `cmd:"" help:"Проверить файлы документов и отчётов: формат, схема, условные правила."`
	Show    showCmd    `cmd:"" help:"Показать документ так, как его читает человек."`
	Rules   rulesCmd   `cmd:"" help:"Перечислить условные правила форматов."`

	Deadlines deadlinesCmd `cmd:"" help:"Перечислить сроки платежей, отчётов и уведомлений."`
	Tables    dataCmd      `cmd:"" name:"data" help:"Таблицы правил: проверить, обновить без сети, вернуть прежние."`

	Schema struct {
		Add  schemaAddCmd  `cmd:"" help:"Добавить официальные схемы, по которым проверять файлы."`
		List schemaListCmd `cmd:"" help:"Перечислить добавленные схемы."`
	} `cmd:"" help:"Официальные схемы XSD."`
	Audit struct {
		Verify verifyCmd `cmd:"" help:"Проверить цепочку журнала."`
	} `cmd:"" help:"Журнал."`
	Directions struct {
		Confirm directionsConfirmCmd `cmd:"" help:"Применить задержанный список направлений: он закрывает слишком много сразу."`
	} `cmd:"" help:"Направления сдачи."`
	User struct {
		Set userSetCmd `cmd:"" help:"Завести пользователя или заменить его; пароль читается со стандартного ввода."`
	} `cmd:"" help:"Пользователи."`
	Org struct {
		Set orgSetCmd `cmd:"" help:"Завести организацию области данных."`
	} `cmd:"" help:"Организации."`
	Box struct {
		Set boxSetCmd `cmd:"" help:"Завести ящик ЭДО или заменить его и открыть его пользователям."`
	} `cmd:"" help:"Ящики ЭДО."`
	Completion completionCmd `cmd:"" help:"Вывести скрипт автодополнения для оболочки."`
	Version    versionCmd    `cmd:"" help:"Показать версию."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl+C ends the program at once
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program without the process around it.
func run(ctx context.Context, args, environ []string, out, errOut io.Writer) int {
	var c cli
	exited := -1
	asJSON := wantsJSON(args, environ)
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parser, err := newParser(&c, args, environ, kong.Writers(out, errOut), kong.Exit(func(code int) { exited = code }))
	if err != nil {
		return report(errOut, asJSON, err, exitUsage)
	}
	kctx, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help
	}
	if err != nil {
		return report(errOut, asJSON || c.JSON, misread(parser, err), exitUsage)
	}
	err = kctx.Run(&env{ctx: ctx, out: out, err: errOut, json: c.JSON, model: parser.Model})
	var exit exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return int(exit)
	case ctx.Err() != nil:
		return exitFailed
	}
	var config misconfigured
	code := sdano.AsError(err).Code
	if errors.As(err, &config) || code == usageCode || code == "bad_dsn" {
		return report(errOut, c.JSON, err, exitUsage)
	}
	return report(errOut, c.JSON, err, exitFailed)
}

// wantsJSON finds the flag --json before the command line is parsed, since
// errors of parsing are told in the form it asks for.
func wantsJSON(args, environ []string) bool {
	for _, a := range args {
		if a == "--" {
			break
		}
		if a == "--json" || a == "--json=true" {
			return true
		}
	}
	return slices.Contains(environ, "SDANO_JSON=true") || slices.Contains(environ, "SDANO_JSON=1")
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(e *env) error {
	return show(e, map[string]string{"version": version}, "sdano "+version+"\n")
}
