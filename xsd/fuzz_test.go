package xsd_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"sdano/xsd"
)

// FuzzCompile: no bytes make Compile panic or return both or neither of its
// results; what compiles can check.
func FuzzCompile(f *testing.F) {
	for _, c := range append(allCases()[:40:40], modelCases()...) {
		f.Add([]byte(c.source()))
	}
	for _, c := range append(typeCases(), append(attributeCases(), append(spaceCases(), keyCases()...)...)...) {
		f.Add([]byte(c.source()))
	}
	if data, err := os.ReadFile("testdata/delivery.xsd"); err == nil {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 20_000 {
			return
		}
		s, err := xsd.Compile("s.xsd", data)
		if (s == nil) == (err == nil) {
			t.Fatalf("schema %v, error %v", s, err)
		}
		if s != nil {
			s.Roots()
			s.Values("a", "@x")
			s.Check([]byte(`<a x="1"><b/>x</a>`))
		}
	})
}

// FuzzCheck: no document makes a Checker panic, a second look says the same, and
// the limit of findings is kept.
func FuzzCheck(f *testing.F) {
	s, buyer := testdata(f, "buyer.xml")
	_, seller := testdata(f, "seller.xml")
	f.Add(buyer)
	f.Add(seller)
	f.Add([]byte(`<Файл xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true" xsi:type="СторонаТип"/>`))
	text, err := charmap.Windows1251.NewDecoder().Bytes(buyer)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	keys := keyCases()
	k, err := xsd.Compile("k.xsd", []byte(keys[len(keys)-2].source()))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(keys[len(keys)-2].invalid[0]))
	c := s.NewChecker()
	c.Max(5)
	f.Fuzz(func(t *testing.T, doc []byte) {
		first, second := write(c.Check(doc)), write(c.Check(doc))
		if first != second {
			t.Fatalf("first:\n%s\nsecond:\n%s", first, second)
		}
		found := c.Check(doc)
		if len(found) > 5 {
			t.Fatalf("%d findings", len(found))
		}
		if (s.Check(doc) == nil) != (found == nil) {
			t.Fatal("the verdict depends on the limit")
		}
		for _, finding := range found {
			if finding.Code == "" || finding.Message == "" || !utf8.ValidString(finding.Message) || finding.Code != xsd.CodeMore && finding.Line < 1 {
				t.Fatalf("finding %+v", finding)
			}
		}
		k.Check(doc)
	})
}

// goPattern translates a pattern into an expression of package regexp, if it
// means the same there; an empty text if it may not.
func goPattern(pattern string) string {
	// Escapes of sets, classes within classes, hyphens, dots and what only one
	// of the two knows are left aside.
	for i, r := range pattern {
		if r > 0x7f || r < ' ' || r == '.' || r == '&' || r == '^' || r == '$' || r == '~' {
			return ""
		}
		if r == '\\' && (i+1 == len(pattern) || !strings.ContainsRune(`|?*+()[]{}`, rune(pattern[i+1]))) {
			return ""
		}
	}
	if strings.Contains(pattern, "(?") || strings.Contains(pattern, "[:") || strings.Contains(pattern, "-[") {
		return ""
	}
	return `\A(?:` + pattern + `)\z`
}

// FuzzPattern compares what patterns accept with package regexp.
func FuzzPattern(f *testing.F) {
	for _, seed := range [][2]string{
		{`[0-9]{2}(a|b)*`, "12ab"},
		{`(ab|c)+d?`, "abcd"},
		{`a{0,3}b{2,}`, "aabb"},
		{`(a*)*|b`, "aaa"},
		{`((a|b){2}c){1,2}`, "abcbac"},
		{`\(a\|b\)`, "(a|b)"},
		{`[a-z][A-F0-9]+`, "xBEEF"},
		{`(|a|aa){3}`, "aaaa"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, text string) {
		translated := goPattern(pattern)
		if len(pattern) > 60 || len(text) > 60 || translated == "" || !plain(text) || strings.ContainsAny(pattern, `<>"'`) {
			return
		}
		c := restricted("string", []string{"pattern=" + pattern}, nil, nil)
		s, err := xsd.Compile("s.xsd", []byte(c.source()))
		if err != nil {
			return
		}
		re, err := regexp.Compile(translated)
		if err != nil {
			return // {1000,} and the like
		}
		if got, want := s.Check([]byte("<a>"+text+"</a>")) == nil, re.MatchString(text); got != want {
			t.Errorf("%q with %q: %v, package regexp: %v", pattern, text, got, want)
		}
	})
}

// plain reports whether a text can stand in a document as it is.
func plain(text string) bool {
	for _, r := range text {
		if r < ' ' || r > 0x7e || strings.ContainsRune(`<>&`, r) {
			return false
		}
	}
	return true
}
