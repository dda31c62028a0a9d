package httpx

import (
	"sdano/reporting"
)

// The names of an event's parts.
var (
	nameRef      = Name{"ref", "Ссылка"}
	nameVersion  = Name{"version", "Версия"}
	nameStatus   = Name{"status", "Статус"}
	nameAudit    = Name{"audit_done", "АудитПроведен"}
	nameComment  = Name{"comment", "Комментарий"}
	nameDeleted  = Name{"deleted", "ПометкаУдаления"}
	nameReasons  = Name{"reasons", "ПричиныОтказа"}
	nameReceived = Name{"received_reason", "ИсходнаяПричина"}
	nameReason   = Name{"reason", "Причина"}
	nameHidden   = Name{"hidden", "НеПоказывать"}
	nameNote     = Name{"auditor_note", "ПояснениеАудитора"}
)

// EventChange reads the change of an event: the object of method 6. The version
// must be given, the reference only if needRef.
func (f *Fields) EventChange(needRef bool) reporting.EventChange {
	change := reporting.EventChange{
		Ref: f.ID(nameRef), Version: f.NeedVersion(nameVersion),
		Status: f.Status(nameStatus), AuditDone: f.Bool(nameAudit),
		Comment: f.Text(nameComment), Deleted: f.Bool(nameDeleted),
	}
	if needRef && change.Ref.IsZero() {
		f.Missing(nameRef)
	}
	list := f.List(nameReasons)
	if list == nil {
		return change
	}
	reasons := make([]reporting.ReasonChange, 0, len(list))
	for _, item := range list {
		reasons = append(reasons, reporting.ReasonChange{
			ReceivedReason: item.NeedText(nameReceived), Reason: item.Text(nameReason),
			Hidden: item.Bool(nameHidden), AuditorNote: item.Text(nameNote),
		})
	}
	change.Reasons = &reasons
	return change
}

// SubmissionHook reads the object of method 4, a submission that was written.
// Reference and version must be given.
func (f *Fields) SubmissionHook() reporting.SubmissionHook {
	return reporting.SubmissionHook{Ref: f.NeedID(nameRef), Version: f.NeedVersion(nameVersion)}
}

// Status returns a fine status by its English or its 1C name, nil if it is not
// given.
func (f *Fields) Status(n Name) *reporting.Status {
	text := f.Text(n)
	if text == nil {
		return nil
	}
	s, ok := reporting.ParseStatus(*text)
	if !ok || s == reporting.NoStatus {
		f.bad(n, "не статус отправки", "Укажите один из статусов: planned, sent, send_confirmed, delivery_confirmed, accepted, rejected — или его русское имя.")
		return nil
	}
	return &s
}
