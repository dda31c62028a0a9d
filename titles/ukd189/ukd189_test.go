package ukd189_test

import (
	"testing"

	"sdano/titles/internal/verbal/verbaltest"
	"sdano/titles/ukd189"
)

var exchange = verbaltest.Exchange{
	First: ukd189.First, FirstSchema: "ukd/ON_KORSCHFDOPPR_1_996_01_05_01_03.xsd",
	Second: ukd189.Second, SecondSchema: "ukd/ON_KORSCHFDOPPOK_1_996_02_05_01_03.xsd",
	Answered: []string{"decrease", "change", "unnamed"}, Silent: []string{"invoice"},
	Powers: []int{3}, Standard: "3",
	Text: "С изменением стоимости согласен", TextMax: 255,
	TextAt: "ИнфПок/СодФХЖ4/СвСоглас/@СодОпер", DayAt: "ИнфПок/СодФХЖ4/СвСоглас/@ДатаСоглас",
	Repeated: map[string]string{
		"ИнфПок/СодФХЖ4/@НаимДокОпрПр": "Корректировочный документ", "ИнфПок/СодФХЖ4/@ФункцияПр": "КСЧФДИС",
		"ИнфПок/СодФХЖ4/@НомДокИнфПр": "К-17", "ИнфПок/СодФХЖ4/@ДатаДокИнфПр": "12.03.2021",
		"ИнфПок/ИдИнфПрод/@ДатаФайлИнфПр": "15.03.2021", "ИнфПок/ИдИнфПрод/@ВремФайлИнфПр": "09.15.00",
	},
}

func TestExchange(t *testing.T) {
	t.Parallel()
	exchange.Run(t)
}

func TestNameOfTheDocumentComesFromTheNextBestSource(t *testing.T) {
	t.Parallel()
	const at = "ИнфПок/СодФХЖ4/@НаимДокОпрПр"
	exchange.Answers(t, "change", map[string]string{at: "Документ об изменении стоимости услуг", "ИнфПок/СодФХЖ4/@ФункцияПр": "ДИС"})
	exchange.Answers(t, "unnamed", map[string]string{at: "Универсальный корректировочный документ", "ИнфПок/СодФХЖ4/@ФункцияПр": "КСЧФДИС"})
}

func FuzzFirst(f *testing.F) { exchange.Fuzz(f) }

func BenchmarkAnswer(b *testing.B) { exchange.Bench(b) }
