package fresh

import (
	"context"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
	"sdano/monitor"
)

// The data ids that are not of the calculators.
const (
	applicationID = "usn_application_info"
	offersID      = "personalized_offers"
)

// Offers answers questions about a payer and closes reminders; monitor.Service
// does.
type Offers interface {
	// VATExemption tells whether the payer is free of НДС.
	VATExemption(ctx context.Context, tenant sdano.Tenant, payer sdano.TaxID) (monitor.VATExemption, error)
	// CloseOffer closes the reminder to reconcile with ФНС.
	CloseOffer(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, payer sdano.TaxID) error
}

// readWho reads parameters that name a payer only.
func readWho(params []byte) (dated, error) {
	text := bare(params)
	if len(text) == 0 {
		return dated{}, badParams("Не переданы входящие настройки.")
	}
	fields, ok := object(text)
	if !ok {
		return dated{}, badParams("Переданы некорректные настройки. Ожидается структура JSON.")
	}
	q := dated{fields: fields}
	return q, q.readPayer()
}

// Application returns the handler of the data id usn_application_info.
func Application(o Offers) asyncdata.Handler {
	return asyncdata.Handler{
		ID: applicationID, Name: "Применение УСН", ResultTypes: []string{"json"}, Scope: access.ScopeMonitor, Eager: true,
		Compute: func(ctx context.Context, r asyncdata.Request) (asyncdata.Output, error) {
			q, err := readWho(r.Params)
			if err != nil {
				return asyncdata.Output{}, err
			}
			v, err := o.VATExemption(ctx, r.Tenant, q.payer)
			if err != nil {
				return asyncdata.Output{}, q.refused(err)
			}
			share := sdano.Money(0) // hundredths of a per cent, as kopecks are written
			if v.Limit > 0 {
				share = v.Income.MulDiv(10_000, int64(v.Limit))
			}
			body, err := json.Marshal(struct {
				Exempt bool           `json:"VAT_exemption"`
				Share  jsontext.Value `json:"income_percent_of_exemption_limit"`
			}{v.Exempt, jsontext.Value(share.Number())})
			return asyncdata.Output{Name: applicationID + ".json", Body: body}, err
		},
	}
}

// PersonalOffers returns the handler of the data id personalized_offers: the one
// offer there is, the reminder to reconcile, is closed.
func PersonalOffers(o Offers) asyncdata.Handler {
	return asyncdata.Handler{
		ID: offersID, Name: "Персональные предложения", ResultTypes: []string{"json"}, Scope: access.ScopeMonitor, Eager: true,
		Compute: func(ctx context.Context, r asyncdata.Request) (asyncdata.Output, error) {
			q, err := readWho(r.Params)
			if err != nil {
				return asyncdata.Output{}, err
			}
			id, ok := plain(q.fields["id"])
			if !ok || id == "" {
				return asyncdata.Output{}, badParams("В структуре JSON отсутствует обязательное поле id")
			}
			if err := o.CloseOffer(ctx, sdano.Actor("user:"+r.Owner), r.Tenant, q.payer); err != nil {
				return asyncdata.Output{}, q.refused(err)
			}
			body, err := json.Marshal(struct {
				ID     string `json:"id"`
				Status string `json:"status"`
			}{id, "closed"})
			return asyncdata.Output{Name: offersID + ".json", Body: body}, err
		},
	}
}
