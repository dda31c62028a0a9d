package monitor_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sdano"
	"sdano/data"
	"sdano/monitor"
)

var update = flag.Bool("update", false, "write the golden files anew")

// tables and rules are those of the product, read once.
var (
	tables = sync.OnceValue(func() *data.Tables {
		t, err := data.Embedded()
		if err != nil {
			panic(err)
		}
		return t
	})
	rules = sync.OnceValue(func() *monitor.Rules { return compiled(tables()) })
)

func compiled(t *data.Tables) *monitor.Rules {
	cal, err := monitor.NewCalendar(t)
	if err != nil {
		panic(err)
	}
	r, err := monitor.LoadRules(t, cal)
	if err != nil {
		panic(err)
	}
	return r
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// The payers of the tests: numbers that nobody has.
var (
	ipID  = sdano.TaxID{INN: "779999991008"}
	oooID = sdano.TaxID{INN: "7799999919", KPP: "779901001"}
)

func date(s string) sdano.Date      { return sdano.MustDate(s) }
func period(s string) sdano.Period  { return sdano.MustPeriod(s) }
func rubles(s string) sdano.Money   { return sdano.MustMoney(s) }
func rate(s string) sdano.Rate      { return sdano.MustRate(s) }
func year(n int) sdano.Period       { return sdano.YearPeriod(n) }
func quarter(n, q int) sdano.Period { return sdano.QuarterPeriod(n, q) }

// usn returns the regime УСН from a day.
func usn(object monitor.TaxObject, percent, from string) []monitor.Regime {
	return []monitor.Regime{{Kind: monitor.USN, Object: object, Rate: rate(percent), From: date(from)}}
}

// ip is an ИП on УСН «доходы» 6 % without employees.
func ip(registered, booksTo string) monitor.Profile {
	p := monitor.Profile{
		TaxID: ipID, Name: "ИП Примеров Пётр Сергеевич", Taxpayer: monitor.Entrepreneur,
		Registered: date(registered), Regimes: usn(monitor.Income, "0.06", registered),
	}
	if booksTo != "" {
		p.BooksClosedTo = date(booksTo)
	}
	return p
}

// ooo is an organisation on УСН «доходы» 6 % with employees.
func ooo(registered, booksTo string) monitor.Profile {
	p := ip(registered, booksTo)
	p.TaxID, p.Name, p.Taxpayer = oooID, "ООО «Пример»", monitor.Organisation
	p.Employees = []monitor.Span{{From: date(registered)}}
	return p
}

func income(day, amount string) monitor.Entry {
	return monitor.Entry{ID: sdano.NewID(), Kind: monitor.EntryIncome, Date: date(day), Amount: rubles(amount)}
}

func refund(day, amount string) monitor.Entry {
	return monitor.Entry{ID: sdano.NewID(), Kind: monitor.EntryRefund, Date: date(day), Amount: rubles(amount)}
}

func expense(day, amount string) monitor.Entry {
	return monitor.Entry{ID: sdano.NewID(), Kind: monitor.EntryExpense, Date: date(day), Amount: rubles(amount)}
}

// paid is a payment of a row; an empty period is not named.
func paid(day, row, forPeriod, amount string) monitor.Payment {
	p := monitor.Payment{ID: sdano.NewID(), Date: date(day), Row: row, Amount: rubles(amount)}
	if forPeriod != "" {
		p.Period = period(forPeriod)
	}
	return p
}

// filed is the verdict on a report of a year.
func filed(knd, forPeriod string, state monitor.ReportState, day string) monitor.Verdict {
	at := date(day).In(sdano.Moscow)
	return monitor.Verdict{KND: knd, Period: period(forPeriod), State: state, Office: "7701", Sent: at, At: at}
}

const declarationUSN = "1152017"

// compute returns the monitor of the product's rules.
func compute(p monitor.Profile, f monitor.Facts, today string, v ...monitor.Verdict) monitor.Result {
	return monitor.Compute(rules(), monitor.Input{Profile: p, Facts: f, Verdicts: v, Today: date(today)})
}

// tax and report return the cells of a row that has to be there.
func tax(t *testing.T, r monitor.Result, row string) *monitor.Cell {
	t.Helper()
	found := r.Row(row)
	if found == nil || found.Tax == nil {
		t.Fatalf("no tax cell of %s: %+v", row, r.Rows)
	}
	return found.Tax
}

func report(t *testing.T, r monitor.Result, row string) *monitor.Cell {
	t.Helper()
	found := r.Row(row)
	if found == nil || found.Report == nil {
		t.Fatalf("no report cell of %s: %+v", row, r.Rows)
	}
	return found.Report
}

// say is what a cell says, in one line: colour, state, texts, term.
func say(c *monitor.Cell) string {
	if c == nil {
		return "null"
	}
	return strings.Join([]string{string(c.Color), string(c.State), c.Text, c.Description, c.Due.String()}, " | ")
}

// links are the titles of a cell's links with their moments.
func links(c *monitor.Cell) string {
	out := make([]string, 0, len(c.Links))
	for _, l := range c.Links {
		text := l.Text
		if at := l.Target.At(); at != "" {
			text += " " + at
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// rowsOf are the ids of the rows that are shown.
func rowsOf(r monitor.Result) string {
	out := make([]string, 0, len(r.Rows))
	for _, row := range r.Rows {
		out = append(out, row.ID)
	}
	return strings.Join(out, " ")
}
