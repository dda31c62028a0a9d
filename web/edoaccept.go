package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"sdano"
	"sdano/acceptance"
	"sdano/titles/title"
)

// acceptPart is one document on the page of acceptance.
type acceptPart struct {
	d           acceptance.Document
	ID          string
	Title, Href string
	// Kind says which fields it has: quantities, text, material, reconciliation or
	// informal.
	Kind   string
	fields fields
	// Results are the choices of the result, ListType says that an old format wants
	// the kind of the document about discrepancies.
	Results  []choice
	ListType bool
	Types    []choice
	Lines    []acceptLine
	Compared *compared
	Texts    []textField
	Tables   []balanceTable
	// MaterialDate is when a ТОРГ-2 is answered: now, until the form says otherwise.
	MaterialDate string
}

// fields are what the form says of one document. Before the form was sent each
// field has its default.
type fields struct {
	form   form
	prefix string
	posted bool
}

// get returns a field, with its default before the form was sent.
func (f fields) get(name, otherwise string) string {
	if !f.posted || !f.form.Has(f.prefix+name) {
		return otherwise
	}
	return f.form.Get(f.prefix + name)
}

func (f fields) under(name string) fields {
	return fields{form: f.form, prefix: f.prefix + name, posted: f.posted}
}

// Name returns the name of a field in the form.
func (p acceptPart) Name(field string) string { return p.fields.prefix + field }

// Get returns a field as it was filled.
func (p acceptPart) Get(field string) string { return p.fields.get(field, "") }

// acceptLine is one line of an УПД with what was accepted of it.
type acceptLine struct {
	Number                       int
	Name, Unit, Quantity         string
	Accepted, Defective, Comment string
	// Prefix is that of the names of its fields.
	Prefix string
	// Shortage, Surplus, Defect and Amount are the difference, "" where there is none.
	Difference, Amount string
}

// compared is what the quantities come to.
type compared struct {
	Wrong            string
	Type             string
	Proposal, Totals string
	Differs          bool
	Findings         []string
}

// textField is one value of the additional information to a ТОРГ-2.
type textField struct{ N, ID, Value string }

// part reads one document of the package and what the form says of it.
func (s *Site) part(a *asked, d acceptance.Document) (acceptPart, error) {
	var err error
	if d.ID == a.d.ID {
		d = a.d
	} else if d, err = s.Acceptance.Document(a.r.Context(), a.v.Documents, d.ID); err != nil {
		return acceptPart{}, err
	}
	p := acceptPart{
		d: d, ID: d.ID.String(), Title: edoTitle(d), Href: documentHrefOf(d.ID), Kind: partKind(d),
		fields: fields{form: a.form, prefix: d.ID.String() + ".", posted: a.posted},
	}
	switch p.Kind {
	case "quantities":
		p.results()
		err = s.quantities(a, &p)
	case "text":
		p.results()
	case "material":
		p.MaterialDate = p.fields.get("material_date", s.Clock.Now().In(sdano.Moscow).Format("2006-01-02T15:04:05"))
		p.texts()
	case "reconciliation":
		p.tables()
	}
	return p, err
}

func partKind(d acceptance.Document) string {
	switch {
	case d.Title == nil || d.Type == acceptance.Informal:
		return "informal"
	case d.Type == acceptance.UPD:
		return "quantities"
	case d.Type == acceptance.TORG2:
		return "material"
	case d.Type == acceptance.Reconciliation:
		return "reconciliation"
	}
	return "text"
}

// results fills in the choices of the result.
func (p *acceptPart) results() {
	p.Results = chosen(p.fields.get("type", "1"), []choice{
		{Value: "1", Text: "Без расхождений"},
		{Value: "2", Text: "С расхождениями"},
		{Value: "3", Text: "Не принято"},
	})
	p.ListType = p.d.Type == acceptance.UPD && p.d.FormatVersion == "5.01"
	p.Types = chosen(p.fields.get("divergence_type", ""), []choice{
		{Text: "Нет документа"}, {Value: "2", Text: "Документ о приёмке с расхождениями"}, {Value: "3", Text: "Документ о расхождениях"},
	})
}

// quantities fills in the lines of an УПД and, once the form was sent, compares
// them.
func (s *Site) quantities(a *asked, p *acceptPart) error {
	for i := range p.d.Title.Lines {
		l := &p.d.Title.Lines[i]
		n, err := strconv.Atoi(l.Number)
		if err != nil || l.Quantity == "" {
			continue // a line without number or quantity cannot be counted
		}
		prefix := "line" + l.Number + "."
		p.Lines = append(p.Lines, acceptLine{
			Number: n, Name: l.Name, Unit: l.Unit, Quantity: figure(l.Quantity), Prefix: p.fields.prefix + prefix,
			Accepted:  p.fields.get(prefix+"accepted", figure(l.Quantity)),
			Defective: p.fields.get(prefix+"defective", ""), Comment: p.fields.get(prefix+"comment", ""),
		})
	}
	if !a.posted || len(p.Lines) == 0 {
		return nil
	}
	found, err := s.Acceptance.Discrepancy(a.r.Context(), a.v.Documents, p.d.ID, p.counted(), nil)
	if sdano.IsKind(err, sdano.Unprocessable) {
		p.Compared = &compared{Wrong: s.plain(a, sdano.AsError(err).Message)}
		return nil
	}
	if err == nil {
		p.compare(found)
	}
	return err
}

// counted are the lines that came otherwise than declared, or with a comment.
func (p *acceptPart) counted() []acceptance.AcceptedLine {
	var out []acceptance.AcceptedLine
	for _, l := range p.Lines {
		accepted, defective := number(l.Accepted), number(l.Defective)
		if accepted == number(l.Quantity) && defective == "" && l.Comment == "" {
			continue
		}
		out = append(out, acceptance.AcceptedLine{LineNumber: l.Number, Accepted: accepted, Defective: defective, Comment: l.Comment})
	}
	return out
}

// proposals are what the quantities speak for, by the type of the result.
var proposals = map[int]string{
	1: "Всё принято: подходит результат «Без расхождений».",
	2: "Есть расхождения: подходит результат «С расхождениями».",
	3: "Ничего не принято: подходит результат «Не принято».",
}

// compare fills in the differences.
func (p *acceptPart) compare(found acceptance.Discrepancy) {
	by := map[string]acceptance.DiscrepancyLine{}
	for _, l := range found.Lines {
		by[l.Number] = l
	}
	for n := range p.Lines {
		l := &p.Lines[n]
		got := by[strconv.Itoa(l.Number)]
		l.Difference = differenceOf(got.Shortage, got.Surplus, got.Defect)
		if got.Amount != 0 {
			l.Amount = rub(got.Amount)
		}
	}
	p.Compared = &compared{
		Type: strconv.Itoa(found.Type), Proposal: proposals[found.Type], Differs: found.Type > 1,
		Totals: totalsOf(found, oneUnit(p.d.Title.Lines)),
	}
}

func differenceOf(shortage, surplus, defect title.Decimal) string {
	var out []string
	for _, d := range []struct {
		name string
		n    title.Decimal
	}{{"недостача", shortage}, {"излишек", surplus}, {"брак", defect}} {
		if d.n != "" {
			out = append(out, d.name+nbsp+figure(d.n))
		}
	}
	return strings.Join(out, ", ")
}

// sendDraft gives the draft of the ТОРГ-2 that the quantities call for.
func (s *Site) sendDraft(w http.ResponseWriter, a *asked, of string) error {
	id, err := sdano.ParseID(of)
	if err != nil {
		return errNoPage
	}
	p, err := s.part(a, acceptance.Document{ID: id})
	if err != nil {
		return err
	}
	signer := signerOf(a.form, a.key, true).signer()
	if signer == nil {
		signer = s.keySigner(a)
	}
	if signer == nil {
		return s.again(w, a, errNoSigner)
	}
	found, err := s.Acceptance.Discrepancy(a.r.Context(), a.v.Documents, id, p.counted(), signer)
	if err != nil {
		return s.again(w, a, err)
	}
	if found.Draft == nil {
		return s.again(w, a, errNoDraft(found.Findings))
	}
	sendFile(w, found.Draft.Name, found.Draft.Data)
	return nil
}

// keySigner is the owner of the server's key, if the form chose it.
func (s *Site) keySigner(a *asked) *title.Signer {
	if a.key == nil || a.form.Get("key") == "" {
		return nil
	}
	return a.key.signer()
}

func errNoDraft(findings []sdano.Finding) error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "no_draft", Findings: findings,
		Message: "Черновик ТОРГ-2 не составлен.",
		Remedy:  "Он составляется, когда принятое количество расходится с документом; укажите количество и кто подпишет.",
	}
}

// texts fills in the values of the additional information to a ТОРГ-2.
func (p *acceptPart) texts() {
	for n := range p.rows("texts", "") {
		at := "text" + strconv.Itoa(n) + "."
		p.Texts = append(p.Texts, textField{p.fields.prefix + at, p.fields.get(at+"id", ""), p.fields.get(at+"value", "")})
	}
}

// Bounds of the rows that a form may have.
const (
	firstRows = 1
	mostRows  = 200
)

// rows is how many rows of a kind the form has; the button that adds one sends
// step=add:<name of its count>.
func (p *acceptPart) rows(name, scope string) int {
	n, err := strconv.Atoi(p.fields.get(scope+name, ""))
	if err != nil || n < firstRows {
		n = firstRows
	}
	if p.fields.form.Get("step") == "add:"+p.fields.prefix+scope+name {
		n++
	}
	return min(n, mostRows)
}

// choose adds to a request what the form says of the document.
func (p *acceptPart) choose(r *acceptance.GenerateRequest) {
	switch p.Kind {
	case "quantities", "text":
		r.Acceptance = append(r.Acceptance, acceptance.Result{
			DocumentID: p.d.ID, Acceptance: p.result(), Lines: p.counted(),
		})
	case "material":
		r.Material = append(r.Material, acceptance.Material{DocumentID: p.d.ID, Material: p.material()})
	case "reconciliation":
		r.Recon = append(r.Recon, acceptance.Recon{DocumentID: p.d.ID, ReconciliationResult: p.reconciliation()})
	}
}

func (p *acceptPart) result() title.Acceptance {
	kind, _ := strconv.Atoi(p.Get("type"))
	list, _ := strconv.Atoi(p.Get("divergence_type"))
	return title.Acceptance{
		Type: kind, DocumentType: list, DocumentName: p.Get("divergence_name"), DocumentNumber: p.Get("divergence_number"),
		DocumentDate: p.Get("divergence_date"), DocumentFileID: p.Get("divergence_file"),
		OperationText: p.Get("operation"), AcceptanceDate: p.Get("accepted_on"),
	}
}

func (p *acceptPart) material() title.Material {
	out := title.Material{Date: p.Get("material_date"), Text: p.Get("material_text")}
	for _, t := range p.Texts {
		if t.ID != "" || t.Value != "" {
			out.Information.Texts = append(out.Information.Texts, title.MaterialText{ID: t.ID, Value: t.Value})
		}
	}
	return out
}

// labels are what the pages call the members of a request.
var labels = map[string]string{
	"AcceptanceResultType": "результат приёмки", "DivergenceDocumentName": "документ о расхождениях: название",
	"DivergenceDocumentType": "документ о расхождениях: вид", "DivergenceDocumentNumber": "документ о расхождениях: номер",
	"DivergenceDocumentDate": "документ о расхождениях: дата", "DivergenceDocumentFileId": "документ о расхождениях: идентификатор файла",
	"OperationText": "содержание операции", "AcceptanceDate": "дата приёмки", "AcceptedLines": "строка УПД", "LineNumber": "номер строки",
	"Accepted": "принято", "Defective": "брак", "Comment": "причина", "AcceptanceText": "результат приёмки",
	"MaterialAssetsAcceptanceResults": "сведения по итогам приёмки", "TextInformation": "сведения", "Value": "значение",
	"Divergences": "расхождения", "Contracts": "договор", "Documents": "документ", "Operations": "операция",
	"Name": "название", "Number": "номер", "Date": "дата", "Debit": "дебет", "Credit": "кредит",
	"ContractNumber": "номер договора", "ContractDate": "дата договора", "ContractType": "вид договора",
	"OpeningBalanceDebit": "сальдо начальное, дебет", "OpeningBalanceCredit": "сальдо начальное, кредит",
	"TurnoverBalanceDebit": "обороты, дебет", "TurnoverBalanceCredit": "обороты, кредит",
	"FinalBalanceDebit": "сальдо конечное, дебет", "FinalBalanceCredit": "сальдо конечное, кредит",
	"TotalDiscrepancyDebit": "итого расхождений, дебет", "TotalDiscrepancyCredit": "итого расхождений, кредит",
	"TotalDiscrepancy": "расхождение по документу", "AdditionalInformation": "пояснение",
	"Signer": "подписант", "Surname": "фамилия", "FirstName": "имя", "MiddleName": "отчество", "Position": "должность", "Inn": "ИНН",
	"OrganizationName": "организация", "OrganizationInn": "ИНН организации", "PowerOfAttorney": "доверенность", "IssuerInn": "ИНН доверителя",
}

// members finds the names of members in a message.
var members = regexp.MustCompile(`\b[A-Z][A-Za-z]+(\[\d+\])?(\.[A-Z][A-Za-z]+(\[\d+\])?)*`)

// plain puts the members of a request and the identifiers of documents in a
// message into the words of the page.
func (s *Site) plain(a *asked, text string) string {
	text = strings.ReplaceAll(text, a.d.ID.String()+": ", edoTitle(a.d)+": ")
	return members.ReplaceAllStringFunc(text, memberLabel)
}

// memberLabel names a member: «договор 1, документ 2, дата»; one without a label
// keeps its own name.
func memberLabel(member string) string {
	var out []string
	for step := range strings.SplitSeq(member, ".") {
		name, index, many := strings.Cut(strings.TrimSuffix(step, "]"), "[")
		label := labels[name]
		if label == "" && many {
			continue // the array of a request: the form has no such level
		}
		if label == "" {
			return member
		}
		if n, err := strconv.Atoi(index); many && err == nil && name != "Divergences" {
			label += " " + strconv.Itoa(n+1)
		}
		out = append(out, label)
	}
	return capital(strings.Join(out, ", "))
}
