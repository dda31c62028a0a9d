package upd502

import (
	_ "embed" // for the schemas

	"sdano/titles/internal/upd"
	"sdano/titles/internal/upd970"
	"sdano/titles/title"
	"sdano/titles/tree"
)

const order = "Приказ ФНС России от 19.12.2023 № ЕД-7-26/970@"

var (
	//go:embed schema/first.xsd
	firstXSD []byte
	//go:embed schema/second.xsd
	secondXSD []byte
)

// First is the seller's title («информация продавца»), order 970@.
var First = first()

// Second is the buyer's title («информация покупателя»), order 970@.
var Second = second()

func first() *title.Format {
	f := &title.Format{
		Exchange: "upd502", ID: "upd502.seller", Kind: title.UPD, Role: title.First,
		Prefix: "ON_NSCHFDOPPR", KND: "1115131", Versions: []string{"5.02"},
		Name: "УПД, информация продавца", Order: order,
		Schema: title.Embedded("upd502.first", firstXSD), Rules: upd970.Seller502,
		Answer: func(a *title.Answer) (*title.File, error) { return upd970.Answer(Second, a) },
	}
	f.Read = func(d *tree.Document) *title.Document { return upd.Seller(f, d) }
	return f
}

func second() *title.Format {
	f := &title.Format{
		Exchange: "upd502", ID: "upd502.buyer", Kind: title.UPD, Role: title.Second,
		Prefix: "ON_NSCHFDOPPOK", KND: "1115132", Versions: []string{"5.02"},
		Name: "УПД, информация покупателя", Order: order,
		Schema: title.Embedded("upd502.second", secondXSD), Rules: upd970.Buyer502,
	}
	f.Read = func(d *tree.Document) *title.Document { return upd.Buyer(f, d) }
	return f
}
