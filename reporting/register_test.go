package reporting_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sdano"
	"sdano/internal/demo"
	"sdano/reporting"
)

func TestRegisteredReportIsPlanned(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		d.enter(demo.Organizations()...)
		l := d.sample()
		got := d.filed(l, "")
		want := reporting.Submission{
			ID: got.ID, Tenant: deskTenant, Seq: got.Seq, Version: 1, Report: got.Report,
			Key: reporting.ReportKey{
				Payer: demo.Entrepreneur.TaxID, Kind: "1152017", Period: "2025", Authority: reporting.FNS, Code: "7701",
			},
			Organization: demo.Organizations()[0].ID, KND: "1152017", Title: "Декларация по УСН",
			PeriodFrom: sdano.MustDate("2025-01-01"), PeriodTo: sdano.MustDate("2025-12-31"), PeriodText: "2025 г.",
			Status: reporting.Planned, Outcome: reporting.OutcomePending, Delivery: reporting.DeliveryQueued,
			OpenedAt: morning, UpdatedAt: morning, ContentKey: got.ContentKey, Declared: got.Declared,
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateComparable(sdano.Date{}, sdano.Period{})); diff != "" {
			d.Errorf("(-want +got)\n%s", diff)
		}
		if got.ID.IsZero() || got.Report.IsZero() || got.Seq == 0 || len(got.ContentKey) != 64 {
			d.Errorf("no identifier, number or content key: %+v", got)
		}
		stored, err := d.Submission(d.Context(), deskTenant, got.ID)
		d.must(err)
		if diff := cmp.Diff(got, stored, cmpopts.EquateComparable(sdano.Date{}, sdano.Period{}), cmpopts.EquateEmpty()); diff != "" {
			d.Errorf("stored otherwise than answered (-answered +stored)\n%s", diff)
		}
	})
}

func TestRegistrationKeepsTheFile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.sample()
	sub := d.filed(l, "")
	files, err := d.Packages(t.Context(), deskTenant, sub.ID)
	d.must(err)
	sum := sha256.Sum256(l.data)
	if len(files) != 1 || files[0].FileName != l.name || !bytes.Equal(files[0].Data, l.data) || files[0].SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("%d files: %+v", len(files), files)
	}
}

func TestRegistrationPlansTheWork(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sub := d.filed(d.sample(), "")
	want := []reporting.WorkItem{{
		Tenant: deskTenant, Submission: sub.ID, Status: reporting.Planned, Delivery: reporting.DeliveryQueued, NextAt: d.real.Now(),
	}}
	if diff := cmp.Diff(want, d.work()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	verdict, ok := d.verdict(sub.Report)
	wantVerdict := reporting.ReportStatus{Report: sub.Report, Status: reporting.InEnvelope, Basis: sub.ID, Outcome: reporting.OutcomePending}
	if !ok || verdict != wantVerdict {
		t.Errorf("verdict %+v, %v", verdict, ok)
	}
}

func TestRegistrationIsJournalled(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.sample()
	sub := d.filed(l, "")
	entries, err := d.JournalOf(t.Context(), deskTenant, sub.ID)
	d.must(err)
	if len(entries) != 1 {
		t.Fatalf("%d entries", len(entries))
	}
	e := entries[0]
	if e.Action != "submission.registered" || e.Actor != deskActor || e.Object != "submission/"+sub.ID.String() || !e.At.Equal(morning) || e.Before != "" {
		t.Errorf("%+v", e)
	}
	var after struct {
		Payer, Office, Code, Status string
		Files                       []struct{ Name, SHA256 string }
	}
	d.must(json.Unmarshal([]byte(e.After), &after, json.MatchCaseInsensitiveNames(true)))
	sum := sha256.Sum256(l.data)
	if after.Payer != "779999991008" || after.Code != "7701" || after.Status != "planned" ||
		len(after.Files) != 1 || after.Files[0].Name != l.name || after.Files[0].SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("%s", e.After)
	}
	if strings.Contains(e.After, "Примеров") {
		t.Error("the journal has the file's content")
	}
}

func TestOrganizationNotEnteredHasNoReference(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if sub := d.filed(d.sample(), ""); !sub.Organization.IsZero() {
		t.Errorf("organisation %s", sub.Organization)
	}
}

func TestTitleOfTheFileServesWhereNoRuleHasOne(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.config.FormTitle = nil
	d.Service = reporting.New(d.config)
	if sub := d.filed(d.sample(), ""); sub.Title == "" {
		t.Error("no title")
	}
}

func TestDeclaredAmountsBelongToRowsOfTheMonitor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sub := d.filed(d.declaration(demo.Company, "7701", "2026-03-20"), "")
	var sum sdano.Money
	for _, a := range sub.Declared {
		if a.Tax != "usn" || a.Period.IsZero() {
			t.Errorf("%+v", a)
		}
		sum += a.Amount
	}
	if sum != sdano.Rubles(12000) {
		t.Errorf("declared %s", sum)
	}
}

// Complaint 7: what belongs to one report never touches another.
func TestTwoReportsOfOnePayerAreOpenSideBySide(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		one := d.filed(d.declaration(demo.Entrepreneur, "7701", "2026-04-10"), "")
		two := d.filed(d.declaration(demo.Entrepreneur, "0087", "2026-04-10"), "")
		three := d.filed(d.declaration(demo.Company, "7701", "2026-04-10"), "")
		if one.Report == two.Report || one.Report == three.Report || one.ContentKey == two.ContentKey {
			d.Error("two reports share an identifier")
		}
		if one.Seq >= two.Seq || two.Seq >= three.Seq {
			d.Errorf("not in the order of registration: %d, %d, %d", one.Seq, two.Seq, three.Seq)
		}
		if got := len(d.work()); got != 3 {
			d.Errorf("%d rows of work", got)
		}
	})
}

func TestSameFileOfAnotherTenantIsAnotherReport(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	list := demo.Directions()
	for _, k := range demo.Directions() {
		k.Tenant = 7
		list = append(list, k)
	}
	d.directory.answer(list, nil)
	d.refresh()
	l := d.sample()
	mine := d.filed(l, "")
	theirs, err := d.Register(t.Context(), deskActor, 7, reporting.Registration{FileName: l.name, Data: l.data})
	d.must(err)
	if theirs.Submission.ContentKey == mine.ContentKey || theirs.Submission.Report == mine.Report {
		t.Error("two tenants share a content key or a report")
	}
	if _, err := d.Submission(t.Context(), deskTenant, theirs.Submission.ID); !errors.Is(err, reporting.ErrNotFound) {
		t.Errorf("another tenant's submission: %v", err)
	}
}

func TestThenRunsInTheUnitOfTheRegistration(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	l := d.sample()
	var seen reporting.Submission
	got, err := d.Register(t.Context(), deskActor, deskTenant, reporting.Registration{
		FileName: l.name, Data: l.data,
		Then: func(ctx context.Context, tx sdano.Tx, r reporting.Registered) error {
			seen = r.Submission
			stored, err := d.store.Submission(ctx, tx, r.Submission.ID)
			if err == nil && stored.Seq != r.Submission.Seq {
				t.Errorf("stored %d, told %d", stored.Seq, r.Submission.Seq)
			}
			return err
		},
	})
	d.must(err)
	if seen.ID != got.Submission.ID || seen.ID.IsZero() {
		t.Errorf("Then saw %s, answered %s", seen.ID, got.Submission.ID)
	}
}

func TestErrorOfThenUndoesAll(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		l, boom := d.sample(), errors.New("the answer cannot be kept")
		head, err := d.db.Head(d.Context(), deskTenant)
		d.must(err)
		_, err = d.Register(d.Context(), deskActor, deskTenant, reporting.Registration{
			FileName: l.name, Data: l.data,
			Then: func(context.Context, sdano.Tx, reporting.Registered) error { return boom },
		})
		if !errors.Is(err, boom) {
			d.Fatalf("error %v", err)
		}
		subs, err := d.Submissions(d.Context(), deskTenant, reporting.Query{WithDeleted: true})
		d.must(err)
		after, err := d.db.Head(d.Context(), deskTenant)
		d.must(err)
		if len(subs) != 0 || len(d.work()) != 0 || after != head {
			d.Errorf("%d submissions, %d rows of work, head %d after %d", len(subs), len(d.work()), after, head)
		}
		if sub := d.filed(l, ""); sub.Seq != head+1 {
			d.Errorf("the next one has number %d after %d", sub.Seq, head)
		}
		d.verifyJournal()
	})
}

// Two clerks, one report: exactly one submission, the other clerk is told.
func TestOneOfTwoRegistrationsAtOnceIsTaken(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		letters := []letter{d.declaration(demo.Company, "7701", "2026-04-09"), d.declaration(demo.Company, "7701", "2026-04-10")}
		d.race(letters)
	})
}

func TestOneOfManyRegistrationsOfAFileIsTaken(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		letters := make([]letter, 16)
		for i := range letters {
			letters[i] = d.sample()
		}
		d.race(letters)
	})
}

// race registers letters of one report at once and checks that one is taken.
func (d *desk) race(letters []letter) {
	d.Helper()
	start, results := make(chan struct{}), make([]error, len(letters))
	var group sync.WaitGroup
	for i, l := range letters {
		group.Go(func() {
			<-start
			_, results[i] = d.file(l, "")
		})
	}
	close(start)
	group.Wait()
	taken := 0
	for _, err := range results {
		if err == nil {
			taken++
			continue
		}
		d.refused(err, sdano.Conflict, "report_open")
	}
	subs, err := d.Submissions(d.Context(), deskTenant, reporting.Query{WithDeleted: true})
	d.must(err)
	if taken != 1 || len(subs) != 1 || len(d.work()) != 1 {
		d.Errorf("%d taken, %d submissions, %d rows of work", taken, len(subs), len(d.work()))
	}
	d.verifyJournal()
}

// Numbers are given in commit order without gaps: submissions and entries of
// the journal together.
func TestNumbersHaveNoGaps(t *testing.T) {
	t.Parallel()
	onBothEngines(t, func(d *desk) {
		const clerks, each = 8, 6
		var group sync.WaitGroup
		for c := range clerks {
			group.Go(func() {
				for i := range each {
					name, data, err := demo.Numbered(c*each + i)
					if err != nil {
						d.Error(err)
						return
					}
					if _, err := d.file(letter{name, data}, ""); err != nil {
						d.Error(err)
					}
				}
			})
		}
		group.Wait()
		head, err := d.db.Head(d.Context(), deskTenant)
		d.must(err)
		seen := map[int64]bool{}
		subs, err := d.Submissions(d.Context(), deskTenant, reporting.Query{Limit: 1000})
		d.must(err)
		for _, s := range subs {
			seen[s.Seq] = true
			for _, e := range d.journal("submission/" + s.ID.String()) {
				seen[e.Seq] = true
			}
		}
		for _, e := range d.journal("directions") {
			seen[e.Seq] = true
		}
		for n := int64(1); n <= head; n++ {
			if !seen[n] {
				d.Errorf("number %d of %d is missing", n, head)
			}
		}
		if len(subs) != clerks*each {
			d.Errorf("%d submissions", len(subs))
		}
		d.verifyJournal()
	})
}

func TestRegistrationWakesTheSender(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	if d.Woken() {
		t.Fatal("awake before anything was registered")
	}
	d.filed(d.sample(), "")
	if !d.Woken() {
		t.Error("the sender sleeps on")
	}
	if _, err := d.file(d.sample(), ""); err == nil || d.Woken() {
		t.Errorf("woken by a refusal: %v", err)
	}
}

func TestTimesAreOfTheBusinessClock(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	at := morning.Add(time.Hour + 1234567*time.Nanosecond)
	d.business.Set(at)
	if sub := d.filed(d.sample(), ""); !sub.OpenedAt.Equal(at.Truncate(time.Microsecond)) {
		t.Errorf("opened at %s", sub.OpenedAt)
	}
}
