package rest_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"sdano"
	"sdano/access/accesstest"
	"sdano/reporting"
)

const (
	tenant sdano.Tenant = 10027
	other  sdano.Tenant = 20000
)

var morning = time.Date(2026, time.April, 10, 6, 0, 0, 0, time.UTC)

func id(n byte) sdano.ID {
	v := sdano.MustID("018f0000-0000-7000-8000-000000000000")
	v[15] = n
	return v
}

// office is a reporting mission in memory, of one tenant, on the units of the
// store of access.
type office struct {
	units *accesstest.Memory
	// down, if set, is the error of everything; lost that of a withdrawal or an
	// audit which is done.
	down, lost error

	mu       sync.Mutex
	subs     []reporting.Submission
	files    map[sdano.ID][]reporting.Package
	events   []reporting.Event
	alarms   []reporting.Alarm
	verdicts map[sdano.ID]reporting.ReportStatus
	changes  []reporting.EventChange
	actors   []sdano.Actor
	queries  []reporting.Query
}

var errOpen = &sdano.Error{
	Kind: sdano.Conflict, Code: "report_open", Param: "resend_reason",
	Message: "Отчёт уже отправляется.", Remedy: "Дождитесь результата.",
}

func (o *office) Register(ctx context.Context, actor sdano.Actor, t sdano.Tenant, r reporting.Registration) (reporting.Registered, error) {
	if !bytes.HasPrefix(r.Data, []byte("<")) {
		return reporting.Registered{}, &sdano.Error{
			Kind: sdano.Invalid, Code: "bad_xml", Message: "Файл — не XML.", Remedy: "Проверьте файл.",
			Findings: []sdano.Finding{{Code: "syntax", Line: 1, Column: 1, Message: "Ожидается «<»."}},
		}
	}
	var out reporting.Registered
	err := o.units.Write(ctx, t, func(ctx context.Context, tx sdano.Tx) error {
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.down != nil {
			return o.down
		}
		for _, s := range o.subs {
			if s.ContentKey == r.FileName && r.ResendReason == "" {
				return errOpen
			}
		}
		seq, err := tx.NextSeq(ctx)
		if err != nil {
			return err
		}
		out.Submission = planned(id(byte(100+len(o.subs))), seq)
		out.Submission.ContentKey, out.Submission.ResendReason = r.FileName, r.ResendReason
		if r.Then == nil {
			return nil
		}
		return r.Then(ctx, tx, out)
	})
	if err != nil {
		return reporting.Registered{}, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.subs, o.actors = append(o.subs, out.Submission), append(o.actors, actor)
	o.files[out.Submission.ID] = []reporting.Package{{Submission: out.Submission.ID, FileName: r.FileName, Data: r.Data, SHA256: "ab"}}
	return out, nil
}

// planned is a submission of the УСН declaration as it is registered.
func planned(submission sdano.ID, seq int64) reporting.Submission {
	return reporting.Submission{
		ID: submission, Tenant: tenant, Seq: seq, Version: 1, Report: id(1),
		Key: reporting.ReportKey{
			Payer: sdano.TaxID{INN: "779999991008"}, Kind: "1152017", Period: "2025", Authority: reporting.FNS, Code: "7701",
		},
		KND: "1152017", Title: "Налоговая декларация по УСН", PeriodFrom: date("2025-01-01"), PeriodTo: date("2025-12-31"),
		PeriodText: "2025 г.", Status: reporting.Planned, Outcome: reporting.OutcomePending,
		OpenedAt: morning, UpdatedAt: morning, Delivery: reporting.DeliveryQueued,
	}
}

func date(text string) sdano.Date {
	d, err := sdano.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func (o *office) WithdrawThen(ctx context.Context, actor sdano.Actor, t sdano.Tenant, w reporting.Withdrawal) error {
	s, err := o.Submission(ctx, t, w.Submission)
	if err != nil {
		return err
	}
	s.Deleted, s.ResendReason = true, w.Reason
	if err := o.units.Write(ctx, t, func(ctx context.Context, tx sdano.Tx) error { return w.Then(ctx, tx, s) }); err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.subs, func(have reporting.Submission) bool { return have.ID == s.ID })
	o.subs[i], o.actors = s, append(o.actors, actor)
	return o.lost
}

func (o *office) Submission(_ context.Context, t sdano.Tenant, submission sdano.ID) (reporting.Submission, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.down != nil {
		return reporting.Submission{}, o.down
	}
	i := slices.IndexFunc(o.subs, func(s reporting.Submission) bool { return s.ID == submission })
	if i < 0 || t != tenant {
		return reporting.Submission{}, reporting.ErrNotFound
	}
	return o.subs[i], nil
}

func (o *office) Submissions(_ context.Context, t sdano.Tenant, q reporting.Query) ([]reporting.Submission, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.queries = append(o.queries, q)
	var out []reporting.Submission
	for _, s := range slices.Backward(o.subs) {
		if t == tenant && (q.Before == 0 || s.Seq < q.Before) && len(out) < q.Limit {
			out = append(out, s)
		}
	}
	return out, nil
}

func (o *office) Events(ctx context.Context, t sdano.Tenant, submission sdano.ID) ([]reporting.Event, error) {
	if _, err := o.Submission(ctx, t, submission); err != nil {
		return nil, err
	}
	return o.EventsAfter(ctx, t, 0, 1000)
}

func (o *office) Event(_ context.Context, t sdano.Tenant, event sdano.ID) (reporting.Event, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.events, func(e reporting.Event) bool { return e.ID == event })
	if i < 0 || t != tenant {
		return reporting.Event{}, reporting.ErrNotFound
	}
	return o.events[i], nil
}

func (o *office) EventsAfter(_ context.Context, _ sdano.Tenant, after int64, limit int) ([]reporting.Event, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []reporting.Event
	for _, e := range o.events {
		if e.Seq > after && len(out) < limit {
			e.Raw = nil
			out = append(out, e)
		}
	}
	return out, nil
}

func (o *office) Packages(ctx context.Context, t sdano.Tenant, submission sdano.ID) ([]reporting.Package, error) {
	if _, err := o.Submission(ctx, t, submission); err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.files[submission], nil
}

func (o *office) ReportStatus(_ context.Context, _ sdano.Tenant, report sdano.ID) (reporting.ReportStatus, bool, error) {
	s, ok := o.verdicts[report]
	return s, ok, o.down
}

func (o *office) WriteEvent(ctx context.Context, actor sdano.Actor, t sdano.Tenant, change reporting.EventChange, cancel bool) error {
	e, err := o.Event(ctx, t, change.Ref)
	switch {
	case err != nil:
		return err
	case cancel:
		return &sdano.Error{Kind: sdano.Conflict, Code: "vetoed", Message: "Запись отклонена.", Remedy: "Уберите отказ."}
	case e.Version != change.Version:
		return reporting.ErrStale
	}
	e.Version++
	e.AuditDone, e.AuditedBy = change.AuditDone != nil && *change.AuditDone, string(actor)
	if err := o.units.Write(ctx, t, func(ctx context.Context, tx sdano.Tx) error { return change.Then(ctx, tx, e) }); err != nil {
		return err
	}
	change.Then = nil
	o.mu.Lock()
	defer o.mu.Unlock()
	o.changes, o.actors = append(o.changes, change), append(o.actors, actor)
	o.events[slices.IndexFunc(o.events, func(have reporting.Event) bool { return have.ID == e.ID })] = e
	return o.lost
}

func (o *office) Alarms(context.Context, sdano.Tenant) ([]reporting.Alarm, error) {
	return o.alarms, o.down
}

func (o *office) ConfirmDirections(_ context.Context, actor sdano.Actor) (reporting.DirectionsSummary, error) {
	o.actors = append(o.actors, actor)
	return reporting.DirectionsSummary{Closed: 12, Kept: 3}, o.down
}

// filled returns an office with one submission under review: the receipt came,
// and a refusal waits for its audit. Another event is taken out of the fold.
func filled(units *accesstest.Memory) *office {
	s := planned(id(2), 7)
	s.Status, s.Outcome, s.UnderReview = reporting.DeliveryConfirmed, reporting.OutcomeDelivered, true
	s.UID, s.Delivery, s.Version = "0123456789abcdef0123456789abcdef", reporting.DeliveryAccepted, 5
	s.SentAt, s.EvidenceAt, s.UpdatedAt = morning.Add(time.Minute), morning.Add(2*time.Minute), morning.Add(3*time.Minute+1234*time.Microsecond)
	s.LastError = &reporting.Failure{Code: "operator_unavailable", Text: "Оператор не отвечал.", At: morning}
	receipt := reporting.Event{
		ID: id(10), Submission: s.ID, Seq: 11, Version: 1, ReceivedAt: morning.Add(2 * time.Minute), SourceAt: morning,
		ReceivedStatus: reporting.DeliveryConfirmed, Status: reporting.DeliveryConfirmed, Outcome: reporting.OutcomeDelivered,
		Source: "operator", SourceKey: "a/b/c", DocumentID: id(20), DocumentType: "fns534-report-receipt",
		FileName: "IZ_NOUSN_1.xml", Raw: []byte("<a/>"), SeenCount: 1, LastSeenAt: morning.Add(2 * time.Minute),
	}
	refusal := reporting.Event{
		ID: id(11), Submission: s.ID, Seq: 12, Version: 1, ReceivedAt: morning.Add(3 * time.Minute),
		ReceivedStatus: reporting.Rejected, Status: reporting.Rejected, Outcome: reporting.OutcomeRejected, NeedsAudit: true,
		Reasons: []reporting.EventReason{
			{Code: "0300300001", Class: "fix", Received: "Файл не соответствует схеме", Text: "Ошибка в файле"},
			{Code: "0300300002", Class: "fix", Received: "Второстепенное", Text: "Второстепенное", Hidden: true},
		},
		Source: "operator", SourceKey: "a/d/e", DocumentID: id(21), DocumentType: "fns534-report-acceptance-result-negative",
		FileName: "UO_NOUSN_1.xml", Raw: []byte("<b/>"), SeenCount: 1, LastSeenAt: morning.Add(3 * time.Minute),
		AuditDue: morning.Add(2 * time.Hour),
	}
	gone := receipt
	gone.ID, gone.Seq, gone.Deleted = id(12), 13, true
	return &office{
		units: units, subs: []reporting.Submission{s}, events: []reporting.Event{receipt, refusal, gone},
		files: map[sdano.ID][]reporting.Package{s.ID: {{Submission: s.ID, FileName: "NO_USN_7701.xml", Data: []byte("<Файл/>"), SHA256: "aa"}}},
		verdicts: map[sdano.ID]reporting.ReportStatus{
			s.Report: {Report: s.Report, Status: reporting.CoarseDelivered, Basis: s.ID, Outcome: s.Outcome, UnderReview: true},
		},
		alarms: []reporting.Alarm{{ID: id(30), Tenant: tenant, Code: "verdict_conflict", Object: s.ID, Text: "Ответы расходятся.", At: morning}},
	}
}

var errFire = errors.New("the table is on fire")
