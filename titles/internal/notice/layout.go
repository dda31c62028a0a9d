// Package notice is what the technological documents of the exchange have in
// common («технологические электронные документы»): the notices of receipt
// (ИОП) and of clarification (УОУ), the operator's confirmations of the dates of
// sending and receipt (ПДО, ПДП), and the proposal to annul (ПОА). Each is about
// one file, which it names with its signatures, and names the parties of the
// exchange; only the words for it differ between the kinds and versions.
package notice

import (
	"sdano/titles/reading"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// Layout names the parts of one kind of notice in one version.
type Layout struct {
	// Event is the element that tells what happened, Day and Clock its
	// attributes that tell when, "" if it does not.
	Event, Day, Clock string
	// File is the element in it that stands for the file, Name its attribute
	// with the file's name, Signature its children with the signatures.
	File, Name, Signature string
	// Text is the element of Event with the text of who wrote the notice, "" if
	// there is none.
	Text    string
	Parties []Place
}

// Place is the element of a party and its role.
type Place struct {
	Element string
	Role    title.PartyRole
}

// Format completes a format of notices with the function that reads it.
func (l *Layout) Format(f title.Format) *title.Format {
	f.Role = title.Single
	out := &f
	out.Read = func(d *tree.Document) *title.Document { return l.read(out, d) }
	return out
}

func (l *Layout) read(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	document := d.Root().At("Документ")
	event := document.At(l.Event)
	out.Confirmed = title.Moment{Date: reading.Day(event, l.Day), Time: event.Attr(l.Clock)}
	if file := event.At(l.File); file.Ok() {
		out.Answered = []title.Answered{reading.Answered(file, l.Name, "", "", l.Signature)}
	}
	out.Comment = event.At(l.Text).Text()
	for _, place := range l.Parties {
		if n := document.At(place.Element); n.Ok() {
			out.Parties = append(out.Parties, party(n, place.Role))
		}
	}
	out.Signatories = reading.Signatories(document)
	return out
}

// party reads a party; an operator may stand in the place of a sender.
func party(n tree.Node, role title.PartyRole) title.Party {
	if n.At("ОперЭДО").Ok() {
		role = title.Operator
	}
	return reading.Party(n, role)
}
