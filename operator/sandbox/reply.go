package sandbox

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"sdano"
	"sdano/titles/answer"
)

// reply is a stored receipt of the payer on a document.
type reply struct {
	id, docflow, document sdano.ID
	typ, filename         string
	data, signature       []byte
	sentAt                int64
}

const replyColumns = `id, docflow, document, type, filename, data, signature, sent_at`

func scanReply(row scanner, p *reply) error {
	return row.Scan(&p.id, &p.docflow, &p.document, &p.typ, &p.filename, &p.data, &p.signature, &p.sentAt)
}

func replySent() *fault {
	return badRequest("replyAlreadySent", "Ответный документ уже отправлен.")
}

// replyLink says that a receipt can be made on the document.
func (s *Server) replyLink(r *http.Request, d flowDocument) link {
	typ := urnDocument + d.owed
	return link{
		Rel: "reply", Name: typ,
		Href: s.href(r, "/docflows/"+d.docflow.String()+"/documents/"+d.id.String()+"/generate-reply?documentType="+url.QueryEscape(typ)),
	}
}

type replyBody struct {
	Certificate []byte `json:"certificate-base64"`
}

// replyJSON is a receipt as it is written.
type replyJSON struct {
	ID       sdano.ID `json:"id"`
	Content  []byte   `json:"content"`
	Filename string   `json:"filename"`
	Links    []link   `json:"links"`
}

// generateReply makes the receipt on a document, or gives again the one that was
// made and is not sent.
func (s *Server) generateReply(r *http.Request) (int, any, error) {
	doc, err := s.pathFlowDocument(r)
	if err != nil {
		return 0, nil, err
	}
	var b replyBody
	if err := readJSON(r, &b); err != nil {
		return 0, nil, err
	}
	if len(b.Certificate) == 0 {
		return 0, nil, badRequest("certificateMissing", "Не передан сертификат подписанта (certificate-base64).")
	}
	typ := strings.TrimPrefix(r.URL.Query().Get("documentType"), urnDocument)
	var p reply
	err = s.store.write(func(ctx context.Context, q querier) (err error) {
		p, err = s.replyOn(ctx, q, doc, typ)
		return err
	})
	self := s.href(r, "/docflows/"+doc.docflow.String()+"/documents/"+doc.id.String()+"/replies/"+p.id.String())
	return http.StatusOK, replyJSON{p.id, p.data, p.filename, []link{{Rel: "self", Href: self}}}, err
}

// replyOn returns the unsent reply of a type on a document, made if need be.
func (s *Server) replyOn(ctx context.Context, q querier, doc flowDocument, typ string) (reply, error) {
	p, ok, err := one(ctx, q, scanReply, `SELECT `+replyColumns+` FROM reply WHERE document = $1 AND type = $2`, doc.id, typ)
	if err != nil || ok && p.sentAt == 0 {
		return p, err
	}
	if ok {
		return p, replySent()
	}
	if typ != doc.owed || !doc.owing() {
		return p, badRequest("replyNotAvailable", "На этот документ такой ответ не предусмотрен.")
	}
	p = reply{id: sdano.NewID(), docflow: doc.docflow, document: doc.id, typ: typ}
	if p.filename, p.data, err = s.receiptOn(ctx, q, doc, p.id); err != nil {
		return p, err
	}
	return p, exec(ctx, q, `INSERT INTO reply (`+replyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, NULL, 0)`,
		p.id, p.docflow, p.document, p.typ, p.filename, p.data)
}

// receiptOn writes the payer's notice of receipt («извещение о получении», КНД
// 1166008) of an answer.
func (s *Server) receiptOn(ctx context.Context, q querier, doc flowDocument, id sdano.ID) (string, []byte, error) {
	data, err := readContent(ctx, q, doc.content)
	if err != nil {
		return "", nil, err
	}
	on, err := answer.Read(data)
	if err != nil {
		return "", nil, err
	}
	return answer.WriteReceipt(on, on.Payer, s.now(), id)
}

// pathReply runs a body on the reply that the path names.
func (s *Server) pathReply(r *http.Request, do func(ctx context.Context, q querier, doc flowDocument, p reply) error) error {
	doc, err := s.pathFlowDocument(r)
	if err != nil {
		return err
	}
	id, err := pathID(r, "reply", "Ответный документ")
	if err != nil {
		return err
	}
	return s.store.write(func(ctx context.Context, q querier) error {
		p, ok, err := one(ctx, q, scanReply, `SELECT `+replyColumns+` FROM reply WHERE id = $1 AND document = $2`, id, doc.id)
		if err != nil {
			return err
		}
		if !ok {
			return notFound("Ответный документ")
		}
		if p.sentAt != 0 {
			return replySent()
		}
		return do(ctx, q, doc, p)
	})
}

// signReply takes the signature of a receipt.
func (s *Server) signReply(r *http.Request) (int, any, error) {
	data, err := body(r, jsonLimit)
	if err != nil {
		return 0, nil, err
	}
	if len(data) == 0 {
		return 0, nil, badRequest("signatureMissing", "Подпись пуста.")
	}
	err = s.pathReply(r, func(ctx context.Context, q querier, _ flowDocument, p reply) error {
		return exec(ctx, q, `UPDATE reply SET signature = $1 WHERE id = $2`, data, p.id)
	})
	return http.StatusNoContent, nil, err
}

type sendReplyBody struct {
	IP string `json:"sender-ip"`
}

// sendReply sends a receipt; it is sent once. The docflow ends with the receipt
// on its final document.
func (s *Server) sendReply(r *http.Request) (int, any, error) {
	var b sendReplyBody
	if err := readJSON(r, &b); err != nil {
		return 0, nil, err
	}
	var flow sdano.ID
	err := s.pathReply(r, func(ctx context.Context, q querier, doc flowDocument, p reply) error {
		flow = doc.docflow
		if len(p.signature) == 0 {
			return badRequest("signatureMissing", "Ответный документ не подписан.")
		}
		return s.receive(ctx, q, doc, p)
	})
	if err != nil {
		return 0, nil, err
	}
	body, err := s.docflowJSON(r, flow)
	return http.StatusOK, body, err
}

// receive notes that the receipt was sent and what follows of it.
func (s *Server) receive(ctx context.Context, q querier, doc flowDocument, p reply) error {
	d, err := docflowOf(ctx, q, doc.docflow)
	if err != nil {
		return err
	}
	d.changedAt = micros(s.now())
	switch {
	case doc.finishes:
		d.status = "finished"
	case doc.typ == acceptance.doc && d.status == acceptance.status:
		d.status = "response-processed"
	}
	return errors.Join(
		exec(ctx, q, `UPDATE reply SET sent_at = $1 WHERE id = $2`, d.changedAt, p.id),
		exec(ctx, q, `UPDATE docflow_document SET replied = 1 WHERE id = $1`, doc.id),
		d.update(ctx, q),
		tell(ctx, q, d, "receipt-abonent", 1),
	)
}
