package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"sdano"
)

// inputKind says how a field is entered.
type inputKind string

const (
	inputText   inputKind = "text"
	inputDate   inputKind = "date"
	inputSelect inputKind = "select"
	inputCheck  inputKind = "checkbox"
)

// formField is one field of a form as it is shown.
type formField struct {
	Name, Label, Value, Hint, Error string
	Kind                            inputKind
	Options                         []choice
	// Numeric asks a phone for its keyboard of digits, Wide takes a whole line,
	// Fixed may be read only.
	Numeric, Wide, Required, Fixed bool
}

// Wrong names the text of the field's error, for those who hear the page.
func (f formField) Wrong() string { return f.Name + "-wrong" }

// typed is what somebody typed, and what is wrong with it: nothing that was typed
// is lost when it cannot be taken.
type typed struct {
	url.Values
	wrong map[string]string
}

func newTyped(v url.Values) *typed { return &typed{Values: v, wrong: map[string]string{}} }

// text returns what was typed in a field.
func (p *typed) text(name string) string { return strings.TrimSpace(p.Get(name)) }

// fault notes what is wrong with a field; the first fault stays.
func (p *typed) fault(name, message string) {
	if p.wrong[name] == "" {
		p.wrong[name] = message
	}
}

// date reads a day; an empty field is no day.
func (p *typed) date(name string) sdano.Date {
	text := p.text(name)
	if text == "" {
		return sdano.Date{}
	}
	d, err := sdano.ParseDate(text)
	if err != nil {
		d, err = sdano.ParseDateRU(text)
	}
	if err != nil {
		p.fault(name, "Напишите дату как ДД.ММ.ГГГГ.")
	}
	return d
}

// money reads an amount as people write it: «12 210,50».
func (p *typed) money(name string) sdano.Money {
	text := strings.NewReplacer(" ", "", nbsp, "", "\u202f", "", "−", "-", ",", ".").Replace(p.text(name))
	if text == "" {
		return 0
	}
	m, err := sdano.ParseMoney(text)
	if err != nil {
		p.fault(name, "Напишите сумму цифрами, копейки — после запятой.")
	}
	return m
}

// percent reads a rate written in per cent: «6», «0,2».
func (p *typed) percent(name string) sdano.Rate {
	text := strings.ReplaceAll(strings.TrimSuffix(p.text(name), "%"), ",", ".")
	if text == "" {
		return 0
	}
	whole, frac, _ := strings.Cut(strings.TrimSpace(text), ".")
	n, err := strconv.ParseInt(whole+(frac + "0000")[:4], 10, 64)
	if err != nil || len(frac) > 4 || n < 0 || n > 1_000_000 {
		p.fault(name, "Напишите ставку в процентах, например 6 или 0,2.")
		return 0
	}
	return sdano.Rate(n)
}

// period reads a period as it is typed: 2026, 2026-Q1, 2026-H1, 2026-9M, 2026-M3.
func (p *typed) period(name string) sdano.Period {
	out, err := sdano.ParsePeriod(strings.ToUpper(p.text(name)))
	if err != nil {
		p.fault(name, "Напишите период: 2026, 2026-Q1, 2026-H1, 2026-9M или 2026-M3.")
	}
	return out
}

// one reads a choice among options; anything else is a fault.
func (p *typed) one(name string, options []choice) string {
	text := p.text(name)
	for _, o := range options {
		if o.Value == text {
			return text
		}
	}
	p.fault(name, "Выберите одно из предложенного.")
	return ""
}

// need is a fault of an empty field.
func (p *typed) need(name, message string) {
	if p.text(name) == "" {
		p.fault(name, message)
	}
}

// field returns a field with what was typed in it.
func (p *typed) field(kind inputKind, name, label string) formField {
	return formField{Name: name, Label: label, Kind: kind, Value: p.text(name), Error: p.wrong[name]}
}

// pick returns a field to choose from.
func (p *typed) pick(name, label string, options []choice) formField {
	f := p.field(inputSelect, name, label)
	for _, o := range options {
		o.Current = o.Value == f.Value
		f.Options = append(f.Options, o)
	}
	return f
}

// digits returns a field for a number.
func (p *typed) digits(name, label string) formField {
	f := p.field(inputText, name, label)
	f.Numeric = true
	return f
}

// dateText, moneyText and percentText write values as the forms read them.
func dateText(d sdano.Date) string { return d.String() }

func moneyText(m sdano.Money) string {
	if m == 0 {
		return ""
	}
	return strings.ReplaceAll(m.String(), ".", ",")
}

func percentText(r sdano.Rate) string {
	if r == 0 {
		return ""
	}
	return strings.ReplaceAll(r.Percent(), ".", ",")
}

// fieldMarks are the attributes of a field that depend on it.
func fieldMarks(f formField) templ.Attributes {
	out := templ.Attributes{}
	if f.Required {
		out["required"] = true
	}
	if f.Fixed {
		out["readonly"] = true
	}
	if f.Numeric {
		out["inputmode"] = "decimal"
	}
	if f.Error != "" {
		out["aria-invalid"] = "true"
		out["aria-describedby"] = f.Wrong()
	}
	return out
}

// formFault is why a form was not taken.
type formFault struct {
	Message, Remedy string
	List            []string
}

// faultOf turns an error for people into what stands above a form; any other
// error is returned.
func faultOf(err error) (*formFault, error) {
	e := sdano.AsError(err)
	if e.Kind == sdano.Internal || e.Kind == sdano.Unavailable || e.Kind == sdano.Forbidden {
		return nil, err
	}
	t := &formFault{Message: e.Message, Remedy: e.Remedy}
	for _, f := range e.Findings {
		t.List = append(t.List, f.Message)
	}
	return t, nil
}
