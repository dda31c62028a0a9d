package akt_test

import (
	"testing"

	"sdano/titles/akt"
	"sdano/titles/internal/verbal/verbaltest"
)

var exchange = verbaltest.Exchange{
	First: akt.First, FirstSchema: "akt/DP_REZRUISP_1_990_01_05_01_02.xsd",
	Second: akt.Second, SecondSchema: "akt/DP_REZRUZAK_1_990_02_05_01_02.xsd",
	Answered: []string{"works", "least"},
	Powers:   []int{1, 2, 3}, Standard: "1",
	Text: "Результаты работ (услуги) приняты без претензий", TextMax: 1000,
	TextAt: "Документ/СодФХЖ3/РезПринял/@СодОпер", DayAt: "Документ/СодФХЖ3/РезПринял/@ДатаПрием",
	Repeated: map[string]string{
		"Документ/СодФХЖ3/@НаимДокОпрИсп": "Акт об уходе за чайной плантацией",
		"Документ/СодФХЖ3/@НомДокПРУИсп":  "А-12", "Документ/СодФХЖ3/@ДатаДокПРУИсп": "31.10.2025",
		"Документ/ИдДокПРУИсп/@ДатаФайлИнфИсп": "03.11.2025", "Документ/ИдДокПРУИсп/@ВремФайлИнфИсп": "09.15.00",
	},
}

func TestExchange(t *testing.T) {
	t.Parallel()
	exchange.Run(t)
}

func TestNumberMayBeAbsent(t *testing.T) {
	t.Parallel()
	exchange.Answers(t, "least", map[string]string{"Документ/СодФХЖ3/@НомДокПРУИсп": "", "Документ/СодФХЖ3/@НаимДокОпрИсп": "А"})
}

func FuzzFirst(f *testing.F) { exchange.Fuzz(f) }

func BenchmarkAnswer(b *testing.B) { exchange.Bench(b) }
