package upd970_test

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sdano/internal/mutant"
	"sdano/internal/oracle"
	"sdano/internal/schematron"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/tree"
	"sdano/titles/upd502"
	"sdano/titles/upd503"
	"sdano/xsd"
)

// officially tells by which of our rules an official one is covered: element
// and path of the official rule, numbers of ours.
var officially = map[string][]string{
	"Документ ТаблСчФакт": {"001"}, "Документ СвПродПер": {"002"}, "Документ @НаимДокОпр": {"003"},
	"СвСчФакт @СпОбстФСЧФ": {"004"},
	"СвПрод Адрес":         {"005"}, "СвПокуп Адрес": {"005"}, "ГрузОтпр Адрес": {"005"}, "ГрузПолуч Адрес": {"005"}, "СвФактор Адрес": {"005"},
	"ДопСвФХЖ1 @СпОбстФСЧФ": {"006"}, "ДопСвФХЖ1 @СпОбстФСЧФДОП": {"007"}, "ДопСвФХЖ1 @СпОбстФДОП": {"008"},
	"СведТов @НаимТов": {"009", "010"}, "СведТов @НаимЕдИзм": {"011"}, "СведТов @КолТов": {"012", "015"}, "СведТов @ЦенаТов": {"013", "014"},
	"СведТов @СтТовБезНДС": {"016", "017"}, "СведТов @СтТовУчНал": {"017", "018"}, "СведТов Акциз": {"019"},
	"СвДТ @КодПроисх": {"020"}, "СвДТ @НомерДТ": {"021"},
	"ДопСведТов КрНаимСтрПр": {"022"}, "ДопСведТов @КрНаимСтрПр": {"022"}, "ДопСведТов @ДопИнфПВидО": {"023"},
	"НомСредИдентТов @ИдентТрансУпак": {"024"}, "НомСредИдентТов @КолВедМарк": {"024"}, "НомСредИдентТов @КИЗ": {"024"}, "НомСредИдентТов @НомУпак": {"024"},
	"ВсегоОпл @СтТовБезНДСВсего": {"025", "026"}, "ВсегоОпл @СтТовУчНалВсего": {"026", "027"},
	"СвПер @ДатаПер": {"028"}, "СвПер @ДатаНачПер": {"028"}, "СвПер @ДатаОконПер": {"028"},
	"ПредОргПер @ИННЮЛПер": {"029"}, "ПредОргПер ОснДоверОргПер": {"029"}, "ФЛПер @ИННФЛПер": {"030"}, "ФЛПер ОснДоверФЛ": {"030"},
	"СвФЛУч @ИННФЛ": {"031"}, "СвФЛУч @ИныеСвед": {"031"}, "СвФЛУч ФИО": {"031"},
	"СвИнНеУч @Идентиф": {"032"}, "СвИнНеУч @ИныеСвед": {"032"}, "ДаннИно @Идентиф": {"032", "206"}, "ДаннИно @ИныеСвед": {"032", "206"},
	"АдрГАР МуниципРайон": {"033"},
	"Подписант СвДоверЭл": {"034", "207"}, "Подписант СвДоверБум": {"035", "208"},
	"СвПрин @СодОпер":         {"201"},
	"ПредОргПрин @ИННОргПрин": {"202"}, "ПредОргПрин ОснДоверОргПрин": {"202"}, "ФЛПрин @ИННФЛПрин": {"203"}, "ФЛПрин ОснДоверФЛ": {"203"},
	"ИнфПокЗаГоскКазн @ОчерПлат": {"204"}, "ИнфПокЗаГоскКазн @ВидПлат": {"205"},
}

// place is where a rule is broken, and by what.
type place struct{ element, what string }

// translate returns where the official rules say that a document is at fault.
// Goods without any name are named at «ДопСведТов» once more, which is one
// mistake to us.
func translate(violations []schematron.Violation) []place {
	var out []place
	for _, v := range violations {
		element, path := v.Context, v.Path
		switch last(element) + " " + path {
		case "Файл @ИдФайл":
			continue // the rule on the file's name is common to all formats
		case "ДопСведТов @ХарактерТов", "ДопСведТов @АртикулТов", "ДопСведТов @КодТов":
			element, path = element[:strings.LastIndex(element, "/")], "@НаимТов"
		}
		out = append(out, place{element, path})
	}
	return out
}

// last returns the name of the element that a path leads to.
func last(path string) string {
	path = titletest.Unindexed(path)
	return path[strings.LastIndex(path, "/")+1:]
}

// compare returns what only one side finds in a document, and counts what both
// find by the number of our rule.
func compare(t *testing.T, f *title.Format, theirs *schematron.Rules, doc []byte, found map[string]int) []string {
	t.Helper()
	violations, err := theirs.Check("", doc)
	if err != nil {
		t.Fatal(err)
	}
	d, err := tree.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	ours, plus, out := map[place]bool{}, map[place]bool{}, []string(nil)
	for n := range d.Root().Descendants() {
		// A number with a plus sign is one of XML Schema, but none of XPath, so
		// that the official rules find it not above zero.
		if strings.HasPrefix(strings.TrimSpace(n.Attr("ЦенаТов")), "+") {
			plus[place{n.Path(), "@ЦенаТов"}] = true
		}
		for _, rule := range f.Rules {
			if slices.Contains(rule.Elements, n.Name()) && rule.Broken(n) != "" {
				ours[place{n.Path(), rule.Code[len(rule.Code)-3:]}] = true
			}
		}
	}
	meant := map[place]bool{}
	for _, official := range translate(violations) {
		if plus[official] {
			continue
		}
		numbers := officially[last(official.element)+" "+official.what]
		i := slices.IndexFunc(numbers, func(n string) bool { return ours[place{official.element, n}] })
		if i < 0 {
			out = append(out, "only officially: "+official.element+" "+official.what)
			continue
		}
		for _, n := range numbers {
			meant[place{official.element, n}] = true
		}
	}
	for at := range ours {
		if !meant[at] {
			out = append(out, "only by ours: "+at.element+" "+at.what)
		}
		found[at.what]++
	}
	return out
}

// TestRulesAgreeWithTheOfficialOnes asks both sides of our own titles, all cases
// of rules, documents made from the official schema, and mutants of all these;
// each document is valid by the official schema, since a rule is about nothing
// else.
func TestRulesAgreeWithTheOfficialOnes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		format   *title.Format
		official string
		base     func(*testing.T) map[string][]byte
		cases    []titletest.RuleCase
	}{
		{upd502.First, "ON_NSCHFDOPPR_1_997_01_05_02_02.xsd", func(t *testing.T) map[string][]byte { return sellers(t, upd502.First) }, sellerCases502()},
		{upd503.First, "ON_NSCHFDOPPR_1_997_01_05_03_05.xsd", func(t *testing.T) map[string][]byte { return sellers(t, upd503.First) }, sellerCases503()},
		{upd502.Second, "ON_NSCHFDOPPOK_1_997_02_05_02_01.xsd", func(*testing.T) map[string][]byte { return buyers("5.02") }, buyerCases("UPD502")},
		{upd503.Second, "ON_NSCHFDOPPOK_1_997_02_05_03_01.xsd", func(*testing.T) map[string][]byte { return buyers("5.03") }, buyerCases("UPD503")},
	} {
		t.Run(tc.format.ID, func(t *testing.T) {
			t.Parallel()
			official, err := os.ReadFile(oracle.Shared(t, "formats", "upd", tc.official))
			if err != nil {
				t.Fatal(err)
			}
			theirs, err := schematron.Load(mended(t, official))
			if err != nil {
				t.Fatal(err)
			}
			schema, err := xsd.Compile(tc.official, official)
			if err != nil {
				t.Fatal(err)
			}
			judged, found := 0, map[string]int{}
			for _, doc := range documents(t, official, tc.base(t), tc.cases) {
				if len(schema.Check(doc)) > 0 {
					continue
				}
				judged++
				if different := compare(t, tc.format, theirs, doc, found); len(different) > 0 {
					t.Fatalf("%s in\n%s", strings.Join(different, "\n"), titletest.Text(doc))
				}
			}
			t.Logf("%d documents, broken rules: %v", judged, found)
			for _, rule := range tc.format.Rules {
				if found[rule.Code[len(rule.Code)-3:]] == 0 {
					t.Errorf("no document broke %s", rule.Code)
				}
			}
		})
	}
}

// mended returns an official schema whose rule on the total without tax is asked
// on the total. In 5.02 and until 2026 in 5.03 it was asked on the lines, which
// never have that attribute.
func mended(t *testing.T, official []byte) []byte {
	t.Helper()
	encode := func(text string) []byte {
		out, err := charmap.Windows1251.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return []byte(out)
	}
	before, after, found := bytes.Cut(official, encode(`<xs:element name="ВсегоОпл">`))
	if !found {
		return official // a buyer's title
	}
	rules, rest, _ := bytes.Cut(after, []byte("<xs:complexType>"))
	rules = bytes.ReplaceAll(rules, encode(`context="СведТов"`), encode(`context="ВсегоОпл"`))
	return slices.Concat(before, encode(`<xs:element name="ВсегоОпл">`), rules, []byte("<xs:complexType>"), rest)
}

// documents returns the titles, those of the cases, documents of the official
// schema, and mutants.
func documents(t *testing.T, official []byte, base map[string][]byte, cases []titletest.RuleCase) [][]byte {
	t.Helper()
	var out [][]byte
	for _, name := range slices.Sorted(maps.Keys(base)) {
		out = append(out, base[name])
	}
	for _, c := range cases {
		text := titletest.Text(base[c.Base])
		if c.Pass != nil {
			out = append(out, []byte(c.Pass(text)))
		}
		out = append(out, []byte(c.Fail(text)))
	}
	generator, err := mutant.NewGenerator(official)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(970, 1))
	for i := range 60 {
		out = append(out, generator.Generate(r, []float64{.1, .3, .7}[i%3]))
	}
	words, err := mutant.Vocabulary(official)
	if err != nil {
		t.Fatal(err)
	}
	mutants := mutant.New(970, slices.Clone(out), words)
	for range 1000 {
		out = append(out, mutants.Next())
	}
	return out
}
