package reporting

import (
	"context"
	"math"

	"sdano"
	"sdano/audit"
)

// everyRow is the limit of questions that must not miss a row.
const everyRow = math.MaxInt32

// Register records a report file as a submission that is to be sent, and
// returns after it is durable. Authority, form, payer, period, correction and
// office are read from the file and its name.
//
// Errors are *sdano.Error: those of report.Read (Invalid "bad_xml",
// Unprocessable for contradictions and check digits), and Conflict
// "direction_closed", "direction_unknown", "report_open", "report_accepted" and
// "same_content"; these are journalled as "submission.refused", the last three
// are lifted by a ResendReason. An error of r.Then undoes all.
func (s *Service) Register(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, r Registration) (Registered, error) {
	if s.c.Refusal != nil {
		return Registered{}, s.c.Refusal
	}
	f, err := s.read(tenant, r)
	if err != nil {
		return Registered{}, err
	}
	// Written here, where nobody waits for it, for a report that is filed first.
	state, err := stateText(stateOfRegistered(f.of(f.report), f.files))
	if err != nil {
		return Registered{}, err
	}
	var out Registered
	err = s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		out.Submission, err = s.register(ctx, tx, actor, f, state)
		if err != nil || r.Then == nil {
			return err
		}
		return r.Then(ctx, tx, out)
	})
	if err != nil {
		s.noteRefusal(context.WithoutCancel(ctx), actor, tenant, f, err)
		return Registered{}, err
	}
	s.wakeSender()
	return out, nil
}

// of returns the submission of the filing to a report.
func (f filing) of(report sdano.ID) Submission {
	sub := f.sub
	sub.Report = report
	return sub
}

// register records a filing in the unit, or refuses it. state is what the
// journal keeps of it if its report is new.
func (s *Service) register(ctx context.Context, tx sdano.Tx, actor sdano.Actor, f filing, state string) (Submission, error) {
	sub := f.sub
	if err := s.checkDirection(ctx, tx, sub.Key); err != nil {
		return Submission{}, err
	}
	earlier, err := s.reportOf(ctx, tx, f, &sub)
	if err != nil {
		return Submission{}, err
	}
	org, _, err := s.c.Organizations.OrganizationByTaxID(ctx, tx, sub.Key.Payer)
	if err != nil {
		return Submission{}, err
	}
	sub.Organization = org.ID
	if sub.Seq, err = tx.NextSeq(ctx); err != nil {
		return Submission{}, err
	}
	if err := s.insertPlanned(ctx, tx, f, sub, earlier); err != nil {
		return Submission{}, err
	}
	if sub.Report != f.report {
		if state, err = stateText(stateOfRegistered(sub, f.files)); err != nil {
			return Submission{}, err
		}
	}
	entry := audit.Entry{At: sub.OpenedAt, Actor: actor, Action: "submission.registered", Object: submissionObject(sub.ID), After: state}
	return sub, s.c.Journal.Record(ctx, tx, entry)
}

// insertPlanned stores a new submission, its report if that is new, and all that
// follows from it.
func (s *Service) insertPlanned(ctx context.Context, tx sdano.Tx, f filing, sub Submission, earlier []Submission) error {
	if err := s.c.Store.InsertSubmission(ctx, tx, sub, f.files); err != nil {
		return err
	}
	verdict, _ := verdictOf(sub.Report, append(earlier, sub))
	var err error
	if sub.Report == f.report {
		err = s.c.Store.InsertReport(ctx, tx, Report{ID: sub.Report, Key: sub.Key}, verdict)
	} else {
		err = s.c.Store.PutReportStatus(ctx, tx, verdict)
	}
	if err != nil {
		return err
	}
	return s.c.Store.PutWork(ctx, tx, f.work)
}

// reportOf finds the report of a filing or gives it a new one, writes its
// identifier into the submission, and returns the report's earlier submissions. It refuses
// what was filed before.
func (s *Service) reportOf(ctx context.Context, tx sdano.Tx, f filing, sub *Submission) ([]Submission, error) {
	rep, known, err := s.c.Store.ReportByKey(ctx, tx, sub.Key)
	if err != nil {
		return nil, err
	}
	if !known {
		sub.Report = f.report
		return nil, nil
	}
	sub.Report = rep.ID
	earlier, err := s.c.Store.ListSubmissions(ctx, tx, Query{Report: rep.ID, Limit: everyRow})
	if err != nil {
		return nil, err
	}
	return earlier, mayFileAgain(*sub, earlier)
}
