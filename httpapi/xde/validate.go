package xde

import (
	"bytes"
	"strings"

	"sdano"
	"sdano/titles"
)

// verdictForm is what is to be said of a title.
type verdictForm struct {
	Format         *formatForm   `json:"Format"`
	Kind           *string       `json:"Kind"`
	Valid          bool          `json:"Valid"`
	OfficialSchema *string       `json:"OfficialSchema"`
	Findings       []findingForm `json:"Findings"`
}

// validateTitle answers POST /titles/validate: the body is the file, or JSON
// with a link to it.
func (h *Handler) validateTitle(c *call) error {
	in, err := h.title(c)
	if err != nil {
		return err
	}
	v := h.c.Check(in)
	f := verdictForm{
		Kind: text(v.Kind), Valid: v.Valid, OfficialSchema: text(v.OfficialSchema), Findings: findingsOf(v.Findings),
	}
	if v.Format != nil {
		f.Format = &formatForm{Prefix: v.Format.Prefix, KND: v.Format.KND}
		if v.Document != nil {
			f.Format.Version, f.Format.Function = v.Document.Version, v.Document.Function
		}
	}
	return c.json(f)
}

// title returns the file that is to be checked.
func (h *Handler) title(c *call) (titles.Input, error) {
	p, err := c.query()
	if err != nil {
		return titles.Input{}, err
	}
	body := bytes.TrimLeft(bytes.TrimPrefix(c.body, bom), " \t\r\n")
	if !strings.Contains(c.r.Header.Get("Content-Type"), "json") && !bytes.HasPrefix(body, []byte("{")) {
		if len(body) == 0 {
			return titles.Input{}, missing("LinkId")
		}
		return titles.Input{Name: p["name"], Data: c.body}, nil
	}
	var in struct {
		LinkID sdano.ID `json:"LinkId"`
	}
	if err := c.decode(&in); err != nil {
		return titles.Input{}, err
	}
	if in.LinkID.IsZero() {
		return titles.Input{}, missing("LinkId")
	}
	a, data, err := h.c.Acceptance.Content(c.ctx(), c.v, in.LinkID)
	return titles.Input{Name: a.Name, Data: data}, err
}
