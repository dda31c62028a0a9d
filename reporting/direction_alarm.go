package reporting

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sdano"
)

// hold leaves the directions as they are and tells the tenants whose directions
// the list would have closed; a list that is empty while nothing is open is
// told to the installation.
func (s *Service) hold(ctx context.Context, closing, open []Direction) error {
	count := map[sdano.Tenant]int{}
	for _, d := range closing {
		count[d.Tenant]++
	}
	texts := map[sdano.Tenant]string{}
	for t, n := range count {
		texts[t] = fmt.Sprintf("Сервис направлений не назвал открытых направлений этой области: %d. "+
			"Они оставлены открытыми, пока список не подтвердит оператор.", n)
	}
	if len(open) == 0 {
		texts[0] = "Сервис направлений вернул пустой список: сдавать отчётность некому и некуда."
	}
	s.c.Log.WarnContext(ctx, "reporting: suspicious list of directions held", "closing", len(closing), "open", len(open))
	return errors.Join(s.alarmTenants(ctx, alarmSuspicious, texts), s.alarmStale(ctx, open))
}

// withoutAnswer keeps the old list and says from when it is.
func (s *Service) withoutAnswer(ctx context.Context, cause error) error {
	s.c.Log.WarnContext(ctx, "reporting: service of directions does not answer", "error", cause)
	open, _, err := s.openDirections(ctx, 0)
	if err != nil {
		return err
	}
	if err := s.alarmStale(ctx, open); err != nil {
		return err
	}
	return &sdano.Error{
		Kind: sdano.Unavailable, Code: "directions_unavailable", Err: cause,
		Message: "Сервис направлений сдачи отчётности не ответил; действует прежний список, " + refreshText(open) + ".",
		Remedy:  "Список обновится сам, как только сервис ответит; проверьте его адрес и доступность.",
	}
}

// alarmStale tells the tenants whose directions were not confirmed for too
// long.
func (s *Service) alarmStale(ctx context.Context, open []Direction) error {
	last := map[sdano.Tenant]time.Time{}
	for _, d := range open {
		last[d.Tenant] = latest(last[d.Tenant], d.RefreshedAt)
	}
	texts := map[sdano.Tenant]string{}
	for t, at := range last {
		if s.now().Sub(at) > staleAfter {
			texts[t] = "Сведения о направлениях сдачи отчётности не обновлялись больше суток: с " + moscow(at) + "."
		}
	}
	return s.alarmTenants(ctx, alarmStale, texts)
}

// alarmTenants raises an alarm of each tenant that has a text; tenant 0 stands
// for the installation.
func (s *Service) alarmTenants(ctx context.Context, code string, texts map[sdano.Tenant]string) error {
	if len(texts) == 0 {
		return nil
	}
	now := s.now()
	return s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		for t, text := range texts {
			a := Alarm{ID: sdano.NewID(), Tenant: t, Code: code, Text: text, At: now}
			if _, err := s.c.Store.RaiseAlarm(ctx, tx, a); err != nil {
				return err
			}
		}
		return nil
	})
}

// clearDirectionAlarms notes that a list was applied and ends the alarms about
// directions of every tenant.
func (s *Service) clearDirectionAlarms(ctx context.Context, asked int64) error {
	now := s.now()
	return s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		late, err := s.overtaken(ctx, tx, asked)
		if err != nil || late {
			return err
		}
		return errors.Join(
			s.setNumber(ctx, tx, directionsApplied, asked),
			s.c.Store.ClearAlarm(ctx, tx, alarmSuspicious, sdano.ID{}, now),
			s.c.Store.ClearAlarm(ctx, tx, alarmStale, sdano.ID{}, now),
		)
	})
}
