package web

import (
	"regexp"
	"strconv"

	"sdano"
	"sdano/titles/title"
)

// balanceTable sets their figures of an act of reconciliation against ours: of the
// whole, or of one contract with the operations that differ.
type balanceTable struct {
	// Contract is what the act calls the contract, "" for the whole.
	Contract string
	Whole    bool
	fields   fields
	Rows     []balanceRow
	Total    [2]string
	// TotalNames are the fields of the total discrepancy.
	TotalNames         [2]string
	Type, Number, Date string
	Operations         []operationRow
	Count              int
}

// balanceRow is one balance or turnover, by debit and credit.
type balanceRow struct {
	Name  string
	Sides [2]balanceCell
}

// balanceCell is one figure: theirs, ours and the difference, ours less theirs.
type balanceCell struct {
	Theirs, Ours, Difference string
	Field, Side              string
	theirs, ours             title.Decimal
}

// operationRow is one operation of a document that differs.
type operationRow struct {
	Prefix string
	fields fields
}

// Get returns a field of the operation.
func (o operationRow) Get(name string) string { return o.fields.get(name, "") }

// Name returns the name of a field of a table in the form.
func (t balanceTable) Name(field string) string { return t.fields.prefix + field }

// Get returns a field of a table as it was filled.
func (t balanceTable) Get(field string) string { return t.fields.get(field, "") }

var sides = [2]string{"debit", "credit"}

// balanceNames are the rows of a table with the names of their fields.
var balanceNames = []struct{ name, field string }{
	{"Сальдо начальное", "opening"}, {"Обороты за период", "turnover"}, {"Сальдо конечное", "closing"},
}

// figures are the six figures of a balance, in the order of balanceNames.
func figures(b title.Balance) [3][2]title.Decimal {
	return [3][2]title.Decimal{
		{b.OpeningDebit, b.OpeningCredit}, {b.TurnoverDebit, b.TurnoverCredit}, {b.ClosingDebit, b.ClosingCredit},
	}
}

// Agreed reports whether the form agrees to the act.
func (p acceptPart) Agreed() bool { return p.fields.get("agreed", "yes") == "yes" }

// tables fills in the tables of an act of reconciliation. An act without contracts
// gets an empty one: divergences are told by contracts.
func (p *acceptPart) tables() {
	balances := p.d.Title.Balances
	if len(balances) == 0 {
		balances = []title.Balance{{}}
	}
	if len(balances) == 1 {
		balances = append(balances[:1:1], title.Balance{Contract: "Договор"})
	}
	for n, b := range balances {
		p.Tables = append(p.Tables, p.table(n, b))
	}
}

// table is the table of the whole (n is 0) or of the n-th contract.
func (p *acceptPart) table(n int, b title.Balance) balanceTable {
	scope := "table" + strconv.Itoa(n) + "."
	t := balanceTable{Contract: b.Contract, Whole: n == 0, fields: p.fields.under(scope)}
	for row, theirs := range figures(b) {
		t.Rows = append(t.Rows, t.row(row, theirs))
	}
	for side, name := range sides {
		t.TotalNames[side] = t.Name("total." + name)
		t.Total[side] = t.fields.get("total."+name, "")
	}
	if t.Whole {
		return t
	}
	kind, number, day := contractParts(b.Contract)
	t.Type, t.Number, t.Date = t.fields.get("contract_type", kind), t.fields.get("contract_number", number), t.fields.get("contract_date", day)
	t.Count = p.rows("operations", scope)
	for n := range t.Count {
		f := t.fields.under("op" + strconv.Itoa(n) + ".")
		t.Operations = append(t.Operations, operationRow{Prefix: f.prefix, fields: f})
	}
	return t
}

// row reads one balance: a figure that the form leaves empty is absent.
func (t *balanceTable) row(n int, theirs [2]title.Decimal) balanceRow {
	out := balanceRow{Name: balanceNames[n].name}
	for side, name := range sides {
		field := balanceNames[n].field + "." + name
		c := balanceCell{theirs: theirs[side], Field: t.Name(field), Theirs: grouped(theirs[side]), Side: name}
		c.Ours = t.fields.get(field, figure(theirs[side]))
		c.ours = number(c.Ours)
		if d := difference(c); !isZero(d) {
			c.Difference = grouped(d)
		}
		out.Sides[side] = c
	}
	return out
}

// difference is ours less theirs; a figure that is absent counts as 0.
func difference(c balanceCell) title.Decimal { return c.ours.Minus(c.theirs) }

// isZero reports whether a number is 0 or absent.
func isZero(d title.Decimal) bool {
	for _, r := range d {
		if r >= '1' && r <= '9' {
			return false
		}
	}
	return true
}

// contractParts reads what the act calls a contract: «Поставка № П-1 от
// 01.02.2025».
func contractParts(name string) (kind, number, day string) {
	m := contractName.FindStringSubmatch(name)
	if m == nil {
		return name, "", ""
	}
	if kind = m[1]; kind == "Договор" {
		kind = ""
	}
	if d, err := sdano.ParseDateRU(m[3]); err == nil {
		day = d.String()
	}
	return kind, m[2], day
}

var contractName = regexp.MustCompile(`^(.*?)(?: № (.+?))?(?: от (\d\d\.\d\d\.\d{4}))?$`)

// differs reports whether a table has a difference or an operation.
func (t balanceTable) differs() bool {
	for _, r := range t.Rows {
		if r.Sides[0].Difference != "" || r.Sides[1].Difference != "" {
			return true
		}
	}
	return len(t.documents()) > 0
}

// contradiction refuses an answer to an act that says one thing and counts another:
// agreement with figures of one's own, which would be lost, or a divergence that
// is not told down to a document.
func (p *acceptPart) contradiction() error {
	if p.Kind != "reconciliation" {
		return nil
	}
	differs := false
	for _, t := range p.Tables {
		differs = differs || t.differs()
		if !p.Agreed() && !t.Whole && t.differs() && len(t.documents()) == 0 {
			return errNoDocument(t.Contract)
		}
	}
	if p.Agreed() && differs {
		return errAgreedWithDifferences
	}
	return nil
}

var errAgreedWithDifferences = &sdano.Error{
	Kind: sdano.Unprocessable, Code: "agreed_with_differences",
	Message: "Указано «Согласны, расхождений нет», а ваши суммы расходятся с данными отправителя.",
	Remedy:  "Выберите «Не согласны: указать расхождения» или верните суммы отправителя.",
}

func errNoDocument(contract string) error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "no_diverging_document",
		Message: contract + ": суммы расходятся, а документ и операция, из-за которых это так, не указаны.",
		Remedy:  "Откройте «Договор и операции, которые расходятся» у этого договора и укажите хотя бы один документ с операцией.",
	}
}

// reconciliation is what the form says of an act: agreement, or the figures that
// differ with the contracts in which they do. A figure stands in the table as soon
// as it differs in any table: what the whole has every contract must have.
func (p *acceptPart) reconciliation() title.ReconciliationResult {
	if p.Agreed() {
		return title.ReconciliationResult{}
	}
	var listed []balanceTable
	for _, t := range p.Tables[1:] {
		if t.differs() {
			listed = append(listed, t)
		}
	}
	chosen := differing(append(listed, p.Tables[0]))
	out := title.Divergence{Sums: p.Tables[0].sums(chosen), Information: p.Get("information")}
	for _, t := range listed {
		out.Contracts = append(out.Contracts, title.DivergenceContract{
			Sums: t.sums(chosen), Type: t.Type, Number: t.Number, Date: t.Date,
			Information: t.Get("information"), Documents: t.documents(),
		})
	}
	return title.ReconciliationResult{Divergences: []title.Divergence{out}}
}

// differing are the figures that differ in any of the tables, by row and side.
func differing(tables []balanceTable) (out [3][2]bool) {
	for _, t := range tables {
		for n, r := range t.Rows {
			for side, c := range r.Sides {
				out[n][side] = out[n][side] || c.Difference != ""
			}
		}
	}
	return out
}

// sums are our figures that are chosen, and what they differ by in all.
func (t balanceTable) sums(chosen [3][2]bool) title.Sums {
	var v [3][2]title.Decimal
	for n, r := range t.Rows {
		for side, c := range r.Sides {
			if chosen[n][side] {
				v[n][side] = orZero(c.ours)
			}
		}
	}
	return title.Sums{
		OpeningDebit: v[0][0], OpeningCredit: v[0][1], TurnoverDebit: v[1][0], TurnoverCredit: v[1][1],
		FinalDebit: v[2][0], FinalCredit: v[2][1],
		DiscrepancyDebit: t.total(0, chosen), DiscrepancyCredit: t.total(1, chosen),
	}
}

// total is the total discrepancy of a side: as the form has it, else the difference
// of the last figure that is chosen; absent if none is.
func (t balanceTable) total(side int, chosen [3][2]bool) title.Decimal {
	if t.Total[side] != "" {
		return number(t.Total[side])
	}
	for n := len(t.Rows) - 1; n >= 0; n-- {
		if chosen[n][side] {
			return orZero(difference(t.Rows[n].Sides[side]))
		}
	}
	return ""
}

func orZero(d title.Decimal) title.Decimal {
	if d == "" {
		return "0"
	}
	return d
}

// documents are the documents with their operations: rows of the same document
// follow one another.
func (t balanceTable) documents() []title.DivergenceDocument {
	var out []title.DivergenceDocument
	for _, o := range t.Operations {
		d := title.DivergenceDocument{Name: o.Get("document"), Number: o.Get("document_number"), Date: o.Get("document_date"), Discrepancy: number(o.Get("discrepancy"))}
		op := title.DivergenceOperation{
			Name: o.Get("operation"), Number: o.Get("number"), Date: o.Get("date"),
			Debit: number(o.Get("debit")), Credit: number(o.Get("credit")), Information: o.Get("information"),
		}
		if d.Name+d.Number+d.Date+op.Name+op.Date+string(d.Discrepancy)+string(op.Debit)+string(op.Credit) == "" {
			continue // an empty row
		}
		if n := len(out) - 1; n >= 0 && out[n].Name == d.Name && out[n].Number == d.Number && out[n].Date == d.Date {
			out[n].Operations = append(out[n].Operations, op)
			continue
		}
		d.Operations = []title.DivergenceOperation{op}
		out = append(out, d)
	}
	return out
}

func sideName(side string) string {
	if side == "debit" {
		return "дебет"
	}
	return "кредит"
}
