package aktsver

import (
	_ "embed" // for the schemas

	"sdano/titles/title"
	"sdano/titles/tree"
)

const order = "Приказ ФНС России от 13.05.2022 № ЕД-7-26/405@"

var (
	//go:embed schema/first.xsd
	firstXSD []byte
	//go:embed schema/second.xsd
	secondXSD []byte
)

// First is the title of who sends the act («информация отправителя»), order
// ЕД-7-26/405@.
var First = first()

// Second is the title of who answers it («информация получателя»), order
// ЕД-7-26/405@.
var Second = second()

func first() *title.Format {
	f := &title.Format{
		Exchange: "aktsver", ID: "aktsver.sender", Kind: title.Reconciliation, Role: title.First,
		Prefix: "ON_AKTSVEROTP", KND: "1110332", Versions: []string{"5.01"},
		Name: "Акт сверки взаимных расчётов, информация отправителя", Order: order,
		Schema: title.Embedded("aktsver.first", firstXSD), Rules: firstRules, Answer: answer,
	}
	f.Read = func(d *tree.Document) *title.Document { return readFirst(f, d) }
	return f
}

func second() *title.Format {
	f := &title.Format{
		Exchange: "aktsver", ID: "aktsver.recipient", Kind: title.Reconciliation, Role: title.Second,
		Prefix: "ON_AKTSVERPOL", KND: "1110333", Versions: []string{"5.01"},
		Name: "Акт сверки взаимных расчётов, информация получателя", Order: order,
		Schema: title.Embedded("aktsver.second", secondXSD), Rules: secondRules,
	}
	f.Read = func(d *tree.Document) *title.Document { return readSecond(f, d) }
	return f
}
