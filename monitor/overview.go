package monitor

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"sdano"
)

// Overview is an organisation among many: what is wrong with it, in numbers.
type Overview struct {
	TaxID sdano.TaxID
	Name  string
	// Red and Yellow count its cells of those colours; Green the others.
	Red, Yellow, Green int
	// Debt is what is overdue, Week and Month what falls due within 7 and 30 days,
	// the debt not among them.
	Debt, Week, Month sdano.Money
	// Next is the nearest term that has not passed, NextTitle what it is of; zero if
	// there is none.
	Next      sdano.Date
	NextTitle string
}

// Overview returns all organisations of a tenant, the worst first: by red cells,
// then by debt, yellow cells and the nearest term.
func (s *Service) Overview(ctx context.Context, tenant sdano.Tenant) ([]Overview, error) {
	list, err := s.Profiles(ctx, tenant)
	if err != nil {
		return nil, err
	}
	out := make([]Overview, 0, len(list))
	for i := range list {
		r, err := s.Monitor(ctx, tenant, list[i].TaxID)
		if err != nil {
			return nil, err
		}
		out = append(out, overviewOf(r))
	}
	slices.SortStableFunc(out, func(a, b Overview) int {
		return cmp.Or(b.Red-a.Red, cmp.Compare(b.Debt, a.Debt), b.Yellow-a.Yellow, compareTerms(a.Next, b.Next), strings.Compare(a.Name, b.Name))
	})
	return out, nil
}

// compareTerms orders terms; none comes last.
func compareTerms(a, b sdano.Date) int {
	switch {
	case a == b:
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

func overviewOf(r Result) Overview {
	out := Overview{TaxID: r.Profile.TaxID, Name: r.Profile.Name}
	for _, row := range r.Rows {
		for _, c := range []*Cell{row.Tax, row.Report} {
			if c != nil {
				out.take(c, r.Today)
			}
		}
	}
	return out
}

func (o *Overview) take(c *Cell, today sdano.Date) {
	switch c.Color {
	case Danger:
		o.Red++
	case Warning:
		o.Yellow++
	default:
		o.Green++
	}
	o.Debt += c.Debt
	for _, i := range c.Items {
		if i.Overdue || i.Due.Before(today) {
			continue
		}
		if days := today.DaysTo(i.Due); days <= 30 {
			o.Month += i.Left
			if days <= 7 {
				o.Week += i.Left
			}
		}
		if o.Next.IsZero() || i.Due.Before(o.Next) {
			o.Next, o.NextTitle = i.Due, i.Title
		}
	}
}
