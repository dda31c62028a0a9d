package monitor

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"sdano"
	"sdano/tablefile"
)

// TableKind names what the rows of a table are.
type TableKind string

// The kinds of tables that can be read and written.
const (
	TableEntries  TableKind = "entries"  // lines of the books
	TablePayments TableKind = "payments" // payments of taxes
	TablePayroll  TableKind = "payroll"  // pay of employees
)

// TableImport says what became of a table.
type TableImport struct {
	// Read is how many rows below the titles were looked at.
	Read int `json:"read"`
	Imported
	// Findings say in Russian which rows were not taken, and why.
	Findings []sdano.Finding `json:"findings"`
}

// ErrNoTableKind is the Code of the error that tables of a kind are not known.
var ErrNoTableKind = &sdano.Error{
	Kind: sdano.NotFound, Code: "no_table_kind", Message: "Таблиц такого вида нет.",
	Remedy: "Бывают entries (доходы и расходы), payments (платежи) и payroll (выплаты сотрудникам).",
}

// ImportTable records the rows of a table (XLSX or CSV) as facts; the columns are
// found by their titles, wherever the titles stand. A row that was recorded before
// stays once; one that cannot be read is told and left out. The error is that of
// tablefile.Read, ErrNoTableKind, ErrNoProfile, or of kind Unprocessable for a table
// that lacks a column.
func (s *Service) ImportTable(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, kind TableKind, file []byte) (TableImport, error) {
	form, ok := tableForms[kind]
	if !ok {
		return TableImport{}, ErrNoTableKind
	}
	rows, err := tablefile.Read(file)
	if err != nil {
		return TableImport{}, err
	}
	p, _, err := s.Payer(ctx, tenant, id)
	if err != nil {
		return TableImport{}, err
	}
	head, where, err := titles(rows, form.columns)
	if err != nil {
		return TableImport{}, err
	}
	out := TableImport{Findings: []sdano.Finding{}}
	var facts Facts
	seen := map[string]int{}
	for _, row := range rows[head+1:] {
		if isTotal(row) {
			continue
		}
		out.Read++
		c := &cells{row: row, where: where, rows: s.c.Rules.names}
		more := form.read(c)
		if c.wrong != "" {
			out.Findings = append(out.Findings, sdano.Finding{Code: "bad_row", Line: row.At, Message: fmt.Sprintf("Строка %d: %s", row.At, c.wrong)})
			continue
		}
		text := string(kind) + "\x00" + c.said.String()
		seen[text]++
		facts.join(more.Named(func(int) sdano.ID { return sdano.NameID(p.ID, "table/"+text+"/"+strconv.Itoa(seen[text])) }))
	}
	out.Imported, err = s.Import(ctx, actor, tenant, p.TaxID, facts)
	return out, err
}

// join adds the facts that tables hold.
func (f *Facts) join(more Facts) {
	f.Entries = append(f.Entries, more.Entries...)
	f.Payments = append(f.Payments, more.Payments...)
	f.Payroll = append(f.Payroll, more.Payroll...)
}

// column is a column of a table: its key and the titles it may have, in lower case.
// One of the columns with the same need must be there.
type column struct {
	key    string
	need   string
	titles []string
}

// titlesWithin is among how many rows the titles are looked for: banks write the
// account and its owner above them.
const titlesWithin = 40

// titles finds the row of titles and where each column is.
func titles(rows []tablefile.Row, columns []column) (head int, where map[string]int, err error) {
	best, lacks := 0, "дата"
	for i, row := range rows[:min(len(rows), titlesWithin)] {
		found, without := match(row, columns)
		if len(found) > best {
			best, head, where, lacks = len(found), i, found, without
		}
	}
	if lacks == "" {
		return head, where, nil
	}
	return 0, nil, &sdano.Error{
		Kind: sdano.Unprocessable, Code: "no_column",
		Message: "В таблице нет столбца «" + lacks + "».",
		Remedy:  "Назовите столбцы в первой строке так: " + named(columns) + ".",
	}
}

// match finds the columns in a row; lacks is one that must be there and is not.
func match(row tablefile.Row, columns []column) (where map[string]int, lacks string) {
	where, met := map[string]int{}, map[string]bool{}
	for n, text := range row.Cells {
		text = title(text)
		for _, c := range columns {
			if _, taken := where[c.key]; taken {
				continue
			}
			for _, name := range c.titles {
				if text == name {
					where[c.key], met[c.need] = n, true
				}
			}
		}
	}
	for _, c := range columns {
		if c.need != "" && !met[c.need] {
			return where, c.need
		}
	}
	return where, ""
}

// title is a title without its unit and its ornaments.
func title(text string) string {
	text = strings.ReplaceAll(strings.ToLower(text), "ё", "е")
	if i := strings.IndexAny(text, "(,;"); i > 0 {
		text = text[:i]
	}
	return strings.Join(strings.Fields(strings.Trim(text, " .:*₽")), " ")
}

// named names the columns of a table for people.
func named(columns []column) string {
	var out []string
	for _, c := range columns {
		out = append(out, "«"+c.titles[0]+"»")
	}
	return strings.Join(out, ", ")
}

// isTotal reports whether a row is the sum of the rows above it.
func isTotal(row tablefile.Row) bool {
	for _, text := range row.Cells {
		if text == "" {
			continue
		}
		text = strings.ToLower(text)
		return strings.HasPrefix(text, "итого") || strings.HasPrefix(text, "всего")
	}
	return true
}
