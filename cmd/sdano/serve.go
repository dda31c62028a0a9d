package main

import (
	"fmt"
	"log/slog"
	"os"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/internal/wiring"
)

type serveCmd struct {
	Addr       string     `help:"Адрес и порт." default:"127.0.0.1:8080" env:"SDANO_ADDR"`
	Data       string     `help:"Папка данных." default:"data" env:"SDANO_DATA" placeholder:"DIR"`
	DB         string     `name:"db" help:"Путь файла SQLite или postgres://…; без него sdano.db в папке данных." env:"SDANO_DB" placeholder:"DSN"`
	Demo       bool       `help:"Демо: готовые организации и учебный спецоператор, страницы без входа." env:"SDANO_DEMO"`
	DemoToday  sdano.Date `help:"Календарный день демо (ГГГГ-ММ-ДД)." env:"SDANO_DEMO_TODAY" placeholder:"DATE"`
	PublicURL  string     `name:"public-url" help:"Адрес, по которому сервер видят клиенты, если это не адрес запроса." env:"SDANO_PUBLIC_URL" placeholder:"URL"`
	Operator   operator   `embed:"" prefix:"operator-"`
	Directions string     `name:"directions-url" help:"Адрес сервиса направлений; без него /directions спецоператора." env:"SDANO_DIRECTIONS_URL" placeholder:"URL"`
	LogLevel   slog.Level `help:"Журнал работы: debug, info, warn или error." default:"warn" env:"SDANO_LOG_LEVEL"`
}

// operator is how the special operator is reached.
type operator struct {
	URL     string        `help:"Адрес спецоператора." env:"SDANO_OPERATOR_URL" placeholder:"URL"`
	Key     string        `help:"Ключ (api-key) спецоператора; у учебного на этом компьютере — его обычный." env:"SDANO_OPERATOR_KEY"`
	Account string        `help:"Учётная запись у спецоператора; у учебного на этом компьютере — его обычная." env:"SDANO_OPERATOR_ACCOUNT"`
	Delay   time.Duration `name:"stage-delay" help:"Сколько длится стадия у учебного спецоператора демо." default:"500ms" env:"SDANO_OPERATOR_STAGE_DELAY"`
}

// Run serves until the program is told to end.
func (c serveCmd) Run(e *env) error {
	s, err := wiring.Start(e.ctx, wiring.Config{
		Version: version, Program: os.Args[0], Addr: c.Addr, Data: c.Data, DB: c.DB, Demo: c.Demo, DemoToday: c.DemoToday, PublicURL: c.PublicURL,
		Operator:   wiring.OperatorConfig{URL: c.Operator.URL, Key: c.Operator.Key, Account: c.Operator.Account, Directions: c.Directions},
		StageDelay: c.Operator.Delay, Log: logger(c.LogLevel),
	})
	if err != nil {
		return err
	}
	started := s.Started()
	if e.json {
		err = writeLine(e.out, started)
	} else {
		_, err = fmt.Fprint(e.out, greeting(started, c.Demo))
	}
	if err != nil {
		return err
	}
	return s.Wait(e.ctx)
}

// program returns a command line of this program as it was called, for people to
// paste.
func program(command string, words ...string) string {
	return wiring.Command(append([]string{os.Args[0], command}, words...)...)
}

func logger(level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

// greeting tells a person where the server is and what to do next.
func greeting(s wiring.Started, isDemo bool) string {
	if !isDemo {
		return fmt.Sprintf("sdano %s слушает %s\nОстановить: Ctrl+C.\n", version, s.URL)
	}
	day, _ := sdano.ParseDate(s.Today)
	return fmt.Sprintf(`sdano %s: демо, сегодня %s

  Страница       %s
  Пользователь   %s, пароль %s, область данных %d
  Токен          %s  (он же в %s)
  Спецоператор   %s  (учебный)

Что попробовать:
  1. Откройте страницу: плитка «Отчётность» по УСН жёлтая.
  2. Сдайте декларацию:
       %s
     или кнопкой на странице. Плитка позеленеет сама.
  3. Проверьте журнал:
       %s

Остановить: Ctrl+C.
`, version, day.RU(), s.URL, demo.Login, demo.Password, demo.Tenant, s.Token, s.TokenFile, s.Operator, s.Submit, s.Verify)
}
