package titles_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/titles"
)

// TestHostileFilesCostLittle: what is no document of any format is refused with
// little memory beyond its own bytes, however large it is.
func TestHostileFilesCostLittle(t *testing.T) {
	big := 32 << 20
	for what, doc := range map[string]string{
		"a document type":      `<!DOCTYPE a [<!ENTITY x "` + strings.Repeat("x", big) + `">]><a>&x;</a>`,
		"depth":                strings.Repeat("<a>", 100_000),
		"a million attributes": "<Файл " + strings.Repeat(`a="" `, 1_000_000) + "/>",
		"a long text":          "<Файл>" + strings.Repeat("x", big) + "</Файл>",
		"a long attribute":     `<Файл a="` + strings.Repeat("x", big) + `"/>`,
		"a long name":          "<" + strings.Repeat("x", big) + "/>",
		"a long comment":       "<!--" + strings.Repeat("x", big) + "--><a/>",
		"white space":          strings.Repeat(" ", big) + "<a/>",
	} {
		data := []byte(doc)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		v := titles.Check(titles.Input{Data: data}, titles.Options{})
		runtime.ReadMemStats(&after)
		if v.Valid {
			t.Errorf("%s: accepted", what)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
			t.Errorf("%s: %d KiB: %.60v", what, used>>10, v.Findings)
		}
	}
}

// TestFilesMadeToTakeLongTakeLittle: work that is repeated for every element and
// looks at every other one would take minutes here, and a finding for each would
// be thousands. The bounds leave room for a slow machine.
func TestFilesMadeToTakeLongTakeLittle(t *testing.T) {
	t.Parallel()
	title := func(before, head, lines string) string {
		return `<?xml version="1.0" encoding="UTF-8"?><Файл ИдФайл="ON_NSCHFDOPPR_1" ВерсФорм="5.03">` + before +
			`<Документ КНД="1115131" Функция="СЧФДОП">` + head + `<СвСчФакт/><ТаблСчФакт>` + lines + `</ТаблСчФакт></Документ></Файл>`
	}
	const n = 20_000
	for what, doc := range map[string]string{
		"a text in many pieces":     "<Файл>" + strings.Repeat("x<!---->", 20*n) + "</Файл>",
		"the same mistake in lines": title("", "", strings.Repeat("<СведТов/>", n)),
		"junk before the document":  title(strings.Repeat("<a/>", n), "", strings.Repeat("<СведТов/>", n)),
		"junk before the head":      title("", strings.Repeat("<a/>", n), strings.Repeat("<СведТов/>", n)),
		"parts of one line":         title("", "", "<СведТов>"+strings.Repeat("<ДопСведТов/>", n)+strings.Repeat("<СвДТ/>", n)+"</СведТов>"),
		"days of no calendar":       title("", "", strings.Repeat(`<СведТов ДатаТов="31.02.2026" ИНН="1"/>`, n)),
		"mistakes without number":   title("", "", strings.Repeat("<СведТов/>", 6*n)),
		"an unknown version":        strings.Replace(title("", "", strings.Repeat("<СведТов/>", 6*n)), "5.03", "9.99", 1),
	} {
		start := time.Now()
		v := titles.Check(titles.Input{Data: []byte(doc)}, titles.Options{})
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s: %v", what, took)
		}
		if v.Valid || len(v.Findings) > 500 {
			t.Errorf("%s: valid %v, %d findings", what, v.Valid, len(v.Findings))
		}
		if v.Document != nil && len(v.Document.Lines) > n {
			t.Errorf("%s: %d lines were read", what, len(v.Document.Lines))
		}
	}
}

// TestWhatIsNotToldOfARuleIsCounted: of many places of one mistake the first are
// told, and how many there are besides; grave ones stay grave.
func TestWhatIsNotToldOfARuleIsCounted(t *testing.T) {
	t.Parallel()
	doc := `<?xml version="1.0" encoding="UTF-8"?><Файл ИдФайл="ON_NSCHFDOPPR_1" ВерсФорм="5.03"><Документ КНД="1115131" Функция="СЧФ"><ТаблСчФакт>` +
		strings.Repeat(`<СведТов КолТов="1" ЦенаТов="0" ИННЮЛ="7799999918"/>`, 30) + `</ТаблСчФакт></Документ></Файл>`
	told, rest := map[string]int{}, map[string]sdano.Finding{}
	for _, f := range titles.Check(titles.Input{Data: []byte(doc)}, titles.Options{}).Findings {
		if f.Path == "" {
			rest[f.Code] = f
		} else {
			told[f.Code]++
		}
	}
	price, digits := rest["SDANO-UPD503-013"], rest["SDANO-DIGITS-001"]
	if told["SDANO-UPD503-013"] != 20 || !strings.Contains(price.Message, "ещё таких мест: 10") || price.Severity == sdano.Warning {
		t.Errorf("%d prices told, then %+v", told["SDANO-UPD503-013"], price)
	}
	if !strings.Contains(digits.Message, "ещё таких мест: 10") || digits.Severity != sdano.Warning || digits.Source != "digits" {
		t.Errorf("of digits %+v", digits)
	}
}
