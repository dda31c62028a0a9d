package answer_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/titles/answer"
)

func TestTolerantReading(t *testing.T) {
	t.Parallel()
	const about = "NO_USN_7701_7701_779999991008_20260410_1"
	for _, tc := range []struct {
		what, body string
		want       answer.Answer
	}{
		{
			"unknown elements, attributes and order",
			`<Файл ИдФайл="PD_1" Новое="1"><Новый><СвОтпр><ОтпрФЛ/></СвОтпр></Новый><Документ КНД="1166004" x="y"><СвОтпр><ОтпрЮЛ НаимОрг="ООО" ИННЮЛ="7799999919" КПП="779901001"><Ещё/></ОтпрЮЛ></СвОтпр><СведПодтв ДатаОтпр="10.04.2026" ВремяОтпр="23.59.58"><x><СведОтпрФайл ИмяПостФайла="` + about + `"/></x></СведПодтв></Документ></Файл>`,
			answer.Answer{Kind: answer.DateConfirmation, FileID: "PD_1", KND: "1166004", About: about, At: sent, Payer: company, PayerName: "ООО"},
		},
		{
			"time with colons, name with extension",
			`<Файл ИдФайл="PD_1"><Документ КНД="1166004"><СведПодтв ДатаОтпр="10.04.2026" ВремяОтпр="23:59:58"><СведОтпрФайл ИмяПостФайла=" ` + about + `.XML "/></СведПодтв></Документ></Файл>`,
			answer.Answer{Kind: answer.DateConfirmation, FileID: "PD_1", KND: "1166004", About: about, At: sent},
		},
		{
			"time with offset",
			`<Файл ИдФайл="PD_1"><Документ КНД="1166004"><СведПодтв ДатаОтпр="2026-04-10" ВремяОтпр="20:59:58Z"/></Документ></Файл>`,
			answer.Answer{Kind: answer.DateConfirmation, FileID: "PD_1", KND: "1166004", At: sent},
		},
		{
			"time without seconds and with offset",
			`<Файл ИдФайл="IZ_1"><Документ КНД="1166008"><СвИзвещП ДатаПол="11.04.2026" ВремяПол="02.59+06:00"/></Документ></Файл>`,
			answer.Answer{Kind: answer.Receipt, FileID: "IZ_1", KND: "1166008", At: sent.Truncate(time.Minute)},
		},
		{
			"date without time",
			`<Файл ИдФайл="PD_1"><Документ КНД="1166004"><СведПодтв ДатаОтпр="10.04.2026"/></Документ></Файл>`,
			answer.Answer{Kind: answer.DateConfirmation, FileID: "PD_1", KND: "1166004", At: day},
		},
		{
			"empty link, no date, no КНД",
			`<Файл ИдФайл="IZ_NOUSN_1"><Документ><СвИзвещП ДатаПол="" ВремяПол="10.00.00"><СведПолФайл ИмяПостФайла=""/></СвИзвещП></Документ></Файл>`,
			answer.Answer{Kind: answer.Receipt, FileID: "IZ_NOUSN_1"},
		},
		{
			"acceptance by presentation only",
			`<Файл><Документ КНД="1166002"><СвКвит ДатаПредст="10.04.2026" ВремПредст="23.59.58" РегНом=" 7 "/></Документ></Файл>`,
			answer.Answer{Kind: answer.Acceptance, KND: "1166002", At: sent, PresentedAt: sent, RegNumber: "7"},
		},
		{
			"presentation before the day of acceptance",
			`<Файл><Документ КНД="1166002"><СвКвит ДатаПрин="11.04.2026" ДатаПредст="10.04.2026" ВремПредст="23:59:58"/></Документ></Файл>`,
			answer.Answer{Kind: answer.Acceptance, KND: "1166002", At: day.AddDate(0, 0, 1), PresentedAt: sent},
		},
		{
			"presentation that cannot be read",
			`<Файл><Документ КНД="1166006"><ОбщСвУвед ДатаПредст="вчера" ДатаПрием="10.04.2026"/></Документ></Файл>`,
			answer.Answer{Kind: answer.Refusal, KND: "1166006", At: day},
		},
		{
			"taxpayer before sender",
			`<Файл><Документ КНД="1166007"><СвПол><ОтпрЮЛ НаимОрг="ООО «Представитель»" ИННЮЛ="7799999926" КПП="779901001"/></СвПол><КодНоОтпр> 7701 </КодНоОтпр><СвНП><НПФЛ ИННФЛ="779999991008"><ФИО Фамилия="Примеров" Имя="Пётр"/></НПФЛ></СвНП></Документ></Файл>`,
			answer.Answer{Kind: answer.Entered, KND: "1166007", Office: "7701", Payer: person, PayerName: "Примеров Пётр"},
		},
		{
			"reasons in attributes and by file",
			`<Файл><Документ КНД="1166006" КодНО="7701"><СведУведУточ><ВыявлНарФайл><ИмяОбрабФайла>` + about + `</ИмяОбрабФайла><ПеречВыявНар КодОш="1"><ТекстОш>раз</ТекстОш></ПеречВыявНар><ПеречВыявНар><КодОш>2</КодОш><ТекстОш> два </ТекстОш><ИдОш ПолОшЭл="/a" ЗнЭлем="b"/></ПеречВыявНар><ПеречВыявНар/></ВыявлНарФайл></СведУведУточ></Документ></Файл>`,
			answer.Answer{
				Kind: answer.Refusal, KND: "1166006", Office: "7701", About: about,
				Reasons: []answer.Reason{{Code: "1", Text: "раз"}, {Code: "2", Text: "два", Path: "/a", Value: "b"}},
			},
		},
	} {
		encoded, err := charmap.Windows1251.NewEncoder().Bytes([]byte(tc.body))
		if err != nil {
			t.Fatal(err)
		}
		for encoding, data := range map[string][]byte{
			"undeclared windows-1251": encoded,
			"declared windows-1251":   append([]byte(`<?xml version="1.0" encoding="windows-1251"?>`), encoded...),
			"UTF-8":                   []byte(tc.body),
		} {
			got, err := answer.Read(data)
			if err != nil {
				t.Errorf("%s, %s: %v", tc.what, encoding, err)
			}
			if d := cmp.Diff(tc.want, got); d != "" {
				t.Errorf("%s, %s: %s", tc.what, encoding, d)
			}
		}
	}
}

func TestUnreadableAnswersAreErrors(t *testing.T) {
	t.Parallel()
	for data, code := range map[string]string{
		"":     "bad_xml",
		"СДАН": "bad_xml",
		"<Файл><Документ КНД='1166002'>":             "bad_xml",
		"<Файл><Документ КНД='1166002'/></Файл><x/>": "bad_xml",
		"<x><y></x>": "bad_xml",
		"<!DOCTYPE Файл><Файл><Документ КНД='1166002'/></Файл>": "bad_xml",
		"<result>СДАН</result>": "unknown_answer",
		"<Файл/>":               "unknown_answer",
		"<Файл ИдФайл='PD_1'><Документ КНД='1166003'/></Файл>":                                                  "unknown_answer",
		"<Файл ИдФайл='XX_1'><Документ/></Файл>":                                                                "unknown_answer",
		"<Файл><Документ КНД='1166004'/></Файл>":                                                                "bad_answer",
		"<Файл><Документ КНД='1166004'><СведПодтв ДатаОтпр='10/04/26'/></Документ></Файл>":                      "bad_answer",
		"<Файл><Документ КНД='1166008'><СвИзвещП ДатаПол='10.04.2026' ВремяПол='в полдень'/></Документ></Файл>": "bad_answer",
		"<Файл><Документ КНД='1166008'><СвИзвещП ДатаПол='30.02.2026'/></Документ></Файл>":                      "bad_answer",
	} {
		a, err := answer.Read([]byte(data))
		var e *sdano.Error
		if !errors.As(err, &e) || e.Code != code || e.Message == "" || e.Remedy == "" || len(e.Findings) == 0 {
			t.Errorf("%q: %+v, %v", data, a, err)
		}
	}
}

// The samples beside the repository are real input.
func TestSamplesAreRead(t *testing.T) {
	t.Parallel()
	const samples = "../../../shared/formats/samples/reporting"
	if _, err := os.Stat(samples); err != nil {
		t.Skip("no samples beside the repository")
	}
	const about = "NO_USN_7701_7701_779999991008_20260320_a1b2c3d4-0000-4000-8000-000000000004"
	at := func(hour, minute, second int) time.Time {
		return time.Date(2026, 3, 20, hour, minute, second, 0, sdano.Moscow)
	}
	want := map[answer.Kind]answer.Answer{
		answer.DateConfirmation: {At: at(11, 22, 33), OfficeName: "Налоговый орган 7701 (пример)"},
		answer.Receipt:          {At: at(11, 23, 0)},
		answer.Acceptance:       {At: at(0, 0, 0), PresentedAt: at(11, 22, 33), RegNumber: "00000000002", OfficeName: "Налоговый орган 7701 (пример)"},
		answer.Entered:          {},
		answer.Refusal: {At: at(0, 0, 0), PresentedAt: at(11, 22, 33), OfficeName: "Налоговый орган 7701 (пример)", Reasons: []answer.Reason{
			{Code: "0300300001", Text: "Файл не соответствует xsd-схеме"},
		}},
		answer.Clarification: {Reasons: []answer.Reason{{
			Code: "0500100001", Text: "Значение элемента отсутствует в справочнике",
			Path: "/Файл/Документ/УСН/СумНалПУ_НП/@ОКТМО", Value: "00000000",
		}}},
	}
	for kind, w := range want {
		all, err := filepath.Glob(filepath.Join(samples, string(kind)+"_*.xml"))
		if err != nil || len(all) != 1 {
			t.Errorf("%s: %q, %v", kind, all, err)
			continue
		}
		data, err := os.ReadFile(all[0])
		if err != nil {
			t.Fatal(err)
		}
		w.Kind, w.KND, w.Format, w.About, w.Office = kind, kind.KND(), "5.01", about, "7701"
		w.FileID = strings.TrimSuffix(filepath.Base(all[0]), ".xml")
		w.Payer, w.PayerName = person, "Примеров Пётр Сергеевич"
		got, err := answer.Read(data)
		if d := cmp.Diff(w, got); err != nil || d != "" {
			t.Errorf("%s: %v %s", kind, err, d)
		}
	}
}

// FuzzRead: whatever the bytes, Read ends with an answer of a known kind or with
// an error for people.
func FuzzRead(f *testing.F) {
	all, err := filepath.Glob("testdata/*.xml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range all {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`<Файл ИдФайл="PD_1"><Документ КНД="1166004"><СведПодтв ДатаОтпр="2026-04-10" ВремяОтпр="20:59Z"/></Документ></Файл>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := answer.Read(data)
		if err == nil {
			if a.Kind.KND() == "" || a.Kind == answer.DateConfirmation && a.At.IsZero() {
				t.Fatalf("%+v", a)
			}
			return
		}
		var e *sdano.Error
		if !errors.As(err, &e) || e.Message == "" || e.Remedy == "" || len(e.Findings) == 0 {
			t.Fatalf("%v", err)
		}
	})
}
