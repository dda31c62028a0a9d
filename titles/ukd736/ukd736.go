// Package ukd736 is the corrective document (УКД) of order ЕД-7-26/736@ of
// 12.10.2020, version 5.01, which succeeded 189@ in 2021. Until when first titles
// may be made is not confirmed; a format 5.02 by a later order exists.
//
// The seller's title (КНД 1115133, ON_NKORSCHFDOPPR) means what it means by 189@
// (НК РФ ст. 168 п. 3, ст. 169 п. 5.2, ст. 172 п. 10; 402-ФЗ ст. 9) and differs in
// this: it has room for traced goods and for codes of marked ones, before and
// after; much that was obligatory is not any more, which conditional rules make
// up for; and «Функция» may be, beside КСЧФ (not answered), КСЧФДИС and ДИС, also
// СвИСРК or СвИСЗК, by which a commission agent reports a change of the value of
// what he sold or bought.
//
// The buyer's title (КНД 1115134, ON_NKORSCHFDOPPOK) is marked Unverified: no
// official schema of it was at hand, so it is written as by 189@, with the КНД
// and prefix of this order, and an id of a file may have the 255 characters
// that the seller's title has.
package ukd736

import (
	_ "embed"

	"sdano/titles/internal/ukd"
	"sdano/titles/title"
	"sdano/titles/tree"
)

const (
	exchange = "ukd736"
	version  = "5.01"
	order    = "приказ ФНС России от 12.10.2020 № ЕД-7-26/736@"
)

var (
	//go:embed schema/first.xsd
	firstXSD []byte
	//go:embed schema/second.xsd
	secondXSD []byte
)

// The two titles: the seller's (order 736@, КНД 1115133) and the buyer's
// (КНД 1115134, Unverified).
var (
	First  = first()
	Second = second()
)

func first() *title.Format {
	f := &title.Format{
		Exchange: exchange, ID: exchange + ".seller", Kind: title.UKD, Role: title.First,
		Prefix: "ON_NKORSCHFDOPPR", KND: "1115133", Versions: []string{version},
		Name: "УКД, информация продавца", Order: order,
		Schema: title.Embedded(exchange+".first", firstXSD),
		Rules:  sellerRules,
		Answer: func(a *title.Answer) (*title.File, error) { return ukd.Answer(Second, 255, a) },
	}
	f.Read = func(d *tree.Document) *title.Document { return ukd.First(f, d) }
	return f
}

func second() *title.Format {
	f := &title.Format{
		Exchange: exchange, ID: exchange + ".buyer", Kind: title.UKD, Role: title.Second,
		Prefix: "ON_NKORSCHFDOPPOK", KND: "1115134", Versions: []string{version},
		Name: "УКД, информация покупателя", Order: order, Unverified: true,
		Schema: title.Embedded(exchange+".second", secondXSD),
	}
	f.Read = func(d *tree.Document) *title.Document { return ukd.Second(f, d) }
	return f
}
