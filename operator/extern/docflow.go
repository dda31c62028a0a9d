package extern

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"sdano"
	"sdano/reporting"
)

// docflowText is a docflow as the operator writes it.
type docflowText struct {
	ID          string         `json:"id"`
	Type        string         `json:"type"`
	Status      string         `json:"status"`
	Success     string         `json:"success-state"`
	SendDate    string         `json:"send-date"`
	LastChange  string         `json:"last-change-date"`
	Documents   []documentText `json:"documents"`
	Description struct {
		OriginalDraft string `json:"original-draft-id"`
	} `json:"description"`
	Links []link `json:"links"`
}

func (t docflowText) ref() reporting.DocflowRef {
	return reporting.DocflowRef{ID: idOf(t.ID), Type: tail(t.Type), SentAt: instant(t.SendDate)}
}

// documentText is a document of a docflow as the operator writes it.
type documentText struct {
	ID          string `json:"id"`
	Description struct {
		Type     string `json:"type"`
		Filename string `json:"filename"`
	} `json:"description"`
	SendDate string `json:"send-date"`
	Links    []link `json:"links"`
	Content  struct {
		Contents []contentText `json:"docflow-document-contents"`
	} `json:"content"`
}

type contentText struct {
	ID         string `json:"content-id"`
	Encrypted  bool   `json:"encrypted"`
	Compressed bool   `json:"compressed"`
}

func docflowPath(id sdano.ID) string { return "/docflows/" + id.String() }

func (c *Client) docflowText(ctx context.Context, id sdano.ID) (docflowText, error) {
	var t docflowText
	err := c.call(ctx, http.MethodGet, docflowPath(id), nil, nil, &t)
	if err == nil && idOf(t.ID) != id {
		err = &unreadable{"docflow", fmt.Errorf("asked for %s, got %q", id, clip(t.ID, 100))}
	}
	return t, err
}

// Docflow returns the docflow with its documents, in the order in which the
// operator tells them. Errors are *sdano.Error: Unavailable if the operator does
// not answer, NotFound "operator_not_found", Unprocessable "answer_unreadable".
func (c *Client) Docflow(ctx context.Context, id sdano.ID) (reporting.Docflow, error) {
	t, err := c.docflowText(ctx, id)
	if err != nil {
		return reporting.Docflow{}, public(err)
	}
	out := reporting.Docflow{
		ID: id, Type: tail(t.Type), Status: tail(t.Status), Success: tail(t.Success),
		DraftID: idOf(t.Description.OriginalDraft), SentAt: instant(t.SendDate), ChangedAt: instant(t.LastChange),
	}
	for _, text := range t.Documents {
		doc, err := c.document(ctx, id, text)
		if err != nil {
			return reporting.Docflow{}, public(err)
		}
		doc.addReplies(t.Links)
		out.Documents = append(out.Documents, doc.Document)
	}
	return out, nil
}

// document reads a document; what the docflow does not tell of it is asked for.
func (c *Client) document(ctx context.Context, flow sdano.ID, t documentText) (document, error) {
	id := idOf(t.ID)
	if id.IsZero() {
		return document{}, &unreadable{"document of the docflow", errNoID}
	}
	if t.Description.Type == "" {
		if err := c.call(ctx, http.MethodGet, docflowPath(flow)+"/documents/"+id.String(), nil, nil, &t); err != nil {
			return document{}, err
		}
	}
	content, encrypted := t.content()
	doc := document{reporting.Document{
		ID: id, Type: tail(t.Description.Type), FileName: t.Description.Filename, SentAt: instant(t.SendDate),
		ContentID: content, Encrypted: encrypted,
	}}
	doc.addReplies(t.Links)
	return doc, nil
}

// content returns the best of the forms in which the bytes are there: readable
// before encrypted, plain before compressed.
func (t documentText) content() (sdano.ID, bool) {
	best, found := contentText{}, false
	for _, c := range t.Content.Contents {
		if idOf(c.ID).IsZero() {
			continue
		}
		if !found || worse(best, c) {
			best, found = c, true
		}
	}
	return idOf(best.ID), best.Encrypted
}

// worse reports whether a is a worse form than b.
func worse(a, b contentText) bool {
	if a.Encrypted != b.Encrypted {
		return a.Encrypted
	}
	return a.Compressed && !b.Compressed
}

// document is a document whose replies are being collected.
type document struct{ reporting.Document }

// addReplies adds the types of receipts that links offer on the document:
// …/documents/{id}/generate-reply?documentType=… A link that names no document
// is of the one it stands at.
func (d *document) addReplies(links []link) {
	for _, l := range links {
		if l.Rel != "reply" {
			continue
		}
		parts, query := l.segments()
		if at := slices.Index(parts, "documents"); at < 0 || at+1 >= len(parts) || idOf(parts[at+1]) != d.ID {
			continue
		}
		typ := tail(firstOf(query.Get("documentType"), l.Name))
		if typ != "" && !slices.Contains(d.Replies, typ) {
			d.Replies = append(d.Replies, typ)
		}
	}
}

// Content returns the bytes of a document as they came: encrypted and
// compressed ones stay so. Errors are those of Docflow.
func (c *Client) Content(ctx context.Context, docflow sdano.ID, doc reporting.Document) ([]byte, error) {
	if doc.ContentID.IsZero() {
		full, err := c.document(ctx, docflow, documentText{ID: doc.ID.String()})
		if err != nil {
			return nil, public(err)
		}
		doc = full.Document
	}
	if doc.ContentID.IsZero() {
		return nil, public(&unreadable{"document of the docflow", errNoID})
	}
	data, err := c.do(ctx, request{method: http.MethodGet, url: c.account + "/contents/" + doc.ContentID.String(), limit: contentLimit})
	return data, public(err)
}
