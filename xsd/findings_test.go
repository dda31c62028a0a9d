package xsd_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/xsd"
)

var update = flag.Bool("update", false, "write the golden files")

// edit is a document with some texts replaced.
type edit struct {
	name, doc string
	pairs     []string
}

var edits = []edit{
	{"wrong root", "buyer.xml", []string{"<Файл ", "<Фаил ", "</Файл>", "</Фаил>"}},
	{"missing element", "buyer.xml", []string{`<Итог Код="1" Дата="01.03.2026"/>`, ``}},
	{"missing first element: one finding", "seller.xml", []string{"<Продавец>", "<!--<Продавец>", "</Продавец>", "</Продавец>-->"}},
	{"unknown element instead of another: one finding", "seller.xml", []string{"<Продавец>", "<Продaвец>", "</Продавец>", "</Продaвец>"}},
	{"unknown element besides", "buyer.xml", []string{"<Приемка ", "<Лишнее><ФИО/></Лишнее><Приемка "}},
	{"element again", "buyer.xml", []string{`<Итог Код="1" Дата="01.03.2026"/>`, `<Итог Код="1"/><Итог Код="9"/><Итог Код="1"/>`}},
	{"order", "buyer.xml", []string{`<Примечание Ключ="НомерЗаказа" Значение="15/3"/>`, ``, `<Приемка `, `<Примечание Ключ="а" Значение=""/><Приемка `}},
	{"both of a choice", "seller.xml", []string{`<Налог>5511.00</Налог>`, `<Налог>5511.00</Налог><БезНалога>без НДС</БезНалога>`}},
	{"too many", "buyer.xml", []string{`<Примечание Ключ="НомерЗаказа" Значение="15/3"/>`, many(25, `<Примечание Ключ="К" Значение="З"/>`)}},
	{"text among elements", "buyer.xml", []string{"<Подписал ", "постороннее <Подписал "}},
	{"space in an empty element", "buyer.xml", []string{`Отчество="Петрович"/>`, `Отчество="Петрович"> </ФИО>`}},
	{"element in a text", "seller.xml", []string{"<Налог>5511.00</Налог>", "<Налог>5511.00<b/></Налог>"}},
	{"unknown attribute", "buyer.xml", []string{`Способ="1"`, `Способ="1" Спoсоб="1"`}},
	{"missing attributes", "buyer.xml", []string{`Фамилия="Примеров" Имя="Пётр"`, ``}},
	{"attribute of another namespace", "buyer.xml", []string{`Способ="1"`, `Способ="1" xmlns:п="urn:п" п:Способ="1"`}},
	{"default namespace", "buyer.xml", []string{`<Файл `, `<Файл xmlns="urn:п" `}},
	{"lengths", "buyer.xml", []string{`ВерсПрог="sdano"`, `ВерсПрог=""`, `Ключ="НомерЗаказа"`, `Ключ="` + many(51, "ж") + `"`, `Код="1"`, `Код="11"`}},
	{"enumerations", "seller.xml", []string{`Ставка="22%"`, `Ставка="18%"`, `Способ="2"`, `Способ="7"`, `ВерсФорм="7.01"`, `ВерсФорм="7.02"`}},
	{"numbers", "seller.xml", []string{`Количество="100"`, `Количество="0"`, `Цена="250.5"`, `Цена="250,5"`, `Номер="1"`, `Номер="01.5"`, `Сумма="7000.00"`, `Сумма="7000.001"`, `Сумма="1525.82"`, `Сумма="123456789012345678.90"`, `Цена="1000"`, `Цена="1000000000000000.0000000001"`}},
	{"forms", "seller.xml", []string{`Дата="27.02.2026" Время`, `Дата="31.02.2026" Время`, `Время="08.59.59"`, `Время="08:59:59"`, `ИНН="7799999926"`, `ИНН="7799999ОО6"`, `КПП="779901001"`, `КПП="770х01001"`, `Индекс="101000"`, `Индекс="10100"`, `Валюта="643"`, `Валюта="RUB"`, `Единица="778"`, `Единица="шт."`}},
	{"control characters and long texts", "buyer.xml", []string{`Должность="Заведующий складом"`, `Должность="&#9;` + many(300, "Зав. ") + `"`}},
	{"indices", "seller.xml", []string{`Номер="2" Товар`, `Номер="" Товар`, `Значение="Центральный склад № 2, ворота 7"`, `Значение=""`}},
	{"not well-formed later", "buyer.xml", []string{`Код="1"`, `Код="4"`, `</Документ>`, ``}},
	{"not well-formed at once", "buyer.xml", []string{`<?xml version="1.0" encoding="windows-1251"?>`, `<?xml version="1.0" encoding="windows-1251"?><!DOCTYPE a>`}},
}

// apply replaces the texts and returns the document in windows-1251 and UTF-8.
func (e *edit) apply(t *testing.T) (*xsd.Schema, [2][]byte) {
	t.Helper()
	s, raw := testdata(t, e.doc)
	text, err := charmap.Windows1251.NewDecoder().String(string(raw))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(e.pairs); i += 2 {
		if !strings.Contains(text, e.pairs[i]) {
			t.Fatalf("%s: no %q", e.name, e.pairs[i])
		}
		text = strings.Replace(text, e.pairs[i], e.pairs[i+1], 1)
	}
	encoded, err := charmap.Windows1251.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s, [2][]byte{[]byte(encoded), []byte(strings.Replace(text, "windows-1251", "UTF-8", 1))}
}

func write(found []sdano.Finding) string {
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "%d:%d %s %s\n\t%s\n", f.Line, f.Column, f.Code, f.Path, f.Message)
	}
	return b.String()
}

func TestFindingsSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	var got bytes.Buffer
	for _, e := range edits {
		s, docs := e.apply(t)
		texts := [2]string{write(s.Check(docs[0])), write(s.Check(docs[1]))}
		// The declaration of UTF-8 is shorter, so only columns of the first line
		// may differ.
		if texts[0] != texts[1] && e.name != "not well-formed at once" {
			t.Errorf("%s: windows-1251:\n%s\nUTF-8:\n%s", e.name, texts[0], texts[1])
		}
		fmt.Fprintf(&got, "# %s\n%s\n", e.name, texts[0])
	}
	const golden = "testdata/findings.golden"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("findings differ from %s (-update writes it):\n%s", golden, got.Bytes())
	}
}

func TestFindingsAreBounded(t *testing.T) {
	t.Parallel()
	e := edit{"", "buyer.xml", []string{`<Примечание Ключ="НомерЗаказа" Значение="15/3"/>`, many(150, `<Примечание Ключ="" Значение="З"/>`)}}
	s, docs := e.apply(t)
	found := s.Check(docs[0])
	if len(found) != xsd.DefaultMax || found[len(found)-1].Code != xsd.CodeMore {
		t.Errorf("%d findings, the last %+v", len(found), found[len(found)-1])
	}
	c := s.NewChecker()
	for _, n := range []int{1, 2, 3, 20} {
		c.Max(n)
		found := c.Check(docs[0])
		if len(found) != n || n > 1 && found[n-1].Code != xsd.CodeMore || found[0].Code == xsd.CodeMore {
			t.Errorf("Max(%d): %d findings: %+v", n, len(found), found)
		}
	}
	_, valid := testdata(t, "buyer.xml")
	if found := c.Check(valid); found != nil {
		t.Errorf("the Checker remembers: %+v", found)
	}
}

func TestRootsAndValues(t *testing.T) {
	t.Parallel()
	s, _ := testdata(t, "buyer.xml")
	if s.Name() != "delivery.xsd" || !slices.Equal(s.Roots(), []string{"Файл"}) {
		t.Errorf("name %q, roots %q", s.Name(), s.Roots())
	}
	for _, tc := range []struct {
		path string
		want []string
	}{
		{"Файл @ВерсФорм", []string{"7.01"}},
		{"Файл Документ @КНД", []string{"7770001", "7770002"}},
		{"Файл Документ Приемка Итог @Код", []string{"1", "2", "3"}},
		{"Файл Документ Отгрузка Строки Строка БезНалога", []string{"без НДС"}},
		{"Файл @ИдФайл", nil},
		{"Файл Документ", nil},
		{"Файл Документ @Нет", nil},
		{"Файл Нет @КНД", nil},
		{"Нет @КНД", nil},
		{"@КНД", nil},
		{"Файл @ВерсФорм Документ", nil},
		{"", nil},
	} {
		if got := s.Values(strings.Fields(tc.path)...); !slices.Equal(got, tc.want) {
			t.Errorf("Values(%s) = %q, want %q", tc.path, got, tc.want)
		}
	}
	other := schemaCase{schema: `<xs:element name="a" type="u" /><xs:element name="b" type="xs:string" fixed="v"/><xs:element name="c"><xs:complexType><xs:attribute name="x" fixed="w"/></xs:complexType></xs:element>
		<xs:simpleType name="u"><xs:union><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="1"/></xs:restriction></xs:simpleType><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="2"/></xs:restriction></xs:simpleType></xs:union></xs:simpleType>`}
	s, err := xsd.Compile("u.xsd", []byte(other.source()))
	if err != nil {
		t.Fatal(err)
	}
	if a, b, x := s.Values("a"), s.Values("b"), s.Values("c", "@x"); !slices.Equal(a, []string{"1", "2"}) || !slices.Equal(b, []string{"v"}) || !slices.Equal(x, []string{"w"}) {
		t.Errorf("values %q, %q, %q", a, b, x)
	}
}
