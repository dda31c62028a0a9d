package compose_test

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/titles/compose"
	"sdano/titles/signatory"
	"sdano/titles/title"
	"sdano/xsd"
)

// anything is the schema of a file about which nothing is said.
const anything = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Файл"/></xs:schema>`

// nothing is one that no file of these tests keeps.
const nothing = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Нет"/></xs:schema>`

func format(t testing.TB, schema string, role title.Role, prefix string, versions ...string) *title.Format {
	t.Helper()
	s, err := xsd.Compile("test", []byte(schema))
	if err != nil {
		t.Fatal(err)
	}
	return &title.Format{
		Exchange: "x", ID: "x.buyer", Role: role, Prefix: prefix, Versions: versions, Name: "Ответ",
		Schema: func() *xsd.Schema { return s },
	}
}

const (
	firstName = "ON_NSCHFDOPPR_2XX-1_2YY-2_20260115_6ba7b810-9dad-41d1-80b4-00c04fd43001"
	guid      = "6ba7b810-9dad-41d1-80b4-00c04fd43002"
)

func answer(f *title.Format) *title.Answer {
	return &title.Answer{
		First: &title.Document{
			Format: &title.Format{Exchange: f.Exchange, Name: "Первый титул"}, FileID: firstName, Version: "5.02", Sender: "2YY-2", Recipient: "2XX-1",
			Made: title.Moment{Date: sdano.MustDate("2026-01-15"), Time: "09.00.00"},
		},
		FirstName:  firstName + ".xml",
		Signatures: [][]byte{[]byte("\x30\x82 подпись"), {0xff, 0xfe, 0xfd}},
		Box: title.Box{
			Participant: "2XX-1", Name: "Общество «Ромашка»", ShortName: "ООО «Ромашка»",
			TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"},
		},
		Signer: title.Signer{Surname: "Ёлкина", FirstName: "Анна", Position: "Кладовщик"},
		At:     time.Date(2026, 1, 15, 21, 5, 6, 0, time.UTC), GUID: sdano.MustID(guid), Program: "sdano 1.0",
	}
}

func text(t *testing.T, file *title.File, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	out, err := charmap.Windows1251.NewDecoder().Bytes(file.Data)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(out), "\n")
	return body
}

func findings(t *testing.T, err error) []string {
	t.Helper()
	var e *sdano.Error
	if !errors.As(err, &e) || e.Code != "bad_answer" || e.Kind != sdano.Unprocessable || e.Remedy == "" {
		t.Fatalf("%v is not a bad answer", err)
	}
	var out []string
	for _, f := range e.Findings {
		out = append(out, strings.TrimSpace(f.Code+" "+f.Member))
	}
	return out
}

func TestWholeFile(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_NSCHFDOPPOK", "5.01", "5.02", "5.03")
	a := answer(f)
	a.Operator = title.EDOOperator{Name: "ООО «Оператор»", INN: "7799999933"}
	c := compose.New(a, f, true)
	c.File()
	c.Exchange("СвОЭДОтпр", "ИдЭДО")
	c.Start("Документ", "ДатаИнфПок", c.Today(), "ВремИнфПок", c.Clock("."), "НаимЭконСубСост", c.Subject())
	c.Link(compose.Link{Element: "ИдИнфПрод", ID: "ИдФайлИнфПр", Day: "ДатаФайлИнфПр", Clock: "ВремФайлИнфПр", IDMax: 255})
	c.Link(compose.Link{Element: "ИдОдин", ID: "Ид", Day: "Дата", Clock: "Врем", IDMax: 255, One: true})
	c.Signatory(signatory.Spec{Form: signatory.B, PositionMax: 255})
	file, err := c.Finish()
	body := text(t, file, err)
	id := "ON_NSCHFDOPPOK_2YY-2_2XX-1_20260116_" + guid + "_0_0_0_0_0_00"
	first, second := base64.StdEncoding.EncodeToString(a.Signatures[0]), base64.StdEncoding.EncodeToString(a.Signatures[1])
	want := `<Файл ИдФайл="` + id + `" ВерсФорм="5.02" ВерсПрог="sdano 1.0">` +
		`<СвУчДокОбор ИдОтпр="2XX-1" ИдПол="2YY-2"><СвОЭДОтпр НаимОрг="ООО «Оператор»" ИННЮЛ="7799999933" ИдЭДО="2XX"/></СвУчДокОбор>` +
		`<Документ ДатаИнфПок="16.01.2026" ВремИнфПок="00.05.06" НаимЭконСубСост="ООО «Ромашка», ИНН/КПП 7799999926/779901001">` +
		`<ИдИнфПрод ИдФайлИнфПр="` + firstName + `" ДатаФайлИнфПр="15.01.2026" ВремФайлИнфПр="09.00.00"><ЭП>` + first + `</ЭП><ЭП>` + second + `</ЭП></ИдИнфПрод>` +
		`<ИдОдин Ид="` + firstName + `" Дата="15.01.2026" Врем="09.00.00"><ЭП>` + first + `</ЭП></ИдОдин>` +
		`<Подписант СпосПодтПолном="1" Должн="Кладовщик"><ФИО Фамилия="Ёлкина" Имя="Анна"/></Подписант></Документ></Файл>`
	if body != want {
		t.Errorf("got  %s\nwant %s", body, want)
	}
	if file.Name != id+".xml" || c.FileID() != id || c.Recipient() != "2YY-2" {
		t.Errorf("named %s, %s, to %s", file.Name, c.FileID(), c.Recipient())
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	second := format(t, anything, title.Second, "ON_NSCHFDOPPOK", "5.01")
	receipt := format(t, anything, title.Single, "DP_IZVPOL", "1.03")
	for name, tc := range map[string]struct {
		target *title.Format
		flags  bool
		edit   func(*title.Answer)
		want   string
	}{
		"swapped":            {second, false, nil, "ON_NSCHFDOPPOK_2YY-2_2XX-1_20260116_" + guid},
		"in another zone":    {second, false, func(a *title.Answer) { a.Zone = time.UTC }, "ON_NSCHFDOPPOK_2YY-2_2XX-1_20260115_" + guid},
		"not of the form":    {second, true, func(a *title.Answer) { a.FirstName, a.Sender = "doc.xml", "2ZZ-3" }, "ON_NSCHFDOPPOK_2ZZ-3_2XX-1_20260116_" + guid + "_0_0_0_0_0_00"},
		"sender by title":    {second, false, func(a *title.Answer) { a.FirstName = "doc.xml" }, "ON_NSCHFDOPPOK_2YY-2_2XX-1_20260116_" + guid},
		"suffix":             {second, false, func(a *title.Answer) { a.FirstName = strings.Replace(firstName, "PPR", "PPRMARK", 1) }, "ON_NSCHFDOPPOKMARK_2YY-2_2XX-1_20260116_" + guid},
		"receipt":            {receipt, false, nil, "DP_IZVPOL_2YY-2_2XX-1_20260116_" + guid},
		"receipt, suffix":    {receipt, false, func(a *title.Answer) { a.FirstName = strings.Replace(firstName, "PPR", "PPRMARK", 1) }, "DP_IZVPOL_2YY-2_2XX-1_20260116_" + guid},
		"receipt of the box": {receipt, false, func(a *title.Answer) { a.Box.Participant = "2XX-9" }, "DP_IZVPOL_2YY-2_2XX-9_20260116_" + guid},
		"no title at all": {receipt, false, func(a *title.Answer) {
			a.First, a.FirstName, a.Sender = nil, "Договор.pdf", "2ZZ-3"
		}, "DP_IZVPOL_2ZZ-3_2XX-1_20260116_" + guid},
	} {
		a := answer(tc.target)
		if tc.edit != nil {
			tc.edit(a)
		}
		if got := compose.New(a, tc.target, tc.flags).FileID(); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}

func TestWhatMakesAnAnswerImpossible(t *testing.T) {
	t.Parallel()
	second := format(t, anything, title.Second, "ON_NSCHFDOPPOK", "5.01")
	receipt := format(t, anything, title.Single, "DP_IZVPOL", "1.03")
	for name, tc := range map[string]struct {
		target *title.Format
		edit   func(*title.Answer)
		want   []string
	}{
		"no signature":   {second, func(a *title.Answer) { a.Signatures = nil }, []string{"answer.signature"}},
		"silent":         {second, func(a *title.Answer) { a.First.Silent = "на счёт-фактуру не отвечают" }, []string{"answer.first"}},
		"other exchange": {second, func(a *title.Answer) { a.First.Format = &title.Format{Exchange: "y"} }, []string{"answer.first"}},
		"nobody":         {receipt, func(a *title.Answer) { a.Box.Participant = "" }, []string{"answer.box"}},
	} {
		a := answer(tc.target)
		tc.edit(a)
		c := compose.New(a, tc.target, false)
		c.File()
		_, err := c.Finish()
		if got := findings(t, err); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	a := answer(receipt)
	a.First.Silent, a.First.Format = "на счёт-фактуру не отвечают", &title.Format{Exchange: "y"}
	c := compose.New(a, receipt, false)
	c.File()
	if _, err := c.Finish(); err != nil {
		t.Errorf("a receipt on a silent document: %v", err)
	}
}

// TestANameFromOutsideStaysAName keeps the identifiers of a received title, which
// its schema hardly bounds, from becoming a path.
func TestANameFromOutsideStaysAName(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_NSCHFDOPPOK", "5.02")
	for _, id := range []string{"../../../x", `..\\x`, "2YY/2", "2YY 2", "2YY\x00", "2YY", strings.Repeat("2", 47)} {
		a := answer(f)
		a.FirstName, a.First.Sender = "", id
		_, err := compose.New(a, f, false).Finish()
		if got := findings(t, err); !slices.Equal(got, []string{title.CodeFirst}) {
			t.Errorf("%q: %v", id, got)
		}
	}
}

func TestATimeThatIsNoneIsNotRepeated(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_NSCHFDOPPOK", "5.02")
	for _, clock := range []string{"25.00.00", "9.00.00", "09-00-00", "09.00", "09:00:00", "09.00:00"} {
		a := answer(f)
		a.First.Made.Time = clock
		c := compose.New(a, f, false)
		c.File()
		c.Link(link)
		_, err := c.Finish()
		if got := findings(t, err); !slices.Equal(got, []string{title.CodeFirst}) {
			t.Errorf("%q: %v", clock, got)
		}
	}
}

var link = compose.Link{Element: "ИдИнфПрод", ID: "Ид", Day: "Дата", Clock: "Врем", IDMax: 200}

// TestWhatAnAnswerCannotRepeatIsNotCalledOurMistake: a received title that its
// own schema would refuse (too long, out of the calendar, a time of another
// format) made the answer fail as an error of the program.
func TestWhatAnAnswerCannotRepeatIsNotCalledOurMistake(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_NSCHFDOPPOK", "5.01")
	for name, edit := range map[string]func(*title.Document){
		"no id": func(d *title.Document) { d.FileID = "" }, "no time": func(d *title.Document) { d.Made.Time = "" },
		"no day":              func(d *title.Document) { d.Made.Date = sdano.Date{} },
		"long id":             func(d *title.Document) { d.FileID = strings.Repeat("я", 201) },
		"early day":           func(d *title.Document) { d.Made.Date = sdano.MustDate("1899-12-31") },
		"late day":            func(d *title.Document) { d.Made.Date = sdano.MustDate("2100-01-01") },
		"no day of it":        func(d *title.Document) { d.Date = sdano.Date{} },
		"early day of it":     func(d *title.Document) { d.Date = sdano.MustDate("1850-01-01") },
		"sender too short":    func(d *title.Document) { d.Sender = "2YY" },
		"recipient too long":  func(d *title.Document) { d.Recipient = strings.Repeat("я", 47) },
		"no answer is wanted": func(d *title.Document) { d.Silent = "Ответ не нужен." },
	} {
		a := answer(f)
		a.First.Date = a.First.Made.Date
		edit(a.First)
		c := compose.New(a, f, false)
		c.File()
		c.Exchange("СвОЭДОтпр", "ИдЭДО")
		c.Link(link)
		c.FirstDay(a.First.Date)
		_, err := c.Finish()
		if got := findings(t, err); !slices.Equal(got, []string{"answer.first"}) {
			t.Errorf("%s: %q", name, got)
		}
		if m := sdano.AsError(err).Message; strings.Contains(m, "..") {
			t.Errorf("%s: two full stops in %q", name, m)
		}
	}
}

func TestALinkMayBeOlder(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "DP_PRIRASXDOP", "5.01")
	older := link
	older.Since = 1800
	for day, want := range map[string]bool{"1800-01-01": true, "1799-12-31": false} {
		a := answer(f)
		a.First.Made.Date = sdano.MustDate(day)
		c := compose.New(a, f, false)
		c.File()
		c.Link(older)
		if _, err := c.Finish(); (err == nil) != want {
			t.Errorf("%s: %v", day, err)
		}
	}
}

func TestTheTimeOfALinkMayHaveColons(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_AKTSVERPOL", "5.01")
	colons := link
	colons.Colons = true
	for clock, want := range map[string]bool{"09:00:00": true, "09.00.00": false} {
		a := answer(f)
		a.First.Made.Time = clock
		c := compose.New(a, f, false)
		c.File()
		c.Link(colons)
		if _, err := c.Finish(); (err == nil) != want {
			t.Errorf("%s: %v", clock, err)
		}
	}
}

func TestAnEmptySignatureIsNone(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_X", "5.01")
	a := answer(f)
	a.Signatures = [][]byte{{1}, nil}
	_, err := compose.New(a, f, false).Finish()
	if got := findings(t, err); !slices.Equal(got, []string{title.CodeSignature}) {
		t.Errorf("%q", got)
	}
}

func TestAnOperatorThatNoTitleCanName(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_X", "5.01")
	for want, o := range map[string]title.EDOOperator{
		"код оператора ЭДО «2ZZZ»":     {Code: "2ZZZ", Name: "Оператор", INN: "7799999933"},
		"код оператора ЭДО «2Щ»":       {Code: "2Щ", Name: "Оператор", INN: "7799999933"},
		"779999991008 — не ИНН":        {Name: "Оператор", INN: "779999991008"},
		"наименование оператора ЭДО: ": {Name: strings.Repeat("я", 1001), INN: "7799999933"},
		"": {Name: " \t", INN: "7799999933"}, // not known: left out
	} {
		a := answer(f)
		a.Operator = o
		c := compose.New(a, f, false)
		c.File()
		c.Exchange("СвОЭДОтпр", "ИдЭДО")
		_, err := c.Finish()
		if (err == nil) != (want == "") || err != nil && !strings.Contains(sdano.AsError(err).Message, want) {
			t.Errorf("%+v: %v, want %q", o, err, want)
		}
	}
}

func TestWhatNoOfficialSchemaConfirmsIsMarked(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_X", "5.01")
	f.Unverified = true
	c := compose.New(answer(f), f, false)
	c.File()
	file, err := c.Finish()
	if err != nil || len(file.Warnings) != 1 || file.Warnings[0].Code != title.CodeUnverified || file.Warnings[0].Severity != sdano.Warning {
		t.Errorf("%+v, %v", file, err)
	}
}

func TestSubject(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_X", "5.01")
	for _, tc := range []struct {
		box  title.Box
		want string
	}{
		{title.Box{Name: "Завод", TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"}}, "Завод, ИНН/КПП 7799999926/779901001"},
		{title.Box{Name: "ИП Ёлкина А. П.", TaxID: sdano.TaxID{INN: "779999991008"}}, "ИП Ёлкина А. П., ИНН 779999991008"},
		{title.Box{Person: title.Person{Surname: "Ёлкина", FirstName: "Анна"}, TaxID: sdano.TaxID{INN: "779999991008"}}, "Ёлкина Анна, ИНН 779999991008"},
		{title.Box{Name: "Завод", TaxID: sdano.TaxID{INN: "7799999926"}}, "Завод, ИНН 7799999926"},
		{title.Box{Name: " Завод\n", ShortName: "  ", TaxID: sdano.TaxID{INN: "7799999926"}}, "Завод, ИНН 7799999926"},
	} {
		a := answer(f)
		tc.box.Participant = "2XX-1"
		a.Box = tc.box
		c := compose.New(a, f, false)
		c.File()
		if got := c.Subject(); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
		if _, err := c.Finish(); err != nil {
			t.Error(err)
		}
	}
	for want, box := range map[string]title.Box{
		"answer.box":    {Participant: "2XX-1", TaxID: sdano.TaxID{INN: "7799999926"}},
		"answer.digits": {Participant: "2XX-1", Name: "Завод", TaxID: sdano.TaxID{INN: "7799999927"}},
		"answer.length": {Participant: "2XX-1", Name: strings.Repeat("я", 1000), TaxID: sdano.TaxID{INN: "7799999926"}},
	} {
		a := answer(f)
		a.Box = box
		c := compose.New(a, f, false)
		c.Subject()
		_, err := c.Finish()
		if got := findings(t, err); !slices.Equal(got, []string{want}) {
			t.Errorf("%+v: %q, want %q", box, got, want)
		}
	}
}

func TestTheRefusalTellsTheFirstMistakeAndHowManyMore(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_X", "5.01")
	c := compose.New(answer(f), f, false)
	c.Warn(title.CodeIgnored, "A", "пропущено")
	c.Fail(title.CodeValue, "B", "недопустимое значение 4")
	c.Fail(title.CodeFirst, "", "нет даты")
	_, err := c.Finish()
	const want = "Ответ на документ не составлен. B: недопустимое значение 4 (и ещё 1)."
	if e := sdano.AsError(err); e.Message != want || len(e.Findings) != 3 {
		t.Errorf("%q with %d findings, want %q", e.Message, len(e.Findings), want)
	}
}

func TestWarningsComeWithTheFile(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_X", "5.01")
	c := compose.New(answer(f), f, false)
	c.File()
	c.Warn(title.CodeIgnored, "A", "пропущено")
	file, err := c.Finish()
	if err != nil || len(file.Warnings) != 1 || file.Warnings[0].Severity != sdano.Warning {
		t.Errorf("%+v, %v", file, err)
	}
}

func TestAFileThatBreaksItsSchemaIsOurMistake(t *testing.T) {
	t.Parallel()
	f := format(t, nothing, title.Second, "ON_X", "5.01")
	c := compose.New(answer(f), f, false)
	c.File()
	_, err := c.Finish()
	e := sdano.AsError(err)
	if err == nil || e.Kind != sdano.Internal || e.Err == nil || strings.Contains(e.Message, "x.buyer") {
		t.Errorf("%v", err)
	}
}

func TestProgramAndVersion(t *testing.T) {
	t.Parallel()
	f := format(t, anything, title.Second, "ON_X", "5.01")
	for program, want := range map[string]string{
		"": `ВерсФорм="5.01" ВерсПрог="sdano"`, strings.Repeat("я", 41): `ВерсПрог="` + strings.Repeat("я", 40) + `"`,
	} {
		a := answer(f)
		a.Program = program
		c := compose.New(a, f, false)
		c.File()
		file, err := c.Finish()
		if body := text(t, file, err); !strings.Contains(body, want) {
			t.Errorf("%s does not have %s", body, want)
		}
	}
}
