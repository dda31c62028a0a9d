package monitor_test

import (
	"slices"
	"testing"

	"sdano"
	"sdano/monitor"
)

// withTourist are the product's rules with the row of the tourist tax shown: a
// row that nobody computes, beside УСН on the same account.
func withTourist(first bool) *monitor.Rules {
	t := *tables()
	t.Rows = slices.Clone(t.Rows)
	for i := range t.Rows {
		if t.Rows[i].ID == "tourist" {
			t.Rows[i].Complete, t.Rows[i].First = true, first
		}
	}
	return compiled(&t)
}

// hotel is a company with УСН of 45 000 and tourist tax of 60 000 for the first
// quarter of 2026, both due on 28 April.
func hotel() (monitor.Profile, monitor.Facts) {
	p := ooo("2026-01-01", "2026-12-31")
	p.Employees = nil
	p.Flags = []monitor.Flag{{Name: "tourist_tax", Span: monitor.Span{From: date("2026-01-01")}}}
	return p, monitor.Facts{
		Entries: []monitor.Entry{income("2026-02-01", "750000")},
		Accruals: []monitor.Accrual{
			{ID: sdano.NewID(), Row: "tourist", Period: quarter(2026, 1), Amount: rubles("60000")},
			{ID: sdano.NewID(), Row: "tourist", Period: quarter(2026, 2), Amount: 0},
		},
	}
}

func TestTheAccountIsSharedByTheRows(t *testing.T) {
	t.Parallel()
	enp := func(day, amount string) monitor.Payment { return paid(day, monitor.ENP, "", amount) }
	for _, tc := range []struct {
		what, today        string
		first              bool
		money              []monitor.Payment
		balances           []monitor.Balance
		usn, tourist, debt string
	}{
		{"nothing paid", "2026-04-24", false, nil, nil, "45000.00", "60000.00", "0.00"},
		{"in proportion", "2026-04-24", false, []monitor.Payment{enp("2026-04-20", "74000")}, nil, "13285.71", "17714.29", "0.00"},
		{"one before the other", "2026-04-24", true, []monitor.Payment{enp("2026-04-20", "74000")}, nil, "31000.00", "0.00", "0.00"},
		{"enough", "2026-04-24", false, []monitor.Payment{enp("2026-04-20", "60000"), enp("2026-04-24", "45000")}, nil, "0.00", "0.00", "0.00"},
		{"the day after the term", "2026-04-29", false, []monitor.Payment{enp("2026-04-28", "74000")}, nil, "13285.71", "17714.29", "31000.00"},
		{"what comes late covers the arrears", "2026-04-30", false, []monitor.Payment{enp("2026-04-28", "74000"), enp("2026-04-30", "31000")}, nil, "0.00", "0.00", "0.00"},
		{
			"a payment that names its tax is taken for it, the rest is everybody's", "2026-04-29", false,
			[]monitor.Payment{paid("2026-04-20", "usn", "2026-Q1", "50000")},
			nil, "0.00", "55000.00", "55000.00",
		},
		{
			"an imported balance opens the account", "2026-04-24", false,
			[]monitor.Payment{enp("2026-03-20", "1000000")},
			[]monitor.Balance{{Date: date("2026-04-01"), Amount: rubles("45000")}},
			"25714.29", "34285.71", "0.00",
		},
		{
			"a balance after the term says what was paid", "2026-05-10", false, nil,
			[]monitor.Balance{{Date: date("2026-05-05"), Amount: rubles("-21000")}},
			"9000.00", "12000.00", "21000.00",
		},
		{
			"a balance above zero: nothing is owed", "2026-05-10", false, nil,
			[]monitor.Balance{{Date: date("2026-05-05"), Amount: 0}},
			"0.00", "0.00", "0.00",
		},
		{
			"a debt that is not ours", "2026-05-10", false, nil,
			[]monitor.Balance{{Date: date("2026-05-05"), Amount: rubles("-500000")}},
			"45000.00", "60000.00", "105000.00",
		},
		{"money from before 2023 is not the account's", "2026-04-24", false, []monitor.Payment{enp("2022-12-31", "200000")}, nil, "45000.00", "60000.00", "0.00"},
	} {
		p, f := hotel()
		f.Payments, f.Balances = tc.money, tc.balances
		r := monitor.Compute(withTourist(tc.first), monitor.Input{Profile: p, Facts: f, Today: date(tc.today)})
		var a, b sdano.Money
		var debt sdano.Money
		if row := r.Row("usn"); row != nil {
			a, debt = row.Tax.Amount, row.Tax.Debt
		}
		if row := r.Row("tourist"); row != nil {
			b, debt = row.Tax.Amount, debt+row.Tax.Debt
		}
		want(t, tc.what, a.String()+" "+b.String()+" "+debt.String(), tc.usn+" "+tc.tourist+" "+tc.debt)
	}
}

func TestARowThatNobodyComputesIsUnknown(t *testing.T) {
	t.Parallel()
	p, f := hotel()
	f.Accruals = nil
	r := monitor.Compute(withTourist(false), monitor.Input{Profile: p, Facts: f, Today: date("2026-04-24")})
	c := tax(t, r, "tourist")
	want(t, "tourist", say(c), "warning | unknown | Пора рассчитать налог | Не позднее 28 апреля 2026 г. | 2026-04-28")
	want(t, "links", links(c), "Оплата за 1 квартал 2026 г. 2026-03-31T23:59:59")
	if c.Links[0].Target.DataID != "" || c.Links[0].Target.Form != monitor.NavCalculator {
		t.Errorf("a row without a data id of its own has an anchor: %+v", c.Links[0])
	}
	// A sum that an accepted report declares makes it known.
	v := monitor.Verdict{KND: "1110355", State: monitor.Accepted, Declared: []monitor.Declared{{Row: "tourist", Period: quarter(2026, 1), Amount: rubles("123.45")}}}
	r = monitor.Compute(withTourist(false), monitor.Input{Profile: p, Facts: f, Today: date("2026-04-24"), Verdicts: []monitor.Verdict{v}})
	want(t, "declared", say(tax(t, r, "tourist")), "warning | due | Пора оплатить 123,45 руб. | Не позднее 28 апреля 2026 г. | 2026-04-28")
}

func TestAnUnfinishedRowIsNotShown(t *testing.T) {
	t.Parallel()
	p, f := hotel()
	p.Employees = []monitor.Span{{From: date("2026-01-01")}}
	unfinished := *tables()
	unfinished.Rows = slices.Clone(unfinished.Rows)
	for i := range unfinished.Rows {
		unfinished.Rows[i].Complete = unfinished.Rows[i].ID == "usn"
	}
	r := monitor.Compute(compiled(&unfinished), monitor.Input{Profile: p, Facts: f, Today: date("2026-04-24")})
	want(t, "rows", rowsOf(r), "usn")
	f.Payments = []monitor.Payment{paid("2026-04-20", monitor.ENP, "", "1")}
	r = monitor.Compute(compiled(&unfinished), monitor.Input{Profile: p, Facts: f, Today: date("2026-04-24")})
	if !slices.Contains(tax(t, r, "usn").Uncertain, "С ЕНС уплачиваются и налоги, которых в мониторе пока нет.") {
		t.Errorf("the money of the account seems sure: %q", tax(t, r, "usn").Uncertain)
	}
}

func TestPaymentsAreRecognised(t *testing.T) {
	t.Parallel()
	byCode := func(day, kbk, field, amount string) monitor.Payment {
		return monitor.Payment{ID: sdano.NewID(), Date: date(day), KBK: kbk, Field107: field, Amount: rubles(amount)}
	}
	const usnCode, ownCode, accountCode = "18210501011011000110", "18210202000011000160", "18201061201010000510"
	for _, tc := range []struct {
		what string
		pay  monitor.Payment
		left string
	}{
		{"by row and period", paid("2026-04-20", "usn", "2026-Q1", "1000"), "5000.00"},
		{"by code and field 107: quarter", byCode("2026-04-20", usnCode, "КВ.01.2026", "1000"), "5000.00"},
		{"a month inside the quarter", byCode("2026-04-20", usnCode, "МС.02.2026", "1000"), "5000.00"},
		{"no period: what is current", byCode("2026-04-20", usnCode, "0", "1000"), "5000.00"},
		{"another year", byCode("2026-04-20", usnCode, "ГД.00.2020", "1000"), "6000.00"},
		{"another tax", byCode("2026-04-20", ownCode, "КВ.01.2026", "1000"), "6000.00"},
		{"the account", byCode("2026-04-20", accountCode, "0", "1000"), "5000.00"},
		{"unknown code", byCode("2026-04-20", "18200000000000000000", "КВ.01.2026", "1000"), "6000.00"},
		{"no code", byCode("2026-04-20", "", "КВ.01.2026", "1000"), "6000.00"},
		{"nonsense", byCode("2026-04-20", usnCode, "КВ.09.20x6", "1000"), "5000.00"},
	} {
		p, f := open()
		f.Payments = []monitor.Payment{tc.pay}
		c := tax(t, compute(p, f, "2026-04-20"), "usn")
		want(t, tc.what, c.Amount.String(), tc.left)
		unknown := slices.Contains(c.Uncertain, "Не удалось отнести к налогу платежей: 1.")
		if unknown != (tc.what == "unknown code" || tc.what == "no code") {
			t.Errorf("%s: %q", tc.what, c.Uncertain)
		}
	}
}

func TestAPaymentWithoutPeriodCoversTheCurrentSumBeforeTheDebt(t *testing.T) {
	t.Parallel()
	p := ooo("2022-01-01", "2022-12-31")
	f := monitor.Facts{Entries: []monitor.Entry{income("2022-02-01", "100000"), income("2022-05-01", "50000")}}
	f.Payments = []monitor.Payment{paid("2022-07-10", "usn", "", "4000")}
	c := tax(t, compute(p, f, "2022-07-10"), "usn")
	if c.Debt != rubles("5000") || c.Amount != rubles("5000") {
		t.Errorf("3 000 are for the half-year, 1 000 for the debt of 6 000: %s", say(c))
	}
	// Two payments of a year flow over inside it.
	f.Payments = []monitor.Payment{paid("2022-04-10", "usn", "2022-Q1", "8000")}
	c = tax(t, compute(p, f, "2022-07-10"), "usn")
	want(t, "rest of the year", c.Amount.String(), "1000.00")
}

func TestTheOldTaxPeriodsOfTheAccount(t *testing.T) {
	t.Parallel()
	// A debt of before 2023 is arrears of the account from its first day.
	p := ooo("2022-01-01", "2023-12-31")
	f := monitor.Facts{
		Entries:  []monitor.Entry{income("2022-02-01", "100000")},
		Payments: []monitor.Payment{paid("2023-02-01", monitor.ENP, "", "2000")},
	}
	c := tax(t, compute(p, f, "2023-02-01"), "usn")
	want(t, "arrears", c.Debt.String(), "4000.00")
}
