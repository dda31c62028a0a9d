package reporting

import (
	"errors"
	"testing"
	"time"

	"sdano"
	"sdano/titles/report"
)

func TestContentKeyTellsContentsApart(t *testing.T) {
	t.Parallel()
	key := ReportKey{Payer: sdano.TaxID{INN: "7799999919", KPP: "779901001"}, Kind: "1152017", Period: "2025", Authority: FNS, Code: "7701"}
	files := []Package{{FileName: "a.xml", SHA256: "aa"}, {FileName: "b.xml", SHA256: "bb"}}
	first := contentKey(1, key, files)
	if again := contentKey(1, key, []Package{files[1], files[0]}); again != first {
		t.Error("the order of the files counts")
	}
	changed := func(change func(*ReportKey)) ReportKey { k := key; change(&k); return k }
	seen := map[string]string{first: "the first"}
	for name, other := range map[string]string{
		"tenant":     contentKey(2, key, files),
		"payer":      contentKey(1, changed(func(k *ReportKey) { k.Payer.INN = "7799999926" }), files),
		"kpp":        contentKey(1, changed(func(k *ReportKey) { k.Payer.KPP = "779901002" }), files),
		"authority":  contentKey(1, changed(func(k *ReportKey) { k.Authority = SFR }), files),
		"code":       contentKey(1, changed(func(k *ReportKey) { k.Code = "0087" }), files),
		"correction": contentKey(1, changed(func(k *ReportKey) { k.Correction = 1 }), files),
		"file gone":  contentKey(1, key, files[:1]),
		"name":       contentKey(1, key, []Package{{FileName: "a.xml", SHA256: "aa"}, {FileName: "c.xml", SHA256: "bb"}}),
		"bytes":      contentKey(1, key, []Package{{FileName: "a.xml", SHA256: "aa"}, {FileName: "b.xml", SHA256: "bc"}}),
		"run-in":     contentKey(1, changed(func(k *ReportKey) { k.Payer.INN, k.Payer.KPP = "779999991977", "9901001" }), files),
	} {
		if seen[other] != "" {
			t.Errorf("%s and %s have one key", name, seen[other])
		}
		seen[other] = name
	}
}

func TestAmountsOfNoRowAreNotDeclared(t *testing.T) {
	t.Parallel()
	period := sdano.MustPeriod("2026-Q1")
	got := declared([]report.Amount{
		{KBK: "18210101011011000110", Period: period, Amount: 100},
		{Row: "usn", Period: period, Amount: -200},
	})
	if len(got) != 1 || got[0] != (DeclaredAmount{Tax: "usn", Period: period, Amount: -200}) {
		t.Errorf("%+v", got)
	}
}

func TestRunningCoversTheSameRowsOnce(t *testing.T) {
	t.Parallel()
	var r running
	leave, ok := r.enter("send", 1)
	if !ok {
		t.Fatal("nothing runs")
	}
	for _, tc := range []struct {
		name   string
		tenant sdano.Tenant
		want   bool
	}{
		{"send", 1, false},
		{"send", sdano.AllTenants, false},
		{"send", 2, true},
		{"fetch", 1, true},
		{"fetch", sdano.AllTenants, false},
	} {
		if _, ok := r.enter(tc.name, tc.tenant); ok != tc.want {
			t.Errorf("%s of %d: %v, want %v", tc.name, tc.tenant, ok, tc.want)
		}
	}
	leave()
	leave()
	all, ok := r.enter("directions", sdano.AllTenants)
	if !ok {
		t.Fatal("nothing runs")
	}
	if _, ok := r.enter("directions", 1); ok {
		t.Error("a run of all tenants covers each of them")
	}
	all()
	if _, ok := r.enter("directions", 1); !ok {
		t.Error("it has ended")
	}
	if _, ok := r.enter("send", 1); !ok {
		t.Error("it has ended, too")
	}
}

func TestRhythmOfProduction(t *testing.T) {
	t.Parallel()
	got := New(Config{}).c.Rhythm
	want := Rhythm{
		Directions: 180 * time.Second, Send: time.Minute, Fetch: time.Minute, FetchFiling: 15 * time.Second,
		RetryMin: 30 * time.Second, RetryMax: 30 * time.Minute, Lease: 2 * time.Minute, Workers: 8,
	}
	if got != want {
		t.Errorf("%+v", got)
	}
	fast := New(Config{Rhythm: Rhythm{Fetch: time.Second}}).c.Rhythm
	if fast.FetchFiling != time.Second {
		t.Errorf("a filing day is slower than others: %+v", fast)
	}
}

func TestStateThatCannotBeWrittenFails(t *testing.T) {
	t.Parallel()
	err := New(Config{}).record(t.Context(), nil, time.Time{}, "a", "b", "c", nil, func() {})
	if err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("error %v", err)
	}
}
