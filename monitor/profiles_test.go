package monitor_test

import (
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/monitor"
)

// payer is a payer under one regime since 2025, with flags.
func payer(who monitor.Taxpayer, kind monitor.RegimeKind, flags ...string) monitor.Profile {
	p := ip("2025-01-01", "2026-04-09")
	if who == monitor.Organisation {
		p = ooo("2025-01-01", "2026-04-09")
	}
	p.Employees = nil
	p.Regimes = []monitor.Regime{{Kind: kind, From: p.Registered}}
	if kind == monitor.USN {
		p.Regimes[0].Object, p.Regimes[0].Rate = monitor.Income, rate("0.06")
	}
	if kind == monitor.PSN {
		p.Patents = []monitor.Patent{{From: date("2026-01-01"), To: date("2026-12-31"), Tax: rubles("60000")}}
	}
	for _, name := range flags {
		if name == "employees" {
			p.Employees = []monitor.Span{{From: p.Registered}}
			continue
		}
		p.Flags = append(p.Flags, monitor.Flag{Name: name, Span: monitor.Span{From: p.Registered}})
	}
	return p
}

// TestTypicalPayersSeeTheirRows: the rows that ten typical payers have, without
// and with what brings further ones.
func TestTypicalPayersSeeTheirRows(t *testing.T) {
	t.Parallel()
	const staff, org, person = "employees", monitor.Organisation, monitor.Entrepreneur
	for _, tc := range []struct {
		who   monitor.Taxpayer
		kind  monitor.RegimeKind
		flags string
		want  string
	}{
		{org, monitor.OSNO, "", "buh profit nds sv ns"},
		{org, monitor.OSNO, staff + " property transport land property_average", "buh profit nds property ndfl_agent sv ns transport land"},
		{org, monitor.USN, "", "buh usn sv ns"},
		{org, monitor.USN, staff + " vat_payer property", "buh nds usn property ndfl_agent sv ns"},
		{org, monitor.ESHN, "vat_exempt", "buh sv ns eshn"},
		{org, monitor.ESHN, staff, "buh nds ndfl_agent sv ns eshn"},
		{org, monitor.AUSN, "", "buh ausn"},
		{org, monitor.AUSN, staff, "buh sv ausn ausn_ns"},
		{person, monitor.OSNO, "", "ndfl_ip nds ip_self"},
		{person, monitor.OSNO, staff, "ndfl_ip nds ip_self ndfl_agent sv ns"},
		{person, monitor.USN, "", "usn ip_self"},
		{person, monitor.USN, staff + " vat_payer", "nds usn ip_self ndfl_agent sv ns"},
		{person, monitor.PSN, "", "ip_self psn"},
		{person, monitor.PSN, staff, "ip_self psn ndfl_agent sv ns"},
		{person, monitor.ESHN, "vat_exempt", "ip_self eshn"},
		{person, monitor.AUSN, "", "ausn"},
		{person, monitor.AUSN, staff, "sv ausn ausn_ns"},
		{person, monitor.NPD, "", "npd"},
		{
			org, monitor.OSNO, "excise ndpi water nvos tourist_tax trade_fee eaeu_import",
			"buh profit nds trade_fee sv ns nds_eaeu tourist excise ndpi water nvos",
		},
		{org, monitor.USN, "no_activity", "zero"},
		{person, monitor.USN, "no_activity", "ip_self zero"},
	} {
		p := payer(tc.who, tc.kind, strings.Fields(tc.flags)...)
		r := compute(p, monitor.Facts{Events: []monitor.Event{{Rule: "efs1_11_hire", Date: date("2026-04-08")}}}, "2026-04-10")
		want(t, string(tc.who)+" "+string(tc.kind)+" "+tc.flags, rowsOf(r), tc.want)
	}
}

func TestTheRowOfAPayerWithoutActivity(t *testing.T) {
	t.Parallel()
	p := payer(monitor.Organisation, monitor.USN, "no_activity")
	v := acceptedUpTo(p, "2026-04-09", true)
	r := compute(p, monitor.Facts{}, "2026-04-10", v...)
	want(t, "tax", say(tax(t, r, "zero")), "success | not_required | Платить не требуется {{smile}} | Налоги не уплачиваются, если деятельность отсутствует | ")
	c := report(t, r, "zero")
	want(t, "report", say(c), "warning | to_file | Пора сдавать нулевую отчетность | Не позднее 27 апреля 2026 г. | 2026-04-27")
	want(t, "links", links(c), "РСВ за 1 квартал 2026 г.; ЕФС-1, раздел 2 за 1 квартал 2026 г.")
	r = compute(p, monitor.Facts{}, "2026-04-28", append(v, acceptedUpTo(p, "2026-04-27", true)...)...)
	want(t, "filed", say(report(t, r, "zero")), "success | filed | Сдавать отчеты не требуется | "+
		"Следующий отчет не позднее 25 мая 2026 г.\n(Персонифицированные сведения за апрель 2026 г.) | 2026-05-25")
	if text := fresh(t, r); strings.Count(text, `"title":"Нулевая отчетность"`) != 1 {
		t.Error(text)
	}
	// What is unpaid all the same is not hidden.
	f := monitor.Facts{Accruals: []monitor.Accrual{{ID: sdano.NewID(), Row: "usn", Period: year(2025), Amount: rubles("700")}}}
	c = tax(t, compute(p, f, "2026-04-10", v...), "zero")
	want(t, "a debt", strings.Join(c.Uncertain, "; "), "Налог УСН за 2025 г.: не уплачено 700 руб., хотя деятельности нет.")
}

func TestOwnContributionsWithoutActivity(t *testing.T) {
	t.Parallel()
	p := payer(monitor.Entrepreneur, monitor.USN, "no_activity")
	c := tax(t, compute(p, monitor.Facts{}, "2026-04-10"), "ip_self")
	want(t, "debt", say(c), "danger | debt_idle | Мы должны 53 658,00 руб. | Просрочено 53 658,00 руб. | 2025-12-29")
	p.FactsFrom = date("2026-01-10")
	p.Flags = append(p.Flags, monitor.Flag{Name: "x", Span: monitor.Span{From: p.Registered}})
	f := monitor.Facts{Accruals: []monitor.Accrual{{Row: "ip_self", Rule: "ip_fixed", Period: year(2026)}}}
	c = tax(t, compute(p, f, "2026-04-10"), "ip_self")
	want(t, "past", say(c), "warning | past_unknown_idle | Укажите задолженность\nиз справки о состоянии расчетов |  | ")
}

func TestAPayerOfPatentsWithoutPatents(t *testing.T) {
	t.Parallel()
	p := payer(monitor.Entrepreneur, monitor.PSN)
	p.Patents = nil
	want(t, "psn", say(tax(t, compute(p, monitor.Facts{}, "2026-04-10"), "psn")), "warning | no_patents | Не введено ни одного патента | Введите действующие Патенты | ")
}

func TestPatentsArePaidInShares(t *testing.T) {
	t.Parallel()
	p := payer(monitor.Entrepreneur, monitor.PSN)
	p.Patents[0].Tax = rubles("100000")
	at := func(day string) *monitor.Cell { return tax(t, compute(p, monitor.Facts{}, day), "psn") }
	// 90 days after 1 January, and 28 December in place of the last day of 2026.
	want(t, "first", say(at("2026-01-01")), "warning | due | Пора оплатить 33 333 руб. | Не позднее 1 апреля 2026 г. | 2026-04-01")
	want(t, "link", links(at("2026-01-01")), "Оплата за 1 января – 31 декабря 2026 г. 2026-12-31T23:59:59")
	want(t, "late", say(at("2026-04-02")), "danger | debt_and_due | Пора оплатить 100 000 руб. | Задолженность могла образоваться за один или несколько прошлых периодов | 2026-04-01")
	want(t, "last", at("2026-04-02").Items[1].Left.String(), "66667.00")
	want(t, "last", at("2026-04-02").Items[1].Due.String(), "2026-12-28")

	for _, tc := range []struct{ from, to, want string }{
		{"2026-02-01", "2026-06-30", "2026-06-30"},                                             // five months
		{"2026-01-15", "2026-07-14", "2026-04-15 2026-07-14"},                                  // six
		{"2026-01-15", "2026-07-13", "2026-07-13"},                                             // five and a day less than one
		{"2024-10-01", "2024-12-31", "2025-01-09"},                                             // before the law of 28 December
		{"2025-11-01", "2025-12-31", "2025-12-29"}, {"2026-01-01", "2026-01-31", "2026-02-02"}, // a day off
	} {
		p.Patents = []monitor.Patent{{From: date(tc.from), To: date(tc.to)}}
		p.Registered, p.Regimes[0].From = date("2024-01-01"), date("2024-01-01")
		var got []string
		for _, d := range rules().Deadlines(&p, nil, date("2024-01-01"), date("2027-01-01")) {
			if d.Row == "psn" {
				got = append(got, d.Due.String())
			}
		}
		want(t, tc.from, strings.Join(got, " "), tc.want)
	}
}

func TestTheStateOfTheTaxOnProfessionalIncome(t *testing.T) {
	t.Parallel()
	p := payer(monitor.Entrepreneur, monitor.NPD)
	want(t, "npd", say(tax(t, compute(p, monitor.Facts{}, "2026-04-10"), "npd")), "warning | unknown | Нет данных о задолженности | Связь с сервером ФНС отсутствует | 2026-04-28")
}

// TestSmallIncomesPayNoVAT: under УСН the limit of the year decides, what is
// entered counts before it.
func TestSmallIncomesPayNoVAT(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		what   string
		lines  []monitor.Entry
		flags  []string
		months string // of 2026 whose quarters are declared
	}{
		{"nothing", nil, nil, ""},
		{"the limit itself", []monitor.Entry{income("2025-05-01", "20000000")}, nil, ""},
		{"the year before", []monitor.Entry{income("2025-05-01", "20000000.01")}, nil, "Q1 Q2 Q3 Q4"},
		{"in May", []monitor.Entry{income("2026-01-10", "20000000"), income("2026-05-31", "1")}, nil, "Q2 Q3 Q4"},
		{"in the last month of a quarter", []monitor.Entry{income("2026-06-01", "20000001")}, nil, "Q3 Q4"},
		{"returned", []monitor.Entry{income("2026-01-10", "20000001"), refund("2026-01-20", "5")}, nil, ""},
		{"entered", nil, []string{"vat_payer"}, "Q1 Q2 Q3 Q4"},
		{"exempt by the user's word", []monitor.Entry{income("2025-05-01", "90000000")}, []string{"vat_exempt"}, ""},
	} {
		p := payer(monitor.Organisation, monitor.USN, tc.flags...)
		f := monitor.Facts{Entries: tc.lines}
		var got []string
		for _, d := range rules().Deadlines(&p, &f, date("2026-01-01"), date("2027-03-01")) {
			if d.Rule == "nds_decl" && d.Period.Year == 2026 {
				got = append(got, strings.TrimPrefix(d.Period.String(), "2026-"))
			}
		}
		want(t, tc.what, strings.Join(got, " "), tc.months)
	}
}

func TestRegistrationsThatJoinTheNextPeriod(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ rule, registered, want string }{
		{"nds_decl", "2026-06-20", "2026-Q2"},
		{"nds_decl", "2026-06-21", "2026-Q3"},
		{"buh", "2026-09-30", "2026"},
		{"buh", "2026-10-01", "2027"},
		{"profit_decl_y", "2026-11-30", "2026"},
		{"profit_decl_y", "2026-12-01", "2027"},
		{"npd", "2026-06-01", "2026-M7"},
	} {
		p := payer(monitor.Organisation, monitor.OSNO)
		if tc.rule == "npd" {
			p = payer(monitor.Entrepreneur, monitor.NPD)
		}
		p.Registered, p.Regimes[0].From = date(tc.registered), date(tc.registered)
		list := rules().Deadlines(&p, nil, date("2026-01-01"), date("2029-01-01"))
		i := slices.IndexFunc(list, func(d monitor.Deadline) bool { return d.Rule == tc.rule })
		if i < 0 || list[i].Period != period(tc.want) {
			t.Errorf("%s of a payer registered on %s begins with %+v, want %s", tc.rule, tc.registered, list[max(i, 0)].Period, tc.want)
		}
	}
}

// TestTermsArePutOffByChoice: an act counts for those for whom it is switched on.
func TestTermsArePutOffByChoice(t *testing.T) {
	t.Parallel()
	p := payer(monitor.Organisation, monitor.USN)
	p.Registered, p.Regimes[0].From = date("2019-01-01"), date("2019-01-01")
	f := monitor.Facts{Accruals: []monitor.Accrual{{Row: "usn", Period: year(2019), Amount: rubles("100")}}}
	want(t, "as usual", tax(t, compute(p, f, "2020-06-01"), "usn").Items[0].Due.String(), "2020-05-12")
	p.Deferrals = []string{"pp409_payments"}
	c := tax(t, compute(p, f, "2020-06-01"), "usn")
	i := slices.IndexFunc(c.Items, func(i monitor.Item) bool { return i.Rule == "usn_year_pay_org" && i.Period == year(2019) })
	want(t, "put off", c.Items[i].Raw.String()+" "+c.Items[i].Due.String(), "2020-09-30 2020-09-30")
	if !strings.Contains(c.Items[i].Law, "постановление Правительства 409") {
		t.Errorf("the act is not told: %s", c.Items[i].Law)
	}
	for _, d := range rules().Deadlines(&p, &f, date("2020-09-30"), date("2020-09-30")) {
		if d.Rule == "usn_year_pay_org" && strings.Contains(d.Law, "409") {
			return
		}
	}
	t.Error("the calendar does not show the term that was put off")
}

func TestEventsHaveTheirTerms(t *testing.T) {
	t.Parallel()
	p := payer(monitor.Organisation, monitor.USN, "employees")
	f := monitor.Facts{
		Events: []monitor.Event{
			{Rule: "efs1_11_hire", Date: date("2026-05-08")},
			{Rule: "efs1_11_hire", Date: date("2026-05-08")},
			{Rule: "efs1_11_other", Date: date("2026-05-20")},
			{Rule: "efs1_11_other", Date: date("2026-05-21")},
			{Rule: "nothing", Date: date("2026-05-21")},
		},
		Payroll: []monitor.Payroll{salary("1", "2022-M3", "1000", "130", "2022-04-08")},
	}
	var got []string
	p.Registered, p.Employees[0].From = date("2022-01-01"), date("2022-01-01")
	for _, d := range rules().Deadlines(&p, &f, date("2022-01-01"), date("2026-12-31")) {
		if slices.Contains([]string{"efs1_11_hire", "efs1_11_other", "ndfl_agent_pay_old"}, d.Rule) {
			got = append(got, d.Rule+" "+d.Period.String()+" "+d.Due.String())
		}
	}
	want(t, "events", strings.Join(got, "; "), "ndfl_agent_pay_old 2022-04-08 2022-04-11; efs1_11_hire 2026-05-08 2026-05-12; efs1_11_other 2026-M5 2026-06-25")
	c := report(t, compute(p, f, "2026-05-12"), "sv")
	if i := slices.IndexFunc(c.Links, func(l monitor.Link) bool { return l.Text == "ЕФС-1, подраздел 1.1 за 8 мая 2026 г." }); i < 0 {
		t.Errorf("the report of the hiring is not asked for: %s", links(c))
	}
}

// TestPaymentsOfPayrollFindTheirWindow: until 2022 a payment names a day or month.
func TestPaymentsOfPayrollFindTheirDay(t *testing.T) {
	t.Parallel()
	p := payer(monitor.Organisation, monitor.USN, "employees")
	p.Registered, p.Employees[0].From, p.BooksClosedTo = date("2022-01-01"), date("2022-01-01"), date("2022-12-31")
	pay := func(field string) monitor.Payment {
		return monitor.Payment{ID: sdano.NewID(), Date: date("2022-04-20"), Row: "ndfl_agent", Field107: field, Amount: rubles("130")}
	}
	f := monitor.Facts{Payroll: []monitor.Payroll{salary("1", "2022-M3", "1000", "130", "2022-04-08"), salary("1", "2022-M4", "1000", "130", "2022-04-20")}}
	for field, left := range map[string]string{"20.04.2022": "2022-04-08", "08.04.2022": "2022-04-20", "МС.04.2022": "2022-04-20", "МС.13.2022": "2022-04-08"} {
		f.Payments = []monitor.Payment{pay(field)}
		c := tax(t, compute(p, f, "2022-04-21"), "ndfl_agent")
		if len(c.Items) != 1 || c.Items[0].Period.String() != left {
			t.Errorf("%s: %+v is left, want that of %s", field, c.Items, left)
		}
	}
}
