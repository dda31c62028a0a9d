package annul102_test

import (
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/titles/annul102"
	"sdano/titles/reading"
	"sdano/titles/tech103"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/tree"
)

func TestSchemaAgreesWithTheOneOfTheOperators(t *testing.T) {
	t.Parallel()
	titletest.SchemaAgrees(t, annul102.Proposal, "tech/DP_PRANNUL_1_985_00_01_01_02.xsd")
}

// act stands for any first title; its parties have the roles of a ТОРГ-2, whose
// sender is the buyer.
var act = &title.Format{Exchange: "torg2", ID: "torg2.buyer", Kind: title.TORG2, Role: title.First, Read: readAct}

func readAct(d *tree.Document) *title.Document {
	out := reading.Begin(&title.Format{Exchange: "torg2", Kind: title.TORG2, Role: title.First}, d)
	document := d.Root().At("Документ")
	out.Parties = []title.Party{
		reading.Party(document.At("Продавец"), title.Seller), reading.Party(document.At("Покупатель"), title.Buyer),
	}
	return out
}

const name = "DP_PRIRASXPRIN_2ZZ-7799999919-779901001-2026_2YY-7799999926-779901001-2026_20260130_6ba7b810-9dad-41d1-80b4-00c04fd43001"

func file(name, buyer string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?><Файл ИдФайл="` + name + `" ВерсФорм="5.01"><Документ КНД="1175014">` +
		`<Продавец><ИдСв><СвОрг><СвОргУч НаимОрг="ООО «Ромашка»" ИННЮЛ="7799999919" КПП="779901001"/></СвОрг></ИдСв></Продавец>` +
		`<Покупатель><ИдСв>` + buyer + `</ИдСв></Покупатель></Документ></Файл>`)
}

func numbered(n string) string { return strings.TrimSuffix(name, "01") + n }

const fio = `<ФИО Фамилия="Берёзкин" Имя="Иван"/>`

func senders() map[string][]byte {
	return map[string][]byte{
		name:           file(name, `<СвОрг><СвОргУч НаимОрг="ООО «Берёзка»" ИННЮЛ="7799999926" КПП="7799AF001"/></СвОрг>`),
		numbered("02"): file(numbered("02"), `<СвОрг><СвОргУч НаимОрг="ООО «Берёзка»" ИННЮЛ="7799999926"/></СвОрг>`),
		numbered("03"): file(numbered("03"), `<СвИП ИННФЛ="500100732259">`+fio+`</СвИП>`),
	}
}

// nobody are buyers for whom the proposal has no place.
func nobody() map[string][]byte {
	return map[string][]byte{
		numbered("04"): file(numbered("04"), `<СвОрг><СвОргУч НаимОрг="ООО «Берёзка»" ИННЮЛ="7799999926" КПП="7799XY001"/></СвОрг>`),
		numbered("05"): file(numbered("05"), `<СвФЛ ИННФЛ="500100732259">`+fio+`</СвФЛ>`),
		numbered("06"): file(numbered("06"), `<СвОрг><СвИнНеУч НаимОрг="ТОО «Каин»" Идентиф="1"/></СвОрг>`),
		numbered("07"): file(numbered("07"), ``),
	}
}

func TestEveryProposalIsValid(t *testing.T) {
	t.Parallel()
	for what, m := range map[string]titletest.Matrix{
		"sender known":   {First: senders()},
		"sender unknown": {First: nobody(), Refused: func(*title.Answer) bool { return true }},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			m.Make, m.Target, m.Official = annul102.MakeProposal, annul102.Proposal, "tech/DP_PRANNUL_1_985_00_01_01_02.xsd"
			m.Axes = []titletest.Axis{{
				func(a *title.Answer) { a.Comment = "Выставлен ошибочно" },
				func(a *title.Answer) { a.Comment = titletest.Long(5000) },
			}, {
				func(*title.Answer) {},
				func(a *title.Answer) { a.Signer.Position = "" },
				func(a *title.Answer) { a.Signer.Position = titletest.Long(1000) },
				func(a *title.Answer) {
					a.Signer.PaperAttorney, a.Settings.Powers = &title.PaperPowerOfAttorney{Number: "1", IssueDate: "2026-01-01"}, 1
				},
			}}
			titletest.AnswerMatrix(t, act, m)
		})
	}
}

func answer(t *testing.T) *title.Answer {
	t.Helper()
	d, err := tree.Parse(senders()[name])
	if err != nil {
		t.Fatal(err)
	}
	a := titletest.Blank(readAct(d), name)
	a.Comment = "Выставлен ошибочно"
	return a
}

func TestGolden(t *testing.T) {
	t.Parallel()
	made, err := annul102.MakeProposal(answer(t))
	if err != nil {
		t.Fatal(err)
	}
	titletest.Golden(t, "proposal.xml", made.Data)
}

func TestWhatIsRead(t *testing.T) {
	t.Parallel()
	made, err := annul102.MakeProposal(answer(t))
	if err != nil {
		t.Fatal(err)
	}
	d, err := tree.Parse(made.Data)
	if err != nil {
		t.Fatal(err)
	}
	got := annul102.Proposal.Read(d)
	want := []title.Party{
		{Role: title.Author, Name: "Общество с ограниченной ответственностью «Ромашка»", TaxID: sdano.TaxID{INN: "7799999919", KPP: "779901001"}, Participant: "2ZZ-7799999919-779901001-2026"},
		{Role: title.Buyer, Name: "ООО «Берёзка»", TaxID: sdano.TaxID{INN: "7799999926", KPP: "7799AF001"}, Participant: "2YY-7799999926-779901001-2026"},
	}
	if !slices.Equal(got.Parties, want) || got.Comment != "Выставлен ошибочно" || got.KND != "" || got.Confirmed != (title.Moment{}) {
		t.Errorf("%+v", got)
	}
}

// TestAProposalIsRefusedByAClarificationOnIt: the sender of the answered file is
// then the author of the proposal.
func TestAProposalIsRefusedByAClarificationOnIt(t *testing.T) {
	t.Parallel()
	made, err := annul102.MakeProposal(answer(t))
	if err != nil {
		t.Fatal(err)
	}
	d, err := tree.Parse(made.Data)
	if err != nil {
		t.Fatal(err)
	}
	a := titletest.Blank(annul102.Proposal.Read(d), strings.TrimSuffix(made.Name, ".xml"))
	a.Box = title.Box{Participant: "2YY-7799999926-779901001-2026", Name: "ООО «Берёзка»", TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"}}
	a.Comment = "Не согласны"
	refusal, err := tech103.MakeClarification(a)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = tree.Parse(refusal.Data); err != nil {
		t.Fatal(err)
	}
	got := tech103.Clarification.Read(d)
	if got.Parties[1].Name != "Общество с ограниченной ответственностью «Ромашка»" || got.Recipient != "2ZZ-7799999919-779901001-2026" ||
		!strings.HasPrefix(got.Answered[0].FileID, "DP_PRANNUL_2YY-7799999926") {
		t.Errorf("%+v", got)
	}
}
