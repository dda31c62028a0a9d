package aktsver

import (
	"fmt"

	"sdano/titles/title"
)

// side is debit or credit: three balances, and the total of divergences that
// each of them demands.
type side struct {
	balances [3]sum
	total    sum
}

// sum is one of the eight sums of a table: the member of the request, the
// attribute, and where it is.
type sum struct {
	member, attr string
	of           func(*title.Sums) title.Decimal
}

var sides = [2]side{
	{
		balances: [3]sum{
			{"OpeningBalanceDebit", "СальдоНачДеб", func(s *title.Sums) title.Decimal { return s.OpeningDebit }},
			{"TurnoverBalanceDebit", "ОборотДеб", func(s *title.Sums) title.Decimal { return s.TurnoverDebit }},
			{"FinalBalanceDebit", "СальдоКонДеб", func(s *title.Sums) title.Decimal { return s.FinalDebit }},
		},
		total: sum{"TotalDiscrepancyDebit", "ИтогоРасхДеб", func(s *title.Sums) title.Decimal { return s.DiscrepancyDebit }},
	},
	{
		balances: [3]sum{
			{"OpeningBalanceCredit", "СальдоНачКр", func(s *title.Sums) title.Decimal { return s.OpeningCredit }},
			{"TurnoverBalanceCredit", "ОборотКр", func(s *title.Sums) title.Decimal { return s.TurnoverCredit }},
			{"FinalBalanceCredit", "СальдоКонКр", func(s *title.Sums) title.Decimal { return s.FinalCredit }},
		},
		total: sum{"TotalDiscrepancyCredit", "ИтогоРасхКр", func(s *title.Sums) title.Decimal { return s.DiscrepancyCredit }},
	},
}

// sums writes the sums that are given.
func (w writer) sums(at string, s *title.Sums) {
	for i := range sides[0].balances {
		for j := range sides {
			w.sum(at, sides[j].balances[i], s)
		}
	}
	for i := range sides {
		w.total(at, &sides[i], s)
	}
}

// total writes the total of a side, or notes that it is absent and a balance is
// not (rules SDANO-AKTSVER-202 and -203).
func (w writer) total(at string, x *side, s *title.Sums) {
	w.sum(at, x.total, s)
	for _, balance := range x.balances {
		if absent(x.total.of(s)) && !absent(balance.of(s)) {
			w.Fail(title.CodeRequired, at+x.total.member, "не указано, а при указанном "+balance.member+" обязательно")
			return
		}
	}
}

// sum writes one sum if it is given.
func (w writer) sum(at string, x sum, s *title.Sums) {
	if value := x.of(s); !absent(value) {
		w.Attr(x.attr, w.Sum(at+x.member, value))
	}
}

// allOf notes the balances that the table has and a contract lacks (rules
// SDANO-AKTSVER-204 to -209).
func (w writer) allOf(at string, contract, table *title.Sums) {
	for i := range sides {
		for _, balance := range sides[i].balances {
			if !absent(balance.of(table)) && absent(balance.of(contract)) {
				w.Fail(title.CodeRequired, at+balance.member,
					fmt.Sprintf("не указано, а при указанном Divergences[0].%s обязательно в каждом договоре", balance.member))
			}
		}
	}
}
