package web

import (
	"slices"

	"sdano"
	"sdano/monitor"
)

// factKinds are the kinds of facts in the order of their tabs.
var factKinds = []factKind{entriesKind, paymentsKind, accrualsKind, balancesKind, payrollKind, filingsKind, reconciliationsKind, answersKind}

var entryChoices = []choice{
	{Value: string(monitor.EntryIncome), Text: "доход"}, {Value: string(monitor.EntryExpense), Text: "расход"}, {Value: string(monitor.EntryRefund), Text: "возврат покупателю"},
}

var regimeNameChoices = []choice{
	{Value: "", Text: "единственный на эту дату"},
	{Value: "usn", Text: "УСН"},
	{Value: "osno", Text: "ОСНО"},
	{Value: "ausn", Text: "АУСН"},
	{Value: "eshn", Text: "ЕСХН"},
	{Value: "psn", Text: "патент"},
	{Value: "npd", Text: "НПД"},
}

// wordOf returns the text of a choice.
func wordOf(options []choice, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Text
		}
	}
	return value
}

// newest orders facts by day, the latest first.
func newest[T any](list []T, day func(T) sdano.Date) []T {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b T) int { return day(b).Compare(day(a)) })
	return out
}

// rowChoices are the rows that a payment or a sum may belong to.
func (s *Site) rowChoices(first ...choice) []choice {
	out := slices.Clone(first)
	for _, r := range s.Payers.Rows() {
		out = append(out, choice{Value: r.ID, Text: r.Title})
	}
	return out
}

var entriesKind = factKind{
	id: "entries", tab: "Доходы и расходы", title: "Доходы и расходы",
	hint:    "Строки книги учёта: по ним считаются УСН и взносы с дохода.",
	columns: []string{"Дата", "Что", "Сумма", "Режим", "Содержание"},
	lines: func(_ *Site, f monitor.Facts) (out []factLine) {
		for _, e := range newest(f.Entries, func(e monitor.Entry) sdano.Date { return e.Date }) {
			out = append(out, factLine{e.ID.String(), []string{e.Date.Dotted(), wordOf(entryChoices, string(e.Kind)), rub(e.Amount), wordOf(regimeNameChoices[1:], string(e.Regime)), e.Note}})
		}
		return out
	},
	fields: func(_ *Site, p *typed) []formField {
		return []formField{
			p.field(inputDate, "date", "Дата"), p.pick("what", "Что", entryChoices), p.digits("amount", "Сумма, ₽"),
			p.pick("regime", "Режим", regimeNameChoices), p.field(inputText, "note", "Содержание"),
		}
	},
	read: func(_ *Site, p *typed) monitor.Facts {
		p.need("date", "Укажите дату.")
		p.need("amount", "Укажите сумму.")
		return monitor.Facts{Entries: []monitor.Entry{{
			Kind: monitor.EntryKind(p.one("what", entryChoices)), Date: p.date("date"), Amount: p.money("amount"),
			Regime: monitor.RegimeKind(p.one("regime", regimeNameChoices)), Note: p.text("note"),
		}}}
	},
}

var enpChoice = choice{Value: monitor.ENP, Text: "единый налоговый платёж (ЕНП)"}

var paymentsKind = factKind{
	id: "payments", tab: "Платежи", title: "Платежи налогов и взносов",
	hint:    "Уплаченное закрывает сроки. Чаще всего платежи загружают из выписки банка.",
	columns: []string{"Дата", "За что", "Период", "Сумма", "КБК и назначение"},
	lines: func(s *Site, f monitor.Facts) (out []factLine) {
		rows := s.rowChoices(choice{Value: "", Text: "не распознан"}, enpChoice)
		for _, p := range newest(f.Payments, func(p monitor.Payment) sdano.Date { return p.Date }) {
			period := p.Period.RU()
			if period == "" {
				period = p.Field107
			}
			out = append(out, factLine{p.ID.String(), []string{p.Date.Dotted(), wordOf(rows, p.Row), tie(period), rub(p.Amount), joined(p.KBK, p.Purpose)}})
		}
		return out
	},
	fields: func(s *Site, p *typed) []formField {
		period := p.field(inputText, "period", "За период")
		period.Hint = "2026, 2026-Q1, 2026-M3; для ЕНП не нужен"
		return []formField{
			p.field(inputDate, "date", "Дата платежа"), p.pick("row", "За что", s.rowChoices(enpChoice)), p.digits("amount", "Сумма, ₽"),
			period, p.field(inputText, "purpose", "Назначение"),
		}
	},
	read: func(s *Site, p *typed) monitor.Facts {
		p.need("date", "Укажите дату.")
		p.need("amount", "Укажите сумму.")
		return monitor.Facts{Payments: []monitor.Payment{{
			Date: p.date("date"), Amount: p.money("amount"), Row: p.one("row", s.rowChoices(enpChoice)), Period: p.period("period"), Purpose: p.text("purpose"),
		}}}
	},
}

// joined joins what is not empty.
func joined(parts ...string) string {
	out := ""
	for _, part := range parts {
		if part != "" && out != "" {
			out += " · "
		}
		out += part
	}
	return out
}

var accrualsKind = factKind{
	id: "accruals", tab: "Суммы налогов", title: "Суммы налогов, введённые вручную",
	hint:    "Для налогов, которые сдано не считает само. Сумма из принятой декларации заменит введённую.",
	columns: []string{"Налог", "Период", "Сумма"},
	lines: func(s *Site, f monitor.Facts) (out []factLine) {
		rows := s.rowChoices()
		for _, a := range newest(f.Accruals, func(a monitor.Accrual) sdano.Date { return a.Period.Last() }) {
			out = append(out, factLine{a.ID.String(), []string{wordOf(rows, a.Row), tie(a.Period.RU()), rub(a.Amount)}})
		}
		return out
	},
	fields: func(s *Site, p *typed) []formField {
		period := p.field(inputText, "period", "Период")
		period.Hint = "2026, 2026-Q1, 2026-M3"
		return []formField{p.pick("row", "Налог", s.rowChoices()), period, p.digits("amount", "Сумма, ₽")}
	},
	read: func(s *Site, p *typed) monitor.Facts {
		p.need("period", "Укажите период.")
		p.need("amount", "Укажите сумму.")
		return monitor.Facts{Accruals: []monitor.Accrual{{Row: p.one("row", s.rowChoices()), Period: p.period("period"), Amount: p.money("amount")}}}
	},
}
