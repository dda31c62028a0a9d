package xde

import (
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/acceptance"
	"sdano/titles/title"
)

// lineForm is a line of an УПД with what was accepted of it. Absent quantities
// are null.
type lineForm struct {
	LineNumber string         `json:"LineNumber"`
	Name       string         `json:"Name"`
	Declared   *string        `json:"Declared"`
	Accepted   *string        `json:"Accepted"`
	Shortage   *string        `json:"Shortage"`
	Surplus    *string        `json:"Surplus"`
	Defect     *string        `json:"Defect"`
	Amount     jsontext.Value `json:"AmountDifference"`
	Comment    *string        `json:"Comment"`
}

// totalsForm are the sums over the lines.
type totalsForm struct {
	Declared *string        `json:"Declared"`
	Accepted *string        `json:"Accepted"`
	Shortage *string        `json:"Shortage"`
	Surplus  *string        `json:"Surplus"`
	Defect   *string        `json:"Defect"`
	Amount   jsontext.Value `json:"AmountDifference"`
}

// draftForm is a draft of a ТОРГ-2.
type draftForm struct {
	Name string `json:"Name"`
	XML  []byte `json:"Xml"`
}

// discrepancyForm is an УПД set against what was accepted of it.
type discrepancyForm struct {
	DocumentID sdano.ID      `json:"DocumentId"`
	Lines      []lineForm    `json:"Lines"`
	Totals     totalsForm    `json:"Totals"`
	Type       int           `json:"AcceptanceResultType"`
	Draft      *draftForm    `json:"Draft"`
	Findings   []findingForm `json:"Findings"`
}

// discrepancy answers POST /documents/accept/discrepancy.
func (h *Handler) discrepancy(c *call) error {
	var in struct {
		DocumentID sdano.ID                  `json:"DocumentId"`
		Lines      []acceptance.AcceptedLine `json:"AcceptedLines"`
		Signer     *title.Signer             `json:"Signer"`
	}
	if err := c.decode(&in); err != nil {
		return err
	}
	if in.DocumentID.IsZero() {
		return missing("DocumentId")
	}
	d, err := h.c.Acceptance.Discrepancy(c.ctx(), c.v, in.DocumentID, in.Lines, in.Signer)
	if err != nil {
		return err
	}
	return c.json(discrepancyOf(in.DocumentID, d))
}

func discrepancyOf(document sdano.ID, d acceptance.Discrepancy) discrepancyForm {
	f := discrepancyForm{DocumentID: document, Lines: []lineForm{}, Type: d.Type, Findings: findingsOf(d.Findings)}
	for _, l := range d.Lines {
		f.Lines = append(f.Lines, lineForm{
			l.Number, l.Name, quantity(l.Declared), quantity(l.Accepted), quantity(l.Shortage), quantity(l.Surplus),
			quantity(l.Defect), amount(&l.Amount), text(l.Comment),
		})
	}
	t := d.Totals
	f.Totals = totalsForm{
		quantity(t.Declared), quantity(t.Accepted), quantity(t.Shortage), quantity(t.Surplus), quantity(t.Defect), amount(&t.Amount),
	}
	if d.Draft != nil {
		f.Draft = &draftForm{d.Draft.Name, d.Draft.Data}
	}
	return f
}

func quantity(d title.Decimal) *string { return text(string(d)) }
