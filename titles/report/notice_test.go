package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/titles/report"
)

// notice reads a notice with lines of {КБК, Период, НомерМесКварт}.
func notice(t testing.TB, lines ...[3]string) (report.Header, error) {
	t.Helper()
	body := ""
	for _, l := range lines {
		body += fmt.Sprintf(`<УвИсчСумНалог ОКТМО="45382000" КБК="%s" СумНалогАванс="1" Период="%s" НомерМесКварт="%s" Год="2026"/>`, l[0], l[1], l[2])
	}
	name, data := parts{
		name: "UT_UVISCHSUMNAL_7701_7701_" + companyID + "_20260410_1.xml", format: "5.03",
		document: `КНД="1110355" ДатаДок="10.04.2026" КодНО="7701"`, body: body,
	}.file(t)
	return report.Read(name, data)
}

func TestPeriodOfALineDependsOnTheTax(t *testing.T) {
	t.Parallel()
	const (
		usn       = "18210501011011000110"
		agent     = "18210102010011000110"
		employees = "18210201000011000160"
		ip        = "18210102020011000110"
		property  = "18210602010021000110"
		other     = "18210807082011000110"
	)
	for _, tc := range []struct{ kbk, code, number, want string }{
		{usn, "34", "01", "2026-Q1"},
		{usn, "34", "02", "2026-H1"},
		{usn, "34", "03", "2026-9M"},
		{usn, "34", "04", "2026"},
		{usn, "21", "04", "2026-Q1"},
		{usn, "31", "04", "2026-H1"},
		{usn, "33", "04", "2026-9M"},
		{usn, "31", "02", ""},
		{usn, "34", "11", ""},
		{agent, "21", "01", "2026-01-01..2026-01-22"},
		{agent, "21", "11", "2026-01-23..2026-01-31"},
		{agent, "31", "13", "2026-06-23..2026-06-30"},
		{agent, "34", "03", "2026-12-01..2026-12-22"},
		{agent, "34", "04", ""},
		{employees, "33", "02", "2026-M8"},
		{employees, "33", "12", ""},
		{ip, "21", "04", "2026-Q1"},
		{ip, "34", "03", "2026-9M"},
		{property, "34", "02", "2026-Q2"},
		{property, "33", "04", "2026-Q3"},
		{property, "34", "04", "2026"},
		{other, "34", "02", ""},
		{other, "21", "04", ""},
	} {
		h, err := notice(t, [3]string{tc.kbk, tc.code, tc.number})
		if err != nil {
			t.Errorf("%v: %v", tc, err)
			continue
		}
		if got := h.Amounts[0].Period.String(); got != tc.want || h.Period.String() != tc.want {
			t.Errorf("%s %s/%s is %q, want %q", tc.kbk, tc.code, tc.number, got, tc.want)
		}
		if tc.want == "" && !strings.Contains(h.PeriodText, tc.code+"/"+tc.number) {
			t.Errorf("%v: %s", tc, h.PeriodText)
		}
	}
}

func TestKeyOfANoticeDoesNotDependOnTheOrderOfLines(t *testing.T) {
	t.Parallel()
	lines := [][3]string{
		{"18210501011011000110", "34", "01"}, {"18210102010011000110", "21", "01"}, {"18210501011011000110", "34", "02"},
	}
	a, err := notice(t, lines...)
	slices.Reverse(lines)
	b, err2 := notice(t, lines...)
	c, err3 := notice(t, lines[:2]...)
	if err != nil || err2 != nil || err3 != nil {
		t.Fatal(err, err2, err3)
	}
	if a.PeriodKey != b.PeriodKey || a.PeriodKey == c.PeriodKey {
		t.Errorf("%q, %q, %q", a.PeriodKey, b.PeriodKey, c.PeriodKey)
	}
}

func TestKeyOfALongNoticeIsShort(t *testing.T) {
	t.Parallel()
	var lines [][3]string
	for i := range 400 {
		lines = append(lines, [3]string{fmt.Sprintf("1821050101101%07d", i), "34", "01"})
	}
	a, err := notice(t, lines...)
	b, err2 := notice(t, lines[1:]...)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	if len(a.PeriodKey) > 200 || !strings.HasPrefix(a.PeriodKey, "400 lines") || a.PeriodKey == b.PeriodKey || a.Period != sdano.QuarterPeriod(2026, 1) {
		t.Errorf("%q, %q, %v", a.PeriodKey, b.PeriodKey, a.Period)
	}
}

func TestWrongLinesAreFound(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		line [3]string
		path string
	}{
		{[3]string{"182", "34", "01"}, "КБК"},
		{[3]string{"18210501011011000110", "50", "01"}, "Период"},
		{[3]string{"18210501011011000110", "34", "05"}, "НомерМесКварт"},
	} {
		_, err := notice(t, tc.line)
		f := sdano.AsError(err).Findings
		if len(f) != 1 || f[0].Path != "/Файл/Документ/УвИсчСумНалог/@"+tc.path {
			t.Errorf("%v: %v", tc.line, err)
		}
	}
}
