package acceptance

import (
	"context"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/titles/title"
)

// countedName is the name of the file that keeps what was counted.
const countedName = "Принятое количество.json"

// Counted is what was counted of an УПД when it was answered. The answer itself has
// no lines, so it is kept beside the answer, as an attachment of type CountedLines.
type Counted struct {
	// Title is the link of the answer that it belongs to.
	Title sdano.ID `json:"ContentLinkId"`
	// Signer is who was to sign that answer.
	Signer title.Signer `json:"Signer"`
	// Lines are those that were counted; others came as the УПД declares.
	Lines []AcceptedLine `json:"AcceptedLines"`
}

// ReadCounted reads the content of an attachment of type CountedLines. The error is
// of kind Internal: only this package writes such files.
func ReadCounted(data []byte) (Counted, error) {
	var c Counted
	err := json.Unmarshal(data, &c)
	return c, err
}

// keepCounted makes what was counted ready to be recorded beside the answer.
func (j *job) keepCounted(ctx context.Context, p *product) error {
	if len(p.lines) == 0 {
		return nil
	}
	data, err := json.Marshal(Counted{Title: p.link.ID, Signer: j.signer, Lines: p.lines})
	if err != nil {
		return err
	}
	if p.countedBlob, err = j.s.keep(ctx, data); err != nil {
		return err
	}
	p.counted = j.s.link(j.tenant, p.made.DocumentID, CountedLines, countedName, p.countedBlob)
	p.counted.Output, p.counted.By = true, j.actor
	return nil
}
