package titles_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sdano/data"
	"sdano/titles"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// wanted are all formats: a package that is forgotten in the list is missing
// here.
var wanted = []string{
	"upd501", "upd502", "upd503", "ukd189", "ukd736", "torg2", "aktsver", "torg12", "akt", "tech102", "tech103", "annul102",
}

func tables(t testing.TB) *data.Tables {
	t.Helper()
	out, err := data.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryExchangeIsThere(t *testing.T) {
	t.Parallel()
	roles := map[string][]title.Role{}
	for _, f := range titles.Formats() {
		roles[f.Exchange] = append(roles[f.Exchange], f.Role)
	}
	windows := tables(t).Formats
	for _, exchange := range wanted {
		if !slices.ContainsFunc(windows, func(w data.Format) bool { return w.ID == exchange }) {
			t.Errorf("the table of formats has no %s", exchange)
		}
		got := roles[exchange]
		single := strings.HasPrefix(exchange, "tech") || exchange == "annul102"
		if single && (len(got) == 0 || slices.ContainsFunc(got, func(r title.Role) bool { return r != title.Single })) ||
			!single && !slices.Equal(got, []title.Role{title.First, title.Second}) {
			t.Errorf("%s has %v", exchange, got)
		}
	}
}

func TestFormatsAreDescribed(t *testing.T) {
	t.Parallel()
	ids, places := map[string]bool{}, map[string]string{}
	for _, f := range titles.Formats() {
		if ids[f.ID] || !strings.HasPrefix(f.ID, f.Exchange+".") {
			t.Errorf("id %q of %s", f.ID, f.Exchange)
		}
		ids[f.ID] = true
		if f.Name == "" || f.Prefix == "" || f.Kind == "" || len(f.Versions) == 0 || f.Read == nil || f.Schema == nil {
			t.Errorf("%s is not described: %+v", f.ID, f)
		}
		if (f.Order == "") != (f.Exchange == "annul102") {
			t.Errorf("%s: order %q", f.ID, f.Order)
		}
		if (f.Answer != nil) != (f.Role == title.First) {
			t.Errorf("%s, %s: answer %v", f.ID, f.Role, f.Answer != nil)
		}
		for _, version := range f.Versions {
			place := f.Prefix + " " + f.KND + " " + version
			if other := places[place]; other != "" {
				t.Errorf("%s and %s are both %s", f.ID, other, place)
			}
			places[place] = f.ID
		}
		if len(f.Schema().Roots()) != 1 || f.Schema().Roots()[0] != "Файл" {
			t.Errorf("%s: its schema is for %v", f.ID, f.Schema().Roots())
		}
	}
}

func TestOwnSchemasNameTheirFormat(t *testing.T) {
	t.Parallel()
	for _, f := range titles.Formats() {
		s := f.Schema()
		versions := s.Values("Файл", "@ВерсФорм")
		if slices.Sort(versions); !slices.Equal(versions, slices.Sorted(slices.Values(f.Versions))) {
			t.Errorf("%s: versions %v, its schema allows %v", f.ID, f.Versions, versions)
		}
		codes := append(s.Values("Файл", "Документ", "@КНД"), s.Values("Файл", "ИнфПок", "@КНД")...)
		if strings.Join(codes, " ") != f.KND {
			t.Errorf("%s: КНД %q, its schema allows %v", f.ID, f.KND, codes)
		}
	}
}

var ruleCode = regexp.MustCompile(`^SDANO-[A-Z0-9]+-\d{3}$`)

func TestRulesAreListed(t *testing.T) {
	t.Parallel()
	seen, formats := map[string]bool{}, map[string]bool{}
	for _, r := range titles.Rules() {
		if seen[r.Code] || !ruleCode.MatchString(r.Code) {
			t.Errorf("code %s of %s: given twice or of another form", r.Code, r.Format)
		}
		seen[r.Code], formats[r.Format] = true, true
		if !strings.HasSuffix(r.Text, ".") || r.Format != "" && len(r.Elements) == 0 {
			t.Errorf("%s: %+v", r.Code, r)
		}
		if r.FNS != "" && !strings.HasPrefix(r.FNS, "04003") && !strings.HasPrefix(r.FNS, "04004") {
			t.Errorf("%s: code of ФНС %q", r.Code, r.FNS)
		}
	}
	if !formats[""] || len(formats) < 4 {
		t.Errorf("rules of %d formats", len(formats))
	}
	for _, f := range titles.Formats() {
		for _, r := range f.Rules {
			if !seen[r.Code] {
				t.Errorf("%s of %s is not listed", r.Code, f.ID)
			}
		}
	}
}

// file is the least that tells a format.
func file(prefix, knd, version string) string {
	code := ""
	if knd != "" {
		code = ` КНД="` + knd + `"`
	}
	return fmt.Sprintf(`<Файл ИдФайл="%s_2ZZ-1_2ZZ-2_20260115_1" ВерсФорм="%s"><СвУчДокОбор/><Документ%s/></Файл>`, prefix, version, code)
}

func parse(t testing.TB, doc string) *tree.Document {
	t.Helper()
	d, err := tree.Parse([]byte(doc))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDetectKnowsEveryFormat(t *testing.T) {
	t.Parallel()
	for _, f := range titles.Formats() {
		for _, version := range f.Versions {
			for _, suffix := range []string{"", "MARK", "PROS"} {
				got, err := titles.Detect("", parse(t, file(f.Prefix+suffix, f.KND, version)))
				if err != nil || got != f {
					t.Errorf("%s %s%s: %v, %v", f.ID, f.Prefix, suffix, got, err)
				}
			}
		}
	}
}

func TestDetectGuessesNothing(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ what, name, doc, want string }{
		{"the prefix of one and the КНД of another", "", file("ON_NSCHFDOPPR", "1115132", "5.03"), "format_mismatch"},
		{"a КНД of no format", "", file("ON_NSCHFDOPPR", "1110000", "5.03"), "format_mismatch"},
		{"no КНД", "", file("ON_NSCHFDOPPR", "", "5.03"), "format_mismatch"},
		{"a КНД where there is none", "", file("DP_PRANNUL", "1115131", "1.02"), "format_mismatch"},
		{"an unknown prefix", "", file("ON_NSCHFDOPPX", "1115131", "5.03"), "format_mismatch"},
		{"a newer version", "", file("ON_NSCHFDOPPR", "1115131", "5.04"), "format_unsupported"},
		{"the УКД of order 29@", "", file("ON_NKORSCHFDOPPR", "1115133", "5.02"), "format_unsupported"},
		{"no version", "", strings.Replace(file("ON_NSCHFDOPPR", "1115131", "5.03"), `ВерсФорм="5.03"`, "", 1), "format_unsupported"},
		{"another root", "", "<Пакет/>", "format_unknown"},
		{"nothing known", "", file("ON_ABC", "1999999", "5.01"), "format_unknown"},
		{"nothing at all", "", "<Файл/>", "format_unknown"},
		{"a name without parts", "", `<Файл ИдФайл="x" ВерсФорм="5.03"><Документ КНД="1999999"/></Файл>`, "format_unknown"},
	} {
		f, err := titles.Detect(tc.name, parse(t, tc.doc))
		if f != nil || err == nil || err.Code != tc.want {
			t.Errorf("%s: %v, %v, want %s", tc.what, f, err, tc.want)
		} else if err.Message == "" || err.Remedy == "" {
			t.Errorf("%s: it says nothing", tc.what)
		}
	}
}

func TestDetectTakesTheNameWhereThereIsNoIdentifier(t *testing.T) {
	t.Parallel()
	doc := parse(t, `<Файл ВерсФорм="5.03"><Документ КНД="1115131"/></Файл>`)
	f, err := titles.Detect("ON_NSCHFDOPPR_2ZZ-1_2ZZ-2_20260115_1.xml", doc)
	if err != nil || f.ID != "upd503.seller" {
		t.Errorf("%v, %v", f, err)
	}
}
