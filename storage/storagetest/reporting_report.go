package storagetest

import (
	"context"

	"sdano"
	"sdano/reporting"
)

// byKey returns what finds a report by its key.
func byKey(key reporting.ReportKey) func(context.Context, sdano.Tx) (reporting.Report, bool, error) {
	return func(ctx context.Context, tx sdano.Tx) (reporting.Report, bool, error) {
		return store.ReportByKey(ctx, tx, key)
	}
}

// verdictOf returns what reads the verdict of a report.
func verdictOf(id sdano.ID) func(context.Context, sdano.Tx) (reporting.ReportStatus, bool, error) {
	return func(ctx context.Context, tx sdano.Tx) (reporting.ReportStatus, bool, error) {
		return store.ReportStatus(ctx, tx, id)
	}
}

// putVerdict records a verdict.
func (r *room) putVerdict(s reporting.ReportStatus) {
	r.Helper()
	r.do(func(ctx context.Context, tx sdano.Tx) error { return store.PutReportStatus(ctx, tx, s) })
}

func testReports(r *room) {
	report := filled[reporting.Report](&r.fill)
	insert := func(report reporting.Report) error {
		return r.try(func(ctx context.Context, tx sdano.Tx) error {
			return store.InsertReport(ctx, tx, report, reporting.ReportStatus{})
		})
	}
	read := func(id sdano.ID) (reporting.Report, error) {
		return ask(r, r.tenant, func(ctx context.Context, tx sdano.Tx) (reporting.Report, error) { return store.Report(ctx, tx, id) })
	}
	if _, found := asked(r, byKey(report.Key)); found {
		r.Fatal("found what was not recorded")
	}
	_, err := read(report.ID)
	r.wantIs(err, reporting.ErrNotFound)
	r.must(insert(report))
	same, found := asked(r, byKey(report.Key))
	r.want([]any{same, found}, []any{report, true})
	again, err := read(report.ID)
	r.must(err)
	r.want(again, report)

	twin := reporting.Report{ID: sdano.NewID(), Key: report.Key}
	if err := insert(twin); err == nil {
		r.Fatal("two reports have one key")
	}
	r.must(r.neighbours(report, insert))
}

// neighbours records reports whose keys differ from a report's in one field.
func (r *room) neighbours(report reporting.Report, insert func(reporting.Report) error) error {
	for _, change := range []func(*reporting.ReportKey){
		func(k *reporting.ReportKey) { k.Payer.INN += "1" },
		func(k *reporting.ReportKey) { k.Payer.KPP = "" },
		func(k *reporting.ReportKey) { k.Kind += "1" },
		func(k *reporting.ReportKey) { k.Period = "2025" },
		func(k *reporting.ReportKey) { k.Correction++ },
		func(k *reporting.ReportKey) { k.Authority = reporting.SFR },
		func(k *reporting.ReportKey) { k.Code = "0087" },
	} {
		next := reporting.Report{ID: sdano.NewID(), Key: report.Key}
		change(&next.Key)
		if _, found := asked(r, byKey(next.Key)); found {
			r.Errorf("%+v is found before it is recorded", next.Key)
		}
		if err := insert(next); err != nil {
			return err
		}
	}
	return nil
}

func testVerdicts(r *room) {
	s := r.stored(1, flying)
	if _, found := asked(r, verdictOf(s.Report)); found {
		r.Fatal("a new report has a verdict")
	}
	for range 2 {
		verdict := filled[reporting.ReportStatus](&r.fill)
		verdict.Report = s.Report
		r.putVerdict(verdict)
		stored, found := asked(r, verdictOf(s.Report))
		r.want([]any{stored, found}, []any{verdict, true})
	}
	bare := reporting.ReportStatus{Report: s.Report, Status: reporting.InEnvelope}
	r.putVerdict(bare)
	stored, _ := asked(r, verdictOf(s.Report))
	r.want(stored, bare)
	for range 2 {
		r.do(func(ctx context.Context, tx sdano.Tx) error { return store.DeleteReportStatus(ctx, tx, s.Report) })
		if _, found := asked(r, verdictOf(s.Report)); found {
			r.Fatal("the verdict is still there")
		}
	}
	err := r.try(func(ctx context.Context, tx sdano.Tx) error {
		return store.PutReportStatus(ctx, tx, reporting.ReportStatus{Report: sdano.NewID(), Status: reporting.InEnvelope})
	})
	r.wantIs(err, reporting.ErrNotFound)
}

func testPayerReports(r *room) {
	payer := func(inn, kpp string) func(*reporting.Submission) {
		return func(s *reporting.Submission) { s.Key.Payer = sdano.TaxID{INN: inn, KPP: kpp} }
	}
	org, branch := r.stored(2, payer("7799999919", "779901001")), r.stored(1, payer("7799999919", "779902002"))
	person, silent := r.stored(3, payer("779999991008", "")), r.stored(4, payer("7799999919", "779901001"))
	want := map[sdano.ID]reporting.PayerReport{}
	for _, s := range []reporting.Submission{org, branch, person} {
		v := filled[reporting.ReportStatus](&r.fill)
		v.Report, v.Basis = s.Report, s.ID
		r.putVerdict(v)
		want[s.ID] = reporting.PayerReport{Report: reporting.Report{ID: s.Report, Key: s.Key}, Status: v, Basis: s}
	}
	of := func(inn, kpp string) []reporting.PayerReport {
		return got(r, func(ctx context.Context, tx sdano.Tx) ([]reporting.PayerReport, error) {
			return store.PayerReports(ctx, tx, inn, kpp)
		})
	}
	r.want(of("7799999919", ""), []reporting.PayerReport{want[branch.ID], want[org.ID]})
	r.want(of("7799999919", "779901001"), []reporting.PayerReport{want[org.ID]})
	r.want(of("779999991008", ""), []reporting.PayerReport{want[person.ID]})
	if len(of("7707083893", "")) != 0 || silent.ID.IsZero() {
		r.Fatal("an unknown payer has reports")
	}
}
