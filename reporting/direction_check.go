package reporting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sdano"
)

// covers reports whether the direction leads to an office.
func (d Direction) covers(a Authority, code string) bool {
	return d.Authority == a && (d.Code == "" || d.Code == code)
}

// checkDirection refuses a report whose payer may not report to its office now.
func (s *Service) checkDirection(ctx context.Context, tx sdano.Tx, key ReportKey) error {
	_, found, err := s.c.Store.OpenDirection(ctx, tx, key.Payer.INN, key.Authority, key.Code)
	if err != nil || found {
		return err
	}
	return s.refuseDirection(ctx, tx, key)
}

// refuseDirection tells why a payer may not report to an office, and to which
// ones he may.
func (s *Service) refuseDirection(ctx context.Context, tx sdano.Tx, key ReportKey) error {
	all, err := s.c.Store.DirectionsOf(ctx, tx, key.Payer.INN)
	if err != nil {
		return err
	}
	var last *Direction // the one to the office that was closed last
	for i, d := range all {
		if d.covers(key.Authority, key.Code) && (last == nil || d.ValidTo.After(last.ValidTo)) {
			last = &all[i]
		}
	}
	open, err := s.c.Store.OpenDirections(ctx, tx)
	if err != nil {
		return err
	}
	if last == nil {
		return directionUnknown(key, all, open)
	}
	return directionClosed(key, *last, all, open)
}

// directionClosed refuses a payer whose direction to the office was closed; own
// are the payer's directions, open those of the tenant.
func directionClosed(key ReportKey, last Direction, own, open []Direction) *sdano.Error {
	return &sdano.Error{
		Kind: sdano.Conflict, Code: codeDirectionClosed,
		Message: fmt.Sprintf("Направление сдачи отчётности ИНН %s в %s закрыто с %s; %s.",
			key.Payer.INN, officeName(key.Authority, key.Code), moscow(last.ValidTo), refreshText(own, open)),
		Remedy: "Проверьте, в ту ли инспекцию направлен отчёт. Если направление должно быть открыто, обратитесь к спецоператору: " +
			"после открытия оно появится здесь в течение нескольких минут." + openOffices(own),
	}
}

// directionUnknown tells apart a payer without directions, an office that is
// none of the payer's, and a code that nobody here reports to.
func directionUnknown(key ReportKey, own, open []Direction) *sdano.Error {
	e := &sdano.Error{Kind: sdano.Conflict, Code: codeDirectionUnknown}
	office := officeName(key.Authority, key.Code)
	known := slices.ContainsFunc(open, func(d Direction) bool { return d.covers(key.Authority, key.Code) })
	switch {
	case !known && len(open) > 0:
		e.Message = fmt.Sprintf("Код инспекции %s неизвестен: в %s не открыто ни одного направления сдачи отчётности", key.Code, office)
		e.Remedy = "Проверьте код инспекции в отчёте (КодНО) и в имени файла."
	case len(own) == 0:
		e.Message = fmt.Sprintf("Для ИНН %s не открыто ни одного направления сдачи отчётности", key.Payer.INN)
		e.Remedy = "Проверьте ИНН налогоплательщика в отчёте. Если он верен, подключите организацию у спецоператора."
	default:
		e.Message = fmt.Sprintf("Для ИНН %s не открыто направление сдачи отчётности в %s", key.Payer.INN, office)
		e.Remedy = "Проверьте, в ту ли инспекцию направлен отчёт, или откройте это направление у спецоператора."
	}
	e.Message += "; " + refreshText(own, open) + "."
	e.Remedy += openOffices(own)
	return e
}

// refreshText says when the service of directions confirmed any of them last.
func refreshText(lists ...[]Direction) string {
	var last time.Time
	for _, d := range slices.Concat(lists...) {
		last = latest(last, d.RefreshedAt)
	}
	if last.IsZero() {
		return "сведений о направлениях ещё не было"
	}
	return "сведения о направлениях обновлены " + moscow(last)
}

// offeredOffices is how many open offices a message names.
const offeredOffices = 20

// openOffices names the offices the payer may report to, as the end of a
// remedy.
func openOffices(own []Direction) string {
	var names []string
	for _, d := range own {
		if d.ValidTo.IsZero() {
			names = append(names, officeName(d.Authority, d.Code))
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	names = slices.Compact(names)
	more := ""
	if len(names) > offeredOffices {
		names, more = names[:offeredOffices], " и другие"
	}
	return " Открыты: " + strings.Join(names, ", ") + more + "."
}
