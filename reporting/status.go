package reporting

// Authority is the kind of authority a report goes to
// («ТипыНаправленийСдачиОтчетности»).
type Authority string

// The authorities.
const (
	FNS  Authority = "fns"  // ФНС, code of four digits
	SFR  Authority = "sfr"  // СФР (ПФР), code DDD-DDD
	FSGS Authority = "fsgs" // ФСГС (Росстат), code DD-xx
)

// Status is the fine status of a submission («СтатусыОтправкиОтчетности»).
type Status string

// The fine statuses in rank order; the zero Status ranks with none.
const (
	NoStatus          Status = ""
	Planned           Status = "planned"            // Запланирована
	Sent              Status = "sent"               // Отправлена
	SendConfirmed     Status = "send_confirmed"     // ОтправкаПодтверждена
	DeliveryConfirmed Status = "delivery_confirmed" // ДоставкаПодтверждена
	Accepted          Status = "accepted"           // Сдана
	Rejected          Status = "rejected"           // НеПринята
)

// statusNames gives rank and Russian name of each fine status.
var statusNames = map[Status]struct {
	rank int
	ru   string
	text string
}{
	NoStatus:          {0, "", "Не отправлена"},
	Planned:           {1, "Запланирована", "Запланирована"},
	Sent:              {2, "Отправлена", "Отправлена"},
	SendConfirmed:     {3, "ОтправкаПодтверждена", "Отправка подтверждена"},
	DeliveryConfirmed: {4, "ДоставкаПодтверждена", "Доставка подтверждена"},
	Accepted:          {5, "Сдана", "Сдана"},
	Rejected:          {5, "НеПринята", "Не принята"},
}

// Rank returns the place of the status in the order of a submission's life:
// 0 none … 4 delivery confirmed, 5 both terminal statuses.
func (s Status) Rank() int { return statusNames[s].rank }

// Terminal reports whether the status is a verdict: accepted or rejected.
func (s Status) Terminal() bool { return s == Accepted || s == Rejected }

// Known reports whether the status is one of the constants.
func (s Status) Known() bool { _, ok := statusNames[s]; return ok }

// Name1C returns the value's name in the 1C enumeration, «ОтправкаПодтверждена».
func (s Status) Name1C() string { return statusNames[s].ru }

// RU returns the status as a person reads it, «Отправка подтверждена».
func (s Status) RU() string { return statusNames[s].text }

// ParseStatus reads a fine status by its English or 1C name.
func ParseStatus(name string) (Status, bool) {
	for s, n := range statusNames {
		if name == string(s) || n.ru != "" && name == n.ru {
			return s, true
		}
	}
	return NoStatus, false
}

// Coarse is the coarse status of a report («СтатусыОтправки»).
type Coarse string

// The coarse statuses.
const (
	InEnvelope         Coarse = "in_envelope"          // ВКонверте
	CoarseSent         Coarse = "sent"                 // Отправлен
	CoarseDelivered    Coarse = "delivered"            // Доставлен
	CoarseAccepted     Coarse = "accepted"             // Сдан
	AcceptedWithErrors Coarse = "accepted_with_errors" // ПринятЕстьОшибки
	CoarseRejected     Coarse = "rejected"             // НеПринят
)

// CoarseOf returns the coarse status that belongs to a fine one; an accepted
// report whose outcome asks for corrections is «ПринятЕстьОшибки».
func CoarseOf(s Status, o Outcome) Coarse {
	switch s {
	case Sent, SendConfirmed:
		return CoarseSent
	case DeliveryConfirmed:
		return CoarseDelivered
	case Accepted:
		if o == OutcomeAcceptedWithNotice || o == OutcomePartially {
			return AcceptedWithErrors
		}
		return CoarseAccepted
	case Rejected:
		return CoarseRejected
	}
	return InEnvelope
}

// Name1C returns the value's name in the 1C enumeration.
func (c Coarse) Name1C() string {
	return map[Coarse]string{
		InEnvelope: "ВКонверте", CoarseSent: "Отправлен", CoarseDelivered: "Доставлен",
		CoarseAccepted: "Сдан", AcceptedWithErrors: "ПринятЕстьОшибки", CoarseRejected: "НеПринят",
	}[c]
}

// Outcome tells how a submission ended, more finely than its status.
type Outcome string

// The outcomes.
const (
	OutcomePending            Outcome = "pending"
	OutcomeDelivered          Outcome = "delivered"
	OutcomeAccepted           Outcome = "accepted"
	OutcomeAcceptedWithNotice Outcome = "accepted_with_notice" // уведомление об уточнении
	OutcomePartially          Outcome = "partially"
	OutcomeRejected           Outcome = "rejected"
	OutcomeUndeliverable      Outcome = "undeliverable"
	OutcomeDuplicate          Outcome = "duplicate"
)

// Positive reports whether the outcome means that the report is filed.
func (o Outcome) Positive() bool {
	return o == OutcomeAccepted || o == OutcomeAcceptedWithNotice || o == OutcomePartially
}

// Delivery is the state of handing a submission to the operator.
type Delivery string

// The delivery states: queued → sending (the attempt is durable) → accepted,
// unknown (ask before any resend) or failed.
const (
	DeliveryQueued   Delivery = "queued"
	DeliverySending  Delivery = "sending"
	DeliveryAccepted Delivery = "accepted"
	DeliveryUnknown  Delivery = "unknown"
	DeliveryFailed   Delivery = "failed"
)
