package monitor_test

import (
	"testing"

	"sdano"
	"sdano/monitor"
)

func TestTermsTellWhatBecameOfEveryObligation(t *testing.T) {
	t.Parallel()
	p := ip("2025-01-01", "2026-03-31")
	books := monitor.Facts{Entries: []monitor.Entry{income("2026-02-10", "5000000")}}
	with := func(list ...monitor.Payment) monitor.Facts {
		return monitor.Facts{Entries: books.Entries, Payments: list}
	}
	advance := paid("2026-04-20", "usn", "2026-Q1", "300000")
	for name, tc := range map[string]struct {
		facts    monitor.Facts
		verdicts []monitor.Verdict
		today    string
		rule     string
		period   string
		want     monitor.TermState
	}{
		"not yet open":       {books, nil, "2026-03-20", "usn_adv_pay", "2026-Q1", monitor.TermAhead},
		"it is time":         {books, nil, "2026-04-20", "usn_adv_pay", "2026-Q1", monitor.TermDue},
		"on the day itself":  {books, nil, "2026-04-28", "usn_adv_pay", "2026-Q1", monitor.TermDue},
		"too late":           {books, nil, "2026-04-29", "usn_adv_pay", "2026-Q1", monitor.TermOverdue},
		"paid to the row":    {with(advance), nil, "2026-05-29", "usn_adv_pay", "2026-Q1", monitor.TermDone},
		"report to be filed": {books, nil, "2026-04-20", "usn_decl_ip", "2025", monitor.TermDue},
		"report sent":        {books, []monitor.Verdict{filed(declarationUSN, "2025", monitor.Sent, "2026-04-19")}, "2026-04-29", "usn_decl_ip", "2025", monitor.TermSent},
		"report rejected":    {books, []monitor.Verdict{filed(declarationUSN, "2025", monitor.Rejected, "2026-04-19")}, "2026-04-29", "usn_decl_ip", "2025", monitor.TermOverdue},
		"report accepted":    {books, []monitor.Verdict{filed(declarationUSN, "2025", monitor.Accepted, "2026-04-19")}, "2026-04-29", "usn_decl_ip", "2025", monitor.TermDone},
	} {
		in := monitor.Input{Profile: p, Facts: tc.facts, Verdicts: tc.verdicts, Today: date(tc.today)}
		list := monitor.Terms(rules(), in, date("2026-01-01"), date("2026-12-31"))
		got, found := termOf(list, tc.rule, period(tc.period))
		if !found || got.State != tc.want || got.Overdue != (tc.want == monitor.TermOverdue) {
			t.Errorf("%s: %v, %+v, want %s", name, found, got, tc.want)
		}
	}
}

func termOf(list []monitor.Term, rule string, p sdano.Period) (monitor.Term, bool) {
	for _, t := range list {
		if t.Rule == rule && t.Period == p {
			return t, true
		}
	}
	return monitor.Term{}, false
}

func TestTermsLieInTheirDaysByDay(t *testing.T) {
	t.Parallel()
	in := monitor.Input{Profile: ip("2025-01-01", ""), Today: date("2026-04-20")}
	list := monitor.Terms(rules(), in, date("2026-04-01"), date("2026-04-30"))
	if len(list) < 2 {
		t.Fatalf("only %+v", list)
	}
	for i, l := range list {
		if l.Due.Before(date("2026-04-01")) || l.Due.After(date("2026-04-30")) || i > 0 && l.Due.Before(list[i-1].Due) || l.Law == "" || l.Row == "" {
			t.Errorf("%+v", l)
		}
	}
	for _, day := range []string{"2026-04-20", "2026-04-29"} {
		late := in
		late.Today = date(day)
		want := map[string]monitor.TermState{"2026-04-20": monitor.TermDue, "2026-04-29": monitor.TermUnknown}[day]
		if got, _ := termOf(monitor.Terms(rules(), late, date("2026-04-01"), date("2026-04-30")), "usn_adv_pay", period("2026-Q1")); got.State != want || got.Known {
			t.Errorf("without books on %s: %+v, want %s", day, got, want)
		}
	}
	idle := in
	idle.Profile.Flags = []monitor.Flag{{Name: "no_activity", Span: monitor.Span{From: date("2025-01-01")}}}
	for _, l := range monitor.Terms(rules(), idle, date("2026-04-01"), date("2026-04-30")) {
		if l.Kind == "payment" && l.Row != "ip_self" {
			t.Errorf("asked for without activity: %+v", l)
		}
	}
}
