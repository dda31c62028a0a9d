package xsd_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sdano/internal/oracle"
	"sdano/xsd"
)

// group is a random part of a content model: an element if it has no kids.
type group struct {
	kind     string
	name     string
	min, max int
	kids     []*group
}

var occurrences = [][2]int{{1, 1}, {1, 1}, {1, 1}, {0, 1}, {0, 1}, {0, -1}, {1, -1}, {2, 3}, {0, 2}, {2, 2}, {3, -1}, {1, 4}, {0, 0}}

func randomGroup(r *rand.Rand, depth int, names *int) *group {
	o := occurrences[r.IntN(len(occurrences))]
	g := &group{min: o[0], max: o[1]}
	if depth == 0 || r.IntN(3) == 0 && depth < 3 {
		// Mostly new names, since a name in two places is rarely unambiguous.
		*names += r.IntN(6) / 2
		g.kind, g.name = "element", string(rune('b'+*names%12))
		if g.max == 0 { // libxml2 lets an element that never occurs occur at the end
			g.max = 1
		}
		return g
	}
	g.kind = []string{"sequence", "choice"}[r.IntN(2)]
	for range r.IntN(4) {
		g.kids = append(g.kids, randomGroup(r, depth-1, names))
	}
	if g.nullable() { // libxml2 miscounts what may be empty
		g.min, g.max = min(g.min, 1), 1-2*r.IntN(2)
	}
	return g
}

// nullable reports whether one occurrence may have no element.
func (g *group) nullable() bool {
	empty := func(k *group) bool { return k.min == 0 || k.kind != "element" && k.nullable() }
	switch g.kind {
	case "element":
		return false
	case "choice":
		return len(g.kids) == 0 || slices.ContainsFunc(g.kids, empty)
	}
	return !slices.ContainsFunc(g.kids, func(k *group) bool { return !empty(k) })
}

func (g *group) write(b *strings.Builder) {
	maximum := fmt.Sprint(g.max)
	if g.max < 0 {
		maximum = "unbounded"
	}
	fmt.Fprintf(b, `<xs:%s minOccurs="%d" maxOccurs="%s"`, g.kind, g.min, maximum)
	if g.name != "" {
		fmt.Fprintf(b, ` name="%s"`, g.name)
	}
	b.WriteByte('>')
	for _, k := range g.kids {
		k.write(b)
	}
	b.WriteString("</xs:" + g.kind + ">")
}

// children returns children that the model allows, unless it allows none.
func (g *group) children(r *rand.Rand, out []string) []string {
	n := g.min
	if g.max < 0 {
		n += r.IntN(3)
	} else if g.max > g.min {
		n += r.IntN(g.max - g.min + 1)
	}
	for range n {
		switch {
		case g.kind == "element":
			out = append(out, g.name)
		case g.kind == "choice" && len(g.kids) > 0:
			out = g.kids[r.IntN(len(g.kids))].children(r, out)
		case g.kind == "sequence":
			for _, k := range g.kids {
				out = k.children(r, out)
			}
		}
	}
	return out
}

// spoil changes one thing in a list of children.
func spoil(r *rand.Rand, names []string) []string {
	at := r.IntN(len(names) + 1)
	name := string(rune('b' + r.IntN(6)))
	switch {
	case at == len(names):
		return append(names, name)
	case r.IntN(3) == 0:
		return append(names[:at:at], names[at+1:]...)
	case r.IntN(2) == 0:
		return append(names[:at:at], append([]string{names[at]}, names[at:]...)...)
	}
	names[at] = name
	return names
}

// schemaOf returns a schema of one element <a> with a content model.
func schemaOf(g *group) string {
	var b strings.Builder
	b.WriteString(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a"><xs:complexType>`)
	g.write(&b)
	b.WriteString(`</xs:complexType></xs:element></xs:schema>`)
	return b.String()
}

// libxmlVerdicts asks libxml2, which takes endless time over some models: ok is
// false then, and if it refuses the schema.
func libxmlVerdicts(t *testing.T, xmllint, schema string, docs [][]byte) (valid []bool, ok bool) {
	folder := t.TempDir()
	args := []string{"--noout", "--schema", "s.xsd"}
	for i, doc := range docs {
		name := fmt.Sprintf("%03d.xml", i)
		args = append(args, name)
		if err := os.WriteFile(filepath.Join(folder, name), doc, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "s.xsd"), []byte(schema), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, xmllint, args...)
	command.Dir = folder
	out, _ := command.CombinedOutput()
	if ctx.Err() != nil || strings.Contains(string(out), "failed to compile") {
		return nil, false
	}
	for i := range docs {
		valid = append(valid, strings.Contains(string(out), fmt.Sprintf("%03d.xml validates", i)))
	}
	return valid, true
}

// TestRandomModelsAgainstLibxml compares verdicts over random content models.
func TestRandomModelsAgainstLibxml(t *testing.T) {
	t.Parallel()
	xmllint := oracle.Xmllint(t)
	count := 150
	if testing.Short() {
		count = 50
	}
	r := rand.New(rand.NewPCG(1, 2))
	compared, valid, total := 0, 0, 0
	for range count {
		names := 0
		g := randomGroup(r, 3, &names)
		g.kind, g.name = "sequence", ""
		schema := schemaOf(g)
		s, err := xsd.Compile("s.xsd", []byte(schema))
		if err != nil {
			continue // ambiguous, mostly
		}
		var docs [][]byte
		for range 40 {
			list := g.children(r, nil)
			if r.IntN(2) == 0 {
				list = spoil(r, list)
			}
			doc := "<a>"
			for _, name := range list[:min(len(list), 50)] {
				doc += "<" + name + "/>"
			}
			docs = append(docs, []byte(doc+"</a>"))
		}
		wanted, ok := libxmlVerdicts(t, xmllint, schema, docs)
		if !ok {
			continue
		}
		compared++
		for i, want := range wanted {
			total++
			if want {
				valid++
			}
			if found := s.Check(docs[i]); want != (found == nil) {
				t.Errorf("libxml2 valid: %v; findings: %+v\n%s\n%s", want, found, docs[i], schema)
				break
			}
		}
	}
	t.Logf("%d of %d models, %d documents, %d valid", compared, count, total, valid)
	if compared < count/3 || valid < total/4 || valid > total*3/4 {
		t.Error("the comparison says little")
	}
}

// choose returns one of some texts.
func choose(r *rand.Rand, texts ...string) string { return texts[r.IntN(len(texts))] }

func randomNumber(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString(choose(r, "", "", "", "", "-", "+", "--"))
	for range r.IntN([]int{2, 4, 12, 26}[r.IntN(4)]) {
		b.WriteByte("0123456789000000"[r.IntN(16)])
	}
	if r.IntN(2) == 0 {
		b.WriteByte('.')
		for range r.IntN([]int{2, 4, 12, 26}[r.IntN(4)]) {
			b.WriteByte("0123456789000000"[r.IntN(16)])
		}
	}
	return b.String()
}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(6) {
		b.WriteString(choose(r, "a", "b", "Ж", "1", "-", " ", " ", "\n", "&#9;", "&#160;", "😀", "&amp;", "<!-- -->", "<![CDATA[ c]]>"))
	}
	return b.String()
}

func randomTime(r *rand.Rand) string {
	number := func(size, n int) string { return fmt.Sprintf("%0*d", size, r.IntN(n)) }
	date := choose(r, "", "-") + choose(r, "2000", "1999", "2024", "12345", "0000") + "-" + number(2, 14) + "-" + number(2, 33)
	if r.IntN(2) == 0 {
		date = "2024-02-" + number(2, 31)
	}
	clock := number(2, 26) + ":" + number(2, 61) + ":" + number(2, 61) + choose(r, "", "", ".5", ".")
	return choose(r, date, date+"T"+clock, clock) + choose(r, "", "", "Z", "+03:00", "-14:00", "+14:01")
}

// randomType returns a simple type with facets, and values for it.
func randomType(r *rand.Rand, values int) (c schemaCase, docs [][]byte) {
	var base string
	var facets []string
	var one func(*rand.Rand) string
	maybe := func(odds int, name string, text func() string) {
		if r.IntN(odds) == 0 {
			facets = append(facets, name+"="+text())
		}
	}
	number := func(n int) func() string { return func() string { return fmt.Sprint(r.IntN(n)) } }
	random := func() string { return one(r) }
	switch r.IntN(3) {
	case 0:
		base, one = choose(r, "decimal", "decimal", "integer", "long", "nonNegativeInteger", "unsignedInt", "float"), randomNumber
		if base != "float" {
			maybe(3, "totalDigits", func() string { return fmt.Sprint(1 + r.IntN(26)) })
			maybe(3, "fractionDigits", number(12))
		}
		maybe(3, choose(r, "minInclusive", "minExclusive"), random)
		maybe(3, choose(r, "maxInclusive", "maxExclusive"), random)
	case 1:
		base, one = choose(r, "string", "normalizedString", "token", "NMTOKEN", "NMTOKENS", "Name", "hexBinary", "base64Binary"), randomText
		maybe(3, "minLength", number(3))
		maybe(3, "maxLength", func() string { return fmt.Sprint(2 + r.IntN(3)) })
		maybe(4, "pattern", func() string { return choose(r, "[a-zЖ]*", ".*", `\S+`, `\w+( \w+)*`) })
	default:
		base, one = choose(r, "date", "dateTime", "time"), randomTime
	}
	if r.IntN(6) == 0 {
		facets = append(facets, "enumeration=1", "enumeration="+one(r))
	}
	for range values {
		v := one(r)
		if len(facets) > 0 && r.IntN(3) == 0 {
			_, v, _ = strings.Cut(facets[r.IntN(len(facets))], "=")
			v += choose(r, "", "0", ".0", "1", ".1", " ")
		}
		v = choose(r, "", "", "", " ", "\n") + v + choose(r, "", "", "", "", " ")
		docs = append(docs, []byte("<a>"+v+"</a>"))
	}
	return restricted(base, facets, nil, nil), docs
}

// TestRandomValuesAgainstLibxml compares verdicts over random simple types.
func TestRandomValuesAgainstLibxml(t *testing.T) {
	t.Parallel()
	xmllint := oracle.Xmllint(t)
	count := 150
	if testing.Short() {
		count = 40
	}
	r := rand.New(rand.NewPCG(3, 4))
	compared, valid, total := 0, 0, 0
	for range count {
		c, docs := randomType(r, 40)
		s, err := xsd.Compile("s.xsd", []byte(c.source()))
		if err != nil {
			continue // facets that contradict each other
		}
		wanted, ok := libxmlVerdicts(t, xmllint, c.source(), docs)
		if !ok {
			t.Logf("libxml2 refuses %s", c.name) // an empty value of NMTOKENS
			continue
		}
		compared++
		for i, want := range wanted {
			total++
			if want {
				valid++
			}
			if found := s.Check(docs[i]); want != (found == nil) {
				t.Errorf("%s: libxml2 valid: %v; findings: %+v\n%q", c.name, want, found, docs[i])
				break
			}
		}
	}
	t.Logf("%d of %d types, %d documents, %d valid", compared, count, total, valid)
	if compared < count/3 || valid < total/6 {
		t.Error("the comparison says little")
	}
}
