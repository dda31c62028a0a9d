package web

import (
	"sdano"
	"sdano/monitor"
)

var balancesKind = factKind{
	id: "balances", tab: "Остаток ЕНС", title: "Остатки единого налогового счёта",
	hint:    "Остаток из личного кабинета на конец дня; долг — со знаком минус. Первый открывает счёт, с остальными расчёт сверяется.",
	columns: []string{"Дата", "Остаток"},
	lines: func(_ *Site, f monitor.Facts) (out []factLine) {
		for _, b := range newest(f.Balances, func(b monitor.Balance) sdano.Date { return b.Date }) {
			out = append(out, factLine{b.ID.String(), []string{b.Date.Dotted(), rub(b.Amount)}})
		}
		return out
	},
	fields: func(_ *Site, p *typed) []formField {
		return []formField{p.field(inputDate, "date", "Дата"), p.digits("amount", "Остаток, ₽")}
	},
	read: func(_ *Site, p *typed) monitor.Facts {
		p.need("date", "Укажите дату.")
		p.need("amount", "Укажите остаток, хотя бы 0.")
		return monitor.Facts{Balances: []monitor.Balance{{Date: p.date("date"), Amount: p.money("amount")}}}
	},
}

var payrollKind = factKind{
	id: "payroll", tab: "Выплаты сотрудникам", title: "Выплаты сотрудникам",
	hint:    "По ним считаются взносы за сотрудников, травматизм и НДФЛ.",
	columns: []string{"Выплачено", "Сотрудник", "За месяц", "Облагается взносами", "НДФЛ удержан"},
	lines: func(_ *Site, f monitor.Facts) (out []factLine) {
		for _, x := range newest(f.Payroll, func(x monitor.Payroll) sdano.Date { return x.Month.Last() }) {
			out = append(out, factLine{x.ID.String(), []string{x.Paid.Dotted(), x.Employee, tie(x.Month.RU()), rub(x.Taxable), rub(x.Withheld)}})
		}
		return out
	},
	fields: func(_ *Site, p *typed) []formField {
		month := p.field(inputText, "month", "За месяц")
		month.Hint = "2026-M3"
		return []formField{
			p.field(inputText, "employee", "Сотрудник"), month, p.digits("taxable", "Облагается взносами, ₽"),
			p.digits("withheld", "НДФЛ удержан, ₽"), p.field(inputDate, "paid", "Дата выплаты"),
		}
	},
	read: func(_ *Site, p *typed) monitor.Facts {
		p.need("employee", "Назовите сотрудника или его номер: предел взносов считается по каждому.")
		p.need("month", "Укажите месяц.")
		x := monitor.Payroll{
			Employee: p.text("employee"), Month: p.period("month"), Taxable: p.money("taxable"), Withheld: p.money("withheld"), Paid: p.date("paid"),
		}
		if !x.Month.IsZero() && x.Month.Kind != sdano.Month {
			p.fault("month", "Нужен один месяц, например 2026-M3.")
		}
		return monitor.Facts{Payroll: []monitor.Payroll{x}}
	},
}

var reconciliationsKind = factKind{
	id: "reconciliations", tab: "Сверки", title: "Сверки с налоговой",
	hint:    "После сверки напоминание о ней гаснет.",
	columns: []string{"Запрошена", "Ответ получен"},
	lines: func(_ *Site, f monitor.Facts) (out []factLine) {
		for _, x := range newest(f.Reconciliations, func(x monitor.Reconciliation) sdano.Date { return x.Requested }) {
			out = append(out, factLine{x.ID.String(), []string{x.Requested.Dotted(), x.Answered.Dotted()}})
		}
		return out
	},
	fields: func(_ *Site, p *typed) []formField {
		return []formField{p.field(inputDate, "requested", "Запрошена"), p.field(inputDate, "answered", "Ответ получен")}
	},
	read: func(_ *Site, p *typed) monitor.Facts {
		p.need("requested", "Когда запросили сверку?")
		x := monitor.Reconciliation{Requested: p.date("requested"), Answered: p.date("answered")}
		p.order("answered", x.Requested, x.Answered)
		return monitor.Facts{Reconciliations: []monitor.Reconciliation{x}}
	},
}

var answerChoices = []choice{
	{Value: string(monitor.NoDebt), Text: "Долгов за прошлые годы нет"}, {Value: string(monitor.ReportsFiled), Text: "Отчёты за прошлые периоды сданы"},
}

var answersKind = factKind{
	id: "answers", tab: "Прошлые годы", title: "Что известно о прошлых годах",
	hint:    "Ответ снимает вопрос о времени до начала учёта.",
	columns: []string{"Дата", "Ответ", "Налог"},
	lines: func(s *Site, f monitor.Facts) (out []factLine) {
		rows := s.rowChoices(choice{})
		for _, a := range newest(f.Answers, func(a monitor.Answer) sdano.Date { return a.Date }) {
			word := wordOf(answerChoices, string(a.Kind))
			if a.Kind == monitor.CheckClosed {
				word = "Напоминание о сверке закрыто"
			}
			out = append(out, factLine{a.ID.String(), []string{a.Date.Dotted(), word, wordOf(rows, a.Row)}})
		}
		return out
	},
	fields: func(s *Site, p *typed) []formField {
		return []formField{p.pick("answer", "Ответ", answerChoices), p.pick("row", "Налог", s.rowChoices())}
	},
	read: func(s *Site, p *typed) monitor.Facts {
		return monitor.Facts{Answers: []monitor.Answer{{
			Kind: monitor.AnswerKind(p.one("answer", answerChoices)), Row: p.one("row", s.rowChoices()), Date: s.today(),
		}}}
	},
}

var filingsKind = factKind{
	id: "filings", tab: "Сдано не здесь", title: "Отчёты, сданные другим способом",
	hint:    "На бумаге, в кабинете, другой программой. Такой отчёт считается принятым.",
	columns: []string{"Дата", "Отчёт", "Период"},
	lines: func(s *Site, f monitor.Facts) (out []factLine) {
		rules := s.reportChoices()
		for _, x := range newest(f.Filings, func(x monitor.Filing) sdano.Date { return x.Date }) {
			out = append(out, factLine{x.ID.String(), []string{x.Date.Dotted(), wordOf(rules, x.Rule), tie(x.Period.RU())}})
		}
		return out
	},
	fields: func(s *Site, p *typed) []formField {
		period := p.field(inputText, "period", "За период")
		period.Hint = "2026, 2026-Q1, 2026-H1, 2026-9M, 2026-M3"
		return []formField{p.pick("rule", "Отчёт", s.reportChoices()), period, p.field(inputDate, "date", "Принят")}
	},
	read: func(s *Site, p *typed) monitor.Facts {
		p.need("period", "За какой период отчёт?")
		x := monitor.Filing{Rule: p.one("rule", s.reportChoices()), Period: p.period("period"), Date: p.date("date")}
		if x.Date.IsZero() {
			x.Date = s.today()
		}
		return monitor.Facts{Filings: []monitor.Filing{x}}
	},
}

// reportChoices are the reports and notices by the names of their rules.
func (s *Site) reportChoices() []choice {
	var out []choice
	for _, r := range s.Payers.ReportRules() {
		out = append(out, choice{Value: r.ID, Text: r.Title})
	}
	return out
}
