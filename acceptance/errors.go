package acceptance

import (
	"fmt"

	"sdano"
)

// Errors of the mission; compare with errors.Is.
var (
	// ErrForbidden: the visitor has no access to the box, or not the permission
	// for what he asked.
	ErrForbidden = &sdano.Error{
		Kind: sdano.Forbidden, Code: "forbidden",
		Message: "Нет доступа к документу или ящику.",
		Remedy:  "Попросите администратора дать вам доступ к этому ящику.",
	}
	// ErrTasksPending: a task for a document of the package has not ended. The
	// words of its message are part of the interface: clients repeat by them.
	ErrTasksPending = &sdano.Error{
		Kind: sdano.Conflict, Code: "tasks_pending",
		Message: "По документу есть запланированные задачи.",
		Remedy:  "Повторите запрос через несколько секунд, когда задачи завершатся.",
	}
	// ErrUnavailable: the action does not fit the status (kind Conflict) or the
	// document, whatever its status (Unprocessable). The words that its messages
	// begin with are part of the interface.
	ErrUnavailable = &sdano.Error{
		Kind: sdano.Conflict, Code: "operation_unavailable",
		Message: "Операция недоступна.",
		Remedy:  "Проверьте статус документа в ленте статусов.",
	}
	// ErrSigningOff: the server has no keys to sign with.
	ErrSigningOff = &sdano.Error{
		Kind: sdano.Unprocessable, Code: "signing_off",
		Message: "Подписание на сервере не настроено.",
		Remedy:  "Подпишите файл на своём компьютере или попросите администратора настроить хранилище ключей.",
	}
	// ErrEmpty: a file without a single byte.
	ErrEmpty = &sdano.Error{
		Kind: sdano.Unprocessable, Code: "empty_content",
		Message: "Файл пуст.",
		Remedy:  "Передайте содержимое файла.",
	}
)

// unavailable says why an action cannot be done: a part of a sentence.
func unavailable(format string, args ...any) error {
	return &sdano.Error{
		Kind: ErrUnavailable.Kind, Code: ErrUnavailable.Code, Remedy: ErrUnavailable.Remedy,
		Message: "Операция недоступна: " + fmt.Sprintf(format, args...),
	}
}

// never is unavailable for what no change of status makes possible: kind
// Unprocessable instead of Conflict, so that nobody repeats the request.
func never(format string, args ...any) error {
	e := sdano.AsError(unavailable(format, args...))
	e.Kind, e.Remedy = sdano.Unprocessable, "Повторять запрос не нужно: это действие не для такого документа."
	return e
}

// noPermission says which permission is lacking.
func noPermission(p Permission) error {
	return &sdano.Error{
		Kind: ErrForbidden.Kind, Code: ErrForbidden.Code,
		Message: "Нет права на это действие: " + permissionNames[p] + ".",
		Remedy:  "Попросите администратора дать вам право «" + string(p) + "».",
	}
}

var permissionNames = map[Permission]string{
	Accept: "приёмка документов", Revoke: "аннулирование документов", Reject: "отклонение документов",
	Receive: "извещения о получении", Upload: "загрузка документов", Attorn: "машиночитаемые доверенности",
	Crypto: "подписание на сервере", Read: "просмотр документов",
}

// invalid says what is wrong with a member of a request.
func invalid(code, member, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &sdano.Error{
		Kind: sdano.Invalid, Code: code, Param: member, Message: member + ": " + message + ".",
		Remedy:   "Исправьте запрос и повторите его.",
		Findings: []sdano.Finding{{Code: code, Source: "business", Member: member, Message: message}},
	}
}
