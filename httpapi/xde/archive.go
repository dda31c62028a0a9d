package xde

import (
	"bytes"
	"crypto/sha512"
	"encoding/hex"
	"net/http"
	"path"
	"strings"

	"sdano"
	"sdano/acceptance"
	"sdano/attorney"
	"sdano/httpapi/httpx"
)

// attachBody is what the part json of POST /archive says.
type attachBody struct {
	FileName       string
	AttachmentType *acceptance.AttachmentType
	// DocumentID is the document, or the number of a power of attorney.
	DocumentID sdano.ID `json:"DocumentId"`
	// BoxID is needed for a power of attorney by users of several data areas.
	BoxID string `json:"BoxId"`
}

// check refuses what is missing.
func (in attachBody) check() error {
	switch {
	case in.DocumentID.IsZero():
		return missing("DocumentId")
	case in.FileName == "":
		return missing("FileName")
	case in.AttachmentType == nil:
		return missing("AttachmentType")
	case attachmentNames[*in.AttachmentType] == "":
		return badValue("AttachmentType", "неизвестный тип вложения", "Допустимые типы перечисляет GET /reference/attachmentTypes.")
	}
	return nil
}

// attach answers POST /archive: a file is kept for a document, and its link is
// returned.
func (h *Handler) attach(c *call) error {
	f, err := readForm(c.r.Header.Get("Content-Type"), c.body)
	if err != nil {
		return err
	}
	var in attachBody
	if err := decode(f.json, &in); err != nil {
		return err
	}
	if in.FileName == "" {
		in.FileName = f.file
	}
	if err := in.check(); err != nil {
		return err
	}
	in.FileName = baseName(in.FileName)
	a, err := h.c.Acceptance.Attach(c.ctx(), c.v, in.DocumentID, *in.AttachmentType, in.FileName, f.content)
	link := a.ID
	if sdano.IsKind(err, sdano.NotFound) && (*in.AttachmentType == acceptance.AttorneyFile || *in.AttachmentType == acceptance.SignatureFile) {
		link, err = h.attachToPower(c, attorney.Upload{
			Box: in.BoxID, Number: in.DocumentID, Name: in.FileName, Data: f.content, Further: *in.AttachmentType == acceptance.SignatureFile,
		}, err)
	}
	if err != nil {
		return err
	}
	return c.scalar(link.String(), true)
}

// baseName returns a file's name without folders of whatever system.
func baseName(name string) string { return path.Base(strings.ReplaceAll(name, `\`, "/")) }

// file answers GET /archive/{id} with the bytes of a link.
func (h *Handler) file(c *call) error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	a, data, err := h.c.Acceptance.Content(c.ctx(), c.v, id)
	if sdano.IsKind(err, sdano.NotFound) {
		f, missed := h.powerFile(c, id, err)
		a = acceptance.Attachment{Name: f.Name, Hash: sha512.Sum512(f.Data), CreatedAt: f.CreatedAt}
		data, err = f.Data, missed
	}
	if err != nil {
		return err
	}
	header := c.w.Header()
	header.Set("Content-Type", "application/octet-stream")
	header.Set("Content-Disposition", httpx.Disposition(a.Name))
	header.Set("ETag", `"`+hex.EncodeToString(a.Hash[:])+`"`)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "private, no-cache")
	http.ServeContent(c.w, c.r, "", a.CreatedAt, bytes.NewReader(data))
	return nil
}

// attachmentNames are the types of attachments as people call them.
var attachmentNames = map[acceptance.AttachmentType]string{
	acceptance.ReceivedContent: "Полученное вложение", acceptance.SecondTitle: "Второй титул",
	acceptance.ReceiptFile: "Извещение о получении", acceptance.RejectionFile: "Уведомление об уточнении",
	acceptance.AnnulmentFile: "Предложение об аннулировании", acceptance.OperatorFile: "Подтверждение оператора",
	acceptance.AttorneyFile: "Машиночитаемая доверенность", acceptance.PrintForm: "Печатная форма",
	acceptance.CountedLines: "Принятое количество", acceptance.SignatureFile: "Подпись",
}

// attachmentTypes answers GET /reference/attachmentTypes.
func (h *Handler) attachmentTypes(c *call) error {
	type typeForm struct {
		ID   int    `json:"Id"`
		Name string `json:"Name"`
	}
	out := []typeForm{}
	for id := range acceptance.SignatureFile + 1 {
		if name := attachmentNames[id]; name != "" {
			out = append(out, typeForm{int(id), name})
		}
	}
	return c.json(out)
}
