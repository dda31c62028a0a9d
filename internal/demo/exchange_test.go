package demo_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/internal/oracle"
	"sdano/sign"
	"sdano/titles"
	"sdano/titles/title"
)

// morning is a moment on the demo's day.
var morning = time.Date(2026, time.April, 10, 6, 30, 0, 0, time.UTC)

// TestDeliveriesAreRight: what the demo begins with are documents without a
// finding, of these kinds, and those that expect no answer say so.
func TestDeliveriesAreRight(t *testing.T) {
	t.Parallel()
	deliveries, err := demo.Deliveries()
	if err != nil {
		t.Fatal(err)
	}
	again, err := demo.Deliveries()
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for i, d := range deliveries {
		if !bytes.Equal(d.Content, again[i].Content) || d.FileName != again[i].FileName || d.ID != again[i].ID || d.ID.IsZero() {
			t.Errorf("%s is another one each time", d.FileName)
		}
		v := titles.Check(titles.Input{Name: d.FileName, Data: d.Content}, titles.Options{})
		if strings.HasSuffix(d.FileName, ".pdf") {
			kinds = append(kinds, "pdf")
			continue
		}
		if v.Format == nil || v.Format.Role != title.First || len(v.Findings) > 0 {
			t.Errorf("%s: %+v", d.FileName, v.Findings)
			continue
		}
		if silent := v.Document.Silent != ""; silent != (v.Document.Function == "СЧФ") {
			t.Errorf("%s expects no answer: %t", d.FileName, silent)
		}
		kinds = append(kinds, v.Format.ID)
	}
	if got := strings.Join(kinds, " "); got != "ukd736.seller upd503.seller torg2.buyer aktsver.sender upd503.seller pdf upd503.seller" {
		t.Errorf("the demo has %s", got)
	}
}

// TestDeliveriesAreValidToTheOfficialSchemas, by libxml2.
func TestDeliveriesAreValidToTheOfficialSchemas(t *testing.T) {
	t.Parallel()
	deliveries, err := demo.Deliveries()
	if err != nil {
		t.Fatal(err)
	}
	for prefix, schema := range map[string]string{
		"ON_NSCHFDOPPR_": "upd/ON_NSCHFDOPPR_1_997_01_05_03_05.xsd", "ON_NKORSCHFDOPPR_": "ukd/ON_NKORSCHFDOPPR_1_996_03_05_01_02.xsd",
		"DP_PRIRASXPRIN_": "torg2/DP_PRIRASXPRIN_1_994_01_05_01_01.xsd", "ON_AKTSVEROTP_": "aktsver/ON_AKTSVEROTP_1_972_01_05_01_01.xsd",
	} {
		var files [][]byte
		for _, d := range deliveries {
			if strings.HasPrefix(d.FileName, prefix) {
				files = append(files, d.Content)
			}
		}
		for i, valid := range oracle.Validate(t, oracle.Shared(t, "formats", schema), files) {
			if !valid {
				t.Errorf("document %d of %s is not valid", i, prefix)
			}
		}
		if len(files) == 0 {
			t.Errorf("no document of %s", prefix)
		}
	}
}

// TestKeysSignForShow: signatures of the demo are whole to our own check, by a
// root that only the demo has, and say that they are for study.
func TestKeysSignForShow(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "demo-keys")
	clock := sdano.NewManualClock(morning)
	keys, err := demo.OpenKeys(folder, clock)
	if err != nil {
		t.Fatal(err)
	}
	again, err := demo.OpenKeys(folder, clock)
	if err != nil || again.Root().Thumbprint != keys.Root().Thumbprint {
		t.Fatalf("other keys at the second start: %v", err)
	}
	content := []byte("<Файл/>")
	options := sign.CheckOptions{Roots: []*sign.Certificate{keys.Root()}, At: morning}
	for _, id := range []sdano.TaxID{demo.Buyer, demo.Company.TaxID} {
		who := sign.Subject{Tenant: demo.Tenant, TaxID: id}
		signature, err := again.Sign(t.Context(), who, "", content)
		if err != nil {
			t.Fatal(err)
		}
		report, err := sign.Check(content, signature, options)
		if err != nil || report.Verdict() != sign.Valid || len(report.Signers) != 1 {
			t.Fatalf("%s: %v %+v", id, err, report)
		}
		s := report.Signers[0]
		subject := s.Certificate.Subject
		if s.Type != "CAdES-BES" || !s.SigningTime.Equal(morning) || len(s.Remarks) > 0 || subject.INNLE != id.INN ||
			!strings.HasPrefix(subject.CommonName, "УЧЕБНЫЙ") || !strings.HasPrefix(s.Certificate.Issuer.CommonName, "УЧЕБНЫЙ") {
			t.Errorf("%s: %+v %+v", id, s, subject)
		}
		for number, check := range map[string]func(string) error{
			subject.INN: sdano.CheckINN, subject.INNLE: sdano.CheckINN, subject.OGRN: sdano.CheckOGRN, subject.SNILS: sdano.CheckSNILS,
		} {
			if err := check(number); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		}
		byName, err := keys.Certificate(t.Context(), sign.Subject{Tenant: demo.Tenant}, s.Certificate.Thumbprint)
		if err != nil || !bytes.Equal(byName, s.Certificate.Raw) {
			t.Errorf("by thumbprint: %v", err)
		}
		if wrong, _ := sign.Check([]byte("<Файл />"), signature, options); wrong.Verdict() != sign.Invalid {
			t.Error("a signature is good for other bytes")
		}
		if foreign, _ := sign.Check(content, signature, sign.CheckOptions{At: morning}); foreign.Verdict() != sign.NotChecked {
			t.Errorf("without the demo's root it is %s", foreign.Verdict())
		}
	}
}

// TestKeysAreOfTheDemoAlone: nobody else gets them.
func TestKeysAreOfTheDemoAlone(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "demo-keys")
	keys, err := demo.OpenKeys(folder, sdano.NewManualClock(morning))
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []sign.Subject{{Tenant: 1, TaxID: demo.Buyer}, {Tenant: demo.Tenant, TaxID: demo.Entrepreneur.TaxID}, {}} {
		_, err := keys.Sign(t.Context(), who, "", nil)
		_, certErr := keys.Certificate(t.Context(), who, "")
		if !sdano.IsKind(err, sdano.NotFound) || !sdano.IsKind(certErr, sdano.NotFound) {
			t.Errorf("%+v: %v, %v", who, err, certErr)
		}
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", f.Name(), info.Mode(), err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "buyer.pem"), []byte("spoilt"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.OpenKeys(folder, sdano.NewManualClock(morning)); sdano.AsError(err).Code != "bad_demo_keys" {
		t.Errorf("spoilt keys: %v", err)
	}
}
