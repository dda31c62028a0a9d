package xde

import (
	"bytes"
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"sdano"
	"sdano/acceptance"
	"sdano/acceptance/paper"
	"sdano/titles/show"
	"sdano/titles/title"
)

// Sheets collects what a document looks like on paper; paper.Desk does.
type Sheets interface {
	// Sheet collects the sheet of a document of a box.
	Sheet(ctx context.Context, v acceptance.Visitor, id sdano.ID, box acceptance.Box) (paper.Sheet, error)
	// Stamps checks signatures under a file that is not kept.
	Stamps(name string, content []byte, signatures [][]byte, at time.Time, zone *time.Location) []show.Stamp
}

// PDF writes a sheet as a document of pages.
type PDF func(w io.Writer, s show.Sheet) error

// viewSignatureForm is a signature with the results of its check.
type viewSignatureForm struct {
	LinkID  sdano.ID      `json:"LinkId"`
	File    string        `json:"File"`
	Fault   *string       `json:"ErrorText"`
	Signers []checkedForm `json:"Signers"`
}

// viewForm is a document as a person reads it. Title and Answer have the names of
// package title.
type viewForm struct {
	Document   documentForm        `json:"Document"`
	Title      *title.Document     `json:"Title"`
	Answer     *title.Document     `json:"Answer"`
	Signatures []viewSignatureForm `json:"Signatures"`
	Events     []historyForm       `json:"Events"`
}

// view answers GET /documents/{id}/view.
func (h *Handler) view(c *call) error {
	if c.r.PathValue("what") != "view" {
		return errNoPath
	}
	p, err := c.query()
	if err != nil {
		return err
	}
	id, err := c.id("id")
	if err != nil {
		return err
	}
	format := p["format"]
	if format == "" {
		format = "html"
	}
	if _, known := h.faces[format]; !known && format != "json" {
		return badValue("format", "неизвестный вид «"+shorten(format)+"»", "Укажите html, text, json или pdf.")
	}
	sheet, at, err := h.sheet(c, id)
	if err != nil {
		return err
	}
	if format == "json" {
		return c.json(viewOf(sheet, at))
	}
	return c.face(h.faces[format], sheet.Sheet)
}

// sheet collects the sheet of a document in the time of its box.
func (h *Handler) sheet(c *call, id sdano.ID) (paper.Sheet, place, error) {
	d, err := h.c.Acceptance.Document(c.ctx(), c.v, id)
	if err != nil {
		return paper.Sheet{}, place{}, err
	}
	at, err := h.place(c.ctx(), c.v, d.Box)
	if err != nil {
		return paper.Sheet{}, at, err
	}
	sheet, err := h.c.Sheets.Sheet(c.ctx(), c.v, id, at.box)
	sheet.Operator = at.box.Operator.Name
	return sheet, at, err
}

// face is a way to write a sheet.
type face struct {
	kind  string
	write func(w io.Writer, s show.Sheet) error
}

// facesOf returns the ways to write a sheet by the name of the parameter format.
func facesOf(pdf PDF) map[string]face {
	faces := map[string]face{
		"html": {"text/html; charset=utf-8", func(w io.Writer, s show.Sheet) error { return render(w, s.Page()) }},
		"text": {"text/plain; charset=utf-8", func(w io.Writer, s show.Sheet) error { return s.Text(w) }},
	}
	if pdf != nil {
		faces["pdf"] = face{"application/pdf", pdf}
	}
	return faces
}

func render(w io.Writer, page templ.Component) error { return page.Render(context.Background(), w) }

// face answers with a sheet. What is in it is never run: it is from strangers.
func (c *call) face(f face, s show.Sheet) error {
	var body bytes.Buffer
	if err := f.write(&body, s); err != nil {
		return err
	}
	header := c.w.Header()
	header.Set("Content-Type", f.kind)
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	_, _ = c.w.Write(body.Bytes()) // the sender may be gone
	return nil
}

func viewOf(s paper.Sheet, at place) viewForm {
	f := viewForm{
		Document: documentOf(s.Document, at), Title: s.Sheet.Document, Answer: s.Answer,
		Signatures: []viewSignatureForm{}, Events: []historyForm{},
	}
	for _, signed := range s.Signed {
		f.Signatures = append(f.Signatures, viewSignatureForm{
			signed.Link.ID, signed.File, text(signed.Fault), checksOf(signed.Report, at.zone),
		})
	}
	for _, e := range s.Elements {
		f.Events = append(f.Events, historyForm{e.StatusID, eventOf(e, at.zone)})
	}
	return f
}

var errNoPath = &sdano.Error{
	Kind: sdano.NotFound, Code: "unknown_path",
	Message: "По этому адресу ничего нет.",
	Remedy:  "Проверьте путь запроса по описанию программного интерфейса.",
}
