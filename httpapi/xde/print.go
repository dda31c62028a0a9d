package xde

import (
	"bytes"
	"context"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/acceptance"
	"sdano/acceptance/ledger"
	"sdano/titles"
	"sdano/titles/show"
)

// Ledger records tasks that ended while the request waited; ledger.Ledger does.
type Ledger interface {
	// Finish records a task of a visitor and returns its number.
	Finish(ctx context.Context, v acceptance.Visitor, f ledger.Finished) (int64, error)
}

// printAction is the action of the tasks that make print forms.
const printAction acceptance.Action = "print"

// Bounds of one request for print forms.
const (
	maxPrinted = 20
	maxPrint   = 20 << 20 // bytes of all print forms
)

// printBody asks for print forms.
type printBody struct {
	ContentType contentType `json:"ContentType"`
	// Types are taken for the form that is wanted where ContentType says none: a
	// document has one print form.
	Types []contentType `json:"PrintformTypes"`
	Files []printFile   `json:"Files"`
}

// contentType is the form of a result: its name, or its number in the list of GET
// /reference/printContentTypes.
type contentType string

// UnmarshalJSONFrom reads a text or a number.
func (t *contentType) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch v.Kind() {
	case 'n':
		*t = ""
	case '"':
		text, err := jsontext.AppendUnquote(nil, v)
		*t = contentType(text)
		return err
	case '0':
		*t = contentType(v)
	default:
		return errWrongType
	}
	return nil
}

// wanted is the form that is asked for, "" if none is.
func (in printBody) wanted() string {
	if in.ContentType == "" && len(in.Types) > 0 {
		return string(in.Types[0])
	}
	return string(in.ContentType)
}

// printFormats are the forms of results by their numbers, which are ours.
var printFormats = []string{"pdf", "html"}

// printContentTypes answers GET /reference/printContentTypes with the forms that
// can be made.
func (h *Handler) printContentTypes(c *call) error {
	type typeForm struct {
		ID   int    `json:"Id"`
		Name string `json:"Name"`
	}
	out := []typeForm{}
	for id, format := range printFormats {
		if face, ok := h.faces[format]; ok {
			kind, _, _ := strings.Cut(face.kind, ";")
			out = append(out, typeForm{id, kind})
		}
	}
	return c.json(out)
}

// printFile is a document that is here, which keeps its print form, or a file
// that comes with the request.
type printFile struct {
	DocumentID sdano.ID `json:"DocumentId"`
	Name       string   `json:"Name"`
	Content    []byte   `json:"Content"`
	Signatures [][]byte `json:"Signatures"`
}

// printedForm is a print form.
type printedForm struct {
	Content    []byte   `json:"Content"`
	Type       string   `json:"Type"`
	Name       string   `json:"Name"`
	DocumentID sdano.ID `json:"DocumentId"`
	LinkID     sdano.ID `json:"LinkId"`
}

// print answers POST /print with the number of a task.
func (h *Handler) print(c *call) error {
	var in printBody
	if err := c.decode(&in); err != nil {
		return err
	}
	format, err := h.printFormat(in.wanted())
	if err != nil {
		return err
	}
	switch n := len(in.Files); {
	case n == 0:
		return missing("Files")
	case n > maxPrinted:
		return badValue("Files", "больше 20 файлов в одном запросе", "Разделите запрос на несколько.")
	case len(c.v.Tenants) == 0:
		return acceptance.ErrForbidden
	}
	out, err := h.printAll(c, in.Files, format)
	if err != nil {
		return err
	}
	task, err := h.c.Ledger.Finish(c.ctx(), c.v, ledger.Finished{Tenant: c.v.Tenants[0], Action: printAction, Results: out})
	if err != nil {
		return err
	}
	return c.task(task)
}

func (h *Handler) printAll(c *call, files []printFile, format string) ([]printedForm, error) {
	out := make([]printedForm, 0, len(files))
	size := 0
	for i, f := range files {
		made, err := h.printOne(c, f, format)
		if err != nil {
			return nil, err
		}
		if made.Content == nil {
			return nil, missing("Files[" + strconv.Itoa(i) + "].Content")
		}
		if size += len(made.Content); size > maxPrint {
			return nil, badValue("Files", "печатные формы больше 20 МиБ", "Разделите запрос на несколько.")
		}
		out = append(out, made)
	}
	return out, nil
}

// printOne makes the print form of a file; none if the file is not there.
func (h *Handler) printOne(c *call, f printFile, format string) (printedForm, error) {
	switch {
	case !f.DocumentID.IsZero():
		return h.printDocument(c, f.DocumentID, format)
	case len(f.Content) > 0:
		return h.printLoose(f, format)
	}
	return printedForm{}, nil
}

// printFormat reads in which form the result is wanted; PDF if nothing is said.
func (h *Handler) printFormat(contentType string) (string, error) {
	format := strings.ToLower(contentType)
	if _, name, ok := strings.Cut(format, "/"); ok {
		format = name
	}
	if format == "" {
		format = printFormats[0]
	}
	if n, err := strconv.Atoi(format); err == nil && n >= 0 && n < len(printFormats) {
		format = printFormats[n]
	}
	if _, known := h.faces[format]; known && format != "text" {
		return format, nil
	}
	return "", badValue("ContentType", "неизвестный вид «"+shorten(contentType)+"»", "Укажите application/pdf, text/html или номер из GET /reference/printContentTypes.")
}

// printDocument makes the print form of a document and keeps it with the
// document, whose status then tells that it is there, if the visitor may write.
func (h *Handler) printDocument(c *call, id sdano.ID, format string) (printedForm, error) {
	sheet, _, err := h.sheet(c, id)
	if err != nil {
		return printedForm{}, err
	}
	made, err := h.printed(sheet.Document.FileName, sheet.Sheet, format)
	if err != nil {
		return made, err
	}
	made.DocumentID = id
	link, err := h.c.Acceptance.Attach(c.ctx(), c.v, id, acceptance.PrintForm, made.Name, made.Content)
	if sdano.IsKind(err, sdano.Forbidden) {
		return made, nil
	}
	made.LinkID = link.ID
	return made, err
}

// printLoose makes the print form of a file that is not kept.
func (h *Handler) printLoose(f printFile, format string) (printedForm, error) {
	v := h.c.Check(titles.Input{Name: f.Name, Data: f.Content})
	s := show.Sheet{Name: f.Name, Document: v.Document}
	if v.Document != nil {
		s.Findings = v.Findings
	}
	s.Stamps = h.c.Sheets.Stamps(f.Name, f.Content, f.Signatures, h.c.Clock.Now(), sdano.Moscow)
	return h.printed(f.Name, s, format)
}

// printed writes a sheet.
func (h *Handler) printed(name string, s show.Sheet, format string) (printedForm, error) {
	var out bytes.Buffer
	if err := h.faces[format].write(&out, s); err != nil {
		return printedForm{}, err
	}
	name = strings.TrimSuffix(baseName(name), ".xml") + "." + format
	return printedForm{Content: out.Bytes(), Type: h.faces[format].kind, Name: name}, nil
}

// told returns the results that the ledger keeps in the interface's form.
func told[T any](t acceptance.Task) (any, error) { return stored[T](t) }
