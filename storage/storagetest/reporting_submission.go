package storagetest

import (
	"context"
	"slices"

	"sdano"
	"sdano/reporting"
)

// readSubmission returns what reads a submission.
func readSubmission(id sdano.ID) func(context.Context, sdano.Tx) (reporting.Submission, error) {
	return func(ctx context.Context, tx sdano.Tx) (reporting.Submission, error) {
		return store.Submission(ctx, tx, id)
	}
}

// list returns what lists submissions.
func list(q reporting.Query) func(context.Context, sdano.Tx) ([]reporting.Submission, error) {
	return func(ctx context.Context, tx sdano.Tx) ([]reporting.Submission, error) {
		return store.ListSubmissions(ctx, tx, q)
	}
}

// seqs returns the numbers of submissions, to compare a list with.
func seqs(list []reporting.Submission) []int64 {
	out := []int64{}
	for _, s := range list {
		out = append(out, s.Seq)
	}
	return out
}

func testSubmission(r *room) {
	s, report := r.submission(7)
	files := []reporting.Package{filled[reporting.Package](&r.fill), filled[reporting.Package](&r.fill), {FileName: "empty", Data: []byte{}}}
	for i := range files {
		files[i].Submission = s.ID
	}
	r.do(func(ctx context.Context, tx sdano.Tx) error {
		if err := store.InsertReport(ctx, tx, report, reporting.ReportStatus{}); err != nil {
			return err
		}
		return store.InsertSubmission(ctx, tx, s, files)
	})
	r.want(got(r, readSubmission(s.ID)), s)
	stored := got(r, func(ctx context.Context, tx sdano.Tx) ([]reporting.Package, error) {
		return store.Packages(ctx, tx, s.ID)
	})
	r.want(stored, files)

	next, _ := r.submission(7)
	next.ID, next.Report, next.Key, next.Version = s.ID, s.Report, s.Key, s.Version
	r.do(func(ctx context.Context, tx sdano.Tx) error { return store.UpdateSubmission(ctx, tx, next) })
	next.Version++
	r.want(got(r, readSubmission(s.ID)), next)
}

// testBareSubmission: what is absent stays absent.
func testBareSubmission(r *room) {
	s := r.stored(1, func(s *reporting.Submission) {
		*s = reporting.Submission{ID: s.ID, Tenant: s.Tenant, Seq: s.Seq, Report: s.Report}
	})
	r.want(got(r, readSubmission(s.ID)), s)
}

func testStaleSubmission(r *room) {
	s := r.stored(1, flying)
	put := func(s reporting.Submission) error {
		return r.try(func(ctx context.Context, tx sdano.Tx) error { return store.UpdateSubmission(ctx, tx, s) })
	}
	first, second := s, s
	first.Title, second.Title = "first", "second"
	r.must(put(first))
	r.wantIs(put(second), reporting.ErrStale)
	second.Version = 9
	r.wantIs(put(second), reporting.ErrStale)
	second.ID, second.Version = sdano.NewID(), 1
	r.wantIs(put(second), reporting.ErrStale)
	first.Version = 2
	r.want(got(r, readSubmission(s.ID)), first)
	_, err := ask(r, r.tenant, readSubmission(sdano.NewID()))
	r.wantIs(err, reporting.ErrNotFound)
	if err := r.try(func(ctx context.Context, tx sdano.Tx) error { return store.InsertSubmission(ctx, tx, s, nil) }); err == nil {
		r.Fatal("a submission was recorded twice")
	}
}

func testSubmissionLists(r *room) {
	one := r.stored(1, flying)
	r.stored(2, func(s *reporting.Submission) { s.Deleted, s.EndedAt = true, one.EndedAt })
	ended := r.stored(3, func(s *reporting.Submission) { s.Deleted = false })
	r.stored(4, func(s *reporting.Submission) {
		flying(s)
		s.Report, s.Key, s.Status, s.ContentKey = one.Report, one.Key, ended.Status, ended.ContentKey
	})
	for _, c := range []struct {
		query reporting.Query
		want  []int64
	}{
		{reporting.Query{}, []int64{4, 3, 1}},
		{reporting.Query{WithDeleted: true}, []int64{4, 3, 2, 1}},
		{reporting.Query{Report: one.Report}, []int64{4, 1}},
		{reporting.Query{Report: sdano.NewID()}, []int64{}},
		{reporting.Query{Status: ended.Status}, []int64{4, 3}},
		{reporting.Query{InFlight: true}, []int64{4, 1}},
		{reporting.Query{InFlight: true, WithDeleted: true}, []int64{4, 1}},
		{reporting.Query{Before: 4}, []int64{3, 1}},
		{reporting.Query{Before: 4, Limit: 1}, []int64{3}},
		{reporting.Query{Before: 1}, []int64{}},
		{reporting.Query{Limit: 2}, []int64{4, 3}},
		{reporting.Query{Report: one.Report, Status: ended.Status, InFlight: true, Before: 9, Limit: 9}, []int64{4}},
	} {
		if list := seqs(got(r, list(c.query))); !slices.Equal(list, c.want) {
			r.Errorf("%+v: %v, want %v", c.query, list, c.want)
		}
	}
	r.want(got(r, list(reporting.Query{Before: 2})), []reporting.Submission{one})
}

func testPayerLists(r *room) {
	payer := func(inn, kpp string) func(*reporting.Submission) {
		return func(s *reporting.Submission) {
			flying(s)
			s.Key.Payer = sdano.TaxID{INN: inn, KPP: kpp}
		}
	}
	r.stored(1, payer("7799999919", "779901001"))
	r.stored(2, payer("7799999919", "779902002"))
	r.stored(3, payer("779999991008", ""))
	for _, c := range []struct {
		inn, kpp string
		want     []int64
	}{
		{"7799999919", "", []int64{2, 1}},
		{"7799999919", "779901001", []int64{1}},
		{"779999991008", "", []int64{3}},
		{"779999991008", "779901001", []int64{}},
		{"", "779902002", []int64{2}},
		{"7707083893", "", []int64{}},
	} {
		if list := seqs(got(r, list(reporting.Query{INN: c.inn, KPP: c.kpp}))); !slices.Equal(list, c.want) {
			r.Errorf("%s/%s: %v, want %v", c.inn, c.kpp, list, c.want)
		}
	}
}

// testListLimits: without a limit a list has 100 rows, and the cursor goes
// through all of them.
func testListLimits(r *room) {
	first := r.stored(1, flying)
	r.do(func(ctx context.Context, tx sdano.Tx) error {
		for seq := int64(2); seq <= 130; seq++ {
			next := first
			next.ID, next.Seq = sdano.NewID(), seq
			if err := store.InsertSubmission(ctx, tx, next, nil); err != nil {
				return err
			}
		}
		return nil
	})
	page := got(r, list(reporting.Query{}))
	if len(page) != 100 || page[0].Seq != 130 || page[99].Seq != 31 {
		r.Fatalf("first page has %d rows", len(page))
	}
	if rest := got(r, list(reporting.Query{Before: page[99].Seq})); len(rest) != 30 || rest[0].Seq != 30 {
		r.Fatalf("second page has %d rows", len(rest))
	}
}
