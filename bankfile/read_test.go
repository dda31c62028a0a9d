package bankfile_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"sdano"
	"sdano/bankfile"
)

// statement is one as banks make it: a tax of the account's owner and a receipt.
const statement = `1CClientBankExchange
ВерсияФормата=1.03
Кодировка=Windows
Отправитель=Банк
ДатаНачала=01.04.2026
ДатаКонца=30.04.2026
РасчСчет=40702810900000000001
СекцияРасчСчет
ДатаНачала=01.04.2026
ДатаКонца=30.04.2026
РасчСчет=40702810900000000001
НачальныйОстаток=1000.00
КонецРасчСчет
СекцияДокумент=Платежное поручение
Номер=17
Дата=20.04.2026
Сумма=63000.00
ДатаСписано=21.04.2026
ПлательщикСчет=40702810900000000001
Плательщик=ИНН 7799999926 ООО Покупатель
ПлательщикИНН=7799999926
ПлательщикКПП=779901001
ПолучательСчет=03100643000000018500
Получатель=Казначейство России (ФНС России)
ПолучательИНН=7727406020
ПолучательКПП=770701001
ПолучательБИК=017003983
СтатусСоставителя=01
ПоказательКБК=18201061201010000510
ОКАТО=0
ПоказательОснования=0
ПоказательПериода=0
ПоказательНомера=0
ПоказательДаты=0
Код=0
НазначениеПлатежа=ЕНП
КонецДокумента
СекцияДокумент=Платежное поручение
Номер=204
Дата=22.04.2026
Сумма=1200000
ДатаПоступило=22.04.2026
ПлательщикСчет=40702810900000000777
Плательщик1=ООО «Заказчик»
ПолучательСчет=40702810900000000001
НазначениеПлатежа=Оплата по договору 1
КонецДокумента
КонецФайла
`

func TestAStatementInEveryEncoding(t *testing.T) {
	t.Parallel()
	win, err := charmap.Windows1251.NewEncoder().String(statement)
	if err != nil {
		t.Fatal(err)
	}
	dos, err := charmap.CodePage866.NewEncoder().String(strings.NewReplacer("=Windows", "=DOS", "«", `"`, "»", `"`).Replace(statement))
	if err != nil {
		t.Fatal(err)
	}
	dosWord, _ := charmap.CodePage866.NewEncoder().String("Кодировка=DOS")
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(statement)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"utf-8": statement, "with a mark": "\ufeff" + statement, "windows": win, "dos": dos,
		"windows line ends":      strings.ReplaceAll(win, "\n", "\r\n"),
		"without ends":           strings.ReplaceAll(statement, "КонецДокумента\n", ""),
		"dos without saying so":  strings.Replace(dos, dosWord, "=", 1),
		"one byte is broken":     strings.Replace(statement, "договору", "догов\xffру", 1),
		"utf-16":                 utf16,
		"no ИНН but in the name": strings.Replace(statement, "ПлательщикИНН=7799999926\n", "", 1),
		"loose keys":             strings.NewReplacer("Сумма=63000.00", "сумма = 63 000,00", "ДатаСписано=", "датасписано = ").Replace(statement),
		"short years":            strings.NewReplacer("Дата=20.04.2026", "Дата=20.04.26", "ДатаСписано=21.04.2026", "ДатаСписано=21.04.26").Replace(statement),
	} {
		s, found, err := bankfile.Read([]byte(text))
		if err != nil || len(found) > 0 || len(s.Lines) != 2 {
			t.Errorf("%s: %v, %v, %d lines", name, err, found, len(s.Lines))
			continue
		}
		tax, income := s.Lines[0], s.Lines[1]
		if !tax.Out || !tax.ToBudget() || tax.Amount != sdano.Rubles(63_000) || tax.Date != sdano.MustDate("2026-04-21") || tax.Payer.Name != "ООО Покупатель" || tax.Purpose != "ЕНП" {
			t.Errorf("%s: the tax: %+v", name, tax)
		}
		if income.Out || income.ToBudget() || income.Amount != sdano.Rubles(1_200_000) {
			t.Errorf("%s: the income: %+v", name, income)
		}
		if s.From != sdano.MustDate("2026-04-01") || len(s.Accounts) != 1 {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestWhatCannotBeReadIsTold(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("Сумма=63000.00", "Сумма=шестьдесят", "ДатаПоступило=22.04.2026", "ДатаПоступило=40.04.2026").Replace(statement)
	s, found, err := bankfile.Read([]byte(text))
	if err != nil || len(s.Lines) != 0 || len(found) != 2 {
		t.Fatalf("%v, %+v, %d lines", err, found, len(s.Lines))
	}
	for i, want := range []string{"Строка 14: документ «Платежное поручение» № 17 не прочитан: сумма «шестьдесят».", "дата «40.04.2026»."} {
		if !strings.Contains(found[i].Message, want) {
			t.Errorf("%q lacks %q", found[i].Message, want)
		}
	}
	for name, file := range map[string][]byte{"another text": []byte("Дата;Сумма"), "nothing": nil, "too large": make([]byte, bankfile.MaxSize+1)} {
		if _, _, err := bankfile.Read(file); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

// A sum that is cut off is a smaller sum: «Сумма=12…» of a file that was not
// loaded to its end was taken as 12 rubles.
func TestAFileThatIsCutOffLosesNothingSilently(t *testing.T) {
	t.Parallel()
	for cut := strings.Index(statement, "СекцияДокумент"); cut < len(statement)-len("КонецФайла\n"); cut++ {
		s, found, err := bankfile.Read([]byte(statement[:cut]))
		if err != nil || len(found) != 1 {
			t.Fatalf("%v, %v of %q", err, found, statement[:cut])
		}
		for _, l := range s.Lines {
			if l.Amount != sdano.Rubles(63_000) && l.Amount != sdano.Rubles(1_200_000) {
				t.Fatalf("%s of %q", l.Amount, statement[:cut])
			}
		}
	}
}

func TestAPurposeOfSeveralLinesIsNoField(t *testing.T) {
	t.Parallel()
	for from, want := range map[string]string{
		"НазначениеПлатежа=Оплата\nСумма=1 по счёту\nи ещё":               "Оплата Сумма=1 по счёту и ещё",
		"НазначениеПлатежа=Оплата\nпо счёту=5":                            "Оплата по счёту=5",
		"НазначениеПлатежа=Оплата\n\nпо счёту":                            "Оплата по счёту",
		"НазначениеПлатежа1=Оплата\nНазначениеПлатежа2=по счёту":          "Оплата по счёту",
		"НазначениеПлатежа=Оплата по счёту\nНазначениеПлатежа1=Оплата по": "Оплата по счёту",
	} {
		s, found, err := bankfile.Read([]byte(strings.Replace(statement, "НазначениеПлатежа=Оплата по договору 1", from, 1)))
		if err != nil || len(found) > 0 || len(s.Lines) != 2 || s.Lines[1].Purpose != want || s.Lines[1].Amount != sdano.Rubles(1_200_000) {
			t.Errorf("%q: %v, %v, %+v", from, err, found, s.Lines)
		}
	}
}

func TestAFieldSaidTwiceIsTold(t *testing.T) {
	t.Parallel()
	s, found, _ := bankfile.Read([]byte(strings.Replace(statement, "Сумма=63000.00", "Сумма=63000.00\nСумма=6.00", 1)))
	if len(s.Lines) != 1 || len(found) != 1 || !strings.Contains(found[0].Message, "«сумма» указано дважды") {
		t.Errorf("%+v, %v", s.Lines, found)
	}
	s, found, _ = bankfile.Read([]byte(strings.Replace(statement, "ОКАТО=0", "ОКАТО=0\nОКАТО=45000000", 1)))
	if len(s.Lines) != 2 || len(found) != 1 || s.Lines[0].OKTMO != "0" {
		t.Errorf("%+v, %v", s.Lines, found)
	}
}

func TestAFileWithoutDocumentsIsTold(t *testing.T) {
	t.Parallel()
	_, found, err := bankfile.Read([]byte("1CClientBankExchange\nРасчСчет=40702810900000000001\nКонецФайла"))
	if err != nil || len(found) != 1 || found[0].Code != "no_documents" {
		t.Errorf("%v, %v", found, err)
	}
}

func TestTheDirectionIsNotGuessed(t *testing.T) {
	t.Parallel()
	bare := strings.NewReplacer("ДатаСписано=21.04.2026\n", "", "ДатаПоступило=22.04.2026\n", "").Replace(statement)
	s, _, _ := bankfile.Read([]byte(bare))
	if s.Lines[0].Unsure || !s.Lines[0].Out || s.Lines[1].Unsure || s.Lines[1].Out {
		t.Errorf("by accounts: %+v", s.Lines)
	}
	s, _, _ = bankfile.Read([]byte(strings.ReplaceAll(bare, "РасчСчет=40702810900000000001\n", "")))
	if !s.Lines[0].Unsure || !s.Lines[1].Unsure {
		t.Errorf("by nothing: %+v", s.Lines)
	}
}

func TestYearsOfTwoDigitsAreNotInTheFuture(t *testing.T) {
	t.Parallel()
	s, _, _ := bankfile.Read([]byte(strings.Replace(statement, "ДатаСписано=21.04.2026", "ДатаСписано=21.04.98", 1)))
	if s.Lines[0].Date != sdano.MustDate("1998-04-21") {
		t.Errorf("%v", s.Lines[0].Date)
	}
}

func TestKeysTellLinesApart(t *testing.T) {
	t.Parallel()
	a, _, _ := bankfile.Read([]byte(statement))
	longer := strings.Replace(statement, "КонецФайла", "СекцияДокумент=Платежное поручение\nНомер=18\nДата=23.04.2026\nСумма=1\nКонецДокумента\nКонецФайла", 1)
	b, _, _ := bankfile.Read([]byte(longer))
	if len(b.Lines) != 3 || a.Lines[0].Key() != b.Lines[0].Key() || b.Lines[0].Key() == b.Lines[2].Key() {
		t.Errorf("%+v", b)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(statement))
	f.Add([]byte("1CClientBankExchange\nСекцияДокумент=\nСумма=1\nДата=01.01.26"))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, found, err := bankfile.Read(file)
		if err != nil && len(s.Lines)+len(found) > 0 {
			t.Fatal("an error with lines")
		}
		for i := range s.Lines {
			if l := &s.Lines[i]; l.Amount <= 0 || l.Date.IsZero() {
				t.Fatalf("%+v", l)
			}
		}
	})
}

func TestTheBalancesOfAStatement(t *testing.T) {
	t.Parallel()
	section := func(fields string) string {
		return "1CClientBankExchange\nСекцияРасчСчет\n" + fields + "КонецРасчСчет\nКонецФайла\n"
	}
	for name, c := range map[string]struct {
		file string
		want string
	}{
		"whole":     {section("ДатаНачала=01.04.2026\nДатаКонца=30.04.2026\nРасчСчет=1\nНачальныйОстаток=1\nКонечныйОстаток=1 234,56\n"), "[{1 2026-04-30 1234.56}]"},
		"negative":  {section("ДатаКонца=30.04.2026\nРасчСчет=1\nКонечныйОстаток=-5.00\n"), "[{1 2026-04-30 -5.00}]"},
		"no sum":    {section("ДатаКонца=30.04.2026\nРасчСчет=1\nНачальныйОстаток=1\n"), "[]"},
		"no day":    {section("РасчСчет=1\nКонечныйОстаток=1\n"), "[]"},
		"not ended": {"1CClientBankExchange\nСекцияРасчСчет\nДатаКонца=30.04.2026\nРасчСчет=1\nКонечныйОстаток=1\nСекцияДокумент=Ордер\nКонецДокумента\nКонецРасчСчет\nКонецФайла", "[]"},
	} {
		got, _, err := bankfile.Read([]byte(c.file))
		if err != nil || fmt.Sprint(got.Balances) != c.want {
			t.Errorf("%s: %v, %v, want %s", name, got.Balances, err, c.want)
		}
	}
}

func TestTheBankOfAnAccount(t *testing.T) {
	t.Parallel()
	lines := []bankfile.Line{{Payer: bankfile.Party{Account: "1", BIK: "044525225"}}, {Payee: bankfile.Party{Account: "1"}}, {Payee: bankfile.Party{Account: "2", BIK: "000000001"}}}
	s := bankfile.Statement{Lines: lines}
	if got := s.BIK("1"); got != "044525225" {
		t.Errorf("%q", got)
	}
	s.Lines = append(s.Lines, bankfile.Line{Payee: bankfile.Party{Account: "1", BIK: "000000002"}})
	if got := s.BIK("1"); got != "" {
		t.Errorf("two banks: %q", got)
	}
}
