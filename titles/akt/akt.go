// Package akt is the document on the transfer of results of works, or on
// services rendered (an act), of order ММВ-7-10/552@ of 30.11.2015, version 5.01.
// Order ЕД-7-26/28@ of 20.01.2025 repealed it: first titles could be made to
// 31.12.2025, since when a УПД with the function ДОП takes its place. Those that
// exist are read and answered without a term.
//
// The contractor's title (КНД 1175012, DP_REZRUISP) is a primary document of
// 402-ФЗ ст. 9 by which works are handed over (ГК РФ ст. 720, 753) or services
// reported; the customer's (КНД 1175013, DP_REZRUZAK) is the acceptance. It has
// no code of the outcome: objections are said in «СодОпер», which is four times
// as long here as elsewhere, and who does not accept answers with a notice of
// clarification.
//
// Peculiarities: works come in groups («ОписРабот») with a total each, and the
// document has no total of its own, so that it is their sum; the basis of a
// signatory's powers has a name of its own in the contractor's title
// («ОснПолнПодп»); numbers and prices of works may be absent. The only
// conditional rule is that the name of the file is its «ИдФайл», common to all
// formats.
package akt

import (
	_ "embed"

	"sdano/titles/title"
	"sdano/titles/tree"
)

const (
	exchange = "akt"
	version  = "5.01"
	order    = "приказ ФНС России от 30.11.2015 № ММВ-7-10/552@"
)

var (
	//go:embed schema/first.xsd
	firstXSD []byte
	//go:embed schema/second.xsd
	secondXSD []byte
)

// The two titles: the contractor's (order 552@, КНД 1175012) and the customer's
// (КНД 1175013).
var (
	First  = first()
	Second = second()
)

func first() *title.Format {
	f := &title.Format{
		Exchange: exchange, ID: exchange + ".contractor", Kind: title.Act, Role: title.First,
		Prefix: "DP_REZRUISP", KND: "1175012", Versions: []string{version},
		Name: "Акт выполненных работ (оказанных услуг), информация исполнителя", Order: order,
		Schema: title.Embedded(exchange+".first", firstXSD),
		Answer: answer,
	}
	f.Read = func(d *tree.Document) *title.Document { return readFirst(f, d) }
	return f
}

func second() *title.Format {
	f := &title.Format{
		Exchange: exchange, ID: exchange + ".customer", Kind: title.Act, Role: title.Second,
		Prefix: "DP_REZRUZAK", KND: "1175013", Versions: []string{version},
		Name: "Акт выполненных работ (оказанных услуг), информация заказчика", Order: order,
		Schema: title.Embedded(exchange+".second", secondXSD),
	}
	f.Read = func(d *tree.Document) *title.Document { return readSecond(f, d) }
	return f
}
