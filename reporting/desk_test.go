package reporting_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sdano"
	"sdano/audit"
	"sdano/internal/demo"
	"sdano/internal/pgtest"
	"sdano/party"
	"sdano/reporting"
	"sdano/storage/postgres"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

// morning is when the tests of the registration begin: 10 April 2026, 10:30 in
// Moscow.
var morning = time.Date(2026, time.April, 10, 7, 30, 0, 0, time.UTC)

const (
	deskTenant sdano.Tenant = 10027
	deskActor  sdano.Actor  = "user:anna"
)

// desk is a reporting service on a real store, with directions of its own and
// clocks that stand still: what the tests of registration, directions and
// queries work at.
type desk struct {
	testing.TB
	db             *sqlstore.DB
	store          sqlstore.ReportingStore
	business, real *sdano.ManualClock
	directory      *listDirectory
	config         reporting.Config
	// raw opens the database beside the store.
	raw func() (*sql.DB, error)
	*reporting.Service
}

// newDesk opens a desk on SQLite with the demo's directions open.
func newDesk(t testing.TB) *desk {
	t.Helper()
	return newDeskWith(t, demo.Directions())
}

// newDeskWith opens a desk on SQLite with other directions.
func newDeskWith(t testing.TB, list []reporting.DirectionKey) *desk {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sdano.db")
	db, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return deskOn(t, db, list, func() (*sql.DB, error) { return sqlite.OpenReadOnly(t.Context(), path) })
}

// onBothEngines runs a test at a desk on SQLite and at one on PostgreSQL.
func onBothEngines(t *testing.T, test func(d *desk)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(newDesk(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		dsn := pgtest.Database(t)
		db, err := postgres.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		test(deskOn(t, db, demo.Directions(), func() (*sql.DB, error) { return postgres.OpenRaw(t.Context(), dsn) }))
	})
}

func deskOn(t testing.TB, db *sqlstore.DB, list []reporting.DirectionKey, raw func() (*sql.DB, error)) *desk {
	t.Helper()
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{
		TB: t, db: db, raw: raw, business: sdano.NewManualClock(morning), real: sdano.NewManualClock(morning.AddDate(0, 7, 0)),
		directory: &listDirectory{list: list},
	}
	d.config = reporting.Config{
		Units: db, Store: d.store, Journal: sqlstore.JournalStore{}, Organizations: sqlstore.PartyStore{},
		Directory: d.directory, Business: d.business, Real: d.real,
		FormTitle: func(knd string) string { return map[string]string{"1152017": "Декларация по УСН"}[knd] },
		Log:       slog.New(slog.NewTextHandler(io.Discard, nil)), Node: "desk",
	}
	d.Service = reporting.New(d.config)
	d.refresh()
	return d
}

// listDirectory is a service of directions that answers what it is told.
type listDirectory struct {
	mu          sync.Mutex
	list        []reporting.DirectionKey
	err         error
	hold, asked chan struct{}
}

func (l *listDirectory) ListDirections(context.Context) ([]reporting.DirectionKey, error) {
	l.mu.Lock()
	list, err, hold, asked := l.list, l.err, l.hold, l.asked
	l.mu.Unlock()
	if hold != nil {
		close(asked)
		<-hold
	}
	return list, err
}

func (l *listDirectory) answer(list []reporting.DirectionKey, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list, l.err = list, err
}

// pause makes the next answer wait for hold; asked is closed when it is asked.
func (l *listDirectory) pause(hold, asked chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hold, l.asked = hold, asked
}

// refresh reads the directions and must succeed.
func (d *desk) refresh() reporting.DirectionsSummary {
	d.Helper()
	sum, err := d.RefreshDirections(d.Context(), "system:scheduler")
	d.must(err)
	return sum
}

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// do runs a writing unit of the desk's tenant.
func (d *desk) do(unit sdano.Unit) {
	d.Helper()
	d.must(d.db.Write(d.Context(), deskTenant, unit))
}

// letter is a report file.
type letter struct {
	name string
	data []byte
}

// declaration makes a declaration of a demo payer; another day makes another
// file of the same report.
func (d *desk) declaration(p demo.Payer, office, day string) letter {
	d.Helper()
	name, data, err := demo.Declaration(p, office, sdano.MustDate(day))
	d.must(err)
	return letter{name, data}
}

// sample is the declaration most tests file.
func (d *desk) sample() letter { return d.declaration(demo.Entrepreneur, "7701", "2026-04-10") }

// file registers a file, with a reason if one is given.
func (d *desk) file(l letter, reason string) (reporting.Submission, error) {
	got, err := d.Register(d.Context(), deskActor, deskTenant, reporting.Registration{FileName: l.name, Data: l.data, ResendReason: reason})
	return got.Submission, err
}

// filed is file for what must be taken.
func (d *desk) filed(l letter, reason string) reporting.Submission {
	d.Helper()
	sub, err := d.file(l, reason)
	d.must(err)
	return sub
}

// becomes changes a stored submission as the operator's answers would.
func (d *desk) becomes(id sdano.ID, change func(*reporting.Submission)) {
	d.Helper()
	d.do(func(ctx context.Context, tx sdano.Tx) error {
		sub, err := d.store.Submission(ctx, tx, id)
		if err != nil {
			return err
		}
		change(&sub)
		return d.store.UpdateSubmission(ctx, tx, sub)
	})
}

// accepted makes the submission accepted at an instant.
func accepted(at time.Time) func(*reporting.Submission) {
	return func(s *reporting.Submission) {
		s.Status, s.Outcome, s.Delivery = reporting.Accepted, reporting.OutcomeAccepted, reporting.DeliveryAccepted
		s.SentAt, s.EvidenceAt, s.FiledAt, s.ClosedAt, s.UpdatedAt = at, at, at, at, at
	}
}

// refusedBy makes the submission refused at an instant.
func refusedBy(at time.Time) func(*reporting.Submission) {
	return func(s *reporting.Submission) {
		s.Status, s.Outcome, s.Delivery = reporting.Rejected, reporting.OutcomeRejected, reporting.DeliveryAccepted
		s.SentAt, s.EvidenceAt, s.ClosedAt, s.UpdatedAt = at, at, at, at
	}
}

// journal returns the tenant's entries about an object.
func (d *desk) journal(object string) (out []audit.Entry) {
	d.Helper()
	d.must(d.db.Read(d.Context(), deskTenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = sqlstore.JournalStore{}.EntriesOf(ctx, tx, object)
		return err
	}))
	return out
}

// work returns the rows of the work register.
func (d *desk) work() (out []reporting.WorkItem) {
	d.Helper()
	d.must(d.db.Read(d.Context(), deskTenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = d.store.ListWork(ctx, tx)
		return err
	}))
	return out
}

// verdict returns the verdict of a report.
func (d *desk) verdict(report sdano.ID) (reporting.ReportStatus, bool) {
	d.Helper()
	status, ok, err := d.ReportStatus(d.Context(), deskTenant, report)
	d.must(err)
	return status, ok
}

// alarmCodes returns the codes of the tenant's open alarms.
func (d *desk) alarmCodes(tenant sdano.Tenant) (codes []string) {
	d.Helper()
	alarms, err := d.Alarms(d.Context(), tenant)
	d.must(err)
	for _, a := range alarms {
		codes = append(codes, a.Code)
	}
	return codes
}

// enter records the demo's organisations.
func (d *desk) enter(orgs ...party.Organization) {
	d.Helper()
	d.do(func(ctx context.Context, tx sdano.Tx) error {
		for _, o := range orgs {
			if err := (sqlstore.PartyStore{}).PutOrganization(ctx, tx, o); err != nil {
				return err
			}
		}
		return nil
	})
}

// verifyJournal recomputes the chains of the whole store.
func (d *desk) verifyJournal() {
	d.Helper()
	raw, err := d.raw()
	d.must(err)
	defer raw.Close()
	got, err := audit.Verify(d.Context(), raw)
	d.must(err)
	if got.Broken != nil || got.Entries == 0 {
		d.Errorf("journal: %d entries, broken %+v", got.Entries, got.Broken)
	}
}

// refused checks the kind and code of a refusal and returns it.
func (d *desk) refused(err error, kind sdano.Kind, code string) *sdano.Error {
	d.Helper()
	var e *sdano.Error
	if !errors.As(err, &e) || e.Kind != kind || e.Code != code {
		d.Fatalf("error %v, want %s %s", err, kind, code)
	}
	if e.Message == "" || e.Remedy == "" {
		d.Errorf("%s has no message or no remedy: %+v", code, e)
	}
	return e
}

var errNoJournal = errors.New("the journal cannot be written")

// noJournal is a journal that takes nothing.
type noJournal struct{ sqlstore.JournalStore }

func (noJournal) Record(context.Context, sdano.Tx, audit.Entry) error { return errNoJournal }
