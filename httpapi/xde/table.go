package xde

import (
	"sdano/acceptance"
	"sdano/httpapi/httpx"
)

// table maps canonical paths to what answers them.
func (h *Handler) table() map[string]httpx.Action {
	table := map[string]httpx.Action{
		"POST /token":                                  h.token,
		"GET /boxes":                                   h.get(h.boxes),
		"POST /archive":                                h.post(h.attach),
		"GET /archive/{id}":                            h.get(h.file),
		"GET /reference/attachmenttypes":               h.get(h.attachmentTypes),
		"GET /reference/printcontenttypes":             h.get(h.printContentTypes),
		"GET /documents":                               h.get(h.documents),
		"POST /documents/incoming":                     h.post(h.incoming),
		"GET /documents/info/{id}":                     h.get(h.info),
		"POST /documents/info":                         h.post(h.extendedInfo),
		"POST /documents/accessstatuses":               h.post(h.accessStatuses),
		"GET /packages/{id}":                           h.get(h.documentPackage),
		"GET /documents/{id}/{what}":                   h.get(h.view),
		"POST /print":                                  h.post(h.print),
		"GET /print/{id}":                              h.get(h.task(printAction, acceptance.Making, told[printedForm])),
		"POST /statuses/history":                       h.post(h.feed),
		"POST /documents/accept/discrepancy":           h.post(h.discrepancy),
		"POST /titles/validate":                        h.post(h.validateTitle),
		"GET /receiveconfirmations/queue":              h.get(h.queue),
		"POST /receiveconfirmations/content":           h.post(h.makeReceipts),
		"GET /receiveconfirmations/content/tasks/{id}": h.get(h.task(acceptance.ReceiptAction, acceptance.Making, madeReceipts)),
		"POST /receiveconfirmations/local":             h.post(h.sendReceipts),
		"GET /receiveconfirmations/local/tasks/{id}":   h.get(h.task(acceptance.ReceiptAction, acceptance.Sending, sentReceipts)),
		"POST /sign":                                   h.post(h.sign),
		"POST /validate":                               h.post(h.validate),
		"POST /encrypt":                                h.post(h.encrypt),
	}
	h.addActions(table)
	h.addWebhooks(table)
	h.addAttorneys(table)
	return table
}
