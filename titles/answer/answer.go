package answer

import (
	"time"

	"sdano"
)

// Kind is the kind of an answer, the beginning of its file name.
type Kind string

// The kinds of answers.
const (
	// DateConfirmation is «подтверждение даты отправки» (ПД, КНД 1166004): its
	// time is the day of presentation (НК РФ ст. 80 п. 4).
	DateConfirmation Kind = "PD"
	// Receipt is «извещение о получении» (ИоП, КНД 1166008).
	Receipt Kind = "IZ"
	// Acceptance is «квитанция о приёме» (КВ, КНД 1166002).
	Acceptance Kind = "KV"
	// Refusal is «уведомление об отказе» (УО, КНД 1166006).
	Refusal Kind = "UO"
	// Entered is «извещение о вводе» (ИВ, КНД 1166007).
	Entered Kind = "IV"
	// Clarification is «уведомление об уточнении» (УУ, КНД 1166009).
	Clarification Kind = "UU"
)

// kinds are the kinds by their КНД.
var kinds = map[string]Kind{
	"1166004": DateConfirmation, "1166008": Receipt, "1166002": Acceptance,
	"1166006": Refusal, "1166007": Entered, "1166009": Clarification,
}

// KND returns the form's code «КНД» of a kind, "" for an unknown kind.
func (k Kind) KND() string {
	for knd, kind := range kinds {
		if kind == k {
			return knd
		}
	}
	return ""
}

// Reason is one reason of a refusal or clarification.
type Reason struct {
	// Code is the ten-digit code of the error, Text says in Russian what is
	// wrong.
	Code, Text string
	// Path and Value tell the place in the report and what stands there, "" if
	// the answer does not say. In a refusal Path is «ИдОш».
	Path, Value string
}

// Answer is what an answer says. What its format has no place for is zero.
type Answer struct {
	Kind Kind
	// FileID is «Файл/@ИдФайл»: the file's name without extension.
	FileID string
	// KND is «КНД», Format «ВерсФорм».
	KND, Format string
	// About is the name, without extension, of the file that is answered; ""
	// if the answer leaves it empty.
	About string
	// At is, in Moscow, the date and time of sending (ПД) or of receipt (ИоП),
	// the day of acceptance (КВ) or of processing (УО); zero for ИВ and УУ, and
	// where it is absent. A day without time is its first instant.
	At time.Time
	// PresentedAt is, in Moscow, the date and time at which the report counts as
	// presented, as КВ and УО repeat it from ПД («ДатаПредст», «ВремПредст»); zero
	// for the others, and where it is absent or cannot be read.
	PresentedAt time.Time
	// RegNumber is the registration number of a КВ.
	RegNumber string
	// Office and OfficeName are the inspection: the one that answers, or, of a
	// ПД, the one that the report was sent to.
	Office, OfficeName string
	// Payer is the taxpayer, or, where the answer does not name him, the sender
	// of the report. PayerName is the name of the organisation or surname, name
	// and patronymic.
	Payer     sdano.TaxID
	PayerName string
	// Reasons are those of a УО or УУ.
	Reasons []Reason
}

// badAnswer is the error for an answer that cannot be read or written.
func badAnswer(code, message, remedy string, findings ...sdano.Finding) error {
	return &sdano.Error{Kind: sdano.Unprocessable, Code: code, Message: message, Remedy: remedy, Findings: findings}
}
