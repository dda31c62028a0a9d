package acceptance_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/acceptance"
	"sdano/titles/title"
)

// answerable are the samples that can be accepted, with the status that follows.
var answerable = map[string]acceptance.Code{
	"upd501": acceptance.AcceptedFully, "upd502": acceptance.AcceptedFully, "upd503": acceptance.AcceptedFully,
	"ukd189": acceptance.Accepted, "ukd736": acceptance.Accepted, "torg2": acceptance.Accepted,
	"aktsver": acceptance.Accepted, "torg12": acceptance.Accepted, "akt": acceptance.Accepted,
}

// complete adds to a request what a sample cannot do without.
func complete(what string, r acceptance.GenerateRequest) acceptance.GenerateRequest {
	if what == "torg2" {
		r.Material = []acceptance.Material{{DocumentID: r.DocumentID, Material: title.Material{Date: "2026-02-01", Text: "Согласны"}}}
	}
	return r
}

func TestEveryKindIsAnsweredInItsOwnFormat(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for what := range answerable {
		in := d.incoming(what)
		got := d.ingested(in)
		made := d.made(acceptance.AcceptAction, complete(what, asks(got.ID)))
		if len(made) != 1 || made[0].DocumentID != got.ID || made[0].Findings == nil {
			t.Fatalf("%s: %+v", what, made)
		}
		answer := d.valid(made[0])
		if answer.Format.Role != title.Second || answer.Format.Exchange != got.Title.Format.Exchange || answer.Version != got.FormatVersion {
			t.Errorf("%s answered by %s %s", what, answer.Format.ID, answer.Version)
		}
		if answer.Answered[0].FileID+".xml" != got.FileName || answer.Program != "sdano test" || answer.Signatories[0].Person.Surname != "Примеров" {
			t.Errorf("%s: %+v", what, answer)
		}
		unverified := slices.ContainsFunc(made[0].Findings, func(f sdano.Finding) bool { return f.Code == "format_unverified" })
		if unverified != (what == "ukd736") {
			t.Errorf("%s: unverified %v: %+v", what, unverified, made[0].Findings)
		}
		files, err := d.Attachments(t.Context(), d.anna, got.ID)
		d.must(err)
		last := files[len(files)-1]
		if last.ID != made[0].ContentLink || last.Type != acceptance.SecondTitle || !last.Output || last.By != "user:anna" || last.Name != made[0].Name {
			t.Errorf("%s: %+v", what, last)
		}
		d.is(got.ID, acceptance.Received) // making changes nothing
	}
}

func TestAnInformalDocumentIsItsOwnAnswer(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.ingested(contract())
	r := asks(got.ID)
	r.Settings = []acceptance.Settings{{DocumentID: got.ID}}
	made := d.made(acceptance.AcceptAction, r)
	if len(made) != 1 || made[0].ContentLink != got.Content || made[0].Name != "Договор 7.pdf" {
		t.Errorf("%+v", made)
	}
	if len(made[0].Findings) != 1 || made[0].Findings[0].Severity != sdano.Warning || made[0].Findings[0].Member != "SignersSettings[0]" {
		t.Errorf("%+v", made[0].Findings)
	}
}

// pack brings samples in as one package, in their order.
func (d *desk) pack(whats ...string) []acceptance.Document {
	d.Helper()
	pkg := sdano.NewID()
	var out []acceptance.Document
	for _, what := range whats {
		in := contract()
		if what != "contract" {
			in = d.incoming(what)
		}
		in.Package = pkg
		out = append(out, d.ingested(in))
	}
	return out
}

func TestAPackageIsAnsweredWhole(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	whats := []string{"upd503", "ukd189", "torg2", "aktsver", "torg12", "akt", "contract", "invoice", "upd501", "upd502"}
	documents := d.pack(whats...)
	r := asks(documents[8].ID) // any of them names the package
	r.Material = complete("torg2", asks(documents[2].ID)).Material
	r.Acceptance = []acceptance.Result{{DocumentID: documents[8].ID, Acceptance: title.Acceptance{Type: 3}}}
	made := d.made(acceptance.AcceptAction, r)
	var ids []sdano.ID
	for _, m := range made {
		ids = append(ids, m.DocumentID)
	}
	var want []sdano.ID
	for i, one := range documents {
		if whats[i] != "invoice" {
			want = append(want, one.ID)
		}
	}
	if !slices.Equal(ids, want) {
		t.Errorf("made for %v, want %v", ids, want)
	}
	warned := slices.ContainsFunc(made[0].Findings, func(f sdano.Finding) bool {
		return f.Code == "document_skipped" && strings.Contains(f.Message, documents[7].ID.String())
	})
	if !warned {
		t.Errorf("nobody says that the invoice is not answered: %+v", made[0].Findings)
	}
	if answer := d.valid(made[7]); answer.Outcome.Code != 3 {
		t.Errorf("%+v", answer.Outcome)
	}
}

func TestAPackageIsAllOrNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	documents := d.pack("upd503", "torg2", "akt")
	r := asks(documents[0].ID)
	r.Acceptance = []acceptance.Result{{DocumentID: documents[0].ID, Acceptance: title.Acceptance{Type: 4}}}
	why := d.vain(acceptance.AcceptAction, r)
	for _, want := range []string{
		documents[0].ID.String() + ": AcceptanceResults[0].AcceptanceResultType: недопустимое значение 4",
		documents[1].ID.String() + ": MaterialAssetsAcceptanceResults: не указаны сведения",
	} {
		if !strings.Contains(why, want) {
			t.Errorf("%q does not tell %q", why, want)
		}
	}
	for _, one := range documents {
		files, err := d.Attachments(t.Context(), d.anna, one.ID)
		d.must(err)
		if len(files) != 2 {
			t.Errorf("%d files of %s", len(files), one.Name)
		}
	}
}

// TestEachContentErrorNamesItsMember: what fails the task, and how it is told.
func TestEachContentErrorNamesItsMember(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	upd, ukd, torg2, recon, informal := d.got("upd503"), d.got("ukd189"), d.got("torg2"), d.got("aktsver"), d.ingested(contract())
	result := func(doc acceptance.Document, a title.Acceptance) func(*acceptance.GenerateRequest) {
		return func(r *acceptance.GenerateRequest) {
			r.Acceptance = []acceptance.Result{{DocumentID: doc.ID, Acceptance: a}}
		}
	}
	for name, tc := range map[string]struct {
		of   acceptance.Document
		edit func(*acceptance.GenerateRequest)
		want string
	}{
		"result type":          {upd, result(upd, title.Acceptance{Type: 7}), "AcceptanceResults[0].AcceptanceResultType: недопустимое значение 7"},
		"divergence without":   {upd, result(upd, title.Acceptance{Type: 2, DocumentName: "Акт"}), "AcceptanceResults[0].DivergenceDocumentDate: "},
		"divergence of an УКД": {ukd, result(ukd, title.Acceptance{DocumentName: "Акт"}), "AcceptanceResults[0].DivergenceDocumentName: "},
		"no position":          {ukd, func(r *acceptance.GenerateRequest) { r.Signer.Position = "" }, "Signer.Position: не указано"},
		"long surname":         {upd, func(r *acceptance.GenerateRequest) { r.Signer.Surname = strings.Repeat("я", 61) }, "Signer.Surname: длина 61"},
		"what 5.03 does not write": {upd, func(r *acceptance.GenerateRequest) {
			r.Settings = []acceptance.Settings{{DocumentID: upd.ID, SignerSettings: title.SignerSettings{OrganizationPowersBase: strings.Repeat("я", 256)}}}
		}, "SignersSettings[0].SignerOrganizationPowersBase: длина 256, а допустимо не больше 255 знаков"},
		"what an informal one does not write": {informal, func(r *acceptance.GenerateRequest) { r.Signer.Position = strings.Repeat("я", 1001) }, "Signer.Position: длина 1001"},
		"two paths": {upd, func(r *acceptance.GenerateRequest) {
			r.Signer.MiddleName, r.Signer.OrganizationName = strings.Repeat("я", 61), strings.Repeat("я", 1001)
		}, "Signer.MiddleName: длина 61"},
		"bad ИНН": {upd, func(r *acceptance.GenerateRequest) { r.Signer.INN = "779999991009" }, "Signer.Inn: "},
		"powers": {ukd, func(r *acceptance.GenerateRequest) {
			r.Settings = []acceptance.Settings{{DocumentID: ukd.ID, SignerSettings: title.SignerSettings{Powers: 2}}}
		}, "SignersSettings[0].SignerPowers: недопустимое значение 2"},
		"no material": {torg2, func(*acceptance.GenerateRequest) {}, "MaterialAssetsAcceptanceResults: не указаны"},
		"material": {torg2, func(r *acceptance.GenerateRequest) {
			r.Material = []acceptance.Material{{DocumentID: torg2.ID, Material: title.Material{Date: "вчера", Text: "Да"}}}
		}, "MaterialAssetsAcceptanceResults[0].Date: недопустимая дата"},
		"reconciliation": {recon, func(r *acceptance.GenerateRequest) {
			r.Recon = []acceptance.Recon{{DocumentID: recon.ID, ReconciliationResult: title.ReconciliationResult{Divergences: []title.Divergence{{}}}}}
		}, "ActReconAcceptanceResults[0].Divergences[0].Contracts: не указано ни одного"},
		"another kind":    {recon, result(recon, title.Acceptance{Type: 1}), "AcceptanceResults[0].DocumentId: эти сведения не для документа такого вида (Акт сверки)"},
		"an informal one": {informal, result(informal, title.Acceptance{Type: 1}), "AcceptanceResults[0].DocumentId: эти сведения не для документа такого вида (неформализованный документ)"},
		"counted otherwise": {upd, func(r *acceptance.GenerateRequest) {
			r.Acceptance = []acceptance.Result{{DocumentID: upd.ID, Lines: []acceptance.AcceptedLine{{LineNumber: 1, Accepted: "0"}}}}
		}, "AcceptanceResults[0].AcceptanceResultType: принятое количество расходится"},
		"no such line": {upd, func(r *acceptance.GenerateRequest) {
			r.Acceptance = []acceptance.Result{{DocumentID: upd.ID, Lines: []acceptance.AcceptedLine{{LineNumber: 77, Accepted: "0"}}}}
		}, "AcceptanceResults[0].AcceptedLines[0].LineNumber: строки 77"},
		"lines of an УКД": {ukd, func(r *acceptance.GenerateRequest) {
			r.Acceptance = []acceptance.Result{{DocumentID: ukd.ID, Lines: []acceptance.AcceptedLine{{LineNumber: 1}}}}
		}, "AcceptanceResults[0].AcceptedLines: "},
	} {
		t.Run(name, func(t *testing.T) {
			r := asks(tc.of.ID)
			tc.edit(&r)
			want := tc.of.ID.String() + ": " + tc.want
			if why := d.vain(acceptance.AcceptAction, r); !strings.HasPrefix(why, want) {
				t.Errorf("%q, want %q", why, want)
			}
			seen, err := d.Preview(t.Context(), d.anna, acceptance.AcceptAction, r)
			d.must(err)
			member, _, _ := strings.Cut(tc.want, ": ")
			if len(seen) != 1 || seen[0].Content != nil || len(seen[0].Findings) == 0 || seen[0].Findings[0].Member != member {
				t.Errorf("preview %+v", seen)
			}
		})
	}
}

func TestLinesThatWereCountedOtherwiseNeedAResult(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	upd := d.got("upd503")
	r := asks(upd.ID)
	r.Acceptance = []acceptance.Result{{
		DocumentID: upd.ID, Acceptance: title.Acceptance{Type: 2},
		Lines: []acceptance.AcceptedLine{{LineNumber: 1, Accepted: "0"}},
	}}
	if answer := d.valid(d.made(acceptance.AcceptAction, r)[0]); answer.Outcome.Code != 2 {
		t.Errorf("%+v", answer.Outcome)
	}
}

// TestOrderOfChecks: each request has all mistakes that come after its own.
func TestOrderOfChecks(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	documents := d.pack("upd503", "invoice")
	stranger := d.anna
	stranger.Login, stranger.Actor = "boris", "user:boris"
	reader := d.anna
	reader.Permissions = []acceptance.Permission{acceptance.Read}
	foreign := d.anna
	foreign.Tenants = []sdano.Tenant{1, 2}
	twice := []acceptance.Result{{DocumentID: documents[0].ID}, {DocumentID: documents[0].ID}}
	for name, tc := range map[string]struct {
		v    acceptance.Visitor
		r    acceptance.GenerateRequest
		code string
	}{
		"permission": {reader, acceptance.GenerateRequest{}, "forbidden"},
		"signer":     {d.anna, acceptance.GenerateRequest{DocumentID: sdano.NewID()}, "signer_required"},
		"attorney": {d.anna, acceptance.GenerateRequest{
			DocumentID: sdano.NewID(), Signer: &title.Signer{Attorney: &title.PowerOfAttorney{ID: "7"}},
		}, "bad_attorney"},
		"certificate":  {d.anna, acceptance.GenerateRequest{DocumentID: sdano.NewID(), Certificate: []byte("x")}, "bad_certificate"},
		"no document":  {d.anna, acceptance.GenerateRequest{Signer: accountant()}, "document_required"},
		"unknown":      {d.anna, acceptance.GenerateRequest{DocumentID: sdano.NewID(), Signer: accountant(), Acceptance: twice}, "not_found"},
		"another area": {foreign, acceptance.GenerateRequest{DocumentID: documents[0].ID, Signer: accountant(), Acceptance: twice}, "not_found"},
		"box":          {stranger, acceptance.GenerateRequest{DocumentID: documents[1].ID, Signer: accountant(), Acceptance: twice}, "forbidden"},
		"status":       {d.anna, acceptance.GenerateRequest{DocumentID: documents[1].ID, Signer: accountant(), Acceptance: twice}, "operation_unavailable"},
		"twice":        {d.anna, acceptance.GenerateRequest{DocumentID: documents[0].ID, Signer: accountant(), Acceptance: twice}, "document_repeated"},
		"not in the package": {d.anna, acceptance.GenerateRequest{
			DocumentID: documents[0].ID, Signer: accountant(), Settings: []acceptance.Settings{{DocumentID: sdano.NewID()}},
		}, "document_not_in_package"},
	} {
		_, err := d.Generate(t.Context(), tc.v, acceptance.AcceptAction, tc.r)
		e := d.refuses(err, tc.code)
		if e.Kind == sdano.Internal {
			t.Errorf("%s: %+v", name, e)
		}
	}
	_, err := d.Generate(t.Context(), d.anna, "burn", asks(documents[0].ID))
	d.refuses(err, "unknown_action")
}

func TestAnEntryForADocumentThatIsNotAcceptedFailsTheTask(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	documents := d.pack("upd503", "invoice")
	r := asks(documents[0].ID)
	r.Acceptance = []acceptance.Result{{DocumentID: documents[1].ID}}
	if why := d.vain(acceptance.AcceptAction, r); !strings.HasPrefix(why, documents[1].ID.String()+": документ не принимается") {
		t.Error(why)
	}
}

func TestTheCertificateFillsTheGapsOfTheSigner(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	upd := d.got("upd501")
	signatory := func(r acceptance.GenerateRequest) title.Signatory {
		t.Helper()
		return d.valid(d.made(acceptance.AcceptAction, r)[0]).Signatories[0]
	}
	alone := signatory(acceptance.GenerateRequest{DocumentID: upd.ID, Certificate: buyerKey.certificate})
	if alone.Person != (title.Person{Surname: "Примеров", FirstName: "Пётр", MiddleName: "Ильич"}) ||
		alone.Position != "Заведующий складом" || alone.TaxID.INN != "7799999919" || alone.Organization != "ООО «Пример»" {
		t.Errorf("%+v", alone)
	}
	both := signatory(acceptance.GenerateRequest{
		DocumentID: upd.ID, Certificate: buyerKey.certificate,
		Signer: &title.Signer{Surname: "Иванов", FirstName: "Иван", Position: "Кладовщик"},
	})
	if both.Person.Surname != "Иванов" || both.Position != "Кладовщик" || both.TaxID.INN != "7799999919" {
		t.Errorf("%+v", both)
	}
}

func TestALargePackageIsQueued(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.config.Inline = 2
	d.restart()
	documents := d.pack("upd503", "akt", "torg12", "torg2", "aktsver")
	r := complete("torg2", asks(documents[3].ID))
	r.Certificate = buyerKey.certificate
	r.Settings = []acceptance.Settings{{DocumentID: documents[1].ID, SignerSettings: title.SignerSettings{Powers: 3}}}
	r.Acceptance = []acceptance.Result{{DocumentID: documents[0].ID, Acceptance: title.Acceptance{Type: 3}}}
	r.Recon = []acceptance.Recon{{DocumentID: documents[4].ID, ReconciliationResult: title.ReconciliationResult{Divergences: []title.Divergence{{
		Contracts: []title.DivergenceContract{{Documents: []title.DivergenceDocument{{
			Name: "Платежное поручение", Number: "77", Date: "2025-12-20", Discrepancy: "-1000",
			Operations: []title.DivergenceOperation{{Name: "Оплата", Number: "2", Date: "2025-12-20", Credit: "54000.5"}},
		}}}},
	}}}}}
	id, err := d.Generate(t.Context(), d.anna, acceptance.AcceptAction, r)
	d.must(err)
	planned, err := d.Task(t.Context(), d.anna, acceptance.AcceptAction, acceptance.Making, id)
	d.must(err)
	if planned.State != acceptance.Planned || planned.Results != nil {
		t.Fatalf("%+v", planned)
	}
	for range 2 { // another task for the package has to wait
		e := d.refusedTwice(documents[1].ID)
		if e.Message != "По документу есть запланированные задачи." {
			t.Errorf("%q", e.Message)
		}
	}
	d.restart()
	d.Work(t.Context())
	done, err := d.Task(t.Context(), d.anna, acceptance.AcceptAction, acceptance.Making, id)
	d.must(err)
	made, err := decoded[acceptance.Made](done)
	d.must(err)
	if done.State != acceptance.Done || len(made) != 5 || done.FinishedAt.IsZero() {
		t.Fatalf("%+v", done)
	}
	for _, m := range made {
		d.valid(m)
	}
	if o := d.valid(made[0]).Outcome; o.Code != 3 {
		t.Errorf("%+v", o)
	}
	if s := d.valid(made[1]).Signatories[0]; s.Powers != "3" || s.Person.MiddleName != "Ильич" {
		t.Errorf("%+v", s)
	}
	if text := textOf(t, d.content(made[4].ContentLink)); !strings.Contains(text, `СумКредит="54000.50"`) || !strings.Contains(text, `ИтогоРасх="-1000.00"`) {
		t.Error(text)
	}
	d.made(acceptance.RejectAction, withComment(documents[1].ID))
}

func withComment(id sdano.ID) acceptance.GenerateRequest {
	r := asks(id)
	r.Comment = "Не согласны с ценой"
	return r
}

func (d *desk) refusedTwice(id sdano.ID) *sdano.Error {
	d.Helper()
	_, err := d.Generate(d.Context(), d.anna, acceptance.AcceptAction, asks(id))
	return d.refuses(err, "tasks_pending")
}

// TestAQueuedTaskFailsLikeAnEagerOne: also when its documents change before it is
// worked on.
func TestAQueuedTaskFailsLikeAnEagerOne(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.config.Inline = 1
	d.restart()
	documents := d.pack("upd503", "torg2")
	id, err := d.Generate(t.Context(), d.anna, acceptance.AcceptAction, asks(documents[0].ID))
	d.must(err)
	d.Work(t.Context())
	failed, err := d.Task(t.Context(), d.anna, acceptance.AcceptAction, acceptance.Making, id)
	d.must(err)
	if failed.State != acceptance.DoneFailed || string(failed.Results) != "[]" || !strings.Contains(failed.Error, "MaterialAssetsAcceptanceResults") {
		t.Errorf("%+v", failed)
	}
}

func TestPreviewStoresNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	blobs := &memoryBlobs{kept: map[acceptance.Hash][]byte{}}
	d.config.Blobs = blobs
	d.restart()
	documents := d.pack("upd503", "contract", "invoice")
	seen, err := d.Preview(t.Context(), d.anna, acceptance.AcceptAction, asks(documents[0].ID))
	d.must(err)
	if len(seen) != 3 || !bytes.Contains(seen[0].Content, []byte("<?xml")) || seen[0].Name == "" || seen[1].Content != nil || seen[1].Name != "Договор 7.pdf" {
		t.Errorf("%+v", seen)
	}
	if last := seen[2]; last.DocumentID != documents[2].ID || last.Content != nil || len(last.Findings) != 1 || last.Findings[0].Severity != sdano.Warning {
		t.Errorf("%+v", last)
	}
	files, err := d.Attachments(t.Context(), d.anna, documents[0].ID)
	d.must(err)
	if len(files) != 2 {
		t.Errorf("%d files", len(files))
	}
}

func TestABatchGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	rs := []acceptance.GenerateRequest{asks(d.got("upd503").ID), asks(sdano.NewID()), asks(d.got("akt").ID)}
	items := d.GenerateBatch(t.Context(), d.anna, acceptance.AcceptAction, rs)
	var got []string
	for i, item := range items {
		if item.DocumentID != rs[i].DocumentID {
			t.Errorf("item %d is of %s", i, item.DocumentID)
		}
		got = append(got, fmt.Sprint(item.Task > 0, item.Err != nil))
	}
	if strings.Join(got, ", ") != "true false, false true, true false" || items[1].Err.Code != "not_found" {
		t.Errorf("%v", got)
	}
}

func TestTasksAreOfTheirActionAndBox(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id, err := d.Generate(t.Context(), d.anna, acceptance.AcceptAction, asks(d.got("upd503").ID))
	d.must(err)
	boris := d.anna
	boris.Login, boris.Actor = "boris", "user:boris"
	for _, ask := range []struct {
		v      acceptance.Visitor
		action acceptance.Action
		stage  acceptance.Stage
		id     int64
	}{
		{d.anna, acceptance.RejectAction, acceptance.Making, id},
		{d.anna, acceptance.AcceptAction, acceptance.Sending, id},
		{d.anna, acceptance.AcceptAction, acceptance.Making, id + 1},
		{boris, acceptance.AcceptAction, acceptance.Making, id},
	} {
		_, err := d.Task(t.Context(), ask.v, ask.action, ask.stage, ask.id)
		d.refuses(err, "not_found")
	}
}

func TestTaskNumbersAreUniqueAndPositive(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	other := acceptance.New(d.config) // another process
	upd := d.got("upd503")
	seen := map[int64]bool{}
	for range 300 {
		for _, s := range []*acceptance.Service{d.Service, other} {
			id, err := s.Generate(t.Context(), d.anna, acceptance.AcceptAction, asks(upd.ID))
			d.must(err)
			if id <= 0 || seen[id] {
				t.Fatalf("number %d twice", id)
			}
			seen[id] = true
		}
		if len(seen) >= 540 {
			break
		}
	}
}

func TestFinishedTasksAreKeptForAMonth(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id, err := d.Generate(t.Context(), d.anna, acceptance.AcceptAction, asks(d.got("upd503").ID))
	d.must(err)
	d.wait(29 * 24 * 60 * 60e9)
	d.Purge(t.Context())
	_, err = d.Task(t.Context(), d.anna, acceptance.AcceptAction, acceptance.Making, id)
	d.must(err)
	d.wait(2 * 24 * 60 * 60e9)
	d.Purge(t.Context())
	_, err = d.Task(t.Context(), d.anna, acceptance.AcceptAction, acceptance.Making, id)
	d.refuses(err, "not_found")
}

// TestAQueuedTaskWhoseDocumentChangesFails: an annulment was asked for before the
// files were made.
func TestAQueuedTaskWhoseDocumentChangesFails(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.config.Inline = 1
	d.restart()
	documents := d.pack("upd503", "akt")
	id, err := d.Generate(t.Context(), d.anna, acceptance.AcceptAction, asks(documents[0].ID))
	d.must(err)
	d.replies(theirs(t, "upd503", acceptance.RevokeAction, nil))
	d.Work(t.Context())
	failed, err := d.Task(t.Context(), d.anna, acceptance.AcceptAction, acceptance.Making, id)
	d.must(err)
	if failed.State != acceptance.DoneFailed || string(failed.Results) != "[]" || failed.Error != "Операция недоступна: документ в статусе «Получен запрос на аннулирование»" {
		t.Errorf("%+v", failed)
	}
}

// TestAnOldCertificateOfAnOrganisation: until 2021 its ИНН stood where that of a
// person does, after two zeros.
func TestAnOldCertificateOfAnOrganisation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	old := newKey("Примеров", "Пётр", "Директор", "ООО «Пример»", "007799999919", "")
	s := d.valid(d.made(acceptance.AcceptAction, acceptance.GenerateRequest{DocumentID: d.got("upd501").ID, Certificate: old.certificate})[0]).Signatories[0]
	if s.TaxID.INN != "7799999919" || s.Position != "Директор" || s.Person.MiddleName != "" {
		t.Errorf("%+v", s)
	}
}
