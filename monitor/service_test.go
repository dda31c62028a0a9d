package monitor_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sdano"
	"sdano/audit"
	"sdano/monitor"
)

// memory is a store of one process: monitor.Store, monitor.Verdicts and the
// units over them.
type memory struct {
	mu       sync.Mutex
	profiles map[sdano.Tenant][]monitor.Profile
	facts    map[sdano.ID]monitor.Facts
	verdicts map[string][]monitor.Verdict
	fails    error // of every read of verdicts
	writes   int
	journal  []audit.Entry
}

// who changes profiles in these tests.
const who = sdano.Actor("user:anna")

// Record keeps an entry.
func (m *memory) Record(_ context.Context, _ sdano.Tx, e audit.Entry) error {
	m.journal = append(m.journal, e)
	return nil
}

type unit sdano.Tenant

func (u unit) Tenant() sdano.Tenant                 { return sdano.Tenant(u) }
func (unit) NextSeq(context.Context) (int64, error) { return 0, errors.New("not asked for") }

func newMemory() *memory {
	return &memory{profiles: map[sdano.Tenant][]monitor.Profile{}, facts: map[sdano.ID]monitor.Facts{}, verdicts: map[string][]monitor.Verdict{}}
}

func (m *memory) Write(ctx context.Context, tenant sdano.Tenant, do sdano.Unit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes++
	return do(ctx, unit(tenant))
}

func (m *memory) Read(ctx context.Context, tenant sdano.Tenant, do sdano.Unit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return do(ctx, unit(tenant))
}

func (m *memory) Profiles(_ context.Context, tx sdano.Tx) ([]monitor.Profile, error) {
	return slices.Clone(m.profiles[tx.Tenant()]), nil
}

func (m *memory) find(tx sdano.Tx, ok func(monitor.Profile) bool) (monitor.Profile, error) {
	list := m.profiles[tx.Tenant()]
	if i := slices.IndexFunc(list, ok); i >= 0 {
		return list[i], nil
	}
	return monitor.Profile{}, monitor.ErrNoProfile
}

func (m *memory) FindProfile(_ context.Context, tx sdano.Tx, id sdano.TaxID) (monitor.Profile, error) {
	return m.find(tx, func(p monitor.Profile) bool { return p.TaxID.INN == id.INN && (id.KPP == "" || p.TaxID.KPP == id.KPP) })
}

func (m *memory) MainProfile(_ context.Context, tx sdano.Tx) (monitor.Profile, error) {
	return m.find(tx, func(p monitor.Profile) bool { return p.Main })
}

func (m *memory) SaveProfile(_ context.Context, tx sdano.Tx, p monitor.Profile) error {
	list := slices.DeleteFunc(m.profiles[tx.Tenant()], func(old monitor.Profile) bool { return old.ID == p.ID })
	m.profiles[tx.Tenant()] = append(list, p)
	return nil
}

func (m *memory) Facts(_ context.Context, _ sdano.Tx, profile sdano.ID) (monitor.Facts, error) {
	return m.facts[profile], nil
}

func (m *memory) AddFacts(_ context.Context, _ sdano.Tx, profile sdano.ID, f monitor.Facts) error {
	old := m.facts[profile]
	old.Entries = append(old.Entries, f.Entries...)
	old.Payments = append(old.Payments, f.Payments...)
	old.Payroll = append(old.Payroll, f.Payroll...)
	old.Accounts = append(old.Accounts, f.Accounts...)
	old.AccountBalances = append(old.AccountBalances, f.AccountBalances...)
	m.facts[profile] = old
	return nil
}

func (m *memory) RemoveFact(_ context.Context, _ sdano.Tx, profile, fact sdano.ID) error {
	old := m.facts[profile]
	old.Payments = slices.DeleteFunc(slices.Clone(old.Payments), func(p monitor.Payment) bool { return p.ID == fact })
	m.facts[profile] = old
	return nil
}

func (m *memory) Verdicts(_ context.Context, _ sdano.Tx, payer sdano.TaxID) ([]monitor.Verdict, error) {
	return m.verdicts[payer.String()], m.fails
}

const tenant = sdano.Tenant(7)

// service is a Service over a memory on a day, at an hour of Moscow.
func service(m *memory, day string, hour int) *monitor.Service {
	clock := sdano.NewManualClock(date(day).In(sdano.Moscow).Add(time.Duration(hour) * time.Hour))
	return monitor.New(monitor.Config{Units: m, Store: m, Journal: m, Verdicts: m, Rules: rules(), Clock: clock, Settings: monitor.Settings{LinkStorage: "reports"}})
}

func TestTheServiceJoinsFactsVerdictsAndTheClock(t *testing.T) {
	t.Parallel()
	m := newMemory()
	s := service(m, "2026-04-28", 23)
	p, f := ip("2025-01-01", "2026-04-09"), monitor.Facts{Entries: []monitor.Entry{{Kind: monitor.EntryIncome, Date: date("2025-02-14"), Amount: rubles("900000")}}}
	p.Main = true
	ctx := t.Context()
	if err := s.Save(ctx, who, tenant, p, f); err != nil {
		t.Fatal(err)
	}
	r, err := s.Monitor(ctx, tenant, sdano.TaxID{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Today != date("2026-04-28") || r.Profile.ID.IsZero() || r.DataVersion != tables().Version || r.Settings.LinkStorage != "reports" {
		t.Errorf("%+v", r)
	}
	want(t, "before the verdict", string(report(t, r, "usn").State), "overdue")
	m.verdicts[ipID.String()] = []monitor.Verdict{filed(declarationUSN, "2025", monitor.Accepted, "2026-04-20")}
	r, err = s.Monitor(ctx, tenant, ipID)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "after it", string(report(t, r, "usn").State), "filed")
	if id := m.facts[r.Profile.ID].Entries[0].ID; id.IsZero() {
		t.Error("a fact has no ID")
	}
	if !f.Entries[0].ID.IsZero() {
		t.Error("the caller's facts were changed")
	}
	list, err := s.Profiles(ctx, tenant)
	if err != nil || len(list) != 1 || list[0].TaxID != ipID {
		t.Errorf("profiles %+v, %v", list, err)
	}
}

func TestTheDayIsThatOfMoscow(t *testing.T) {
	t.Parallel()
	m := newMemory()
	s := service(m, "2026-04-28", 0) // the evening before in UTC
	if err := s.Save(t.Context(), who, tenant, ip("2025-01-01", ""), monitor.Facts{}); err != nil {
		t.Fatal(err)
	}
	r, err := s.Monitor(t.Context(), tenant, ipID)
	if err != nil || r.Today != date("2026-04-28") {
		t.Errorf("%s, %v", r.Today, err)
	}
}

func TestAPayerThatIsNotThere(t *testing.T) {
	t.Parallel()
	m := newMemory()
	s := service(m, "2026-04-28", 12)
	company := ooo("2025-01-01", "")
	if err := s.Save(t.Context(), who, tenant, company, monitor.Facts{}); err != nil {
		t.Fatal(err)
	}
	for what, at := range map[string]struct {
		tenant sdano.Tenant
		id     sdano.TaxID
		found  bool
	}{
		"no main one":     {tenant, sdano.TaxID{}, false},
		"another payer":   {tenant, ipID, false},
		"another branch":  {tenant, sdano.TaxID{INN: oooID.INN, KPP: "779902002"}, false},
		"another tenant":  {tenant + 1, oooID, false},
		"without its КПП": {tenant, sdano.TaxID{INN: oooID.INN}, true},
	} {
		_, err := s.Monitor(t.Context(), at.tenant, at.id)
		if at.found != (err == nil) || err != nil && !errors.Is(err, monitor.ErrNoProfile) {
			t.Errorf("%s: %v", what, err)
		}
	}
	m.fails = errors.New("the disk is gone")
	if _, err := s.Monitor(t.Context(), tenant, oooID); !errors.Is(err, m.fails) {
		t.Errorf("a failing store: %v", err)
	}
}

func TestWrongProfilesAndFactsAreRefused(t *testing.T) {
	t.Parallel()
	good := func() (monitor.Profile, monitor.Facts) { return ip("2025-01-01", ""), monitor.Facts{} }
	for _, tc := range []struct {
		what, code, path string
		spoil            func(*monitor.Profile, *monitor.Facts)
	}{
		{"ИНН", "", "", func(p *monitor.Profile, _ *monitor.Facts) { p.TaxID.INN = "779999991009" }},
		{"taxpayer", "bad_profile", "taxpayer", func(p *monitor.Profile, _ *monitor.Facts) { p.Taxpayer = monitor.Organisation }},
		{"no taxpayer", "bad_profile", "taxpayer", func(p *monitor.Profile, _ *monitor.Facts) { p.TaxID, p.Taxpayer = oooID, "person" }},
		{"registered", "bad_profile", "registered", func(p *monitor.Profile, _ *monitor.Facts) { p.Registered = sdano.Date{} }},
		{"closed", "bad_profile", "closed", func(p *monitor.Profile, _ *monitor.Facts) { p.Closed = date("2024-12-31") }},
		{"regime", "bad_profile", "regimes[0]", func(p *monitor.Profile, _ *monitor.Facts) { p.Regimes[0].To = date("2024-12-31") }},
		{"rate", "bad_profile", "regimes[0]", func(p *monitor.Profile, _ *monitor.Facts) { p.Regimes[0].Rate = rate("0.21") }},
		{"object", "bad_profile", "regimes[0]", func(p *monitor.Profile, _ *monitor.Facts) { p.Regimes[0].Object = "" }},
		{"line", "bad_profile", "entries[0]", func(_ *monitor.Profile, f *monitor.Facts) {
			f.Entries = []monitor.Entry{{Date: date("2025-01-01"), Amount: 1}}
		}},
		{"payment", "bad_profile", "payments[0]", func(_ *monitor.Profile, f *monitor.Facts) { f.Payments = []monitor.Payment{{Amount: 1}} }},
		{"accrual", "bad_profile", "accruals[0]", func(_ *monitor.Profile, f *monitor.Facts) { f.Accruals = []monitor.Accrual{{Row: "usn"}} }},
		{"balance", "bad_profile", "balances[0]", func(_ *monitor.Profile, f *monitor.Facts) { f.Balances = []monitor.Balance{{Amount: 1}} }},
		{"event", "bad_profile", "events[0]", func(_ *monitor.Profile, f *monitor.Facts) { f.Events = []monitor.Event{{Rule: "efs1_11_hire"}} }},
		{"payroll", "bad_profile", "payroll[0]", func(_ *monitor.Profile, f *monitor.Facts) {
			f.Payroll = []monitor.Payroll{{Employee: "1", Month: year(2026)}}
		}},
		{"patent", "bad_profile", "patents[0]", func(p *monitor.Profile, _ *monitor.Facts) {
			p.Patents = []monitor.Patent{{From: date("2026-05-01"), To: date("2026-04-30")}}
		}},
		{"staff", "bad_profile", "employees[0]", func(p *monitor.Profile, _ *monitor.Facts) {
			p.Employees = []monitor.Span{{From: date("2026-05-01"), To: date("2026-04-30")}}
		}},
		{"flag", "bad_profile", "flags[0]", func(p *monitor.Profile, _ *monitor.Facts) { p.Flags = []monitor.Flag{{}} }},
		{"accidents", "bad_profile", "ns_rate", func(p *monitor.Profile, _ *monitor.Facts) { p.RateNS = rate("0.2") }},
	} {
		m := newMemory()
		p, f := good()
		tc.spoil(&p, &f)
		err := service(m, "2026-01-01", 12).Save(t.Context(), who, tenant, p, f)
		var e *sdano.Error
		if !errors.As(err, &e) || e.Message == "" || e.Remedy == "" || tc.code != "" && e.Code != tc.code {
			t.Errorf("%s: %v", tc.what, err)
			continue
		}
		if tc.path != "" && (len(e.Findings) != 1 || e.Findings[0].Path != tc.path) {
			t.Errorf("%s: findings %+v", tc.what, e.Findings)
		}
		if m.writes != 0 {
			t.Errorf("%s: something was recorded", tc.what)
		}
	}
}

// TestChangesOfProfilesAreJournalled: who, when, and the state around it.
func TestChangesOfProfilesAreJournalled(t *testing.T) {
	t.Parallel()
	m := newMemory()
	s := service(m, "2026-04-28", 12)
	p := ip("2025-01-01", "2026-04-09")
	p.ID = sdano.NewID()
	for _, name := range []string{"ИП Первый", "ИП Второй"} {
		p.Name = name
		if err := s.Save(t.Context(), who, tenant, p, monitor.Facts{}); err != nil {
			t.Fatal(err)
		}
	}
	if len(m.journal) != 2 {
		t.Fatalf("%d entries", len(m.journal))
	}
	first, second := m.journal[0], m.journal[1]
	if first.Before != "" || !strings.Contains(first.After, "Первый") || first.Actor != who || first.At.IsZero() || first.Tenant != tenant {
		t.Errorf("first %+v", first)
	}
	if !strings.Contains(second.Before, "Первый") || !strings.Contains(second.After, "Второй") || second.Object != "profile/"+p.ID.String() {
		t.Errorf("second %+v", second)
	}
}
