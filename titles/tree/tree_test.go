package tree_test

import (
	"slices"
	"strings"
	"testing"

	"sdano/titles/tree"
)

const utf8Doc = `<?xml version="1.0" encoding="UTF-8"?>
<Файл ИдФайл="a&amp;b">
  <Документ КНД="1115131"><СведТов НомСтр="1"/><!-- x --><СведТов
     НомСтр="2" Пусто="">т<![CDATA[<е>]]>кст</СведТов><Итог/></Документ>
</Файл>`

func docs(t *testing.T) map[string][]byte {
	t.Helper()
	single := []byte(strings.Replace(utf8Doc, "UTF-8", "windows-1251", 1))
	var out []byte
	for _, r := range string(single) {
		if r < 0x80 {
			out = append(out, byte(r))
		} else {
			out = append(out, byte(r-'А'+0xC0))
		}
	}
	return map[string][]byte{"UTF-8": []byte(utf8Doc), "windows-1251": out}
}

func TestTree(t *testing.T) {
	t.Parallel()
	for name, data := range docs(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := tree.Parse(data)
			if err != nil {
				t.Fatal(err)
			}
			root := d.Root()
			lines := slices.Collect(root.At("Документ").All("СведТов"))
			if len(lines) != 2 {
				t.Fatalf("%d lines", len(lines))
			}
			second := lines[1]
			for what, pair := range map[string][2]string{
				"name": {root.Name(), "Файл"}, "reference": {root.Attr("ИдФайл"), "a&b"},
				"attribute": {second.Attr("НомСтр"), "2"}, "text": {second.Text(), "т<е>кст"},
				"path": {second.Path(), "/Файл/Документ/СведТов[2]"}, "parent": {second.Parent().Name(), "Документ"},
				"single path": {root.At("Документ", "Итог").Path(), "/Файл/Документ/Итог"},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s is %q, want %q", what, pair[0], pair[1])
				}
			}
			if !second.Has("Пусто") || second.Has("Нет") || lines[0].Text() != "" || root.At("Документ").Count("СведТов") != 2 {
				t.Error("wrong answers about what is there")
			}
			if line, column := second.AttrPosition("НомСтр"); line != 4 || column != 6 {
				t.Errorf("position %d:%d", line, column)
			}
			var all []string
			for n := range root.Descendants() {
				all = append(all, n.Name())
			}
			if got := strings.Join(all, " "); got != "Файл Документ СведТов СведТов Итог" {
				t.Errorf("descendants %s", got)
			}
			if len(slices.Collect(lines[0].Descendants())) != 1 {
				t.Error("a leaf has descendants")
			}
		})
	}
}

func TestNothingAnswersWithNothing(t *testing.T) {
	t.Parallel()
	d, err := tree.Parse([]byte("<a/>"))
	if err != nil {
		t.Fatal(err)
	}
	no := d.Root().At("b", "c")
	if no.Ok() || no.Attr("x") != "" || no.Text() != "" || no.Name() != "" || no.Path() != "" || no.Parent().Ok() || no.Has("x") {
		t.Errorf("%+v is something", no)
	}
	for range no.Children() {
		t.Error("it has children")
	}
}

func TestBrokenDocument(t *testing.T) {
	t.Parallel()
	if _, err := tree.Parse([]byte("<a><b></a>")); err == nil {
		t.Error("accepted")
	}
}

// A child is found, or not, alike among few and among very many.
func TestFirstChildOfACrowd(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 62, 63, 64, 65, 1000} {
		d, err := tree.Parse([]byte("<a>" + strings.Repeat("<x/>", n) + `<b n="1"/><b n="2"/>` + strings.Repeat("<y/>", n) + "</a>"))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // searched, then remembered
			if got := d.Root().At("b").Attr("n"); got != "1" {
				t.Errorf("among %d: %q", n, got)
			}
			if d.Root().At("c").Ok() || d.Root().At("c", "b").Ok() {
				t.Errorf("among %d: found what is not there", n)
			}
		}
		if d.Size() != 2*n+3 {
			t.Errorf("%d elements", d.Size())
		}
	}
}

// The texts of nested elements do not get into one another.
func TestTextsAroundChildren(t *testing.T) {
	t.Parallel()
	d, err := tree.Parse([]byte("<a>1<b>2<c>3</c>4</b>5<b/><b>6</b>7</a>"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for n := range d.Root().Descendants() {
		got = append(got, n.Name()+n.Text())
	}
	if all := strings.Join(got, " "); all != "a157 b24 c3 b b6" {
		t.Error(all)
	}
}
