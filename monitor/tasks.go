package monitor

import (
	"context"

	"sdano"
	"sdano/data"
)

// ErrNoTask is the Code of the error that there is no such payment to be made.
var ErrNoTask = &sdano.Error{
	Kind: sdano.NotFound, Code: "no_task",
	Message: "Такой задачи нет.",
	Remedy:  "Запросите список задач заново.",
}

// Task is a payment that is to be made.
type Task struct {
	// ID is the same as long as the payment is: of payer, rule and period.
	ID   sdano.ID
	Name string
	Due  sdano.Date
	// Overdue says that the term has passed.
	Overdue bool

	row    string
	period sdano.Period
	left   sdano.Money
}

// Tasks are the payments that a payer is asked for.
type Tasks struct {
	Profile Profile
	Tasks   []Task
}

// Tasks returns the payments to be made of every payer of a tenant, the main one
// first.
func (s *Service) Tasks(ctx context.Context, tenant sdano.Tenant) ([]Tasks, error) {
	list, err := s.Profiles(ctx, tenant)
	if err != nil {
		return nil, err
	}
	var out []Tasks
	for i := range list {
		r, err := s.Monitor(ctx, tenant, list[i].TaxID)
		if err != nil {
			return nil, err
		}
		out = append(out, tasksOf(r))
	}
	return out, nil
}

func tasksOf(r Result) Tasks {
	out := Tasks{Profile: r.Profile}
	for _, row := range r.Rows {
		if row.Tax == nil {
			continue
		}
		for _, i := range row.Tax.Items {
			if i.Kind == data.Payment && (!i.Known || i.Left > 0) {
				id := sdano.NameID(r.Profile.ID, "task/"+i.Rule+"/"+i.Period.String())
				out.Tasks = append(out.Tasks, Task{ID: id, Name: i.Title, Due: i.Due, Overdue: i.Overdue, row: row.ID, period: i.Period, left: i.Left})
			}
		}
	}
	return out
}

// SetTask marks a payment as made, outside of this program and today, or takes
// the mark away again. The mark is a payment among the facts of the payer. The
// error is ErrNoTask if there is no such payment, or nothing is known of its sum.
func (s *Service) SetTask(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.ID, done bool) error {
	list, err := s.Tasks(ctx, tenant)
	if err != nil {
		return err
	}
	for _, payer := range list {
		if !done {
			switch err := s.Remove(ctx, actor, tenant, payer.Profile.TaxID, id); {
			case err == nil:
				return nil
			case sdano.AsError(err).Code != ErrNoFact.Code:
				return err
			}
			continue
		}
		if t := find(payer.Tasks, func(t *Task) bool { return t.ID == id && t.left > 0 }); t != nil {
			paid := Payment{ID: id, Date: s.day(), Amount: t.left, Row: t.row, Period: t.period, Purpose: "Отмечено оплаченным: " + t.Name}
			_, err := s.Import(ctx, actor, tenant, payer.Profile.TaxID, Facts{Payments: []Payment{paid}})
			return err
		}
	}
	return ErrNoTask
}

// AnswerPast records that nothing is owed or unfiled of the time before the
// accounts began. The error is ErrNoProfile, or ErrNoPast if there is no such time.
func (s *Service) AnswerPast(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, row string, kind AnswerKind) error {
	p, _, err := s.Payer(ctx, tenant, id)
	if err != nil {
		return err
	}
	if !p.Registered.Before(p.KnownFrom()) {
		return ErrNoPast
	}
	answer := Answer{ID: sdano.NameID(p.ID, "past/"+row+"/"+string(kind)), Row: row, Kind: kind, Date: s.day()}
	_, err = s.Import(ctx, actor, tenant, p.TaxID, Facts{Answers: []Answer{answer}})
	return err
}

// ErrNoPast is the Code of the error that all is known of a payer from its
// registration on.
var ErrNoPast = &sdano.Error{
	Kind: sdano.Conflict, Code: "no_past",
	Message: "Опрос по отчетности прошлых периодов не требуется, поэтому результаты установить невозможно.",
	Remedy:  "Данные организации известны с её регистрации.",
}
