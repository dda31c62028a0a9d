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

func TestAccountsAreLearnedFromStatements(t *testing.T) {
	t.Parallel()
	m, s, id := payerOf(t)
	const number = "40802810900000000001"
	file := func(day, sum string) []byte {
		return []byte("1CClientBankExchange\nРасчСчет=" + number + "\nСекцияРасчСчет\nДатаКонца=" + day + "\nРасчСчет=" + number + "\nКонечныйОстаток=" + sum + "\nКонецРасчСчет\n" +
			order(1, day, id.INN, "1", "ПлательщикСчет="+number+"\nПлательщикБИК=044525225") + "КонецФайла\n")
	}
	for i, c := range []struct {
		day, sum string
		want     monitor.Imported
	}{
		{"13.05.2018", "100.50", monitor.Imported{Added: 2}},
		{"13.05.2018", "100.50", monitor.Imported{Known: 1}},
		{"14.05.2018", "99", monitor.Imported{Added: 1}},
	} {
		got, err := s.ImportStatement(t.Context(), who, tenant, id, file(c.day, c.sum), false)
		if err != nil || got.Accounts != c.want {
			t.Errorf("%d: %+v, %v, want %+v", i, got.Accounts, err, c.want)
		}
	}
	facts := m.facts[m.profiles[tenant][0].ID]
	if len(facts.Accounts) != 1 || facts.Accounts[0].Account != number || facts.Accounts[0].BIK != "044525225" || len(facts.AccountBalances) != 2 {
		t.Errorf("%+v %+v", facts.Accounts, facts.AccountBalances)
	}
}

func TestWrongAccountsAreRefused(t *testing.T) {
	t.Parallel()
	_, s, id := payerOf(t)
	const number = "40802810900000000001"
	day := sdano.MustDate("2018-05-14")
	for name, f := range map[string]monitor.Facts{
		"short number":   {Accounts: []monitor.BankAccount{{Account: "4080281090000000000"}}},
		"letters":        {Accounts: []monitor.BankAccount{{Account: "4080281090000000000x"}}},
		"short bank":     {Accounts: []monitor.BankAccount{{Account: number, BIK: "04452522"}}},
		"closed early":   {Accounts: []monitor.BankAccount{{Account: number, Opened: day, Closed: day.AddDays(-1)}}},
		"balance no day": {AccountBalances: []monitor.AccountBalance{{Account: number}}},
	} {
		if _, err := s.Import(t.Context(), who, tenant, id, f); !sdano.IsKind(err, sdano.Unprocessable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Import(t.Context(), who, tenant, id, monitor.Facts{Accounts: []monitor.BankAccount{{Account: number, Opened: day, Closed: day}}}); err != nil {
		t.Error(err)
	}
}
