package demo

import (
	"embed"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/acceptance"
	"sdano/titles/title"
)

// The boxes of the demo: of the buyer, to whom documents come, and of the
// company that sends them.
const (
	BuyerBox  = "77999999260000000000000000000001@loopback"
	SellerBox = "77999999190000000000000000000002@loopback"
)

// Buyer is the organisation that documents come to.
var Buyer = sdano.TaxID{INN: "7799999926", KPP: "779901001"}

// Participants of the exchange («идентификатор участника ЭДО»), as names of files
// hold them.
const (
	buyerParticipant  = "2XX-7799999926-779901001-2026"
	sellerParticipant = "2XX-7799999919-779901001-2026"
)

// Boxes returns the boxes of the demo. That of the company answers with receipts
// (ИОП) by itself, in that of the buyer they wait for a person.
func Boxes() []acceptance.Box {
	operator := title.EDOOperator{Name: "ООО «Учебный оператор»", INN: "7799999933", Code: "2XX"}
	return []acceptance.Box{
		{
			ID: BuyerBox, Tenant: Tenant, Participant: buyerParticipant, Operator: operator, TaxID: Buyer, OGRN: "1267799999928",
			Name: "Общество с ограниченной ответственностью «Покупатель»", ShortName: "ООО «Покупатель»",
		},
		{
			ID: SellerBox, Tenant: Tenant, Participant: sellerParticipant, Operator: operator, TaxID: Company.TaxID, OGRN: "1267799999917",
			Name: "Общество с ограниченной ответственностью «Пример»", ShortName: "ООО «Пример»", AutoReceipts: true,
		},
	}
}

// Delivery is a document that one box of the demo sends to the other.
type Delivery struct {
	// ID names it for ever.
	ID       sdano.ID
	From, To string
	// Package is the operator's name of what belongs together, "" if it is alone.
	Package  string
	FileName string
	Content  []byte
}

// Signatory returns who signs it: the organisation of the sending box.
func (d Delivery) Signatory() sdano.TaxID {
	if d.From == BuyerBox {
		return Buyer
	}
	return Company.TaxID
}

//go:embed documents
var documents embed.FS

// sent are the documents that the demo begins with. A name of a file is that of
// its format, the day and the rest of the format's name.
var sent = []struct {
	file, prefix, day, rest string
	byBuyer                 bool
	pack                    string
}{
	{file: "ukd.xml", prefix: "ON_NKORSCHFDOPPR", day: "20260408"},
	{file: "invoice.xml", prefix: "ON_NSCHFDOPPR", day: "20260402", rest: "_1_0_0_0_0_00"},
	{file: "torg2.xml", prefix: "DP_PRIRASXPRIN", day: "20260403", byBuyer: true},
	{file: "reconciliation.xml", prefix: "ON_AKTSVEROTP", day: "20260407"},
	{file: "services.xml", prefix: "ON_NSCHFDOPPR", day: "20260409", rest: "_0_0_0_0_0_00", pack: "services"},
	{file: "bill.pdf", pack: "services"},
	{file: "upd.xml", prefix: "ON_NSCHFDOPPR", day: "20260406", rest: "_0_0_0_0_0_00"},
}

// billName is the name of the informal document of the package.
const billName = "Счёт на оплату 46.pdf"

// Deliveries returns the documents that the demo begins with, in their order: an
// УКД, an invoice, a ТОРГ-2 of the buyer that asks the seller for consent, an act
// of reconciliation, a package of an act of services and a bill in PDF, and an
// УПД. All are of our own making; the same call always gives the same bytes.
func Deliveries() ([]Delivery, error) {
	out := make([]Delivery, 0, len(sent))
	for _, s := range sent {
		d := Delivery{ID: id("delivery " + s.file), From: SellerBox, To: BuyerBox, Package: s.pack, FileName: billName}
		receiver, sender := buyerParticipant, sellerParticipant
		if s.byBuyer {
			d.From, d.To, receiver, sender = d.To, d.From, sender, receiver
		}
		var err error
		if d.Content, err = documents.ReadFile("documents/" + s.file); err != nil {
			return nil, err
		}
		if s.prefix != "" {
			name := strings.Join([]string{s.prefix, receiver, sender, s.day, id("file " + s.file).String()}, "_") + s.rest
			d.FileName = name + ".xml"
			if d.Content, err = filled(d.Content, name); err != nil {
				return nil, err
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// filled returns a document with its own name, in windows-1251.
func filled(text []byte, name string) ([]byte, error) {
	full := strings.NewReplacer("{{file}}", name, "{{buyer}}", buyerParticipant, "{{seller}}", sellerParticipant).Replace(string(text))
	return charmap.Windows1251.NewEncoder().Bytes([]byte(full))
}
