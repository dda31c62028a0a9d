package httpx

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
)

// Name is the name of a member of a JSON object: ours and that of the 1C
// configuration. Either may be used, but not both.
type Name struct{ EN, RU string }

// Fields reads the members of a JSON object strictly. A member that is absent or
// null («Неопределено») is not given. What is wrong is kept, and Err tells it
// once every member was asked for; until then wrong members read as not given.
type Fields struct {
	// path is where the object is, "" for the body itself.
	path    string
	members map[string]jsontext.Value
	known   []Name
	*reading
}

// reading is what the objects of one body share.
type reading struct {
	ru      bool
	objects []*Fields
	err     error
}

// ReadFields reads a body that is one JSON object in UTF-8; an empty one means
// {}. ru says that the sender speaks Russian: then members are named to him so.
// Names that are repeated, and anything after the object, are errors (bad_json).
func ReadFields(body []byte, ru bool) *Fields {
	f := &Fields{reading: &reading{ru: ru}}
	f.objects = []*Fields{f}
	if len(bytes.TrimSpace(body)) > 0 {
		f.members, f.err = object(body)
	}
	return f
}

func object(text []byte) (map[string]jsontext.Value, error) {
	var m map[string]jsontext.Value
	if err := json.Unmarshal(text, &m); err != nil || m == nil {
		return nil, badJSON(err)
	}
	return m, nil
}

func badJSON(err error) error {
	message := "Тело запроса — не объект JSON."
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		message = fmt.Sprintf("Тело запроса — не объект JSON: ошибка в байте %d.", syntax.ByteOffset+1)
	}
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_json", Message: message,
		Remedy: "Передайте один объект JSON в кодировке UTF-8, в котором имена не повторяются.",
	}
}

// Err returns what is wrong with the body: a member nobody asked for
// (unknown_parameter) before one that is missing (missing_parameter) or has a
// wrong value (bad_value).
func (f *Fields) Err() error {
	if f.err != nil && sdano.AsError(f.err).Code == "bad_json" {
		return f.err
	}
	for _, o := range f.objects {
		names := make([]string, 0, len(o.members))
		for name := range o.members {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if !o.knows(name) {
				return UnknownParameter(o.path+name, o.shown())
			}
		}
	}
	return f.err
}

// knows reports whether somebody asked for a member.
func (f *Fields) knows(name string) bool {
	return name != "" && slices.ContainsFunc(f.known, func(n Name) bool { return name == n.EN || name == n.RU })
}

// shown returns the names that the sender may use, in his language.
func (f *Fields) shown() []string {
	out := make([]string, 0, len(f.known))
	for _, n := range f.known {
		out = append(out, f.word(n))
	}
	return out
}

// word returns a name in the sender's language.
func (f *Fields) word(n Name) string {
	if f.ru && n.RU != "" {
		return n.RU
	}
	return n.EN
}

// called returns the path of a member as it is told to the sender.
func (f *Fields) called(n Name) string { return f.path + f.word(n) }

// fail keeps the first thing that is wrong.
func (f *Fields) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}

func (f *Fields) bad(n Name, what, remedy string) {
	name := f.called(n)
	f.fail(BadValue(name, "Значение параметра «"+name+"» — "+what+".", remedy))
}

// Missing says that a member must be given.
func (f *Fields) Missing(n Name) { f.fail(MissingParameter(f.called(n))) }

// Has reports whether a member is given, and makes it known.
func (f *Fields) Has(n Name) bool { return f.value(n) != nil }

// value returns a member, nil if it is not given.
func (f *Fields) value(n Name) jsontext.Value {
	f.known = append(f.known, n)
	v, en := f.members[n.EN]
	if w, ru := f.members[n.RU]; ru && n.RU != "" {
		if en {
			f.fail(BadValue(f.called(n), "Параметр указан дважды: «"+n.EN+"» и «"+n.RU+"».", "Оставьте одно из имён."))
		}
		v = w
	}
	if len(v) == 0 || v.Kind() == 'n' {
		return nil
	}
	return v
}

// ID returns a reference, zero if it is not given.
func (f *Fields) ID(n Name) sdano.ID {
	v := f.value(n)
	if v == nil {
		return sdano.ID{}
	}
	var text string
	err := json.Unmarshal(v, &text)
	id, idErr := sdano.ParseID(text)
	if err != nil || idErr != nil || id.IsZero() {
		f.bad(n, "не ссылка", "Укажите идентификатор (UUID) строкой.")
		return sdano.ID{}
	}
	return id
}

// NeedID is ID for a member that must be given.
func (f *Fields) NeedID(n Name) sdano.ID {
	id := f.ID(n)
	if id.IsZero() {
		f.Missing(n)
	}
	return id
}

// NeedVersion returns a version, a whole number from 0 on, that must be given.
func (f *Fields) NeedVersion(n Name) int64 {
	v := f.value(n)
	if v == nil {
		f.Missing(n)
		return 0
	}
	number, err := strconv.ParseInt(string(v), 10, 64)
	if err != nil || number < 0 {
		f.bad(n, "не номер версии", "Укажите целое число, которое получено вместе с объектом.")
		return 0
	}
	return number
}

// Text returns a text, nil if it is not given.
func (f *Fields) Text(n Name) *string {
	v := f.value(n)
	if v == nil {
		return nil
	}
	var text string
	if err := json.Unmarshal(v, &text); err != nil || !storable(text) {
		f.bad(n, "не строка", "Укажите строку без нулевых знаков.")
		return nil
	}
	return &text
}

// NeedText is Text for a member that must be given and not be empty.
func (f *Fields) NeedText(n Name) string {
	text := f.Text(n)
	if text == nil || strings.TrimSpace(*text) == "" {
		f.Missing(n)
		return ""
	}
	return *text
}

// Bool returns true or false, nil if it is not given.
func (f *Fields) Bool(n Name) *bool {
	v := f.value(n)
	if v == nil {
		return nil
	}
	var b bool
	if err := json.Unmarshal(v, &b); err != nil {
		f.bad(n, "не true и не false", "Укажите true или false без кавычек.")
		return nil
	}
	return &b
}

// Object returns an object within, nil if it is not given.
func (f *Fields) Object(n Name) *Fields {
	v := f.value(n)
	if v == nil {
		return nil
	}
	return f.inner(n, v, f.called(n)+".")
}

func (f *Fields) inner(n Name, v jsontext.Value, path string) *Fields {
	members, err := object(v)
	if err != nil {
		f.bad(n, "не объект", "Укажите объект JSON.")
		return nil
	}
	o := &Fields{path: path, members: members, reading: f.reading}
	f.objects = append(f.objects, o)
	return o
}

// List returns the objects of a list, nil if it is not given; an empty list is
// not nil.
func (f *Fields) List(n Name) []*Fields {
	v := f.value(n)
	if v == nil {
		return nil
	}
	var items []jsontext.Value
	if err := json.Unmarshal(v, &items); err != nil {
		f.bad(n, "не список", "Укажите список объектов JSON.")
		return nil
	}
	out := make([]*Fields, 0, len(items))
	for i, item := range items {
		if o := f.inner(n, item, fmt.Sprintf("%s[%d].", f.called(n), i)); o != nil {
			out = append(out, o)
		}
	}
	return out
}
