package wiring

import (
	"context"

	"sdano"
	"sdano/monitor"
	"sdano/reporting"
)

// verdicts gives the monitor what became of the reports: the two missions know
// nothing of each other.
type verdicts struct{ store reporting.Store }

// Verdicts returns the verdict of every report of the payer.
func (v verdicts) Verdicts(ctx context.Context, tx sdano.Tx, payer sdano.TaxID) ([]monitor.Verdict, error) {
	reports, err := v.store.PayerReports(ctx, tx, payer.INN, payer.KPP)
	if err != nil {
		return nil, err
	}
	out := make([]monitor.Verdict, 0, len(reports))
	for _, r := range reports {
		out = append(out, verdict(r))
	}
	return out, nil
}

func verdict(r reporting.PayerReport) monitor.Verdict {
	period, _ := sdano.ParsePeriod(r.Report.Key.Period) // a notice's list of lines has no one period
	v := monitor.Verdict{
		Submission: r.Status.Basis, KND: r.Report.Key.Kind, Period: period,
		Correction: r.Report.Key.Correction, Office: r.Report.Key.Code,
		State: state(r.Status), UnderReview: r.Status.UnderReview,
		Sent: r.Basis.SentAt, At: r.Basis.ClosedAt,
	}
	if !r.Status.FiledAt.IsZero() {
		v.At = r.Status.FiledAt
	}
	for _, d := range r.Basis.Declared {
		v.Declared = append(v.Declared, monitor.Declared{Row: d.Tax, Period: d.Period, Amount: d.Amount})
	}
	return v
}

func state(s reporting.ReportStatus) monitor.ReportState {
	if s.UnderReview && s.Status != reporting.CoarseAccepted && s.Status != reporting.AcceptedWithErrors {
		return monitor.Sent
	}
	switch s.Status {
	case reporting.CoarseAccepted, reporting.AcceptedWithErrors:
		return monitor.Accepted
	case reporting.CoarseRejected:
		return monitor.Rejected
	case reporting.CoarseSent, reporting.CoarseDelivered:
		return monitor.Sent
	}
	return monitor.Prepared
}
