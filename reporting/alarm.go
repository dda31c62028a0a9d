package reporting

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"sdano"
)

// The codes of the alarms about a submission. They follow from its facts and
// the time: they are raised when they apply and cleared when they do not.
const (
	alarmConflict        = "verdict_conflict"
	alarmUnreadable      = "answer_unreadable"
	alarmUndecryptable   = "answer_undecryptable"
	alarmIncident        = "operator_incident"
	alarmRetryLater      = "retry_later"
	alarmAuditHalf       = "audit_half"
	alarmAuditOverdue    = "audit_overdue"
	alarmSendUnknown     = "send_unknown"
	alarmOperatorRefused = "operator_refused"
	alarmReceiptOverdue  = "receipt_overdue"
	alarmStageLate       = "stage_late"
	alarmHeld            = "event_held"
	alarmUndated         = "date_missing"
)

var submissionAlarms = []string{
	alarmConflict, alarmUnreadable, alarmUndecryptable, alarmIncident, alarmRetryLater, alarmAuditHalf,
	alarmAuditOverdue, alarmSendUnknown, alarmOperatorRefused, alarmReceiptOverdue, alarmStageLate,
	alarmHeld, alarmUndated,
}

// unknownAfter is how long it may stay unknown whether a report was sent before
// a person is told.
const unknownAfter = 10 * time.Minute

// alarms returns the alarms that apply to a submission at an instant, by code.
func (s *Service) alarms(f facts, at time.Time) map[string]string {
	out := map[string]string{}
	if f.sub.Deleted {
		return out
	}
	if n := len(f.held); n > 0 {
		out[alarmHeld] = "Документ от оператора пришёл, но записать его не дала проверка: «" + f.held[n-1].Reason +
			"» Он сохранён отдельно и будет записан, как только проверка его пропустит."
	}
	s.sendAlarms(f, at, out)
	for _, e := range f.events {
		if e.Waiting() {
			s.auditAlarms(f.sub, e, at, out)
		}
	}
	if s.receiptOverdue(f, at) {
		out[alarmReceiptOverdue] = "Не удаётся отправить извещение о получении больше рабочего дня: инспекция ждёт его."
	}
	if s.undated(f, at) {
		out[alarmUndated] = "Документооборот завершён и отчёт принят, а подтверждения даты отправки нет: дата представления отчёта неизвестна. " +
			"Запросите подтверждение у оператора; отправка опрашивается дальше."
	}
	if text := s.stageLate(f, at); text != "" {
		out[alarmStageLate] = text
	}
	return out
}

// sendAlarms are those about handing the report over.
func (s *Service) sendAlarms(f facts, at time.Time, out map[string]string) {
	unknown := f.sub.Delivery == DeliveryUnknown
	long := unknown && at.Sub(f.attempt().StartedAt) > unknownAfter
	if long || unknown && failedWith(f.sub, failCannotTell) {
		out[alarmSendUnknown] = "Неизвестно, принял ли оператор отчёт. Повторно он не отправляется: проверьте отправку у оператора. " +
			"Если отчёта у него нет, это подтверждают записью статуса «Запланирована» с правом override и указанием причины."
	}
	if parked(f.sub) {
		out[alarmOperatorRefused] = f.sub.LastError.Text
	}
}

// auditAlarms are those about an answer that waits for audit.
func (s *Service) auditAlarms(sub Submission, e Event, at time.Time, out map[string]string) {
	class := strongest(e.Reasons)
	switch {
	case e.encrypted():
		out[alarmUndecryptable] = "Ответ инспекции не расшифрован. Отчёт доставлен и повторно не отправляется; ответ будет прочитан после смены ключа."
	case e.unread():
		out[alarmUnreadable] = "Ответ инспекции пришёл, но прочитать его не удалось: посмотрите документ."
	case class == classQuarantine:
		out[alarmUndecryptable] = "Инспекция сообщила, что её ответ нельзя прочитать. Отчёт доставлен и повторно не отправляется."
	case class == classIncident:
		out[alarmIncident] = "Отказ по вине оператора или по нашей, а не налогоплательщика: разберитесь до показа клиенту."
	case class == classRetryLater:
		out[alarmRetryLater] = s.retryLaterText(sub, e)
	}
	if e.Status.Terminal() && sub.Status.Terminal() && e.Status != sub.Status {
		out[alarmConflict] = fmt.Sprintf("Ответы противоречат друг другу: отправка в статусе «%s», а пришёл документ со статусом «%s».", sub.Status.RU(), e.Status.RU())
	}
	switch half := e.ReceivedAt.Add(e.AuditDue.Sub(e.ReceivedAt) / 2); {
	case !at.Before(e.AuditDue):
		out[alarmAuditOverdue] = "Срок проверки ответа истёк " + moscow(e.AuditDue) + "."
	case !at.Before(half):
		out[alarmAuditHalf] = "Прошла половина срока проверки ответа; проверить нужно до " + moscow(e.AuditDue) + "."
	}
}

// retryDays is after how many days the authority may be asked again.
const retryDays = 3

func (s *Service) retryLaterText(sub Submission, e Event) string {
	again := e.ReceivedAt.AddDate(0, 0, retryDays)
	text := "Инспекция просит повторить отправку не раньше " + moscow(again) + "; дата первой отправки сохраняется."
	if deadline, ok := s.deadline(sub); ok && deadline.Before(again) {
		text += " Срок сдачи истекает раньше: " + moscow(deadline) + "."
	}
	return text
}

// receiptOverdue reports whether a receipt is owed for more than a working day.
func (s *Service) receiptOverdue(f facts, at time.Time) bool {
	limit := stageLimit{WorkingDays: 1}
	return slices.ContainsFunc(f.owed(), func(r Reply) bool { return at.After(limit.until(s.c.Calendar, r.CreatedAt)) })
}

// undated reports whether all of a filed report is here for more than a working
// day but the confirmation of its date.
func (s *Service) undated(f facts, at time.Time) bool {
	limit := stageLimit{WorkingDays: 1}
	return f.sub.InFlight() && !f.dated() && slices.ContainsFunc(f.events, func(e Event) bool {
		return f.ends(e) && at.After(limit.until(s.c.Calendar, e.ReceivedAt))
	})
}

// stageLate says which document of the docflow should have come by now; "" if
// none. A submission that has its verdict waits only for what the rules expect
// after it; of one with a held document a person is told already.
func (s *Service) stageLate(f facts, at time.Time) string {
	if f.sub.UID == "" || !f.sub.InFlight() || f.final() || len(f.held) > 0 {
		return ""
	}
	came := map[string]time.Time{"sent": f.sub.SentAt}
	top := Sent
	for _, e := range f.events {
		came[e.DocumentType] = e.ReceivedAt
		if e.ReceivedStatus.Rank() > top.Rank() {
			top = e.ReceivedStatus
		}
	}
	for _, d := range docflows[f.sub.DocflowType].Documents {
		if d.Limit == nil || d.Status.Rank() < top.Rank() || !came[d.Type].IsZero() || came[d.Limit.After].IsZero() {
			continue
		}
		if until := d.Limit.until(s.c.Calendar, came[d.Limit.After]); at.After(until) {
			return fmt.Sprintf("В срок не пришёл документ «%s»: он ожидался до %s.", d.label(), moscow(until))
		}
	}
	return ""
}

// label names a document for people.
func (d documentRules) label() string {
	if d.Short == "" {
		return d.Name
	}
	return d.Name + " (" + d.Short + ")"
}

// reconcile raises and clears the alarms of a submission so that those open are
// those that apply.
func (s *Service) reconcile(ctx context.Context, tx sdano.Tx, f facts, at time.Time) error {
	want := s.alarms(f, at)
	for _, code := range slices.Sorted(maps.Keys(want)) {
		if _, open := f.open[code]; open {
			continue
		}
		a := Alarm{ID: sdano.NewID(), Tenant: f.sub.Tenant, Code: code, Object: f.sub.ID, Text: want[code], At: at}
		if _, err := s.c.Store.RaiseAlarm(ctx, tx, a); err != nil {
			return err
		}
	}
	for _, code := range submissionAlarms {
		_, open := f.open[code]
		if _, applies := want[code]; open && !applies {
			if err := s.c.Store.ClearAlarm(ctx, tx, code, f.sub.ID, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// alarmed reports whether the open alarms of a submission are those that apply.
func (s *Service) alarmed(f facts, at time.Time) bool {
	want := s.alarms(f, at)
	for _, code := range submissionAlarms {
		_, open := f.open[code]
		if _, applies := want[code]; open != applies {
			return false
		}
	}
	return true
}

// failedWith reports whether the last error of a submission has a code.
func failedWith(s Submission, code string) bool {
	return s.LastError != nil && s.LastError.Code == code
}

// joinTexts joins the texts of reasons into one sentence for people.
func joinTexts(reasons []EventReason) string {
	var texts []string
	for _, r := range reasons {
		texts = append(texts, strings.TrimSpace(strings.TrimSpace(r.Code+" ")+" "+r.Text))
	}
	return strings.Join(texts, "; ")
}
