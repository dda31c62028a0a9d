package acceptance_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/acceptance"
	"sdano/sign"
	"sdano/titles/title"
)

func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	boris := d.anna
	boris.Login = "boris"
	admin := acceptance.Visitor{Actor: "user:root", Login: "root", Tenants: []sdano.Tenant{tenant}, Admin: true}
	abroad := admin
	abroad.Tenants = []sdano.Tenant{77}
	nobody := d.anna
	nobody.Permissions = nil
	both := d.anna
	both.Tenants = []sdano.Tenant{77, tenant}
	for name, tc := range map[string]struct {
		v    acceptance.Visitor
		code string
		n    int
	}{
		"linked": {d.anna, "", 1}, "not linked": {boris, "forbidden", 0}, "admin": {admin, "", 2},
		"of another area": {abroad, "not_found", 0}, "without any permission": {nobody, "forbidden", -1}, "of two areas": {both, "", 1},
	} {
		_, err := d.Document(t.Context(), tc.v, got.ID)
		_, _, err2 := d.Content(t.Context(), tc.v, got.Content)
		_, err3 := d.Elements(t.Context(), tc.v, got.ID)
		_, err4 := d.Feed(t.Context(), tc.v, boxID, 0, 0)
		for _, err := range []error{err, err2, err3, err4} {
			if tc.code == "" {
				d.must(err)
			} else {
				d.refuses(err, tc.code)
			}
		}
		if tc.n < 0 {
			continue
		}
		boxes, err := d.Boxes(t.Context(), tc.v)
		d.must(err)
		if len(boxes) != tc.n {
			t.Errorf("%s: %d boxes", name, len(boxes))
		}
		access, err := d.Access(t.Context(), tc.v, []sdano.ID{got.ID, sdano.MustID("6ba7b810-9dad-41d1-80b4-00c04fd430c8"), got.ID})
		d.must(err)
		if len(access) != 2 || access[got.ID] != (tc.code == "") {
			t.Errorf("%s: %v", name, access)
		}
		list, err := d.Documents(t.Context(), tc.v, acceptance.Query{})
		d.must(err)
		if (len(list) == 1) != (tc.code == "") {
			t.Errorf("%s: %d documents", name, len(list))
		}
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	upd, akt, invoice := d.got("upd503"), d.got("akt"), d.got("invoice")
	d.done(acceptance.AcceptAction, asks(akt.ID))
	updType := acceptance.UPD
	for name, tc := range map[string]struct {
		q    acceptance.Query
		want []sdano.ID
	}{
		"all, newest first": {acceptance.Query{}, []sdano.ID{invoice.ID, akt.ID, upd.ID}},
		"of the box":        {acceptance.Query{Boxes: []string{boxID}, Limit: 2}, []sdano.ID{invoice.ID, akt.ID}},
		"the next page":     {acceptance.Query{Before: akt.Arrival}, []sdano.ID{upd.ID}},
		"unanswered":        {acceptance.Query{Unanswered: true}, []sdano.ID{upd.ID}},
		"by status":         {acceptance.Query{Statuses: []acceptance.Code{acceptance.Accepted}}, []sdano.ID{akt.ID}},
		"by type":           {acceptance.Query{Type: &updType}, []sdano.ID{invoice.ID, upd.ID}},
		"by text":           {acceptance.Query{Text: strings.ToLower(upd.Number)}, []sdano.ID{upd.ID}},
	} {
		list, err := d.Documents(t.Context(), d.anna, tc.q)
		d.must(err)
		var got []sdano.ID
		for _, one := range list {
			got = append(got, one.ID)
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
	_, err := d.Documents(t.Context(), d.anna, acceptance.Query{Boxes: []string{boxID, otherID}})
	d.refuses(err, "forbidden")
	for _, pkg := range []sdano.ID{{}, sdano.NewID()} {
		_, err = d.Package(t.Context(), d.anna, pkg)
		d.refuses(err, "not_found")
	}
}

// TestListsOfSeveralAreas: nothing falls between two pages where areas have the same
// numbers.
func TestListsOfSeveralAreas(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	foreign := d.box
	foreign.ID, foreign.Tenant = strings.Repeat("c", 32)+"@courier", 77
	d.must(d.PutBox(t.Context(), "user:root", foreign, "anna"))
	d.anna.Tenants = []sdano.Tenant{77, tenant}
	want := map[sdano.ID]bool{}
	for i := range 6 {
		in := contract()
		in.Content, in.OperatorDocument = fmt.Append(nil, i), ""
		for _, in.Box = range []string{foreign.ID, boxID} {
			want[d.ingested(in).ID] = true
		}
	}
	var q acceptance.Query
	for q.Limit = 3; ; {
		list, err := d.Documents(t.Context(), d.anna, q)
		d.must(err)
		if len(list) == 0 {
			break
		}
		for _, one := range list {
			if !want[one.ID] {
				t.Fatalf("%s twice or never", one.ID)
			}
			delete(want, one.ID)
		}
		q.Before = list[len(list)-1].Arrival
	}
	if len(want) > 0 {
		t.Errorf("%d lost", len(want))
	}
}

func TestFindByAttachment(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	upd := d.got("upd503")
	sent := contract()
	sent.Output = true
	out := d.ingested(sent)
	m := d.made(acceptance.AcceptAction, asks(upd.ID))[0]
	yes, no := true, false
	for _, tc := range []struct {
		name   string
		output *bool
		want   sdano.ID
	}{
		{upd.FileName, nil, upd.ID},
		{m.Name, nil, upd.ID},
		{upd.FileName, &no, upd.ID},
		{upd.FileName, &yes, sdano.ID{}},
		{"Договор 7.pdf", &yes, out.ID},
		{"договор 8.pdf", nil, sdano.ID{}},
	} {
		got, err := d.FindByAttachment(t.Context(), d.anna, tc.name, tc.output)
		if tc.want.IsZero() {
			d.refuses(err, "not_found")
			continue
		}
		d.must(err)
		if got.ID != tc.want {
			t.Errorf("%s: %s", tc.name, got.ID)
		}
	}
}

func TestTheArchiveKnowsTheSameFile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	upd, akt := d.got("upd503"), d.got("akt")
	attach := func(doc acceptance.Document, kind acceptance.AttachmentType, name string, data string) acceptance.Attachment {
		t.Helper()
		a, err := d.Attach(t.Context(), d.anna, doc.ID, kind, name, []byte(data))
		d.must(err)
		return a
	}
	first := attach(upd, acceptance.SignatureFile, "a.SGN", "подпись")
	if again := attach(upd, acceptance.SignatureFile, "b.SGN", "подпись"); again.ID != first.ID {
		t.Error("the same bytes, document and type have another link")
	}
	for _, other := range []acceptance.Attachment{
		attach(akt, acceptance.SignatureFile, "a.SGN", "подпись"), attach(upd, acceptance.SecondTitle, "a.xml", "подпись"), attach(upd, acceptance.SignatureFile, "a.SGN", "другая"),
	} {
		if other.ID == first.ID {
			t.Error("another file has the same link")
		}
	}
	a, data, err := d.Content(t.Context(), d.anna, first.ID)
	d.must(err)
	if a.Name != "a.SGN" || a.Size != int64(len("подпись")) || string(data) != "подпись" {
		t.Errorf("%+v", a)
	}
	for code, do := range map[string]func() error{
		"empty_content": func() error {
			_, err := d.Attach(t.Context(), d.anna, upd.ID, acceptance.SignatureFile, "a", nil)
			return err
		},
		"unknown_type": func() error {
			_, err := d.Attach(t.Context(), d.anna, upd.ID, acceptance.ReceivedContent, "a", []byte("x"))
			return err
		},
		"bad_file_name": func() error {
			_, err := d.Attach(t.Context(), d.anna, upd.ID, acceptance.SignatureFile, "", []byte("x"))
			return err
		},
		"forbidden": func() error {
			reader := d.anna
			reader.Permissions = []acceptance.Permission{acceptance.Read}
			_, err := d.Attach(t.Context(), reader, upd.ID, acceptance.SignatureFile, "a", []byte("x"))
			return err
		},
		"not_found": func() error {
			_, err := d.Attach(t.Context(), d.anna, sdano.NewID(), acceptance.SignatureFile, "a", []byte("x"))
			return err
		},
	} {
		d.refuses(do(), code)
	}
}

func TestAPrintFormMovesTheStatusToItsTwin(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	upd := d.got("upd503")
	attach := func(data string) {
		t.Helper()
		_, err := d.Attach(t.Context(), d.anna, upd.ID, acceptance.PrintForm, "УПД.pdf", []byte(data))
		d.must(err)
	}
	attach("%PDF 1")
	attach("%PDF 1")
	attach("%PDF 2")
	d.done(acceptance.AcceptAction, asks(upd.ID))
	attach("%PDF 3")
	if codes := d.codes(upd.ID); codes != "I IPF PV VA VAP" {
		t.Errorf("feed %s", codes)
	}
}

func TestBoxesThatCannotWork(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for name, edit := range map[string]func(*acceptance.Box){
		"id":          func(b *acceptance.Box) { b.ID = "box@courier" },
		"no operator": func(b *acceptance.Box) { b.ID = strings.Repeat("a", 32) },
		"zone":        func(b *acceptance.Box) { b.Zone = "Europe/Nowhere" },
		"name":        func(b *acceptance.Box) { b.Name = "" },
		"participant": func(b *acceptance.Box) { b.Participant = "" },
		"ИНН":         func(b *acceptance.Box) { b.TaxID.INN = "7799999918" },
	} {
		b := d.box
		b.ID = strings.Repeat("b", 32) + "@courier"
		edit(&b)
		if e := d.refuses(d.PutBox(t.Context(), "user:root", b), "bad_box"); e.Kind != sdano.Unprocessable || !strings.HasPrefix(e.Message, "Ящик не записан: ") {
			t.Errorf("%s: %+v", name, e)
		}
	}
	b := d.box
	b.ID, b.Zone = strings.Repeat("B", 32)+"@courier", "Asia/Vladivostok"
	d.must(d.PutBox(t.Context(), "user:root", b, "anna"))
	boxes, err := d.Boxes(t.Context(), d.anna)
	d.must(err)
	if len(boxes) != 2 || boxes[1].ID != strings.Repeat("b", 32)+"@courier" || boxes[1].Adapter != "courier" || boxes[1].Version != 1 || boxes[1].Location().String() != "Asia/Vladivostok" {
		t.Errorf("%+v", boxes)
	}
	d.refuses(d.PutBox(t.Context(), "user:root", b), "stale_version")
}

// TestDaysAreOfTheBoxsZone: at 23:30 in Moscow it is the next day in Vladivostok.
func TestDaysAreOfTheBoxsZone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.business.Set(morning.Add(13 * 60 * 60e9))
	d.box.Zone, d.box.Version = "Asia/Vladivostok", 1
	d.must(d.PutBox(t.Context(), "user:root", d.box))
	answer := d.valid(d.made(acceptance.AcceptAction, asks(d.got("upd503").ID))[0])
	if answer.Made.Date.String() != "2026-02-02" || answer.Made.Time != "06.30.00" {
		t.Errorf("%+v", answer.Made)
	}
}

func TestServerSigning(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ask := acceptance.SignRequest{Thumbprint: strings.ToLower(buyerKey.thumbprint()), Contents: [][]byte{[]byte("a"), []byte("нельзя"), []byte("b")}}
	_, err := d.Sign(t.Context(), d.anna, ask)
	d.refuses(err, "signing_off")
	d.config.Signer = serverKeys{key: buyerKey}
	d.restart()
	out, err := d.Sign(t.Context(), d.anna, ask)
	d.must(err)
	if len(out) != 3 || out[1].Signature != nil || out[1].ErrorText == "" || out[0].ErrorText != "" {
		t.Fatalf("%+v", out)
	}
	report, err := d.Validate(t.Context(), []byte("b"), out[2].Signature, true)
	d.must(err)
	if s := report.Signers[0]; s.Digest.Verdict != sign.Valid || s.Signature.Verdict != sign.Valid || s.Chain.Verdict == sign.Valid {
		t.Errorf("%+v", s)
	}
	if report, _ := d.Validate(t.Context(), []byte("a"), out[2].Signature, true); report.Verdict() != sign.Invalid {
		t.Errorf("%+v", report)
	}
	ask.ThrowOnErrors = true
	if _, err = d.Sign(t.Context(), d.anna, ask); err == nil {
		t.Error("no error")
	}
	ask.Contents = ask.Contents[:1]
	ask.Thumbprint, ask.Certificate = "", buyerKey.certificate
	_, err = d.Sign(t.Context(), d.anna, ask)
	d.must(err)
	ask.Certificate = sellerKey.certificate
	_, err = d.Sign(t.Context(), d.anna, ask)
	d.refuses(err, "no_key")
	ask.Certificate = nil
	_, err = d.Sign(t.Context(), d.anna, ask)
	d.refuses(err, "certificate_required")
	// The keys of an organisation were of everybody in its data area.
	ask.Thumbprint = buyerKey.thumbprint()
	boris := d.anna
	boris.Login = "boris"
	_, err = d.Sign(t.Context(), boris, ask)
	d.refuses(err, "no_key")
	boris.Admin = true
	_, err = d.Sign(t.Context(), boris, ask)
	d.must(err)
	reader := d.anna
	reader.Permissions = []acceptance.Permission{acceptance.Read}
	_, err = d.Sign(t.Context(), reader, ask)
	d.refuses(err, "forbidden")
}

func TestDiscrepancies(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	upd := d.got("upd503")
	line := upd.Title.Lines[0]
	ask := func(signer *title.Signer, lines ...acceptance.AcceptedLine) acceptance.Discrepancy {
		t.Helper()
		out, err := d.Discrepancy(t.Context(), d.anna, upd.ID, lines, signer)
		d.must(err)
		return out
	}
	if out := ask(accountant()); out.Type != 1 || out.Draft != nil || len(out.Lines) != len(upd.Title.Lines) || out.Totals.Amount != 0 {
		t.Errorf("%+v", out)
	}
	out := ask(accountant(), acceptance.AcceptedLine{LineNumber: 1, Accepted: "0", Comment: "Не довезли"})
	first := out.Lines[0]
	gross, err := sdano.ParseMoney(string(line.Gross))
	d.must(err)
	if first.Declared != line.Quantity || first.Accepted != "0" || first.Shortage == "" || first.Amount != -gross || first.Comment != "Не довезли" {
		t.Errorf("%+v", first)
	}
	if out.Totals.Amount != -gross || out.Draft == nil || !bytes.Contains(out.Draft.Data, []byte("1175014")) {
		t.Errorf("%+v", out)
	}
	if out.Type != 2 {
		t.Errorf("type %d", out.Type)
	}
	if sender := "_" + upd.Title.Sender + "_"; len(sender) == 2 || !strings.Contains(out.Draft.Name, sender) || strings.Contains(out.Draft.Name, "@") {
		t.Errorf("the draft goes to a box instead of the participant %s: %s", sender, out.Draft.Name)
	}
	one := d.ingested(edited(t, d.incoming("upd503"), func(text string) string {
		from, to := strings.Index(text, `<СведТов НомСтр="2"`), strings.LastIndex(text, "<ВсегоОпл")
		return text[:from] + text[to:]
	}))
	all, err := d.Discrepancy(t.Context(), d.anna, one.ID, []acceptance.AcceptedLine{{LineNumber: 1, Accepted: "0.00"}}, nil)
	d.must(err)
	if all.Type != 3 || all.Draft != nil || len(all.Lines) != 1 {
		t.Errorf("%+v", all)
	}
	_, err = d.Discrepancy(t.Context(), d.anna, upd.ID, []acceptance.AcceptedLine{{LineNumber: 1, Accepted: "-1"}, {LineNumber: 9}}, nil)
	e := d.refuses(err, "bad_accepted_line")
	var members []string
	for _, f := range e.Findings {
		members = append(members, f.Member)
	}
	slices.Sort(members)
	if strings.Join(members, " ") != "AcceptedLines[0].Accepted AcceptedLines[1].LineNumber" {
		t.Errorf("%v", members)
	}
	_, err = d.Discrepancy(t.Context(), d.anna, d.got("akt").ID, nil, nil)
	d.refuses(err, "operation_unavailable")
}

// TestAmountsOfDiscrepanciesAreRoundedHalfUp: 100 rubles for 3 pieces, and so on.
func TestAmountsOfDiscrepanciesAreRoundedHalfUp(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		gross, quantity, accepted title.Decimal
		want                      string
	}{
		{"100.00", "3", "2", "-33.33"},
		{"100.00", "3", "1", "-66.67"},
		{"100.00", "3", "4", "33.33"},
		{"0.01", "2", "1", "-0.01"},
		{"0.01", "2", "3", "0.01"},
		{"0.01", "3", "2", "0.00"},
		{"12.20", "0.5", "0.25", "-6.10"},
		{"100.00", "0", "1", "0.00"},
		{"", "3", "1", "0.00"},
	} {
		lines, wrong := acceptance.Compare(&title.Document{Lines: []title.Line{{Number: "1", Quantity: tc.quantity, Gross: tc.gross}}},
			[]acceptance.AcceptedLine{{LineNumber: 1, Accepted: tc.accepted}})
		if len(wrong) > 0 || lines[0].Amount.String() != tc.want {
			t.Errorf("%+v: %v %v", tc, lines, wrong)
		}
	}
}
