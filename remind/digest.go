package remind

import (
	"cmp"
	"slices"

	"sdano"
)

// Reason says why an obligation is in a digest.
type Reason string

// The reasons, the gravest first.
const (
	Overdue Reason = "overdue" // the term has passed
	Changed Reason = "changed" // the term is another one than was told
	Ahead   Reason = "ahead"   // the term is so many days away
)

// Line is one obligation of a digest.
type Line struct {
	Item
	Reason Reason `json:"reason"`
	// Days is how many days are left, negative if the term has passed.
	Days int `json:"days"`
	// Was is the term that was told before; zero unless it has changed.
	Was sdano.Date `json:"was,omitzero"`
}

// Message is what one organisation is told on one day.
type Message struct {
	Payer sdano.TaxID `json:"payer"`
	Name  string      `json:"name"`
	Day   sdano.Date  `json:"day"`
	// Lines are never empty: the overdue ones first, then by term.
	Lines []Line `json:"lines"`
}

// Digest decides what is told today of the items of one organisation: those that
// are overdue, those whose term is one of the subscription's numbers of days
// away, and those whose term is not the one in seen, the terms that were told
// last, by Item.ID. False means that there is nothing to tell, that the
// subscription is off or that the organisation is not one of its own.
func Digest(items []Item, day sdano.Date, s Subscription, seen map[string]sdano.Date) (Message, bool) {
	m := Message{Day: day}
	for _, i := range items {
		if !s.Enabled || !s.wants(i.Payer) {
			continue
		}
		if line, told := lineOf(i, day, s, seen[i.ID]); told {
			m.Payer, m.Name = i.Payer, i.Name
			m.Lines = append(m.Lines, line)
		}
	}
	slices.SortStableFunc(m.Lines, func(a, b Line) int {
		return cmp.Or(a.Term.Compare(b.Term), cmp.Compare(a.Title, b.Title), cmp.Compare(a.ID, b.ID))
	})
	return m, len(m.Lines) > 0
}

// lineOf returns what is told of an item; was is the term told last, zero if none
// was.
func lineOf(i Item, day sdano.Date, s Subscription, was sdano.Date) (Line, bool) {
	line := Line{Item: i, Days: day.DaysTo(i.Term)}
	if !was.IsZero() && was != i.Term {
		line.Was = was
	}
	switch {
	case line.Days < 0:
		line.Reason = Overdue
	case !line.Was.IsZero():
		line.Reason = Changed
	case slices.Contains(s.Days, line.Days):
		line.Reason = Ahead
	default:
		return Line{}, false
	}
	return line, true
}
