package fresh

import (
	"context"
	"errors"
	"fmt"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
	"sdano/monitor"
)

// Monitors computes the monitor of a payer; monitor.Service does.
type Monitors interface {
	// Monitor returns the monitor of a payer of the tenant, of the main one if
	// id is zero; КПП is compared only if it is given. The error is
	// monitor.ErrNoProfile if there is no such payer, and of kind Unavailable,
	// with a message in Russian, while the data is not up to date.
	Monitor(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) (monitor.Result, error)
}

// Monitor returns the handler of the data id tax_and_reporting_monitor.
func Monitor(m Monitors) asyncdata.Handler {
	return asyncdata.Handler{
		ID: monitor.DataID, Name: "Монитор налогов и отчетности", ResultTypes: []string{"json"},
		Scope: access.ScopeMonitor, Eager: true,
		Compute: func(ctx context.Context, r asyncdata.Request) (asyncdata.Output, error) {
			payer, err := monitorPayer(r.Params)
			if err != nil {
				return asyncdata.Output{}, err
			}
			result, err := m.Monitor(ctx, r.Tenant, payer)
			if err != nil {
				return asyncdata.Output{}, noPayer(err, payer)
			}
			return monitorFile(r.Tenant, result)
		},
	}
}

// monitorFile writes the file of a monitor and publishes its links.
func monitorFile(tenant sdano.Tenant, result monitor.Result) (asyncdata.Output, error) {
	out := asyncdata.Output{Name: monitor.DataID + ".json"}
	var failed error
	body, err := monitor.MarshalFresh(result, func(target monitor.NavTarget) string {
		link, err := asyncdata.NewLink(tenant, target)
		failed = errors.Join(failed, err)
		out.Links = append(out.Links, link)
		return navigationAddress(link.ID)
	})
	out.Body = body
	return out, errors.Join(failed, err)
}

// noPayer puts the absence of a payer into the words of the protocol.
func noPayer(err error, payer sdano.TaxID) error {
	switch {
	case !errors.Is(err, monitor.ErrNoProfile):
		return err
	case payer == sdano.TaxID{}:
		return badParams("В информационной базе не задана организация по-умолчанию.")
	}
	return unknownPayer(payer)
}

func unknownPayer(payer sdano.TaxID) error {
	return badParams(fmt.Sprintf("Организация с ИНН %s КПП %s отсутствует в информационной базе.", payer.INN, payer.KPP))
}

// badParams is the error that a job answers with code 10400.
func badParams(message string) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_params", Message: message,
		Remedy: "Исправьте параметры запроса и запросите данные заново.",
	}
}

// monitorPayer reads the parameters of the monitor: the payer asked for, zero
// if none is named. ИНН and КПП are not checked.
func monitorPayer(params []byte) (sdano.TaxID, error) {
	text := bare(params)
	if len(text) == 0 {
		return sdano.TaxID{}, badParams("Не переданы входящие настройки для отчета.")
	}
	fields, ok := object(text)
	if !ok {
		return sdano.TaxID{}, badParams("Переданы некорректные настройки. Ожидается структура JSON.")
	}
	if absent(fields["organization"]) {
		return sdano.TaxID{}, nil
	}
	group, ok := object(fields["organization"])
	inn, named := plain(group["inn"])
	if !ok || !named {
		return sdano.TaxID{}, badParams("В настройках группа organization должна содержать поля inn и kpp.")
	}
	kpp, _ := plain(group["kpp"])
	payer := sdano.TaxID{INN: inn, KPP: kpp}
	if inn == "" { // a zero payer would mean the main organisation
		return sdano.TaxID{}, unknownPayer(payer)
	}
	return payer, nil
}
