package monitor

import (
	"cmp"
	"context"
	"slices"

	"sdano"
)

// Book is «книга учёта доходов и расходов» under УСН (НК РФ ст. 346.24) from the
// beginning of a year to the end of a quarter.
type Book struct {
	Profile Profile
	Period  sdano.Period
	Object  TaxObject
	// Quarters are the quarters up to the end of Period.
	Quarters []BookQuarter
	// Contributions are the contributions paid in the period that may reduce the
	// tax, TradeFees the trade fee («торговый сбор»); both under «доходы» only.
	Contributions, TradeFees []Payment
	// Warnings say in Russian why the book may not be whole.
	Warnings []string
}

// BookQuarter is a quarter of a book: its lines by day, their sums, and the sums
// from the beginning of the year. Refunds lessen the income.
type BookQuarter struct {
	Period                     sdano.Period
	Lines                      []Entry
	Income, Expenses           sdano.Money
	IncomeSoFar, ExpensesSoFar sdano.Money
}

// Book returns the book of a payer up to the end of the quarter of a day. The error
// is ErrNoProfile, or of kind Unavailable if the payer is not under УСН then.
func (s *Service) Book(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID, day sdano.Date) (Book, error) {
	in, err := s.read(ctx, tenant, id)
	if err != nil {
		return Book{}, err
	}
	p := &in.Profile
	n := sdano.QuarterOf(day).N
	out := Book{Profile: *p, Period: usnPeriods(day.Year())[n-1]}
	first, last := p.lived(out.Period)
	regime, ok := p.regimeIn(USN, first, last)
	if !ok || first.After(last) {
		return Book{}, errNoCalculation("В %d году организация не применяет УСН: книги учета доходов и расходов нет", day.Year())
	}
	out.Object = regime.Object
	for i := range n {
		out.add(p, in.Facts.Entries, sdano.QuarterPeriod(day.Year(), i+1))
	}
	if regime.Object == Income {
		rows := append([]string{rowOwn}, rowsStaff...)
		out.Contributions = paidIn(in.Facts.Payments, first, last, rows...)
		out.TradeFees = paidIn(in.Facts.Payments, first, last, rowTradeFee)
	}
	if p.BooksClosedTo.Before(last) {
		out.Warnings = append(out.Warnings, "Доходы и расходы внесены не по "+last.RU()+": книга неполная.")
	}
	return out, nil
}

// add adds a quarter with the lines of УСН in it.
func (b *Book) add(p *Profile, entries []Entry, quarter sdano.Period) {
	q := BookQuarter{Period: quarter}
	for i := range entries {
		e := &entries[i]
		if regime, _ := p.regimeOf(e); regime == USN && quarter.Contains(e.Date) {
			q.Lines = append(q.Lines, *e)
		}
	}
	slices.SortFunc(q.Lines, func(a, b Entry) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Note, b.Note), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	for _, e := range q.Lines {
		switch e.Kind {
		case EntryIncome:
			q.Income += e.Amount
		case EntryRefund:
			q.Income -= e.Amount
		case EntryExpense:
			q.Expenses += e.Amount
		}
	}
	q.IncomeSoFar, q.ExpensesSoFar = q.Income, q.Expenses
	if n := len(b.Quarters); n > 0 {
		q.IncomeSoFar += b.Quarters[n-1].IncomeSoFar
		q.ExpensesSoFar += b.Quarters[n-1].ExpensesSoFar
	}
	b.Quarters = append(b.Quarters, q)
}

// paidIn returns the payments to some rows in a run of days, by day.
func paidIn(list []Payment, first, last sdano.Date, rows ...string) []Payment {
	var out []Payment
	for _, p := range list {
		if slices.Contains(rows, p.Row) && !p.Date.Before(first) && !p.Date.After(last) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Payment) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	return out
}
