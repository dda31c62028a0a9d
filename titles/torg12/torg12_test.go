package torg12_test

import (
	"testing"

	"sdano/titles/internal/verbal/verbaltest"
	"sdano/titles/torg12"
)

var exchange = verbaltest.Exchange{
	First: torg12.First, FirstSchema: "torg12/DP_TOVTORGPR_1_992_01_05_01_04.xsd",
	Second: torg12.Second, SecondSchema: "torg12/DP_TOVTORGPOK_1_992_02_05_01_04.xsd",
	Answered: []string{"goods", "least"},
	Powers:   []int{1, 2, 3}, Standard: "1",
	Text: "Товары (груз) приняты без расхождений (претензий)", TextMax: 255,
	TextAt: "Документ/СодФХЖ4/ГрузПолучил/@СодОпер", DayAt: "Документ/СодФХЖ4/ГрузПолучил/@ДатаПолуч",
	Repeated: map[string]string{
		"Документ/СодФХЖ4/@НаимДокОпрПр": "Накладная на чай",
		"Документ/СодФХЖ4/@НомДокПТПр":   "Н-31", "Документ/СодФХЖ4/@ДатаДокПТПр": "02.11.2025",
		"Документ/ИдДокПТПр/@ДатаФайлИнфПр": "03.11.2025", "Документ/ИдДокПТПр/@ВремФайлИнфПр": "09.15.00",
	},
	OrgName: true,
}

func TestExchange(t *testing.T) {
	t.Parallel()
	exchange.Run(t)
}

func TestNumberMayBeAbsent(t *testing.T) {
	t.Parallel()
	exchange.Answers(t, "least", map[string]string{"Документ/СодФХЖ4/@НомДокПТПр": "", "Документ/СодФХЖ4/@НаимДокОпрПр": "Н"})
}

func FuzzFirst(f *testing.F) { exchange.Fuzz(f) }

func BenchmarkAnswer(b *testing.B) { exchange.Bench(b) }
