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
	// Submission is the address of the best submission of the sample once it is
	// filed; then the offer is not made again.
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
	best, err := s.bestSample(ctx, v.Tenant, shown)
	if err != nil || best == nil {
		return out, err
	}
	out.Submission, out.Badge = "/submissions/"+best.ID.String(), badgeOf(*best)
	out.Done = best.Status == reporting.Accepted
	return out, nil
}

// bestSample returns the payer's best submission of the sample's form: one that
// is accepted, else the farthest of those under way (of the newest hundred that
// hold one), the newest of equals; nil if there is none or all are refused.
func (s *Site) bestSample(ctx context.Context, tenant sdano.Tenant, shown sdano.TaxID) (best *reporting.Submission, err error) {
	const page = 100
	for _, q := range []reporting.Query{{Status: reporting.Accepted}, {InFlight: true}} {
		q.INN, q.KPP, q.Limit = shown.INN, shown.KPP, page
		for more := true; more && best == nil; {
			found, err := s.Reporting.Submissions(ctx, tenant, q)
			if err != nil {
				return nil, err
			}
			best = s.bestOf(found)
			if more = len(found) == page; more {
				q.Before = found[page-1].Seq
			}
		}
	}
	return best, nil
}

// bestOf returns the best of some submissions, newest first, as bestSample does.
func (s *Site) bestOf(found []reporting.Submission) *reporting.Submission {
	var best *reporting.Submission
	for i, sub := range found {
		if sub.KND != s.Demo.SampleKND || sub.Deleted || sub.Status == reporting.Rejected {
			continue
		}
		if best == nil || sub.Status.Rank() > best.Status.Rank() {
			best = &found[i]
		}
	}
	return best
}
