// Package tech103 holds the technological documents of the exchange of invoices
// and primary documents in version 1.03, published by the order of ФНС
// ЕД-7-26/133@ of 2022, in force now; a universal message (DP_UNISOOBSCH) is to
// succeed two of them on a day not yet known.
//
//   - ИОП, the notice of receipt (DP_IZVPOL, КНД 1115110): who received a file
//     tells when.
//   - УОУ, the notice of clarification (DP_UVUTOCH, КНД 1115113): who received a
//     document asks to mend it. It is how a document is rejected: the exchange
//     has no other refusal of a whole document.
//   - ПДО and ПДП, the confirmations of the dates of sending and of receipt
//     (DP_PDOTPR, КНД 1115111, and DP_PDPOL, КНД 1115112): the operator tells when
//     a file passed him. An invoice counts as issued and as received on the days
//     that they tell (the order of Минфин 14н of 05.02.2021), which decides the
//     period of the deduction of НДС (НК РФ ст. 172 п. 1.1).
//
// The first two are read and written, the operator's are read.
//
// Peculiarities: the receipt names its sender's КПП, which a document may lack;
// then it comes from the participant id of the form <код оператора>-ИНН-КПП-…, or the notice
// of receipt names our operator in place of the sender. A УОУ has room for one
// signature of the file and writes two attributes of the signatory's power of
// attorney in its own way («СвСистХран», «СвИдДовер»). The conditional rules of
// the official files look for «ИныеСвед» and «РегНомер» where they cannot stand;
// here is what they mean.
package tech103

import (
	_ "embed"

	"sdano/titles/internal/notice"
	"sdano/titles/title"
)

const (
	exchange = "tech103"
	version  = "1.03"
	order    = "приказ ФНС России от 2022 года № ЕД-7-26/133@"
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

// The four documents of order ЕД-7-26/133@: ИОП, УОУ, ПДО, ПДП.
var (
	Receipt = (&notice.Layout{
		Event: "СвИзвПолуч", Day: "ДатаПол", Clock: "ВремяПол",
		File: "СведПолФайл", Name: "ИмяПолФайла", Signature: "ЭППолФайл",
		Parties: []notice.Place{{Element: "УчастЭДО", Role: title.Author}, {Element: "ОтпрДок", Role: title.Seller}},
	}).Format(title.Format{
		Exchange: exchange, ID: exchange + ".receipt", Kind: title.Receipt,
		Prefix: "DP_IZVPOL", KND: "1115110", Versions: []string{version}, Order: order,
		Name:   "Извещение о получении электронного документа (ИОП)",
		Schema: title.Embedded(exchange+".receipt", receiptXSD),
		Rules:  append(foreign(0, "УчастЭДО", "ОтпрДок"), attorneys(0, "ИдСистХран")...),
	})
	Clarification = (&notice.Layout{
		Event: "СвУведУточ", Day: "ДатаПол", Clock: "ВремяПол",
		File: "СведПолФайл", Name: "ИмяПолФайла", Signature: "ЭППолФайл", Text: "ТекстУведУточ",
		Parties: []notice.Place{{Element: "УчастЭДО", Role: title.Author}, {Element: "ОтпрДок", Role: title.Seller}},
	}).Format(title.Format{
		Exchange: exchange, ID: exchange + ".clarification", Kind: title.Clarification,
		Prefix: "DP_UVUTOCH", KND: "1115113", Versions: []string{version}, Order: order,
		Name:   "Уведомление об уточнении электронного документа (УОУ)",
		Schema: title.Embedded(exchange+".clarification", clarificationXSD),
		Rules:  append(foreign(100, "УчастЭДО", "ОтпрДок"), attorneys(100, "СвСистХран")...),
	})
	Dispatched = (&notice.Layout{
		Event: "СведПодтв", Day: "ДатаОтпр", Clock: "ВремяОтпр",
		File: "СведОтпрФайл", Name: "ИмяОтпрФайла", Signature: "ЭПОтпрФайл", Parties: passed,
	}).Format(title.Format{
		Exchange: exchange, ID: exchange + ".dispatched", Kind: title.Dispatched,
		Prefix: "DP_PDOTPR", KND: "1115111", Versions: []string{version}, Order: order,
		Name:   "Подтверждение даты отправки электронного документа (ПДО)",
		Schema: title.Embedded(exchange+".dispatched", dispatchedXSD),
		Rules:  foreign(200, "СвОтпрДок", "СвПолДок"),
	})
	Arrived = (&notice.Layout{
		Event: "СведПодтв", Day: "ДатаПол", Clock: "ВремяПол",
		File: "СведПолФайл", Name: "ИмяПолФайла", Signature: "ЭППолФайл", Parties: passed,
	}).Format(title.Format{
		Exchange: exchange, ID: exchange + ".arrived", Kind: title.Arrived,
		Prefix: "DP_PDPOL", KND: "1115112", Versions: []string{version}, Order: order,
		Name:   "Подтверждение даты получения электронного документа (ПДП)",
		Schema: title.Embedded(exchange+".arrived", arrivedXSD),
		Rules:  foreign(300, "СвОтпрДок", "СвПолДок"),
	})
)

// passed are the parties of a file that passed an operator.
var passed = []notice.Place{
	{Element: "ОперЭДО", Role: title.Operator}, {Element: "СвОтпрДок", Role: title.Seller}, {Element: "СвПолДок", Role: title.Buyer},
}
