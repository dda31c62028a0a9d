// Package updtest holds the golden files of all versions of the УПД: what is
// read of the first titles in a version's testdata, the buyer's titles that are
// made to one of them in every way that the orders distinguish, and what is read
// of those.
package updtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/tree"
)

// variant is a way to answer; its number ends the GUID of the answer's name.
type variant struct {
	number string
	edit   func(*title.Answer)
}

var paper = title.Acceptance{
	Type: 2, DocumentName: "Акт о расхождениях", DocumentNumber: "7-Р", DocumentDate: "2026-01-31",
	DocumentFileID: "DP_PRIRASXPRIN_7",
}

// variants are the same in all versions; each makes of them what it has room for.
var variants = []variant{
	{"01", func(*title.Answer) {}},
	{"02", func(a *title.Answer) {
		a.Acceptance = &paper
		a.Operator = title.EDOOperator{Code: "2ZZ", Name: "АО «Связной»", INN: "7799999933"}
		a.Signatures = append(a.Signatures, []byte("вторая подпись"))
	}},
	{"03", func(a *title.Answer) {
		a.Acceptance = &title.Acceptance{Type: 3, AcceptanceDate: "2026-01-30"}
		a.Settings.PowersBase = "Приказ от 12.01.2026 № 4"
	}},
	{"04", func(a *title.Answer) {
		a.Acceptance = &title.Acceptance{OperationText: "Приняты 漢 <все> \"ящики\"", AcceptanceDate: "2026-01-31T22:00:00Z"}
		a.Signer.Attorney = &title.PowerOfAttorney{
			ID: "0B5C2D1E-6F70-4A81-92B3-C4D5E6F70812", IssuerINN: "7799999919", IssueDate: "2026-01-12", SystemID: "https://m4d.nalog.gov.ru",
		}
	}},
	{"05", func(a *title.Answer) {
		a.Signer.PaperAttorney = &title.PaperPowerOfAttorney{Number: "4-Б", IssueDate: "2026-01-12", IssuerInfo: "ООО «Ромашка»"}
	}},
	{"06", func(a *title.Answer) { // an entrepreneur who signs for himself
		a.Box.Name, a.Box.ShortName = "Индивидуальный предприниматель Ёлкин Пётр Ильич", ""
		a.Box.TaxID, a.Signer.Position = sdano.TaxID{INN: "779999991008"}, ""
	}},
}

// Golden compares the reading of all first titles in testdata with golden files,
// and the answers to the one whose name ends in answered.
func Golden(t *testing.T, first, second *title.Format, answered string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join("testdata", first.Prefix+"*.xml"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no first titles in testdata (%v)", err)
	}
	done := false
	for _, path := range found {
		name := strings.TrimSuffix(filepath.Base(path), ".xml")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		document := read(t, first, name, data)
		if strings.HasSuffix(name, answered) {
			done = true
			answers(t, first, second, document, name)
		}
	}
	if !done {
		t.Errorf("no first title ends in %s", answered)
	}
}

func answers(t *testing.T, first, second *title.Format, document *title.Document, name string) {
	t.Helper()
	for _, v := range variants {
		a := titletest.Blank(document, name)
		a.GUID = sdano.MustID("6ba7b810-9dad-41d1-80b4-00c04fd430" + v.number)
		v.edit(a)
		file, err := first.Answer(a)
		if err != nil {
			t.Errorf("%s: %v", v.number, err)
			continue
		}
		titletest.Golden(t, file.Name, file.Data)
		read(t, second, strings.TrimSuffix(file.Name, ".xml"), file.Data)
	}
}

// read reads a valid title, and compares with a golden file what came of it.
func read(t *testing.T, f *title.Format, name string, data []byte) *title.Document {
	t.Helper()
	d, err := tree.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if wrong := slices.Concat(f.Schema().Check(data), f.Violations(d)); len(wrong) > 0 {
		t.Errorf("%s: %+v", name, wrong)
	}
	document := f.Read(d)
	text, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	titletest.Golden(t, name+".json", append(text, '\n'))
	if document.FileID != name || document.Format != f {
		t.Errorf("%s is read as %s of %s", name, document.FileID, document.Format.ID)
	}
	return document
}
