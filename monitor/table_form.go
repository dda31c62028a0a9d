package monitor

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"sdano"
	"sdano/tablefile"
)

// tableForm is how tables of a kind look: their columns, what a row says, and the
// rows that facts are written as.
type tableForm struct {
	sheet   string
	columns []column
	read    func(c *cells) Facts
	write   func(f Facts, row func(id string) string) [][]any
}

// need is what must be said; the columns that say it.
const (
	needDay = "дата"
	needSum = "сумма"
)

var tableForms = map[TableKind]tableForm{
	TableEntries: {
		sheet: "Доходы и расходы",
		columns: []column{
			{"date", needDay, []string{"дата", "дата операции", "дата документа", "дата и номер", "date"}},
			{"what", "", []string{"что", "вид", "вид операции", "тип", "kind"}},
			{"amount", needSum, []string{"сумма", "amount"}},
			{"income", needSum, []string{"доход", "доходы", "приход", "поступление"}},
			{"expense", needSum, []string{"расход", "расходы", "списание"}},
			{"regime", "", []string{"режим", "система налогообложения", "regime"}},
			{"note", "", []string{"содержание", "содержание операции", "примечание", "назначение", "назначение платежа", "описание", "note"}},
		},
		read: readEntry,
		write: func(f Facts, _ func(string) string) (out [][]any) {
			for _, e := range f.Entries {
				out = append(out, []any{e.Date, entryWords[e.Kind], e.Amount, nil, nil, string(e.Regime), e.Note})
			}
			return out
		},
	},
	TablePayments: {
		sheet: "Платежи",
		columns: []column{
			{"date", needDay, []string{"дата", "дата платежа", "дата списания", "date"}},
			{"amount", needSum, []string{"сумма", "сумма платежа", "списание", "дебет", "amount"}},
			{"row", "", []string{"за что", "налог", "row"}},
			{"period", "", []string{"период", "за период", "period"}},
			{"kbk", "", []string{"кбк", "kbk"}},
			{"107", "", []string{"поле 107", "налоговый период", "107"}},
			{"uin", "", []string{"уин", "код", "uin"}},
			{"purpose", "", []string{"назначение", "назначение платежа", "содержание", "purpose"}},
		},
		read: readPayment,
		write: func(f Facts, row func(string) string) (out [][]any) {
			for _, p := range f.Payments {
				out = append(out, []any{p.Date, p.Amount, row(p.Row), p.Period.String(), p.KBK, p.Field107, p.UIN, p.Purpose})
			}
			return out
		},
	},
	TablePayroll: {
		sheet: "Выплаты сотрудникам",
		columns: []column{
			{"employee", "сотрудник", []string{"сотрудник", "фио", "работник", "employee"}},
			{"month", "месяц", []string{"месяц", "за месяц", "период", "month"}},
			{"taxable", "начислено", []string{"начислено", "облагается взносами", "облагаемая сумма", "taxable"}},
			{"withheld", "", []string{"удержан ндфл", "ндфл", "удержано", "withheld"}},
			{"paid", "дата выплаты", []string{"дата выплаты", "выплачено", "дата", "paid"}},
		},
		read: func(c *cells) Facts {
			p := Payroll{
				Employee: c.text("employee"), Month: c.month("month"), Taxable: c.sum("taxable"), Withheld: c.orZero("withheld"), Paid: c.day("paid"),
			}
			c.notBelow(min(p.Taxable, p.Withheld), 0)
			if p.Employee == "" {
				c.fail("сотрудник", "")
			}
			return Facts{Payroll: []Payroll{p}}
		},
		write: func(f Facts, _ func(string) string) (out [][]any) {
			for _, p := range f.Payroll {
				out = append(out, []any{p.Employee, p.Month.String(), p.Taxable, p.Withheld, p.Paid})
			}
			return out
		},
	},
}

var entryWords = map[EntryKind]string{EntryIncome: "доход", EntryExpense: "расход", EntryRefund: "возврат"}

func readEntry(c *cells) Facts {
	e := Entry{Date: c.day("date"), Note: c.text("note"), Regime: RegimeKind(c.one("regime", regimeWords))}
	switch {
	case c.has("income") && c.has("expense"):
		c.fail("и доход, и расход в одной строке", c.raw("income")+" и "+c.raw("expense"))
	case c.has("income"):
		e.Kind, e.Amount = EntryIncome, c.sum("income")
	case c.has("expense"):
		e.Kind, e.Amount = EntryExpense, c.sum("expense")
	default:
		e.Kind, e.Amount = EntryKind(c.one("what", entryKinds)), c.sum("amount")
	}
	if e.Kind == "" {
		e.Kind = EntryIncome
	}
	if e.Amount < 0 && e.Kind == EntryIncome {
		e.Kind, e.Amount = EntryRefund, -e.Amount
	}
	c.notBelow(e.Amount, 0)
	return Facts{Entries: []Entry{e}}
}

// entryKinds and regimeWords are the words of the columns, by what they mean.
var (
	entryKinds = map[string]string{
		"доход": "income", "доходы": "income", "приход": "income", "income": "income", "поступление": "income",
		"расход": "expense", "расходы": "expense", "expense": "expense", "списание": "expense",
		"возврат": "refund", "возврат покупателю": "refund", "refund": "refund",
	}
	regimeWords = map[string]string{
		"усн": "usn", "осно": "osno", "аусн": "ausn", "есхн": "eshn", "патент": "psn", "псн": "psn", "нпд": "npd",
		"usn": "usn", "osno": "osno", "ausn": "ausn", "eshn": "eshn", "psn": "psn", "npd": "npd",
	}
)

func readPayment(c *cells) Facts {
	p := Payment{
		Date: c.day("date"), Amount: c.sum("amount"), Row: c.taxRow("row"), Period: c.period("period"),
		KBK: c.text("kbk"), Field107: c.text("107"), UIN: c.text("uin"), Purpose: c.text("purpose"),
	}
	c.notBelow(p.Amount, 1)
	return Facts{Payments: []Payment{p}}
}

// cells are the cells of a row by the keys of their columns. What they say is
// gathered, so that the same row of another file is known again; wrong is the first
// thing that cannot be read, in Russian.
type cells struct {
	row   tablefile.Row
	where map[string]int
	rows  []RowName
	said  strings.Builder
	wrong string
}

func (c *cells) raw(key string) string {
	n, ok := c.where[key]
	if !ok {
		return ""
	}
	return c.row.Cell(n)
}

func (c *cells) has(key string) bool {
	text := c.raw(key)
	return text != "" && text != "0" && text != "0,00" && text != "0.00"
}

func (c *cells) say(text string) { c.said.WriteString(text + "\x00") }

func (c *cells) fail(what, text string) {
	if c.wrong == "" {
		c.wrong = what + " «" + text + "»."
	}
}

func (c *cells) text(key string) string {
	text := c.raw(key)
	c.say(text)
	return text
}

func (c *cells) day(key string) sdano.Date {
	d, ok := tablefile.Date(c.raw(key))
	if !ok {
		c.fail("дата", c.raw(key))
	}
	c.say(d.String())
	return d
}

func (c *cells) sum(key string) sdano.Money {
	m, ok := tablefile.Money(c.raw(key))
	if !ok {
		c.fail("сумма", c.raw(key))
	}
	c.say(m.String())
	return m
}

// notBelow refuses a row whose sum is less than it can be: one bad row must not
// stop the others.
func (c *cells) notBelow(m, least sdano.Money) {
	if m < least {
		c.fail("сумма", m.String())
	}
}

// orZero is a sum that may be left out.
func (c *cells) orZero(key string) sdano.Money {
	if c.raw(key) == "" {
		c.say("")
		return 0
	}
	return c.sum(key)
}

// one is a word of a list, "" if nothing is said.
func (c *cells) one(key string, words map[string]string) string {
	text := c.raw(key)
	word, ok := words[title(text)]
	if !ok && text != "" {
		c.fail("слово", text)
	}
	c.say(word)
	return word
}

// taxRow is a row of the monitor by its id or title, ENP by its short name.
func (c *cells) taxRow(key string) string {
	text := c.raw(key)
	id := ""
	switch low := strings.ToLower(text); {
	case text == "":
	case low == ENP || strings.HasPrefix(low, "енп") || strings.HasPrefix(low, "единый налоговый"):
		id = ENP
	default:
		for _, r := range c.rows {
			if text == r.ID || strings.EqualFold(text, r.Title) {
				id = r.ID
			}
		}
		if id == "" {
			c.fail("налог", text)
		}
	}
	c.say(id)
	return id
}

func (c *cells) period(key string) sdano.Period {
	p, err := sdano.ParsePeriod(c.raw(key))
	if err != nil {
		c.fail("период", c.raw(key))
	}
	c.say(p.String())
	return p
}

// month is a month: 2026-M3, 03.2026, март 2026, or any day of it.
func (c *cells) month(key string) sdano.Period {
	text := c.raw(key)
	p, err := sdano.ParsePeriod(text)
	if d, ok := tablefile.Date(text); ok {
		p, err = sdano.MonthPeriod(d.Year(), d.Month()), nil
	} else if d, ok := tablefile.Date("01." + text); ok {
		p, err = sdano.MonthPeriod(d.Year(), d.Month()), nil
	} else if m, ok := wordMonth(text); ok {
		p, err = m, nil
	}
	if err != nil || p.Kind != sdano.Month {
		c.fail("месяц", text)
	}
	c.say(p.String())
	return p
}

// wordMonth reads «март 2026 г.».
func wordMonth(text string) (sdano.Period, bool) {
	words := strings.Fields(strings.TrimSuffix(strings.ToLower(text), " г."))
	if len(words) != 2 {
		return sdano.Period{}, false
	}
	for n := 1; n <= 12; n++ {
		p, err := sdano.ParsePeriod(words[1] + "-M" + strconv.Itoa(n))
		if err == nil && strings.HasPrefix(p.RU(), words[0]+" ") {
			return p, true
		}
	}
	return sdano.Period{}, false
}

// Table returns the facts of a kind as a sheet that ImportTable reads back. The
// error is ErrNoTableKind.
func (s *Service) Table(kind TableKind, f Facts) (tablefile.Sheet, error) {
	form, ok := tableForms[kind]
	if !ok {
		return tablefile.Sheet{}, ErrNoTableKind
	}
	out := tablefile.Sheet{Name: form.sheet, Rows: form.write(f, s.rowTitle)}
	for _, c := range form.columns {
		out.Titles = append(out.Titles, capital(c.titles[0]))
	}
	return out, nil
}

// rowTitle is the title of a row by its id, «ЕНП» for ENP.
func (s *Service) rowTitle(id string) string {
	if id == ENP {
		return "ЕНП"
	}
	for _, r := range s.c.Rules.names {
		if r.ID == id {
			return r.Title
		}
	}
	return id
}

// capital begins a title with a capital letter.
func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return strings.ToUpper(string(r)) + text[size:]
}
