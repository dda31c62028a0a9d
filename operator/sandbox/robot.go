package sandbox

import (
	"slices"

	"sdano/titles/answer"
)

// step is one answer of a robot.
type step struct {
	// kind is the answer; "" for the two that no format knows.
	kind answer.Kind
	// doc and feed are the tails of the document's type and of the event.
	doc, feed string
	// status and state of the docflow afterwards; "" leaves it.
	status, state string
	// owes says that the payer owes a receipt on it.
	owes bool
	// final closes the docflow once the receipt is sent.
	final bool
	// sealed comes encrypted and stops the robot until it is healed.
	sealed bool
	// reasons of a refusal or a notice.
	reasons []answer.Reason
}

// The answers, as the docflow fns534-report has them.
var (
	confirmation = step{kind: answer.DateConfirmation, doc: "fns534-report-date-confirmation", feed: "receipt-date-confirmation-cu", owes: true}
	receipt      = step{kind: answer.Receipt, doc: "fns534-report-receipt", feed: "report-receipt", status: "delivered"}
	acceptance   = step{kind: answer.Acceptance, doc: "fns534-report-acceptance-result-positive", feed: "acceptance-result-positive", status: "response-arrived", state: "successful", owes: true}
	entered      = step{kind: answer.Entered, doc: "fns534-report-processing-result-ok", feed: "processing-result-ok", status: "response-arrived", state: "successful", owes: true, final: true}
	sealed       = step{kind: answer.Acceptance, doc: acceptance.doc, feed: acceptance.feed, status: "response-arrived", owes: true, sealed: true}

	clarification = step{
		kind: answer.Clarification, doc: "fns534-report-processing-result-precise", feed: "processing-result-precise",
		status: "response-arrived", state: "warning", owes: true, final: true,
		reasons: []answer.Reason{{
			Code: "0500100001", Text: "Значение элемента отсутствует в справочнике",
			Path: "/Файл/Документ", Value: "КНД",
		}},
	}
	broken  = step{doc: "error", status: "finished", state: "failed", final: true}
	unknown = step{doc: "fns534-report-examination-notice", feed: "examination-notice", status: "under-examination"}
)

func refusal(code, text string) step {
	return step{
		kind: answer.Refusal, doc: "fns534-report-acceptance-result-negative", feed: "acceptance-result-negative",
		status: "response-arrived", state: "failed", owes: true, final: true,
		reasons: []answer.Reason{{Code: code, Text: text}},
	}
}

// robot is how an inspection behaves.
type robot struct {
	steps []step
	// pace is how many stages an answer takes, sendPace how many a send; 0 is at
	// once.
	pace, sendPace int
	// copies is how often events and documents are told.
	copies int
	// lost says that the answer to a send gets lost.
	lost bool
}

var accepts = []step{confirmation, receipt, acceptance, entered}

// robots by the last two digits of the code.
var robots = map[string]robot{
	"85": {steps: []step{confirmation, receipt, acceptance, clarification}},
	"87": {steps: accepts},
	"88": {steps: []step{confirmation, receipt, refusal("0300300001", "Файл не соответствует xsd-схеме")}},
	"70": {steps: []step{confirmation, receipt, refusal("0400200005", "Документ этого вида с этим номером корректировки уже зарегистрирован")}},
	"71": {steps: []step{confirmation}},
	"72": {steps: accepts, copies: 3},
	"73": {steps: []step{acceptance, receipt, confirmation, entered}},
	"74": {steps: accepts, lost: true},
	"75": {steps: []step{confirmation, receipt, sealed, entered}},
	"76": {steps: accepts, pace: 3, sendPace: 2},
	"77": {steps: []step{confirmation, receipt, refusal("0000000003", "Ведутся технологические работы; повторите отправку не раньше чем через 3 дня")}},
	"78": {steps: []step{confirmation, broken}},
	"79": {steps: []step{confirmation, receipt, unknown, acceptance, entered}},
}

// robotOf returns the robot of an inspection; false if it is refused.
func robotOf(office string) (robot, bool) {
	if office == "7701" {
		office = "0087"
	}
	if len(office) != 4 || office[:2] != "00" || slices.ContainsFunc([]byte(office), func(c byte) bool { return c < '0' || c > '9' }) {
		return robot{}, false
	}
	r, ok := robots[office[2:]]
	if !ok {
		r = robots["87"]
	}
	r.pace, r.copies = max(r.pace, 1), max(r.copies, 1)
	return r, true
}
