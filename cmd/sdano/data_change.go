package main

import (
	"fmt"
	"io"
	"strconv"

	"sdano"
	"sdano/data"
	"sdano/internal/wiring"
	"sdano/monitor"
	titleshow "sdano/titles/show"
)

// tableTerms are tables and the rules compiled from them.
type tableTerms struct {
	tables *data.Tables
	rules  *monitor.Rules
}

// payerTerms are the terms that other tables change for a payer; without a payer
// those of all rules.
type payerTerms struct {
	Tenant sdano.Tenant `json:"tenant,omitzero"`
	INN    string       `json:"inn,omitzero"`
	KPP    string       `json:"kpp,omitzero"`
	Name   string       `json:"name,omitzero"`
	Terms  []termChange `json:"terms"`
}

// termChange is a term that moves; an absent one comes or goes.
type termChange struct {
	Rule   string       `json:"rule"`
	Title  string       `json:"title"`
	Period sdano.Period `json:"period"`
	Before sdano.Date   `json:"before,omitzero"`
	After  sdano.Date   `json:"after,omitzero"`
	Law    string       `json:"law"`
}

// compare finds the terms that change: of all rules, and of each payer of the
// store if there is one.
func (p place) compare(e *env, before, after tableTerms) ([]payerTerms, error) {
	today := sdano.DateOf(sdano.RealClock{}.Now(), sdano.Moscow)
	from, to := sdano.NewDate(today.Year()-1, 1, 1), sdano.NewDate(today.Year()+2, 12, 31)
	out := []payerTerms{{Terms: changed(before.rules.Deadlines(nil, nil, from, to), after.rules.Deadlines(nil, nil, from, to))}}
	if !wiring.HasStore(p.dsn()) {
		return out, nil
	}
	db, err := p.open(e)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return out, wiring.EachPayer(e.ctx, db, func(x wiring.Payer) error {
		terms := changed(before.rules.Deadlines(&x.Profile, &x.Facts, from, to), after.rules.Deadlines(&x.Profile, &x.Facts, from, to))
		if len(terms) > 0 {
			id := x.Profile.TaxID
			out = append(out, payerTerms{x.Tenant, id.INN, id.KPP, x.Profile.Name, terms})
		}
		return nil
	})
}

// changed compares terms before and after: those that move or go, then those
// that come.
func changed(before, after []monitor.Deadline) []termChange {
	type key struct {
		rule   string
		period sdano.Period
	}
	next := map[key]monitor.Deadline{}
	for _, d := range after {
		next[key{d.Rule, d.Period}] = d
	}
	out := []termChange{}
	for _, d := range before {
		at := key{d.Rule, d.Period}
		now, ok := next[at]
		delete(next, at)
		if ok && now.Due == d.Due {
			continue
		}
		change := termChange{d.Rule, d.Title, d.Period, d.Due, now.Due, now.Law}
		if !ok {
			change.Law = d.Law
		}
		out = append(out, change)
	}
	for _, d := range after {
		if _, ok := next[key{d.Rule, d.Period}]; ok {
			out = append(out, termChange{d.Rule, d.Title, d.Period, sdano.Date{}, d.Due, d.Law})
		}
	}
	return out
}

// mostTold is how many changes of one payer are written for a person.
const mostTold = 40

func writeChanges(w io.Writer, all []payerTerms) {
	for _, p := range all {
		who := "Сроки всех правил"
		if p.INN != "" {
			who = titleshow.Plain(p.Name) + ", ИНН " + p.INN
		}
		if len(p.Terms) == 0 {
			fmt.Fprintf(w, "%s: не изменились.\n", who)
			continue
		}
		fmt.Fprintf(w, "%s, изменилось: %d\n", who, len(p.Terms))
		for i, c := range p.Terms {
			if i == mostTold {
				fmt.Fprintln(w, "  … и еще "+strconv.Itoa(len(p.Terms)-i)+"; все показывает --json")
				break
			}
			fmt.Fprintf(w, "  %s: %s → %s (%s)\n", titleshow.Plain(c.Title), dotted(c.Before), dotted(c.After), titleshow.Plain(c.Law))
		}
	}
}
