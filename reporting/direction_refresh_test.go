package reporting_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/internal/demo"
	"sdano/reporting"
)

// offices makes n directions of one payer of a tenant.
func offices(tenant sdano.Tenant, n int) []reporting.DirectionKey {
	var out []reporting.DirectionKey
	for i := range n {
		out = append(out, reporting.DirectionKey{Tenant: tenant, INN: "779999991008", Authority: reporting.FNS, Code: fmt.Sprintf("%04d", 7700+i)})
	}
	return out
}

// open returns the codes of the open directions of the payer at the desk.
func (d *desk) open(tenant sdano.Tenant) (codes []string) {
	d.Helper()
	for _, dir := range d.directions(tenant) {
		if dir.Open(d.business.Now()) {
			codes = append(codes, dir.Code)
		}
	}
	return codes
}

func (d *desk) directions(tenant sdano.Tenant) []reporting.Direction {
	d.Helper()
	all, err := d.DirectionsOf(d.Context(), tenant, "779999991008")
	d.must(err)
	return all
}

// wantSummary refreshes with a list and compares the counts.
func (d *desk) wantSummary(list []reporting.DirectionKey, want reporting.DirectionsSummary) {
	d.Helper()
	d.directory.answer(list, nil)
	d.business.Advance(3 * time.Minute)
	if got := d.refresh(); got != want {
		d.Errorf("%+v, want %+v", got, want)
	}
}

// Acceptance g.
func TestDroppedDirectionIsClosedAndAnEmptyAnswerChangesNothing(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		forty := offices(deskTenant, 40)
		d.directory.answer(nil, nil)
		_, err := d.ConfirmDirections(d.Context(), deskActor)
		d.must(err)
		d.wantSummary(forty, reporting.DirectionsSummary{Added: 40})
		d.wantSummary(forty[:39], reporting.DirectionsSummary{Closed: 1, Kept: 39})
		closedAt := d.business.Now()
		d.wantSummary(nil, reporting.DirectionsSummary{Kept: 39, Held: 39})
		if got := d.open(deskTenant); len(got) != 39 || slices.Contains(got, "7739") {
			d.Errorf("%d are open: %v", len(got), got)
		}
		i := slices.IndexFunc(d.directions(deskTenant), func(x reporting.Direction) bool { return x.Code == "7739" })
		if dir := d.directions(deskTenant)[i]; !dir.ValidTo.Equal(closedAt) || !dir.RefreshedAt.Equal(closedAt) {
			d.Errorf("%+v, closed at %s", dir, closedAt)
		}
	})
}

func TestListThatClosesMuchWaits(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		open, left int
		held       bool
	}{
		{40, 34, false},
		{40, 32, false},
		{40, 31, true},
		{40, 1, true},
		{6, 1, false},
		{7, 1, true},
		{5, 1, false},
		{30, 24, false},
		{29, 23, true},
	} {
		t.Run(fmt.Sprintf("%d of %d", tc.left, tc.open), func(t *testing.T) {
			t.Parallel()
			d := newDeskWith(t, offices(deskTenant, tc.open))
			want := reporting.DirectionsSummary{Closed: tc.open - tc.left, Kept: tc.left}
			if tc.held {
				want = reporting.DirectionsSummary{Kept: tc.open, Held: tc.open - tc.left}
			}
			d.wantSummary(offices(deskTenant, tc.left), want)
			if got := len(d.open(deskTenant)); got != want.Kept {
				t.Errorf("%d are open", got)
			}
			if got := slices.Contains(d.alarmCodes(deskTenant), "directions_suspicious"); got != tc.held {
				t.Errorf("alarm: %v", got)
			}
		})
	}
}

func TestHeldListIsAppliedWhenConfirmed(t *testing.T) {
	t.Parallel()
	d := newDeskWith(t, offices(deskTenant, 40))
	d.wantSummary(offices(deskTenant, 10), reporting.DirectionsSummary{Kept: 40, Held: 30})
	sum, err := d.ConfirmDirections(t.Context(), deskActor)
	d.must(err)
	if want := (reporting.DirectionsSummary{Closed: 30, Kept: 10}); sum != want || len(d.open(deskTenant)) != 10 {
		t.Errorf("%+v, %d open", sum, len(d.open(deskTenant)))
	}
	if got := d.alarmCodes(deskTenant); len(got) != 0 {
		t.Errorf("alarms %v", got)
	}
	entries := d.journal("directions")
	if last := entries[len(entries)-1]; last.Actor != deskActor || last.Action != "directions.refreshed" {
		t.Errorf("%+v", last)
	}
	d.verifyJournal()
}

func TestAlarmEndsWithAGoodList(t *testing.T) {
	t.Parallel()
	d := newDeskWith(t, offices(deskTenant, 40))
	for range 2 {
		d.wantSummary(nil, reporting.DirectionsSummary{Kept: 40, Held: 40})
	}
	if got := d.alarmCodes(deskTenant); len(got) != 1 {
		t.Errorf("alarms %v", got)
	}
	d.wantSummary(offices(deskTenant, 40), reporting.DirectionsSummary{Kept: 40})
	if got := d.alarmCodes(deskTenant); len(got) != 0 {
		t.Errorf("alarms %v", got)
	}
}

func TestEmptyListOfAnEmptyHouseIsToldToTheInstallation(t *testing.T) {
	t.Parallel()
	d := newDeskWith(t, nil)
	if got := d.alarmCodes(sdano.AllTenants); !slices.Equal(got, []string{"directions_suspicious"}) {
		t.Errorf("alarms %v", got)
	}
}

func TestKeptDirectionsAreTouchedOnly(t *testing.T) {
	t.Parallel()
	d := newDeskWith(t, offices(deskTenant, 3))
	entries := len(d.journal("directions"))
	d.wantSummary(offices(deskTenant, 3), reporting.DirectionsSummary{Kept: 3})
	for _, dir := range d.directions(deskTenant) {
		if !dir.RefreshedAt.Equal(d.business.Now()) || !dir.ValidFrom.Equal(morning) || !dir.ValidTo.IsZero() {
			t.Errorf("%+v", dir)
		}
	}
	if got := len(d.journal("directions")); got != entries {
		t.Errorf("%d entries of nothing new", got-entries)
	}
}

func TestReopenedDirectionIsANewRow(t *testing.T) {
	t.Parallel()
	d := newDeskWith(t, offices(deskTenant, 3))
	d.wantSummary(offices(deskTenant, 2), reporting.DirectionsSummary{Closed: 1, Kept: 2})
	d.wantSummary(offices(deskTenant, 3), reporting.DirectionsSummary{Added: 1, Kept: 2})
	all := d.directions(deskTenant)
	if len(all) != 4 || len(d.open(deskTenant)) != 3 {
		t.Errorf("%d rows, %v open", len(all), d.open(deskTenant))
	}
}

func TestEachTenantIsJournalledInItsOwnChain(t *testing.T) {
	t.Parallel()
	d := newDeskWith(t, append(offices(deskTenant, 2), offices(7, 3)...))
	var after struct {
		Opened, Closed []struct{ INN, Authority, Code string }
	}
	entries := d.journal("directions")
	if len(entries) != 1 || entries[0].Actor != "system:scheduler" {
		t.Fatalf("%+v", entries)
	}
	d.must(json.Unmarshal([]byte(entries[0].After), &after, json.MatchCaseInsensitiveNames(true)))
	if len(after.Opened) != 2 || after.Opened[1].Code != "7701" || len(after.Closed) != 0 {
		t.Errorf("%s", entries[0].After)
	}
	d.wantSummary(append(offices(deskTenant, 2), offices(7, 2)...), reporting.DirectionsSummary{Closed: 1, Kept: 4})
	if got := len(d.journal("directions")); got != 1 {
		t.Errorf("%d entries for another tenant's change", got)
	}
	if got := d.open(7); len(got) != 2 {
		t.Errorf("tenant 7: %v", got)
	}
	d.verifyJournal()
}

func TestRowsThatAreNoDirectionsAreLeftOut(t *testing.T) {
	t.Parallel()
	good := offices(deskTenant, 1)
	bad := []reporting.DirectionKey{
		{Tenant: deskTenant, INN: "779999991008", Authority: "moon", Code: "7702"},
		{Tenant: 0, INN: "779999991008", Authority: reporting.FNS, Code: "7702"},
		{Tenant: sdano.AllTenants, INN: "779999991008", Authority: reporting.FNS, Code: "7702"},
		{Tenant: deskTenant, Authority: reporting.FNS, Code: "7702"},
	}
	d := newDeskWith(t, append(append(bad, good...), good...))
	if got := d.open(deskTenant); !slices.Equal(got, []string{"7700"}) {
		t.Errorf("%v", got)
	}
	d.wantSummary(bad, reporting.DirectionsSummary{Kept: 1, Held: 1})
}

func TestNoAnswerKeepsTheOldList(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		cause := errors.New("connection refused by 10.0.0.1")
		d.directory.answer(nil, cause)
		d.business.Advance(23 * time.Hour)
		_, err := d.RefreshDirections(d.Context(), deskActor)
		e := d.refused(err, sdano.Unavailable, "directions_unavailable")
		has(d, e.Message, "10.04.2026 10:30")
		if !errors.Is(err, cause) {
			d.Error("the cause is lost to the log")
		}
		if got := d.alarmCodes(deskTenant); len(got) != 0 {
			d.Errorf("alarms %v after 23 hours", got)
		}
		d.business.Advance(time.Hour + time.Second)
		for range 2 {
			_, err = d.RefreshDirections(d.Context(), deskActor)
			d.refused(err, sdano.Unavailable, "directions_unavailable")
		}
		if got := d.alarmCodes(deskTenant); !slices.Equal(got, []string{"directions_stale"}) {
			d.Errorf("alarms %v after a day", got)
		}
		d.filed(d.sample(), "")
		d.directory.answer(demo.Directions(), nil)
		d.refresh()
		if got := d.alarmCodes(deskTenant); len(got) != 0 {
			d.Errorf("alarms %v after an answer", got)
		}
	})
}

func TestOneRefreshRunsAtATime(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	hold, asked := make(chan struct{}), make(chan struct{})
	d.directory.pause(hold, asked)
	first := make(chan error, 1)
	go func() {
		_, err := d.RefreshDirections(t.Context(), deskActor)
		first <- err
	}()
	select {
	case <-asked:
	case err := <-first:
		t.Fatalf("the first one did not ask: %v", err)
	}
	_, err := d.RefreshDirections(t.Context(), deskActor)
	d.refused(err, sdano.Conflict, "already_running")
	_, err = d.ConfirmDirections(t.Context(), deskActor)
	d.refused(err, sdano.Conflict, "already_running")
	d.directory.pause(nil, nil)
	close(hold)
	d.must(<-first)
	d.refresh()
}

// Two processes on one store ask at the same time, and the older answer comes
// last: it changes nothing.
func TestOlderListIsNotAppliedAfterANewerOne(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		d.directory.answer(offices(deskTenant, 3), nil)
		_, err := d.ConfirmDirections(d.Context(), deskActor)
		d.must(err)
		slow := d.config
		older := &listDirectory{list: offices(deskTenant, 4)}
		slow.Directory, slow.Node = older, "slow"
		hold, asked := make(chan struct{}), make(chan struct{})
		older.pause(hold, asked)
		type result struct {
			sum reporting.DirectionsSummary
			err error
		}
		late := make(chan result, 1)
		go func() {
			sum, err := reporting.New(slow).RefreshDirections(d.Context(), deskActor)
			late <- result{sum, err}
		}()
		select {
		case <-asked:
		case r := <-late:
			d.Fatalf("the slow one did not ask: %v", r.err)
		}
		d.wantSummary(offices(deskTenant, 2), reporting.DirectionsSummary{Closed: 1, Kept: 2})
		close(hold)
		if r := <-late; r.err != nil || r.sum != (reporting.DirectionsSummary{Kept: 2}) {
			d.Errorf("%+v", r)
		}
		if got := d.open(deskTenant); !slices.Equal(got, []string{"7700", "7701"}) {
			d.Errorf("open %v", got)
		}
		older.pause(nil, nil)
		sum, err := reporting.New(slow).RefreshDirections(d.Context(), deskActor)
		if err != nil || sum.Added != 2 {
			d.Errorf("the next answer of the slow one: %+v, %v", sum, err)
		}
	})
}
