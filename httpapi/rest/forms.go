package rest

import (
	"sdano"
	"sdano/httpapi/httpx"
	"sdano/reporting"
)

// submissionForm is a submission as it is told.
type submissionForm struct {
	Submission   sdano.ID            `json:"submission"`
	Report       sdano.ID            `json:"report"`
	Status       *string             `json:"status"`
	StatusRU     string              `json:"status_ru"`
	Outcome      reporting.Outcome   `json:"outcome"`
	UnderReview  bool                `json:"under_review"`
	Reasons      []reporting.Reason  `json:"reasons"`
	Version      int64               `json:"version"`
	Seq          int64               `json:"seq"`
	Authority    reporting.Authority `json:"authority"`
	Code         string              `json:"code"`
	KND          string              `json:"knd"`
	Title        string              `json:"title"`
	INN          string              `json:"inn"`
	KPP          string              `json:"kpp"`
	Organization sdano.ID            `json:"organization"`
	Correction   int                 `json:"correction"`
	PeriodFrom   *string             `json:"period_from"`
	PeriodTo     *string             `json:"period_to"`
	PeriodText   string              `json:"period_text"`
	UID          *string             `json:"uid"`
	Delivery     reporting.Delivery  `json:"delivery"`
	OpenedAt     *string             `json:"opened_at"`
	SentAt       *string             `json:"sent_at"`
	UpdatedAt    *string             `json:"updated_at"`
	ClosedAt     *string             `json:"closed_at"`
	EvidenceAt   *string             `json:"evidence_at"`
	FiledAt      *string             `json:"filed_at"`
	EndedAt      *string             `json:"ended_at"`
	ContentKey   string              `json:"content_key"`
	ResendReason *string             `json:"resend_reason"`
	LastError    *failureForm        `json:"last_error"`
	Deleted      bool                `json:"deleted"`
}

// failureForm is the last error of a submission.
type failureForm struct {
	Code string  `json:"code"`
	Text string  `json:"text"`
	At   *string `json:"at"`
}

func submissionOf(s reporting.Submission) submissionForm {
	f := submissionForm{
		Submission: s.ID, Report: s.Report, Status: httpx.Text(string(s.Status)), StatusRU: s.Status.RU(),
		Outcome: s.Outcome, UnderReview: s.UnderReview, Reasons: s.Reasons, Version: s.Version, Seq: s.Seq,
		Authority: s.Key.Authority, Code: s.Key.Code, KND: s.KND, Title: s.Title,
		INN: s.Key.Payer.INN, KPP: s.Key.Payer.KPP, Organization: s.Organization, Correction: s.Key.Correction,
		PeriodFrom: httpx.Day(s.PeriodFrom), PeriodTo: httpx.Day(s.PeriodTo), PeriodText: s.PeriodText,
		UID: httpx.Text(s.UID), Delivery: s.Delivery,
		OpenedAt: httpx.Instant(s.OpenedAt), SentAt: httpx.Instant(s.SentAt), UpdatedAt: httpx.Instant(s.UpdatedAt),
		ClosedAt: httpx.Instant(s.ClosedAt), EvidenceAt: httpx.Instant(s.EvidenceAt),
		FiledAt: httpx.Instant(s.FiledAt), EndedAt: httpx.Instant(s.EndedAt),
		ContentKey: s.ContentKey, ResendReason: httpx.Text(s.ResendReason), Deleted: s.Deleted,
	}
	if e := s.LastError; e != nil {
		f.LastError = &failureForm{e.Code, e.Text, httpx.Instant(e.At)}
	}
	return f
}

// reasonForm is one reason of an event. What was received is told to auditors
// only.
type reasonForm struct {
	Code        string  `json:"code"`
	Class       string  `json:"class,omitzero"`
	Received    *string `json:"received_reason,omitzero"`
	Reason      string  `json:"reason"`
	Hidden      bool    `json:"hidden,omitzero"`
	AuditorNote string  `json:"auditor_note,omitzero"`
}

// eventForm is an event as it is told.
type eventForm struct {
	Event          sdano.ID     `json:"event"`
	Submission     sdano.ID     `json:"submission"`
	Seq            int64        `json:"seq"`
	Version        int64        `json:"version"`
	ReceivedAt     *string      `json:"received_at"`
	SourceAt       *string      `json:"source_at"`
	ReceivedStatus *string      `json:"received_status"`
	Status         *string      `json:"status"`
	StatusRU       *string      `json:"status_ru"`
	Outcome        *string      `json:"outcome"`
	NeedsAudit     bool         `json:"needs_audit"`
	AuditDone      bool         `json:"audit_done"`
	Comment        *string      `json:"comment"`
	Reasons        []reasonForm `json:"reasons"`
	Source         string       `json:"source"`
	SourceKey      *string      `json:"source_key"`
	Document       sdano.ID     `json:"document"`
	DocumentType   *string      `json:"document_type"`
	FileName       *string      `json:"file_name"`
	SeenCount      int          `json:"seen_count"`
	LastSeenAt     *string      `json:"last_seen_at"`
	Late           bool         `json:"late"`
	Final          bool         `json:"final"`
	Deleted        bool         `json:"deleted"`
	AuditedBy      *string      `json:"audited_by"`
	AuditedAt      *string      `json:"audited_at"`
	AuditDue       *string      `json:"audit_due"`
}

// eventOf tells an event to an auditor in full, to others without what they
// must not see before the audit or at all.
func eventOf(e reporting.Event, auditor bool) eventForm {
	f := eventForm{
		Event: e.ID, Submission: e.Submission, Seq: e.Seq, Version: e.Version,
		ReceivedAt: httpx.Instant(e.ReceivedAt), NeedsAudit: e.NeedsAudit, AuditDone: e.AuditDone,
		Source: e.Source, SeenCount: e.SeenCount, LastSeenAt: httpx.Instant(e.LastSeenAt),
		Deleted: e.Deleted, AuditDue: httpx.Instant(e.AuditDue),
	}
	if e.Waiting() && !auditor {
		return f
	}
	f.SourceAt, f.SourceKey = httpx.Instant(e.SourceAt), httpx.Text(e.SourceKey)
	f.Status, f.Outcome = httpx.Text(string(e.Status)), httpx.Text(string(e.Outcome))
	if e.Status != reporting.NoStatus {
		f.StatusRU = httpx.Text(e.Status.RU())
	}
	f.Document, f.DocumentType, f.FileName = e.DocumentID, httpx.Text(e.DocumentType), httpx.Text(e.FileName)
	f.Late, f.Final = e.Late, e.Final
	f.Comment, f.AuditedBy, f.AuditedAt = httpx.Text(e.Comment), httpx.Text(e.AuditedBy), httpx.Instant(e.AuditedAt)
	f.Reasons = reasonsOf(e.Reasons, auditor)
	if auditor || !e.NeedsAudit {
		f.ReceivedStatus = httpx.Text(string(e.ReceivedStatus))
	}
	return f
}

func reasonsOf(reasons []reporting.EventReason, auditor bool) []reasonForm {
	out := make([]reasonForm, 0, len(reasons))
	for _, r := range reasons {
		if r.Hidden && !auditor {
			continue
		}
		f := reasonForm{Code: r.Code, Class: r.Class, Reason: r.Text, Hidden: r.Hidden, AuditorNote: r.AuditorNote}
		if auditor {
			f.Received = &r.Received
		}
		out = append(out, f)
	}
	return out
}

// eventsForm tells a list of events; deleted ones are for auditors.
func eventsForm(events []reporting.Event, auditor bool) []eventForm {
	out := make([]eventForm, 0, len(events))
	for _, e := range events {
		if !e.Deleted || auditor {
			out = append(out, eventOf(e, auditor))
		}
	}
	return out
}

// verdictForm is the state of a report over all its submissions.
type verdictForm struct {
	Report      sdano.ID          `json:"report"`
	Status      reporting.Coarse  `json:"status"`
	StatusRU    string            `json:"status_ru"`
	Basis       sdano.ID          `json:"basis"`
	Outcome     reporting.Outcome `json:"outcome"`
	FiledAt     *string           `json:"filed_at"`
	UnderReview bool              `json:"under_review"`
}

func verdictOf(s reporting.ReportStatus) verdictForm {
	return verdictForm{
		Report: s.Report, Status: s.Status, StatusRU: coarseText[s.Status], Basis: s.Basis,
		Outcome: s.Outcome, FiledAt: httpx.Instant(s.FiledAt), UnderReview: s.UnderReview,
	}
}

// coarseText is a coarse status as a person reads it.
var coarseText = map[reporting.Coarse]string{
	reporting.InEnvelope: "В конверте", reporting.CoarseSent: "Отправлен", reporting.CoarseDelivered: "Доставлен",
	reporting.CoarseAccepted: "Сдан", reporting.AcceptedWithErrors: "Принят, есть ошибки", reporting.CoarseRejected: "Не принят",
}
