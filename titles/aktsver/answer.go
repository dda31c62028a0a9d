package aktsver

import (
	"fmt"
	"strconv"
	"strings"

	"sdano/titles/compose"
	"sdano/titles/signatory"
	"sdano/titles/title"
)

// Limits in characters.
const (
	idMax          = 100
	typeMax        = 500
	numberMax      = 50
	nameMax        = 100
	operationMax   = 500
	informationMax = 500
	positionMax    = 255
)

// «ПризнРазн».
const (
	agreed    = "1"
	disagreed = "2"
)

var signer = signatory.Spec{Form: signatory.C, PositionMax: positionMax, PositionFree: true}

// answer makes the recipient's title: agreement, or the table of divergences.
func answer(a *title.Answer) (*title.File, error) {
	w := writer{compose.New(a, Second, false)}
	divergences := w.divergences(a.Reconciliation)
	w.File()
	w.Attr("ПризнРазн", verdict(divergences))
	w.Start("Документ", "КНД", Second.KND, "ДатаИнфПол", w.Today(), "ВрИнфПол", w.Clock(":"))
	w.Link(compose.Link{
		Element: "ИдИнфОтпр", ID: "ИдФайлИнфОтпр", Day: "ДатФайлИнфОтпр", Clock: "ВрФайлИнфОтпр",
		IDMax: 255, Colons: true, One: true,
	})
	for i := range divergences {
		w.table("Divergences[0].", &divergences[i])
	}
	w.Signatory(signer)
	w.End()
	return w.Finish()
}

func verdict(divergences []title.Divergence) string {
	if len(divergences) == 0 {
		return agreed
	}
	return disagreed
}

type writer struct{ *compose.Composer }

// divergences returns the table of divergences, none if the recipient agrees.
// The format has room for one.
func (w writer) divergences(r *title.ReconciliationResult) []title.Divergence {
	if r == nil {
		return nil
	}
	if n := len(r.Divergences); n > 1 {
		w.Fail(title.CodeValue, "Divergences", fmt.Sprintf("элементов %d, а в акте сверки одна таблица разногласий", n))
		return r.Divergences[:1]
	}
	return r.Divergences
}

// table writes «ТаблАкт». Members are named relative to at, which ends in a
// point.
func (w writer) table(at string, d *title.Divergence) {
	w.Start("ТаблАкт")
	w.sums(at, &d.Sums)
	w.information(at, d.Information)
	w.some(at+"Contracts", len(d.Contracts))
	for i := range d.Contracts {
		w.contract(fmt.Sprintf("%sContracts[%d].", at, i), &d.Contracts[i], &d.Sums)
	}
	w.End()
}

func (w writer) contract(at string, d *title.DivergenceContract, table *title.Sums) {
	w.Start("ДогСв",
		"ИдДог", w.Text(at+"ContractId", d.ID, idMax),
		"ОписТипДог", w.Text(at+"ContractType", d.Type, typeMax),
		"НомДог", w.Text(at+"ContractNumber", d.Number, numberMax),
		"ДатаДог", w.Day(at+"ContractDate", d.Date))
	w.sums(at, &d.Sums)
	w.allOf(at, &d.Sums, table)
	w.information(at, d.Information)
	w.some(at+"Documents", len(d.Documents))
	for i := range d.Documents {
		w.document(fmt.Sprintf("%sDocuments[%d].", at, i), &d.Documents[i])
	}
	w.End()
}

func (w writer) document(at string, d *title.DivergenceDocument) {
	w.Start("ДокСв",
		"НаимДок", w.Required(at+"Name", d.Name, nameMax),
		"НомДок", w.Required(at+"Number", d.Number, numberMax),
		"ДатаДок", w.requiredDay(at+"Date", d.Date),
		"ИдДок", w.Text(at+"DocumentId", d.ID, idMax),
		"ИтогоРасх", w.requiredSum(at+"TotalDiscrepancy", d.Discrepancy))
	w.information(at, d.Information)
	w.some(at+"Operations", len(d.Operations))
	for i := range d.Operations {
		w.operation(fmt.Sprintf("%sOperations[%d].", at, i), &d.Operations[i])
	}
	w.End()
}

func (w writer) operation(at string, d *title.DivergenceOperation) {
	debit, credit := w.Sum(at+"Debit", d.Debit), w.Sum(at+"Credit", d.Credit)
	if absent(d.Debit) && absent(d.Credit) {
		w.Fail(title.CodeRequired, at+"Debit", "не указано, как и Credit, а одна из сумм обязательна")
	}
	w.Leaf("СвОпер",
		"НомСтр", w.row(at+"Number", d.Number),
		"ДатаОпер", w.requiredDay(at+"Date", d.Date),
		"НаимОпер", w.Required(at+"Name", d.Name, operationMax),
		"СумДебет", debit, "СумКредит", credit,
		"ДопИнф", w.Text(at+"AdditionalInformation", d.Information, informationMax))
}

// rowDigits is the most digits of a row's number.
const rowDigits = 6

// row returns the number of a row, an integer in a text.
func (w writer) row(member, value string) string {
	value = w.Required(member, value, numberMax)
	if _, err := strconv.ParseUint(value, 10, 64); value != "" && (err != nil || len(value) > rowDigits) {
		w.Fail(title.CodeValue, member, fmt.Sprintf("номер строки должен быть целым числом, не больше %d цифр", rowDigits))
	}
	return value
}

func (w writer) information(at, text string) {
	if text = w.Text(at+"AdditionalInformation", text, informationMax); text != "" {
		w.Attr("ДопИнф", text)
	}
}

// some notes a list that is empty and must not be.
func (w writer) some(member string, n int) {
	if n == 0 {
		w.Fail(title.CodeRequired, member, "не указано ни одного элемента, а нужен хотя бы один")
	}
}

func (w writer) requiredDay(member, value string) string {
	if strings.TrimSpace(value) == "" {
		w.Fail(title.CodeRequired, member, "не указано")
	}
	return w.Day(member, value)
}

func (w writer) requiredSum(member string, v title.Decimal) string {
	if absent(v) {
		w.Fail(title.CodeRequired, member, "не указано")
	}
	return w.Sum(member, v)
}

func absent(v title.Decimal) bool { return strings.TrimSpace(string(v)) == "" }
