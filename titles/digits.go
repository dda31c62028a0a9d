package titles

import (
	"strings"

	"sdano"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// number is a number with control digits, known by the name of the attribute or
// element that holds it. КПП has none; only its form is asked.
type number struct {
	code  string
	holds func(name string) bool
	check func(value string) error
}

// numbers are looked through in this order: the first that holds a name counts.
var numbers = []number{
	{codeINN, begins("ИНН"), sdano.CheckINN},
	{codeOGRNIP, begins("ОГРНИП"), sdano.CheckOGRNIP},
	{codeOGRN, begins("ОГРН"), sdano.CheckOGRN},
	{codeSNILS, begins("СНИЛС"), sdano.CheckSNILS},
	{codeKPP, begins("КПП"), sdano.CheckKPP},
}

func begins(prefix string) func(string) bool {
	return func(name string) bool { return strings.HasPrefix(name, prefix) }
}

// values yields where every attribute and text of a document stands, its name
// and its value.
func values(d *tree.Document, yield func(n tree.Node, attr bool, name, value string)) {
	for n := range d.Root().Descendants() {
		for name, value := range n.Attrs() {
			yield(n, true, name, value)
		}
		if text := n.Text(); text != "" {
			yield(n, false, n.Name(), text)
		}
	}
}

// plausible finds control digits that do not fit and days that no calendar has.
// Both are warnings: the schemas ask for their form only, and a document that
// was received cannot be mended. Of each code the first places are told.
func plausible(d *tree.Document) []sdano.Finding {
	var found []sdano.Finding
	var places title.Places
	values(d, func(n tree.Node, attr bool, name, value string) {
		code, message := implausible(name, value)
		if message == "" || !places.Take(code) {
			return
		}
		f := sdano.Finding{Code: code, Source: sourceOf(code), Severity: sdano.Warning, Path: n.Path(), Message: message}
		if f.Line, f.Column = n.Position(); attr {
			f.Path += "/@" + name
			f.Line, f.Column = n.AttrPosition(name)
		}
		found = append(found, f)
	})
	for _, code := range []string{codeDate, codeINN, codeOGRN, codeOGRNIP, codeSNILS, codeKPP} {
		if rest := places.Rest(code); rest != "" {
			found = append(found, sdano.Finding{Code: code, Source: sourceOf(code), Severity: sdano.Warning, Message: rest})
		}
	}
	return found
}

// sourceOf returns who finds what has the code: the calendar or the digits.
func sourceOf(code string) string {
	if code == codeDate {
		return "business"
	}
	return "digits"
}

// implausible returns what is wrong with a value, "" if nothing is.
func implausible(name, value string) (code, message string) {
	if strings.Contains(name, "Дат") {
		if _, err := sdano.ParseDateRU(value); err != nil && dateForm(value) {
			return codeDate, "Даты " + value + " нет в календаре."
		}
		return "", ""
	}
	for _, number := range numbers {
		if !number.holds(name) || value == "" {
			continue
		}
		if err := number.check(value); err != nil {
			return number.code, sdano.AsError(err).Message
		}
		break
	}
	return "", ""
}

// dateForm reports whether a text has the form ДД.ММ.ГГГГ.
func dateForm(s string) bool {
	if len(s) != len("01.02.2006") || s[2] != '.' || s[5] != '.' {
		return false
	}
	return strings.Trim(s[:2]+s[3:5]+s[6:], "0123456789") == ""
}
