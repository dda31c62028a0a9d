package acceptance_test

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/acceptance"
)

func TestEveryKindOfDocumentIsRecognised(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for what, want := range map[string]struct {
		typ      acceptance.Type
		name     string
		noAnswer bool
	}{
		"upd501": {acceptance.UPD, "УПД", false}, "upd502": {acceptance.UPD, "УПД", false}, "upd503": {acceptance.UPD, "УПД", false},
		"ukd189": {acceptance.UKD, "УКД", false}, "ukd736": {acceptance.UKD, "УКД", false}, "torg2": {acceptance.TORG2, "ТОРГ-2", false},
		"aktsver": {acceptance.Reconciliation, "Акт сверки", false}, "torg12": {acceptance.TORG12, "ТОРГ-12", false}, "akt": {acceptance.Act, "Акт", false},
		"invoice": {acceptance.UPD, "УПД", true}, "kinvoice": {acceptance.UKD, "УКД", true},
	} {
		got := d.got(what)
		if got.Type != want.typ || got.Name != want.name || (got.NoAnswer != "") != want.noAnswer {
			t.Errorf("%s: %+v", what, got)
		}
		if got.Status != acceptance.Received || got.FormatID == "" || got.Number == "" || got.Date.IsZero() || got.Title == nil || got.SenderINN == "" {
			t.Errorf("%s: %+v", what, got)
		}
		if again := d.now(got.ID); again.Title.Format == nil || again.Title.Format.ID != got.FormatID || again.Title.FileID != got.Title.FileID {
			t.Errorf("%s as stored: %+v", what, again)
		}
	}
}

// TestATorg2ThatExpectsNothing: «ИнфДопСв» only 1.
func TestATorg2ThatExpectsNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := d.incoming("torg2")
	in = edited(t, in, func(text string) string {
		return regexp.MustCompile(`<ИнфДопСв>.<`).ReplaceAllString(text, "<ИнфДопСв>1<")
	})
	got := d.ingested(in)
	if got.NoAnswer == "" || got.Status != acceptance.Received {
		t.Fatalf("%+v", got)
	}
	_, err := d.Generate(t.Context(), d.anna, acceptance.AcceptAction, asks(got.ID))
	d.refuses(err, "operation_unavailable")
}

func TestWhatIsReadOfAnUPD(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	if got.Prefix != "ON_NSCHFDOPPR" || got.FormatVersion != "5.03" || got.KND != "1115131" || got.Function != "СЧФДОП" ||
		got.Total == nil || got.SenderINN != "7799999940" || got.SenderBox != otherID || got.ReceiverBox != boxID {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(got.Folded, strings.ToLower(got.Number)) || got.Folded != strings.ToLower(got.Folded) {
		t.Errorf("folded %q", got.Folded)
	}
	files, err := d.Attachments(t.Context(), d.anna, got.ID)
	d.must(err)
	if len(files) != 2 || files[0].ID != got.Content || files[0].Output || files[1].Signs != got.Content || len(files[1].Certificates) != 1 {
		t.Fatalf("%+v", files)
	}
	c := files[1].Certificates[0]
	if c.Surname != "Продавцова" || c.FirstName != "Анна" || c.MiddleName != "Петровна" || c.Thumbprint != sellerKey.thumbprint() || c.OrganizationINN != "7799999926" {
		t.Errorf("%+v", c)
	}
	_, want := sample(t, "upd503")
	if !bytes.Equal(d.content(got.Content), want) {
		t.Error("the stored bytes are not those that came")
	}
}

func TestWhatIsNotAFirstTitle(t *testing.T) {
	t.Parallel()
	_, upd := sample(t, "upd503")
	name, _ := sample(t, "upd503")
	future := bytes.Replace(upd, []byte(`="5.03"`), []byte(`="5.09"`), 1)
	for what, tc := range map[string]struct {
		name     string
		content  []byte
		status   acceptance.Code
		typ      acceptance.Type
		noAnswer string
	}{
		"PDF":              {"Договор 7.pdf", []byte("%PDF-1.7"), acceptance.Received, acceptance.Informal, ""},
		"some XML":         {"order.xml", []byte("<Заказ/>"), acceptance.Received, acceptance.Informal, ""},
		"broken XML":       {"order.xml", []byte("<Заказ"), acceptance.Received, acceptance.Informal, ""},
		"an unknown kind":  {"ON_NOVOE_1_2.xml", []byte(`<Файл ИдФайл="ON_NOVOE_1_2" ВерсФорм="1.00"/>`), acceptance.Received, acceptance.Informal, ""},
		"a newer version":  {name, future, acceptance.Received, acceptance.UPD, "версия формата 5.09 не поддерживается"},
		"a broken УПД":     {name, upd[:len(upd)/2], acceptance.Unreadable, acceptance.UPD, "документ не удалось прочитать"},
		"a DTD":            {name, []byte("<!DOCTYPE x><Файл/>"), acceptance.Unreadable, acceptance.UPD, "документ не удалось прочитать"},
		"a contradiction":  {"x.xml", bytes.Replace(upd, []byte("1115131"), []byte("1115127"), 1), acceptance.Unreadable, acceptance.Informal, "документ не удалось прочитать"},
		"nothing to quote": {name, []byte(`<?xml version="1.0" encoding="UTF-8"?><Файл ИдФайл="ON_NSCHFDOPPR_1_2" ВерсФорм="5.03"><Документ КНД="1115131"/></Файл>`), acceptance.Unreadable, acceptance.UPD, "документ не удалось прочитать"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			got := d.ingested(acceptance.Incoming{Box: boxID, FileName: tc.name, Content: tc.content, Signatures: [][]byte{sellerKey.sign(t, tc.content)}})
			if got.Status != tc.status || got.Type != tc.typ || got.NoAnswer != tc.noAnswer {
				t.Errorf("%+v", got)
			}
			if want := string(tc.status); d.codes(got.ID) != want {
				t.Errorf("feed %s, want %s", d.codes(got.ID), want)
			}
			_, err := d.Generate(t.Context(), d.anna, acceptance.AcceptAction, asks(got.ID))
			if tc.noAnswer == "" {
				d.must(err)
			} else if e := d.refuses(err, "operation_unavailable"); !strings.HasPrefix(e.Message, "Операция недоступна: ") {
				t.Errorf("%q", e.Message)
			}
		})
	}
}

func TestTheSameFileIsTheSameDocument(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	first := d.got("upd503")
	same := func(in acceptance.Incoming, want bool) acceptance.Document {
		t.Helper()
		got, created, err := d.Ingest(t.Context(), d.anna, in)
		d.must(err)
		if created == want || (got.ID == first.ID) != want {
			t.Errorf("created %v, %s", created, got.ID)
		}
		return got
	}
	in := d.incoming("upd503")
	same(in, true)
	in.OperatorDocument = ""
	same(in, true) // by its bytes
	in = d.incoming("upd502")
	in.OperatorDocument = "op-upd503"
	same(in, true) // by its name at the operator
	in = d.incoming("upd503")
	in.OperatorDocument = "op-another"
	same(in, false) // the operator says that they are two
	in = d.incoming("upd503")
	in.Box, in.OperatorDocument = otherID, ""
	root := d.anna
	root.Admin = true
	if got, created, err := d.Ingest(t.Context(), root, in); err != nil || !created || got.ID == first.ID {
		t.Errorf("in another box: %v %v", created, err)
	}
	if d.codes(first.ID) != "I" {
		t.Errorf("feed %s", d.codes(first.ID))
	}
}

func TestASignatureMayComeLater(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := d.incoming("upd503")
	signatures := in.Signatures
	in.Signatures = nil
	got := d.ingested(in)
	if got.NoAnswer != "документ получен без подписи отправителя" {
		t.Errorf("%q", got.NoAnswer)
	}
	_, err := d.Generate(t.Context(), d.anna, acceptance.AcceptAction, asks(got.ID))
	d.refuses(err, "operation_unavailable")
	in.Signatures = signatures
	for range 2 {
		again, created, err := d.Ingest(t.Context(), d.anna, in)
		d.must(err)
		if created || again.ID != got.ID || again.NoAnswer != "" {
			t.Errorf("%v %+v", created, again)
		}
	}
	files, err := d.Attachments(t.Context(), d.anna, got.ID)
	d.must(err)
	queue, err := d.Queue(t.Context(), d.anna, boxID)
	d.must(err)
	if len(files) != 2 || len(queue) != 1 {
		t.Errorf("%d files, %d waiting", len(files), len(queue))
	}
	if codes, signed := d.codes(got.ID), d.signers(); codes != "I I" || signed != "-, Продавцова" {
		t.Errorf("the feed %s shows signatures of %s", codes, signed)
	}
	d.done(acceptance.AcceptAction, asks(got.ID))
}

func TestSignaturesComeInEveryWrapping(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := d.incoming("upd503")
	der := in.Signatures[0]
	text := base64.StdEncoding.EncodeToString(der)
	in.Signatures = [][]byte{
		der, []byte(text), []byte(text[:64] + "\r\n" + text[64:]),
		[]byte("-----BEGIN CMS-----\n" + text + "\n-----END CMS-----\n"),
	}
	got := d.ingested(in)
	if len(got.Findings) > 0 {
		t.Errorf("%+v", got.Findings)
	}
	m := d.made(acceptance.AcceptAction, asks(got.ID))[0]
	answer := d.valid(m)
	if len(answer.Answered[0].Signatures) != 4 {
		t.Fatalf("%d signatures repeated", len(answer.Answered[0].Signatures))
	}
	for _, s := range answer.Answered[0].Signatures {
		if s != text {
			t.Errorf("%.40s…, want %.40s…", s, text)
		}
	}
}

func TestABadSignatureIsAFindingAndHindersNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := d.incoming("upd503")
	in.Signatures = [][]byte{sellerKey.sign(t, []byte("другое")), []byte(`не подпись`)}
	got := d.ingested(in)
	var texts []string
	for _, f := range got.Findings {
		if f.Code == "signature_invalid" && f.Severity == sdano.Warning {
			texts = append(texts, f.Message)
		}
	}
	if len(texts) != 2 || got.NoAnswer != "" {
		t.Errorf("%+v", got.Findings)
	}
}

func TestWhatTheBoxSentItself(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := d.incoming("upd503")
	in.Output = true
	got := d.ingested(in)
	if got.Status != acceptance.Sent || got.SenderBox != boxID || got.ReceiverBox != otherID || !got.Output {
		t.Errorf("%+v", got)
	}
	_, err := d.Generate(t.Context(), d.anna, acceptance.AcceptAction, asks(got.ID))
	d.refuses(err, "operation_unavailable")
	queue, err := d.Queue(t.Context(), d.anna, boxID)
	d.must(err)
	if len(queue) != 0 {
		t.Error("a receipt is owed for what we sent")
	}
}

func TestWhatCannotComeIn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for code, edit := range map[string]func(*acceptance.Incoming){
		"empty_content": func(in *acceptance.Incoming) { in.Content = nil },
		"bad_file_name": func(in *acceptance.Incoming) { in.FileName = "../x" },
		"forbidden":     func(in *acceptance.Incoming) { in.Box = otherID },
		"not_found":     func(in *acceptance.Incoming) { in.Box = strings.Repeat("0", 32) + "@courier" },
	} {
		in := contract()
		edit(&in)
		_, _, err := d.Ingest(t.Context(), d.anna, in)
		d.refuses(err, code)
	}
	reader := d.anna
	reader.Permissions = []acceptance.Permission{acceptance.Read}
	_, _, err := d.Ingest(t.Context(), reader, contract())
	d.refuses(err, "forbidden")
}

func TestLargeFilesGoToTheBlobStore(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	blobs := &memoryBlobs{kept: map[acceptance.Hash][]byte{}}
	d.config.Blobs = blobs
	d.restart()
	in := contract()
	in.Content = bytes.Repeat([]byte("договор "), 20_000)
	in.Signatures = [][]byte{sellerKey.sign(t, in.Content)}
	got := d.ingested(in)
	if len(blobs.kept) != 1 {
		t.Fatalf("%d blobs", len(blobs.kept))
	}
	if !bytes.Equal(d.content(got.Content), in.Content) {
		t.Error("other bytes")
	}
	d.done(acceptance.AcceptAction, asks(got.ID))
	if sent := d.courier.parcels(); len(sent) != 1 || !bytes.Equal(sent[0].Content, in.Content) {
		t.Error("other bytes sent")
	}
}

func TestOperatorsPackagesAreOnePackage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var packages []sdano.ID
	for _, what := range []string{"upd503", "akt"} {
		in := d.incoming(what)
		in.OperatorPackage = "P-1"
		packages = append(packages, d.ingested(in).Package)
	}
	if packages[0] != packages[1] || packages[0].IsZero() {
		t.Errorf("%v", packages)
	}
	list, err := d.Package(t.Context(), d.anna, packages[0])
	d.must(err)
	if len(list) != 2 || list[0].Type != acceptance.UPD || list[1].Type != acceptance.Act {
		t.Errorf("%+v", list)
	}
	if !slices.IsSortedFunc(list, func(a, b acceptance.Document) int { return int(a.Arrival - b.Arrival) }) {
		t.Error("not in order of arrival")
	}
}

// edited is a file that comes with other bytes, signed anew.
func edited(t testing.TB, in acceptance.Incoming, edit func(string) string) acceptance.Incoming {
	t.Helper()
	text, err := charmap.Windows1251.NewEncoder().String(edit(textOf(t, in.Content)))
	if err != nil {
		t.Fatal(err)
	}
	in.Content = []byte(text)
	in.Signatures, in.OperatorDocument = [][]byte{sellerKey.sign(t, in.Content)}, ""
	return in
}
