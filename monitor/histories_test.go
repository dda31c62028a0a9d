package monitor_test

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/monitor"
)

func salary(employee, month, amount, withheld, day string) monitor.Payroll {
	out := monitor.Payroll{ID: sdano.NewID(), Employee: employee, Month: period(month), Taxable: rubles(amount), Withheld: rubles(withheld)}
	if day != "" {
		out.Paid = date(day)
	}
	return out
}

// acceptedUpTo are accepted reports and notices of a payer for all terms up to a
// day, with sums of 0 where declared is set.
func acceptedUpTo(p monitor.Profile, to string, declared bool, except ...string) []monitor.Verdict {
	var out []monitor.Verdict
	for _, d := range rules().Deadlines(&p, nil, p.Registered, date(to)) {
		if d.Kind == "payment" || strings.Contains(strings.Join(except, " "), d.Rule) {
			continue
		}
		v := monitor.Verdict{Rule: d.Rule, Period: d.Period, State: monitor.Accepted, Sent: d.Due.In(sdano.Moscow), At: d.Due.In(sdano.Moscow)}
		if declared && d.Kind == "notice" {
			v.Declared = []monitor.Declared{{Row: d.Row, Period: d.Period}}
		}
		out = append(out, v)
	}
	return out
}

// company is an organisation on УСН «доходы − расходы» with two employees, in its
// first spring.
func company() monitor.Input {
	p := ooo("2026-01-12", "2026-04-12")
	p.Regimes, p.RateNS = usn(monitor.IncomeExpense, "0.15", "2026-01-12"), rate("0.002")
	f := monitor.Facts{
		Entries: []monitor.Entry{income("2026-02-10", "1000000"), expense("2026-03-10", "700000")},
		Payments: []monitor.Payment{
			paid("2026-02-27", monitor.ENP, "", "86000"), paid("2026-03-27", monitor.ENP, "", "86000"),
			paid("2026-02-13", "ns", "2026-M1", "400"), paid("2026-03-13", "ns", "2026-M2", "400"),
		},
	}
	for _, who := range []string{"1", "2"} {
		f.Payroll = append(f.Payroll, salary(who, "2026-M1", "100000", "13000", "2026-02-05"),
			salary(who, "2026-M2", "100000", "13000", "2026-03-05"), salary(who, "2026-M3", "100000", "13000", "2026-04-03"))
	}
	return monitor.Input{Profile: p, Facts: f, Today: date("2026-04-13"), Verdicts: acceptedUpTo(p, "2026-04-06", false)}
}

func TestACompanyWithTwoEmployees(t *testing.T) {
	t.Parallel()
	r := monitor.Compute(rules(), company())
	want(t, "rows", rowsOf(r), "buh usn ndfl_agent sv ns")
	if !r.Check || r.Rows[0].Tax != nil {
		t.Errorf("check %v, tax of accounts %+v", r.Check, r.Rows[0].Tax)
	}
	want(t, "buh", say(report(t, r, "buh")), "success | never_filed | Отчетность еще не сдавалась | Первый отчет не позднее 31 марта 2027 г.\n(Бухгалтерская отчетность за 2026 г.) | 2027-03-31")
	c := tax(t, r, "usn")
	want(t, "usn", say(c), "warning | due | Пора оплатить 45 000 руб. | Не позднее 28 апреля 2026 г. | 2026-04-28")
	want(t, "usn links", links(c), "Оплата за 1 квартал 2026 г. 2026-03-31T23:59:59; Уведомление")
	want(t, "usn endpoint", c.Links[0].Target.DataID, "tax_usn_calculator")
	want(t, "usn report", say(report(t, r, "usn")), "success | never_filed | Отчетность еще не сдавалась | Первая декларация не позднее 25 марта 2027 г.\n(за 2026 г.) | 2027-03-25")
	c = tax(t, r, "ndfl_agent")
	want(t, "ndfl", say(c), "success | paid | Налоги оплачены {{smile}} | Следующий платеж не позднее 28 апреля 2026 г.\n(за 1–22 апреля 2026 г.) | 2026-04-28")
	want(t, "ndfl links", links(c), "")
	c = report(t, r, "ndfl_agent")
	want(t, "6-НДФЛ", say(c), "warning | to_file | Пора сдавать отчетность | Не позднее 27 апреля 2026 г. | 2026-04-27")
	want(t, "6-НДФЛ links", links(c), "6-НДФЛ за 1 квартал 2026 г.")
	c = tax(t, r, "sv")
	want(t, "sv", say(c), "warning | due | Пора оплатить 60 000 руб. | Не позднее 28 апреля 2026 г. | 2026-04-28")
	want(t, "sv links", links(c), "Оплата за март 2026 г. 2026-03-31T23:59:59")
	c = report(t, r, "sv")
	want(t, "РСВ", say(c), "warning | to_file | Пора сдавать отчетность | Не позднее 27 апреля 2026 г. | 2026-04-27")
	want(t, "РСВ links", links(c), "РСВ за 1 квартал 2026 г.")
	want(t, "ns", say(tax(t, r, "ns")), "warning | due | Пора оплатить 400 руб. | Не позднее 15 апреля 2026 г. | 2026-04-15")
	c = report(t, r, "ns")
	want(t, "ЕФС-1", say(c), "warning | to_file | Пора сдавать отчетность | Не позднее 27 апреля 2026 г. | 2026-04-27")
	want(t, "ЕФС-1 links", links(c), "ЕФС-1, раздел 2 за 1 квартал 2026 г.")
}

func TestTheAccountOfACompanySettlesWithheldTaxFirst(t *testing.T) {
	t.Parallel()
	in := company()
	in.Today = date("2026-04-24")
	in.Facts.Payments = append(in.Facts.Payments, paid("2026-04-20", monitor.ENP, "", "100000"))
	r := monitor.Compute(rules(), in)
	want(t, "ndfl", say(tax(t, r, "ndfl_agent")), "success | covered | Налоги оплачены {{smile}} | Спишется с ЕНС 28 апреля 2026 г.: 26 000 руб. | 2026-04-28")
	want(t, "usn", tax(t, r, "usn").Text, "Пора оплатить 13 285,71 руб.")
	want(t, "sv", tax(t, r, "sv").Text, "Пора оплатить 17 714,29 руб.")
	want(t, "ens", text(r.ENS), `{"balance":"100000.00","total":"131000.00","pay":"31000.00","certain":true}`)
	in.Facts.Payments[len(in.Facts.Payments)-1].Amount = rubles("131000")
	r = monitor.Compute(rules(), in)
	for _, row := range []string{"usn", "ndfl_agent", "sv"} {
		want(t, row, string(tax(t, r, row).Color), "success")
	}
}

func TestTheBlockOfTheAccountIsWrittenOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	in := company()
	if strings.Contains(fresh(t, monitor.Compute(rules(), in)), `"ens"`) {
		t.Error("ens is written unasked")
	}
	in.Settings.EmitENS = true
	var file struct {
		ENS struct {
			BalanceTitle string  `json:"balance_title"`
			PayTitle     string  `json:"pay_title"`
			TotalTitle   string  `json:"total_title"`
			Pay          float64 `json:"pay"`
			Link         struct {
				Title string `json:"title"`
			} `json:"link"`
		} `json:"ens"`
	}
	if err := json.Unmarshal([]byte(fresh(t, monitor.Compute(rules(), in))), &file); err != nil {
		t.Fatal(err)
	}
	e := file.ENS
	want(t, "ens", e.BalanceTitle+"; "+e.PayTitle+"; "+e.TotalTitle+"; "+e.Link.Title,
		"Остаток на ЕНС: 0 руб.; Нужно пополнить ЕНС: 105 000 руб.; Рассчитано налогов и взносов: 105 000 руб.; Оплатить налог")
	if e.Pay != 105000 {
		t.Errorf("pay %v", e.Pay)
	}
}

func TestAnOrganisationOnTheGeneralRegime(t *testing.T) {
	t.Parallel()
	p := ooo("2026-09-01", "2026-12-31")
	p.Regimes = []monitor.Regime{{Kind: monitor.OSNO, From: date("2026-09-01")}}
	p.Employees, p.RateNS = []monitor.Span{{From: date("2026-12-01")}}, rate("0.002")
	in := monitor.Input{
		Profile: p, Today: date("2027-01-15"), Verdicts: acceptedUpTo(p, "2026-12-31", true, "ndfl_agent_dec_notice"),
		Facts: monitor.Facts{
			Payroll:  []monitor.Payroll{salary("1", "2026-M12", "100000", "13000", "2026-12-30")},
			Payments: []monitor.Payment{paid("2026-12-30", monitor.ENP, "", "13000")},
			Accruals: []monitor.Accrual{
				{ID: sdano.NewID(), Row: "nds", Period: quarter(2026, 3)},
				{ID: sdano.NewID(), Row: "nds", Period: quarter(2026, 4), Amount: rubles("100000")},
				{ID: sdano.NewID(), Row: "profit", Period: period("2026-9M")},
			},
		},
	}
	r := monitor.Compute(rules(), in)
	want(t, "rows", rowsOf(r), "buh profit nds ndfl_agent sv ns")
	if r.Check {
		t.Error("a reconciliation is asked for")
	}
	want(t, "buh", say(report(t, r, "buh")), "warning | to_file | Пора сдавать отчетность | Не позднее 31 марта 2027 г. | 2027-03-31")
	want(t, "profit", say(tax(t, r, "profit")), "warning | unknown | Пора рассчитать налог | Не позднее 29 марта 2027 г. | 2027-03-29")
	want(t, "profit report", say(report(t, r, "profit")), "warning | to_file | Пора сдавать отчетность | Не позднее 25 марта 2027 г. | 2027-03-25")
	want(t, "nds", say(tax(t, r, "nds")), "warning | due | Пора оплатить 33 333 руб. | Не позднее 28 января 2027 г. | 2027-01-28")
	want(t, "nds report", say(report(t, r, "nds")), "warning | to_file | Пора сдавать отчетность | Не позднее 25 января 2027 г. | 2027-01-25")
	want(t, "ndfl", say(tax(t, r, "ndfl_agent")), "success | paid | Налоги оплачены {{smile}} | Следующий платеж не позднее 28 января 2027 г.\n(за 1–22 января 2027 г.) | 2027-01-28")
	c := report(t, r, "ndfl_agent")
	want(t, "6-НДФЛ", say(c)+" "+links(c), "warning | to_file | Пора сдавать отчетность | Не позднее 25 февраля 2027 г. | 2027-02-25 6-НДФЛ за 2026 г.")
	want(t, "sv", say(tax(t, r, "sv")), "warning | due | Пора оплатить 30 000 руб. | Не позднее 28 января 2027 г. | 2027-01-28")
	c = report(t, r, "sv")
	want(t, "РСВ", say(c)+" "+links(c), "warning | to_file | Пора сдавать отчетность | Не позднее 25 января 2027 г. | 2027-01-25 РСВ за 2026 г.")
	want(t, "ns", say(tax(t, r, "ns")), "warning | due | Пора оплатить 200 руб. | Не позднее 15 января 2027 г. | 2027-01-15")
	c = report(t, r, "ns")
	want(t, "ЕФС-1", say(c), "warning | to_file | Пора сдавать отчетность | ЕФС-1, раздел 2 за 2026 г. не позднее 25 января 2027 г. | 2027-01-25")
	want(t, "ЕФС-1 links", links(c), "ЕФС-1, раздел 2 за 2026 г.; Подтверждение основного ОВЭД за 2026 г.")

	// The shares of 100 000: 33 333, 33 333 and the rest, one at a time.
	for day, left := range map[string]string{"2027-01-28": "33333.00", "2027-01-29": "66666.00", "2027-03-02": "100000.00", "2027-03-30": "100000.00"} {
		in.Today = date(day)
		want(t, day, tax(t, monitor.Compute(rules(), in), "nds").Amount.String(), left)
	}
	in.Facts.Payments = append(in.Facts.Payments, paid("2027-01-20", "nds", "2026-Q4", "66666"))
	in.Today = date("2027-03-02")
	want(t, "the last share", steps(tax(t, monitor.Compute(rules(), in), "nds")), "Введено вручную за 4 квартал 2026 г. [100 000 − 66 666] 33334.00 = 33334.00")
}
