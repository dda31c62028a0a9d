package monitor

import (
	"context"

	"sdano"
)

// VATExemption says whether who is under УСН is free of НДС by his income (НК РФ
// ст. 145 п. 1), and how much of the year's limit he has used.
type VATExemption struct {
	Exempt bool
	// Income is the income of the year so far, Limit that of the law; 0 = there is
	// none, as before 2025.
	Income, Limit sdano.Money
}

// VATExemption returns it for today.
func (s *Service) VATExemption(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) (VATExemption, error) {
	in, err := s.read(ctx, tenant, id)
	if err != nil {
		return VATExemption{}, err
	}
	sheet := newSheet(s.c.Rules, &in)
	out := VATExemption{Exempt: !sheet.paysVAT(in.Today)}
	out.Limit, _ = sheet.vatLimit(in.Today.Year())
	if _, ok := in.Profile.RegimeOn(USN, in.Today); ok {
		first, _ := in.Profile.lived(sdano.YearPeriod(in.Today.Year()))
		out.Income = sheet.books.between(USN, first, in.Today).net()
	}
	return out, nil
}

// offerSpace is the space of the IDs of closed offers.
var offerSpace = sdano.MustID("0197a000-5da0-7000-8000-0000000000ff")

// CloseOffer closes the reminder to reconcile with ФНС until a new reason for it
// appears. It may be called again on the same day.
func (s *Service) CloseOffer(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID) error {
	p, _, err := s.Payer(ctx, tenant, id)
	if err != nil {
		return err
	}
	day := s.day()
	answer := Answer{ID: sdano.NameID(offerSpace, p.ID.String()+day.String()), Kind: CheckClosed, Date: day}
	_, err = s.Import(ctx, actor, tenant, p.TaxID, Facts{Answers: []Answer{answer}})
	return err
}
