package answer_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sdano"
	"sdano/titles/answer"
	"sdano/titles/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	person  = sdano.TaxID{INN: "779999991008"}
	company = sdano.TaxID{INN: "7799999919", KPP: "779901001"}
	sent    = time.Date(2026, 4, 10, 23, 59, 58, 0, sdano.Moscow)
	day     = time.Date(2026, 4, 10, 0, 0, 0, 0, sdano.Moscow)
)

// header is the header of a declaration of a payer.
func header(payer sdano.TaxID, name string) report.Header {
	id := "NO_USN_7701_7701_" + payer.FileForm() + "_20260410_6ba7b810-9dad-51d1-80b4-00c04fd430c8"
	return report.Header{
		FileName: id + ".xml", FileID: id, Prefix: "NO_USN", Format: "5.09", KND: "1152017",
		Title: "Налоговая декларация", Payer: payer, PayerName: name, Sender: payer, Transit: "7701", Office: "7701",
		Year: 2025, PeriodCode: "34", Period: sdano.YearPeriod(2025), PeriodKey: "2025", DocDate: sdano.MustDate("2026-04-10"),
	}
}

var (
	entrepreneur = header(person, "Примеров Пётр Сергеевич")
	firm         = header(company, "ООО «Пример»")
)

// full returns an answer of every kind with all that its format has a place
// for.
func full(about report.Header) []answer.Answer {
	base := func(kind answer.Kind, id string, at time.Time) answer.Answer {
		return answer.Answer{
			Kind: kind, KND: kind.KND(), Format: "5.01", About: about.FileID, At: at, Office: "7701",
			FileID: string(kind) + "_NOUSN_" + about.Payer.FileForm() + "_" + about.Payer.FileForm() + "_7701_20260410_" + id,
			Payer:  about.Payer, PayerName: about.PayerName,
		}
	}
	pd, iz := base(answer.DateConfirmation, "01", sent), base(answer.Receipt, "02", sent.Add(time.Hour))
	next := day.AddDate(0, 0, 1) // accepted and processed after the midnight that follows the presentation
	kv, iv := base(answer.Acceptance, "03", next), base(answer.Entered, "04", time.Time{})
	uo, uu := base(answer.Refusal, "05", next), base(answer.Clarification, "06", time.Time{})
	kv.PresentedAt, uo.PresentedAt = sent, sent
	pd.OfficeName, kv.OfficeName, uo.OfficeName = "ИФНС № 1", "ИФНС № 1", "ИФНС № 1"
	kv.RegNumber = "00000000012"
	uo.Reasons = []answer.Reason{
		{Code: "0300300001", Text: "Файл не соответствует схеме", Path: "/Файл/Документ"},
		{Code: "0400200005", Text: "Декларация с < и & уже принята — за 5 ₽"},
	}
	uu.Reasons = []answer.Reason{
		{Code: "0500100001", Text: "Нет в справочнике", Path: "/Файл/Документ/УСН/@ОКТМО", Value: "00000000"},
		{Code: "0000000001", Text: "Есть ошибки"},
	}
	return []answer.Answer{pd, iz, kv, iv, uo, uu}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	for _, about := range []report.Header{entrepreneur, firm} {
		for _, a := range full(about) {
			name, data, err := answer.Write(a, about)
			if err != nil || name != a.FileID+".xml" {
				t.Errorf("%s: %q, %v", a.Kind, name, err)
				continue
			}
			got, err := answer.Read(data)
			if err != nil {
				t.Errorf("%s: %v", a.Kind, err)
			}
			if d := cmp.Diff(a, got); d != "" {
				t.Errorf("%s: %s", a.Kind, d)
			}
		}
	}
}

func TestDocumentsAreThoseOfTheGoldenFiles(t *testing.T) {
	t.Parallel()
	for who, about := range map[string]report.Header{"person": entrepreneur, "company": firm} {
		for _, a := range full(about) {
			_, data, err := answer.Write(a, about)
			if err != nil {
				t.Fatal(err)
			}
			golden(t, string(a.Kind)+"-"+who+".xml", data)
		}
	}
}

// golden compares a document with its golden file.
func golden(t *testing.T, name string, data []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, data) {
		t.Errorf("%s differs from its golden file", name)
	}
}

func TestTheReportFillsWhatTheAnswerLeavesOut(t *testing.T) {
	t.Parallel()
	form := `_NOUSN_7799999919779901001_7799999919779901001_7701_20260410_[0-9a-f]{32}\.xml$`
	for kind, want := range map[answer.Kind]string{
		answer.DateConfirmation: `^PD_NOUSN_7799999919779901001_7799999919779901001_2SD_20260410_[0-9a-f-]{36}\.xml$`,
		answer.Receipt:          "^IZ" + form, answer.Acceptance: "^KV" + form, answer.Refusal: "^UO" + form,
		answer.Entered: "^IV" + form, answer.Clarification: "^UU" + form,
	} {
		a := answer.Answer{Kind: kind, At: sent.UTC(), Reasons: []answer.Reason{{Code: "1", Text: "2"}}}
		name, data, err := answer.Write(a, firm)
		if err != nil || !regexp.MustCompile(want).MatchString(name) {
			t.Errorf("%s: %q, %v", kind, name, err)
			continue
		}
		got, err := answer.Read(data)
		if err != nil || got.Kind != kind || got.About != firm.FileID || got.Payer != company || got.Office != "7701" || got.FileID+".xml" != name {
			t.Errorf("%s: %+v, %v", kind, got, err)
		}
		if again, _, _ := answer.Write(a, firm); again == name {
			t.Errorf("%s: two answers have one name", kind)
		}
	}
	for _, kind := range []answer.Kind{answer.Acceptance, answer.Refusal} {
		_, data, err := answer.Write(answer.Answer{Kind: kind, At: sent, Reasons: []answer.Reason{{Code: "1", Text: "2"}}}, firm)
		if got, failed := answer.Read(data); err != nil || failed != nil || !got.PresentedAt.Equal(sent) || !got.At.Equal(day) {
			t.Errorf("%s of one moment: %+v, %v, %v", kind, got, err, failed)
		}
	}
	name, _, err := answer.Write(answer.Answer{Kind: answer.Entered}, firm)
	if err != nil || !strings.Contains(name, "_20260410_") {
		t.Errorf("without a time: %q, %v", name, err)
	}
}

func TestIncompleteAnswersAreNotWritten(t *testing.T) {
	t.Parallel()
	reason := []answer.Reason{{Code: "1", Text: "2"}}
	for what, tc := range map[string]struct {
		a     answer.Answer
		about report.Header
	}{
		"no kind":            {answer.Answer{At: sent}, firm},
		"no time of a ПД":    {answer.Answer{Kind: answer.DateConfirmation}, firm},
		"no file":            {answer.Answer{Kind: answer.Receipt, At: sent}, report.Header{}},
		"no reasons of a УУ": {answer.Answer{Kind: answer.Clarification}, firm},
		"no text":            {answer.Answer{Kind: answer.Refusal, At: sent, Reasons: []answer.Reason{{Code: "1"}}}, firm},
		"control characters": {answer.Answer{Kind: answer.Refusal, At: sent, OfficeName: "\x01", Reasons: reason}, firm},
	} {
		if _, data, err := answer.Write(tc.a, tc.about); sdano.AsError(err).Code != "bad_answer" {
			t.Errorf("%s: %s, %v", what, data, err)
		}
	}
}

func TestReceiptsAreOwedOnAnswersOnly(t *testing.T) {
	t.Parallel()
	id := sdano.MustID("6ba7b810-9dad-51d1-80b4-00c04fd430c8")
	for _, about := range []report.Header{entrepreneur, firm} {
		for _, a := range full(about) {
			name, data, err := answer.WriteReceipt(a, about.Payer, sent, id)
			if a.Kind == answer.Receipt {
				if sdano.AsError(err).Code != "bad_answer" {
					t.Errorf("a receipt on a receipt: %q, %v", name, err)
				}
				continue
			}
			if err != nil || name != "IZ_"+string(a.Kind)+"NOUSN_7701_7701_"+about.Payer.FileForm()+"_20260410_"+id.String()+".xml" {
				t.Errorf("%s: %q, %v", a.Kind, name, err)
				continue
			}
			got, err := answer.Read(data)
			want := answer.Answer{
				Kind: answer.Receipt, FileID: strings.TrimSuffix(name, ".xml"), KND: "1166008", Format: "5.01",
				About: a.FileID, At: sent, Office: "7701", Payer: about.Payer, PayerName: about.PayerName,
			}
			if a.Kind == answer.DateConfirmation {
				want.Office = ""
			}
			if d := cmp.Diff(want, got); err != nil || d != "" {
				t.Errorf("%s: %v %s", a.Kind, err, d)
			}
		}
	}
	if _, _, err := answer.WriteReceipt(answer.Answer{}, company, sent, id); sdano.AsError(err).Code != "bad_answer" {
		t.Errorf("on nothing: %v", err)
	}
	name, _, err := answer.WriteReceipt(answer.Answer{Kind: answer.Acceptance, FileID: "квитанция", Office: "7701"}, company, sent, id)
	if err != nil || !strings.HasPrefix(name, "IZ_KV_7701_7701_") {
		t.Errorf("on an answer with a name of its own: %q, %v", name, err)
	}
}

// The reconstructed schemas beside the repository are the independent oracle.
func TestDocumentsAreValid(t *testing.T) {
	t.Parallel()
	schemas, err := filepath.Abs("../../../shared/formats/reporting")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(schemas); err != nil {
		t.Skip("no independent schemas beside the repository")
	}
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed (libxml2-utils)")
	}
	dir := t.TempDir()
	valid := func(knd string, kind answer.Kind, name string, data []byte) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		schema := filepath.Join(schemas, string(kind)+"_"+knd+".reconstructed.xsd")
		if out, err := exec.Command(xmllint, "--noout", "--schema", schema, file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v %s", name, err, out)
		}
	}
	nameless := firm
	nameless.PayerName, nameless.Title, nameless.Year, nameless.PeriodCode = "", "", 0, "34/01"
	unnamed := entrepreneur
	unnamed.PayerName, unnamed.PeriodCode = "", ""
	for _, about := range []report.Header{entrepreneur, firm, nameless, unnamed} {
		for _, a := range full(about) {
			a.FileID, a.OfficeName, a.RegNumber = "", "", ""
			name, data, err := answer.Write(a, about)
			if err != nil {
				t.Fatal(err)
			}
			valid(a.KND, a.Kind, name, data)
			if a.Kind == answer.Receipt {
				continue
			}
			a.FileID = strings.TrimSuffix(name, ".xml")
			name, data, err = answer.WriteReceipt(a, about.Payer, sent, sdano.NewID())
			if err != nil {
				t.Fatal(err)
			}
			valid("1166008", answer.Receipt, name, data)
		}
	}
}
