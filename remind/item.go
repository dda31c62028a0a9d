package remind

import (
	"context"

	"sdano"
)

// Kind says what is to be done by a term.
type Kind string

// The kinds of obligations.
const (
	Payment Kind = "payment" // money is to be paid
	Report  Kind = "report"  // a report or notice is to be filed
)

// Item is one open obligation of an organisation.
type Item struct {
	// ID is the same as long as the obligation is, also when its term changes:
	// of the rule and its period.
	ID string `json:"id"`
	// Payer and Name are the organisation.
	Payer sdano.TaxID `json:"payer"`
	Name  string      `json:"name"`
	// Title is the Russian name of the obligation, with its period.
	Title string `json:"title"`
	Kind  Kind   `json:"kind"`
	// Term is the last day on which it can be done.
	Term sdano.Date `json:"term"`
	// Amount is what is to be paid; nil means that it is not known, which is never
	// the same as nothing. Reports have none.
	Amount *sdano.Money `json:"amount,omitzero"`
	// Law is the article that the term rests on.
	Law string `json:"law,omitzero"`
	// Link is the address of the page that explains it, "" if there is none.
	Link string `json:"link,omitzero"`
}

// Source is where open obligations are read.
type Source interface {
	// Items returns the open obligations of all organisations of a tenant as they
	// stand on a day: those that are overdue and those whose term is still ahead.
	Items(ctx context.Context, tenant sdano.Tenant, day sdano.Date) ([]Item, error)
}
