package torg2

import (
	_ "embed" // for the schemas

	"sdano/titles/title"
	"sdano/titles/tree"
)

const order = "Приказ ФНС России от 27.08.2019 № ММВ-7-15/423@"

var (
	//go:embed schema/first.xsd
	firstXSD []byte
	//go:embed schema/second.xsd
	secondXSD []byte
)

// First is the document itself, made by the buyer («информация покупателя»),
// order ММВ-7-15/423@.
var First = first()

// Second is the additional information to it («дополнительные сведения»), made
// by the seller, the carrier or the buyer himself, order ММВ-7-15/423@.
var Second = second()

func first() *title.Format {
	f := &title.Format{
		Exchange: "torg2", ID: "torg2.buyer", Kind: title.TORG2, Role: title.First,
		Prefix: "DP_PRIRASXPRIN", KND: "1175014", Versions: []string{"5.01"},
		Name: "Документ о приёмке и расхождениях (ТОРГ-2), информация покупателя", Order: order,
		Schema: title.Embedded("torg2.first", firstXSD), Rules: firstRules, Answer: answer,
	}
	f.Read = func(d *tree.Document) *title.Document { return readFirst(f, d) }
	return f
}

func second() *title.Format {
	f := &title.Format{
		Exchange: "torg2", ID: "torg2.additional", Kind: title.TORG2, Role: title.Second,
		Prefix: "DP_PRIRASXDOP", KND: "1175015", Versions: []string{"5.01"},
		Name: "Дополнительные сведения к документу о приёмке и расхождениях (ТОРГ-2)", Order: order,
		Schema: title.Embedded("torg2.second", secondXSD), Rules: secondRules,
	}
	f.Read = func(d *tree.Document) *title.Document { return readSecond(f, d) }
	return f
}
