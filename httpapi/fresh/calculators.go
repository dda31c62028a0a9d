package fresh

import (
	"context"
	"errors"
	"time"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
	"sdano/monitor"
)

// Calculators compute taxes and what is needed to pay them; monitor.Service does.
// A zero payer means the main one. The errors are monitor.ErrNoProfile and those
// that the protocol passes on, with a message in Russian.
type Calculators interface {
	// USN computes УСН up to the end of the quarter of a day.
	USN(ctx context.Context, tenant sdano.Tenant, payer sdano.TaxID, day sdano.Date) (monitor.USNCalculation, error)
	// SelfInsurance returns what an ИП has to pay for himself.
	SelfInsurance(ctx context.Context, tenant sdano.Tenant, payer sdano.TaxID, day sdano.Date) (monitor.SelfInsurance, error)
	// PaymentDetails returns the fields of a payment order.
	PaymentDetails(ctx context.Context, tenant sdano.Tenant, q monitor.PaymentQuery) (monitor.PaymentDetails, error)
}

// Mission is all that the data ids need; monitor.Service is one.
type Mission interface {
	Monitors
	Calculators
	Books
	Offers
	Commands
}

// Handlers are the handlers of all data ids, in the order of their list.
func Handlers(m Mission) []asyncdata.Handler {
	list := append([]asyncdata.Handler{Monitor(m)}, CalculatorHandlers(m)...)
	return append(list, Book(m), Application(m), PersonalOffers(m), Execute(m))
}

// CalculatorHandlers are the handlers of the data ids of the calculators.
func CalculatorHandlers(c Calculators) []asyncdata.Handler {
	return []asyncdata.Handler{
		{
			ID: monitor.USNDataID, Name: "Калькулятор налога УСН", ResultTypes: []string{"json"}, Scope: access.ScopeMonitor, Eager: true,
			Compute: func(ctx context.Context, r asyncdata.Request) (asyncdata.Output, error) { return usnFile(ctx, c, r) },
		},
		{
			ID: monitor.SelfInsuranceDataID, Name: "Взносы за себя", ResultTypes: []string{"json"}, Scope: access.ScopeMonitor, Eager: true,
			Compute: func(ctx context.Context, r asyncdata.Request) (asyncdata.Output, error) { return selfFile(ctx, c, r) },
		},
		{
			ID: monitor.PaymentDetailsDataID, Name: "Реквизиты налогового платежа", ResultTypes: []string{"json"}, Scope: access.ScopeMonitor, Eager: true,
			Compute: func(ctx context.Context, r asyncdata.Request) (asyncdata.Output, error) {
				return detailsFile(ctx, c, r)
			},
		},
	}
}

func usnFile(ctx context.Context, c Calculators, r asyncdata.Request) (asyncdata.Output, error) {
	q, err := readDated(r.Params)
	if err != nil {
		return asyncdata.Output{}, err
	}
	result, err := c.USN(ctx, r.Tenant, q.payer, q.day)
	if err != nil {
		return asyncdata.Output{}, q.refused(err)
	}
	out := asyncdata.Output{Name: monitor.USNDataID + ".json", Warnings: result.Warnings}
	return publish(r.Tenant, out, func(link func(monitor.NavTarget) string) ([]byte, error) { return monitor.MarshalUSN(result, link) })
}

func selfFile(ctx context.Context, c Calculators, r asyncdata.Request) (asyncdata.Output, error) {
	q, err := readDated(r.Params)
	if err != nil {
		return asyncdata.Output{}, err
	}
	result, err := c.SelfInsurance(ctx, r.Tenant, q.payer, q.day)
	if err != nil {
		return asyncdata.Output{}, q.refused(err)
	}
	out := asyncdata.Output{Name: monitor.SelfInsuranceDataID + ".json", Warnings: result.Warnings}
	return publish(r.Tenant, out, func(link func(monitor.NavTarget) string) ([]byte, error) {
		return monitor.MarshalSelfInsurance(result, link)
	})
}

// faulty is the warning about an order with fields that could not be filled.
const faulty = "Реквизиты налогового платежа заполнены с ошибками. Перед уплатой налога рекомендуется исправить данные в 1С."

func detailsFile(ctx context.Context, c Calculators, r asyncdata.Request) (asyncdata.Output, error) {
	q, err := readDated(r.Params)
	if err != nil {
		return asyncdata.Output{}, err
	}
	ask := monitor.PaymentQuery{Payer: q.payer, Day: q.day, Overdue: string(q.fields["overdue_payment"]) == "true"}
	for _, f := range []struct {
		name string
		into *string
	}{{"tax", &ask.Tax}, {"liability", &ask.Liability}} {
		text, ok := plain(q.fields[f.name])
		if !ok {
			return asyncdata.Output{}, badParams("В структуре JSON отсутствует обязательное поле " + f.name)
		}
		*f.into = text
	}
	result, err := c.PaymentDetails(ctx, r.Tenant, ask)
	if err != nil {
		return asyncdata.Output{}, q.refused(err)
	}
	out := asyncdata.Output{Name: monitor.PaymentDetailsDataID + ".json"}
	if len(result.Errors) > 0 {
		out.Warnings = []string{faulty}
	}
	out.Body, err = monitor.MarshalDetails(result)
	return out, err
}

// publish writes a file together with the links in it.
func publish(tenant sdano.Tenant, out asyncdata.Output, write func(link func(monitor.NavTarget) string) ([]byte, error)) (asyncdata.Output, error) {
	var failed error
	body, err := write(func(target monitor.NavTarget) string {
		link, err := asyncdata.NewLink(tenant, target)
		failed = errors.Join(failed, err)
		out.Links = append(out.Links, link)
		return navigationAddress(link.ID)
	})
	out.Body = body
	return out, errors.Join(failed, err)
}

// parseMoment reads a day that may have a time and a zone behind it, which are
// dropped.
func parseMoment(text string) (sdano.Date, bool) {
	if len(text) > len(time.DateOnly) && text[len(time.DateOnly)] != 'T' && text[len(time.DateOnly)] != ' ' {
		return sdano.Date{}, false
	}
	day, err := sdano.ParseDate(text[:min(len(text), len(time.DateOnly))])
	return day, err == nil && day.Year() > 1
}
