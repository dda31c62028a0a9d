package bankfile

import (
	"fmt"
	"slices"
	"strings"

	"sdano"
)

// Bounds of a file.
const (
	MaxSize  = 32 << 20 // bytes
	maxLines = 2_000_000
)

// heading is the first line of the format of 1C.
const heading = "1CClientBankExchange"

// Read reads a statement. The findings tell in Russian which lines could not be
// read and why (what they are about is not among the lines of the statement), that
// a file has no documents, and that it ends before its end. The error is of kind
// Unprocessable or TooLarge if the file is no statement at all.
func Read(file []byte) (Statement, []sdano.Finding, error) {
	if len(file) > MaxSize {
		return Statement{}, nil, &sdano.Error{
			Kind: sdano.TooLarge, Code: "statement_too_large", Message: "Выписка больше 32 МиБ.", Remedy: "Выгрузите из банка меньший период.",
		}
	}
	text := decode(file)
	if !strings.HasPrefix(strings.TrimSpace(text), heading) {
		return Statement{}, nil, &sdano.Error{
			Kind: sdano.Unprocessable, Code: "not_a_statement",
			Message: "Это не выписка в формате обмена с 1С: файл не начинается со слова 1CClientBankExchange.",
			Remedy:  "Выгрузите выписку из банка в формате «1С» (текстовый файл kl_to_1c.txt).",
		}
	}
	r := &reader{}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if i == maxLines {
			r.wrong(i, "строк больше %d: остаток файла не прочитан.", maxLines)
			break
		}
		r.line(i+1, strings.TrimSpace(line))
	}
	r.finish(len(lines))
	r.direct()
	return r.out, r.found, nil
}

// reader reads line by line.
type reader struct {
	out   Statement
	found []sdano.Finding
	// doc is the document that is being read, nil between documents.
	doc *document
	// account are the fields of the «СекцияРасчСчет» that is being read, nil
	// outside.
	account map[string]string
	// whole says that «КонецФайла» was met.
	whole bool
}

func (r *reader) wrong(at int, format string, args ...any) {
	r.found = append(r.found, sdano.Finding{Code: "bad_line", Line: at, Message: fmt.Sprintf("Строка %d: ", at) + fmt.Sprintf(format, args...)})
}

func (r *reader) line(at int, text string) {
	key, value, has := strings.Cut(text, "=")
	key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
	if _, again := r.account[key]; r.account != nil && has && !again {
		r.account[key] = value
	}
	switch {
	case text == "":
	case key == "секциядокумент":
		r.account = nil
		r.end()
		r.doc = &document{at: at, kind: value, fields: map[string]string{}}
		r.out.Documents++
	case key == "конецдокумента" && !has:
		r.end()
	case key == "конецфайла" && !has:
		r.whole = true
	case r.doc != nil:
		r.field(at, key, value, text, has)
	case key == "секциярасчсчет" && !has:
		r.account = map[string]string{}
	case key == "конецрасчсчет" && !has:
		r.balance()
	case key == "расчсчет":
		if value != "" && !slices.Contains(r.out.Accounts, value) {
			r.out.Accounts = append(r.out.Accounts, value)
		}
	case key == "датаначала":
		if d, ok := day(value); ok && (r.out.From.IsZero() || d.Before(r.out.From)) {
			r.out.From = d
		}
	case key == "датаконца":
		if d, ok := day(value); ok && d.After(r.out.To) {
			r.out.To = d
		}
	}
}

// balance ends a section of an account: what lay on it at the end of its last day.
// A section that lacks the number, the day or the sum, or is not ended, says
// nothing.
func (r *reader) balance() {
	number := r.account["расчсчет"]
	on, dated := day(r.account["датаконца"])
	sum, summed := money(r.account["конечныйостаток"])
	if r.account = nil; number != "" && dated && summed {
		r.out.Balances = append(r.out.Balances, Balance{Account: number, Date: on, Amount: sum})
	}
}

// field reads a line of a document. One that is no field of the format goes on
// with the purpose if it follows it, whatever signs it has.
func (r *reader) field(at int, key, value, text string, has bool) {
	_, again := r.doc.fields[key]
	switch {
	case r.doc.inPurpose && (!known[key] || again):
		r.doc.fields[r.doc.purposeKey] = strings.TrimSpace(r.doc.fields[r.doc.purposeKey] + " " + text)
	case !has:
	case again && r.doc.fields[key] != value:
		r.doc.twice = append(r.doc.twice, key)
		if !decisive[key] {
			r.wrong(at, "поле «%s» указано в документе дважды, взято первое значение «%s».", key, r.doc.fields[key])
		}
	case !again:
		r.doc.fields[key] = value
		r.doc.inPurpose = strings.HasPrefix(key, "назначениеплатежа")
		r.doc.purposeKey = key
	}
}

// end ends a document: it becomes a line of the statement.
func (r *reader) end() {
	d := r.doc
	r.doc = nil
	if d == nil {
		return
	}
	line, why := d.line()
	if why != "" {
		r.wrong(d.at, "документ «%s» № %s не прочитан: %s", d.kind, d.fields["номер"], why)
		return
	}
	r.out.Lines = append(r.out.Lines, line)
}

// finish ends the file. A document that is open when a file ends without
// «КонецФайла» may lack its last digits: it is not taken.
func (r *reader) finish(at int) {
	switch {
	case r.whole:
		r.end()
	case r.doc != nil:
		r.wrong(r.doc.at, "документ «%s» № %s не прочитан: файл обрывается внутри него. Скачайте выписку из банка ещё раз.", r.doc.kind, r.doc.fields["номер"])
	default:
		r.wrong(at, "файл кончается без слова КонецФайла: возможно, он получен не целиком. Скачайте выписку из банка ещё раз.")
	}
	if len(r.out.Lines)+len(r.found) == 0 {
		r.found = append(r.found, sdano.Finding{
			Code: "no_documents", Message: "В выписке нет ни одного документа. Если движения по счёту были, выгрузите её за другой период.",
		})
	}
}

// direct tells money that comes from money that leaves where a document does not
// say it by its dates: by the accounts of the statement.
func (r *reader) direct() {
	for i := range r.out.Lines {
		l := &r.out.Lines[i]
		if !l.Unsure {
			continue
		}
		from, to := slices.Contains(r.out.Accounts, l.Payer.Account), slices.Contains(r.out.Accounts, l.Payee.Account)
		l.Out, l.Unsure = from, from == to
	}
}
