package main

import (
	"regexp"
	"strings"

	"sdano"
)

// inFlags puts an error of the server, which speaks of requests, into the words
// of the command line.
func inFlags(e *sdano.Error) *sdano.Error {
	own := *e
	if remedy, ok := remedies[e.Code]; ok {
		own.Remedy = remedy
	}
	own.Message, own.Remedy = flagWords.Replace(own.Message), flagWords.Replace(own.Remedy)
	return &own
}

// remedies says, per code, what a user of the command line can do.
var remedies = map[string]string{
	"no_connection":       "Запустите сервер (sdano serve) или укажите его адрес в --server.",
	"missing_tenant":      "Укажите номер области данных в --tenant.",
	"bad_tenant":          "Укажите в --tenant одно целое положительное число.",
	"unknown_tenant":      "Проверьте номер области данных в --tenant; доступ к ней даёт администратор: sdano user set.",
	"missing_credentials": "Укажите --token, либо --login и SDANO_PASSWORD.",
	"bad_token":           "Укажите действующий --token, либо --login и SDANO_PASSWORD, либо --data с папкой данных этого сервера.",
	"fresh_10400":         "Проверьте --inn и --kpp; организацию заводит администратор: sdano org set.",
	"fresh_10403":         "Проверьте номер области данных в --tenant; доступ и право monitor даёт администратор: sdano user set.",
}

var flagWords = strings.NewReplacer(
	"(resend_reason)", "(--resend-reason)",
	"resend_reason", "--resend-reason",
	": нет заголовка X-Tenant", "",
	"X-Tenant", "--tenant",
	" с тем же ключом идемпотентности: он не выполнится дважды", "",
	" с тем же ключом идемпотентности", "",
	" КПП  ", " ",
)

// usageCode is the code of errors of the command line.
const usageCode = "usage"

// usage is the error of a command line that asks for what cannot be.
func usage(what, remedy string) error {
	return &sdano.Error{Kind: sdano.Invalid, Code: usageCode, Message: "Команда записана неверно: " + what + ".", Remedy: remedy}
}

// helpText puts the headings of the help into Russian.
var helpText = []struct {
	english *regexp.Regexp
	russian string
}{
	{regexp.MustCompile(`(?m)^Usage: `), "Использование: "},
	{regexp.MustCompile(`(?m)^Arguments:`), "Аргументы:"},
	{regexp.MustCompile(`(?m)^Flags:`), "Флаги:"},
	{regexp.MustCompile(`(?m)^Commands:`), "Команды:"},
	{regexp.MustCompile(`(?m)^(Использование: .*?)<command>`), "${1}<команда>"},
	{regexp.MustCompile(`(?m)^(Использование: .*)\[flags\]`), "${1}[флаги]"},
	{regexp.MustCompile(`(?m)^Run "(.*?) <command> --help" for more.*`), "Подробно о команде: $1 <команда> --help"},
}
