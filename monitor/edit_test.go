package monitor_test

import (
	"errors"
	"strings"
	"testing"

	"sdano"
	"sdano/monitor"
)

// payerOf is a service that knows one payer.
func payerOf(t *testing.T) (*memory, *monitor.Service, sdano.TaxID) {
	t.Helper()
	m := newMemory()
	p := ip("2017-01-01", "2018-05-13")
	p.ID = sdano.NewID()
	m.profiles[tenant] = []monitor.Profile{p}
	return m, service(m, "2018-05-14", 9), p.TaxID
}

func TestAFileReadTwiceIsRecordedOnce(t *testing.T) {
	t.Parallel()
	m, s, id := payerOf(t)
	day := sdano.MustDate("2018-05-14")
	line := func(name string, rub int64) monitor.Payment {
		return monitor.Payment{ID: sdano.NameID(sdano.ID{1}, name), Date: day, Amount: sdano.Rubles(rub), Row: "usn"}
	}
	for i, want := range []monitor.Imported{{Added: 2}, {Known: 2}, {Added: 1, Known: 1}} {
		facts := monitor.Facts{Payments: []monitor.Payment{line("a", 1), line("b", 2)}}
		if i == 2 {
			facts.Payments[0] = line("c", 3)
		}
		got, err := s.Import(t.Context(), who, tenant, id, facts)
		if err != nil || got != want {
			t.Fatalf("import %d: %+v, %v, want %+v", i+1, got, err, want)
		}
	}
	if n := len(m.journal); n != 2 {
		t.Fatalf("%d entries in the journal, want one for each import that added something", n)
	}
}

func TestAFactIsRemovedAndKeptInTheJournal(t *testing.T) {
	t.Parallel()
	m, s, id := payerOf(t)
	fact := sdano.NewID()
	facts := monitor.Facts{Payments: []monitor.Payment{{ID: fact, Date: sdano.MustDate("2018-05-14"), Amount: sdano.Rubles(7), Row: "usn"}}}
	if _, err := s.Import(t.Context(), who, tenant, id, facts); err != nil {
		t.Fatal(err)
	}
	if err := s.Remove(t.Context(), who, tenant, id, fact); err != nil {
		t.Fatal(err)
	}
	last := m.journal[len(m.journal)-1]
	if last.Action != "fact.removed" || !strings.Contains(last.Before, fact.String()) || last.Actor != who {
		t.Fatalf("the journal says %+v", last)
	}
	if err := s.Remove(t.Context(), who, tenant, id, fact); !errors.Is(err, monitor.ErrNoFact) {
		t.Fatalf("removed twice: %v", err)
	}
	if _, f, err := s.Payer(t.Context(), tenant, id); err != nil || len(f.Payments) != 0 {
		t.Fatalf("after the removal: %+v, %v", f.Payments, err)
	}
}
