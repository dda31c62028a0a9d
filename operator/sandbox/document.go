package sandbox

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"sdano"
)

const (
	typeReport     = "fns534-report"
	typeAttachment = "fns534-report-attachment"
	urnDocument    = "urn:document:"
)

// draftDocument is a stored document of a draft.
type draftDocument struct {
	id, draft, content sdano.ID
	sha256             string
	typ                string // without its urn prefix
	filename           string
	facts              string
}

const documentColumns = `id, draft, content, sha256, type, filename, facts`

func scanDocument(row scanner, d *draftDocument) error {
	return row.Scan(&d.id, &d.draft, &d.content, &d.sha256, &d.typ, &d.filename, &d.facts)
}

func documentsOf(ctx context.Context, q querier, draft sdano.ID) ([]draftDocument, error) {
	return many(ctx, q, scanDocument, `SELECT `+documentColumns+` FROM draft_document WHERE draft = $1 ORDER BY id`, draft)
}

func documentOf(ctx context.Context, q querier, draft, id sdano.ID) (draftDocument, error) {
	d, ok, err := one(ctx, q, scanDocument, `SELECT `+documentColumns+` FROM draft_document WHERE draft = $1 AND id = $2`, draft, id)
	if err == nil && !ok {
		err = notFound("Документ")
	}
	return d, err
}

// read returns what was read of the document when it came.
func (d draftDocument) read() (facts, error) {
	var f facts
	err := json.Unmarshal([]byte(d.facts), &f)
	return f, err
}

type documentBody struct {
	ContentID   sdano.ID `json:"content-id"`
	Description struct {
		Type     string `json:"type"`
		Filename string `json:"filename"`
	} `json:"description"`
}

// postDocument adds a document of uploaded contents to a draft. The same bytes
// of the same name are not added twice.
func (s *Server) postDocument(r *http.Request) (int, any, error) {
	draftID, err := pathID(r, "draft", "Черновик")
	if err != nil {
		return 0, nil, err
	}
	var b documentBody
	if err := readJSON(r, &b); err != nil {
		return 0, nil, err
	}
	doc, err := s.newDocument(r.Context(), draftID, b)
	if err != nil {
		return 0, nil, err
	}
	status := http.StatusOK
	err = s.store.write(func(ctx context.Context, q querier) error {
		made, err := addDocument(ctx, q, &doc)
		if made {
			status = http.StatusCreated
		}
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	body, err := s.documentJSON(r, doc)
	return status, body, err
}

// newDocument reads the contents and what they say.
func (s *Server) newDocument(ctx context.Context, draft sdano.ID, b documentBody) (draftDocument, error) {
	data, err := readContent(ctx, s.store.db, b.ContentID)
	if err != nil {
		return draftDocument{}, err
	}
	name := b.Description.Filename
	if name == "" {
		name = nameInside(data)
	}
	facts, err := json.Marshal(factsOf(name, data))
	if err != nil {
		return draftDocument{}, err
	}
	sum := sha256.Sum256(data)
	return draftDocument{
		id: sdano.NewID(), draft: draft, content: b.ContentID, sha256: hex.EncodeToString(sum[:]),
		typ: strings.TrimPrefix(b.Description.Type, urnDocument), filename: name, facts: string(facts),
	}, nil
}

// addDocument stores the document, or puts the one that is there already into
// its place; it returns whether it was added.
func addDocument(ctx context.Context, q querier, doc *draftDocument) (bool, error) {
	d, err := openDraft(ctx, q, doc.draft)
	if err != nil {
		return false, err
	}
	there, err := documentsOf(ctx, q, doc.draft)
	if err != nil {
		return false, err
	}
	for _, t := range there {
		if t.filename == doc.filename && t.sha256 == doc.sha256 {
			*doc = t
			return false, nil
		}
	}
	if doc.typ == "" {
		doc.typ = typeReport
		if len(there) > 0 {
			doc.typ = typeAttachment
		}
	}
	err = exec(ctx, q, `INSERT INTO draft_document (`+documentColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		doc.id, doc.draft, doc.content, doc.sha256, doc.typ, doc.filename, doc.facts)
	return true, errors.Join(err, d.touch(ctx, q))
}

func (s *Server) getDraftDocument(r *http.Request) (int, any, error) {
	doc, err := s.pathDocument(r)
	if err != nil {
		return 0, nil, err
	}
	body, err := s.documentJSON(r, doc)
	return http.StatusOK, body, err
}

func (s *Server) pathDocument(r *http.Request) (draftDocument, error) {
	draftID, err := pathID(r, "draft", "Черновик")
	if err != nil {
		return draftDocument{}, err
	}
	id, err := pathID(r, "document", "Документ")
	if err != nil {
		return draftDocument{}, err
	}
	return documentOf(r.Context(), s.store.db, draftID, id)
}

// documentJSON is a document of a draft as it is written.
type documentJSON struct {
	ID          sdano.ID         `json:"id"`
	Description descriptionJSON  `json:"description"`
	Contents    []contentRefJSON `json:"contents"`
	Signatures  []signatureJSON  `json:"signatures"`
	Links       []link           `json:"links"`
}

type descriptionJSON struct {
	Type        string            `json:"type"`
	Filename    string            `json:"filename"`
	ContentType string            `json:"content-type"`
	Properties  map[string]string `json:"properties"`
}

type contentRefJSON struct {
	ContentID  sdano.ID `json:"content-id"`
	Encrypted  bool     `json:"encrypted"`
	Compressed bool     `json:"compressed"`
}

func (s *Server) documentJSON(r *http.Request, doc draftDocument) (documentJSON, error) {
	f, err := doc.read()
	if err != nil {
		return documentJSON{}, err
	}
	ids, err := many(r.Context(), s.store.db, value[sdano.ID], `SELECT id FROM draft_signature WHERE document = $1 ORDER BY id`, doc.id)
	self := s.href(r, "/drafts/"+doc.draft.String()+"/documents/"+doc.id.String())
	out := documentJSON{
		ID: doc.id, Contents: []contentRefJSON{{ContentID: doc.content}}, Links: []link{{Rel: "self", Href: self}},
		Description: descriptionJSON{urnDocument + doc.typ, doc.filename, "application/xml", f.properties()},
	}
	for _, id := range ids {
		out.Signatures = append(out.Signatures, signatureJSON{ID: id, Links: []link{{Rel: "self", Href: self + "/signatures/" + id.String()}}})
	}
	return out, err
}

func (f facts) properties() map[string]string {
	out := map[string]string{"Encoding": f.Encoding}
	if f.Header.KND != "" {
		out["КНД"], out["CorrectionNumber"], out["Period"] = f.Header.KND, strconv.Itoa(f.Header.Correction), f.Header.PeriodText
	}
	return out
}

type signatureBody struct {
	Content    []byte `json:"base64-content"`
	ThirdParty bool   `json:"is-third-party-signature"`
}

type signatureJSON struct {
	ID         sdano.ID `json:"id"`
	Thumbprint string   `json:"signature-certificate-thumbprint,omitzero"`
	Links      []link   `json:"links"`
}

// postSignature adds a signature to a document; the same bytes are not added
// twice.
func (s *Server) postSignature(r *http.Request) (int, any, error) {
	doc, err := s.pathDocument(r)
	if err != nil {
		return 0, nil, err
	}
	var b signatureBody
	if err := readJSON(r, &b); err != nil {
		return 0, nil, err
	}
	if len(b.Content) == 0 {
		return 0, nil, badRequest("signatureMissing", "Подпись пуста (base64-content).")
	}
	out := signatureJSON{}
	status := http.StatusOK
	err = s.store.write(func(ctx context.Context, q querier) error {
		id, made, err := addSignature(ctx, q, doc, b)
		if made {
			status = http.StatusCreated
		}
		out.ID = id
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	if out.Thumbprint, err = thumbprint(r.Context(), s.store.db, doc.draft); err != nil {
		return 0, nil, err
	}
	out.Links = []link{{Rel: "self", Href: s.href(r, "/drafts/"+doc.draft.String()+"/documents/"+doc.id.String()+"/signatures/"+out.ID.String())}}
	return status, out, nil
}

func addSignature(ctx context.Context, q querier, doc draftDocument, b signatureBody) (sdano.ID, bool, error) {
	d, err := openDraft(ctx, q, doc.draft)
	if err != nil {
		return sdano.ID{}, false, err
	}
	id, ok, err := one(ctx, q, value[sdano.ID], `SELECT id FROM draft_signature WHERE document = $1 AND data = $2`, doc.id, b.Content)
	if err != nil || ok {
		return id, false, err
	}
	third := 0
	if b.ThirdParty {
		third = 1
	}
	id = sdano.NewID()
	err = exec(ctx, q, `INSERT INTO draft_signature (id, document, data, third_party) VALUES ($1, $2, $3, $4)`, id, doc.id, b.Content, third)
	return id, true, errors.Join(err, d.touch(ctx, q))
}

// thumbprint returns the SHA-1 of the sender's certificate: what certificates
// are named by.
func thumbprint(ctx context.Context, q querier, id sdano.ID) (string, error) {
	d, err := draftOf(ctx, q, id)
	if err != nil {
		return "", err
	}
	var b draftBody
	if err := json.Unmarshal([]byte(d.meta), &b); err != nil {
		return "", err
	}
	sum := sha1.Sum(b.Sender.Certificate.Content)
	return hex.EncodeToString(sum[:]), nil
}
