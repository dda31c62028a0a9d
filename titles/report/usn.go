package report

import "sdano"

// usnTerms are the attributes of раздел 1.1 and 1.2 of the declaration of
// «упрощённая система» with what is payable, by the period that ends then
// (приказ ФНС ЕД-7-3/958@ of 25.12.2020 and the orders after it): lines 020,
// 040/050, 070/080. One attribute holds both lines of a term: a reduction
// («к уменьшению») is negative.
var usnTerms = []struct {
	attribute string
	kind      sdano.PeriodKind
	n         int
}{
	{"АвПУКв", sdano.Quarter, 1},
	{"АвПУУменПг", sdano.HalfYear, 0},
	{"АвПУУмен9м", sdano.NineMonths, 0},
}

// Where the rest of the year stands: lines 100/110, or line 120 when the minimum
// tax is payable (object «доходы минус расходы» only).
const (
	usnRest    = "НалПУУменПер"
	usnMinimum = "НалПУМин"
)

// usn reads the amounts of УСН: СумНалПУ_НП has the object «доходы», with all
// amounts in attributes, СумНалПУ_СмНП «доходы минус расходы», with the year's in
// a child. An absent advance is a dash in the form, that is nothing payable at
// that term. СумНалПат (tax already paid by patent) is not payable.
func (r *reader) usn() error {
	depth := r.s.Depth()
	return r.s.Within(func() error {
		s := r.s
		switch at := s.Depth() - depth; {
		case at == 1 && s.Is("СумНалПУ_НП"):
			r.usnAdvances()
			r.usnAmount(usnRest, r.need(usnRest), sdano.YearPeriod(r.h.Year))
		case at == 1 && s.Is("СумНалПУ_СмНП"):
			r.usnAdvances()
		case at == 2 && (s.Is(usnRest) || s.Is(usnMinimum)):
			name := s.Name()
			text, err := s.Content()
			if err == nil {
				r.usnAmount(name, text, sdano.YearPeriod(r.h.Year))
			}
			return err
		}
		return nil
	})
}

func (r *reader) usnAdvances() {
	for _, t := range usnTerms {
		text := r.attr(t.attribute)
		if text == "" {
			text = "0"
		}
		r.usnAmount(t.attribute, text, sdano.Period{Year: r.h.Year, Kind: t.kind, N: t.n})
	}
}

func (r *reader) usnAmount(name, text string, p sdano.Period) {
	if amount, ok := r.money(name, text); ok {
		r.h.Amounts = append(r.h.Amounts, Amount{Row: "usn", Period: p, Amount: amount})
	}
}

// money reads an amount; an empty text was complained of before.
func (r *reader) money(name, text string) (sdano.Money, bool) {
	if text == "" {
		return 0, false
	}
	m, err := sdano.ParseMoney(text)
	if err != nil {
		r.bad(name, text, "нужна сумма в рублях")
	}
	return m, err == nil
}
