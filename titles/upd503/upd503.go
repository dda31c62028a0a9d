package upd503

import (
	_ "embed" // for the schemas

	"sdano/titles/internal/upd"
	"sdano/titles/internal/upd970"
	"sdano/titles/title"
	"sdano/titles/tree"
)

const order = "Приказ ФНС России от 19.12.2023 № ЕД-7-26/970@ в редакции приказа от 15.11.2024 № ЕД-7-26/1032@"

var (
	//go:embed schema/first.xsd
	firstXSD []byte
	//go:embed schema/second.xsd
	secondXSD []byte
)

// First is the seller's title («информация продавца»), orders 970@ and 1032@.
var First = first()

// Second is the buyer's title («информация покупателя»), orders 970@ and 1032@.
var Second = second()

func first() *title.Format {
	f := &title.Format{
		Exchange: "upd503", ID: "upd503.seller", Kind: title.UPD, Role: title.First,
		Prefix: "ON_NSCHFDOPPR", KND: "1115131", Versions: []string{"5.03"},
		Name: "УПД, информация продавца", Order: order,
		Schema: title.Embedded("upd503.first", firstXSD), Rules: upd970.Seller503,
		Answer: func(a *title.Answer) (*title.File, error) { return upd970.Answer(Second, a) },
	}
	f.Read = func(d *tree.Document) *title.Document { return upd.Seller(f, d) }
	return f
}

func second() *title.Format {
	f := &title.Format{
		Exchange: "upd503", ID: "upd503.buyer", Kind: title.UPD, Role: title.Second,
		Prefix: "ON_NSCHFDOPPOK", KND: "1115132", Versions: []string{"5.03"},
		Name: "УПД, информация покупателя", Order: order,
		Schema: title.Embedded("upd503.second", secondXSD), Rules: upd970.Buyer503,
	}
	f.Read = func(d *tree.Document) *title.Document { return upd.Buyer(f, d) }
	return f
}
