package monitor_test

import (
	"testing"

	"sdano"
	"sdano/monitor"
)

func TestAnEntrepreneurWithoutIncome(t *testing.T) {
	t.Parallel()
	r := compute(ip("2026-03-10", "2026-11-21"), monitor.Facts{}, "2026-11-22")
	if len(r.Rows) != 2 || r.Check {
		t.Fatalf("rows %+v, check %v", r.Rows, r.Check)
	}
	c := tax(t, r, "usn")
	want(t, "УСН", say(c), "success | not_needed | Оплата не требуется {{smile}} | Следующий платеж не позднее 28 апреля 2027 г.\n(за 2026 г.) | 2027-04-28")
	want(t, "ссылки", links(c), "Проверить расчет налога за 3 квартал 2026 г. 2026-09-30T23:59:59")
	want(t, "точка", c.Links[0].Target.DataID, "tax_usn_calculator")
	want(t, "отчёт", say(report(t, r, "usn")),
		"success | never_filed | Отчетность еще не сдавалась | Первая декларация не позднее 26 апреля 2027 г.\n(за 2026 г.) | 2027-04-26")
	c = tax(t, r, "ip_self")
	want(t, "взносы", say(c), "warning | due | Пора оплатить 46 436,53 руб. | Не позднее 28 декабря 2026 г. | 2026-12-28")
	want(t, "ссылки", links(c), "Оплата за 2026 г. 2026-12-31T23:59:59")
	if r.Row("ip_self").Report != nil {
		t.Error("взносы за себя have a report")
	}
}

// open is a payer for the colours of the tax cell: the УСН of 2026 with an
// income in the first and in the second quarter.
func open() (monitor.Profile, monitor.Facts) {
	return ooo("2026-01-01", "2026-12-31"), monitor.Facts{Entries: []monitor.Entry{income("2026-02-01", "100000"), income("2026-05-01", "100000")}}
}

func TestColoursOfTheTaxCell(t *testing.T) {
	t.Parallel()
	const debts = " | Задолженность могла образоваться за один или несколько прошлых периодов | 2026-04-28"
	for _, tc := range []struct {
		what, today string
		change      func(*monitor.Profile, *monitor.Facts)
		want, links string
	}{
		{
			"never due", "2026-03-31", nil,
			"success | never_due | Налоги еще не оплачивались | Первый платеж не позднее 28 апреля 2026 г.\n(за 1 квартал 2026 г.) | 2026-04-28", "",
		},
		{
			"due from the day after the period", "2026-04-01", nil,
			"warning | due | Пора оплатить 6 000 руб. | Не позднее 28 апреля 2026 г. | 2026-04-28",
			"Оплата за 1 квартал 2026 г. 2026-03-31T23:59:59; Уведомление",
		},
		{
			"due on the day of the term", "2026-04-28", nil,
			"warning | due | Пора оплатить 6 000 руб. | Не позднее 28 апреля 2026 г. | 2026-04-28",
			"Оплата за 1 квартал 2026 г. 2026-03-31T23:59:59; Уведомление",
		},
		{
			"a debt on the day after it", "2026-04-29", nil,
			"danger | debt | Мы должны 6 000 руб." + debts, "Погашение задолженности 2026-04-29T00:00:00; Уведомление",
		},
		{
			"a debt and a sum due", "2026-07-01", nil,
			"danger | debt_and_due | Пора оплатить 12 000 руб." + debts,
			"Погашение задолженности 2026-07-01T00:00:00; Оплата за 2 квартал 2026 г. 2026-06-30T23:59:59; Уведомление",
		},
		{
			"the same, with a debt paid in part", "2026-07-01",
			func(_ *monitor.Profile, f *monitor.Facts) {
				f.Payments = []monitor.Payment{paid("2026-04-20", "usn", "2026-Q1", "5999.99")}
			},
			"danger | debt_and_due | Пора оплатить 6 000,01 руб." + debts,
			"Погашение задолженности 2026-07-01T00:00:00; Оплата за 2 квартал 2026 г. 2026-06-30T23:59:59; Уведомление",
		},
		{
			"the books are not kept", "2026-04-10", func(p *monitor.Profile, _ *monitor.Facts) { p.BooksClosedTo = sdano.Date{} },
			"warning | unknown | Пора рассчитать налог | Не позднее 28 апреля 2026 г. | 2026-04-28",
			"Оплата за 1 квартал 2026 г. 2026-03-31T23:59:59; Уведомление",
		},
		{
			"nor were they when it was late", "2026-06-10", func(p *monitor.Profile, _ *monitor.Facts) { p.BooksClosedTo = sdano.Date{} },
			"warning | unknown_late | Пора рассчитать налог | Срок уплаты истек 28 апреля 2026 г. | 2026-04-28",
			"Оплата за 1 квартал 2026 г. 2026-03-31T23:59:59; Уведомление",
		},
		{
			"no rate", "2026-04-10", func(p *monitor.Profile, _ *monitor.Facts) { p.Regimes[0].Rate = 0 },
			"warning | unknown | Пора рассчитать налог | Не позднее 28 апреля 2026 г. | 2026-04-28",
			"Оплата за 1 квартал 2026 г. 2026-03-31T23:59:59; Уведомление",
		},
		{
			"paid", "2026-04-10",
			func(_ *monitor.Profile, f *monitor.Facts) {
				f.Payments = []monitor.Payment{paid("2026-04-02", "usn", "2026-Q1", "6000")}
			},
			"success | paid | Налоги оплачены {{smile}} | Следующий платеж не позднее 28 июля 2026 г.\n(за 2 квартал 2026 г.) | 2026-07-28", "Уведомление",
		},
		{
			"covered by the account", "2026-04-10",
			func(_ *monitor.Profile, f *monitor.Facts) {
				f.Payments = []monitor.Payment{paid("2026-04-02", monitor.ENP, "", "7000")}
			},
			"success | covered | Налоги оплачены {{smile}} | Спишется с ЕНС 28 апреля 2026 г.: 6 000 руб. | 2026-04-28", "Уведомление",
		},
		{
			"covered in part", "2026-04-10",
			func(_ *monitor.Profile, f *monitor.Facts) {
				f.Payments = []monitor.Payment{paid("2026-04-02", monitor.ENP, "", "1000")}
			},
			"warning | due | Пора оплатить 5 000 руб. | Не позднее 28 апреля 2026 г. | 2026-04-28",
			"Оплата за 1 квартал 2026 г. 2026-03-31T23:59:59; Уведомление",
		},
		{
			"no income", "2026-04-10", func(_ *monitor.Profile, f *monitor.Facts) { f.Entries = nil },
			"success | not_needed | Оплата не требуется {{smile}} | Следующий платеж не позднее 28 июля 2026 г.\n(за 2 квартал 2026 г.) | 2026-07-28",
			"Проверить расчет налога за 1 квартал 2026 г. 2026-03-31T23:59:59",
		},
		{
			"a payment of after today does not count", "2026-04-10",
			func(_ *monitor.Profile, f *monitor.Facts) {
				f.Payments = []monitor.Payment{paid("2026-04-11", "usn", "2026-Q1", "6000")}
			},
			"warning | due | Пора оплатить 6 000 руб. | Не позднее 28 апреля 2026 г. | 2026-04-28",
			"Оплата за 1 квартал 2026 г. 2026-03-31T23:59:59; Уведомление",
		},
	} {
		p, f := open()
		if tc.change != nil {
			tc.change(&p, &f)
		}
		c := tax(t, compute(p, f, tc.today), "usn")
		want(t, tc.what, say(c), tc.want)
		want(t, tc.what+": links", links(c), tc.links)
	}
}

func TestColoursOfTheReportCell(t *testing.T) {
	t.Parallel()
	const todo = "Не позднее 25 марта 2027 г. | 2027-03-25"
	accepted := filed(declarationUSN, "2026", monitor.Accepted, "2027-02-01")
	for _, tc := range []struct {
		what, today string
		verdicts    []monitor.Verdict
		want, links string
	}{
		{
			"none was ever due", "2026-12-31", nil,
			"success | never_filed | Отчетность еще не сдавалась | Первая декларация не позднее 25 марта 2027 г.\n(за 2026 г.) | 2027-03-25", "",
		},
		{"open", "2027-01-01", nil, "warning | to_file | Пора сдавать отчетность | " + todo, "Декларация УСН за 2026 г."},
		{"on the day of the term", "2027-03-25", nil, "warning | to_file | Пора сдавать отчетность | " + todo, "Декларация УСН за 2026 г."},
		{
			"overdue", "2027-03-26", nil,
			"danger | overdue | Отчетность просрочена | С 26 марта 2027 г. | 2027-03-26", "Декларация УСН за 2026 г.",
		},
		{
			"prepared", "2027-02-01",
			[]monitor.Verdict{filed(declarationUSN, "2026", monitor.Prepared, "2027-01-20")},
			"warning | prepared | Отчетность подготовлена | " + todo, "Декларация УСН за 2026 г. (подготовлен)",
		},
		{
			"sent", "2027-02-01",
			[]monitor.Verdict{filed(declarationUSN, "2026", monitor.Sent, "2027-01-20")},
			"warning | sent | Отчетность отправлена | Ждем ответа: ИФНС 7701 | 2027-03-25", "Декларация УСН за 2026 г. (отправлен)",
		},
		{
			"sent in time and not answered when the term passed", "2027-03-26",
			[]monitor.Verdict{filed(declarationUSN, "2026", monitor.Sent, "2027-03-25")},
			"warning | sent | Отчетность отправлена | Ждем ответа: ИФНС 7701 | 2027-03-25", "Декларация УСН за 2026 г. (отправлен)",
		},
		{
			"sent too late", "2027-03-27",
			[]monitor.Verdict{filed(declarationUSN, "2026", monitor.Sent, "2027-03-26")},
			"danger | overdue | Отчетность просрочена | С 26 марта 2027 г. | 2027-03-26", "Декларация УСН за 2026 г. (отправлен)",
		},
		{
			"rejected", "2027-02-01",
			[]monitor.Verdict{filed(declarationUSN, "2026", monitor.Rejected, "2027-01-20")},
			"warning | to_file | Пора сдавать отчетность | " + todo, "Декларация УСН за 2026 г. (отклонен)",
		},
		{
			"accepted", "2027-02-01",
			[]monitor.Verdict{accepted},
			"success | filed | Отчетность сдана {{smile}}", "",
		},
		{
			"a rejected correction of an accepted report changes nothing", "2027-02-01",
			[]monitor.Verdict{accepted, correction(filed(declarationUSN, "2026", monitor.Rejected, "2027-01-31"))},
			"success | filed | Отчетность сдана {{smile}}", "",
		},
		{
			"an accepted correction makes up for a rejected report", "2027-02-01",
			[]monitor.Verdict{filed(declarationUSN, "2026", monitor.Rejected, "2027-01-20"), correction(filed(declarationUSN, "2026", monitor.Accepted, "2027-01-30"))},
			"success | filed | Отчетность сдана {{smile}}", "",
		},
		{
			"another form of the same period", "2027-02-01",
			[]monitor.Verdict{filed("1151111", "2026", monitor.Accepted, "2027-01-20")},
			"warning | to_file | Пора сдавать отчетность | " + todo, "Декларация УСН за 2026 г.",
		},
	} {
		p, f := open()
		c := report(t, compute(p, f, tc.today, tc.verdicts...), "usn")
		text := say(c)
		if c.State == monitor.ReportFiled {
			text = text[:len(tc.want)]
		}
		want(t, tc.what, text, tc.want)
		want(t, tc.what+": links", links(c), tc.links)
	}
}

func correction(v monitor.Verdict) monitor.Verdict {
	v.Correction = 1
	return v
}

func TestTheDeclarationAfterAnAcceptedOne(t *testing.T) {
	t.Parallel()
	p, f := open()
	c := report(t, compute(p, f, "2027-02-01", filed(declarationUSN, "2026", monitor.Accepted, "2027-02-01")), "usn")
	want(t, "next", say(c), "success | filed | Отчетность сдана {{smile}} | Следующая декларация не позднее 27 марта 2028 г.\n(за 2027 г.) | 2028-03-27")
	p, f = open()
	p.Closed = date("2026-11-10") // an organisation has no term of its own for the end
	c = report(t, compute(p, f, "2026-12-01"), "usn")
	want(t, "closed", say(c), "warning | to_file | Пора сдавать отчетность | Не позднее 25 марта 2027 г. | 2027-03-25")
}

func TestOverdueDeclarationsAreCounted(t *testing.T) {
	t.Parallel()
	p := ooo("2022-01-01", "2027-01-31")
	for _, tc := range []struct {
		today       string
		accepted    []string
		want, links string
	}{
		{"2024-06-01", nil, "С 26 марта 2024 г.", "Декларация УСН за 2023 г.; Декларация УСН за 2022 г."},
		{"2025-06-01", nil, "С 26 марта 2025 г.", "Декларация УСН за 2024 г.; Просроченные отчеты (3)"},
		{"2025-02-01", []string{"2022"}, "С 26 марта 2024 г.", "Декларация УСН за 2024 г.; Просроченные отчеты (1)"},
		{"2025-02-01", []string{"2024"}, "С 26 марта 2024 г.", "Декларация УСН за 2023 г.; Декларация УСН за 2022 г."},
	} {
		var v []monitor.Verdict
		for _, y := range tc.accepted {
			v = append(v, filed(declarationUSN, y, monitor.Accepted, "2025-01-15"))
		}
		c := report(t, compute(p, monitor.Facts{}, tc.today, v...), "usn")
		want(t, tc.today, c.Description+" "+links(c), tc.want+" "+tc.links)
	}
}

func TestTheClosingOfAnEntrepreneur(t *testing.T) {
	t.Parallel()
	p := ip("2025-01-01", "2026-05-20")
	p.Closed = date("2026-05-20")
	f := monitor.Facts{
		Entries:  []monitor.Entry{income("2025-03-01", "1300000"), income("2026-05-01", "1000000")},
		Payments: []monitor.Payment{paid("2025-12-01", "ip_self", "2025", "53658"), paid("2026-04-01", "usn", "2025", "14342")},
	}
	v := filed(declarationUSN, "2025", monitor.Accepted, "2026-03-01")
	r := compute(p, f, "2026-05-21", v)
	c := tax(t, r, "ip_self")
	// 22 215,48 of the part of the year, 7 000 of its 1 %, and the 1 % of 2025: all
	// within 15 days.
	want(t, "contributions", say(c), "warning | due | Пора оплатить 39 215,48 руб. | Не позднее 4 июня 2026 г. | 2026-06-04")
	want(t, "links", links(c), "Оплата за 2026 г. 2026-12-31T23:59:59; Оплата за 2025 г. 2025-12-31T23:59:59")
	c = tax(t, r, "usn")
	want(t, "tax", say(c), "warning | due | Пора оплатить 30 785 руб. | Не позднее 29 июня 2026 г. | 2026-06-29")
	want(t, "report", say(report(t, r, "usn")), "warning | to_file | Пора сдавать отчетность | Не позднее 25 июня 2026 г. | 2026-06-25")
	f.Payments = append(f.Payments, paid("2026-05-22", "ip_self", "2025", "10000"), paid("2026-05-22", "ip_self", "2026", "29215.48"), paid("2026-05-22", "usn", "2026", "30785"))
	r = compute(p, f, "2026-07-01", v, filed(declarationUSN, "2026", monitor.Accepted, "2026-06-01"))
	if r.Row("usn") != nil {
		t.Errorf("a row with nothing to come is shown: %+v", r.Row("usn"))
	}
	want(t, "all is done", say(tax(t, r, "ip_self")), "success | paid | Налоги оплачены {{smile}} |  | ")
}

func TestPeriodsOfWhichNothingIsKnown(t *testing.T) {
	t.Parallel()
	p := ip("2019-01-01", "2026-04-30")
	p.FactsFrom = date("2026-01-01")
	f := monitor.Facts{Payments: []monitor.Payment{paid("2026-02-01", "ip_self", "2026", "57390")}}
	r := compute(p, f, "2026-05-10")
	c := tax(t, r, "ip_self")
	want(t, "contributions", say(c), "warning | past_unknown | Проверьте, нет ли задолженности по взносам за прошлые годы |  | ")
	want(t, "link", links(c), "Проверить")
	if len(c.Uncertain) == 0 {
		t.Error("the unknown past is certain")
	}
	// The tax of 2025 was due after 1 January 2026, but its sum cannot be known.
	want(t, "tax", say(tax(t, r, "usn")), "warning | unknown_late | Пора рассчитать налог | Срок уплаты истек 28 апреля 2026 г. | 2026-04-28")
	f.Accruals = []monitor.Accrual{{ID: sdano.NewID(), Row: "usn", Period: year(2025), Amount: 0}}
	want(t, "tax entered", say(tax(t, compute(p, f, "2026-05-10"), "usn")),
		"warning | past_unknown | Проверьте, нет ли задолженности по налогу за прошлые годы |  | ")
	f.Answers = []monitor.Answer{
		{Row: "usn", Kind: monitor.NoDebt, Date: date("2026-05-09")},
		{Row: "ip_self", Kind: monitor.NoDebt, Date: date("2026-05-09")},
		{Row: "usn", Kind: monitor.ReportsFiled, Date: date("2026-05-09")},
	}
	r = compute(p, f, "2026-05-10", filed(declarationUSN, "2025", monitor.Accepted, "2026-04-01"))
	want(t, "answered", say(tax(t, r, "usn")), "success | paid | Налоги оплачены {{smile}} | Следующий платеж не позднее 28 июля 2026 г.\n(за 2 квартал 2026 г.) | 2026-07-28")
	want(t, "answered", string(tax(t, r, "ip_self").State), "paid")
	want(t, "answered", string(report(t, r, "usn").State), "filed")
	f.Answers = f.Answers[:2]
	r = compute(p, f, "2026-05-10", filed(declarationUSN, "2025", monitor.Accepted, "2026-04-01"))
	c = report(t, r, "usn")
	want(t, "reports", say(c), "warning | past_unknown | Проверьте, нужно ли сдать отчеты за прошлые периоды |  | ")
	want(t, "link", links(c), "Отчетность прошлых периодов")
}

func TestTheLeadOpensObligationsLater(t *testing.T) {
	t.Parallel()
	p, f := open()
	for day, state := range map[string]monitor.State{"2026-04-20": monitor.TaxNeverDue, "2026-04-21": monitor.TaxDue} {
		r := monitor.Compute(rules(), monitor.Input{Profile: p, Facts: f, Today: date(day), Settings: monitor.Settings{Lead: 7}})
		if c := tax(t, r, "usn"); c.State != state {
			t.Errorf("%s: %s", day, say(c))
		}
	}
}

func TestTheGroupSeparatorAndTheNoteOfUncertainty(t *testing.T) {
	t.Parallel()
	p, f := open()
	p.BooksClosedTo = date("2026-03-01")
	s := monitor.Settings{GroupSeparator: "\u00a0", EmitUncertain: true}
	r := monitor.Compute(rules(), monitor.Input{Profile: p, Facts: f, Today: date("2026-04-10"), Settings: s})
	c := tax(t, r, "usn")
	want(t, "title", c.Text, "Пора оплатить 6\u00a0000 руб.")
	want(t, "reason", c.Uncertain[0], "Книга учета закрыта только по 1 марта 2026 г., сумма предварительная.")
	// Behind the header and «Бухгалтерская отчетность».
	cell := parsed(t, fresh(t, r)).(map[string]any)["rows"].([]any)[2].(map[string]any)["tax"].(map[string]any)
	want(t, "file", cell["description"].(string), "Не позднее 28 апреля 2026 г.\nСумма предварительная")
}
