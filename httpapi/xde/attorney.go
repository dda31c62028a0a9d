package xde

import (
	"context"
	"slices"

	"sdano"
	"sdano/acceptance"
	"sdano/acceptance/ledger"
	"sdano/attorney"
	"sdano/httpapi/httpx"
)

// Attorneys keeps powers of attorney (МЧД); attorney.Service does.
type Attorneys interface {
	// Keep stores a file.
	Keep(ctx context.Context, v attorney.Visitor, u attorney.Upload) (attorney.File, error)
	// File returns one, or attorney.ErrNotFound.
	File(ctx context.Context, v attorney.Visitor, link sdano.ID) (attorney.File, error)
	// Register keeps a power with the signature under it.
	Register(ctx context.Context, v attorney.Visitor, in attorney.Registration) (attorney.Outcome, error)
	// Validate checks a power as it is now.
	Validate(ctx context.Context, v attorney.Visitor, q attorney.Question, certificate []byte) (attorney.Outcome, error)
	// Download returns the links of the files of a power.
	Download(ctx context.Context, v attorney.Visitor, q attorney.Question, asZIP bool) (attorney.Outcome, error)
}

// powerBody asks for something with a power of attorney.
type powerBody struct {
	BoxID         string       `json:"BoxId"`
	Content       powerContent `json:"Content"`
	DownloadAsZip bool         `json:"DownloadAsZip"`
}

// powerContent names a power of attorney, and its files by links or bytes. The
// published interface calls Id DocumentId and LinkId ContentLinkId when a power is
// registered.
type powerContent struct {
	ID              sdano.ID `json:"Id"`
	DocumentID      sdano.ID `json:"DocumentId"`
	ContentLinkID   sdano.ID `json:"ContentLinkId"`
	IssuerINN       string   `json:"IssuerInn"`
	Certificate     []byte   `json:"Certificate"`
	Name            string   `json:"Name"`
	XML             []byte   `json:"Xml"`
	Signature       []byte   `json:"Signature"`
	LinkID          sdano.ID `json:"LinkId"`
	SignatureLinkID sdano.ID `json:"SignatureLinkId"`
	DownloadAsZip   bool     `json:"DownloadAsZip"`
}

// outcomeForm is what came of it.
type outcomeForm struct {
	IsValid          bool     `json:"IsValid"`
	ErrorText        *string  `json:"ErrorText"`
	LinkID           sdano.ID `json:"LinkId"`
	SignatureLinkID  sdano.ID `json:"SignatureLinkId"`
	ZipArchiveLinkID sdano.ID `json:"ZipArchiveLinkId"`
}

// power does something with a power of attorney.
type power func(ctx context.Context, v attorney.Visitor, in powerBody) (attorney.Outcome, error)

// addAttorneys adds the addresses of powers of attorney.
func (h *Handler) addAttorneys(table map[string]httpx.Action) {
	if h.c.Attorneys == nil {
		return
	}
	for path, do := range map[string]power{
		"register/content": h.keepPower, "register": h.registerPower, "validate": h.validatePower, "download": h.downloadPower,
	} {
		action := acceptance.Action("attorney/" + path)
		table["POST /powerofattorney/"+path] = h.post(h.withPower(action, do))
		table["GET /powerofattorney/"+path+"/tasks/{id}"] = h.get(h.task(action, acceptance.Making, told[outcomeForm]))
	}
}

// withPower answers a request about a power of attorney with the number of a
// task.
func (h *Handler) withPower(action acceptance.Action, do power) func(*call) error {
	return func(c *call) error {
		var in powerBody
		if err := c.decode(&in); err != nil {
			return err
		}
		in.Content.settle()
		switch {
		case in.BoxID == "":
			return missing("BoxId")
		case in.Content.ID.IsZero():
			return missing("Content.Id")
		}
		v, err := h.asAttorney(c)
		if err != nil {
			return err
		}
		o, err := do(c.ctx(), v, in)
		if err != nil {
			return err
		}
		task, err := h.c.Ledger.Finish(c.ctx(), c.v, ledger.Finished{
			Tenant: v.Boxes[in.BoxID], Action: action, Box: in.BoxID,
			Results: []outcomeForm{{o.Valid, text(o.Error), o.Content, o.Signature, o.Archive}},
		})
		if err != nil {
			return err
		}
		return c.task(task)
	}
}

// settle takes the published names of members for ours.
func (p *powerContent) settle() {
	if p.ID.IsZero() {
		p.ID = p.DocumentID
	}
	if p.LinkID.IsZero() {
		p.LinkID = p.ContentLinkID
	}
}

// asAttorney returns who asks, as powers of attorney know him.
func (h *Handler) asAttorney(c *call) (attorney.Visitor, error) {
	boxes, err := h.c.Acceptance.Boxes(c.ctx(), c.v)
	if err != nil {
		return attorney.Visitor{}, err
	}
	v := attorney.Visitor{
		Actor: c.v.Actor, Tenants: c.v.Tenants, Boxes: map[string]sdano.Tenant{},
		May: c.v.Admin || slices.Contains(c.v.Permissions, acceptance.Attorn),
	}
	for _, b := range boxes {
		v.Boxes[b.ID] = b.Tenant
	}
	return v, nil
}

// keepPower stores the file of a power, which is to be signed.
func (h *Handler) keepPower(ctx context.Context, v attorney.Visitor, in powerBody) (attorney.Outcome, error) {
	link, err := h.keepFile(ctx, v, in, in.Content.XML, "")
	return attorney.Outcome{Valid: err == nil, Content: link}, err
}

// keepFile stores a file of a power under the power's name and an ending.
func (h *Handler) keepFile(ctx context.Context, v attorney.Visitor, in powerBody, data []byte, ending string) (sdano.ID, error) {
	name := in.Content.Name
	if name == "" {
		name = in.Content.ID.String() + ".xml"
	}
	f, err := h.c.Attorneys.Keep(ctx, v, attorney.Upload{Box: in.BoxID, Number: in.Content.ID, Name: name + ending, Data: data})
	return f.ID, err
}

// registerPower keeps a power with the signature under it. Files that come as
// bytes are stored first.
func (h *Handler) registerPower(ctx context.Context, v attorney.Visitor, in powerBody) (attorney.Outcome, error) {
	r := attorney.Registration{Box: in.BoxID, Number: in.Content.ID, Content: in.Content.LinkID, Signature: in.Content.SignatureLinkID}
	var err error
	if r.Content.IsZero() {
		if r.Content, err = h.keepFile(ctx, v, in, in.Content.XML, ""); err != nil {
			return attorney.Outcome{}, err
		}
	}
	if r.Signature.IsZero() {
		if r.Signature, err = h.keepFile(ctx, v, in, in.Content.Signature, ".sig"); err != nil {
			return attorney.Outcome{}, err
		}
	}
	return h.c.Attorneys.Register(ctx, v, r)
}

func (in powerBody) question() attorney.Question {
	return attorney.Question{Box: in.BoxID, Number: in.Content.ID, IssuerINN: in.Content.IssuerINN}
}

func (h *Handler) validatePower(ctx context.Context, v attorney.Visitor, in powerBody) (attorney.Outcome, error) {
	return h.c.Attorneys.Validate(ctx, v, in.question(), in.Content.Certificate)
}

func (h *Handler) downloadPower(ctx context.Context, v attorney.Visitor, in powerBody) (attorney.Outcome, error) {
	return h.c.Attorneys.Download(ctx, v, in.question(), in.DownloadAsZip || in.Content.DownloadAsZip)
}

// attachToPower keeps a file that was uploaded for what is no document but may be
// a power of attorney. missed is the refusal of those who may not, and of a
// signature under a power of which nothing is here: its number is a document's,
// mistyped.
func (h *Handler) attachToPower(c *call, u attorney.Upload, missed error) (sdano.ID, error) {
	if h.c.Attorneys == nil {
		return sdano.ID{}, missed
	}
	v, err := h.asAttorney(c)
	if err != nil {
		return sdano.ID{}, err
	}
	if !v.May || len(v.Boxes) == 0 {
		return sdano.ID{}, missed
	}
	f, err := h.c.Attorneys.Keep(c.ctx(), v, u)
	if u.Further && sdano.IsKind(err, sdano.NotFound) {
		err = missed
	}
	return f.ID, err
}

// powerFile returns a file of a power of attorney; missed is the refusal of
// those who may not see it.
func (h *Handler) powerFile(c *call, link sdano.ID, missed error) (attorney.File, error) {
	if h.c.Attorneys == nil {
		return attorney.File{}, missed
	}
	v, err := h.asAttorney(c)
	if err != nil {
		return attorney.File{}, err
	}
	f, err := h.c.Attorneys.File(c.ctx(), v, link)
	if sdano.IsKind(err, sdano.NotFound) || sdano.IsKind(err, sdano.Forbidden) {
		err = missed
	}
	return f, err
}
