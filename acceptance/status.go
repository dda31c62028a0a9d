package acceptance

import (
	"time"

	"sdano"
)

// Code is a status code of the feed.
type Code string

// The codes that sdano originates. Others are taken over from adapters as they
// come.
const (
	Received         Code = "I"
	ReceivedPF       Code = "IPF"
	Accepting        Code = "PV"
	Accepted         Code = "V"
	AcceptedFully    Code = "VA"  // УПД, без расхождений
	AcceptedPartly   Code = "VPA" // УПД, с расхождениями
	NotAccepted      Code = "VRE" // УПД, не принят
	AcceptedPF       Code = "VPF"
	AcceptedFullyPF  Code = "VAP"
	AcceptedPartlyPF Code = "VPP"
	NotAcceptedPF    Code = "VRP"
	Rejecting        Code = "PX"
	Rejected         Code = "XV"
	AnnulmentAsked   Code = "NI"
	AskingAnnulment  Code = "PNS"
	AskedAnnulment   Code = "NS"
	Annulling        Code = "PN"
	Annulled         Code = "N"
	RefusingAnnul    Code = "PNR"
	AnnulRefused     Code = "NR"
	ReceiptSent      Code = "RS" // ИОП под отправкой
	ReceiptAccepted  Code = "RV"
	ReceiptRejected  Code = "RX"
	Sent             Code = "S"
	SentPF           Code = "SPF"
	Draft            Code = "DRT"
	Unreadable       Code = "IER"
	Failed           Code = "E"
)

// Element is one element of a box's status feed. It is never changed.
type Element struct {
	// StatusID is the element's number: the tenant's sequence, so that it grows
	// strictly in every box.
	StatusID int64
	Tenant   sdano.Tenant
	Box      string
	Document sdano.ID
	Event    sdano.ID
	// Output says that our side caused it.
	Output bool
	Code   Code
	// Text is an error's text or a comment.
	Text string
	At   time.Time
	// Content is the link of the bytes that the element brings, zero if none.
	Content sdano.ID
}

// names are what people call the statuses.
var names = map[Code]string{
	Received: "Получен", ReceivedPF: "Получен, печатная форма готова",
	Accepting: "Отправка приемки", Accepted: "Принят",
	AcceptedFully: "Принят без расхождений", AcceptedPartly: "Принят с расхождениями", NotAccepted: "Не принят",
	AcceptedPF:       "Принят, печатная форма готова",
	AcceptedFullyPF:  "Принят без расхождений, печатная форма готова",
	AcceptedPartlyPF: "Принят с расхождениями, печатная форма готова",
	NotAcceptedPF:    "Не принят, печатная форма готова",
	Rejecting:        "Отправка отклонения", Rejected: "Отклонен",
	AnnulmentAsked: "Получен запрос на аннулирование", AskingAnnulment: "Отправка запроса на аннулирование",
	AskedAnnulment: "Отправлен запрос на аннулирование", Annulling: "Отправка согласия на аннулирование",
	Annulled: "Аннулирован", RefusingAnnul: "Отправка отказа от аннулирования", AnnulRefused: "Отказано в аннулировании",
	ReceiptSent: "Извещение о получении документа", ReceiptAccepted: "Извещение о получении приемки",
	ReceiptRejected: "Извещение о получении отклонения",
	Draft:           "Черновик",
	Sent:            "Отправлен", SentPF: "Отправлен, печатная форма готова",
	Unreadable: "Не удалось прочитать", Failed: "Ошибка",
}

// Name is what people call the status, in Russian; a code that an adapter brought
// is its own name.
func (c Code) Name() string {
	if name, ok := names[c]; ok {
		return name
	}
	return string(c)
}
