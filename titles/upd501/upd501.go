package upd501

import (
	_ "embed" // for the schemas

	"sdano/titles/internal/upd"
	"sdano/titles/title"
	"sdano/titles/tree"
)

const order = "Приказ ФНС России от 19.12.2018 № ММВ-7-15/820@"

var (
	//go:embed schema/first.xsd
	firstXSD []byte
	//go:embed schema/second.xsd
	secondXSD []byte
)

// First is the seller's title («информация продавца»), order 820@.
var First = first()

// Second is the buyer's title («информация покупателя»), order 820@.
var Second = second()

func first() *title.Format {
	f := &title.Format{
		Exchange: "upd501", ID: "upd501.seller", Kind: title.UPD, Role: title.First,
		Prefix: "ON_NSCHFDOPPR", KND: "1115131", Versions: []string{"5.01"},
		Name: "УПД, информация продавца", Order: order,
		Schema: title.Embedded("upd501.first", firstXSD), Rules: firstRules, Answer: answer,
	}
	f.Read = func(d *tree.Document) *title.Document { return upd.Seller(f, d) }
	return f
}

func second() *title.Format {
	f := &title.Format{
		Exchange: "upd501", ID: "upd501.buyer", Kind: title.UPD, Role: title.Second,
		Prefix: "ON_NSCHFDOPPOK", KND: "1115132", Versions: []string{"5.01"},
		Name: "УПД, информация покупателя", Order: order,
		Schema: title.Embedded("upd501.second", secondXSD), Rules: secondRules,
	}
	f.Read = func(d *tree.Document) *title.Document { return upd.Buyer(f, d) }
	return f
}
