package main

import (
	"fmt"
	"log/slog"
	"os"
	"time"

	"sdano"
	"sdano/blob"
	"sdano/internal/demo"
	"sdano/internal/wiring"
)

type serveCmd struct {
	Addr       string     `help:"Адрес и порт." default:"127.0.0.1:8080" env:"SDANO_ADDR"`
	Data       string     `help:"Папка данных." default:"data" env:"SDANO_DATA" placeholder:"DIR"`
	DB         string     `name:"db" help:"Путь файла SQLite или postgres://…; без него sdano.db в папке данных." env:"SDANO_DB" placeholder:"DSN"`
	Schemas    string     `help:"Папка официальных схем; без неё schemas в папке данных." env:"SDANO_SCHEMAS" placeholder:"DIR"`
	Demo       bool       `help:"Демо: готовые организации и учебный спецоператор, страницы без входа." env:"SDANO_DEMO"`
	DemoToday  sdano.Date `help:"Календарный день демо (ГГГГ-ММ-ДД)." env:"SDANO_DEMO_TODAY" placeholder:"DATE"`
	PublicURL  string     `name:"public-url" help:"Адрес, по которому сервер видят клиенты, если это не адрес запроса." env:"SDANO_PUBLIC_URL" placeholder:"URL"`
	SignKeys   string     `name:"sign-keys" help:"Файл JSON с ключами подписи сервера (docs/signatures.md); без него сервер подписывает отчёты учебной подписью, документы — никакой." env:"SDANO_SIGN_KEYS" placeholder:"FILE"`
	Operator   operator   `embed:"" prefix:"operator-"`
	EDO        exchange   `embed:"" prefix:"edo-"`
	S3         bucket     `embed:"" prefix:"s3-"`
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

// exchange is how electronic documents are exchanged.
type exchange struct {
	Inbox          string `help:"Папка входящих документов ящиков «…@folder»." env:"SDANO_EDO_INBOX" placeholder:"DIR"`
	Outbox         string `help:"Папка исходящих документов ящиков «…@folder»." env:"SDANO_EDO_OUTBOX" placeholder:"DIR"`
	Blobs          string `help:"Папка больших файлов, общая у серверов с общей базой; без неё blobs в папке данных." env:"SDANO_EDO_BLOBS" placeholder:"DIR"`
	Prefix         string `help:"Начало путей интерфейса приёмки документов, например /xde." env:"SDANO_EDO_PREFIX" placeholder:"PATH"`
	AllowUnchecked bool   `help:"Отправлять и с подписями, алгоритм которых проверить нельзя." env:"SDANO_EDO_ALLOW_UNCHECKED"`
	PrivateHooks   bool   `help:"Разрешить вебхуки на адреса внутренней сети и без шифрования." env:"SDANO_EDO_PRIVATE_HOOKS"`
}

// bucket is a store of large files that speaks S3. Its keys come from the
// environment only: a command line is seen by others.
type bucket struct {
	Endpoint string `help:"Адрес хранилища S3 для больших файлов; ключи — в SDANO_S3_ACCESS_KEY и SDANO_S3_SECRET_KEY." env:"SDANO_S3_ENDPOINT" placeholder:"URL"`
	Region   string `help:"Регион хранилища S3." env:"SDANO_S3_REGION"`
	Bucket   string `help:"Бакет хранилища S3." env:"SDANO_S3_BUCKET"`
	Folder   string `help:"Начало имён объектов в бакете." env:"SDANO_S3_FOLDER" placeholder:"PREFIX"`
}

// Variables of the environment that have no flag.
const (
	s3AccessKey = "SDANO_S3_ACCESS_KEY"
	s3SecretKey = "SDANO_S3_SECRET_KEY" //nolint:gosec // the name of a variable, not a key
)

// exchange returns the configuration of the exchange.
func (c serveCmd) exchange() wiring.EDOConfig {
	return wiring.EDOConfig{
		Inbox: c.EDO.Inbox, Outbox: c.EDO.Outbox, Blobs: c.EDO.Blobs, Prefix: c.EDO.Prefix,
		AllowUnchecked: c.EDO.AllowUnchecked, PrivateHooks: c.EDO.PrivateHooks,
		S3: blob.S3Config{
			Endpoint: c.S3.Endpoint, Region: c.S3.Region, Bucket: c.S3.Bucket, Prefix: c.S3.Folder,
			AccessKey: os.Getenv(s3AccessKey), SecretKey: os.Getenv(s3SecretKey),
		},
	}
}

// Run serves until the program is told to end.
func (c serveCmd) Run(e *env) error {
	s, err := wiring.Start(e.ctx, wiring.Config{
		Version: version, Program: os.Args[0], Addr: c.Addr, Data: c.Data, DB: c.DB, Schemas: c.Schemas, Demo: c.Demo, DemoToday: c.DemoToday, PublicURL: c.PublicURL,
		Operator: wiring.OperatorConfig{URL: c.Operator.URL, Key: c.Operator.Key, Account: c.Operator.Account, Directions: c.Directions},
		SignKeys: c.SignKeys, EDO: c.exchange(), StageDelay: c.Operator.Delay, Log: logger(c.LogLevel),
	})
	if sdano.IsKind(err, sdano.Invalid) {
		return misconfigured{err}
	}
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
  3. Откройте «Документы»: примите УПД, ответьте на акт сверки, отклоните УКД.
  4. Проверьте журнал:
       %s

Остановить: Ctrl+C.
`, version, day.RU(), s.URL, demo.Login, demo.Password, demo.Tenant, s.Token, s.TokenFile, s.Operator, s.Submit, s.Verify)
}
