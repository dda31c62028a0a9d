// Package torg12 is the document on the transfer of goods in trade, the
// electronic waybill ТОРГ-12, of order ММВ-7-10/551@ of 30.11.2015, version 5.01.
// Order ЕД-7-26/28@ of 20.01.2025 repealed it: first titles could be made to
// 31.12.2025, since when a УПД with the function ДОП takes its place. Those that
// exist are read and answered without a term.
//
// The seller's title (КНД 1175010, DP_TOVTORGPR) is a primary document of 402-ФЗ
// ст. 9 on the shipment of goods; the buyer's (КНД 1175011, DP_TOVTORGPOK) is the
// receipt of them. The buyer's title has no code of the outcome: what it says of
// the goods, it says in «СодОпер»; discrepancies belong into a ТОРГ-2 beside it,
// and who does not accept answers with a notice of clarification.
//
// Peculiarities: the quantity of a line is its net weight («НеттоПередано»), the
// day of the link to the first title may be absent, and the name of the
// signatory's organisation is obligatory in both titles. The only conditional
// rule is that the name of the file is its «ИдФайл», common to all formats.
package torg12

import (
	_ "embed"

	"sdano/titles/title"
	"sdano/titles/tree"
)

const (
	exchange = "torg12"
	version  = "5.01"
	order    = "приказ ФНС России от 30.11.2015 № ММВ-7-10/551@"
)

var (
	//go:embed schema/first.xsd
	firstXSD []byte
	//go:embed schema/second.xsd
	secondXSD []byte
)

// The two titles: the seller's (order 551@, КНД 1175010) and the buyer's
// (КНД 1175011).
var (
	First  = first()
	Second = second()
)

func first() *title.Format {
	f := &title.Format{
		Exchange: exchange, ID: exchange + ".seller", Kind: title.TORG12, Role: title.First,
		Prefix: "DP_TOVTORGPR", KND: "1175010", Versions: []string{version},
		Name: "Товарная накладная (ТОРГ-12), информация продавца", Order: order,
		Schema: title.Embedded(exchange+".first", firstXSD),
		Answer: answer,
	}
	f.Read = func(d *tree.Document) *title.Document { return readFirst(f, d) }
	return f
}

func second() *title.Format {
	f := &title.Format{
		Exchange: exchange, ID: exchange + ".buyer", Kind: title.TORG12, Role: title.Second,
		Prefix: "DP_TOVTORGPOK", KND: "1175011", Versions: []string{version},
		Name: "Товарная накладная (ТОРГ-12), информация покупателя", Order: order,
		Schema: title.Embedded(exchange+".second", secondXSD),
	}
	f.Read = func(d *tree.Document) *title.Document { return readSecond(f, d) }
	return f
}
