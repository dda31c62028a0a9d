package reading_test

import (
	"reflect"
	"testing"

	"sdano"
	"sdano/titles/reading"
	"sdano/titles/title"
	"sdano/titles/tree"
)

func parse(t *testing.T, xml string) *tree.Document {
	t.Helper()
	d, err := tree.Parse([]byte(xml))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestHead(t *testing.T) {
	t.Parallel()
	const id = "ON_NSCHFDOPPR_2XX-1_2YY-2_20260115_6ba7b810-9dad-41d1-80b4-00c04fd43001"
	f := &title.Format{ID: "x"}
	for name, tc := range map[string]struct {
		xml  string
		want title.Document
	}{
		"participants in the document": {
			`<Файл ИдФайл="` + id + `" ВерсФорм="5.01" ВерсПрог="п"><СвУчДокОбор ИдОтпр="o" ИдПол="p"/><ИнфПок КНД="1115132"/></Файл>`,
			title.Document{Format: f, FileID: id, Version: "5.01", Program: "п", KND: "1115132", Sender: "o", Recipient: "p"},
		},
		"participants in the name": {
			`<Файл ИдФайл="` + id + `" ВерсФорм="5.03"><Документ КНД="1115131"/></Файл>`,
			title.Document{Format: f, FileID: id, Version: "5.03", KND: "1115131", Sender: "2YY-2", Recipient: "2XX-1"},
		},
		"no participants": {
			`<Файл ИдФайл="x" ВерсФорм="1.02"><Документ/></Файл>`,
			title.Document{Format: f, FileID: "x", Version: "1.02"},
		},
		"nothing": {`<Файл/>`, title.Document{Format: f}},
	} {
		if got := reading.Begin(f, parse(t, tc.xml)); !reflect.DeepEqual(*got, tc.want) {
			t.Errorf("%s: %+v, want %+v", name, *got, tc.want)
		}
	}
}

func TestParties(t *testing.T) {
	t.Parallel()
	const fio = `<ФИО Фамилия="Ёлкина" Имя="Анна" Отчество="Петровна"/>`
	person := title.Person{Surname: "Ёлкина", FirstName: "Анна", MiddleName: "Петровна"}
	org := title.Party{Role: title.Buyer, Name: "Завод", TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"}}
	natural := title.Party{Role: title.Buyer, Name: "Ёлкина Анна Петровна", Person: person, TaxID: sdano.TaxID{INN: "779999991008"}}
	foreign := title.Party{Role: title.Buyer, Name: "Завод", Foreign: true, ForeignID: "77"}
	with := func(p title.Party, edit func(*title.Party)) title.Party { edit(&p); return p }
	entrepreneur := with(natural, func(p *title.Party) { p.Entrepreneur = true })
	for name, tc := range map[string]struct {
		xml  string
		want title.Party
	}{
		"УПД, УКД, organisation":   {`<x><ИдСв><СвЮЛУч НаимОрг="Завод" ИННЮЛ="7799999926" КПП="779901001"/></ИдСв><Адрес/></x>`, org},
		"УПД 5.01, no ИНН":         {`<x><ИдСв><СвЮЛУч НаимОрг="Завод" ДефИННЮЛ="-"/></ИдСв></x>`, title.Party{Role: title.Buyer, Name: "Завод"}},
		"entrepreneur":             {`<x><ИдСв><СвИП ИННФЛ="779999991008">` + fio + `</СвИП></ИдСв></x>`, entrepreneur},
		"entrepreneur of 5.03":     {`<x><ИдСв><СвИП ИННФЛ="779999991008" ОГРНИП="304500116000157">` + fio + `</СвИП></ИдСв></x>`, with(entrepreneur, func(p *title.Party) { p.OGRN = "304500116000157" })},
		"private person":           {`<x><ИдСв><СвФЛУч ИННФЛ="779999991008">` + fio + `</СвФЛУч></ИдСв></x>`, natural},
		"private person of 5.01":   {`<x><ИдСв><СвФЛУчастФХЖ ИННФЛ="779999991008">` + fio + `</СвФЛУчастФХЖ></ИдСв></x>`, natural},
		"private person, no name":  {`<x><ИдСв><СвФЛУч ИННФЛ="779999991008"/></ИдСв></x>`, title.Party{Role: title.Buyer, TaxID: sdano.TaxID{INN: "779999991008"}}},
		"foreign":                  {`<x><ИдСв><СвИнНеУч НаимОрг="Завод" Идентиф="77"/></ИдСв></x>`, foreign},
		"foreign of 5.03":          {`<x><ИдСв><СвИнНеУч ИдСтат="ИО" КодСтр="398" НаимСтран="Казахстан" Наим="Завод" Идентиф="77"/></ИдСв></x>`, with(foreign, func(p *title.Party) { p.Country, p.ForeignStatus = "398", "ИО" })},
		"ТОРГ-2, organisation":     {`<x><ИдСв><СвОрг><СвОргУч НаимОрг="Завод" ИННЮЛ="7799999926" КПП="779901001"/></СвОрг></ИдСв></x>`, org},
		"ТОРГ-2, foreign":          {`<x><ИдСв><СвОрг><СвИнНеУч НаимОрг="Завод" Идентиф="77"/></СвОрг></ИдСв></x>`, foreign},
		"ТОРГ-2, private person":   {`<x><ИдСв><СвФЛ ИННФЛ="779999991008">` + fio + `</СвФЛ></ИдСв></x>`, natural},
		"ТОРГ-12, organisation":    {`<x><ИдСв><СвОрг><СвЮЛ НаимОрг="Завод" ИННЮЛ="7799999926" КПП="779901001"/></СвОрг></ИдСв></x>`, org},
		"ТОРГ-12, foreign":         {`<x><ИдСв><СвОрг><ИнОрг НаимОрг="Завод" Страна="Казахстан"/></СвОрг></ИдСв></x>`, title.Party{Role: title.Buyer, Name: "Завод", Foreign: true}},
		"reconciliation":           {`<x><ИдСв><СвЮЛУч НаимОрг="Завод" ИННЮЛ="7799999926" КПП="779901001" ОГРН="1027700132195"/></ИдСв></x>`, with(org, func(p *title.Party) { p.OGRN = "1027700132195" })},
		"receipt, organisation":    {`<x ИдУчастЭДО="2XX-1"><ЮЛ НаимОрг="Завод" ИННЮЛ="7799999926" КПП="779901001"/></x>`, with(org, func(p *title.Party) { p.Participant = "2XX-1" })},
		"receipt, entrepreneur":    {`<x ИдУчастЭДО="2XX-1"><ИП ИННФЛ="779999991008">` + fio + `</ИП></x>`, with(entrepreneur, func(p *title.Party) { p.Participant = "2XX-1" })},
		"receipt, private person":  {`<x ИдУчастЭДО="2XX-1"><ФЛ ИННФЛ="779999991008">` + fio + `</ФЛ></x>`, with(natural, func(p *title.Party) { p.Participant = "2XX-1" })},
		"receipt, foreign":         {`<x ИдУчастЭДО="2XX-1"><СвИнУчастНеУч ИдСтат="ЮЛ" СтрРег="398" Наим="Завод" КодНПРег="77"/></x>`, with(foreign, func(p *title.Party) { p.Country, p.ForeignStatus, p.Participant = "398", "ЮЛ", "2XX-1" })},
		"receipt of 1.02":          {`<x ИдУчастЭДО="2XX-1"><ОтпрЮЛ НаимОрг="Завод" ИННЮЛ="7799999926" КПП="779901001"/></x>`, with(org, func(p *title.Party) { p.Participant = "2XX-1" })},
		"receipt to an operator":   {`<x ИдУчастЭДО="2XX-1"><ОперЭДО НаимОрг="Завод" ИННЮЛ="7799999926" ИдОперЭДО="2XX"/></x>`, title.Party{Role: title.Buyer, Name: "Завод", TaxID: sdano.TaxID{INN: "7799999926"}, Participant: "2XX-1"}},
		"operator himself":         {`<ОперЭДО НаимОрг="Завод" ИННЮЛ="7799999926" ИдОперЭДО="2XX"/>`, title.Party{Role: title.Buyer, Name: "Завод", TaxID: sdano.TaxID{INN: "7799999926"}, Participant: "2XX"}},
		"described in another way": {`<x><ИдСв><Новый НаимОрг="Завод"/></ИдСв></x>`, title.Party{Role: title.Buyer}},
		"empty organisation":       {`<x><ИдСв><СвОрг/></ИдСв></x>`, title.Party{Role: title.Buyer}},
	} {
		if got := reading.Party(parse(t, tc.xml).Root(), title.Buyer); got != tc.want {
			t.Errorf("%s:\n%+v, want\n%+v", name, got, tc.want)
		}
	}
	if got := reading.Party(tree.Node{}, title.Seller); got != (title.Party{Role: title.Seller}) {
		t.Errorf("no party is %+v", got)
	}
}

func TestSignatories(t *testing.T) {
	t.Parallel()
	const fio = `<ФИО Фамилия="Ёлкина" Имя="Анна"/>`
	person := title.Person{Surname: "Ёлкина", FirstName: "Анна"}
	d := parse(t, `<Документ>
<Подписант ОблПолн="2" Статус="5" ОснПолн="Приказ" ОснПолнОрг="Договор"><ЮЛ ИННЮЛ="7799999926" НаимОрг="Завод" Должн="Кладовщик">`+fio+`</ЮЛ></Подписант>
<Подписант ОблПолн="1" Статус="4" ОснПолнПодп="Устав"><ИП ИННФЛ="779999991008">`+fio+`</ИП></Подписант>
<Подписант ОблПолн="1" Статус="4"><ФЛ>`+fio+`</ФЛ></Подписант>
<Подписант СпосПодтПолном="3" ТипПодпис="1" Должн="Кладовщик">`+fio+`<СвДоверЭл НомДовер="n"/></Подписант>
<Подписант СпосПодтПолном="5">`+fio+`<СвДоверБум ВнНомДовер="17"><ФИО Фамилия="Другой" Имя="Кто"/></СвДоверБум></Подписант>
<Подписант СтатПодп="2">`+fio+`<СвДовер НомДовер="n"/></Подписант>
<Подписант Должность="Директор">`+fio+`</Подписант></Документ>`)
	want := []title.Signatory{
		{Person: person, Position: "Кладовщик", TaxID: sdano.TaxID{INN: "7799999926"}, Organization: "Завод", Powers: "2", Status: "5", Basis: "Приказ", OrganizationBasis: "Договор"},
		{Person: person, TaxID: sdano.TaxID{INN: "779999991008"}, Powers: "1", Status: "4", Basis: "Устав"},
		{Person: person, Powers: "1", Status: "4"},
		{Person: person, Position: "Кладовщик", Confirmation: "3", SignatureType: "1", PowerOfAttorney: "n"},
		{Person: person, Confirmation: "5", PowerOfAttorney: "17"},
		{Person: person, Status: "2", PowerOfAttorney: "n"},
		{Person: person, Position: "Директор"},
	}
	if got := reading.Signatories(d.Root()); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := reading.Signatories(tree.Node{}); got != nil {
		t.Errorf("nobody is %+v", got)
	}
}

func TestAnswered(t *testing.T) {
	t.Parallel()
	d := parse(t, `<л Ид="f" Дата="15.01.2026" Врем="10.30.00"><ЭП> AAA=
</ЭП><ЭП>BBB=</ЭП><Иное/></л>`)
	want := title.Answered{
		FileID: "f", Made: title.Moment{Date: sdano.MustDate("2026-01-15"), Time: "10.30.00"}, Signatures: []string{"AAA=", "BBB="},
	}
	if got := reading.Answered(d.Root(), "Ид", "Дата", "Врем", "ЭП"); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestDaysAndDecimals(t *testing.T) {
	t.Parallel()
	root := parse(t, `<a d1="29.02.2024" d2="29.02.2025" d3="2025-01-01" n1=" 12.50 " n2="-0" n3="+.5" n4="1." n5="1,5" n6="1e3" n7="." n8="" n9="--1"/>`).Root()
	for attr, want := range map[string]string{"d1": "2024-02-29", "d2": "", "d3": "", "none": ""} {
		if got := reading.Day(root, attr).String(); got != want {
			t.Errorf("%s is %q, want %q", attr, got, want)
		}
	}
	for attr, want := range map[string]title.Decimal{
		"n1": "12.50", "n2": "-0", "n3": "+.5", "n4": "1.", "n5": "", "n6": "", "n7": "", "n8": "", "n9": "", "none": "",
	} {
		if got := reading.Dec(root, attr); got != want {
			t.Errorf("%s is %q, want %q", attr, got, want)
		}
	}
}

func TestPerson(t *testing.T) {
	t.Parallel()
	want := title.Person{Surname: "Ёлкина", FirstName: "Анна", MiddleName: "Петровна"}
	root := parse(t, `<а><ФИО Фамилия="Ёлкина" Имя="Анна" Отчество="Петровна"/></а>`).Root()
	if got := reading.Person(root); got != want {
		t.Errorf("from around: %+v", got)
	}
	if got := reading.Person(root.At("ФИО")); got != want {
		t.Errorf("from itself: %+v", got)
	}
}
