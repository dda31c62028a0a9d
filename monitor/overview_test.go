package monitor_test

import (
	"testing"

	"sdano"
	"sdano/monitor"
)

func TestTheWorstOrganisationComesFirst(t *testing.T) {
	t.Parallel()
	m := newMemory()
	s := service(m, "2026-04-20", 9)
	for i, inn := range []string{"779999991008", "7799999919", "7799999926"} {
		p := ip("2025-01-01", "2026-04-19")
		p.ID, p.TaxID, p.Name = sdano.NewID(), sdano.TaxID{INN: inn}, inn
		m.profiles[tenant] = append(m.profiles[tenant], p)
		m.facts[p.ID] = monitor.Facts{Entries: []monitor.Entry{income("2026-02-10", "1000000")}}
		if i == 1 { // a debt of the year before
			m.facts[p.ID] = monitor.Facts{Entries: []monitor.Entry{income("2025-02-10", "5000000")}}
		}
	}
	m.verdicts["7799999926"] = []monitor.Verdict{filed(declarationUSN, "2025", monitor.Accepted, "2026-04-20")}
	list, err := s.Overview(t.Context(), tenant)
	if err != nil || len(list) != 3 {
		t.Fatalf("%v, %+v", err, list)
	}
	if list[0].TaxID.INN != "7799999919" || list[0].Red == 0 || list[0].Debt == 0 || list[2].TaxID.INN != "7799999926" {
		t.Errorf("%+v", list)
	}
	for _, o := range list {
		if o.Next.IsZero() || o.NextTitle == "" || o.Week > o.Month {
			t.Errorf("%+v", o)
		}
	}
}
