package monitor_test

import (
	"strings"
	"testing"

	"sdano"
	"sdano/monitor"
	"sdano/tablefile"
)

func TestTablesAreRecordedOnce(t *testing.T) {
	t.Parallel()
	for kind, c := range map[monitor.TableKind]struct {
		file     string
		added    int
		findings []string
	}{
		monitor.TableEntries: {
			"ООО Банк;;\nДата;Вид операции;Сумма, ₽;Содержание\n14.05.2018;доход;1000,50;Оплата\n14.05.2018;доход;1000,50;Оплата\n15.05.2018;расход;5;\n32.05.2018;доход;1;\n15.05.2018;дар;1;\nИтого;;2001\n",
			3,
			[]string{"Строка 6: дата «32.05.2018».", "Строка 7: слово «дар»."},
		},
		monitor.TablePayments: {"Дата,Сумма,Налог,Период\n14.05.2018,5,ЕНП,\n14.05.2018,6,usn,2017\n14.05.2018,6,налог на воздух,\n", 2, []string{"Строка 4: налог «налог на воздух»."}},
		monitor.TablePayroll:  {"Сотрудник\tМесяц\tНачислено\tНДФЛ\tДата выплаты\nИванов\tмарт 2018\t1000\t130\t05.04.2018\nИванов\t04.2018\t1000\t\t05.05.2018\nИванов\t2018-Q1\t1\t\t05.05.2018\n", 2, []string{"Строка 4: месяц «2018-Q1»."}},
	} {
		_, s, id := payerOf(t)
		for i := range 2 {
			got, err := s.ImportTable(t.Context(), who, tenant, id, kind, []byte(c.file))
			if err != nil || got.Added+got.Known != c.added || (i == 0) != (got.Added == c.added) || len(got.Findings) != len(c.findings) {
				t.Fatalf("%s, %d: %+v, %v", kind, i, got, err)
			}
			for n, f := range got.Findings {
				if f.Message != c.findings[n] {
					t.Errorf("%s: %q, want %q", kind, f.Message, c.findings[n])
				}
			}
		}
	}
}

// What is written comes back: a table that was downloaded, changed in Excel and
// loaded again.
func TestATableComesBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	_, s, id := payerOf(t)
	day := sdano.MustDate("2018-05-14")
	want := monitor.Facts{
		Entries:  []monitor.Entry{{Kind: monitor.EntryExpense, Date: day, Amount: sdano.MustMoney("0.30"), Note: "=1+1", Regime: monitor.USN}},
		Payments: []monitor.Payment{{Date: day, Amount: 500, Row: "usn", Period: sdano.YearPeriod(2017), KBK: "18210501011011000110", Purpose: "УСН"}, {Date: day, Amount: 500, Row: monitor.ENP}},
		Payroll:  []monitor.Payroll{{Employee: "Иванов", Month: sdano.MonthPeriod(2018, 4), Taxable: 100, Withheld: 13, Paid: day}},
	}
	for _, kind := range []monitor.TableKind{monitor.TableEntries, monitor.TablePayments, monitor.TablePayroll} {
		table, err := s.Table(kind, want)
		if err != nil {
			t.Fatal(err)
		}
		file, err := tablefile.Write(table)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.ImportTable(t.Context(), who, tenant, id, kind, file); err != nil || len(got.Findings) > 0 || got.Added == 0 {
			t.Fatalf("%s: %+v, %v", kind, got, err)
		}
	}
	_, got, err := s.Payer(t.Context(), tenant, id)
	if err != nil || len(got.Entries) != 1 || len(got.Payments) != 2 || len(got.Payroll) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	got.Entries[0].ID, got.Payroll[0].ID = sdano.ID{}, sdano.ID{}
	if got.Entries[0] != want.Entries[0] || got.Payroll[0] != want.Payroll[0] {
		t.Errorf("%+v", got)
	}
}

// One row that cannot be is told and does not keep the others out.
func TestOneBadRowDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	for kind, file := range map[monitor.TableKind]string{
		monitor.TableEntries:  "Дата;Доход;Расход\n14.05.2018;1;\n14.05.2018;1;2\n14.05.2018;;-5\n",
		monitor.TablePayments: "Дата;Сумма\n14.05.2018;1\n14.05.2018;0\n14.05.2018;-1\n",
		monitor.TablePayroll:  "Сотрудник;Месяц;Начислено;Дата выплаты\nА;04.2018;1;14.05.2018\nА;04.2018;-1;14.05.2018\n;04.2018;1;14.05.2018\n",
	} {
		_, s, id := payerOf(t)
		if got, err := s.ImportTable(t.Context(), who, tenant, id, kind, []byte(file)); err != nil || got.Added != 1 || len(got.Findings) != 2 {
			t.Errorf("%s: %+v, %v", kind, got, err)
		}
	}
}

func TestATableWithoutItsColumnsIsRefused(t *testing.T) {
	t.Parallel()
	_, s, id := payerOf(t)
	for kind, says := range map[monitor.TableKind]string{monitor.TableEntries: "«сумма»", monitor.TablePayroll: "«сотрудник»", "other": "такого вида"} {
		_, err := s.ImportTable(t.Context(), who, tenant, id, kind, []byte("Дата;Цвет\n01.01.2018;красный"))
		if err == nil || !strings.Contains(sdano.AsError(err).Message, says) {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
