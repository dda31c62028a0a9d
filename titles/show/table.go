package show

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sdano"
	"sdano/titles/title"
)

// table is a table with the columns that have a value in some row.
type table struct {
	Columns []column
	Rows    [][]string
	// Foot is the last row with the sums; nil if there is none.
	Foot []string
}

type column struct {
	Title string
	// Number aligns the column to the right.
	Number bool
}

// lineColumns are the columns of the lines of all documents.
var lineColumns = []struct {
	column
	value func(*title.Line) string
	// sum adds up the column in the foot; nil if that makes no sense.
	sum func(*title.Line) title.Decimal
}{
	{column{"№", true}, func(l *title.Line) string { return l.Number }, nil},
	{column{"Наименование", false}, func(l *title.Line) string { return l.Name }, nil},
	{column{"Ед.", false}, func(l *title.Line) string { return unit(l) }, nil},
	{column{"Количество", true}, func(l *title.Line) string { return changed(l, quantity) }, nil},
	{column{"Цена", true}, func(l *title.Line) string { return changed(l, price) }, nil},
	{column{"Без налога", true}, func(l *title.Line) string { return changed(l, net) }, func(l *title.Line) title.Decimal { return l.Net }},
	{column{"Ставка", true}, func(l *title.Line) string { return changed(l, rate) }, nil},
	{column{"Налог", true}, func(l *title.Line) string { return changed(l, tax) }, func(l *title.Line) title.Decimal { return number(l.Tax) }},
	{column{"С налогом", true}, func(l *title.Line) string { return changed(l, gross) }, func(l *title.Line) title.Decimal { return l.Gross }},
	{column{"По документам", true}, func(l *title.Line) string { return amount(l.Declared) }, nil},
	{column{"Принято", true}, func(l *title.Line) string { return amount(l.Accepted) }, nil},
	{column{"Недостача", true}, func(l *title.Line) string { return amount(l.Shortage) }, nil},
	{column{"Излишки", true}, func(l *title.Line) string { return amount(l.Surplus) }, nil},
	{column{"Брак", true}, func(l *title.Line) string { return amount(l.Defect) }, nil},
	{column{"Бой", true}, func(l *title.Line) string { return amount(l.Breakage) }, nil},
	{column{"Отклонение цены", true}, func(l *title.Line) string { return amount(l.Overcharge) }, nil},
}

// What a correction changes, as it is and as it was before.
var (
	quantity = func(l *title.Line, b *title.Before) (string, string) { return amount(l.Quantity), amount(b.Quantity) }
	price    = func(l *title.Line, b *title.Before) (string, string) { return amount(l.Price), amount(b.Price) }
	net      = func(l *title.Line, b *title.Before) (string, string) { return amount(l.Net), amount(b.Net) }
	rate     = func(l *title.Line, b *title.Before) (string, string) { return l.Rate, b.Rate }
	tax      = func(l *title.Line, b *title.Before) (string, string) { return taxText(l.Tax), taxText(b.Tax) }
	gross    = func(l *title.Line, b *title.Before) (string, string) { return amount(l.Gross), amount(b.Gross) }
)

// changed tells a value of a line; of a correction "10 → 8".
func changed(l *title.Line, of func(*title.Line, *title.Before) (now, before string)) string {
	if l.Before == nil {
		now, _ := of(l, &title.Before{})
		return now
	}
	now, before := of(l, l.Before)
	if now == before {
		return now
	}
	return orDash(before) + " → " + orDash(now)
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func unit(l *title.Line) string {
	if l.Unit == "" && l.OKEI != "" {
		return "ОКЕИ " + l.OKEI
	}
	return l.Unit
}

// lines lays out the lines of a document, nil if it has none.
func lines(d *title.Document) *table {
	if len(d.Lines) == 0 {
		return nil
	}
	t := &table{Rows: make([][]string, len(d.Lines))}
	summed := false
	for _, c := range lineColumns {
		values, used := make([]string, len(d.Lines)), false
		var sum title.Decimal
		for i := range d.Lines {
			values[i] = c.value(&d.Lines[i])
			used = used || values[i] != ""
			if c.sum != nil {
				sum = sum.Plus(c.sum(&d.Lines[i]))
			}
		}
		if used {
			t.add(c.column, values, amount(sum))
			summed = summed || sum != ""
		}
	}
	t.finish(summed, d.Lines[0].Before != nil)
	return t
}

// add adds a column with its values and its sum.
func (t *table) add(c column, values []string, sum string) {
	t.Columns = append(t.Columns, c)
	for i, v := range values {
		t.Rows[i] = append(t.Rows[i], v)
	}
	t.Foot = append(t.Foot, sum)
}

// finish names the foot, which sums up what is after a correction, or drops it
// if nothing was summed.
func (t *table) finish(summed, corrected bool) {
	if !summed {
		t.Foot = nil
		return
	}
	name := "Итого"
	if corrected {
		name = "Итого после изменения"
	}
	if i := slices.IndexFunc(t.Columns, func(c column) bool { return !c.Number }); i >= 0 {
		t.Foot[i] = name
	}
}

// totals tells the document's own total.
func totals(d *title.Document) []fact {
	label := "Всего к оплате"
	if kindOf(d) == title.UKD {
		label = "Стоимость изменилась на"
	}
	value := amount(d.Total)
	if value != "" && d.Currency == "643" {
		value += " руб."
	}
	return given(fact{label, value})
}

// balances lays out the tables of an act of reconciliation, nil if there are
// none.
func balances(d *title.Document) *table {
	if len(d.Balances) == 0 {
		return nil
	}
	t := &table{Columns: []column{
		{"Договор", false},
		{"Начало, дебет", true},
		{"Начало, кредит", true},
		{"Оборот, дебет", true},
		{"Оборот, кредит", true},
		{"Конец, дебет", true},
		{"Конец, кредит", true},
	}}
	disputed := slices.ContainsFunc(d.Balances, func(b title.Balance) bool { return b.DiscrepancyDebit != "" || b.DiscrepancyCredit != "" })
	if disputed {
		t.Columns = append(t.Columns, column{"Расхождение, дебет", true}, column{"Расхождение, кредит", true})
	}
	for _, b := range d.Balances {
		contract := b.Contract
		if contract == "" {
			contract = "Всего"
		}
		row := []string{
			contract, amount(b.OpeningDebit), amount(b.OpeningCredit),
			amount(b.TurnoverDebit), amount(b.TurnoverCredit), amount(b.ClosingDebit), amount(b.ClosingCredit),
		}
		if disputed {
			row = append(row, amount(b.DiscrepancyDebit), amount(b.DiscrepancyCredit))
		}
		t.Rows = append(t.Rows, row)
	}
	t.dropEmpty()
	return t
}

// dropEmpty drops the columns of numbers that no row has: an answer to an act of
// reconciliation names only the figures that differ.
func (t *table) dropEmpty() {
	for n := len(t.Columns) - 1; n >= 0; n-- {
		if !t.Columns[n].Number || slices.ContainsFunc(t.Rows, func(row []string) bool { return row[n] != "" }) {
			continue
		}
		t.Columns = slices.Delete(t.Columns, n, n+1)
		for i, row := range t.Rows {
			t.Rows[i] = slices.Delete(row, n, n+1)
		}
	}
}

// entries lays out the documents of an act of reconciliation, each followed by its
// operations.
func entries(d *title.Document) *table {
	if len(d.Entries) == 0 {
		return nil
	}
	t := &table{Columns: []column{
		{"Договор, документ, операция", false},
		{"Дата", false},
		{"Дебет", true},
		{"Кредит", true},
		{"Расхождение", true},
	}}
	for _, e := range d.Entries {
		t.Rows = append(t.Rows, []string{e.Contract + ": " + e.Document, "", "", "", amount(e.Discrepancy)})
		for _, o := range e.Operations {
			day := ""
			if !o.Date.IsZero() {
				day = o.Date.Dotted()
			}
			t.Rows = append(t.Rows, []string{"строка " + o.Row + ": " + o.Name, day, amount(o.Debit), amount(o.Credit), ""})
		}
	}
	return t
}

const nbsp = "\u00a0"

// longest is how long a number is at most that is laid out, far beyond those of
// the formats.
const longest = 64

// amount writes a number as people do: "1 220,00". What is no plain number
// stays as it is.
func amount(d title.Decimal) string {
	whole, fraction, point := strings.Cut(string(d), ".")
	sign := ""
	if rest, ok := strings.CutPrefix(whole, "-"); ok {
		sign, whole = "−", rest
	}
	if whole == "" || len(d) > longest || strings.Trim(whole+fraction, "0123456789") != "" {
		return string(d)
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + nbsp + whole[at:]
	}
	if point {
		whole += "," + fraction
	}
	return sign + whole
}

// number returns a text as a number, "" if it is none ("без НДС").
func number(s string) title.Decimal {
	if strings.Trim(s, "-0123456789.") != "" {
		return ""
	}
	return title.Decimal(s)
}

func taxText(s string) string {
	if n := number(s); n != "" {
		return amount(n)
	}
	return s
}

func day(d sdano.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Dotted()
}

func moment(m title.Moment) string {
	return strings.TrimSpace(day(m.Date) + " " + strings.ReplaceAll(m.Time, ".", ":"))
}

func period(from, to sdano.Date) string {
	if from.IsZero() || to.IsZero() {
		return day(from) + day(to)
	}
	return day(from) + " — " + day(to)
}

// capital begins a text with a capital letter.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
