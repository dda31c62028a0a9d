package ukd736_test

import (
	"os"
	"testing"

	"sdano/titles/internal/verbal/verbaltest"
	"sdano/titles/titletest"
	"sdano/titles/ukd736"
)

var exchange = verbaltest.Exchange{
	First: ukd736.First, FirstSchema: "ukd/ON_NKORSCHFDOPPR_1_996_03_05_01_02.xsd",
	Second:   ukd736.Second,
	Answered: []string{"traced", "agent"}, Silent: []string{"invoice"},
	Powers: []int{3}, Standard: "3",
	Text: "С изменением стоимости согласен", TextMax: 255,
	TextAt: "ИнфПок/СодФХЖ4/СвСоглас/@СодОпер", DayAt: "ИнфПок/СодФХЖ4/СвСоглас/@ДатаСоглас",
	Repeated: map[string]string{
		"ИнфПок/СодФХЖ4/@НаимДокОпрПр": "Корректировочный документ", "ИнфПок/СодФХЖ4/@ФункцияПр": "КСЧФДИС",
		"ИнфПок/СодФХЖ4/@НомДокИнфПр": "К-18", "ИнфПок/СодФХЖ4/@ДатаДокИнфПр": "10.09.2024",
		"ИнфПок/ИдИнфПрод/@ДатаФайлИнфПр": "11.09.2024", "ИнфПок/ИдИнфПрод/@ВремФайлИнфПр": "09.15.00",
	},
}

func TestExchange(t *testing.T) {
	t.Parallel()
	exchange.Run(t)
}

func TestFunctionOfAnAgentIsRepeated(t *testing.T) {
	t.Parallel()
	exchange.Answers(t, "agent", map[string]string{
		"ИнфПок/СодФХЖ4/@НаимДокОпрПр": "Отчёт комиссионера", "ИнфПок/СодФХЖ4/@ФункцияПр": "СвИСРК",
	})
}

func TestSecondTitleIsMarkedUnverified(t *testing.T) {
	t.Parallel()
	if !ukd736.Second.Unverified || ukd736.First.Unverified {
		t.Error("the second title of 736@ alone has no official schema at hand")
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("testdata/traced.xml")
	if err != nil {
		t.Fatal(err)
	}
	const (
		after      = "<СумНалПосле><СумНДС>60000.00</СумНДС></СумНалПосле>"
		difference = "<СумНалРазн><СумУвел>12000.00</СумУвел></СумНалРазн>"
		increase   = `<ВсегоУвел СтТовБезНДСВсего="60000.00" СтТовУчНалВсего="72000.00"><СумНал><СумНДС>12000.00</СумНДС></СумНал></ВсегоУвел>`
		decrease   = `<ВсегоУм СтТовБезНДСВсего="1"/>`
		rate, own  = `НалСтДо="20%"`, `НалСтДо="НДС исчисляется налоговым агентом"`
	)
	edit := titletest.Edit
	titletest.Rules(t, ukd736.First, map[string][]byte{"traced": doc}, []titletest.RuleCase{
		{Code: "SDANO-UKD736-001", Fail: edit(increase, ""), At: "/ТаблКСчФ/ВсегоУвел"},
		{Code: "SDANO-UKD736-001", Pass: edit(increase, decrease), Fail: edit(increase, "")},
		{Code: "SDANO-UKD736-001", Pass: edit(increase, increase+decrease), Fail: edit(increase, "")},
		{Code: "SDANO-UKD736-002", Fail: edit(after, ""), At: "/СведТов/СумНалПосле"},
		{Code: "SDANO-UKD736-002", Pass: edit(after, "", rate, own), Fail: edit(own, rate, after, ""), Also: []string{"SDANO-UKD736-003"}},
		{Code: "SDANO-UKD736-003", Fail: edit(difference, ""), At: "/СведТов/СумНалРазн"},
		{Code: "SDANO-UKD736-003", Pass: edit(difference, "", rate, own), Fail: edit(difference, "", own, `НалСтДо="без НДС"`), Also: []string{"SDANO-UKD736-002"}},
	})
}

func FuzzFirst(f *testing.F) { exchange.Fuzz(f) }

func TestRulesAgreeWithTheOfficialOnes(t *testing.T) {
	t.Parallel()
	titletest.RulesAgree(t, ukd736.First, exchange.FirstSchema)
}

func BenchmarkAnswer(b *testing.B) { exchange.Bench(b) }
