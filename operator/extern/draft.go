package extern

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sdano"
	"sdano/reporting"
)

// draft is a draft as the operator tells it.
type draft struct {
	Status    string `json:"status"`
	Docflows  []link `json:"docflows"`
	Documents []link `json:"documents"`
}

// docflow returns the docflow of a draft that was sent, zero if none is named.
func (d draft) docflow() sdano.ID {
	for _, l := range d.Docflows {
		if id := l.id(); !id.IsZero() {
			return id
		}
	}
	return sdano.ID{}
}

// fate is what became of a draft.
type fate int

const (
	fateUnknown fate = iota // its status is a word that nobody knows
	fateOpen                // not sent, nothing under way
	fateBusy                // a task is under way
	fateSent
)

func (d draft) fate() fate {
	if !d.docflow().IsZero() {
		return fateSent
	}
	switch strings.ToLower(d.Status) {
	case "new", "checked", "readytosend":
		return fateOpen
	case "checkinprogress", "prepareinprogress", "sendinprogress":
		return fateBusy
	case "sent":
		return fateSent
	}
	return fateUnknown
}

func (d draft) ready() bool { return strings.EqualFold(d.Status, "readyToSend") }

func draftPath(id sdano.ID) string { return "/drafts/" + id.String() }

// draft returns the draft; false if the operator says that there is none.
func (c *Client) draft(ctx context.Context, id sdano.ID) (draft, bool, error) {
	var d draft
	err := c.call(ctx, http.MethodGet, draftPath(id), nil, nil, &d)
	if f := asFault(err); f != nil && f.Known && f.Status == http.StatusNotFound {
		return d, false, nil
	}
	return d, err == nil, err
}

// settled returns the draft once no task of it is under way. With an error it
// says whether the draft was seen nevertheless.
func (c *Client) settled(ctx context.Context, id sdano.ID) (draft, bool, error) {
	for p, seen := c.pauses(), false; ; seen = true {
		d, found, err := c.draft(ctx, id)
		if err != nil || !found || d.fate() != fateBusy {
			return d, found || seen && err != nil, err
		}
		if err := p.wait(ctx); err != nil {
			return d, true, err
		}
	}
}

// draftBody is what a draft is made of.
type draftBody struct {
	Sender struct {
		INN              string      `json:"inn"`
		KPP              string      `json:"kpp,omitzero"`
		Certificate      certificate `json:"certificate"`
		IsRepresentative bool        `json:"is-representative"`
		IPAddress        string      `json:"ipaddress"`
	} `json:"sender"`
	Recipient map[string]string `json:"recipient"`
	Payer     struct {
		INN          string       `json:"inn"`
		Organization organization `json:"organization,omitzero"`
	} `json:"payer"`
}

type certificate struct {
	Content []byte `json:"content"`
}

type organization struct {
	KPP string `json:"kpp,omitzero"`
}

// recipients are the members that name an office of an authority.
var recipients = map[reporting.Authority]string{
	reporting.FNS: "ifns-code", reporting.FSGS: "togs-code", reporting.SFR: "upfr-code",
}

// putDraft makes the draft of a dispatch.
func (c *Client) putDraft(ctx context.Context, d reporting.Dispatch) error {
	var b draftBody
	b.Sender.INN, b.Sender.KPP, b.Sender.IPAddress = d.Sender.INN, d.Sender.KPP, senderIP
	b.Sender.Certificate.Content = d.Certificate
	b.Sender.IsRepresentative = d.Sender != d.Payer
	b.Recipient = map[string]string{firstOf(recipients[d.Authority], string(d.Authority)): d.Code}
	b.Payer.INN, b.Payer.Organization.KPP = d.Payer.INN, d.Payer.KPP
	return c.call(ctx, http.MethodPut, draftPath(d.DraftID), nil, b, nil)
}

// senderIP is the address that we tell: our own is of no use to anybody.
const senderIP = "127.0.0.1"

// draftDocument is a document of a draft as the operator tells it.
type draftDocument struct {
	ID          string `json:"id"`
	Description struct {
		Filename string `json:"filename"`
	} `json:"description"`
	Signatures []struct {
		ID string `json:"id"`
	} `json:"signatures"`
}

// fill gives the draft the files of the dispatch that it does not have yet, and
// the signatures.
func (c *Client) fill(ctx context.Context, have draft, d reporting.Dispatch) error {
	there := map[string]draftDocument{}
	for _, l := range have.Documents {
		var doc draftDocument
		if err := c.call(ctx, http.MethodGet, draftPath(d.DraftID)+"/documents/"+l.id().String(), nil, nil, &doc); err != nil {
			return err
		}
		there[doc.Description.Filename] = doc
	}
	for i, f := range d.Files {
		doc, ok := there[f.Name]
		if !ok {
			var err error
			if doc, err = c.addFile(ctx, d.DraftID, i, f); err != nil {
				return err
			}
		}
		if err := c.sign(ctx, d.DraftID, doc, f); err != nil {
			return err
		}
	}
	return nil
}

// documentBody is what a document is made of.
type documentBody struct {
	ContentID   sdano.ID `json:"content-id"`
	Description struct {
		Type     string `json:"type,omitzero"`
		Filename string `json:"filename"`
	} `json:"description"`
}

// addFile uploads the n-th file of a dispatch and adds it to the draft; the
// first one is the report, the others go with it.
func (c *Client) addFile(ctx context.Context, draft sdano.ID, n int, f reporting.File) (draftDocument, error) {
	var doc draftDocument
	content, err := c.upload(ctx, f.Data)
	if err != nil {
		return doc, err
	}
	b := documentBody{ContentID: content}
	b.Description.Filename = f.Name
	if n > 0 {
		b.Description.Type = "urn:document:fns534-report-attachment"
	}
	err = c.call(ctx, http.MethodPost, draftPath(draft)+"/documents", nil, b, &doc)
	return doc, err
}

// sign adds the signature of a file to its document, unless it has one.
func (c *Client) sign(ctx context.Context, draft sdano.ID, doc draftDocument, f reporting.File) error {
	if len(f.Signature) == 0 || len(doc.Signatures) > 0 {
		return nil
	}
	id := idOf(doc.ID)
	if id.IsZero() {
		return &unreadable{"document of the draft", errNoID}
	}
	b := struct {
		Content    []byte `json:"base64-content"`
		ThirdParty bool   `json:"is-third-party-signature"`
	}{Content: f.Signature}
	return c.call(ctx, http.MethodPost, draftPath(draft)+"/documents/"+id.String()+"/signatures", nil, b, nil)
}

// upload stores contents at the operator, in parts if they are large.
func (c *Client) upload(ctx context.Context, data []byte) (sdano.ID, error) {
	r := request{method: http.MethodPost, url: c.account + "/contents", limit: jsonLimit}
	var id sdano.ID
	for start := 0; start == 0 || start < len(data); start += c.c.PartSize {
		end := min(start+c.c.PartSize, len(data))
		r.body, r.header = data[start:end], map[string]string{"Content-Type": "application/octet-stream"}
		if len(data) > 0 {
			r.header["Content-Range"] = contentRange(start, end, len(data))
		}
		answer, err := c.do(ctx, r)
		if err != nil {
			return id, err
		}
		if id.IsZero() {
			if id, err = contentID(answer); err != nil {
				return id, err
			}
			r.method, r.url = http.MethodPut, r.url+"/"+id.String()
		}
	}
	return id, nil
}

func contentRange(start, end, total int) string {
	return "bytes " + strconv.Itoa(start) + "-" + strconv.Itoa(end-1) + "/" + strconv.Itoa(total)
}

func contentID(answer []byte) (sdano.ID, error) {
	var text struct {
		ID string `json:"id"`
	}
	if err := decode("content", answer, &text); err != nil {
		return sdano.ID{}, err
	}
	id := idOf(text.ID)
	if id.IsZero() {
		return id, &unreadable{"content", errNoID}
	}
	return id, nil
}

// deferred asks for a task instead of an answer.
var deferred = url.Values{"deferred": {"true"}}
