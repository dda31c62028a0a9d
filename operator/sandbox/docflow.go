package sandbox

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/titles/report"
)

const typeDocflow = "fns534-report"

// docflow is a stored docflow («документооборот»).
type docflow struct {
	number            int64
	id, draft         sdano.ID
	office            string
	payer             sdano.TaxID
	header            string // of the report, JSON
	status, state     string
	stage, wait       int
	open              bool
	due               int64
	sentAt, changedAt int64
}

const docflowColumns = `id, draft, office, inn, kpp, header, status, state, stage, wait, open, due_at, sent_at, changed_at`

func scanDocflow(row scanner, d *docflow) error {
	return row.Scan(&d.number, &d.id, &d.draft, &d.office, &d.payer.INN, &d.payer.KPP, &d.header, &d.status, &d.state,
		&d.stage, &d.wait, &d.open, &d.due, &d.sentAt, &d.changedAt)
}

func (d docflow) insert(ctx context.Context, q querier) error {
	return exec(ctx, q, `INSERT INTO docflow (`+docflowColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		d.id, d.draft, d.office, d.payer.INN, d.payer.KPP, d.header, d.status, d.state, d.stage, d.wait, number(d.open), d.due, d.sentAt, d.changedAt)
}

// update stores what changes in the life of a docflow.
func (d docflow) update(ctx context.Context, q querier) error {
	return exec(ctx, q, `UPDATE docflow SET status = $1, state = $2, stage = $3, wait = $4, open = $5, due_at = $6, changed_at = $7 WHERE id = $8`,
		d.status, d.state, d.stage, d.wait, number(d.open), d.due, d.changedAt, d.id)
}

func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// report returns the header of the report that was sent.
func (d docflow) report() (report.Header, error) {
	var h report.Header
	err := json.Unmarshal([]byte(d.header), &h)
	return h, err
}

func docflowOf(ctx context.Context, q querier, id sdano.ID) (docflow, error) {
	d, ok, err := one(ctx, q, scanDocflow, `SELECT number, `+docflowColumns+` FROM docflow WHERE id = $1`, id)
	if err == nil && !ok {
		err = notFound("Документооборот")
	}
	return d, err
}

// flowDocument is a stored document of a docflow.
type flowDocument struct {
	id, docflow       sdano.ID
	n                 int
	typ, filename     string
	content, plain    sdano.ID
	signature         []byte
	owed              string // type of the receipt that is owed, "" for none
	replied, finishes bool
	at                int64
}

const flowColumns = `id, docflow, n, type, filename, content, plain, signature, owed, replied, final, at`

func scanFlowDocument(row scanner, d *flowDocument) error {
	return row.Scan(&d.id, &d.docflow, &d.n, &d.typ, &d.filename, &d.content, &d.plain, &d.signature, &d.owed, &d.replied, &d.finishes, &d.at)
}

func (d flowDocument) insert(ctx context.Context, q querier) error {
	return exec(ctx, q, `INSERT INTO docflow_document (`+flowColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		d.id, d.docflow, d.n, d.typ, d.filename, d.content, d.plain.String(), d.signature, d.owed, number(d.replied), number(d.finishes), d.at)
}

// unreadable reports whether the document cannot be decrypted yet.
func (d flowDocument) unreadable() bool { return !d.plain.IsZero() }

// owing reports whether a receipt can be made on it now.
func (d flowDocument) owing() bool { return d.owed != "" && !d.replied && !d.unreadable() }

func flowDocuments(ctx context.Context, q querier, docflow sdano.ID) ([]flowDocument, error) {
	return many(ctx, q, scanFlowDocument, `SELECT `+flowColumns+` FROM docflow_document WHERE docflow = $1 ORDER BY n`, docflow)
}

func flowDocumentOf(ctx context.Context, q querier, docflow, id sdano.ID) (flowDocument, error) {
	d, ok, err := one(ctx, q, scanFlowDocument, `SELECT `+flowColumns+` FROM docflow_document WHERE docflow = $1 AND id = $2`, docflow, id)
	if err == nil && !ok {
		err = notFound("Документ")
	}
	return d, err
}

// flowJSON is a docflow as it is written; a list leaves the documents out.
type flowJSON struct {
	ID          sdano.ID           `json:"id"`
	Type        string             `json:"type"`
	Status      string             `json:"status"`
	Success     string             `json:"success-state"`
	SendDate    string             `json:"send-date"`
	LastChange  string             `json:"last-change-date"`
	Documents   []flowDocumentJSON `json:"documents,omitzero"`
	Description flowDescription    `json:"description"`
	Links       []link             `json:"links"`
}

type flowDescription struct {
	FormVersion struct {
		KND string `json:"knd"`
	} `json:"form-version"`
	Recipient     string   `json:"recipient"`
	Correction    int      `json:"correction-number"`
	PeriodBegin   string   `json:"period-begin,omitzero"`
	PeriodEnd     string   `json:"period-end,omitzero"`
	PayerINN      string   `json:"payer-inn"`
	OriginalDraft sdano.ID `json:"original-draft-id"`
}

type flowDocumentJSON struct {
	ID          sdano.ID          `json:"id"`
	Description map[string]string `json:"description"`
	SendDate    string            `json:"send-date"`
	Signatures  []signatureJSON   `json:"signatures"`
	Links       []link            `json:"links"`
	Content     struct {
		Contents []contentRefJSON `json:"docflow-document-contents"`
	} `json:"content"`
}

// sendDate is the form of the send-date of a docflow: Moscow, without offset.
const sendDate = "2006-01-02T15:04:05.000"

// zulu is the form of all other instants.
func zulu(us int64) string { return instant(us).Format("2006-01-02T15:04:05.000Z") }

// head writes a docflow without its documents.
func (s *Server) head(r *http.Request, d docflow) (flowJSON, error) {
	h, err := d.report()
	if err != nil {
		return flowJSON{}, err
	}
	out := flowJSON{
		ID: d.id, Type: "urn:docflow:" + typeDocflow,
		Status: "urn:docflow-common-status:" + d.status, Success: "urn:docflow-state:" + d.state,
		SendDate: instant(d.sentAt).In(sdano.Moscow).Format(sendDate), LastChange: zulu(d.changedAt),
		Links: []link{{Rel: "self", Href: s.href(r, "/docflows/"+d.id.String())}},
	}
	out.Description.FormVersion.KND = h.KND
	out.Description.Recipient, out.Description.Correction = d.office, h.Correction
	out.Description.PeriodBegin, out.Description.PeriodEnd = h.PeriodFrom.String(), h.PeriodTo.String()
	out.Description.PayerINN, out.Description.OriginalDraft = d.payer.INN, d.draft
	return out, nil
}

// docflowJSON writes a docflow with its documents.
func (s *Server) docflowJSON(r *http.Request, id sdano.ID) (flowJSON, error) {
	var d docflow
	var documents []flowDocument
	err := s.store.snapshot(r.Context(), func(ctx context.Context, q querier) (err error) {
		if d, err = docflowOf(ctx, q, id); err == nil {
			documents, err = flowDocuments(ctx, q, id)
		}
		return err
	})
	if err != nil {
		return flowJSON{}, err
	}
	out, err := s.head(r, d)
	bot, _ := robotOf(d.office)
	for _, doc := range documents {
		text := s.flowDocumentJSON(r, doc)
		for range bot.copies {
			out.Documents = append(out.Documents, text)
		}
		if doc.owing() {
			out.Links = append(out.Links, s.replyLink(r, doc))
		}
	}
	return out, err
}

func (s *Server) flowDocumentJSON(r *http.Request, d flowDocument) flowDocumentJSON {
	self := s.href(r, "/docflows/"+d.docflow.String()+"/documents/"+d.id.String())
	out := flowDocumentJSON{
		ID: d.id, SendDate: zulu(d.at), Links: []link{{Rel: "self", Href: self}},
		Description: map[string]string{"type": urnDocument + d.typ, "filename": d.filename},
	}
	if d.owing() {
		out.Links = append(out.Links, s.replyLink(r, d))
	}
	if d.signature != nil {
		out.Signatures = []signatureJSON{{ID: sdano.NameID(d.id, "signature"), Links: []link{{Rel: "document", Href: self}}}}
	}
	out.Content.Contents = []contentRefJSON{{ContentID: d.content, Encrypted: d.unreadable()}}
	return out
}

func (s *Server) getDocflow(r *http.Request) (int, any, error) {
	id, err := pathID(r, "docflow", "Документооборот")
	if err != nil {
		return 0, nil, err
	}
	body, err := s.docflowJSON(r, id)
	return http.StatusOK, body, err
}

func (s *Server) getDocflowDocument(r *http.Request) (int, any, error) {
	doc, err := s.pathFlowDocument(r)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, s.flowDocumentJSON(r, doc), nil
}

func (s *Server) pathFlowDocument(r *http.Request) (flowDocument, error) {
	flow, err := pathID(r, "docflow", "Документооборот")
	if err != nil {
		return flowDocument{}, err
	}
	id, err := pathID(r, "document", "Документ")
	if err != nil {
		return flowDocument{}, err
	}
	return flowDocumentOf(r.Context(), s.store.db, flow, id)
}

// pageJSON is a page of a list of docflows.
type pageJSON struct {
	Skip  int        `json:"skip"`
	Take  int        `json:"take"`
	Total int        `json:"total-count"`
	Items []flowJSON `json:"docflows-page-item"`
}

// listDocflows answers with the docflows that changed since an instant, in the
// order of their change.
func (s *Server) listDocflows(r *http.Request) (int, any, error) {
	skip, take, err := window(r)
	if err != nil {
		return 0, nil, err
	}
	since, err := updatedFrom(r)
	if err != nil {
		return 0, nil, err
	}
	out := pageJSON{Skip: skip, Take: take, Items: []flowJSON{}}
	if typ := r.URL.Query().Get("type"); typ != "" && strings.TrimPrefix(typ, "urn:docflow:") != typeDocflow {
		return http.StatusOK, out, nil
	}
	err = s.store.snapshot(r.Context(), func(ctx context.Context, q querier) error {
		if out.Total, _, err = one(ctx, q, value[int], `SELECT count(*) FROM docflow WHERE changed_at >= $1`, since); err != nil {
			return err
		}
		flows, err := many(ctx, q, scanDocflow, `SELECT number, `+docflowColumns+` FROM docflow WHERE changed_at >= $1 ORDER BY changed_at, number LIMIT $2 OFFSET $3`, since, take, skip)
		if err != nil {
			return err
		}
		for _, d := range flows {
			item, err := s.head(r, d)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, item)
		}
		return nil
	})
	return http.StatusOK, out, err
}

func updatedFrom(r *http.Request) (int64, error) {
	text := r.URL.Query().Get("updatedFrom")
	if text == "" {
		return 0, nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return 0, badRequest("badRequest", "Параметр updatedFrom неверен: нужны дата и время по RFC 3339.")
	}
	return micros(at), nil
}

const (
	defaultTake = 100
	maxTake     = 1000
)

// window reads skip and take.
func window(r *http.Request) (skip, take int, err error) {
	if skip, err = intParam(r, "skip", 0); err != nil {
		return 0, 0, err
	}
	take, err = intParam(r, "take", defaultTake)
	return skip, min(take, maxTake), err
}

func intParam(r *http.Request, name string, otherwise int) (int, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, badRequest("badRequest", "Параметр "+name+" неверен: нужно целое неотрицательное число.")
	}
	return n, nil
}
