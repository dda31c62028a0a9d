package demo_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/internal/demo"
	"sdano/titles/report"
)

var day = sdano.MustDate("2026-04-10")

func TestDeclarationReadsAsItsOwnReport(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		payer demo.Payer
		owed  string
	}{
		{demo.Entrepreneur, "0.00"},
		{demo.Company, "12000.00"},
	} {
		name, data, err := demo.Declaration(tc.payer, "7701", day)
		if err != nil {
			t.Fatal(err)
		}
		h, err := report.Read(name, data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if h.Payer != tc.payer.TaxID || h.KND != "1152017" || h.Office != "7701" || h.Year != 2025 || h.DocDate != day {
			t.Errorf("%+v", h)
		}
		var sum sdano.Money
		for _, a := range h.Amounts {
			sum += a.Amount
		}
		if sum.String() != tc.owed {
			t.Errorf("%s declares %s, want %s", tc.payer.Name, sum, tc.owed)
		}
	}
}

func TestDeclarationIsStable(t *testing.T) {
	t.Parallel()
	n1, d1, err := demo.Declaration(demo.Entrepreneur, "0087", day)
	n2, d2, err2 := demo.Declaration(demo.Entrepreneur, "0087", day)
	if err != nil || err2 != nil || n1 != n2 || !bytes.Equal(d1, d2) {
		t.Errorf("%s, %s, %v, %v", n1, n2, err, err2)
	}
	if n3, _, _ := demo.Declaration(demo.Entrepreneur, "0088", day); n3 == n1 {
		t.Error("two offices share a file name")
	}
}

// The reconstructed schema beside the repository is the independent oracle.
func TestDeclarationIsValid(t *testing.T) {
	t.Parallel()
	schema, err := filepath.Abs("../../../shared/formats/reporting/NO_USN_5.09.reconstructed.xsd")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(schema); err != nil {
		t.Skip("no independent schema beside the repository")
	}
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (libxml2-utils)")
	}
	for _, payer := range []demo.Payer{demo.Entrepreneur, demo.Company} {
		name, data, err := demo.Declaration(payer, "7701", day)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := charmap.Windows1251.NewDecoder().Bytes(data); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(xmllint, "--noout", "--schema", schema, file).CombinedOutput(); err != nil {
			t.Errorf("%s: %s", name, out)
		}
	}
}
