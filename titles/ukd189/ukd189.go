// Package ukd189 is the corrective document (УКД) of order ММВ-7-15/189@ of
// 13.04.2016, version 5.01: the format of the corrective invoice and of the
// document on a change of the value of goods shipped, works, services and
// property rights that contains one. Order ЕД-7-26/736@ succeeded it; first
// titles could be made to 30.09.2021, and those that exist are read and answered
// without a term.
//
// The seller's title (КНД 1115127, ON_KORSCHFDOPPR) is by its «Функция»
//
//   - КСЧФ: a corrective invoice of НК РФ ст. 168 п. 3 and ст. 169 п. 5.2 and
//     nothing more. It takes effect without the buyer, so it is not answered;
//   - КСЧФДИС: the invoice and the document on the change of value in one;
//   - ДИС: only the document on the change of value, a primary document of
//     402-ФЗ ст. 9.
//
// The buyer's title (КНД 1115128, ON_KORSCHFDOPPOK) is the consent to the change
// or the acknowledgement of having been told of it, without which the seller has
// no deduction (НК РФ ст. 172 п. 10). It has no code of refusal: who disagrees
// says so in «СодОпер», or answers with a notice of clarification instead.
//
// Peculiarities: the seller's title gives every sum before and after, excise and
// tax with their difference as either an increase or a decrease; «ОблПолн» of
// the buyer is always 3; a number of the document over 255 characters cannot be
// repeated in the answer and is left out. The only conditional rule is that the
// name of the file is its «ИдФайл», common to all formats.
package ukd189

import (
	_ "embed"

	"sdano/titles/internal/ukd"
	"sdano/titles/internal/verbal"
	"sdano/titles/title"
	"sdano/titles/tree"
)

const (
	exchange = "ukd189"
	version  = "5.01"
	order    = "приказ ФНС России от 13.04.2016 № ММВ-7-15/189@"
)

var (
	//go:embed schema/first.xsd
	firstXSD []byte
	//go:embed schema/second.xsd
	secondXSD []byte
)

// The two titles: the seller's (order 189@, appendix on КНД 1115127) and the
// buyer's (КНД 1115128).
var (
	First  = first()
	Second = second()
)

func first() *title.Format {
	f := &title.Format{
		Exchange: exchange, ID: exchange + ".seller", Kind: title.UKD, Role: title.First,
		Prefix: "ON_KORSCHFDOPPR", KND: "1115127", Versions: []string{version},
		Name: "УКД, информация продавца", Order: order,
		Schema: title.Embedded(exchange+".first", firstXSD),
		Answer: func(a *title.Answer) (*title.File, error) { return ukd.Answer(Second, verbal.FileIDMax, a) },
	}
	f.Read = func(d *tree.Document) *title.Document { return ukd.First(f, d) }
	return f
}

func second() *title.Format {
	f := &title.Format{
		Exchange: exchange, ID: exchange + ".buyer", Kind: title.UKD, Role: title.Second,
		Prefix: "ON_KORSCHFDOPPOK", KND: "1115128", Versions: []string{version},
		Name: "УКД, информация покупателя", Order: order,
		Schema: title.Embedded(exchange+".second", secondXSD),
	}
	f.Read = func(d *tree.Document) *title.Document { return ukd.Second(f, d) }
	return f
}
