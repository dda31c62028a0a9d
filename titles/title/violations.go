package title

import (
	"strings"

	"sdano"
	"sdano/titles/tree"
)

// Violations returns the conditional rules of the format that a document
// breaks, in the order of the document, each with Source "rule". Of a rule that
// is broken very often the first places are told; one finding more, at the end
// and without a Path, says how many there are besides.
func (f *Format) Violations(d *tree.Document) []sdano.Finding {
	asked := map[string][]*Rule{}
	for i := range f.Rules {
		for _, name := range f.Rules[i].Elements {
			asked[name] = append(asked[name], &f.Rules[i])
		}
	}
	var found []sdano.Finding
	var places Places
	for n := range d.Root().Descendants() {
		for _, rule := range asked[n.Name()] {
			if at := rule.Broken(n); at != "" && places.Take(rule.Code) {
				found = append(found, rule.finding(n, at))
			}
		}
	}
	for i := range f.Rules {
		if rest := places.Rest(f.Rules[i].Code); rest != "" {
			found = append(found, f.Rules[i].said(rest))
		}
	}
	return found
}

// said is a finding of the rule without a place.
func (r *Rule) said(message string) sdano.Finding {
	f := sdano.Finding{Code: r.Code, FNS: r.FNS, Source: "rule", Message: message}
	if r.Warning {
		f.Severity = sdano.Warning
	}
	return f
}

// finding says that the rule is broken at an element.
func (r *Rule) finding(n tree.Node, at string) sdano.Finding {
	f := r.said(r.Text)
	f.Path = n.Path()
	if at != "." {
		f.Path += "/" + at
	}
	if name, ok := strings.CutPrefix(at, "@"); ok {
		f.Line, f.Column = n.AttrPosition(name)
	} else {
		f.Line, f.Column = n.Position()
	}
	return f
}
