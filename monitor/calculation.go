package monitor

import (
	"context"
	"fmt"

	"sdano"
)

// Calculator names for what a tax is called where payments are made.
const (
	taxUSNIncome  = "УСН_Доходы"
	taxUSNExpense = "УСН_ДоходыМинусРасходы"
)

// errNoCalculation says that a tax cannot be computed for a time.
func errNoCalculation(format string, args ...any) error {
	return &sdano.Error{
		Kind: sdano.Unavailable, Code: "no_calculation", Message: fmt.Sprintf(format, args...),
		Remedy: "Проверьте дату, налоговый режим и дату начала учёта организации.",
	}
}

// calculate runs the whole computation of a payer as it stands when the quarter
// of a day has ended, so that its terms are open even if it still runs. Payments
// after today are not known, so none is taken that was not made.
func (s *Service) calculate(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID, day sdano.Date) (*sheet, error) {
	in, err := s.read(ctx, tenant, id)
	if err != nil {
		return nil, err
	}
	if after := sdano.QuarterOf(day).Last().AddDays(1); after.After(in.Today) {
		in.Today = after
	}
	return newCalculation(s.c.Rules, in), nil
}

// newCalculation is a computation up to where the cells begin.
func newCalculation(r *Rules, in Input) *sheet {
	out := newSheet(r, &in)
	out.findObligations()
	out.matchVerdicts()
	out.settle()
	return out
}

// read returns what the monitor of a payer is computed from today.
func (s *Service) read(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) (Input, error) {
	var in Input
	err := s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		var err error
		in, err = s.input(ctx, tx, id)
		return err
	})
	in.Today, in.Settings = s.day(), s.c.Settings
	return in, err
}

// day returns today's business day in Moscow.
func (s *Service) day() sdano.Date { return sdano.DateOf(s.c.Clock.Now(), sdano.Moscow) }

// CalculationStep is one step of a calculator: «2.», what it is, the arithmetic
// behind it ("" = none), and what it gives.
type CalculationStep struct {
	Number, Text, Formula string
	Value                 sdano.Money
}

// steps numbers the steps of a calculator as they come.
type steps []CalculationStep

func (l *steps) add(text, formula string, value sdano.Money) {
	*l = append(*l, CalculationStep{fmt.Sprintf("%d.", len(*l)+1), text, formula, value})
}
