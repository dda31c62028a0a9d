package xde

import (
	"sdano"
	"sdano/acceptance"
	"sdano/titles/title"
)

// incoming answers POST /documents/incoming: a document is brought in with its
// signatures, and delivered if it is one of the box's own and names who gets it.
func (h *Handler) incoming(c *call) error {
	f, err := readForm(c.r.Header.Get("Content-Type"), c.body)
	if err != nil {
		return err
	}
	var in struct {
		BoxID              string   `json:"BoxId"`
		PackageID          sdano.ID `json:"PackageId"`
		OperatorDocumentID string   `json:"OperatorDocumentId"`
		OperatorPackageID  string   `json:"OperatorPackageId"`
		SenderBoxID        string   `json:"SenderBoxId"`
		ReceiverBoxID      string   `json:"ReceiverBoxId"`
		FileName           string
		IsOutput           bool
		PowerOfAttorney    *title.PowerOfAttorney
	}
	if err := decode(f.json, &in); err != nil {
		return err
	}
	if in.FileName == "" {
		in.FileName = f.file
	}
	switch {
	case in.BoxID == "":
		return missing("BoxId")
	case in.FileName == "":
		return missing("FileName")
	}
	other, deliver := in.SenderBoxID, false
	if in.IsOutput && in.ReceiverBoxID != "" {
		// What the operator knows already was sent elsewhere and is only recorded.
		other, deliver = in.ReceiverBoxID, in.OperatorDocumentID == ""
	}
	d, _, err := h.c.Acceptance.Ingest(c.ctx(), c.v, acceptance.Incoming{
		Box: in.BoxID, Package: in.PackageID, OperatorDocument: in.OperatorDocumentID, OperatorPackage: in.OperatorPackageID,
		SenderBox: other, FileName: baseName(in.FileName), Content: f.content, Signatures: f.signatures, Output: in.IsOutput,
		Deliver: deliver, Attorney: in.PowerOfAttorney,
	})
	if err != nil {
		return err
	}
	return h.ingested(c, d)
}

// ingested tells what became of a document that was brought in.
func (h *Handler) ingested(c *call, d acceptance.Document) error {
	elements, err := h.c.Acceptance.Elements(c.ctx(), c.v, d.ID)
	if err != nil {
		return err
	}
	var last int64
	if n := len(elements); n > 0 {
		last = elements[n-1].StatusID
	}
	return c.json(struct {
		DocumentID sdano.ID      `json:"DocumentId"`
		PackageID  sdano.ID      `json:"PackageId"`
		Type       int           `json:"Type"`
		StatusID   int64         `json:"StatusId"`
		Status     string        `json:"Status"`
		Findings   []findingForm `json:"Findings"`
	}{d.ID, d.Package, int(d.Type), last, string(d.Status), findingsOf(d.Findings)})
}

// form returns a document as it is told.
func (h *Handler) form(c *call, d acceptance.Document) (documentForm, error) {
	p, err := h.place(c.ctx(), c.v, d.Box)
	return documentOf(d, p), err
}

// forms returns documents as they are told.
func (h *Handler) forms(c *call, list []acceptance.Document) ([]documentForm, error) {
	out := make([]documentForm, 0, len(list))
	for _, d := range list {
		f, err := h.form(c, d)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// info answers GET /documents/info/{id}.
func (h *Handler) info(c *call) error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	d, err := h.c.Acceptance.Document(c.ctx(), c.v, id)
	if err != nil {
		return err
	}
	f, err := h.form(c, d)
	if err != nil {
		return err
	}
	return c.json(f)
}

// infoRequest asks for a document by its id or by the name of an attachment.
type infoRequest struct {
	DocumentID         sdano.ID `json:"DocumentId"`
	AttachmentName     string
	IsOutput           *bool
	IncludeEvents      bool
	IncludeAttachments bool
	AllowDefault       bool
}

// attachmentForm is a file of a document.
type attachmentForm struct {
	LinkID     sdano.ID        `json:"LinkId"`
	Name       string          `json:"Name"`
	Type       int             `json:"Type"`
	Size       int64           `json:"Size"`
	IsOutput   bool            `json:"IsOutput"`
	SignsID    sdano.ID        `json:"SignsLinkId"`
	Signatures []signatureForm `json:"Signatures"`
}

// historyForm is an element of a document's history.
type historyForm struct {
	StatusID int64 `json:"StatusId"`
	eventForm
}

// infoForm is a document with its history and files; these are null if they
// were not asked for.
type infoForm struct {
	documentForm
	Events      []historyForm    `json:"Events"`
	Attachments []attachmentForm `json:"Attachments"`
}

// extendedInfo answers POST /documents/info.
func (h *Handler) extendedInfo(c *call) error {
	var in infoRequest
	if err := c.decode(&in); err != nil {
		return err
	}
	d, err := h.asked(c, in)
	if in.AllowDefault && sdano.IsKind(err, sdano.NotFound) {
		return c.json(nil)
	}
	if err != nil {
		return err
	}
	f := infoForm{}
	if f.documentForm, err = h.form(c, d); err != nil {
		return err
	}
	if in.IncludeEvents {
		if f.Events, err = h.history(c, d); err != nil {
			return err
		}
	}
	if in.IncludeAttachments {
		if f.Attachments, err = h.files(c, d); err != nil {
			return err
		}
	}
	return c.json(f)
}

// asked returns the document that is asked for.
func (h *Handler) asked(c *call, in infoRequest) (acceptance.Document, error) {
	switch {
	case !in.DocumentID.IsZero():
		return h.c.Acceptance.Document(c.ctx(), c.v, in.DocumentID)
	case in.AttachmentName != "":
		return h.c.Acceptance.FindByAttachment(c.ctx(), c.v, in.AttachmentName, in.IsOutput)
	}
	return acceptance.Document{}, missing("DocumentId")
}

func (h *Handler) history(c *call, d acceptance.Document) ([]historyForm, error) {
	elements, err := h.c.Acceptance.Elements(c.ctx(), c.v, d.ID)
	if err != nil {
		return nil, err
	}
	p, err := h.place(c.ctx(), c.v, d.Box)
	out := make([]historyForm, 0, len(elements))
	for _, e := range elements {
		out = append(out, historyForm{e.StatusID, eventOf(e, p.zone)})
	}
	return out, err
}

func (h *Handler) files(c *call, d acceptance.Document) ([]attachmentForm, error) {
	list, err := h.c.Acceptance.Attachments(c.ctx(), c.v, d.ID)
	if err != nil {
		return nil, err
	}
	p, err := h.place(c.ctx(), c.v, d.Box)
	out := make([]attachmentForm, 0, len(list))
	for _, a := range list {
		f := attachmentForm{LinkID: a.ID, Name: a.Name, Type: int(a.Type), Size: a.Size, IsOutput: a.Output, SignsID: a.Signs}
		if a.Type == acceptance.SignatureFile {
			f.Signatures = signaturesOf(a, p.zone)
		}
		out = append(out, f)
	}
	return out, err
}

// accessStatuses answers POST /documents/accessStatuses.
func (h *Handler) accessStatuses(c *call) error {
	var in struct {
		DocumentIDs               []sdano.ID `json:"DocumentIds"`
		ThrowOnForbiddenDocuments bool
	}
	if err := c.decode(&in); err != nil {
		return err
	}
	if len(in.DocumentIDs) > h.c.MaxDocuments {
		return h.tooMany("DocumentIds")
	}
	allowed, err := h.c.Acceptance.Access(c.ctx(), c.v, in.DocumentIDs)
	if err != nil {
		return err
	}
	statuses := make(map[string]bool, len(in.DocumentIDs))
	for _, id := range in.DocumentIDs {
		if in.ThrowOnForbiddenDocuments && !allowed[id] {
			return errDocumentClosed(id)
		}
		statuses[id.String()] = allowed[id]
	}
	return c.json(struct {
		DocumentStatuses map[string]bool `json:"DocumentStatuses"`
	}{statuses})
}

// errDocumentClosed is the refusal of a list with a document that cannot be
// seen: one of kind Invalid, as the interface has it.
func errDocumentClosed(id sdano.ID) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "document_forbidden", Param: "DocumentIds",
		Message: "Нет доступа к документу " + id.String() + ".",
		Remedy:  "Уберите его из списка или попросите администратора дать доступ к его ящику.",
	}
}

// documentPackage answers GET /packages/{id}.
func (h *Handler) documentPackage(c *call) error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	list, err := h.c.Acceptance.Package(c.ctx(), c.v, id)
	if err != nil {
		return err
	}
	forms, err := h.forms(c, list)
	if err != nil {
		return err
	}
	return c.json(struct {
		PackageID sdano.ID       `json:"PackageId"`
		Documents []documentForm `json:"Documents"`
	}{id, forms})
}

// tooMany is the refusal of a list that is too long.
func (h *Handler) tooMany(member string) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "too_many_documents", Param: member,
		Message: member + ": слишком много документов в одном запросе.",
		Remedy:  "Разделите запрос на несколько.",
	}
}
