package bankfile_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

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
	for name, text := range map[string]string{
		"utf-8": statement, "with a mark": "\ufeff" + statement, "windows": win, "dos": dos,
		"windows line ends": strings.ReplaceAll(win, "\n", "\r\n"),
		"without ends":      strings.NewReplacer("КонецДокумента\n", "", "КонецФайла\n", "").Replace(statement),
		"loose keys":        strings.NewReplacer("Сумма=63000.00", "сумма = 63 000,00", "ДатаСписано=", "датасписано = ").Replace(statement),
		"short years":       strings.NewReplacer("Дата=20.04.2026", "Дата=20.04.26", "ДатаСписано=21.04.2026", "ДатаСписано=21.04.26").Replace(statement),
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
