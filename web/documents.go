package web

import "strings"

// documents names the documents of the docflows by the end of their type, so
// that «fns534-report-receipt» and «fns534-ion-receipt» are both found; the
// longest end wins.
var documents = map[string]string{
	"date-confirmation":                "Подтверждение даты отправки",
	"receipt":                          "Извещение о получении",
	"error":                            "Сообщение об ошибке: отчёт не доставлен",
	"acceptance-result-positive":       "Квитанция о приёме",
	"acceptance-result-negative":       "Уведомление об отказе",
	"acceptance-result-2ndfl-protocol": "Протокол приёма сведений",
	"acceptance-result-2ndfl-registry": "Реестр принятых сведений",
	"processing-result-ok":             "Извещение о вводе",
	"processing-result-precise":        "Уведомление об уточнении",
	"acknowledgement":                  "Уведомление о доставке",
	"protocol-check":                   "Протокол проверки",
	"protocol-refinement-notice":       "Уведомление об устранении ошибок",
	"impossible-delivery-notice":       "Уведомление о невозможности доставки",
	"decline-notice":                   "Уведомление об отказе",
	"protocol-v2-positive":             "Уведомление о приёме в обработку",
	"protocol-v2-negative":             "Уведомление о несоответствии формату",
	"protocol-v2-precise":              "Уведомление об уточнении",
	"protocol-v2-reject":               "Уведомление об отклонении",
}

// documentName returns the Russian name of a document's type; one that is not
// known keeps the operator's word.
func documentName(kind string) string {
	best, name := "", ""
	for end, ru := range documents {
		if strings.HasSuffix(kind, end) && len(end) > len(best) {
			best, name = end, ru
		}
	}
	switch {
	case name != "":
		return name
	case kind == "":
		return "Изменение статуса"
	}
	return "Документ «" + kind + "»"
}

// actions names the acts of the journal.
var actions = map[string]string{
	"submission.registered":        "Отчёт принят к отправке",
	"submission.refused":           "Отчёт не принят к отправке",
	"submission.withdrawn":         "Отправка отозвана",
	"submission.sending":           "Передача оператору начата",
	"submission.sent":              "Оператор принял отчёт",
	"submission.send_failed":       "Передать оператору не удалось",
	"submission.declared_not_sent": "Специалист подтвердил: оператор отчёта не получил",
	"submission.taken_withdrawn":   "Оператор принял отозванный отчёт",
	"submission.requeued":          "Запланирована заново",
	"submission.polled":            "Связь с оператором проверена",
	"submission.status":            "Статус изменён", // or what else changed, see entryName
	"submission.status_written":    "Статус записан вручную",
	"event.received":               "Документ получен",
	"event.held":                   "Документ отложен: записать его не дала проверка",
	"event.audited":                "Ответ проверен",
	"event.audit_reopened":         "Проверка ответа начата заново",
	"event.released":               "Ответ показан без проверки",
	"event.changed":                "Событие исправлено",
	"event.superseded":             "Событие заменено новым",
	"event.deleted":                "Событие исключено",
	"event.restored":               "Событие возвращено",
	"reply.sent":                   "Извещение о получении отправлено",
	"queue.rebuilt":                "Очередь обработки перестроена",
}

// consequences are the acts that only follow from another one: in the timeline
// they stand with it.
var consequences = map[string]bool{stateEntry: true}

// actionName returns the Russian name of an act; one that is not known keeps
// its own.
func actionName(action string) string {
	if name := actions[action]; name != "" {
		return name
	}
	return action
}
