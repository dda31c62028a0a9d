package data

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
)

// The files as they are written. About is for people.
type (
	calendarTable struct {
		About string        `json:"about"`
		Years []writtenYear `json:"years"`
	}
	contributionsTable struct {
		About string             `json:"about"`
		Years []ContributionYear `json:"years"`
	}
	deferralsTable struct {
		About     string     `json:"about"`
		Deferrals []Deferral `json:"deferrals"`
	}
	employersTable struct {
		About    string         `json:"about"`
		Years    []EmployerYear `json:"years"`
		Tariffs  []Tariff       `json:"tariffs"`
		MinWages []MinWage      `json:"min_wages"`
		Accident Accident       `json:"accident"`
	}
	formatsTable struct {
		About   string   `json:"about"`
		Formats []Format `json:"formats"`
	}
	formsTable struct {
		About string `json:"about"`
		Forms []Form `json:"forms"`
	}
	goldenTable struct {
		About string   `json:"about"`
		Terms []Golden `json:"terms"`
	}
	keyRateTable struct {
		About string     `json:"about"`
		To    sdano.Date `json:"to"`
		Rates []KeyRate  `json:"rates"`
	}
	penaltiesTable struct {
		About     string        `json:"about"`
		Rules     []PenaltyRule `json:"rules"`
		Moratoria []Moratorium  `json:"moratoria"`
	}
	requisitesTable struct {
		About       string       `json:"about"`
		Payees      []Payee      `json:"payees"`
		Fields      []OrderField `json:"fields"`
		KBK         []KBK        `json:"kbk"`
		Taxes       []TaxName    `json:"taxes"`
		Liabilities []Liability  `json:"liabilities"`
	}
	rowsTable struct {
		About string `json:"about"`
		Rows  []Row  `json:"rows"`
	}
	rulesTable struct {
		About string `json:"about"`
		Rules []Rule `json:"rules"`
	}
	textsTable struct {
		About string `json:"about"`
		Texts []Text `json:"texts"`
	}
	usnTable struct {
		About string    `json:"about"`
		Rules []USNRule `json:"rules"`
	}
	vatTable struct {
		About  string     `json:"about"`
		Limits []VATLimit `json:"limits"`
		Rates  []VATRate  `json:"rates"`
	}
)

// writtenYear is a CalendarYear with its days in the short notation of ParseDays.
type writtenYear struct {
	Year      int    `json:"year"`
	Off       string `json:"off"`
	Work      string `json:"work"`
	Short     string `json:"short"`
	President string `json:"president"`
	Total     int    `json:"total"`
	Basis
}

// read fills the table of a file.
func (r *reader) read(t *Tables, name string, text []byte) {
	switch name {
	case calendarFile:
		r.readCalendar(t, decode[calendarTable](r, name, text).Years)
	case contributionsFile:
		t.Contributions = decode[contributionsTable](r, name, text).Years
	case formatsFile:
		t.Formats = decode[formatsTable](r, name, text).Formats
	case formsFile:
		t.Forms = decode[formsTable](r, name, text).Forms
	case rowsFile:
		t.Rows = decode[rowsTable](r, name, text).Rows
	case rulesFile:
		t.Rules = decode[rulesTable](r, name, text).Rules
	case textsFile:
		t.Texts = decode[textsTable](r, name, text).Texts
	case usnFile:
		t.USN = decode[usnTable](r, name, text).Rules
	default:
		r.readMoney(t, name, text)
	}
}

// readMoney fills the tables of penalties, contributions for employees, payment
// orders, deferrals and published terms.
func (r *reader) readMoney(t *Tables, name string, text []byte) {
	switch name {
	case goldenFile:
		t.Golden = decode[goldenTable](r, name, text).Terms
	case keyRateFile:
		table := decode[keyRateTable](r, name, text)
		t.KeyRates, t.KeyRatesTo = table.Rates, table.To
	case penaltiesFile:
		table := decode[penaltiesTable](r, name, text)
		t.Penalties, t.Moratoria = table.Rules, table.Moratoria
	case employersFile:
		table := decode[employersTable](r, name, text)
		t.Employers, t.Tariffs, t.MinWages, t.Accident = table.Years, table.Tariffs, table.MinWages, table.Accident
	case requisitesFile:
		table := decode[requisitesTable](r, name, text)
		t.Payees, t.OrderFields, t.KBK = table.Payees, table.Fields, table.KBK
		t.TaxNames, t.Liabilities = table.Taxes, table.Liabilities
	case vatFile:
		table := decode[vatTable](r, name, text)
		t.VATLimits, t.VATRates = table.Limits, table.Rates
	case deferralsFile:
		t.Deferrals = decode[deferralsTable](r, name, text).Deferrals
	}
}

// decode reads JSON strictly: no unknown or doubled members, nothing after the
// end. A fault is noted with the place in the file.
func decode[T any](r *reader, name string, text []byte) T {
	var out T
	err := json.Unmarshal(text, &out, json.RejectUnknownMembers(true))
	if err == nil {
		return out
	}
	r.cause = err
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic) && errors.Is(semantic.Err, json.ErrUnknownName):
		r.wrong(name, place(semantic.JSONPointer), "такого поля в таблице нет.")
	case errors.As(err, &semantic):
		r.wrong(name, place(semantic.JSONPointer), "значение не подходит для этого поля (байт %d).", semantic.ByteOffset)
	case errors.As(err, &syntactic):
		r.wrong(name, place(syntactic.JSONPointer), "это не JSON (байт %d).", syntactic.ByteOffset)
	default:
		r.wrong(name, "", "таблица не читается.")
	}
	return out
}

func place(p jsontext.Pointer) string { return strings.TrimPrefix(string(p), "/") }

func (r *reader) readCalendar(t *Tables, years []writtenYear) {
	for _, y := range years {
		days := func(field, text string) []sdano.Date {
			out, err := ParseDays(y.Year, text)
			if err != nil {
				r.cause = err
				r.wrong(calendarFile, strconv.Itoa(y.Year), "%s: дни записаны неверно: %q.", field, text)
			}
			return out
		}
		t.Calendar = append(t.Calendar, CalendarYear{
			Number: y.Year, Total: y.Total, Basis: y.Basis,
			Off: days("off", y.Off), Work: days("work", y.Work),
			Short: days("short", y.Short), President: days("president", y.President),
		})
	}
}

// ParseDays reads days of a year in the notation of the calendar table: days
// MM-DD and runs MM-DD..MM-DD, both ends included, parted by single spaces and
// ascending: "01-01..01-05 01-08". The empty text is no day.
func ParseDays(year int, text string) ([]sdano.Date, error) {
	if text == "" {
		return nil, nil
	}
	var out []sdano.Date
	for _, part := range strings.Split(text, " ") {
		run, err := parseRun(year, part)
		if err != nil {
			return nil, err
		}
		if len(out) > 0 && !out[len(out)-1].Before(run[0]) {
			return nil, fmt.Errorf("%q does not come after %s", part, out[len(out)-1])
		}
		out = append(out, run...)
	}
	return out, nil
}

// parseRun reads MM-DD or MM-DD..MM-DD; the result is never empty.
func parseRun(year int, text string) ([]sdano.Date, error) {
	head, tail, run := strings.Cut(text, "..")
	first, err := parseDay(year, head)
	if err != nil || !run {
		return []sdano.Date{first}, err
	}
	last, err := parseDay(year, tail)
	if err != nil {
		return nil, err
	}
	var out []sdano.Date
	for d := first; !d.After(last); d = d.AddDays(1) {
		out = append(out, d)
	}
	if len(out) < 2 {
		return nil, fmt.Errorf("%q is not a run of days", text)
	}
	return out, nil
}

func parseDay(year int, text string) (sdano.Date, error) {
	return sdano.ParseDate(fmt.Sprintf("%04d-%s", year, text))
}
