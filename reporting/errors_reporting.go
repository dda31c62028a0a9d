package reporting

import (
	"fmt"

	"sdano"
)

// Errors of the written statuses and events; compare with errors.Is.
var (
	// ErrVetoed: a guard, a veto or the caller's own «Отказ» refused a change and
	// everything that hangs on it.
	ErrVetoed = &sdano.Error{
		Kind: sdano.Conflict, Code: "vetoed",
		Message: "Запись отклонена (Отказ), ничего не изменено.",
		Remedy:  "Повторите запись без параметра «Отказ» (cancel).",
	}
	// ErrIllegalTransition: a submission cannot go from its status to the one
	// that was to be written.
	ErrIllegalTransition = &sdano.Error{
		Kind: sdano.Conflict, Code: "illegal_transition", Param: "status",
		Message: "Такая смена статуса отправки недопустима.",
		Remedy:  "Укажите статус, который следует из полученных ответов.",
	}
	// ErrOperatorUnavailable: the special operator could not be reached at all.
	ErrOperatorUnavailable = &sdano.Error{
		Kind: sdano.Unavailable, Code: "operator_unavailable",
		Message: "Спецоператор связи недоступен.",
		Remedy:  "Ничего не потеряно: попытка повторится сама. Если связи нет долго, проверьте адрес оператора и сеть.",
	}
)

// vetoed says which guard refused a change.
func vetoed(message, remedy string) error {
	return &sdano.Error{Kind: ErrVetoed.Kind, Code: ErrVetoed.Code, Message: message, Remedy: remedy}
}

// illegal says why a status cannot be written.
func illegal(from, to Status, why, remedy string) error {
	return &sdano.Error{
		Kind: ErrIllegalTransition.Kind, Code: ErrIllegalTransition.Code, Param: ErrIllegalTransition.Param,
		Message: fmt.Sprintf("Статус «%s» нельзя сменить на «%s»: %s.", from.RU(), to.RU(), why),
		Remedy:  remedy,
	}
}

// badValue says what is wrong with a parameter.
func badValue(param, message, remedy string) error {
	return &sdano.Error{Kind: sdano.Invalid, Code: "bad_value", Param: param, Message: message, Remedy: remedy}
}
