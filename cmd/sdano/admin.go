package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"sdano"
	"sdano/access"
	"sdano/internal/wiring"
	"sdano/monitor"
	"sdano/party"
	"sdano/storage/sqlstore"
)

// place is where the data of a server lie.
type place struct {
	Data string `help:"Папка данных сервера." default:"data" env:"SDANO_DATA" placeholder:"DIR"`
	DB   string `name:"db" help:"Путь файла SQLite или postgres://…; без него sdano.db в папке данных." env:"SDANO_DB" placeholder:"DSN"`
}

func (p place) dsn() string { return wiring.Config{Data: p.Data, DB: p.DB}.DSN() }

func (p place) open(e *env) (*sqlstore.DB, error) { return wiring.OpenStore(e.ctx, p.dsn()) }

// administrator is who changes settings by the command line, in the journal.
func administrator() sdano.Actor {
	for _, name := range []string{"USER", "USERNAME"} {
		if who := os.Getenv(name); who != "" {
			return sdano.Actor("cli:" + who)
		}
	}
	return "cli"
}

type migrateCmd struct{ place }

// Run creates the database or brings it to this program's schema.
func (c migrateCmd) Run(e *env) error {
	db, err := c.open(e)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	return show(e, map[string]bool{"ready": true}, "База данных готова.\n")
}

type verifyCmd struct{ place }

// Run recomputes every chain of the journal with a reader of its own.
func (c verifyCmd) Run(e *env) error {
	r, err := wiring.VerifyJournal(e.ctx, c.dsn())
	if err != nil {
		return err
	}
	text := fmt.Sprintf("Журнал цел: областей данных %d, записей %d, цепочки сходятся.\n", r.Tenants, r.Entries)
	if b := r.Broken; b != nil {
		text = fmt.Sprintf("Журнал нарушен: %s, запись %d: %s\n", chainName(b.Tenant), b.Seq, b.Why)
	}
	if err := show(e, r, text); err != nil {
		return err
	}
	if r.Broken != nil {
		return exitError(exitFailed)
	}
	return nil
}

// chainName names a chain of the journal: a data area's or the installation's.
func chainName(t sdano.Tenant) string {
	if t == sdano.AllTenants {
		return "цепочка самой установки"
	}
	return fmt.Sprintf("область данных %d", t)
}

type userSetCmd struct {
	place
	Login    string         `arg:"" help:"Имя пользователя."`
	Tenants  []sdano.Tenant `name:"tenant" help:"Области данных, в которые он входит." required:""`
	Scopes   []string       `name:"scope" help:"Права: reports, monitor, books, audit, jobs, override, admin; на документы ЭДО — acceptor, revoker, rejector, receiver, uploader, attorney, crypto, reader." default:"reports,monitor"`
	Disabled bool           `help:"Запретить вход."`
}

var scopes = []access.Scope{
	access.ScopeReports, access.ScopeMonitor, access.ScopeBooks, access.ScopeAudit, access.ScopeJobs, access.ScopeOverride, access.ScopeAdmin,
	access.ScopeAcceptor, access.ScopeRevoker, access.ScopeRejector, access.ScopeReceiver,
	access.ScopeUploader, access.ScopeAttorney, access.ScopeCrypto, access.ScopeReader,
}

// Run enters an account; the password is the first line of standard input.
func (c userSetCmd) Run(e *env) error {
	u := access.User{Login: c.Login, Tenants: c.Tenants, Disabled: c.Disabled}
	for _, name := range c.Scopes {
		if !slices.Contains(scopes, access.Scope(name)) {
			return usage("неизвестное право «"+name+"»", "Права перечисляет sdano user set --help.")
		}
		u.Scopes = append(u.Scopes, access.Scope(name))
	}
	if device(os.Stdin) {
		fmt.Fprint(e.err, "Пароль: ")
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && err != io.EOF { //nolint:errorlint // bufio gives io.EOF itself
		return err
	}
	db, err := c.open(e)
	if err != nil {
		return err
	}
	defer db.Close()
	office := wiring.NewOffice(db, sdano.RealClock{})
	_, replaced, err := office.Account(e.ctx, u.Login)
	if err != nil {
		return err
	}
	if err := office.SetUser(e.ctx, administrator(), u, strings.TrimRight(line, "\r\n")); err != nil {
		return err
	}
	return show(e, userResult{u.Login, u.Tenants, u.Scopes, u.Disabled, replaced}, userText(u, replaced))
}

// userResult is an account as it stands after user set.
type userResult struct {
	Login    string         `json:"login"`
	Tenants  []sdano.Tenant `json:"tenants"`
	Scopes   []access.Scope `json:"scopes"`
	Disabled bool           `json:"disabled"`
	Replaced bool           `json:"replaced"`
}

func userText(u access.User, replaced bool) string {
	done := "заведён"
	if replaced {
		done = "заменён"
	}
	text := fmt.Sprintf("Пользователь %s %s.\n  Области данных  %s\n  Права           %s\n", u.Login, done, list(u.Tenants), list(u.Scopes))
	if u.Disabled {
		text += "  Вход            запрещён\n"
	}
	return text + "Работающий сервер узнает об этом в течение секунды.\n"
}

// list writes values in one line.
func list[T any](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, ", ")
}

type orgSetCmd struct {
	place
	INN           string            `arg:"" name:"inn" help:"ИНН."`
	KPP           string            `name:"kpp" help:"КПП организации."`
	Name          string            `help:"Название." required:""`
	Tenant        sdano.Tenant      `help:"Область данных." required:""`
	Main          bool              `help:"Основная организация области."`
	Registered    sdano.Date        `help:"День регистрации." required:"" placeholder:"DATE"`
	FactsFrom     sdano.Date        `help:"День, с которого всё известно; без него — день регистрации." placeholder:"DATE"`
	BooksClosedTo sdano.Date        `help:"День, по который учёт полон." placeholder:"DATE"`
	USN           monitor.TaxObject `name:"usn" help:"Объект УСН: income или income_expense."`
	Rate          string            `help:"Ставка УСН долей: 0.06."`
	EmployeesFrom sdano.Date        `help:"День, с которого есть работники." placeholder:"DATE"`
}

// Run enters an organisation with its profile for the monitor.
func (c orgSetCmd) Run(e *env) error {
	p, err := c.profile()
	if err != nil {
		return err
	}
	db, err := c.open(e)
	if err != nil {
		return err
	}
	defer db.Close()
	office := wiring.NewOffice(db, sdano.RealClock{})
	org := party.Organization{ID: p.ID, TaxID: p.TaxID, Name: p.Name, Main: p.Main}
	if err := office.SetOrganization(e.ctx, administrator(), c.Tenant, org); err != nil {
		return err
	}
	if err := office.SetProfile(e.ctx, administrator(), c.Tenant, p); err != nil {
		return err
	}
	return show(e, map[string]string{"inn": c.INN, "kpp": c.KPP}, "Организация «"+p.Name+"» записана в область данных "+fmt.Sprint(c.Tenant)+".\n")
}

// organizationSpace is the name space of the identifiers of organisations that
// the command line enters: the same payer is the same organisation.
var organizationSpace = sdano.MustID("5da00000-0000-4000-8000-0000000000c1")

func (c orgSetCmd) profile() (monitor.Profile, error) {
	id := sdano.TaxID{INN: c.INN, KPP: c.KPP}
	if err := id.Check(); err != nil {
		return monitor.Profile{}, err
	}
	p := monitor.Profile{
		ID: sdano.NameID(organizationSpace, fmt.Sprint(c.Tenant, " ", id)), TaxID: id, Name: c.Name, Main: c.Main,
		Taxpayer: monitor.Organisation, Registered: c.Registered, FactsFrom: c.FactsFrom, BooksClosedTo: c.BooksClosedTo,
	}
	if id.IsPerson() {
		p.Taxpayer = monitor.Entrepreneur
	}
	if c.USN != "" {
		regime := monitor.Regime{Kind: monitor.USN, Object: c.USN, From: c.Registered}
		if c.Rate != "" {
			rate, err := sdano.ParseRate(c.Rate)
			if err != nil {
				return p, usage("ставка «"+c.Rate+"» — не доля", "Укажите в --rate долю, например 0.06.")
			}
			regime.Rate = rate
		}
		p.Regimes = []monitor.Regime{regime}
	}
	if !c.EmployeesFrom.IsZero() {
		p.Employees = []monitor.Span{{From: c.EmployeesFrom}}
	}
	return p, nil
}
