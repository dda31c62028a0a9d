package sandbox

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
)

// The statuses of a draft.
const (
	draftNew        = "new"
	draftChecked    = "checked"
	draftReady      = "readyToSend"
	draftSending    = "sendInProgress"
	draftSentStatus = "sent"
)

// draftBody is what a client gives of a draft («черновик»); unknown members are
// let through.
type draftBody struct {
	Sender         senderJSON    `json:"sender"`
	Recipient      recipientJSON `json:"recipient"`
	Payer          payerJSON     `json:"payer"`
	AdditionalInfo struct {
		Warrant string `json:"machine-readable-warrant-id,omitzero"`
	} `json:"additional-info,omitzero"`
}

type senderJSON struct {
	INN         string `json:"inn"`
	KPP         string `json:"kpp,omitzero"`
	Certificate struct {
		Content []byte `json:"content"`
	} `json:"certificate"`
	IsRepresentative bool   `json:"is-representative"`
	IPAddress        string `json:"ipaddress,omitzero"`
}

type recipientJSON struct {
	IFNS string `json:"ifns-code,omitzero"`
	TOGS string `json:"togs-code,omitzero"`
	UPFR string `json:"upfr-code,omitzero"`
}

type payerJSON struct {
	INN          string `json:"inn"`
	Organization struct {
		KPP string `json:"kpp,omitzero"`
	} `json:"organization,omitzero"`
	OKPO            string `json:"okpo,omitzero"`
	RegistrationSFR string `json:"registration-number-sfr,omitzero"`
}

// check refuses a draft that no report could be sent with.
func (b draftBody) check() error {
	if b.Recipient.TOGS != "" || b.Recipient.UPFR != "" {
		return badRequest("recipientNotSupported", "Учебный оператор принимает отчёты только в налоговые органы (ifns-code).")
	}
	if _, ok := robotOf(b.Recipient.IFNS); !ok {
		return badRequest("recipientUnknown", "Код налогового органа «"+b.Recipient.IFNS+"» учебному оператору не известен: принимаются коды вида 00NN и 7701.")
	}
	if len(b.Sender.Certificate.Content) == 0 {
		return badRequest("certificateMissing", "Не передан сертификат отправителя (sender.certificate.content).")
	}
	for _, inn := range []string{b.Sender.INN, b.Payer.INN} {
		var e *sdano.Error
		if err := sdano.CheckINN(inn); errors.As(err, &e) {
			return badRequest("invalidInn", e.Message)
		}
	}
	return nil
}

// draft is a stored draft.
type draft struct {
	id      sdano.ID
	version int64
	status  string
	office  string
	payer   sdano.TaxID
	meta    string
	docflow sdano.ID
}

const draftColumns = `id, version, status, office, inn, kpp, meta, docflow`

func scanDraft(row scanner, d *draft) error {
	return row.Scan(&d.id, &d.version, &d.status, &d.office, &d.payer.INN, &d.payer.KPP, &d.meta, &d.docflow)
}

func draftOf(ctx context.Context, q querier, id sdano.ID) (draft, error) {
	d, ok, err := one(ctx, q, scanDraft, `SELECT `+draftColumns+` FROM draft WHERE id = $1`, id)
	if err == nil && !ok {
		err = notFound("Черновик")
	}
	return d, err
}

// openDraft returns a draft whose parts may be changed.
func openDraft(ctx context.Context, q querier, id sdano.ID) (draft, error) {
	d, err := draftOf(ctx, q, id)
	if err != nil {
		return d, err
	}
	return d, d.changeable()
}

func (d draft) changeable() error {
	switch d.status {
	case draftSentStatus:
		return draftSent().with("docflow-id", d.docflow.String())
	case draftSending:
		return busy()
	}
	return nil
}

// touch notes that a part of the draft changed: it has to be checked again.
func (d draft) touch(ctx context.Context, q querier) error { return d.set(ctx, q, draftNew) }

func (d draft) set(ctx context.Context, q querier, status string) error {
	return exec(ctx, q, `UPDATE draft SET version = version + 1, status = $1 WHERE id = $2`, status, d.id)
}

// postDraft makes a draft with an identifier of ours.
func (s *Server) postDraft(r *http.Request) (int, any, error) {
	return s.saveDraft(r, sdano.NewID())
}

// putDraft makes a draft with the client's identifier or changes one.
func (s *Server) putDraft(r *http.Request) (int, any, error) {
	id, err := pathID(r, "draft", "Черновик")
	if err != nil {
		return 0, nil, err
	}
	return s.saveDraft(r, id)
}

func (s *Server) saveDraft(r *http.Request, id sdano.ID) (int, any, error) {
	var b draftBody
	if err := readJSON(r, &b); err != nil {
		return 0, nil, err
	}
	if err := b.check(); err != nil {
		return 0, nil, err
	}
	meta, err := json.Marshal(b)
	if err != nil {
		return 0, nil, err
	}
	status := http.StatusOK
	err = s.store.write(func(ctx context.Context, q querier) error {
		made, err := storeDraft(ctx, q, id, b, string(meta))
		if made {
			status = http.StatusCreated
		}
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	body, err := s.draftJSON(r, id)
	return status, body, err
}

// storeDraft inserts the draft or changes it; it returns whether it was made.
func storeDraft(ctx context.Context, q querier, id sdano.ID, b draftBody, meta string) (bool, error) {
	d, err := openDraft(ctx, q, id)
	var f *fault
	if errors.As(err, &f) && f.status == http.StatusNotFound {
		return true, exec(ctx, q, `INSERT INTO draft (`+draftColumns+`) VALUES ($1, 1, $2, $3, $4, $5, $6, NULL)`,
			id, draftNew, b.Recipient.IFNS, b.Payer.INN, b.Payer.Organization.KPP, meta)
	}
	if err != nil || d.meta == meta {
		return false, err
	}
	err = exec(ctx, q, `UPDATE draft SET office = $1, inn = $2, kpp = $3, meta = $4 WHERE id = $5`,
		b.Recipient.IFNS, b.Payer.INN, b.Payer.Organization.KPP, meta, id)
	return false, errors.Join(err, d.touch(ctx, q))
}

func (s *Server) getDraft(r *http.Request) (int, any, error) {
	id, err := pathID(r, "draft", "Черновик")
	if err != nil {
		return 0, nil, err
	}
	body, err := s.draftJSON(r, id)
	return http.StatusOK, body, err
}

// deleteDraft removes a draft that was not sent.
func (s *Server) deleteDraft(r *http.Request) (int, any, error) {
	id, err := pathID(r, "draft", "Черновик")
	if err != nil {
		return 0, nil, err
	}
	err = s.store.write(func(ctx context.Context, q querier) error {
		if _, err := openDraft(ctx, q, id); err != nil {
			return err
		}
		for _, statement := range []string{
			`DELETE FROM draft_signature WHERE document IN (SELECT id FROM draft_document WHERE draft = $1)`,
			`DELETE FROM draft_document WHERE draft = $1`,
			`DELETE FROM draft WHERE id = $1`,
		} {
			if err := exec(ctx, q, statement, id); err != nil {
				return err
			}
		}
		return nil
	})
	return http.StatusNoContent, nil, err
}

// draftJSON is a draft as it is written.
type draftJSON struct {
	ID        sdano.ID       `json:"id"`
	Docflows  []link         `json:"docflows"`
	Documents []link         `json:"documents"`
	Meta      jsontext.Value `json:"meta"`
	Status    string         `json:"status"`
	Links     []link         `json:"links"`
}

func (s *Server) draftJSON(r *http.Request, id sdano.ID) (draftJSON, error) {
	ctx, q := r.Context(), s.store.db
	d, err := draftOf(ctx, q, id)
	if err != nil {
		return draftJSON{}, err
	}
	documents, err := documentsOf(ctx, q, id)
	if err != nil {
		return draftJSON{}, err
	}
	self := s.href(r, "/drafts/"+id.String())
	out := draftJSON{ID: id, Meta: jsontext.Value(d.meta), Status: d.status, Links: []link{{Rel: "self", Href: self}}}
	for _, doc := range documents {
		out.Documents = append(out.Documents, link{"document", self + "/documents/" + doc.id.String(), doc.filename})
	}
	if !d.docflow.IsZero() {
		out.Docflows = append(out.Docflows, link{"docflow", s.href(r, "/docflows/"+d.docflow.String()), ""})
	}
	return out, nil
}
