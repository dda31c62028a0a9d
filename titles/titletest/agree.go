package titletest

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"sdano/internal/oracle"
	"sdano/internal/schematron"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// RuleDifference is a place at which our conditional rules and those of the
// official schema may disagree.
type RuleDifference struct {
	// Reason says why; it is written into the log when the difference occurs.
	Reason string
	// Context is how the path of the element on which the rule is asked ends,
	// without indices: "/СвИнУчастНеУч"; FNS the code, "" for any.
	Context, FNS string
	// Extra says that ours finds it and the official rules do not; otherwise
	// only they do.
	Extra bool
}

// breach is a broken rule as far as both sides tell it alike.
type breach struct{ context, fns string }

// RulesAgree compares, on samples, generated documents and mutants that the
// official schema finds valid, the places and codes of the conditional rules
// that are broken by our rules and by those that the official schema carries.
// The rule of the file's name, which every format has, and our rules without a
// code of ФНС are left out. Every difference that is not among the allowed ones
// fails the test.
func RulesAgree(t *testing.T, f *title.Format, official string, allowed ...RuleDifference) {
	t.Helper()
	path := oracle.Shared(t, "formats", official)
	theirs, err := schematron.Load(read(t, path))
	if err != nil {
		t.Fatal(err)
	}
	schema := compiled(t, path)
	seen, broken, judged, shown := map[string]int{}, map[string]int{}, 0, 0
	for _, doc := range documents(t, f, path, 2*dose(t)) {
		if len(schema.Check(doc)) > 0 {
			continue
		}
		judged++
		ours, official := breaches(t, f, doc, broken), officialBreaches(t, theirs, doc)
		for _, d := range difference(ours, official) {
			if reason := d.reason(allowed); reason != "" {
				seen[reason]++
			} else if shown++; shown <= 5 {
				t.Errorf("%s: rule %s at %s: ours=%v official=%v in\n%s", f.ID, d.fns, d.context, d.extra, !d.extra, Text(doc))
			}
		}
	}
	t.Logf("%s: %d valid documents, differences allowed: %v, rules never broken: %v", f.ID, judged, seen, untouched(f, broken))
	if shown > 5 {
		t.Errorf("%s: %d differences in all", f.ID, shown)
	}
	if judged < 10 {
		t.Errorf("%s: only %d valid documents: nothing is proven", f.ID, judged)
	}
}

// breaches returns the broken rules of ours, and counts them by code.
func breaches(t *testing.T, f *title.Format, doc []byte, count map[string]int) map[breach]bool {
	t.Helper()
	d, err := tree.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	out := map[breach]bool{}
	for n := range d.Root().Descendants() {
		for _, rule := range f.Rules {
			if slices.Contains(rule.Elements, n.Name()) && rule.Broken(n) != "" {
				count[rule.Code]++
				if rule.FNS != "" {
					out[breach{n.Path(), rule.FNS}] = true
				}
			}
		}
	}
	return out
}

func officialBreaches(t *testing.T, rules *schematron.Rules, doc []byte) map[breach]bool {
	t.Helper()
	found, err := rules.Check("", doc)
	if err != nil {
		t.Fatal(err)
	}
	out := map[breach]bool{}
	for _, v := range found {
		if v.Path != "@ИдФайл" {
			out[breach{v.Context, v.Code}] = true
		}
	}
	return out
}

// dissent is a breach that only one side finds.
type dissent struct {
	breach
	extra bool
}

func difference(ours, official map[breach]bool) []dissent {
	var out []dissent
	for b := range ours {
		if !official[b] {
			out = append(out, dissent{b, true})
		}
	}
	for b := range official {
		if !ours[b] {
			out = append(out, dissent{b, false})
		}
	}
	return out
}

func (d dissent) reason(allowed []RuleDifference) string {
	for _, a := range allowed {
		if a.Extra == d.extra && strings.HasSuffix(Unindexed(d.context), a.Context) && (a.FNS == "" || a.FNS == d.fns) {
			return a.Reason
		}
	}
	return ""
}

// untouched returns the codes of the rules that no document broke.
func untouched(f *title.Format, broken map[string]int) []string {
	codes := map[string]bool{}
	for _, rule := range f.Rules {
		if broken[rule.Code] == 0 {
			codes[rule.Code] = true
		}
	}
	return slices.Sorted(maps.Keys(codes))
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
