package monitor

import (
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
)

// The data ids of the calculators in the 1C:Fresh data API.
const (
	USNDataID            = "tax_usn_calculator"
	SelfInsuranceDataID  = "self_insurance_payments"
	PaymentDetailsDataID = "tax_payment_details"
	BookDataID           = "income_expenses_book"
)

// number writes an amount as a JSON number.
func number(m sdano.Money) jsontext.Value { return jsontext.Value(m.Number()) }

type freshUSN struct {
	Income        jsontext.Value `json:"income"`
	Refund        jsontext.Value `json:"refund"`
	Contributions jsontext.Value `json:"insurance_payments"`
	Rate          jsontext.Value `json:"tax_rate"`
	RateText      string         `json:"tax_rate_presentation"`
	Advances      jsontext.Value `json:"advance_payments,omitzero"`
	Before        string         `json:"advance_payments_period_presentation,omitzero"`
	Reduction     jsontext.Value `json:"tax_reduction"`
	Overpaid      jsontext.Value `json:"tax_initial_overpayment"`
	ToPay         jsontext.Value `json:"tax_to_pay"`
	Paid          jsontext.Value `json:"tax_paid"`
	Left          jsontext.Value `json:"tax_left_to_pay"`
	Steps         []freshStep    `json:"calculation"`
	Previous      freshPrevious  `json:"previous_tax"`
	Links         []freshCall    `json:"links"`
}

type freshStep struct {
	Step  string         `json:"step"`
	Text  string         `json:"description"`
	Value jsontext.Value `json:"value"`
}

type freshPrevious struct {
	Show    bool       `json:"show_previous_tax"`
	Message string     `json:"previous_tax_message"`
	Link    *freshCall `json:"link,omitzero"`
}

// freshCall is a link of a calculator: its settings are those of what it calls.
type freshCall struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Title    string `json:"title"`
	Address  string `json:"address"`
	Settings any    `json:"settings,omitzero"`
}

type freshDated struct {
	Organization sdano.TaxID `json:"organization"`
	Date         string      `json:"date"`
}

type freshPayment struct {
	freshDated
	Tax       string `json:"tax"`
	Liability string `json:"liability"`
	Overdue   bool   `json:"overdue_payment,omitzero"`
}

type freshMethod struct {
	Method     string       `json:"method"`
	Parameters freshDraftOf `json:"parameters"`
}

type freshDraftOf struct {
	Type string `json:"type"`
	freshDated
}

// goto1C is the link to the page of a calculator.
func goto1C(address string) freshCall {
	return freshCall{Name: anchorName, Type: "anchor", Title: "Проверить расчет в 1С", Address: address}
}

// callID is a link to a data id.
func callID(s Settings, id, title string, settings any) freshCall {
	return freshCall{Name: id, Type: "endpoint", Title: title, Address: "hs/dt/storage/" + s.storage() + "/" + id, Settings: settings}
}

// endOf is the moment at which a quarter ends, as the calculators name it.
func endOf(p sdano.Period) string { return p.Last().String() + "T23:59:59" }

// MarshalUSN writes the file of the data id tax_usn_calculator: compact JSON,
// members and links in the order of the published one. link is that of
// MarshalFresh.
func MarshalUSN(c USNCalculation, link func(NavTarget) string) ([]byte, error) {
	dated := freshDated{c.Payer, endOf(c.Period)}
	out := freshUSN{
		Income: number(c.Income), Refund: number(c.Refund), Contributions: number(c.Contributions),
		Rate: jsontext.Value(strings.Replace(c.Rate.Percent(), ",", ".", 1)), RateText: c.Rate.Percent() + "%",
		Reduction: number(c.Reduction), Overpaid: number(0), ToPay: number(c.ToPay), Paid: number(c.Paid), Left: number(c.Left),
		Links: []freshCall{goto1C(link(NavTarget{Form: NavCalculator, Payer: c.Payer, Row: rowUSN, Period: sdano.QuarterOf(c.Period.Last()), Day: c.Period.Last(), EndOfDay: true}))},
	}
	if !c.Before.IsZero() {
		out.Advances, out.Before = number(c.Advances), c.Before.RU()
	}
	for _, s := range c.Steps {
		text := s.Text
		if s.Formula != "" {
			text += "\n" + s.Formula
		}
		out.Steps = append(out.Steps, freshStep{s.Number, text, number(s.Value)})
	}
	if c.Debt > 0 {
		pay := callID(c.settings, PaymentDetailsDataID, "Оплатить задолженность", freshPayment{
			freshDated{c.Payer, endOf(sdano.YearPeriod(c.Period.Year - 1))}, c.Tax(), "Налог", true,
		})
		out.Previous = freshPrevious{true, fmt.Sprintf("Задолженность за прошлые годы: %s руб.", c.Debt.RU(c.settings.separator())), &pay}
	}
	if c.Period.Kind == sdano.Year {
		out.Links = append(out.Links,
			callID(c.settings, BookDataID, "Книга учета доходов и расходов", dated),
			freshCall{"tax_return", "endpoint", "Сформировать декларацию", "hs/dt/storage/integration/execute", freshMethod{
				"Документ/РегламентированныйОтчет/Создать", freshDraftOf{"РегламентированныйОтчетУСН", dated},
			}})
	}
	out.Links = append(out.Links, callID(c.settings, PaymentDetailsDataID, "Оплатить налог", freshPayment{dated, c.Tax(), "Налог", false}))
	return json.Marshal(out)
}
