package bankfile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"sdano"
)

// Bounds of a file.
const (
	MaxSize  = 32 << 20 // bytes
	maxLines = 2_000_000
)

// heading is the first line of the format of 1C.
const heading = "1CClientBankExchange"

// Read reads a statement. The findings tell which lines could not be read and why,
// in Russian; what they are about is not among the lines of the statement. The
// error is of kind Unprocessable or TooLarge if the file is no statement at all.
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
	for i, line := range strings.Split(text, "\n") {
		if i == maxLines {
			r.wrong(i, "строк больше %d: остаток файла не прочитан.", maxLines)
			break
		}
		r.line(i+1, strings.TrimSpace(line))
	}
	r.end()
	r.direct()
	return r.out, r.found, nil
}

// decode returns the text of a file: UTF-8 if it is one, DOS if it says so, else
// windows-1251.
func decode(file []byte) string {
	file = bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))
	if utf8.Valid(file) {
		return string(file)
	}
	table := charmap.Windows1251
	head := file[:min(len(file), 2048)]
	if i := bytes.Index(head, []byte("=DOS")); i > 0 { // «Кодировка=DOS», in letters that are not known yet
		table = charmap.CodePage866
	}
	text, err := table.NewDecoder().Bytes(file)
	if err != nil { // no byte is without a letter there
		return string(file)
	}
	return string(text)
}

// reader reads line by line.
type reader struct {
	out   Statement
	found []sdano.Finding
	// doc is the document that is being read, nil between documents; bad says that
	// something of it could not be read.
	doc *document
}

// document is what a document says, by key in lower case.
type document struct {
	at     int
	kind   string
	fields map[string]string
}

func (r *reader) wrong(at int, format string, args ...any) {
	r.found = append(r.found, sdano.Finding{Code: "bad_line", Line: at, Message: fmt.Sprintf("Строка %d: ", at) + fmt.Sprintf(format, args...)})
}

func (r *reader) line(at int, text string) {
	key, value, has := strings.Cut(text, "=")
	key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
	switch {
	case text == "" || !has && r.doc == nil:
	case key == "секциядокумент":
		r.end()
		r.doc = &document{at: at, kind: value, fields: map[string]string{}}
	case key == "конецдокумента":
		r.end()
	case r.doc != nil && has:
		r.doc.fields[key] = value
	case r.doc != nil: // a purpose that goes on in the next line
		r.doc.fields["назначениеплатежа"] = strings.TrimSpace(r.doc.fields["назначениеплатежа"] + " " + text)
	case key == "расчсчет":
		if value != "" && !slices.Contains(r.out.Accounts, value) {
			r.out.Accounts = append(r.out.Accounts, value)
		}
	case key == "датаначала" && r.out.From.IsZero():
		r.out.From, _ = day(value)
	case key == "датаконца":
		if d, ok := day(value); ok && d.After(r.out.To) {
			r.out.To = d
		}
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

// first returns the first of some fields that is not empty.
func (d *document) first(names ...string) string {
	for _, name := range names {
		if v := d.fields[name]; v != "" {
			return v
		}
	}
	return ""
}

// line turns a document into a line; why says what is wrong with it.
func (d *document) line() (out Line, why string) {
	out = Line{
		Kind: d.kind, Number: d.fields["номер"], At: d.at, Payer: d.party("плательщик"), Payee: d.party("получатель"),
		Status: d.fields["статуссоставителя"], KBK: d.fields["показателькбк"], OKTMO: d.first("окато", "октмо"), Reason: d.fields["показательоснования"],
		Period: d.fields["показательпериода"], DocNumber: d.fields["показательномера"], DocDate: d.fields["показательдаты"],
		UIN: d.first("код", "кодназплатежа"), Purpose: d.purpose(),
	}
	sum, ok := money(d.fields["сумма"])
	if !ok || sum <= 0 {
		return out, fmt.Sprintf("сумма «%s».", d.fields["сумма"])
	}
	out.Amount = sum
	moved := d.first("датасписано", "датапоступило", "дата")
	if out.Date, ok = day(moved); !ok {
		return out, fmt.Sprintf("дата «%s».", moved)
	}
	out.Out = d.fields["датасписано"] != "" || d.fields["датапоступило"] == ""
	return out, ""
}

// direct tells money that comes from money that leaves where a document does not
// say it by its dates: by the account of the payee.
func (r *reader) direct() {
	for i := range r.out.Lines {
		l := &r.out.Lines[i]
		if slices.Contains(r.out.Accounts, l.Payee.Account) && !slices.Contains(r.out.Accounts, l.Payer.Account) {
			l.Out = false
		}
	}
}

// party reads a side of the payment by the beginning of its keys.
func (d *document) party(who string) Party {
	name := d.first(who+"1", who)
	inn := d.fields[who+"инн"]
	if rest, found := strings.CutPrefix(name, "ИНН "+inn); found && inn != "" {
		name = strings.TrimSpace(rest)
	}
	return Party{
		INN: inn, KPP: d.fields[who+"кпп"], Name: name, Account: d.first(who+"счет", who+"расчсчет"),
		BIK: d.fields[who+"бик"], Bank: d.first(who+"банк1", who+"банк"),
	}
}

// purpose joins the lines of «назначение платежа».
func (d *document) purpose() string {
	if text := d.fields["назначениеплатежа"]; text != "" {
		return text
	}
	var parts []string
	for n := 1; n <= 6; n++ {
		if part := d.fields[fmt.Sprintf("назначениеплатежа%d", n)]; part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

// day reads 01.02.2026 and 01.02.26.
func day(text string) (sdano.Date, bool) {
	if len(text) == len("01.02.26") {
		text = text[:6] + "20" + text[6:]
	}
	d, err := sdano.ParseDateRU(text)
	return d, err == nil
}

// money reads 1234.56, 1 234,56 and 1234.
func money(text string) (sdano.Money, bool) {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "'", "", ",", ".").Replace(text)
	m, err := sdano.ParseMoney(text)
	return m, err == nil
}
