package monitor_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"sdano"
	"sdano/monitor"
)

// The generators of payers and their facts: plausible ones and odd ones.

func days(from, to string) *rapid.Generator[sdano.Date] {
	first := date(from)
	return rapid.Custom(func(t *rapid.T) sdano.Date {
		return first.AddDays(rapid.IntRange(0, first.DaysTo(date(to))).Draw(t, "day"))
	})
}

func maybe[T any](g *rapid.Generator[T]) *rapid.Generator[T] {
	return rapid.Custom(func(t *rapid.T) T {
		var none T
		if rapid.Bool().Draw(t, "absent") {
			return none
		}
		return g.Draw(t, "value")
	})
}

var (
	anyDay    = days("2016-01-01", "2029-12-31")
	anyAmount = rapid.Custom(func(t *rapid.T) sdano.Money {
		return sdano.Money(rapid.OneOf(rapid.Int64Range(0, 1000), rapid.Int64Range(0, 10_000_000_00), rapid.SampledFrom([]int64{0, 100_00, 57_390_00, 500_000_00, 9_000_000_00})).Draw(t, "amount"))
	})
	anyPeriod = rapid.Custom(func(t *rapid.T) sdano.Period {
		y := rapid.IntRange(2016, 2028).Draw(t, "year")
		return rapid.SampledFrom([]sdano.Period{
			{},
			year(y), quarter(y, 1), quarter(y, 2), quarter(y, 4),
			{Year: y, Kind: sdano.HalfYear},
			{Year: y, Kind: sdano.NineMonths},
			sdano.MonthPeriod(y, 5),
			sdano.MonthPeriod(y, 12), sdano.DaysPeriod(sdano.NewDate(y, 3, 1), sdano.NewDate(y, 3, 22)), sdano.DaysPeriod(sdano.NewDate(y, 4, 8), sdano.NewDate(y, 4, 8)),
		}).Draw(t, "period")
	})
	anyID  = rapid.Custom(func(t *rapid.T) sdano.ID { return sdano.ID{15: rapid.Byte().Draw(t, "id")} })
	anyRow = rapid.SampledFrom([]string{"", "usn", "ip_self", monitor.ENP, "sv", "ns", "ndfl_agent", "nds", "psn", "trade_fee", "unknown"})
)

var anyRegime = rapid.Custom(func(t *rapid.T) monitor.Regime {
	return monitor.Regime{
		Kind:   rapid.SampledFrom([]monitor.RegimeKind{monitor.USN, monitor.USN, monitor.PSN, monitor.NPD, monitor.OSNO, monitor.ESHN, monitor.AUSN, monitor.ENVD}).Draw(t, "kind"),
		Object: rapid.SampledFrom([]monitor.TaxObject{monitor.Income, monitor.IncomeExpense}).Draw(t, "object"),
		Rate:   rapid.SampledFrom([]sdano.Rate{0, rate("0.01"), rate("0.06"), rate("0.15")}).Draw(t, "rate"),
		From:   days("2016-01-01", "2026-06-01").Draw(t, "from"), To: maybe(anyDay).Draw(t, "to"),
	}
})

var anyProfile = rapid.Custom(func(t *rapid.T) monitor.Profile {
	p := monitor.Profile{
		TaxID: ipID, Taxpayer: rapid.SampledFrom([]monitor.Taxpayer{monitor.Entrepreneur, monitor.Organisation}).Draw(t, "taxpayer"),
		Registered: days("2015-12-01", "2026-12-31").Draw(t, "registered"), Closed: maybe(maybe(anyDay)).Draw(t, "closed"),
		Regimes:   rapid.SliceOfN(anyRegime, 0, 3).Draw(t, "regimes"),
		FixedPlan: rapid.SampledFrom([]monitor.Plan{"", monitor.Quarterly, monitor.Yearly}).Draw(t, "plan"),
		FactsFrom: maybe(anyDay).Draw(t, "facts from"), BooksClosedTo: maybe(anyDay).Draw(t, "books closed to"),
		OnePercent: rapid.SampledFrom([]monitor.Deduct{"", monitor.OwnYear, monitor.NextYear}).Draw(t, "deduct"),
	}
	if rapid.Bool().Draw(t, "usual") {
		p.Regimes = usn(monitor.Income, "0.06", p.Registered.String())
		p.BooksClosedTo, p.FactsFrom = date("2030-01-01"), sdano.Date{}
	}
	if rapid.Bool().Draw(t, "staff") {
		p.Employees = []monitor.Span{{From: anyDay.Draw(t, "staff from"), To: maybe(anyDay).Draw(t, "staff to")}}
		p.TariffSV = rapid.SampledFrom([]string{"", "general", "sme", "sme_manufacturing"}).Draw(t, "tariff")
		p.RateNS = rapid.SampledFrom([]sdano.Rate{0, rate("0.002"), rate("0.085")}).Draw(t, "ns rate")
	}
	p.Flags = rapid.SliceOfN(anyFlag, 0, 4).Draw(t, "flags")
	p.Patents = rapid.SliceOfN(anyPatent, 0, 3).Draw(t, "patents")
	p.Deferrals = rapid.SliceOfN(rapid.SampledFrom(deferrals()), 0, 2).Draw(t, "deferrals")
	return p
})

func deferrals() []string {
	out := []string{"nothing"}
	for _, d := range tables().Deferrals {
		out = append(out, d.ID)
	}
	return out
}

var (
	anyFlag = rapid.Custom(func(t *rapid.T) monitor.Flag {
		return monitor.Flag{
			Name: rapid.SampledFrom([]string{
				"vat_payer", "vat_exempt", "vat_agent", "income_over_300k", "profit_monthly_advances", "property", "property_average", "property_advances", "transport",
				"transport_advances", "land", "land_advances", "tourist_tax", "trade_fee", "excise", "ndpi", "water", "eaeu_import", "invoice_journal", "dsv", "nvos", "nvos_advances",
				"fss4_paper", "special_service", "no_activity",
			}).Draw(t, "flag"),
			Span: monitor.Span{From: anyDay.Draw(t, "from"), To: maybe(anyDay).Draw(t, "to")},
		}
	})
	anyPatent = rapid.Custom(func(t *rapid.T) monitor.Patent {
		from := anyDay.Draw(t, "from")
		return monitor.Patent{From: from, To: from.AddDays(rapid.IntRange(-1, 365).Draw(t, "days")), Tax: anyAmount.Draw(t, "tax"), PotentialIncome: anyAmount.Draw(t, "income")}
	})
	anyPayroll = rapid.Custom(func(t *rapid.T) monitor.Payroll {
		day := anyDay.Draw(t, "day")
		return monitor.Payroll{
			ID: anyID.Draw(t, "id"), Employee: rapid.SampledFrom([]string{"1", "2"}).Draw(t, "employee"), Month: sdano.MonthPeriod(day.Year(), day.Month()),
			Taxable: anyAmount.Draw(t, "taxable"), Withheld: anyAmount.Draw(t, "withheld"), Paid: maybe(rapid.Just(day.AddDays(10))).Draw(t, "paid"),
		}
	})
	anyEvent = rapid.Custom(func(t *rapid.T) monitor.Event {
		return monitor.Event{
			ID: anyID.Draw(t, "id"), Date: maybe(anyDay).Draw(t, "date"),
			Rule: rapid.SampledFrom([]string{"efs1_11_hire", "efs1_11_other", "szvtd_other", "ndfl_agent_pay_old", "usn_decl_ip"}).Draw(t, "rule"),
		}
	})
)

var anyVerdict = rapid.Custom(func(t *rapid.T) monitor.Verdict {
	v := monitor.Verdict{
		Submission: anyID.Draw(t, "submission"), KND: rapid.SampledFrom([]string{"", declarationUSN, "1110355"}).Draw(t, "knd"),
		Period: anyPeriod.Draw(t, "period"), Correction: rapid.IntRange(0, 2).Draw(t, "correction"), Office: rapid.SampledFrom([]string{"", "7701", "СФР"}).Draw(t, "office"),
		State: rapid.SampledFrom([]monitor.ReportState{monitor.NotStarted, monitor.Prepared, monitor.Sent, monitor.Rejected, monitor.Accepted, monitor.Accepted}).Draw(t, "state"),
	}
	if day := maybe(anyDay).Draw(t, "at"); !day.IsZero() {
		v.Sent, v.At = day.In(sdano.Moscow), day.In(sdano.Moscow)
	}
	for range rapid.IntRange(0, 2).Draw(t, "declared") {
		sign := rapid.SampledFrom([]sdano.Money{1, 1, -1}).Draw(t, "sign")
		v.Declared = append(v.Declared, monitor.Declared{Row: anyRow.Draw(t, "row"), Period: anyPeriod.Draw(t, "period"), Amount: sign * anyAmount.Draw(t, "amount")})
	}
	return v
})

var anyFacts = rapid.Custom(func(t *rapid.T) monitor.Facts {
	return monitor.Facts{
		Entries: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) monitor.Entry {
			return monitor.Entry{
				ID: anyID.Draw(t, "id"), Date: anyDay.Draw(t, "date"), Amount: anyAmount.Draw(t, "amount"),
				Kind:   rapid.SampledFrom([]monitor.EntryKind{monitor.EntryIncome, monitor.EntryIncome, monitor.EntryRefund, monitor.EntryExpense}).Draw(t, "kind"),
				Regime: rapid.SampledFrom([]monitor.RegimeKind{"", "", monitor.USN, monitor.PSN}).Draw(t, "regime"),
			}
		}), 0, 12).Draw(t, "entries"),
		Payments: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) monitor.Payment {
			return monitor.Payment{
				ID: anyID.Draw(t, "id"), Date: anyDay.Draw(t, "date"), Amount: anyAmount.Draw(t, "amount"), Row: anyRow.Draw(t, "row"), Period: anyPeriod.Draw(t, "period"),
				KBK:      rapid.SampledFrom([]string{"", "18210501011011000110", "18201061201010000510", "1"}).Draw(t, "kbk"),
				Field107: rapid.SampledFrom([]string{"", "0", "КВ.02.2026", "ГД.00.2025", "ПЛ.01.2024", "МС.13.2026", "КВ.2.26"}).Draw(t, "107"),
			}
		}), 0, 8).Draw(t, "payments"),
		Accruals: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) monitor.Accrual {
			return monitor.Accrual{
				ID: anyID.Draw(t, "id"), Row: anyRow.Draw(t, "row"), Period: anyPeriod.Draw(t, "period"), Amount: anyAmount.Draw(t, "amount"),
				Rule: rapid.SampledFrom([]string{"", "", "ip_fixed", "ip_1pct", "usn_adv_pay", "nds_pay_2", monitor.ChargePenalty, monitor.ChargeFine, "nothing"}).Draw(t, "rule"),
			}
		}), 0, 3).Draw(t, "accruals"),
		Answers: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) monitor.Answer {
			return monitor.Answer{
				ID: anyID.Draw(t, "id"), Row: anyRow.Draw(t, "row"), Date: anyDay.Draw(t, "date"),
				Kind: rapid.SampledFrom([]monitor.AnswerKind{monitor.NoDebt, monitor.ReportsFiled, monitor.CheckClosed}).Draw(t, "kind"),
			}
		}), 0, 3).Draw(t, "answers"),
		Events:  rapid.SliceOfN(anyEvent, 0, 4).Draw(t, "events"),
		Payroll: rapid.SliceOfN(anyPayroll, 0, 6).Draw(t, "payroll"),
		Balances: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) monitor.Balance {
			sign := rapid.SampledFrom([]sdano.Money{1, -1}).Draw(t, "sign")
			return monitor.Balance{ID: anyID.Draw(t, "id"), Date: anyDay.Draw(t, "date"), Amount: sign * anyAmount.Draw(t, "amount")}
		}), 0, 2).Draw(t, "balances"),
		Reconciliations: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) monitor.Reconciliation {
			return monitor.Reconciliation{ID: anyID.Draw(t, "id"), Requested: anyDay.Draw(t, "requested"), Answered: maybe(anyDay).Draw(t, "answered")}
		}), 0, 2).Draw(t, "reconciliations"),
	}
})

var anyInput = rapid.Custom(func(t *rapid.T) monitor.Input {
	return monitor.Input{
		Profile: anyProfile.Draw(t, "profile"), Facts: anyFacts.Draw(t, "facts"), Today: anyDay.Draw(t, "today"),
		Verdicts: rapid.SliceOfN(anyVerdict, 0, 5).Draw(t, "verdicts"),
		Settings: monitor.Settings{
			Display: rapid.SampledFrom([]monitor.Display{"", monitor.Nominal}).Draw(t, "display"), Lead: rapid.SampledFrom([]int{0, 0, 1, 30, 365}).Draw(t, "lead"),
		},
	}
})

func text(v any) string {
	out, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		panic(err)
	}
	return string(out)
}

func shuffled[T any](t *rapid.T, list []T) []T {
	if len(list) < 2 {
		return list
	}
	return rapid.Permutation(list).Draw(t, "order")
}

// TestTheOrderOfFactsDoesNotMatter: equal sets of facts give equal monitors,
// and what was given is not changed.
func TestTheOrderOfFactsDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput.Draw(t, "input")
		before := text(in.Facts) + text(in.Verdicts)
		once := text(monitor.Compute(rules(), in))
		if after := text(in.Facts) + text(in.Verdicts); after != before {
			t.Fatalf("the facts were changed:\n%s\n%s", before, after)
		}
		f := &in.Facts
		f.Entries, f.Payments, f.Accruals = shuffled(t, f.Entries), shuffled(t, f.Payments), shuffled(t, f.Accruals)
		f.Answers, f.Balances, f.Reconciliations = shuffled(t, f.Answers), shuffled(t, f.Balances), shuffled(t, f.Reconciliations)
		f.Events, f.Payroll = shuffled(t, f.Events), shuffled(t, f.Payroll)
		in.Verdicts = shuffled(t, in.Verdicts)
		if again := text(monitor.Compute(rules(), in)); again != once {
			t.Fatalf("another order, another monitor:\n%s\n%s", once, again)
		}
	})
}

// TestEveryMonitorHoldsTogether: whatever the facts, the parts of a cell agree
// with each other and the file can be written.
func TestEveryMonitorHoldsTogether(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput.Draw(t, "input")
		r := monitor.Compute(rules(), in)
		if _, err := monitor.MarshalFresh(r, uuidOf); err != nil {
			t.Fatal(err)
		}
		seen := map[monitor.NavTarget]bool{}
		if e := r.ENS; e.Balance < 0 || e.Total < 0 || e.Pay != max(0, e.Total-e.Balance) || e.Charges < 0 {
			t.Fatalf("the account %+v", e)
		}
		for _, row := range r.Rows {
			if row.Tax == nil && row.Report == nil {
				t.Fatalf("row %s is empty", row.ID)
			}
			if row.Tax != nil {
				checkCell(t, row.Tax)
				checkTax(t, row.Tax)
				checkOnce(t, seen, row.Tax)
			}
			if row.Report != nil {
				checkCell(t, row.Report)
				checkOnce(t, seen, row.Report)
				if (row.Report.Color == monitor.Danger) != (row.Report.State == monitor.ReportOverdue) || row.Report.Amount != 0 {
					t.Fatalf("report: %+v", row.Report)
				}
			}
		}
	})
}

func checkCell(t *rapid.T, c *monitor.Cell) {
	said := c.Text + c.Description
	if c.Text == "" || strings.Contains(strings.ReplaceAll(said, "{{smile}}", ""), "{") || strings.HasSuffix(said, "\n") {
		t.Fatalf("text %q %q", c.Text, c.Description)
	}
	if c.Color != monitor.Success && c.Color != monitor.Warning && c.Color != monitor.Danger {
		t.Fatalf("colour %q", c.Color)
	}
	for i, item := range c.Items {
		if i > 0 && item.Due.Before(c.Items[i-1].Due) || item.Left < 0 || item.Title == "" || item.Law == "" {
			t.Fatalf("items %+v", c.Items)
		}
	}
	for _, l := range c.Links {
		if l.Text == "" || l.Target.Form == "" || l.Target.Row == "" {
			t.Fatalf("link %+v", l)
		}
	}
}

// checkOnce: no obligation is in two cells, or twice in one.
func checkOnce(t *rapid.T, seen map[monitor.NavTarget]bool, c *monitor.Cell) {
	for _, i := range c.Items {
		key := monitor.NavTarget{Rule: i.Rule, Period: i.Period}
		if seen[key] {
			t.Fatalf("%s for %s is counted twice", i.Rule, i.Period)
		}
		seen[key] = true
	}
}

func checkTax(t *rapid.T, c *monitor.Cell) {
	var steps, left, debt sdano.Money
	for _, s := range c.Steps {
		steps += s.Value
	}
	for _, i := range c.Items {
		left += i.Left
		if i.Overdue {
			debt += i.Left
		}
	}
	if steps != c.Amount || left != c.Amount || debt != c.Debt {
		t.Fatalf("steps %s, items %s, of these overdue %s: amount %s, debt %s\n%+v", steps, left, debt, c.Amount, c.Debt, c)
	}
	if (c.Color == monitor.Danger) != (c.Debt > 0) || c.Color == monitor.Success && c.Amount != 0 {
		t.Fatalf("colour %s with %s of debt and %s in all", c.Color, c.Debt, c.Amount)
	}
}

// TestMoneyOnTheAccountNeverRaisesWhatIsAskedFor: one more payment today.
func TestMoneyOnTheAccountNeverRaisesWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput.Draw(t, "input")
		ask := func() (sum sdano.Money) {
			for _, row := range monitor.Compute(rules(), in).Rows {
				if row.Tax != nil {
					sum += row.Tax.Amount
				}
			}
			return sum
		}
		before := ask()
		in.Facts.Payments = append(in.Facts.Payments, monitor.Payment{ID: sdano.NewID(), Date: in.Today, Row: monitor.ENP, Amount: anyAmount.Draw(t, "more")})
		if after := ask(); after > before {
			t.Fatalf("%s was asked for, with more money %s", before, after)
		}
	})
}

// badness orders the colours of the cells of a row: 0 is green or not there.
func badness(c *monitor.Cell) int {
	switch {
	case c == nil || c.Color == monitor.Success:
		return 0
	case c.Color == monitor.Warning:
		return 1
	}
	return 2
}

// TestAPaymentNeverMakesACellWorse: one more payment of whatever row today.
func TestAPaymentNeverMakesACellWorse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput.Draw(t, "input")
		before := monitor.Compute(rules(), in)
		more := monitor.Payment{ID: sdano.NewID(), Date: in.Today, Row: anyRow.Draw(t, "row of more"), Period: anyPeriod.Draw(t, "period of more"), Amount: anyAmount.Draw(t, "more")}
		in.Facts.Payments = append(in.Facts.Payments, more)
		after := monitor.Compute(rules(), in)
		for _, row := range after.Rows {
			var cell *monitor.Cell
			if was := before.Row(row.ID); was != nil {
				cell = was.Tax
			}
			if badness(row.Tax) > badness(cell) {
				t.Fatalf("%s was paid to %s, and %s went from %s to %s", more.Amount, more.Row, row.ID, say(cell), say(row.Tax))
			}
		}
	})
}

// TestADayAloneTurnsNoDebtGreen: from one day to the next of a year nothing that
// is overdue becomes settled, unless a fact says so.
func TestADayAloneTurnsNoDebtGreen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := anyInput.Draw(t, "input")
		in.Facts = upTo(in.Facts, in.Today)
		for i := range in.Profile.Flags {
			in.Profile.Flags[i].To = sdano.Date{}
		}
		before := monitor.Compute(rules(), in)
		in.Today = in.Today.AddDays(1)
		if in.Today.Year() != before.Today.Year() || slices.ContainsFunc(in.Profile.Flags, func(f monitor.Flag) bool { return f.From == in.Today }) {
			return
		}
		after := monitor.Compute(rules(), in)
		for _, row := range before.Rows {
			now := after.Row(row.ID)
			if now == nil {
				now = &monitor.Row{}
			}
			if badness(row.Tax) == 2 && badness(now.Tax) == 0 {
				t.Fatalf("%s: %s became %s", row.ID, say(row.Tax), say(now.Tax))
			}
			if badness(row.Report) == 2 && badness(now.Report) == 0 {
				t.Fatalf("%s: %s became %s", row.ID, say(row.Report), say(now.Report))
			}
		}
	})
}

// upTo are the facts of the days up to and with one.
func upTo(f monitor.Facts, day sdano.Date) monitor.Facts {
	f.Entries = slices.DeleteFunc(slices.Clone(f.Entries), func(x monitor.Entry) bool { return x.Date.After(day) })
	f.Payments = slices.DeleteFunc(slices.Clone(f.Payments), func(x monitor.Payment) bool { return x.Date.After(day) })
	f.Answers = slices.DeleteFunc(slices.Clone(f.Answers), func(x monitor.Answer) bool { return x.Date.After(day) })
	f.Balances = slices.DeleteFunc(slices.Clone(f.Balances), func(x monitor.Balance) bool { return x.Date.After(day) })
	f.Payroll = slices.DeleteFunc(slices.Clone(f.Payroll), func(x monitor.Payroll) bool { return x.Paid.After(day) })
	return f
}
