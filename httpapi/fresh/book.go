package fresh

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strings"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
	"sdano/monitor"
	"sdano/printform"
	"sdano/titles/show"
)

// Books keeps books of income and expenses; monitor.Service does.
type Books interface {
	// Book returns the book up to the end of the quarter of a day.
	Book(ctx context.Context, tenant sdano.Tenant, payer sdano.TaxID, day sdano.Date) (monitor.Book, error)
}

// Book returns the handler of the data id income_expenses_book: a ZIP with the
// book as one PDF.
func Book(b Books) asyncdata.Handler {
	return asyncdata.Handler{
		ID: monitor.BookDataID, Name: "Книга учета доходов и расходов", ResultTypes: []string{"zip"}, Scope: access.ScopeMonitor,
		Compute: func(ctx context.Context, r asyncdata.Request) (asyncdata.Output, error) {
			q, err := readDated(r.Params)
			if err != nil {
				return asyncdata.Output{}, err
			}
			book, err := b.Book(ctx, r.Tenant, q.payer, q.day)
			if err != nil {
				return asyncdata.Output{}, q.refused(err)
			}
			out := asyncdata.Output{Name: monitor.BookDataID + ".zip", Warnings: book.Warnings}
			out.Body, err = bookZIP(book)
			return out, err
		},
	}
}

func bookZIP(b monitor.Book) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("КУДиР " + strings.TrimSuffix(b.Period.RU(), ".") + ".pdf")
	if err != nil {
		return nil, err
	}
	if err := printform.Pages(w, bookLayout(b)); err != nil {
		return nil, err
	}
	err = z.Close()
	return out.Bytes(), err
}

var bookObjects = map[monitor.TaxObject]string{
	monitor.Income: "доходы", monitor.IncomeExpense: "доходы, уменьшенные на величину расходов",
}

// rub writes an amount for the book.
func rub(m sdano.Money) string {
	whole, part, _ := strings.Cut(m.RU("\u00a0"), ",")
	if part == "" {
		part = "00"
	}
	return whole + "," + part
}

// bookLayout lays the book out by its sections (приказ ФНС ЕА-7-3/816@ of
// 07.11.2023, приказ Минфина 135н of 22.10.2012 before).
func bookLayout(b monitor.Book) show.Layout {
	kind := "организаций"
	if b.Profile.Taxpayer == monitor.Entrepreneur {
		kind = "индивидуальных предпринимателей"
	}
	l := show.Layout{Title: "КУДиР " + b.Profile.Name + " " + b.Period.RU()}
	l.Parts = append(l.Parts, show.Part{
		Heading: "Книга учёта доходов и расходов", Document: true,
		Texts: []string{kind + ", применяющих упрощённую систему налогообложения", "за " + b.Period.RU()},
		Facts: []show.Fact{
			{Label: "Налогоплательщик", Value: b.Profile.Name},
			{Label: "ИНН", Value: b.Profile.TaxID.INN},
			{Label: "КПП", Value: b.Profile.TaxID.KPP},
			{Label: "Объект налогообложения", Value: bookObjects[b.Object]},
			{Label: "Единица измерения", Value: "руб."},
			{Label: "Налоговый орган", Value: b.Profile.TaxOffice},
			{Label: "ОКТМО", Value: b.Profile.OKTMO},
		},
	})
	l.Parts[0].Facts = filled(l.Parts[0].Facts)
	n := 0
	for _, q := range b.Quarters {
		l.Parts = append(l.Parts, quarterPart(q, &n))
	}
	l.Parts = append(l.Parts, summaryPart(b))
	if b.Object == monitor.Income {
		l.Parts = append(l.Parts, paymentsPart("IV. Страховые взносы, уменьшающие сумму налога", b.Contributions))
		if len(b.TradeFees) > 0 {
			l.Parts = append(l.Parts, paymentsPart("V. Торговый сбор, уменьшающий сумму налога", b.TradeFees))
		}
	}
	return l
}

// filled returns the facts that have a value.
func filled(in []show.Fact) []show.Fact {
	var out []show.Fact
	for _, f := range in {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

// quarterPart is section I for a quarter; n is the number of its first line.
func quarterPart(q monitor.BookQuarter, n *int) show.Part {
	t := &show.Table{Columns: []show.Column{{Title: "№"}, {Title: "Дата"}, {Title: "Содержание операции"}, {Title: "Доходы", Number: true}, {Title: "Расходы", Number: true}}}
	for _, e := range q.Lines {
		*n++
		row := []string{fmt.Sprint(*n), e.Date.Dotted(), e.Note, "", ""}
		switch e.Kind {
		case monitor.EntryIncome:
			row[3] = rub(e.Amount)
		case monitor.EntryRefund:
			row[3] = "−" + rub(e.Amount)
			row[2] = strings.TrimSpace("Возврат. " + e.Note)
		case monitor.EntryExpense:
			row[4] = rub(e.Amount)
		}
		t.Rows = append(t.Rows, row)
	}
	t.Rows = append(t.Rows, []string{"", "", "Итого за " + q.Period.RU(), rub(q.Income), rub(q.Expenses)})
	t.Foot = []string{"", "", "Итого с начала года", rub(q.IncomeSoFar), rub(q.ExpensesSoFar)}
	return show.Part{Heading: "I. Доходы и расходы за " + q.Period.RU(), Table: t}
}

// summaryPart is what section I comes to.
func summaryPart(b monitor.Book) show.Part {
	last := b.Quarters[len(b.Quarters)-1]
	facts := []show.Fact{{Label: "010 Сумма доходов", Value: rub(last.IncomeSoFar)}}
	if b.Object == monitor.IncomeExpense {
		facts = append(facts, show.Fact{Label: "020 Сумма расходов", Value: rub(last.ExpensesSoFar)})
		if result := last.IncomeSoFar - last.ExpensesSoFar; result >= 0 {
			facts = append(facts, show.Fact{Label: "040 Итого получено доходов", Value: rub(result)})
		} else {
			facts = append(facts, show.Fact{Label: "041 Итого получено убытков", Value: rub(-result)})
		}
	}
	return show.Part{Heading: "Справка к разделу I", Facts: facts}
}

// paymentsPart is a section of payments with their sum.
func paymentsPart(heading string, list []monitor.Payment) show.Part {
	t := &show.Table{Columns: []show.Column{{Title: "№"}, {Title: "Дата"}, {Title: "За период"}, {Title: "Назначение"}, {Title: "Сумма", Number: true}}}
	var total sdano.Money
	for i, p := range list {
		t.Rows = append(t.Rows, []string{fmt.Sprint(i + 1), p.Date.Dotted(), p.Period.RU(), p.Purpose, rub(p.Amount)})
		total += p.Amount
	}
	t.Foot = []string{"", "", "", "Итого", rub(total)}
	return show.Part{Heading: heading, Table: t}
}
