package monitor

import (
	"context"

	"sdano"
	"sdano/bankfile"
)

// Order is a payment order of a tax as it can be filled from what is known, and
// what is missing, in Russian.
type Order struct {
	bankfile.Order
	Missing []string
}

// rowTax returns the name under which a row is paid by a payer, "" if the row has
// none: «ЕдиныйНалоговыйПлатеж» where it goes through «единый налоговый счёт».
func (s *Service) rowTax(p *Profile, row string) string {
	switch row {
	case ENP:
		return taxENP
	case rowUSN:
		if regime, ok := p.regimeIn(USN, p.Registered, s.day()); ok && regime.Object == IncomeExpense {
			return taxUSNExpense
		}
		return taxUSNIncome
	}
	for _, n := range s.c.Rules.tables.TaxNames {
		if n.Row == row {
			return n.Name
		}
	}
	return ""
}

// taxENP is «единый налоговый платёж» by its name in the 1C:Fresh data API.
const taxENP = "ЕдиныйНалоговыйПлатеж"

// OrderFor returns the payment order of what a row asks for now, or for ENP of all
// that is missing on «единый налоговый счёт». The error is ErrNoProfile, or of
// kind NotFound for a row that nothing is paid by.
func (s *Service) OrderFor(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID, row string) (Order, error) {
	in, err := s.read(ctx, tenant, id)
	if err != nil {
		return Order{}, err
	}
	tax := s.rowTax(&in.Profile, row)
	if tax == "" {
		return Order{}, &sdano.Error{
			Kind: sdano.NotFound, Code: "no_row", Message: "По этой строке монитора ничего не платят.", Remedy: "Откройте монитор и выберите платёж в нём.",
		}
	}
	d, err := s.PaymentDetails(ctx, tenant, PaymentQuery{Payer: in.Profile.TaxID, Day: in.Today, Tax: tax, Liability: "Налог", Overdue: true})
	if err != nil {
		return Order{}, err
	}
	out := d.order(in.Today)
	if row != ENP {
		out.Amount = asked(Compute(s.c.Rules, in), row)
	}
	return out, nil
}

// asked returns what the cell of a row asks for.
func asked(r Result, row string) sdano.Money {
	if line := r.Row(row); line != nil && line.Tax != nil {
		return line.Tax.Amount
	}
	return 0
}

// order makes an order of the details.
func (d *PaymentDetails) order(day sdano.Date) Order {
	return Order{Missing: d.Errors, Order: bankfile.Order{
		Number: "1", Date: day, Amount: d.Sum,
		Payer:       bankfile.Party{INN: d.Payer.INN, KPP: d.PayerKPP, Name: d.PayerName},
		Payee:       bankfile.Party{INN: d.Payee.INN, KPP: d.Payee.KPP, Name: d.Payee.Name, Account: d.Payee.Account, BIK: d.Payee.BIK, Bank: d.Payee.Bank},
		CorrAccount: d.Payee.CorrAccount, UIN: d.UIN, Purpose: d.Purpose, Status: d.Status, KBK: d.KBK, OKTMO: d.OKTMO, Reason: d.Reason,
		Period: d.Period, DocNumber: d.Number, DocDate: d.Date,
	}}
}
