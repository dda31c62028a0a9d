package web

import (
	"net/http"
	"slices"
	"strings"

	"sdano"
	"sdano/acceptance"
)

// mayRead reports whether the pages of documents are open to a visitor.
func (s *Site) mayRead(v Visitor) bool {
	return s.Acceptance != nil && (v.Documents.Admin || len(v.Documents.Permissions) > 0)
}

// may reports whether a visitor has a permission for documents.
func (v Visitor) may(p acceptance.Permission) bool {
	return v.Documents.Admin || slices.Contains(v.Documents.Permissions, p)
}

// documents turns a page of documents into one for those to whom they are open.
func (s *Site) documents(do action) action {
	return func(w http.ResponseWriter, r *http.Request, v Visitor) error {
		switch {
		case s.Acceptance == nil:
			return errNoPage
		case !s.mayRead(v):
			return &sdano.Error{
				Kind: sdano.Forbidden, Code: "no_scope",
				Message: "У вас нет права работать с документами.",
				Remedy:  "Попросите администратора дать вам право на приёмку или просмотр документов.",
			}
		}
		return do(w, r, v)
	}
}

// documentRoutes are the pages of documents.
func (s *Site) documentRoutes() map[string]action {
	return map[string]action{
		"GET /documents":                             s.documentsPage,
		"POST /documents":                            s.bringDocument,
		"GET /documents/{id}":                        s.documentPage,
		"GET /documents/{id}/files/{link}":           s.downloadAttachment,
		"GET /documents/{id}/torg2":                  s.draftAfter,
		"GET /documents/{id}/{action}":               s.actionForm,
		"POST /documents/{id}/{action}":              s.makeAnswer,
		"GET /documents/{id}/{action}/tasks/{task}":  s.signingPage,
		"POST /documents/{id}/{action}/tasks/{task}": s.sendAnswer,
		"GET /receipts":                              s.receiptsPage,
		"POST /receipts":                             s.makeReceipts,
		"GET /receipts/tasks/{task}":                 s.receiptSigning,
		"POST /receipts/tasks/{task}":                s.sendReceipts,
	}
}

// backToDocument returns the way back from a page of one document, that of the
// list if the path names none.
func backToDocument(path string) link {
	if id := named.FindString(path); id != "" && strings.Count(path, "/") > 2 {
		return link{"Вернуться к документу", "/documents/" + id}
	}
	return link{"К списку документов", "/documents"}
}

func documentHrefOf(id sdano.ID) string { return "/documents/" + id.String() }

func fileHref(document, file sdano.ID) string {
	return documentHrefOf(document) + "/files/" + file.String()
}

// edoTitle names a document: «УПД № 125 от 15.01.2026».
func edoTitle(d acceptance.Document) string {
	name := d.Name
	if name == "" || d.Type == acceptance.Informal {
		name = d.FileName
	}
	if d.Number != "" {
		name += " № " + d.Number
	}
	if !d.Date.IsZero() {
		name += " от " + d.Date.Dotted()
	}
	return tie(name)
}

// edoColors are the colours of statuses; others are grey.
var edoColors = map[acceptance.Code]string{
	acceptance.Received: "yellow", acceptance.ReceivedPF: "yellow",
	acceptance.Accepted: "green", acceptance.AcceptedPF: "green",
	acceptance.AcceptedFully: "green", acceptance.AcceptedFullyPF: "green",
	acceptance.AcceptedPartly: "lime", acceptance.AcceptedPartlyPF: "lime",
	acceptance.NotAccepted: "red", acceptance.NotAcceptedPF: "red",
	acceptance.Rejected: "red", acceptance.Unreadable: "red", acceptance.Failed: "red",
	acceptance.Accepting: "blue", acceptance.Rejecting: "blue", acceptance.AskingAnnulment: "blue",
	acceptance.Annulling: "blue", acceptance.RefusingAnnul: "blue",
	acceptance.AnnulmentAsked: "yellow", acceptance.AskedAnnulment: "blue",
	acceptance.Sent: "blue", acceptance.SentPF: "blue",
}

func edoColor(c acceptance.Code) string {
	if color := edoColors[c]; color != "" {
		return color
	}
	return "grey"
}

// edoBadge puts the state of a document into words.
func edoBadge(d acceptance.Document) badge {
	b := badge{Word: edoWord(d.Status), Color: edoColor(d.Status)}
	if fresh(d.Status) && (d.NoAnswer != "" || d.Output) {
		b.Color = "grey"
	}
	return b
}

// edoWord is what the pages call a status: the interface writes its names without
// «ё», people do not.
func edoWord(c acceptance.Code) string { return withYo.Replace(c.Name()) }

var withYo = strings.NewReplacer("приемки", "приёмки", "Отклонен", "Отклонён")

// fresh reports whether a document with the status may be accepted or rejected.
func fresh(c acceptance.Code) bool { return c == acceptance.Received || c == acceptance.ReceivedPF }

// answerable reports whether a document waits for an answer.
func answerable(d acceptance.Document) bool {
	return !d.Output && fresh(d.Status) && d.NoAnswer == ""
}

// acceptedCodes are the statuses of what was accepted, in whatever way.
var acceptedCodes = []acceptance.Code{
	acceptance.Accepted, acceptance.AcceptedFully, acceptance.AcceptedPartly, acceptance.NotAccepted,
	acceptance.AcceptedPF, acceptance.AcceptedFullyPF, acceptance.AcceptedPartlyPF, acceptance.NotAcceptedPF,
}

// inPassage are the statuses of a document on whose behalf something is being
// sent.
var inPassage = []acceptance.Code{
	acceptance.Accepting, acceptance.Rejecting, acceptance.AskingAnnulment, acceptance.Annulling, acceptance.RefusingAnnul,
}

// edoAct is an action as the pages offer it.
type edoAct struct {
	Action acceptance.Action
	// Path is its part of the address, Title the heading of its page, Button what
	// the form's button says, Label what the document's page offers.
	Path, Title, Label, Button string
	// Text explains what will happen.
	Text string
	// Reason says that a text is to be written.
	Reason     bool
	Permission acceptance.Permission
}

// edoActs are the actions on one document.
var edoActs = []edoAct{
	{
		acceptance.AcceptAction, "accept", "Приёмка", "Принять", "Сформировать ответ",
		"Будет составлен ответ получателя. Отправителю он уйдёт только после подписи.", false, acceptance.Accept,
	},
	{
		acceptance.RejectAction, "reject", "Отклонение документа", "Отклонить", "Сформировать уведомление",
		"Будет составлено уведомление об уточнении (УОУ): отправитель узнает, что документ не принят и почему.", true, acceptance.Reject,
	},
	{
		acceptance.RevokeAction, "annul", "Запрос на аннулирование", "Предложить аннулировать", "Сформировать предложение",
		"Будет составлено предложение об аннулировании (ПОА). Документ аннулирован, только когда согласится вторая сторона.", true, acceptance.Revoke,
	},
	{
		acceptance.RevokeAcceptAction, "annul-accept", "Согласие на аннулирование", "Согласиться аннулировать", "Перейти к подписи",
		"Согласие — это подпись под полученным предложением об аннулировании. После её отправки документ аннулирован.", false, acceptance.Revoke,
	},
	{
		acceptance.RevokeRejectAction, "annul-refuse", "Отказ от аннулирования", "Отказать в аннулировании", "Сформировать отказ",
		"Будет составлено уведомление об уточнении на предложение об аннулировании: документ останется в силе.", true, acceptance.Revoke,
	},
}

// actOf finds the action of a path.
func actOf(r *http.Request) (edoAct, error) {
	for _, a := range edoActs {
		if a.Path == r.PathValue("action") {
			return a, nil
		}
	}
	return edoAct{}, errNoPage
}

// refusal says why an action cannot be done to a document, "" if it can.
func (a edoAct) refusal(d acceptance.Document) string {
	switch {
	case slices.Contains(inPassage, d.Status):
		return "по документу уже идёт отправка: «" + edoWord(d.Status) + "»"
	case !a.leads(d):
		return "документ в статусе «" + edoWord(d.Status) + "»"
	case a.Action == acceptance.AcceptAction && d.NoAnswer != "":
		return d.NoAnswer
	}
	return ""
}

// leads reports whether the action fits the direction and status of a document.
func (a edoAct) leads(d acceptance.Document) bool {
	switch a.Action {
	case acceptance.AcceptAction, acceptance.RejectAction:
		return !d.Output && fresh(d.Status)
	case acceptance.RevokeAction:
		return !d.Output && (fresh(d.Status) || slices.Contains(acceptedCodes, d.Status))
	default:
		return d.Status == acceptance.AnnulmentAsked
	}
}
