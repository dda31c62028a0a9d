package data

import (
	"strconv"

	"sdano"
)

// Summary tells of one table what it holds.
type Summary struct {
	// File is the name of the file, Title its Russian name.
	File  string `json:"file"`
	Title string `json:"title"`
	// Rows are counted, those that were checked and those that still have to be.
	Rows      int `json:"rows"`
	Confirmed int `json:"confirmed"`
	ToVerify  int `json:"to_verify"`
	// From and To are the first and last year or day the table knows, "" = it is
	// not dated or has no end.
	From string `json:"from,omitzero"`
	To   string `json:"to,omitzero"`
}

// Summaries tells of every table, in the order of Files.
func (t *Tables) Summaries() []Summary {
	by := map[string]*tally{}
	for _, name := range files {
		by[name] = &tally{Summary: Summary{File: name, Title: titles[name]}}
	}
	t.tallyTerms(by)
	t.tallyMoney(by)
	out := make([]Summary, 0, len(files))
	for _, name := range files {
		out = append(out, by[name].Summary)
	}
	return out
}

var titles = map[string]string{
	calendarFile: "Производственный календарь", contributionsFile: "Взносы предпринимателя за себя", deferralsFile: "Отсрочки",
	employersFile: "Взносы за сотрудников", formatsFile: "Форматы электронных документов", formsFile: "Формы отчетов по КНД",
	goldenFile: "Опубликованные сроки для проверки", keyRateFile: "Ключевая ставка", penaltiesFile: "Пени", requisitesFile: "Платежные реквизиты и КБК",
	rowsFile: "Строки монитора", rulesFile: "Обязанности и сроки", textsFile: "Тексты монитора", usnFile: "УСН", vatFile: "НДС при УСН",
}

// tally counts rows.
type tally struct{ Summary }

func (c *tally) add(b Basis) {
	c.Rows++
	if b.Certain() {
		c.Confirmed++
	} else {
		c.ToVerify++
	}
}

// tallyTerms counts the tables that terms rest on.
func (t *Tables) tallyTerms(by map[string]*tally) {
	for _, y := range t.Calendar {
		by[calendarFile].add(y.Basis)
	}
	by[calendarFile].years(t.Calendar[0].Number, t.Calendar[len(t.Calendar)-1].Number)
	for _, d := range t.Rules {
		for _, v := range d.Versions {
			by[rulesFile].add(v.Basis)
		}
	}
	for _, r := range t.Rows {
		by[rowsFile].add(r.Basis)
	}
	by[textsFile].Rows = len(t.Texts)
	for _, f := range t.Forms {
		by[formsFile].add(f.Basis)
	}
	for _, f := range t.Formats {
		by[formatsFile].add(f.Basis)
	}
	for _, g := range t.Golden {
		by[goldenFile].add(g.Basis)
	}
	for _, d := range t.Deferrals {
		by[deferralsFile].add(d.Basis)
	}
}

// tallyMoney counts the tables that sums rest on.
func (t *Tables) tallyMoney(by map[string]*tally) {
	for _, c := range t.Contributions {
		by[contributionsFile].add(c.Basis)
		by[contributionsFile].years(t.Contributions[0].Year, c.Year)
	}
	for _, u := range t.USN {
		by[usnFile].add(u.Basis)
		by[usnFile].years(t.USN[0].From, u.To)
	}
	for _, k := range t.KeyRates {
		by[keyRateFile].add(k.Basis)
		by[keyRateFile].days(t.KeyRates[0].From, t.KeyRatesTo)
	}
	for _, p := range t.Penalties {
		by[penaltiesFile].add(p.Basis)
	}
	for _, m := range t.Moratoria {
		by[penaltiesFile].add(m.Basis)
	}
	t.tallyEmployers(by[employersFile])
	for _, l := range t.VATLimits {
		by[vatFile].add(l.Basis)
		by[vatFile].years(t.VATLimits[0].From, l.To)
	}
	for _, x := range t.VATRates {
		by[vatFile].add(x.Basis)
	}
	t.tallyRequisites(by[requisitesFile])
}

func (t *Tables) tallyEmployers(c *tally) {
	for _, y := range t.Employers {
		c.add(y.Basis)
		c.years(t.Employers[0].Year, y.Year)
	}
	for _, x := range t.Tariffs {
		c.add(x.Basis)
	}
	for _, w := range t.MinWages {
		c.add(w.Basis)
	}
	c.add(t.Accident.Basis)
}

func (t *Tables) tallyRequisites(c *tally) {
	for _, p := range t.Payees {
		c.add(p.Basis)
	}
	for _, f := range t.OrderFields {
		c.add(f.Basis)
	}
	for _, k := range t.KBK {
		c.add(k.Basis)
	}
	for _, n := range t.TaxNames {
		c.add(n.Basis)
	}
	for _, l := range t.Liabilities {
		c.add(l.Basis)
	}
}

// years sets the years a table knows; a zero one is open.
func (c *tally) years(from, to int) {
	c.From, c.To = strconv.Itoa(from), ""
	if to != 0 {
		c.To = strconv.Itoa(to)
	}
}

func (c *tally) days(from, to sdano.Date) { c.From, c.To = from.String(), to.String() }
