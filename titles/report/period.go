package report

import (
	"fmt"
	"slices"
	"time"

	"sdano"
)

// Orders that list the codes of periods, as cited in the table.
const (
	orderRSV    = "приказ ФНС ЕД-7-11/878@ от 29.09.2022 (РСВ и персонифицированные сведения), порядок заполнения"
	orderNDS    = "приказ ФНС ММВ-7-3/558@ от 29.10.2014 (НДС), порядок заполнения, приложение 3"
	orderProfit = "приказ ФНС ЕД-7-3/475@ от 23.09.2019 (налог на прибыль), порядок заполнения, приложение 1"
	orderUSN    = "приказ ФНС ЕД-7-3/958@ от 25.12.2020 (УСН), порядок заполнения, приложение 1"
)

const (
	ended    = "при ликвидации или реорганизации"
	closed   = "при снятии с учёта предпринимателя"
	lastYear = "последний налоговый период"
)

const (
	kndNDS    = "1151001"
	kndProfit = "1151006"
)

// periodCode is one code of «Период» and what it means.
type periodCode struct {
	code string
	// kind and n are the period as sdano names it; NoPeriod for the first n
	// months of the year when they have no name.
	kind sdano.PeriodKind
	n    int
	// note says in Russian what is special, "" if nothing.
	note string
	// knd limits the row to a form, "" = all forms.
	knd    string
	source string
}

// periodCodes are the codes. They are listed per form in the orders; what means
// the same in all of them has one row.
var periodCodes = []periodCode{
	{code: "01", kind: sdano.Month, n: 1, source: orderRSV},
	{code: "02", kind: sdano.Month, n: 2, source: orderRSV},
	{code: "03", kind: sdano.Month, n: 3, source: orderRSV},
	{code: "04", kind: sdano.Month, n: 4, source: orderRSV},
	{code: "05", kind: sdano.Month, n: 5, source: orderRSV},
	{code: "06", kind: sdano.Month, n: 6, source: orderRSV},
	{code: "07", kind: sdano.Month, n: 7, source: orderRSV},
	{code: "08", kind: sdano.Month, n: 8, source: orderRSV},
	{code: "09", kind: sdano.Month, n: 9, source: orderRSV},
	{code: "10", kind: sdano.Month, n: 10, source: orderRSV},
	{code: "11", kind: sdano.Month, n: 11, source: orderRSV},
	{code: "12", kind: sdano.Month, n: 12, source: orderRSV},
	{code: "21", kind: sdano.Quarter, n: 1, source: orderRSV},
	{code: "22", kind: sdano.Quarter, n: 2, source: orderNDS},
	{code: "23", kind: sdano.Quarter, n: 3, source: orderNDS},
	{code: "24", kind: sdano.Quarter, n: 4, source: orderNDS},
	{code: "31", kind: sdano.HalfYear, source: orderRSV},
	{code: "33", kind: sdano.NineMonths, source: orderRSV},
	{code: "34", kind: sdano.Year, source: orderRSV},
	{code: "35", kind: sdano.Month, n: 1, knd: kndProfit, source: orderProfit},
	{code: "36", n: 2, knd: kndProfit, source: orderProfit},
	{code: "37", kind: sdano.Quarter, n: 1, knd: kndProfit, source: orderProfit},
	{code: "38", n: 4, knd: kndProfit, source: orderProfit},
	{code: "39", n: 5, knd: kndProfit, source: orderProfit},
	{code: "40", kind: sdano.HalfYear, knd: kndProfit, source: orderProfit},
	{code: "41", n: 7, knd: kndProfit, source: orderProfit},
	{code: "42", n: 8, knd: kndProfit, source: orderProfit},
	{code: "43", kind: sdano.NineMonths, knd: kndProfit, source: orderProfit},
	{code: "44", n: 10, knd: kndProfit, source: orderProfit},
	{code: "45", n: 11, knd: kndProfit, source: orderProfit},
	{code: "46", kind: sdano.Year, knd: kndProfit, source: orderProfit},
	{code: "50", kind: sdano.Year, note: lastYear, source: orderUSN},
	{code: "51", kind: sdano.Quarter, n: 1, note: ended, source: orderRSV},
	{code: "52", kind: sdano.HalfYear, note: ended, source: orderRSV},
	{code: "53", kind: sdano.NineMonths, note: ended, source: orderRSV},
	{code: "54", kind: sdano.Quarter, n: 2, note: ended, knd: kndNDS, source: orderNDS},
	{code: "55", kind: sdano.Quarter, n: 3, note: ended, knd: kndNDS, source: orderNDS},
	{code: "56", kind: sdano.Quarter, n: 4, note: ended, knd: kndNDS, source: orderNDS},
	{code: "83", kind: sdano.Quarter, n: 1, note: closed, source: orderRSV},
	{code: "84", kind: sdano.HalfYear, note: closed, source: orderRSV},
	{code: "85", kind: sdano.NineMonths, note: closed, source: orderRSV},
	{code: "86", kind: sdano.Year, note: closed, source: orderRSV},
	{code: "90", kind: sdano.Year, note: ended, source: orderRSV},
	{code: "95", kind: sdano.Year, note: lastYear + " при переходе на иной режим", source: orderUSN},
	{code: "96", kind: sdano.Year, note: lastYear + " при прекращении деятельности", source: orderUSN},
}

// periodCodeOf returns the row of a code for a form.
func periodCodeOf(knd, code string) (periodCode, bool) {
	for _, c := range periodCodes {
		if c.code == code && (c.knd == "" || c.knd == knd) {
			return c, true
		}
	}
	return periodCode{}, false
}

// in returns the period of a year, zero if it has no name of its own, with its
// first and last day.
func (c periodCode) in(year int) (p sdano.Period, from, to sdano.Date) {
	if c.kind == sdano.NoPeriod {
		return p, sdano.NewDate(year, time.January, 1), sdano.NewDate(year, time.Month(c.n)+1, 0)
	}
	p = sdano.Period{Year: year, Kind: c.kind, N: c.n}
	return p, p.First(), p.Last()
}

// text names the period of a year in Russian.
func (c periodCode) text(year int) string {
	p, _, to := c.in(year)
	text := p.RU()
	if p.IsZero() {
		text = fmt.Sprintf("январь–%s", sdano.MonthPeriod(year, to.Month()).RU())
	}
	if c.note != "" {
		text += " (" + c.note + ")"
	}
	return text
}

// Years that a report can be of.
const firstYear, lastYearOf = 1992, 2099

// periodAttributes reads Период and ОтчетГод of Документ.
func (r *reader) periodAttributes() {
	if r.form.dated {
		return
	}
	get := r.attr
	if r.form.known() {
		get = r.need
	}
	r.h.PeriodCode = get("Период")
	r.h.Year = r.year("ОтчетГод", get("ОтчетГод"))
	switch code := r.h.PeriodCode; {
	case code == "" || !r.form.known():
	case !digits(code, 2), r.form.periods != nil && !slices.Contains(r.form.periods, code):
		r.bad("Период", code, "для этой формы такого кода периода нет")
	}
}

// year reads the year in an attribute of the current element; 0 if it is absent
// or wrong.
func (r *reader) year(attribute, text string) int {
	year, ok := number(text, 4)
	if text != "" && (!ok || year < firstYear || year > lastYearOf) {
		r.bad(attribute, text, "нужен год из четырёх цифр")
		return 0
	}
	return year
}

// period derives the period from what was read.
func (r *reader) period() {
	h := &r.h
	switch {
	case r.form.dated && len(r.lines) > 0:
		r.noticePeriod()
	case h.Year == 0:
		h.PeriodKey, h.PeriodText = h.DocDate.String(), "от "+h.DocDate.RU()
	default:
		r.codedPeriod()
	}
}

// codedPeriod derives the period from year and code; without a code it is the
// year.
func (r *reader) codedPeriod() {
	h, code := &r.h, r.h.PeriodCode
	if code == "" {
		code = "34"
	}
	row, ok := periodCodeOf(h.KND, code)
	h.PeriodText = fmt.Sprintf("период с кодом %s, %d г.", code, h.Year)
	if ok {
		h.Period, h.PeriodFrom, h.PeriodTo = row.in(h.Year)
		h.PeriodText = row.text(h.Year)
	}
	if h.PeriodKey = h.Period.String(); h.PeriodKey == "" {
		h.PeriodKey = fmt.Sprintf("%d/%s", h.Year, code)
	}
}
