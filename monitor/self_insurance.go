package monitor

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
)

// SelfInsurance are the contributions that an ИП still has to pay for himself for
// a year, by the parts in which they are paid.
type SelfInsurance struct {
	Payer sdano.TaxID
	// Period is the quarter that was asked for.
	Period   sdano.Period
	Payments []SelfPayment
	Total    sdano.Money
	Warnings []string

	settings Settings
}

// SelfPayment is one part: its kind and names in the 1C:Fresh data API, the
// arithmetic behind it ("" = none) and what is unpaid of it.
type SelfPayment struct {
	Kind, Title, Formula, LinkTitle, Tax, Liability string
	Sum                                             sdano.Money
}

// SelfInsurance returns what is unpaid for the year of a day, by the plan up to
// its quarter. Somebody who pays none has no payments. The error is ErrNoProfile,
// or of kind Unavailable for a year before the accounts or without figures.
func (s *Service) SelfInsurance(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID, day sdano.Date) (SelfInsurance, error) {
	in, err := s.read(ctx, tenant, id)
	if err != nil {
		return SelfInsurance{}, err
	}
	sheet := newCalculation(s.c.Rules, in)
	out := SelfInsurance{Payer: in.Profile.TaxID, Period: sdano.QuarterOf(day), settings: in.Settings}
	if in.Profile.Taxpayer != Entrepreneur {
		return out, nil
	}
	year := sdano.YearPeriod(day.Year())
	if _, known := sheet.contrib[year.Year]; !known || year.Last().Before(in.Profile.KnownFrom()) {
		return out, errNoCalculation("Расчет страховых взносов за %d год не поддерживается", year.Year)
	}
	if o := sheet.byKey[duty{ruleFixed, year}]; o != nil {
		out.fixed(sheet, o, day)
	}
	if o := sheet.byKey[duty{ruleOver, year}]; o != nil && o.phase != future {
		out.over(sheet, o)
	}
	return out, nil
}

func (p *SelfInsurance) add(x SelfPayment) {
	if x.Sum > 0 {
		p.Payments = append(p.Payments, x)
		p.Total += x.Sum
	}
}

// doubt takes the doubts of a sum over as warnings, each once.
func (p *SelfInsurance) doubt(o *obligation) {
	for _, d := range o.sum.doubts {
		if !slices.Contains(p.Warnings, d) {
			p.Warnings = append(p.Warnings, d)
		}
	}
}

// fixed adds the parts of the fixed contributions: until 2022 those to the
// pension and the medical fund, in the proportion of the law.
func (p *SelfInsurance) fixed(s *sheet, o *obligation, day sdano.Date) {
	p.doubt(o)
	if plan := s.planOn(o, day); plan != nil {
		o.plan = plan
	}
	rest := o.need()
	year := s.contrib[o.period.Year]
	if year.Pension == 0 {
		p.add(SelfPayment{
			Kind: "ЕдиныйТариф", Title: "По единому тарифу", LinkTitle: "Оплатить взнос по единому тарифу",
			Tax: "СтраховыеВзносыЕдиныйТариф", Liability: "Налог", Sum: rest,
		})
		return
	}
	pension := rest.MulDiv(int64(year.Pension), int64(year.Fixed))
	p.add(SelfPayment{Kind: "ПФР", Title: "ПФР фиксированный", LinkTitle: "Оплатить взнос ПФР", Tax: "ПФР_СтраховаяЧасть", Liability: "Налог", Sum: pension})
	p.add(SelfPayment{Kind: "ФФОМС", Title: "ФФОМС", LinkTitle: "Оплатить взнос ФФОМС", Tax: "ФФОМС", Liability: "Налог", Sum: rest - pension})
}

// over adds the 1 % of the income.
func (p *SelfInsurance) over(s *sheet, o *obligation) {
	p.doubt(o)
	year, base := s.contrib[o.period.Year], s.base(o.period.Year, o.last)
	out := SelfPayment{
		Kind: "ПФРсДоходов", Title: "ПФР с доходов", LinkTitle: "Оплатить пенсионный взнос с доходов", Liability: "ВзносыСвышеПредела", Sum: o.need(),
		Formula: fmt.Sprintf("(%s - %s) * %s%%", s.rub(base.amount), s.rub(year.Threshold), year.Rate.Percent()), Tax: "СвышеПредела",
	}
	if year.Pension > 0 {
		out.LinkTitle, out.Tax = "Оплатить взнос ПФР с доходов", "ПФР_СтраховаяЧасть"
	}
	p.add(out)
}

// taxPrefix stands before the names of own contributions where payments are made.
const taxPrefix = "ФиксированныеВзносы_"

type freshSelf struct {
	Links    []freshCall    `json:"links"`
	Payments []freshSelfPay `json:"payments"`
	Total    jsontext.Value `json:"total"`
}

type freshSelfPay struct {
	Type        string         `json:"type"`
	Title       string         `json:"title"`
	Description string         `json:"description,omitzero"`
	Sum         jsontext.Value `json:"sum"`
	Link        freshCall      `json:"link"`
}

// MarshalSelfInsurance writes the file of the data id self_insurance_payments:
// compact JSON in the order of the published one. link is that of MarshalFresh.
func MarshalSelfInsurance(p SelfInsurance, link func(NavTarget) string) ([]byte, error) {
	out := freshSelf{
		Links:    []freshCall{goto1C(link(NavTarget{Form: NavCalculator, Payer: p.Payer, Row: rowOwn, Period: p.Period, Day: p.Period.Last(), EndOfDay: true}))},
		Payments: []freshSelfPay{}, Total: number(p.Total),
	}
	for _, x := range p.Payments {
		out.Payments = append(out.Payments, freshSelfPay{x.Kind, x.Title, x.Formula, number(x.Sum), callID(p.settings, PaymentDetailsDataID, x.LinkTitle, freshPayment{
			freshDated{p.Payer, endOf(p.Period)}, taxPrefix + x.Tax, x.Liability, false,
		})})
	}
	return json.Marshal(out)
}
