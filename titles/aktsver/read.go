package aktsver

import (
	"strconv"

	"sdano/titles/reading"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// readFirst reads the sender's title: number, period, currency, both parties
// and the six balances of the whole and of each contract.
func readFirst(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	n := d.Root().At("Документ")
	out.Made = title.Moment{Date: reading.Day(n, "ДатаИнфОтпр"), Time: n.Attr("ВрИнфОтпр")}
	out.Number, out.Date = n.Attr("НомерАкт"), out.Made.Date
	out.From, out.To = reading.Day(n, "ДатаНачПер"), reading.Day(n, "ДатаОкПер")
	head := n.At("СвДокКрАкт")
	out.Currency = head.Attr("КодОКВ")
	if party := head.At("СвОтпр"); party.Ok() {
		out.Parties = append(out.Parties, reading.Party(party, title.Seller))
	}
	if party := head.At("СвПол"); party.Ok() {
		out.Parties = append(out.Parties, reading.Party(party, title.Buyer))
	}
	out.Balances, out.Entries = balances(n.At("ТаблАкт")), entries(n.At("ТаблАкт"))
	out.Signatories = reading.Signatories(n)
	return out
}

// readSecond reads the recipient's title: «ПризнРазн» and, if he disagrees, his
// own figures.
func readSecond(f *title.Format, d *tree.Document) *title.Document {
	out := reading.Begin(f, d)
	n := d.Root().At("Документ")
	out.Made = title.Moment{Date: reading.Day(n, "ДатаИнфПол"), Time: n.Attr("ВрИнфПол")}
	if link := n.At("ИдИнфОтпр"); link.Ok() {
		out.Answered = []title.Answered{reading.Answered(link, "ИдФайлИнфОтпр", "ДатФайлИнфОтпр", "ВрФайлИнфОтпр", "ЭП")}
	}
	code, _ := strconv.Atoi(d.Root().Attr("ПризнРазн"))
	table := n.At("ТаблАкт")
	out.Outcome = &title.Outcome{Code: code, Text: table.Attr("ДопИнф")}
	out.Balances, out.Entries = balances(table), entries(table)
	out.Signatories = reading.Signatories(n)
	return out
}

// balances returns the table as a whole and by contract, nil if there is none.
func balances(table tree.Node) []title.Balance {
	if !table.Ok() {
		return nil
	}
	out := []title.Balance{balance(table)}
	for contract := range table.All("ДогСв") {
		b := balance(contract)
		b.Contract = contractName(contract)
		out = append(out, b)
	}
	return out
}

func balance(n tree.Node) title.Balance {
	return title.Balance{
		OpeningDebit: reading.Dec(n, "СальдоНачДеб"), OpeningCredit: reading.Dec(n, "СальдоНачКр"),
		TurnoverDebit: reading.Dec(n, "ОборотДеб"), TurnoverCredit: reading.Dec(n, "ОборотКр"),
		ClosingDebit: reading.Dec(n, "СальдоКонДеб"), ClosingCredit: reading.Dec(n, "СальдоКонКр"),
		DiscrepancyDebit: reading.Dec(n, "ИтогоРасхДеб"), DiscrepancyCredit: reading.Dec(n, "ИтогоРасхКр"),
	}
}

// entries returns the documents of all contracts with their operations.
func entries(table tree.Node) []title.Entry {
	var out []title.Entry
	for contract := range table.All("ДогСв") {
		for n := range contract.All("ДокСв") {
			e := title.Entry{
				Contract: contractName(contract), Document: n.Attr("НаимДок") + " № " + n.Attr("НомДок") + " от " + n.Attr("ДатаДок"),
				Discrepancy: reading.Dec(n, "ИтогоРасх"),
			}
			for o := range n.All("СвОпер") {
				e.Operations = append(e.Operations, title.Operation{
					Row: o.Attr("НомСтр"), Date: reading.Day(o, "ДатаОпер"), Name: o.Attr("НаимОпер"),
					Debit: reading.Dec(o, "СумДебет"), Credit: reading.Dec(o, "СумКредит"),
				})
			}
			out = append(out, e)
		}
	}
	return out
}

// contractName names a contract by what the title has of it; every part of it
// is optional.
func contractName(n tree.Node) string {
	name := n.Attr("ОписТипДог")
	if name == "" {
		name = "Договор"
	}
	if number := n.Attr("НомДог"); number != "" {
		name += " № " + number
	}
	if day := n.Attr("ДатаДог"); day != "" {
		name += " от " + day
	}
	if id := n.Attr("ИдДог"); id != "" && !n.Has("НомДог") {
		name += " (" + id + ")"
	}
	return name
}
