package tech102_test

import (
	"os"
	"slices"
	"testing"

	"sdano"
	"sdano/titles/tech102"
	"sdano/titles/title"
	"sdano/titles/titletest"
	"sdano/titles/tree"
)

func TestSchemasAgreeWithTheOfficialOnes(t *testing.T) {
	t.Parallel()
	// The two revisions of the notice of clarification differ in these two
	// places; ours accepts what either accepts.
	const reason = "ours accepts both revisions of the notice of clarification"
	for official, tc := range map[string]struct {
		f       *title.Format
		allowed []titletest.Difference
	}{
		"DP_IZVPOL_1_982_00_01_01_02.xsd": {f: tech102.Receipt},
		"DP_UVUTOCH_1_985_00_01_01_02.xsd": {tech102.Clarification, []titletest.Difference{
			{Reason: reason, Looser: true, Path: "/Файл/@ИдФайл", Code: "xsd.length"},
		}},
		"DP_UVUTOCH_1_985_00_01_02_02.xsd": {tech102.Clarification, []titletest.Difference{
			{Reason: reason, Looser: true, Path: "/@ИдУчастЭДО", Code: "xsd.pattern"},
		}},
		"DP_PDOTPR_1_983_00_01_01_02.xsd": {f: tech102.Dispatched},
		"DP_PDPOL_1_984_00_01_01_02.xsd":  {f: tech102.Arrived},
	} {
		t.Run(official, func(t *testing.T) {
			t.Parallel()
			titletest.SchemaAgrees(t, tc.f, "tech/"+official, tc.allowed...)
		})
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	operator := title.Party{Role: title.Operator, Name: "АО «Оператор»", TaxID: sdano.TaxID{INN: "7799999933"}, Participant: "2ZZ"}
	seller := title.Party{Role: title.Seller, Name: "ООО «Ромашка»", TaxID: sdano.TaxID{INN: "7799999919", KPP: "779901001"}, Participant: "2ZZ-1"}
	person := title.Person{Surname: "Берёзкин", FirstName: "Иван"}
	buyer := title.Party{Role: title.Buyer, Name: "Берёзкин Иван", TaxID: sdano.TaxID{INN: "500100732259"}, Entrepreneur: true, Person: person, Participant: "2ZZ-2"}
	author, sender := buyer, seller
	author.Role = title.Author
	by := operator
	by.Participant = "2ZZ-1"
	for name, tc := range map[string]struct {
		f       *title.Format
		knd     string
		parties []title.Party
		comment string
	}{
		"receipt.xml":       {tech102.Receipt, "1115110", []title.Party{author, by}, ""},
		"clarification.xml": {tech102.Clarification, "1115113", []title.Party{author, sender}, "Нет номера договора."},
		"dispatched.xml":    {tech102.Dispatched, "1115111", []title.Party{operator, seller, buyer}, ""},
		"arrived.xml":       {tech102.Arrived, "1115112", []title.Party{operator, seller, buyer}, ""},
	} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if found := tc.f.Schema().Check(data); len(found) > 0 {
			t.Errorf("%s is not valid: %+v", name, found)
		}
		d, err := tree.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		got := tc.f.Read(d)
		if got.Format != tc.f || got.KND != tc.knd || got.Version != "1.02" || got.Comment != tc.comment || !slices.Equal(got.Parties, tc.parties) {
			t.Errorf("%s: %+v", name, got)
		}
		if want := (title.Moment{Date: sdano.MustDate("2016-02-29"), Time: "10.30.00"}); got.Confirmed != want {
			t.Errorf("%s: on %+v", name, got.Confirmed)
		}
		if len(got.Answered) != 1 || got.Answered[0].FileID != "ON_SFAKT_1" || !slices.Equal(got.Answered[0].Signatures, []string{"AAAA"}) {
			t.Errorf("%s: about %+v", name, got.Answered)
		}
		if len(got.Signatories) != 1 || got.Signatories[0].Position != "Директор" || got.Signatories[0].Person != person {
			t.Errorf("%s: signed by %+v", name, got.Signatories)
		}
	}
}
