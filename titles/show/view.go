package show

import (
	"fmt"
	"strings"

	"sdano"
	"sdano/titles/title"
)

// view is a document as it is laid out: plain texts in their order.
type view struct {
	Kind, Heading string
	// State is "good", "notice" or "bad", Verdict the same in words.
	State, Verdict string
	Facts          []fact
	Parties        []block
	Lines          *table
	Totals         []fact
	Balances       *table
	Entries        *table
	Outcome        []fact
	Answered       []block
	Signers        []block
	Findings       []remark
}

// fact is a label with its value.
type fact struct{ Label, Value string }

// block is something with a title and facts of its own.
type block struct {
	Label, Title string
	Facts        []fact
}

// remark is a finding as it is told.
type remark struct {
	Grave                bool
	Message, Place, Code string
}

// viewOf lays out a document; d may be nil if it could not be read.
func viewOf(d *title.Document, findings []sdano.Finding) view {
	v := view{Kind: "Документ не прочитан"}
	if d != nil {
		v = documentView(d)
	}
	v.State, v.Verdict = verdict(findings)
	for _, f := range findings {
		v.Findings = append(v.Findings, remarkOf(f))
	}
	return v
}

func documentView(d *title.Document) view {
	kind := kindOf(d)
	v := view{
		Kind: kindName(d), Heading: heading(d),
		Lines: lines(d), Balances: balances(d), Entries: entries(d), Totals: totals(d),
		Outcome: outcome(d, kind),
		Facts:   facts(d),
	}
	for i := range d.Parties {
		v.Parties = append(v.Parties, party(kind, &d.Parties[i]))
	}
	for i := range d.Answered {
		v.Answered = append(v.Answered, answered(&d.Answered[i]))
	}
	for i := range d.Signatories {
		v.Signers = append(v.Signers, signer(d, &d.Signatories[i]))
	}
	return v
}

func kindOf(d *title.Document) title.Kind {
	if d.Format == nil {
		return ""
	}
	return d.Format.Kind
}

// kindName says what kind of file it is: "УПД, информация продавца". What has no
// format among the titles is a report or an answer to one.
func kindName(d *title.Document) string {
	if d.Format == nil {
		return "Отчётность"
	}
	return d.Format.Name
}

// heading names the document itself: "Счёт № 5 от 15.01.2026".
func heading(d *title.Document) string {
	name := d.Name
	if name == "" {
		name = d.Fact
	}
	if name == "" {
		name = capital(functions[d.Function])
	}
	if name == "" {
		name = kindName(d)
	}
	if d.Number != "" {
		name += " № " + d.Number
	}
	if !d.Date.IsZero() {
		name += " от " + d.Date.Dotted()
	}
	return name
}

func facts(d *title.Document) []fact {
	format := d.Version
	if d.KND != "" {
		format += ", КНД " + d.KND
	}
	var asked []string
	for _, p := range d.Purposes {
		asked = append(asked, toldNumber(p, purposes))
	}
	return given(
		fact{"Файл", d.FileID},
		fact{"Версия формата", strings.TrimPrefix(format, ", ")},
		fact{"Составлен", moment(d.Made)},
		fact{confirmed[kindOf(d)], moment(d.Confirmed)},
		fact{"Составитель", d.Maker},
		fact{"Отправитель", d.Sender},
		fact{"Получатель", d.Recipient},
		fact{"Функция", told(d.Function, functions)},
		fact{"Факт", d.Fact},
		fact{"Изменяет", references(d.Corrected)},
		fact{"Период", period(d.From, d.To)},
		fact{"Валюта", told(d.Currency, currencies)},
		fact{"Содержание операции", d.Operation},
		fact{"Дата операции", day(d.OperationDate)},
		fact{"Ожидаемые сведения", strings.Join(asked, "; ")},
		fact{"Назначение сведений", d.PurposeText},
		fact{"Текст", d.Comment},
		fact{"Ответ", d.Silent},
		fact{"Программа", d.Program},
	)
}

// references names documents: "№ 5 от 15.01.2026; № 6".
func references(all []title.Reference) string {
	var out []string
	for _, r := range all {
		text := "№ " + r.Number
		if !r.Date.IsZero() {
			text += " от " + r.Date.Dotted()
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// given drops the facts without value.
func given(all ...fact) []fact {
	var out []fact
	for _, f := range all {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

func party(kind title.Kind, p *title.Party) block {
	code := "ОГРН"
	if p.Entrepreneur {
		code = "ОГРНИП"
	}
	label := "ИНН"
	if p.TaxID.KPP != "" {
		label = "ИНН/КПП"
	}
	return block{roleName(kind, p.Role), p.Name, given(
		fact{label, p.TaxID.String()},
		fact{code, p.OGRN},
		fact{"Страна", p.Country},
		fact{"Идентификатор", p.ForeignID},
		fact{"Участник ЭДО", p.Participant},
	)}
}

func answered(a *title.Answered) block {
	signatures := ""
	if n := len(a.Signatures); n > 0 {
		signatures = fmt.Sprint(n)
	}
	return block{"Файл", a.FileID, given(fact{"Составлен", moment(a.Made)}, fact{"Подписей под ним", signatures})}
}

func outcome(d *title.Document, kind title.Kind) []fact {
	o := d.Outcome
	if o == nil {
		return nil
	}
	meanings := outcomes
	if kind == title.Reconciliation {
		meanings = disagreements
	}
	code := ""
	if o.Code != 0 {
		code = toldNumber(o.Code, meanings)
	}
	return given(
		fact{"Итог", code},
		fact{"Содержание", o.Text},
		fact{"Дата", day(o.Date)},
		fact{"Документ о расхождениях", o.Discrepancy},
	)
}

func signer(d *title.Document, s *title.Signatory) block {
	status := fact{"Статус", told(s.Status, statusesOf(d.Format))}
	if s.Powers == "" {
		status = fact{"Полномочия", told(s.Status, warrants)}
	}
	return block{s.Position, s.Person.String(), given(
		fact{"Организация", s.Organization},
		fact{"ИНН", s.TaxID.String()},
		fact{"Область полномочий", told(s.Powers, powers)},
		status,
		fact{"Подтверждение полномочий", told(s.Confirmation, confirmations)},
		fact{"Вид подписи", told(s.SignatureType, signatureTypes)},
		fact{"Основание", s.Basis},
		fact{"Основание организации", s.OrganizationBasis},
		fact{"Доверенность", s.PowerOfAttorney},
	)}
}

// verdict says what the findings amount to.
func verdict(findings []sdano.Finding) (state, words string) {
	grave, slight := 0, 0
	for _, f := range findings {
		if f.Severity == sdano.Warning {
			slight++
		} else {
			grave++
		}
	}
	switch {
	case grave > 0:
		return "bad", fmt.Sprintf("Ошибок: %d, предупреждений: %d.", grave, slight)
	case slight > 0:
		return "notice", fmt.Sprintf("Ошибок нет, предупреждений: %d.", slight)
	}
	return "good", "Замечаний нет."
}

func remarkOf(f sdano.Finding) remark {
	place := f.Path
	if f.Line > 0 {
		place = strings.TrimSpace(fmt.Sprintf("%s строка %d, столбец %d", place, f.Line, f.Column))
	}
	code := f.Code
	if f.FNS != "" {
		code += ", код ФНС " + f.FNS
	}
	return remark{f.Severity != sdano.Warning, f.Message, place, code}
}
