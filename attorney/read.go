package attorney

import (
	"fmt"
	"iter"
	"strings"

	"sdano"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// MaxFile bounds a file in bytes.
const MaxFile = 1 << 20

// Read reads the file of a power of attorney. It needs no more than a number:
// unknown parts are passed over, and what is missing is told by Check. The error
// is an *sdano.Error of kind Unprocessable with the code "bad_attorney".
func Read(data []byte) (Power, error) {
	if len(data) > MaxFile {
		return Power{}, badFile("файл длиннее 1 МБ", nil)
	}
	d, err := tree.Parse(data)
	if err != nil {
		return Power{}, badFile("это не XML: "+strings.TrimSuffix(sdano.AsError(err).Message, "."), err)
	}
	root := d.Root()
	if local(root.Name()) != "Доверенность" {
		return Power{}, badFile(fmt.Sprintf("корневой элемент — «%s», а нужен «Доверенность»", root.Name()), nil)
	}
	p := Power{Format: root.Attr("ВерсФорм")}
	if body := at(root, "Документ", "Передов"); body.Ok() {
		p.Delegated = true
		p.delegated(body)
	} else {
		p.direct(at(root, "Документ", "Довер"))
	}
	if p.Number.IsZero() {
		return Power{}, badFile("в ней нет единого регистрационного номера (НомДовер)", nil)
	}
	return p, nil
}

func badFile(why string, cause error) error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_attorney", Err: cause,
		Message: "Файл машиночитаемой доверенности не читается: " + why + ".",
		Remedy:  "Передайте файл доверенности (ON_EMCHD_….xml) таким, каким его выгрузила система, где она оформлена.",
	}
}

// direct reads «Довер»: the issuer gives powers of his own.
func (p *Power) direct(body tree.Node) {
	p.head(at(body, "СвДов"))
	p.Issuers = parties(body, "СвДоверит", "Доверит")
	p.Representatives = parties(body, "СвУпПред", "Пред")
	p.powers(body)
}

// delegated reads «Передов»: a representative passes on what he was given. Older
// forms have its head and its origin one level deeper.
func (p *Power) delegated(body tree.Node) {
	for _, inside := range []tree.Node{body, at(body, "СвДовПер")} {
		p.head(at(inside, "СвПереДовер"))
		if origin := at(inside, "СвПервДовер"); origin.Ok() {
			p.Origin = number(origin, "НомДоверПерв", "НомДовер")
			p.Principals = parties(origin, "СвДоверПерв", "ДоверитПерв")
		}
	}
	p.Issuers = parties(body, "СвПередПолн", "ПередПолн")
	p.Representatives = parties(body, "СвПолучПолн", "Пред")
	p.powers(body)
}

// head reads number, days and the like, of forms old and new.
func (p *Power) head(n tree.Node) {
	if !n.Ok() {
		return
	}
	p.Number = number(n, "НомДовер")
	p.Internal = value(n, "ВнНомДовер")
	p.Issued = day(value(n, "ДатаВыдДовер", "ДатаНач"))
	p.Until = day(value(n, "СрокДейст", "ДатаКонДовер", "ДатаОкон"))
	p.Irrevocable = value(n, "ВидДовер") == "2"
	p.System = value(n, "СведСист", "СведСистОтм")
	p.Joint = value(n, "ПрСовмПолн") == "2"
}

func (p *Power) powers(body tree.Node) {
	p.Notarised = at(body, "СвНотУд").Ok()
	var texts []string
	for n := range every(body, "СвПолн") {
		p.Joint = p.Joint || value(n, "ПрСовмПолн") == "2"
		if text := value(n, "ТекстПолн"); text != "" {
			texts = append(texts, text)
		}
		for m := range every(n, "МашПолн") {
			p.Rights = append(p.Rights, right(m))
		}
	}
	p.Text = strings.Join(texts, "\n")
}

func right(n tree.Node) Right {
	r := Right{Code: value(n, "КодПолн"), Name: value(n, "НаимПолн")}
	for limit := range every(n, "ОгрСвПолн") {
		bound := value(limit, "НаимЗначОгр", "ТексЗначОгр", "КодЗначОгр")
		r.Limits = append(r.Limits, strings.TrimPrefix(value(limit, "НаимОгр")+": "+bound, ": "))
	}
	return r
}

// parties reads those who stand in every element of a name; the unified form
// wraps each in one more element.
func parties(n tree.Node, name, wrapper string) (out []Party) {
	for one := range every(n, name) {
		if inside := at(one, wrapper); inside.Ok() {
			one = inside
		}
		for c := range one.Children() {
			if read, ok := partyReaders[local(c.Name())]; ok {
				out = append(out, read(c))
			}
		}
	}
	return out
}

// partyReaders read a party by the name of its element: as issuer, as one who
// passes powers on, as representative.
var partyReaders = map[string]func(tree.Node) Party{
	"РосОргДовер": inside(Organization, "СвРосОрг"), "РосОргПерПолн": inside(Organization, "СвРосОрг"), "СведОрг": inside(Organization, ""),
	"ИПДовер": inside(Entrepreneur, "СвИП"), "ИППерПолн": inside(Entrepreneur, "СвИП"), "СведИП": inside(Entrepreneur, ""),
	"ФЛДовер": inside(Individual, ""), "ФЛПерПолн": inside(Individual, ""), "СведФизЛ": inside(Individual, ""),
	"ФилПерПолн": inside(Branch, "СвФил"), "СведФилиал": inside(Branch, ""),
	"ИнОргДовер": inside(Foreign, "СвИнОрг"), "ИнПерПолн": inside(Foreign, "СвИнОрг"), "СведИО": inside(Foreign, ""),
}

// inside returns a reader of parties whose particulars stand in an element of
// their own, or if there is none in the party's element itself.
func inside(kind Kind, name string) func(tree.Node) Party {
	return func(n tree.Node) Party {
		about := n
		if inner := at(n, name); inner.Ok() {
			about = inner
		}
		p := particulars(kind, about)
		if kind != Entrepreneur && kind != Individual {
			p.Heads = heads(n)
		}
		return p
	}
}

// particulars reads what an element says of a party.
func particulars(kind Kind, n tree.Node) Party {
	return Party{
		Kind: kind, Name: value(n, "НаимОрг", "НаимИО", "НаимИП"), Position: value(n, "Должность"),
		TaxID:  sdano.TaxID{INN: value(n, "ИННЮЛ", "ИННФЛ"), KPP: value(n, "КПП")},
		OGRN:   value(n, "ОГРН", "ОГРНИП"),
		SNILS:  digits(value(n, "СНИЛС")),
		Person: person(n),
	}
}

// person reads a name, wherever a form has put it.
func person(n tree.Node) title.Person {
	for _, path := range [][]string{{"СведФЛ", "ФИО"}, {"СведФЛ", "СведФЛ", "ФИО"}, {"ФИО"}} {
		if name := at(n, path...); name.Ok() {
			return title.Person{Surname: value(name, "Фамилия"), FirstName: value(name, "Имя"), MiddleName: value(name, "Отчество")}
		}
	}
	return title.Person{}
}

// headKinds are the elements of those who act without a power of attorney.
var headKinds = map[string]Kind{
	"СвФЛ": Individual, "СвРукФил": Individual, "СвРукОП": Individual, "СвИП": Entrepreneur, "СвЮЛЕИО": Organization,
}

// heads reads those who act for an organisation without a power of attorney,
// also through a managing company.
func heads(n tree.Node) (out []Party) {
	for c := range n.Children() {
		switch name := local(c.Name()); name {
		case "ЛицоБезДов", "СВЮЛ":
			out = append(out, heads(c)...)
		default:
			if kind, ok := headKinds[name]; ok {
				out = append(out, particulars(kind, c))
			}
		}
	}
	return out
}

// number reads a registration number, zero if it is none.
func number(n tree.Node, names ...string) sdano.ID {
	id, err := sdano.ParseID(value(n, names...))
	if err != nil {
		return sdano.ID{}
	}
	return id
}

// day reads a day as any of the forms writes it, zero if it is none.
func day(text string) sdano.Date {
	if d, err := sdano.ParseDate(text); err == nil {
		return d
	}
	d, _ := sdano.ParseDateRU(text) // zero if it is neither
	return d
}

// digits drops what people part numbers with.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// value returns the first of some values that is not empty: of an attribute, or
// the text of a child.
func value(n tree.Node, names ...string) string {
	for _, name := range names {
		text := n.Attr(name)
		if text == "" {
			text = at(n, name).Text()
		}
		if text = strings.TrimSpace(text); text != "" {
			return text
		}
	}
	return ""
}

// local returns a name without its prefix: the unified form has a namespace.
func local(name string) string { return name[strings.IndexByte(name, ':')+1:] }

// every yields the children of a name, whatever its prefix.
func every(n tree.Node, name string) iter.Seq[tree.Node] {
	return func(yield func(tree.Node) bool) {
		for c := range n.Children() {
			if local(c.Name()) == name && !yield(c) {
				return
			}
		}
	}
}

// at follows the first children of some names.
func at(n tree.Node, names ...string) tree.Node {
	for _, name := range names {
		next := tree.Node{}
		for c := range every(n, name) {
			next = c
			break
		}
		n = next
	}
	return n
}
