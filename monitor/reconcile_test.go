package monitor_test

import (
	"testing"

	"sdano/monitor"
)

func TestTheReminderToReconcile(t *testing.T) {
	t.Parallel()
	// A company without income: nothing but the payment gives a reason.
	base := func() monitor.Input {
		return monitor.Input{
			Profile: ooo("2026-01-01", "2026-12-31"), Today: date("2026-04-20"),
			Facts: monitor.Facts{Payments: []monitor.Payment{paid("2026-04-03", monitor.ENP, "", "100")}},
		}
	}
	recon := func(requested, answered string) []monitor.Reconciliation {
		r := monitor.Reconciliation{Requested: date(requested)}
		if answered != "" {
			r.Answered = date(answered)
		}
		return []monitor.Reconciliation{r}
	}
	for _, tc := range []struct {
		what   string
		want   bool
		change func(*monitor.Input)
	}{
		{"a payment older than ten working days", true, nil},
		{"of ten working days", false, func(in *monitor.Input) { in.Today = date("2026-04-17") }},
		{"within twelve months", true, func(in *monitor.Input) { in.Profile.Registered, in.Today = date("2025-12-01"), date("2027-04-02") }},
		{"reconciled after it", false, func(in *monitor.Input) { in.Facts.Reconciliations = recon("2026-04-06", "2026-04-08") }},
		{"reconciled before it", true, func(in *monitor.Input) { in.Facts.Reconciliations = recon("2026-04-01", "2026-04-02") }},
		{"a request waits for its answer", false, func(in *monitor.Input) { in.Facts.Reconciliations = recon("2026-04-13", "") }},
		{"a request is lost", true, func(in *monitor.Input) { in.Facts.Reconciliations = recon("2026-04-10", "") }},
		{"put away", false, func(in *monitor.Input) {
			in.Facts.Answers = []monitor.Answer{{Kind: monitor.CheckClosed, Date: date("2026-04-20")}}
		}},
		{"put away before there was a reason", true, func(in *monitor.Input) {
			in.Facts.Answers = []monitor.Answer{{Kind: monitor.CheckClosed, Date: date("2026-04-17")}}
		}},
		{"switched off", false, func(in *monitor.Input) { in.Settings.NoCheck = true }},
		{"no payment", false, func(in *monitor.Input) { in.Facts.Payments = nil }},
		{"a report accepted late", true, func(in *monitor.Input) {
			in.Facts.Payments, in.Today = nil, date("2027-04-10")
			in.Verdicts = []monitor.Verdict{filed(declarationUSN, "2026", monitor.Accepted, "2027-04-01")}
		}},
		{"a report accepted in time", false, func(in *monitor.Input) {
			in.Facts.Payments, in.Today = nil, date("2027-04-10")
			in.Verdicts = []monitor.Verdict{filed(declarationUSN, "2026", monitor.Accepted, "2027-03-25")}
		}},
		{"a debt of five working days", false, func(in *monitor.Input) { *in = debtor("2026-05-06") }},
		{"a debt of more", true, func(in *monitor.Input) { *in = debtor("2026-05-07") }},
		{"a debt that was reconciled", false, func(in *monitor.Input) {
			*in = debtor("2026-05-12")
			in.Facts.Reconciliations = recon("2026-05-08", "2026-05-12")
		}},
		{"and still stands", true, func(in *monitor.Input) {
			*in = debtor("2026-05-19")
			in.Facts.Reconciliations = recon("2026-05-08", "2026-05-12")
		}},
		{"a balance that differs", true, func(in *monitor.Input) {
			in.Facts.Payments = nil
			in.Facts.Balances = []monitor.Balance{{Date: date("2026-04-01"), Amount: rubles("10")}, {Date: date("2026-04-10"), Amount: rubles("9.99")}}
		}},
		{"a balance that does not", false, func(in *monitor.Input) {
			in.Facts.Payments = nil
			in.Facts.Balances = []monitor.Balance{{Date: date("2026-04-01"), Amount: rubles("10")}, {Date: date("2026-04-10"), Amount: rubles("10")}}
		}},
	} {
		in := base()
		if tc.change != nil {
			tc.change(&in)
		}
		if got := monitor.Compute(rules(), in).Check; got != tc.want {
			t.Errorf("%s: %v", tc.what, got)
		}
	}
}

// debtor owes the advance of 28 April 2026.
func debtor(today string) monitor.Input {
	return monitor.Input{
		Profile: ooo("2026-01-01", "2026-12-31"), Today: date(today),
		Facts: monitor.Facts{Entries: []monitor.Entry{income("2026-02-01", "100000")}},
	}
}
