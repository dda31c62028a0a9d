package reporting

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sdano"
)

// The codes of refused registrations that the journal keeps.
const (
	codeDirectionClosed  = "direction_closed"
	codeDirectionUnknown = "direction_unknown"
	codeReportOpen       = "report_open"
	codeReportAccepted   = "report_accepted"
	codeSameContent      = "same_content"
)

var journalledRefusals = []string{
	codeDirectionClosed, codeDirectionUnknown, codeReportOpen, codeReportAccepted, codeSameContent,
}

// refusedState is what the journal keeps of a refused registration.
type refusedState struct {
	Code    string    `json:"code"`
	Message string    `json:"message"`
	Payer   string    `json:"payer"`
	Kind    string    `json:"kind"`
	Period  string    `json:"period"`
	Office  string    `json:"office"`
	Files   []fileRef `json:"files"`
}

// noteRefusal writes a refusal that matters into the journal, in a unit of its
// own: the registration's was undone. The file itself is not kept. The caller
// gets the refusal also when the journal cannot be written; then the log has it.
func (s *Service) noteRefusal(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, f filing, err error) {
	var e *sdano.Error
	if !errors.As(err, &e) || !slices.Contains(journalledRefusals, e.Code) {
		return
	}
	k := f.sub.Key
	after := refusedState{
		Code: e.Code, Message: e.Message, Payer: k.Payer.String(), Kind: k.Kind, Period: k.Period,
		Office: k.Code, Files: fileRefs(f.files),
	}
	err = s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		return s.record(ctx, tx, f.sub.OpenedAt, actor, "submission.refused", "file/"+f.files[0].FileName, nil, after)
	})
	if err != nil {
		s.c.Log.ErrorContext(ctx, "reporting: refusal not journalled", "tenant", int64(tenant), "code", e.Code, "error", err)
	}
}

// mayFileAgain refuses a submission of a report that was filed before, unless a
// reason is given.
func mayFileAgain(sub Submission, earlier []Submission) error {
	if sub.ResendReason != "" {
		return nil
	}
	for _, rule := range []struct {
		applies func(Submission) bool
		refuse  func(sub, earlier Submission) *sdano.Error
	}{
		{func(s Submission) bool { return s.Status == Accepted }, reportAccepted},
		{Submission.open, reportOpen},
		{func(s Submission) bool { return s.ContentKey == sub.ContentKey }, sameContent},
	} {
		if i := slices.IndexFunc(earlier, rule.applies); i >= 0 {
			return rule.refuse(sub, earlier[i])
		}
	}
	return nil
}

// open reports whether the submission is still on its way to a verdict, also
// while a refusal waits for its audit and its docflow has ended.
func (s Submission) open() bool { return !s.Deleted && !s.Status.Terminal() }

func reportAccepted(sub, earlier Submission) *sdano.Error {
	return &sdano.Error{
		Kind: sdano.Conflict, Code: codeReportAccepted, Param: "resend_reason",
		Message: fmt.Sprintf("%s уже сдан: %s.", sub.reportName(), earlier.inWords()),
		Remedy: fmt.Sprintf("Исправления подают корректировкой (номер корректировки %d или больше). "+
			"Если этот отчёт всё же нужно отправить ещё раз, укажите причину (resend_reason).", sub.Key.Correction+1),
	}
}

func reportOpen(sub, earlier Submission) *sdano.Error {
	return &sdano.Error{
		Kind: sdano.Conflict, Code: codeReportOpen, Param: "resend_reason",
		Message: fmt.Sprintf("%s уже отправляется: %s.", sub.reportName(), earlier.inWords()),
		Remedy: "Дождитесь результата этой отправки или отзовите её, пока она не передана оператору. " +
			"Если отчёт нужно отправить ещё раз сейчас, укажите причину (resend_reason).",
	}
}

func sameContent(sub, earlier Submission) *sdano.Error {
	return &sdano.Error{
		Kind: sdano.Conflict, Code: codeSameContent, Param: "resend_reason",
		Message: fmt.Sprintf("Точно этот же файл уже отправляли: %s.", earlier.inWords()),
		Remedy: "Исправьте отчёт и сохраните его файлом с новым именем. " +
			"Если нужно отправить ещё раз тот же файл, укажите причину (resend_reason).",
	}
}

// reportName names the report in the nominative.
func (s Submission) reportName() string {
	name := fmt.Sprintf("Отчёт «%s»", cmp.Or(s.Title, "КНД "+s.KND))
	if s.PeriodText != "" {
		name += " за " + s.PeriodText
	}
	if s.Key.Correction > 0 {
		name += fmt.Sprintf(", корректировка № %d,", s.Key.Correction)
	}
	return name + " в " + officeName(s.Key.Authority, s.Key.Code)
}

// inWords tells of a submission: its status with the date of it, its last
// error while it is on its way, and its identifier.
func (s Submission) inWords() string {
	status := "«" + s.Status.RU() + "» с " + moscow(cmp.Or(s.ClosedAt, s.UpdatedAt))
	if s.UnderReview {
		status += ", ответ проверяется"
	}
	if s.open() && s.LastError != nil {
		status += ", последняя ошибка: " + strings.TrimRight(s.LastError.Text, ". ")
	}
	return fmt.Sprintf("отправка от %s, статус %s (%s)", moscow(s.OpenedAt), status, s.ID)
}

// officeName names an office of an authority, «ИФНС 7701».
func officeName(a Authority, code string) string {
	name := map[Authority]string{FNS: "ИФНС", SFR: "СФР", FSGS: "Росстат"}[a]
	return strings.TrimSpace(cmp.Or(name, string(a)) + " " + code)
}

// moscow writes an instant for people, in Moscow time.
func moscow(t time.Time) string { return t.In(sdano.Moscow).Format("02.01.2006 15:04") }
