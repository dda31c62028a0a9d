package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
	"sdano/audit"
	"sdano/reporting"
	"sdano/storage/sqlstore"
)

const benchTenant sdano.Tenant = 10027

// benchFile has the size of a declaration.
var benchFile = bytes.Repeat([]byte("<x/>"), 1250)

// BenchRegistration measures the unit of a registered report from 64 writers at
// once: what is looked up, report, submission, file, work, verdict, journal and
// the stored answer.
func BenchRegistration(b *testing.B, db *sqlstore.DB) {
	benchWriters(b, db, func(n int64) sdano.Unit { return newRegistration(n).register })
}

// BenchBareInsert measures one insert of the same bytes from 64 writers at
// once: what the engine costs.
func BenchBareInsert(b *testing.B, db *sqlstore.DB) {
	benchWriters(b, db, func(int64) sdano.Unit {
		f := asyncdata.File{ID: sdano.NewID(), Body: benchFile}
		return func(ctx context.Context, tx sdano.Tx) error {
			return jobs.PutResult(ctx, tx, asyncdata.Result{Files: []asyncdata.File{f}})
		}
	})
}

// benchWriters runs units and tells how many a second were committed.
func benchWriters(b *testing.B, db *sqlstore.DB, unit func(n int64) sdano.Unit) {
	var n atomic.Int64
	b.ReportAllocs()
	b.SetParallelism(64)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := db.Write(context.Background(), benchTenant, unit(n.Add(1))); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "units/s")
}

// registration is a report that is filed for the first time.
type registration struct {
	report     reporting.Report
	submission reporting.Submission
	files      []reporting.Package
	entry      audit.Entry
	answer     access.Once
}

func newRegistration(n int64) *registration {
	at := time.Now().UTC()
	hash := fmt.Sprintf("%064d", n)
	key := reporting.ReportKey{
		Payer: sdano.TaxID{INN: "7799999919", KPP: "779901001"}, Kind: "1152017",
		Period: fmt.Sprint(n), Authority: reporting.FNS, Code: "7701",
	}
	r := &registration{report: reporting.Report{ID: sdano.NewID(), Key: key}}
	r.submission = reporting.Submission{
		ID: sdano.NewID(), Tenant: benchTenant, Report: r.report.ID, Key: key, Version: 1, KND: key.Kind, UID: sdano.NewID().Compact(),
		Title: "Налоговая декларация", Status: "planned", OpenedAt: at, UpdatedAt: at, ContentKey: hash, Delivery: reporting.DeliveryQueued,
	}
	id := r.submission.ID
	r.files = []reporting.Package{{Submission: id, FileName: "NO_USN.xml", SHA256: hash, Data: benchFile}}
	r.entry = audit.Entry{At: at, Actor: "user:bench", Action: "submission.registered", Object: "submission/" + id.String(), After: string(benchFile[:400])}
	r.answer = access.Once{Scope: "bench", Key: id.String(), RequestHash: hash, Status: 201, Body: benchFile[:300], At: at}
	return r
}

// register is the unit.
func (r *registration) register(ctx context.Context, tx sdano.Tx) error {
	s := r.submission
	_, _, directionsErr := store.OpenDirection(ctx, tx, s.Key.Payer.INN, s.Key.Authority, s.Key.Code)
	_, _, reportErr := store.ReportByKey(ctx, tx, s.Key)
	_, _, payerErr := parties.OrganizationByTaxID(ctx, tx, s.Key.Payer)
	var err error
	s.Seq, err = tx.NextSeq(ctx)
	return errors.Join(
		err, directionsErr, reportErr, payerErr,
		store.InsertReport(ctx, tx, r.report, reporting.ReportStatus{}),
		store.InsertSubmission(ctx, tx, s, r.files),
		store.PutWork(ctx, tx, reporting.WorkItem{Tenant: s.Tenant, Submission: s.ID, UID: s.UID, Delivery: s.Delivery, NextAt: s.OpenedAt}),
		store.PutReportStatus(ctx, tx, reporting.ReportStatus{Report: s.Report, Basis: s.ID, Status: "planned"}),
		journal.Record(ctx, tx, r.entry),
		entry.SaveOnce(ctx, tx, r.answer),
	)
}
