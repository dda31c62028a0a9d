package show

import "strings"

// Layout is a sheet as it is laid out, for a face that is not in this package:
// plain texts in their order, in which nothing steers a device. Lines of a text
// are parted by "\n", and the spaces inside a number are no-break ones.
type Layout struct {
	// Title names the sheet in a line.
	Title string
	Parts []Part
}

// Part is a section of a layout. What it does not have is empty.
type Part struct {
	Heading string
	// Document says that a document begins here, whose name Heading is.
	Document bool
	Texts    []string
	Facts    []Fact
	Blocks   []Block
	Table    *Table
	Seals    []Seal
}

// Fact is a label with its value.
type Fact struct{ Label, Value string }

// Block is something with a title and facts of its own.
type Block struct {
	Title string
	Facts []Fact
}

// Table is a table; all rows have as many cells as there are columns.
type Table struct {
	Columns []Column
	Rows    [][]string
	// Foot is the last row with the sums; nil if there is none.
	Foot []string
}

// Column is a column of a table.
type Column struct {
	Title string
	// Number aligns the column to the right.
	Number bool
}

// Seal is a signature.
type Seal struct {
	Block
	// State is "good", "notice" or "bad".
	State   string
	Remarks []string
}

// Layout lays the sheet out.
func (s Sheet) Layout() Layout {
	heads := s.heads()
	l := Layout{Title: clean(heads[0].title())}
	for _, v := range heads {
		l.document(v)
	}
	var seals []Seal
	for _, stamp := range s.Stamps {
		seal := Seal{Block: blockOf(stamp.seal()), State: stamp.State}
		for _, remark := range stamp.Remarks {
			seal.Remarks = append(seal.Remarks, clean(remark))
		}
		seals = append(seals, seal)
	}
	l.add(Part{Heading: "Электронные подписи", Seals: seals})
	l.add(Part{Heading: "История", Table: tableOf(s.history())})
	return l
}

// document adds the parts of a document.
func (l *Layout) document(v view) {
	head := Part{Heading: clean(v.title()), Document: true}
	if v.Heading != "" && v.Heading != v.Kind {
		head.Texts = []string{clean(v.Kind)}
	}
	check := Part{Heading: "Проверка", Texts: []string{v.Verdict}}
	for _, r := range v.Findings {
		check.Texts = append(check.Texts, clean(strings.Join(strings.Fields(r.Message+" "+r.Place+" "+r.Code), " ")))
	}
	for _, p := range []Part{
		head,
		{Heading: "О документе", Facts: factsOf(v.Facts)},
		{Heading: "Стороны", Blocks: blocksOf(v.Parties)},
		{Heading: "Строки", Table: tableOf(v.Lines)},
		{Heading: "Итого", Facts: factsOf(v.Totals)},
		{Heading: "Расчёты", Table: tableOf(v.Balances)},
		{Heading: "Документы и операции", Table: tableOf(v.Entries)},
		{Heading: "Решение", Facts: factsOf(v.Outcome)},
		{Heading: "В ответ на", Blocks: blocksOf(v.Answered)},
		{Heading: "Кто подписывает", Blocks: blocksOf(v.Signers)},
		check,
	} {
		l.add(p)
	}
}

// add adds a part that says something.
func (l *Layout) add(p Part) {
	if p.Document || len(p.Texts)+len(p.Facts)+len(p.Blocks)+len(p.Seals) > 0 || p.Table != nil {
		l.Parts = append(l.Parts, p)
	}
}

func factsOf(facts []fact) (out []Fact) {
	for _, f := range facts {
		out = append(out, Fact{clean(f.Label), clean(f.Value)})
	}
	return out
}

func blocksOf(blocks []block) (out []Block) {
	for _, b := range blocks {
		out = append(out, blockOf(b))
	}
	return out
}

func blockOf(b block) Block {
	if b.Label != "" {
		b.Title = strings.TrimSuffix(b.Label+": "+b.Title, ": ")
	}
	return Block{clean(b.Title), factsOf(b.Facts)}
}

func tableOf(t *table) *Table {
	if t == nil {
		return nil
	}
	out := &Table{Foot: cleanAll(t.Foot)}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, Column(c))
	}
	for _, row := range t.Rows {
		out.Rows = append(out.Rows, cleanAll(row))
	}
	return out
}

func cleanAll(texts []string) (out []string) {
	for _, text := range texts {
		out = append(out, clean(text))
	}
	return out
}

// clean is harmless, but for line breaks and no-break spaces, which no paper
// obeys in a harmful way.
func clean(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		words := strings.Split(line, nbsp)
		for j, word := range words {
			words[j] = harmless(word)
		}
		lines[i] = strings.Join(words, nbsp)
	}
	return strings.Join(lines, "\n")
}
