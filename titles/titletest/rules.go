package titletest

import (
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// RuleCase is a case of a conditional rule: a document that keeps it and one
// that breaks it, both made from a base document.
type RuleCase struct {
	// Code is the rule's code.
	Code string
	// Base is the name of the base document; "" if there is only one.
	Base string
	// Pass makes the document that keeps the rule, nil meaning the base itself,
	// Fail the one that breaks it. Both work on UTF-8 text; see Edit.
	Pass, Fail func(doc string) string
	// At is the end of the path at which the rule is broken; "" = not compared.
	At string
	// Also are the codes of rules that Fail breaks at the same time, in any
	// number and order.
	Also []string
	// Loose says that Fail breaks the schema too, since only the rule of several
	// ways to break it that the schema leaves open can be tried otherwise.
	Loose bool
}

// Edit returns a function that replaces, for each pair of texts, the first
// occurrence of the one by the other. It panics if there is none, so that a case
// never passes because it changed nothing.
func Edit(pairs ...string) func(string) string {
	return func(doc string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if !strings.Contains(doc, pairs[i]) {
				panic("titletest: the base document has no " + pairs[i])
			}
			doc = strings.Replace(doc, pairs[i], pairs[i+1], 1)
		}
		return doc
	}
}

// Rules checks the conditional rules of a format: the base documents are valid
// and keep all rules, every rule has a case, and each case breaks its rule where
// it says and no other, and keeps all rules where it passes. A document that
// passes must have an element on which the rule is asked.
func Rules(t *testing.T, f *title.Format, base map[string][]byte, cases []RuleCase) {
	t.Helper()
	for name, doc := range base {
		expect(t, f, "base "+name, Text(doc), false, nil, "")
	}
	tried := map[string]bool{}
	for _, c := range cases {
		rule := ruleOf(f, c.Code)
		if rule == nil {
			t.Errorf("%s has no rule %s", f.ID, c.Code)
			continue
		}
		tried[c.Code] = true
		c.run(t, f, rule, baseOf(t, base, c.Base))
	}
	for _, rule := range f.Rules {
		if !tried[rule.Code] {
			t.Errorf("%s: rule %s has no case", f.ID, rule.Code)
		}
	}
}

func (c RuleCase) run(t *testing.T, f *title.Format, rule *title.Rule, doc string) {
	t.Helper()
	pass := doc
	if c.Pass != nil {
		pass = c.Pass(doc)
	}
	expect(t, f, c.Code+" kept", pass, false, nil, "")
	if !asks(t, rule, pass) {
		t.Errorf("%s kept: no element of %v is in the document, so nothing was asked", c.Code, rule.Elements)
	}
	expect(t, f, c.Code+" broken", c.Fail(doc), c.Loose, append([]string{c.Code}, c.Also...), c.At)
}

func ruleOf(f *title.Format, code string) *title.Rule {
	for i := range f.Rules {
		if f.Rules[i].Code == code {
			return &f.Rules[i]
		}
	}
	return nil
}

func baseOf(t *testing.T, base map[string][]byte, name string) string {
	t.Helper()
	if name == "" && len(base) == 1 {
		for only := range base {
			name = only
		}
	}
	doc, ok := base[name]
	if !ok {
		t.Fatalf("there is no base document %q", name)
	}
	return Text(doc)
}

// expect compares the rules that a document breaks with codes, the first of
// which is broken where the path ends with at.
func expect(t *testing.T, f *title.Format, what, doc string, loose bool, codes []string, at string) {
	t.Helper()
	if findings := f.Schema().Check([]byte(doc)); len(findings) > 0 && !loose {
		t.Errorf("%s: %s: not valid: %v", f.ID, what, findings)
	}
	found := f.Violations(parse(t, doc))
	if got, want := codesOf(found), unique(codes); !slices.Equal(got, want) {
		t.Errorf("%s: %s: breaks %v, want %v: %v", f.ID, what, got, want, found)
	}
	for _, finding := range found {
		if at != "" && finding.Code == codes[0] && !strings.HasSuffix(Unindexed(finding.Path), at) {
			t.Errorf("%s: %s: broken at %s, want …%s", f.ID, what, finding.Path, at)
		}
	}
}

func codesOf(findings []sdano.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Code)
	}
	return unique(out)
}

// unique returns the different texts in their order.
func unique(texts []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(texts)))
}

// asks reports whether a document has an element on which the rule is asked.
func asks(t *testing.T, rule *title.Rule, doc string) bool {
	t.Helper()
	for n := range parse(t, doc).Root().Descendants() {
		if slices.Contains(rule.Elements, n.Name()) {
			return true
		}
	}
	return false
}

func parse(t *testing.T, doc string) *tree.Document {
	t.Helper()
	d, err := tree.Parse([]byte(doc))
	if err != nil {
		t.Fatalf("%v:\n%s", err, doc)
	}
	return d
}
