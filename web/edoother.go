package web

import (
	"cmp"
	"context"
	"strings"

	"sdano/acceptance"
	"sdano/titles/title"
)

// others names the other sides of the documents of a list. Lists come without
// titles, so one title is read for each other side, not for each document.
type others struct {
	site    *Site
	visitor Visitor
	boxes   map[string]string
	// known are the names and numbers found so far, by the side's key.
	known map[string][2]string
}

func (s *Site) others(v Visitor, boxes map[string]string) *others {
	return &others{s, v, boxes, map[string][2]string{}}
}

// name completes a line with the other side of its document.
func (o *others) name(ctx context.Context, d acceptance.Document, line *edoLine) error {
	box := d.SenderBox
	if d.Output {
		box = d.ReceiverBox
	}
	key := cmp.Or(box, d.SenderINN)
	if got, ok := o.known[key]; ok && key != "" {
		line.Other, line.OtherINN = cmp.Or(line.Other, got[0]), cmp.Or(line.OtherINN, got[1])
		return nil
	}
	if d.Type != acceptance.Informal {
		whole, err := o.site.Acceptance.Document(ctx, o.visitor.Documents, d.ID)
		if err != nil {
			return err
		}
		line.Other, line.OtherINN = otherOf(whole, o.boxes)
	}
	if line.Other != "" && line.OtherINN != "" {
		o.known[key] = [2]string{line.Other, line.OtherINN}
	}
	return nil
}

// otherOf returns the name and the number of the other side of a document: as its
// title has them, else as the boxes of this server do; "" if they are not known.
func otherOf(d acceptance.Document, boxes map[string]string) (name, inn string) {
	box := d.SenderBox
	if d.Output {
		box = d.ReceiverBox
	} else {
		inn = d.SenderINN
	}
	if p, ok := partyOf(d); ok {
		return shortForm.Replace(p.Name), p.TaxID.INN
	}
	return boxes[box], inn
}

// shortForm writes the forms of organisations as people do in lists.
var shortForm = strings.NewReplacer(
	"Общество с ограниченной ответственностью", "ООО", "Публичное акционерное общество", "ПАО",
	"Непубличное акционерное общество", "АО", "Акционерное общество", "АО", "Индивидуальный предприниматель", "ИП",
)

// partyOf finds the other side among the parties of a title: whoever offers the
// document, of our own documents the one to whom it is offered.
func partyOf(d acceptance.Document) (title.Party, bool) {
	if d.Title == nil {
		return title.Party{}, false
	}
	for _, p := range d.Title.Parties {
		if (p.Role == title.Seller || p.Role == title.Buyer) && (p.TaxID.INN == d.SenderINN) != d.Output {
			return p, true
		}
	}
	return title.Party{}, false
}
