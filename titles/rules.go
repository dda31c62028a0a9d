package titles

import (
	"fmt"

	"sdano"
	"sdano/data"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// The codes of the rules that every format has.
const (
	codeFile   = "SDANO-FILE-001"
	codeINN    = "SDANO-DIGITS-001"
	codeOGRN   = "SDANO-DIGITS-002"
	codeOGRNIP = "SDANO-DIGITS-003"
	codeSNILS  = "SDANO-DIGITS-004"
	codeKPP    = "SDANO-DIGITS-005"
	codeDate   = "SDANO-DATE-001"
	codeWindow = "SDANO-WINDOW-001"
)

// fnsValue is the code by which ФНС refuses a value that breaks a condition.
const fnsValue = "0400400007"

// Rule is a rule as it is listed for people and programs.
type Rule struct {
	// Code is the permanent code, FNS that by which ФНС refuses the same mistake.
	Code string `json:"code"`
	FNS  string `json:"fns,omitempty"`
	// Format is the id of the format that has the rule, "" if all have it.
	Format string `json:"format,omitempty"`
	// Severity is "" if a broken rule makes a file wrong, or Warning.
	Severity sdano.Severity `json:"severity,omitempty"`
	// Elements are the elements on which it is asked; none for the common rules.
	Elements []string `json:"elements,omitempty"`
	// Text says in Russian what is demanded.
	Text string `json:"text"`
}

// common are the rules that the registry adds to every format.
var common = []Rule{
	{Code: codeFile, FNS: fnsValue, Text: "Имя файла без расширения совпадает с ИдФайл."},
	{Code: codeINN, Severity: sdano.Warning, Text: "Контрольные цифры ИНН сходятся."},
	{Code: codeOGRN, Severity: sdano.Warning, Text: "Контрольная цифра ОГРН сходится."},
	{Code: codeOGRNIP, Severity: sdano.Warning, Text: "Контрольная цифра ОГРНИП сходится."},
	{Code: codeSNILS, Severity: sdano.Warning, Text: "Контрольные цифры СНИЛС сходятся."},
	{Code: codeKPP, Severity: sdano.Warning, Text: "КПП состоит из девяти знаков: цифр, а пятый и шестой могут быть заглавными латинскими буквами."},
	{Code: codeDate, Severity: sdano.Warning, Text: "Каждая дата есть в календаре."},
	{Code: codeWindow, Severity: sdano.Warning, Text: "Первый титул составлен в дни, когда его формат применяется."},
}

// Rules lists the conditions that are asked beyond the schemas: those of every
// format first, then those of each format in the order of Formats.
func Rules() []Rule {
	out := append([]Rule(nil), common...)
	for _, f := range all {
		for _, r := range f.Rules {
			rule := Rule{Code: r.Code, FNS: r.FNS, Format: f.ID, Elements: r.Elements, Text: r.Text}
			if r.Warning {
				rule.Severity = sdano.Warning
			}
			out = append(out, rule)
		}
	}
	return out
}

// nameRule asks that a file is named by its ИдФайл. A file whose name is not
// known is not asked.
func nameRule(fileName string, d *tree.Document) []sdano.Finding {
	id := d.Root().Attr("ИдФайл")
	name := stem(fileName)
	if name == "" || name == id {
		return nil
	}
	line, column := d.Root().AttrPosition("ИдФайл")
	return []sdano.Finding{{
		Code: codeFile, FNS: fnsValue, Source: "rule", Path: "/Файл/@ИдФайл", Line: line, Column: column,
		Message: fmt.Sprintf("ИдФайл в файле — «%s», а имя файла — «%s»: без расширения они должны совпадать.", id, name),
	}}
}

// windowRule asks that a first title was made on a day on which its format could
// be used.
func windowRule(d *title.Document, windows []data.Format) []sdano.Finding {
	day := d.Made.Date
	if day.IsZero() {
		day = d.Date
	}
	if d.Format.Role != title.First || day.IsZero() {
		return nil
	}
	for i := range windows {
		if w := &windows[i]; w.ID == d.Format.Exchange && !w.Holds(day) {
			return []sdano.Finding{{
				Code: codeWindow, Source: "business", Severity: sdano.Warning, Path: "/Файл/@ВерсФорм",
				Message: fmt.Sprintf("Документ составлен %s, а формат версии %s (%s) применяется %s.", day.Dotted(), d.Version, w.Order, span(w)),
			}}
		}
	}
	return nil
}

// span says in Russian on which days a format may be used.
func span(w *data.Format) string {
	switch {
	case w.From.IsZero():
		return "по " + w.To.Dotted()
	case w.To.IsZero():
		return "с " + w.From.Dotted()
	}
	return "с " + w.From.Dotted() + " по " + w.To.Dotted()
}
