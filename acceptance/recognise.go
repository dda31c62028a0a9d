package acceptance

import (
	"path"
	"slices"
	"strings"
	"sync"

	"sdano"
	"sdano/titles"
	"sdano/titles/filename"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// kind is what is told of a kind of documents: its type, what people call it, the
// role of the party that offers it.
type kind struct {
	typ     Type
	name    string
	offerer title.PartyRole
}

var kinds = map[title.Kind]kind{
	title.UPD:            {UPD, "УПД", title.Seller},
	title.UKD:            {UKD, "УКД", title.Seller},
	title.TORG2:          {TORG2, "ТОРГ-2", title.Buyer},
	title.Reconciliation: {Reconciliation, "Акт сверки", title.Seller},
	title.TORG12:         {TORG12, "ТОРГ-12", title.Seller},
	title.Act:            {Act, "Акт", title.Seller},
}

// formats are the formats of titles by their id.
var formats = sync.OnceValue(func() map[string]*title.Format {
	out := map[string]*title.Format{}
	for _, f := range titles.Formats() {
		out[f.ID] = f
	}
	return out
})

// secondOf returns the format by which a first title is answered, nil if it has
// none.
func secondOf(first *title.Document) *title.Format {
	if first == nil || first.Format == nil {
		return nil
	}
	for _, f := range formats() {
		if f.Exchange == first.Format.Exchange && f.Role == title.Second {
			return f
		}
	}
	return nil
}

// withFormat gives the title of a stored document its format back.
func withFormat(d Document) Document {
	if d.Title != nil {
		d.Title.Format = formats()[d.FormatID]
	}
	return d
}

// recognise reads a file that came: what is known of the document, and the title
// of a file that is no document but an answer to one, nil of others. What is not
// XML or of no known format is an informal document; a file that by its name or
// identifier is of a known format and cannot be read is Unreadable.
func recognise(name string, data []byte, opts titles.Options) (d Document, reply *title.Document) {
	v := titles.Check(titles.Input{Name: name, Data: data}, opts)
	switch {
	case v.Format != nil && v.Format.Role != title.First:
		return informal(name), v.Document
	case v.Format != nil:
		return formal(name, v), nil
	case flagged(v, "format_unsupported"):
		return unsupported(name, data, v), nil
	case v.Kind == "" && (flagged(v, "format_mismatch") || known(name) != nil && !flagged(v, "format_unknown")):
		return unreadable(name, v), nil
	}
	d = informal(name)
	if strings.EqualFold(path.Ext(name), ".xml") {
		d.Findings = []sdano.Finding{asItIs(v)}
	}
	return d, nil
}

// asItIs tells why a file that by its name is XML is taken as an informal document:
// whoever accepts it shall know that nobody has read it.
func asItIs(v titles.Verdict) sdano.Finding {
	f := sdano.Finding{
		Code: "informal_xml", Severity: sdano.Warning, Source: "structure",
		Message: "Формат файла не известен, поэтому содержание не проверено. Принять документ можно только подписью под самим файлом.",
	}
	if v.Kind == "" && !flagged(v, "format_unknown") {
		f.Code, f.Message = "not_xml", "Файл назван как XML, но не читается как XML, поэтому содержание не проверено. Принять документ можно только подписью под самим файлом."
		if len(v.Findings) > 0 {
			f.Message += " Что в нём не так: " + v.Findings[0].Message
		}
	}
	return f
}

// titleOf reads a file that answers another: a second title, a receipt, a
// rejection, a proposal to annul; nil if it is none.
func titleOf(name string, data []byte, opts titles.Options) *title.Document {
	if v := titles.Check(titles.Input{Name: name, Data: data}, opts); v.Format != nil && v.Format.Role != title.First {
		return v.Document
	}
	return nil
}

func flagged(v titles.Verdict, code string) bool {
	return slices.ContainsFunc(v.Findings, func(f sdano.Finding) bool { return f.Code == code })
}

// known returns the format of first titles that a file's name begins with, nil
// if there is none.
func known(name string) *title.Format {
	for _, f := range titles.Formats() {
		if f.Role == title.First && len(name) > len(f.Prefix) && strings.EqualFold(name[:len(f.Prefix)], f.Prefix) {
			return f
		}
	}
	return nil
}

// informal is a document that nothing is known of but its name.
func informal(name string) Document {
	d := Document{Type: Informal, Name: strings.TrimSuffix(name, path.Ext(name)), FileName: name, Status: Received}
	d.Folded = fold(d)
	return d
}

// formal is a document whose first title was read.
func formal(name string, v titles.Verdict) Document {
	t, k := v.Document, kinds[v.Format.Kind]
	d := Document{
		Type: k.typ, FormatID: v.Format.ID, Prefix: v.Format.Prefix, FormatVersion: t.Version, KND: t.KND, Function: t.Function,
		Name: k.name, Number: t.Number, Date: t.Date, Total: total(t.Total), FileName: name, Title: t,
		Findings: v.Findings, NoAnswer: t.Silent, Status: Received,
	}
	for _, p := range t.Parties {
		if p.Role == k.offerer {
			d.SenderINN = p.TaxID.INN
		}
	}
	if t.FileID == "" || t.Made.Date.IsZero() {
		d.Status, d.NoAnswer = Unreadable, "документ не удалось прочитать"
	}
	d.Folded = fold(d)
	return d
}

func total(v title.Decimal) *sdano.Money {
	m, err := sdano.ParseMoney(string(v))
	if err != nil {
		return nil
	}
	return &m
}

// unsupported is a document of a known format in a version that is not: it is
// shown by what its head says, and cannot be accepted.
func unsupported(name string, data []byte, v titles.Verdict) Document {
	d := informal(name)
	d.Findings = v.Findings
	file, err := tree.Parse(data)
	if err != nil {
		return d
	}
	root := file.Root()
	id, _ := filename.Parse(root.Attr("ИдФайл"))
	d.Prefix, d.FormatVersion = id.Prefix, root.Attr("ВерсФорм")
	for child := range root.Children() {
		if child.Has("КНД") {
			d.KND, d.Function = child.Attr("КНД"), child.Attr("Функция")
			break
		}
	}
	if f := known(root.Attr("ИдФайл")); f != nil {
		d.Type, d.Name = kinds[f.Kind].typ, kinds[f.Kind].name
	}
	d.NoAnswer = "версия формата " + d.FormatVersion + " не поддерживается"
	return d
}

// unreadable is a document of a known format that cannot be read.
func unreadable(name string, v titles.Verdict) Document {
	d := informal(name)
	d.Status, d.NoAnswer, d.Findings = Unreadable, "документ не удалось прочитать", v.Findings
	if f := known(name); f != nil {
		d.Type, d.Name, d.Prefix = kinds[f.Kind].typ, kinds[f.Kind].name, f.Prefix
	}
	return d
}

// fold returns what lists are searched by.
func fold(d Document) string {
	words := []string{d.Name, d.Number, d.FileName}
	if d.Title != nil {
		for _, p := range d.Title.Parties {
			words = append(words, p.Name, p.TaxID.INN)
		}
	}
	return strings.ToLower(strings.Join(words, " "))
}
