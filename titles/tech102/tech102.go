// Package tech102 holds the technological documents of the exchange of invoices
// and primary documents in the versions 1.01 and 1.02, published by the order of
// ФНС ММВ-7-6/36@ of 30.01.2012: the notices of receipt (ИОП, КНД 1115110) and of
// clarification (УОУ, КНД 1115113), the operator's confirmations of the dates of
// sending (ПДО, КНД 1115111) and of receipt (ПДП, КНД 1115112). What they mean is
// told in package tech103, whose version 1.03 succeeded them. They are read, so
// that old exchanges stay legible, and never written.
//
// Peculiarities: parties are organisations and entrepreneurs only; signatures are
// still called ЭЦП; a ПДП writes the day of receipt into attributes of sending
// («ДатаОтпр», «ВремяОтпр»), and a ПДО names its parties ОтпрЮЛ and ОтпрИП, the
// recipient too. Dates may lie in the 19th century and on 29 February of any
// year. Of the notice of clarification two revisions are in use; the schema here
// accepts what either accepts.
package tech102

import (
	_ "embed"

	"sdano/titles/internal/notice"
	"sdano/titles/title"
)

const (
	exchange = "tech102"
	order    = "приказ ФНС России от 30.01.2012 № ММВ-7-6/36@"
)

var (
	//go:embed schema/receipt.xsd
	receiptXSD []byte
	//go:embed schema/clarification.xsd
	clarificationXSD []byte
	//go:embed schema/dispatched.xsd
	dispatchedXSD []byte
	//go:embed schema/arrived.xsd
	arrivedXSD []byte
)

var versions = []string{"1.01", "1.02"}

// The four documents of order ММВ-7-6/36@: ИОП, УОУ, ПДО, ПДП.
var (
	Receipt = (&notice.Layout{
		Event: "СвИзвПолуч", Day: "ДатаПол", Clock: "ВремяПол",
		File: "СведПолФайл", Name: "ИмяПостФайла", Signature: "ЭЦППолФайл",
		Parties: []notice.Place{{Element: "УчастЭДО", Role: title.Author}, {Element: "ОтпрДок", Role: title.Seller}},
	}).Format(title.Format{
		Exchange: exchange, ID: exchange + ".receipt", Kind: title.Receipt,
		Prefix: "DP_IZVPOL", KND: "1115110", Versions: versions, Order: order,
		Name:   "Извещение о получении электронного документа (ИОП) 1.02",
		Schema: title.Embedded(exchange+".receipt", receiptXSD),
	})
	Clarification = (&notice.Layout{
		Event: "СвУведУточ", Day: "ДатаПол", Clock: "ВремяПол",
		File: "СведПолФайл", Name: "ИмяПостФайла", Signature: "ЭЦППолФайл", Text: "ТекстУведУточ",
		Parties: []notice.Place{{Element: "УчастЭДО", Role: title.Author}, {Element: "ОтпрДок", Role: title.Seller}},
	}).Format(title.Format{
		Exchange: exchange, ID: exchange + ".clarification", Kind: title.Clarification,
		Prefix: "DP_UVUTOCH", KND: "1115113", Versions: versions, Order: order,
		Name:   "Уведомление об уточнении электронного документа (УОУ) 1.02",
		Schema: title.Embedded(exchange+".clarification", clarificationXSD),
	})
	Dispatched = operators("СвОтпрДок", "СвПолДок").Format(title.Format{
		Exchange: exchange, ID: exchange + ".dispatched", Kind: title.Dispatched,
		Prefix: "DP_PDOTPR", KND: "1115111", Versions: versions, Order: order,
		Name:   "Подтверждение даты отправки электронного документа (ПДО) 1.02",
		Schema: title.Embedded(exchange+".dispatched", dispatchedXSD),
	})
	Arrived = operators("ОтпрДок", "ПолДок").Format(title.Format{
		Exchange: exchange, ID: exchange + ".arrived", Kind: title.Arrived,
		Prefix: "DP_PDPOL", KND: "1115112", Versions: versions, Order: order,
		Name:   "Подтверждение даты получения электронного документа (ПДП) 1.02",
		Schema: title.Embedded(exchange+".arrived", arrivedXSD),
	})
)

// operators is the layout of the operator's confirmations, which differ in the
// elements of sender and recipient.
func operators(sender, recipient string) *notice.Layout {
	return &notice.Layout{
		Event: "СведПодтв", Day: "ДатаОтпр", Clock: "ВремяОтпр",
		File: "СведОтпрФайл", Name: "ИмяПостФайла", Signature: "ЭЦППолФайл",
		Parties: []notice.Place{
			{Element: "ОперЭДО", Role: title.Operator}, {Element: sender, Role: title.Seller}, {Element: recipient, Role: title.Buyer},
		},
	}
}
