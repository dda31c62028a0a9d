package web

import (
	"context"

	"sdano"
	"sdano/reporting"
)

// try is what the demo offers to do on the monitor of the sample's payer, or
// what has become of it.
type try struct {
	// SampleName, Command and Size belong to the offer.
	SampleName, Command, Size string
	// Submission is the address of the sample's submission once it is filed;
	// then the offer is not made again.
	Submission string
	Badge      badge
	// Done says that it was accepted.
	Done bool
}

func (s *Site) hasSample() bool { return s.Demo != nil && len(s.Demo.Sample) > 0 }

// try returns the offer of the demo for a payer's monitor, nil if there is
// none.
func (s *Site) try(ctx context.Context, v Visitor, shown sdano.TaxID) (*try, error) {
	if !s.hasSample() || !v.MayFile || s.Demo.SamplePayer.INN != "" && s.Demo.SamplePayer != shown {
		return nil, nil
	}
	out := &try{SampleName: s.Demo.SampleName, Command: s.Demo.Command, Size: size(int64(len(s.Demo.Sample)))}
	if s.Demo.SampleKND == "" {
		return out, nil
	}
	filed, err := s.Reporting.Submissions(ctx, v.Tenant, reporting.Query{INN: shown.INN, KPP: shown.KPP})
	if err != nil {
		return nil, err
	}
	for _, sub := range filed {
		if sub.KND == s.Demo.SampleKND && !sub.Deleted && sub.Status != reporting.Rejected {
			out.Submission, out.Badge = "/submissions/"+sub.ID.String(), badgeOf(sub)
			out.Done = sub.Status == reporting.Accepted
			break
		}
	}
	return out, nil
}
