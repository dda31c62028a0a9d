package fresh

import (
	"errors"

	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/monitor"
)

// dated are the parameters that all calculators have: whose, and for which day.
type dated struct {
	payer  sdano.TaxID
	day    sdano.Date
	fields map[string]jsontext.Value
}

// readDated reads the parameters of a calculator. What is wrong is told in the
// published order and words; only what has to be looked up is told later.
func readDated(params []byte) (dated, error) {
	var q dated
	text := bare(params)
	if len(text) == 0 {
		return q, badParams("Настройки не заданы.")
	}
	fields, ok := object(text)
	if !ok {
		return q, badParams("Переданы некорректные настройки. Ожидается структура JSON.")
	}
	q.fields = fields
	if _, named := fields["date"]; !named {
		return q, badParams("В структуре JSON отсутствует обязательное поле date.")
	}
	if err := q.readPayer(); err != nil {
		return q, err
	}
	moment, _ := plain(fields["date"])
	day, ok := parseMoment(moment)
	if !ok {
		return q, badParams("Неверный формат данных в поле date! Ожидается непустая дата.")
	}
	q.day = day
	return q, nil
}

// readPayer reads the group organization, which may be left out.
func (q *dated) readPayer() error {
	if absent(q.fields["organization"]) {
		return nil
	}
	group, ok := object(q.fields["organization"])
	inn, named := plain(group["inn"])
	if !ok || !named {
		return badParams("В структуре organization отсутствует обязательное поле inn.")
	}
	if _, hasKPP := group["kpp"]; len(inn) == 10 && !hasKPP {
		return badParams("В структуре organization для юридического лица отсутствует обязательное поле kpp.")
	}
	kpp, _ := plain(group["kpp"])
	if q.payer = (sdano.TaxID{INN: inn, KPP: kpp}); inn == "" {
		return errUnknownPayer
	}
	return nil
}

var (
	errUnknownPayer = badParams("Не удалось найти организацию по переданным настройкам.")
	errNoMainPayer  = badParams("Не удалось определить организацию по переданным настройкам.")
)

// refused puts the absence of a payer into the words of the protocol.
func (q dated) refused(err error) error {
	switch {
	case !errors.Is(err, monitor.ErrNoProfile):
		return err
	case q.payer == sdano.TaxID{}:
		return errNoMainPayer
	}
	return errUnknownPayer
}
