package monitor_test

import (
	"fmt"
	"strings"
	"testing"

	"sdano"
	"sdano/monitor"
)

// order is a document of a statement.
func order(number int, day, payer, amount, more string) string {
	return fmt.Sprintf("СекцияДокумент=Платежное поручение\nНомер=%d\nДата=%s\nСумма=%s\nДатаСписано=%s\nПлательщикИНН=%s\n%s\nКонецДокумента\n", number, day, amount, day, payer, more)
}

func TestAStatementIsRecordedOnce(t *testing.T) {
	t.Parallel()
	m, s, id := payerOf(t)
	tax := "СтатусСоставителя=01\nПоказательКБК=18210501011011000110\nПоказательПериода=ГД.00.2017\nНазначениеПлатежа=УСН за 2017 год"
	file := "1CClientBankExchange\nРасчСчет=1\n" +
		order(1, "14.05.2018", id.INN, "12210", tax) +
		order(2, "14.05.2018", id.INN, "500", "СтатусСоставителя=01\nПоказательКБК=18299999999999999999") +
		order(3, "14.05.2018", id.INN, "700", "НазначениеПлатежа=За бумагу") +
		order(3, "14.05.2018", id.INN, "700", "НазначениеПлатежа=За бумагу") +
		order(4, "14.05.2018", "7799999919", "900", tax) +
		strings.Replace(order(5, "13.05.2018", "7799999919", "100000", "НазначениеПлатежа=Оплата"), "ДатаСписано", "ДатаПоступило", 1) +
		order(6, "14.05.2018", id.INN, "много", tax) + "КонецФайла\n"
	for i, want := range []monitor.StatementImport{
		{Read: 7, Payments: monitor.Imported{Added: 2}, Incomes: monitor.Imported{Added: 1}, Skipped: 2, Foreign: 1},
		{Read: 7, Payments: monitor.Imported{Known: 2}, Incomes: monitor.Imported{Known: 1}, Skipped: 2, Foreign: 1},
	} {
		got, err := s.ImportStatement(t.Context(), who, tenant, id, []byte(file), true)
		if err != nil || len(got.Findings) != 1 || len(got.Unrecognised) != 1 || got.Unrecognised[0].Amount != sdano.Rubles(500) {
			t.Fatalf("%d: %+v, %v", i, got, err)
		}
		got.Findings, got.Unrecognised = nil, nil
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d: %+v, want %+v", i, got, want)
		}
	}
	sides := strings.NewReplacer("ДатаСписано=14.05.2018\n", "", "РасчСчет=1\n", "")
	bare := "1CClientBankExchange\n" + sides.Replace(order(7, "14.05.2018", "", "1", "НазначениеПлатежа=За бумагу")+order(8, "14.05.2018", id.INN, "12210", tax)) + "КонецФайла"
	if got, err := s.ImportStatement(t.Context(), who, tenant, id, []byte(bare), true); err != nil || got.Payments.Added != 1 || len(got.Findings) != 1 ||
		!strings.Contains(got.Findings[0].Message, "Строка 2: документ № 7 не учтён: из файла не видно, списаны деньги или получены") {
		t.Errorf("no direction: %+v, %v", got, err)
	}
	facts := m.facts[m.profiles[tenant][0].ID]
	if len(facts.Payments) != 3 || len(facts.Entries) != 1 || facts.Entries[0].Note != "Оплата" {
		t.Errorf("%+v", facts)
	}
	if _, err := s.ImportStatement(t.Context(), who, tenant, id, []byte("x"), true); err == nil {
		t.Error("no statement was taken")
	}
}
