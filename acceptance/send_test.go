package acceptance_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/acceptance"
	"sdano/sign"
	"sdano/titles/title"
)

func TestEveryKindIsAcceptedToTheEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for what, status := range answerable {
		got := d.got(what)
		made := d.made(acceptance.AcceptAction, complete(what, asks(got.ID)))
		items := d.signed(made...)
		if sent := d.sent(acceptance.AcceptAction, items); len(sent) != 1 || !sent[0].IsSent || sent[0].DocumentID != got.ID {
			t.Fatalf("%s: %+v", what, sent)
		}
		d.is(got.ID, status)
		if codes := d.codes(got.ID); codes != "I PV "+string(status) {
			t.Errorf("%s: feed %s", what, codes)
		}
		parcels := d.courier.parcels()
		out := parcels[len(parcels)-1]
		if out.FileName != made[0].Name || out.OperatorDocument != "op-"+what || out.SenderBox != otherID || out.Action != acceptance.AcceptAction || out.Box.ID != boxID {
			t.Errorf("%s: sent %+v", what, out)
		}
		if report, err := sign.Check(out.Content, out.Signature, sign.CheckOptions{}); err != nil || report.Signers[0].Signature.Verdict != sign.Valid {
			t.Errorf("%s: %v %+v", what, err, report)
		}
	}
	if len(d.courier.parcels()) != len(answerable) {
		t.Errorf("%d parcels", len(d.courier.parcels()))
	}
}

func TestTheOutcomeOfAnUPDIsItsStatus(t *testing.T) {
	t.Parallel()
	for typ, want := range map[int]acceptance.Code{1: acceptance.AcceptedFully, 2: acceptance.AcceptedPartly, 3: acceptance.NotAccepted} {
		for _, what := range []string{"upd501", "upd502", "upd503"} {
			d := newDesk(t)
			r := asks(d.got(what).ID)
			r.Acceptance = []acceptance.Result{{DocumentID: r.DocumentID, Acceptance: title.Acceptance{Type: typ}}}
			d.done(acceptance.AcceptAction, r)
			d.is(r.DocumentID, want)
		}
	}
}

func TestAnInformalDocumentIsAcceptedByASignatureUnderIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.ingested(contract())
	d.done(acceptance.AcceptAction, asks(got.ID))
	d.is(got.ID, acceptance.Accepted)
	if out := d.courier.parcels()[0]; string(out.Content) != "%PDF-1.7 договор" || out.FileName != "Договор 7.pdf" {
		t.Errorf("%+v", out)
	}
}

// signers are the surnames of the signatures of the elements of the feed that bring
// a file: "-" where it has none.
func (d *desk) signers() string {
	d.Helper()
	feed, err := d.Feed(d.Context(), d.anna, boxID, 0, 0)
	d.must(err)
	var out []string
	for _, e := range feed {
		var names []string
		for _, s := range e.Signatures {
			names = append(names, s.Certificates[0].Surname)
		}
		if e.Content != nil {
			out = append(out, cmp.Or(strings.Join(names, "+"), "-"))
		}
	}
	return strings.Join(out, ", ")
}

// TestTheFirstElementShowsOurSignatureAfterTheAcceptance: it did, as both sides sign
// the same bytes where the answer is a signature. An element never changes.
func TestTheFirstElementShowsOurSignatureAfterTheAcceptance(t *testing.T) {
	t.Parallel()
	informal := func(d *desk, output bool, by *key) acceptance.Document {
		in := contract()
		in.Output, in.Signatures = output, [][]byte{by.sign(d, in.Content)}
		return d.ingested(in)
	}
	for name, tc := range map[string]struct {
		first  func(*desk) acceptance.Document
		answer func(*desk, acceptance.Document)
		before string
		after  string
	}{
		"they sent a contract": {
			func(d *desk) acceptance.Document { return informal(d, false, sellerKey) },
			func(d *desk, got acceptance.Document) { d.done(acceptance.AcceptAction, asks(got.ID)) },
			"Продавцова", "Продавцова, Продавцова+Примеров",
		},
		"we sent a contract": {
			func(d *desk) acceptance.Document { return informal(d, true, buyerKey) },
			func(d *desk, _ acceptance.Document) {
				in := contract()
				d.replies(acceptance.Reply{
					OperatorDocument: "op-contract", FileName: in.FileName, Content: in.Content, Signatures: [][]byte{sellerKey.sign(d, in.Content)}, Key: "1",
				})
			},
			"Примеров", "Примеров, Примеров+Продавцова",
		},
		"they asked to annul": {
			func(d *desk) acceptance.Document {
				got := d.got("upd503")
				r := theirs(d, "upd503", acceptance.RevokeAction, nil)
				r.Signatures = [][]byte{sellerKey.sign(d, r.Content)}
				d.replies(r)
				return got
			},
			func(d *desk, got acceptance.Document) { d.done(acceptance.RevokeAcceptAction, asks(got.ID)) },
			"Продавцова, Продавцова", "Продавцова, Продавцова, Продавцова+Примеров",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			got := tc.first(d)
			if signed := d.signers(); signed != tc.before {
				t.Errorf("signed by %s, want %s", signed, tc.before)
			}
			tc.answer(d, got)
			if signed := d.signers(); signed != tc.after {
				t.Errorf("after the answer signed by %s, want %s", signed, tc.after)
			}
		})
	}
}

func TestTheFeedShowsTheAnswerWithItsSignature(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	made := d.made(acceptance.AcceptAction, asks(got.ID))
	d.sent(acceptance.AcceptAction, d.signed(made...))
	feed, err := d.Feed(t.Context(), d.anna, boxID, 0, 0)
	d.must(err)
	if len(feed) != 3 {
		t.Fatalf("%+v", feed)
	}
	received, sending, accepted := feed[0], feed[1], feed[2]
	if received.Code != acceptance.Received || received.Output || received.Content.ID != got.Content || received.Signatures[0].Certificates[0].Surname != "Продавцова" {
		t.Errorf("%+v", received)
	}
	if sending.Code != acceptance.Accepting || !sending.Output || sending.Content != nil {
		t.Errorf("%+v", sending)
	}
	if accepted.Code != acceptance.AcceptedFully || accepted.Content.ID != made[0].ContentLink || len(accepted.Signatures) != 1 || accepted.Signatures[0].Certificates[0].Surname != "Примеров" {
		t.Errorf("%+v", accepted)
	}
	rest, err := d.Feed(t.Context(), d.anna, boxID, feed[0].StatusID, 1)
	d.must(err)
	if len(rest) != 1 || rest[0].StatusID != sending.StatusID {
		t.Errorf("%+v", rest)
	}
	_, err = d.Feed(t.Context(), d.anna, boxID, 0, 2001)
	d.refuses(err, "bad_limit")
	_, err = d.Feed(t.Context(), d.anna, otherID, 0, 0)
	d.refuses(err, "forbidden")
}

func TestAPackageIsSentAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	documents := d.pack("upd503", "akt", "contract")
	items := d.signed(d.made(acceptance.AcceptAction, asks(documents[0].ID))...)
	if sent := d.sent(acceptance.AcceptAction, items[:2]); len(sent) != 2 || !sent[0].IsSent || !sent[1].IsSent {
		t.Fatalf("%+v", sent)
	}
	d.is(documents[0].ID, acceptance.AcceptedFully)
	d.is(documents[1].ID, acceptance.Accepted)
	d.is(documents[2].ID, acceptance.Received) // not listed
	d.sent(acceptance.AcceptAction, items[2:])
	d.is(documents[2].ID, acceptance.Accepted)
}

// TestWhatIsRefusedAtOnce: nothing is planned and no status changes.
func TestWhatIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	one, other := d.got("upd503"), d.got("akt")
	good := d.signed(d.made(acceptance.AcceptAction, asks(one.ID))...)[0]
	for name, tc := range map[string]struct {
		edit func(*acceptance.SendItem)
		code string
		at   string
	}{
		"no document":       {func(i *acceptance.SendItem) { i.DocumentID = sdano.ID{} }, "document_required", "SignedTitlesOrReceipts[0].DocumentId"},
		"unknown document":  {func(i *acceptance.SendItem) { i.DocumentID = sdano.NewID() }, "not_found", ""},
		"another document":  {func(i *acceptance.SendItem) { i.DocumentID = other.ID }, "link_unknown", "SignedTitlesOrReceipts[0].ContentLinkId"},
		"no content":        {func(i *acceptance.SendItem) { i.ContentLink = sdano.ID{} }, "link_required", "SignedTitlesOrReceipts[0].ContentLinkId"},
		"unknown content":   {func(i *acceptance.SendItem) { i.ContentLink = sdano.NewID() }, "link_unknown", "SignedTitlesOrReceipts[0].ContentLinkId"},
		"no signature":      {func(i *acceptance.SendItem) { i.SignatureLink = sdano.ID{} }, "link_required", "SignedTitlesOrReceipts[0].SignatureLinkId"},
		"unknown signature": {func(i *acceptance.SendItem) { i.SignatureLink = other.Content }, "link_unknown", "SignedTitlesOrReceipts[0].SignatureLinkId"},
		"attorney's number": {func(i *acceptance.SendItem) { i.Attorney = &title.PowerOfAttorney{ID: "7", IssuerINN: "7799999926"} }, "bad_attorney", "SignedTitlesOrReceipts[0].PowerOfAttorney.Id"},
		"attorney's issuer": {func(i *acceptance.SendItem) {
			i.Attorney = &title.PowerOfAttorney{ID: sdano.NewID().String(), IssuerINN: "1"}
		}, "bad_attorney", "SignedTitlesOrReceipts[0].PowerOfAttorney.IssuerInn"},
	} {
		t.Run(name, func(t *testing.T) {
			item := good
			tc.edit(&item)
			_, err := d.Send(t.Context(), d.anna, acceptance.AcceptAction, []acceptance.SendItem{item})
			if e := d.refuses(err, tc.code); e.Param != tc.at {
				t.Errorf("at %q, want %q", e.Param, tc.at)
			}
		})
	}
	for code, items := range map[string][]acceptance.SendItem{"bad_count": nil, "document_repeated": {good, good}} {
		_, err := d.Send(t.Context(), d.anna, acceptance.AcceptAction, items)
		d.refuses(err, code)
	}
	boris := d.anna
	boris.Login = "boris"
	_, err := d.Send(t.Context(), boris, acceptance.AcceptAction, []acceptance.SendItem{good})
	d.refuses(err, "forbidden")
	_, err = d.Send(t.Context(), d.anna, acceptance.ReceiptAction, []acceptance.SendItem{good})
	d.refuses(err, "unknown_action")
	if codes := d.codes(one.ID); codes != "I" {
		t.Errorf("feed %s", codes)
	}
}

func TestWhatIsBeingSentIsNotSentTwice(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	documents := d.pack("upd503", "akt")
	items := d.signed(d.made(acceptance.AcceptAction, asks(documents[0].ID))...)
	_, err := d.Send(t.Context(), d.anna, acceptance.AcceptAction, items[:1])
	d.must(err)
	d.is(documents[0].ID, acceptance.Accepting)
	_, err = d.Send(t.Context(), d.anna, acceptance.AcceptAction, items[:1])
	d.refuses(err, "tasks_pending")
	_, err = d.Send(t.Context(), d.anna, acceptance.AcceptAction, items[1:])
	d.refuses(err, "tasks_pending")
	_, err = d.Generate(t.Context(), d.anna, acceptance.AcceptAction, asks(documents[1].ID))
	d.refuses(err, "tasks_pending")
	d.Work(t.Context())
	_, err = d.Send(t.Context(), d.anna, acceptance.AcceptAction, items[:1])
	if e := d.refuses(err, "operation_unavailable"); e.Message != "Операция недоступна: документ в статусе «Принят без расхождений»" {
		t.Errorf("%q", e.Message)
	}
	d.sent(acceptance.AcceptAction, items[1:])
	if n := len(d.courier.parcels()); n != 2 {
		t.Errorf("%d parcels", n)
	}
}

// TestWhatTheTaskRefuses: the item is not sent, the feed tells why, and the
// document can be accepted again.
func TestWhatTheTaskRefuses(t *testing.T) {
	t.Parallel()
	other := newKey("Чужой", "Иван", "Никто", "ООО «Чужой»", "779999991008", "7799999919")
	for name, tc := range map[string]struct {
		// content and signature make what is uploaded of the generated title.
		content   func(title []byte) []byte
		signature func(t testing.TB, content []byte) []byte
		trust     bool
		at        time.Duration
		want      string
	}{
		"a signature of other bytes": {nil, func(t testing.TB, c []byte) []byte { return buyerKey.sign(t, append(c, ' ')) }, false, 0, "подпись недействительна"},
		"no signature":               {nil, func(testing.TB, []byte) []byte { return []byte("подпись") }, false, 0, "Файл подписи не читается"},
		"a mark of the demo":         {nil, func(testing.TB, []byte) []byte { return []byte(sign.TestMark) }, false, 0, "демонстрационного режима"},
		"an expired certificate":     {nil, nil, false, 3 * 365 * 24 * time.Hour, "подпись недействительна"},
		"a certificate of nobody":    {nil, other.sign, true, 0, "подпись недействительна"},
		"another organisation's key": {nil, sellerKey.sign, false, 0, "ключом другой организации (ИНН 7799999926), а доверенность не указана"},
		"another file":               {func([]byte) []byte { return []byte("<Файл/>") }, nil, false, 0, "подписанный файл не распознан"},
		"a first title":              {func([]byte) []byte { return nil }, nil, false, 0, "подписан файл другого вида: нужен ответный титул"},
		"a title on another document": {func(b []byte) []byte {
			return []byte(strings.ReplaceAll(string(b), "7c9e6679-7425-40de-944b-e07fc1f90a01", "7c9e6679-7425-40de-944b-e07fc1f90a09"))
		}, nil, false, 0, "подписанный файл составлен не на этот документ"},
		"a title with errors": {func(b []byte) []byte { return []byte(strings.Replace(string(b), `="1"`, `="9"`, 1)) }, nil, false, 0, "в подписанном файле есть ошибки"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			if tc.trust {
				root, err := sign.ParseCertificate(buyerKey.certificate)
				d.must(err)
				d.config.Trust = func() sign.CheckOptions { return sign.CheckOptions{Roots: []*sign.Certificate{root}} }
				d.restart()
			}
			got := d.got("upd503")
			m := d.made(acceptance.AcceptAction, asks(got.ID))[0]
			content, name := d.content(m.ContentLink), m.Name
			if tc.content != nil {
				if content = tc.content(content); content == nil {
					name, content = sample(t, "upd503")
				}
				a, err := d.Attach(t.Context(), d.anna, got.ID, acceptance.SecondTitle, name, content)
				d.must(err)
				m.ContentLink, m.Name = a.ID, name
			}
			if tc.signature == nil {
				tc.signature = buyerKey.sign
			}
			a, err := d.Attach(t.Context(), d.anna, got.ID, acceptance.SignatureFile, name+".SGN", tc.signature(t, content))
			d.must(err)
			d.wait(tc.at)
			sent := d.sent(acceptance.AcceptAction, []acceptance.SendItem{{DocumentID: got.ID, Name: m.Name, ContentLink: m.ContentLink, SignatureLink: a.ID}})
			if sent[0].IsSent || !strings.Contains(sent[0].ErrorText, tc.want) {
				t.Errorf("%+v, want %q", sent, tc.want)
			}
			if codes := d.codes(got.ID); codes != "I PV E I" {
				t.Errorf("feed %s", codes)
			}
			elements, err := d.Elements(t.Context(), d.anna, got.ID)
			d.must(err)
			if elements[2].Text != sent[0].ErrorText {
				t.Errorf("the feed tells %q", elements[2].Text)
			}
			if len(d.courier.parcels()) != 0 {
				t.Error("it was sent")
			}
			d.is(got.ID, acceptance.Received)
		})
	}
}

func TestATitleMadeElsewhereIsSent(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	m := d.made(acceptance.AcceptAction, asks(got.ID))[0]
	foreign := []byte(strings.Replace(string(d.content(m.ContentLink)), "sdano test", "1C test   ", 1))
	a, err := d.Attach(t.Context(), d.anna, got.ID, acceptance.SecondTitle, m.Name, foreign)
	d.must(err)
	if a.ID == m.ContentLink {
		t.Fatal("other bytes have the same link")
	}
	signature, err := d.Attach(t.Context(), d.anna, got.ID, acceptance.SignatureFile, m.Name+".SGN", buyerKey.sign(t, foreign))
	d.must(err)
	sent := d.sent(acceptance.AcceptAction, []acceptance.SendItem{{DocumentID: got.ID, ContentLink: a.ID, SignatureLink: signature.ID}})
	if !sent[0].IsSent {
		t.Fatalf("%+v", sent)
	}
	d.is(got.ID, acceptance.AcceptedFully)
}

func TestThePowerOfAttorneyGoesAlong(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	items := d.signed(d.made(acceptance.AcceptAction, asks(d.got("upd503").ID))...)
	items[0].Attorney = &title.PowerOfAttorney{ID: sdano.NewID().String(), IssuerINN: "7799999919"}
	d.sent(acceptance.AcceptAction, items)
	if out := d.courier.parcels()[0]; out.Attorney == nil || *out.Attorney != *items[0].Attorney {
		t.Errorf("%+v", out)
	}
}

// TestAnotherSignsByAPowerOfAttorney: then his organisation may be another.
func TestAnotherSignsByAPowerOfAttorney(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	m := d.made(acceptance.AcceptAction, asks(got.ID))[0]
	a, err := d.Attach(t.Context(), d.anna, got.ID, acceptance.SignatureFile, m.Name+".SGN", sellerKey.sign(t, d.content(m.ContentLink)))
	d.must(err)
	sent := d.sent(acceptance.AcceptAction, []acceptance.SendItem{{
		DocumentID: got.ID, Name: m.Name, ContentLink: m.ContentLink, SignatureLink: a.ID,
		Attorney: &title.PowerOfAttorney{ID: sdano.NewID().String(), IssuerINN: "7799999919"},
	}})
	if !sent[0].IsSent {
		t.Errorf("%+v", sent)
	}
}

func TestTheOperatorsRefusalIsTold(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	d.courier.send = func(acceptance.Outgoing) (string, error) {
		return "", &sdano.Error{Kind: sdano.Unprocessable, Code: "x", Message: "Нет роуминга.", Remedy: "Настройте."}
	}
	items := d.signed(d.made(acceptance.AcceptAction, asks(got.ID))...)
	sent := d.sent(acceptance.AcceptAction, items)
	if sent[0].IsSent || sent[0].ErrorText != "оператор ЭДО не принял файл: Нет роуминга." {
		t.Errorf("%+v", sent)
	}
	if codes := d.codes(got.ID); codes != "I PV E I" {
		t.Errorf("feed %s", codes)
	}
	d.courier.send = nil
	if sent := d.sent(acceptance.AcceptAction, items); !sent[0].IsSent {
		t.Errorf("%+v", sent)
	}
	d.is(got.ID, acceptance.AcceptedFully)
}

func TestABoxWithoutItsOperatorSendsNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.config.Operators = nil
	d.restart()
	sent := d.sent(acceptance.AcceptAction, d.signed(d.made(acceptance.AcceptAction, asks(d.got("upd503").ID))...))
	if sent[0].IsSent || !strings.Contains(sent[0].ErrorText, "не подключён") {
		t.Errorf("%+v", sent)
	}
}

// planned plans to send a УПД and returns the number of the task.
func (d *desk) planned(what string) (acceptance.Document, int64) {
	d.Helper()
	got := d.got(what)
	id, err := d.Send(d.Context(), d.anna, acceptance.AcceptAction, d.signed(d.made(acceptance.AcceptAction, asks(got.ID))...))
	d.must(err)
	return got, id
}

func TestAnOperatorThatIsAwayIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, took := range []bool{true, false} {
		t.Run(fmt.Sprint("took ", took), func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			tries := 0
			d.courier.send = func(acceptance.Outgoing) (string, error) {
				if tries++; tries > 2 {
					return "ref-3", nil
				}
				switch {
				case took:
					return "ref-1", away // it came there, and the answer was lost
				case tries == 1:
					return "", errors.New("connection reset") // says nothing
				}
				return "", away
			}
			got, id := d.planned("upd503")
			d.Work(t.Context())
			d.is(got.ID, acceptance.Accepting)
			d.Work(t.Context()) // not due yet
			if tries != 1 {
				t.Errorf("%d tries at once", tries)
			}
			for range 3 {
				d.wait(10 * time.Minute)
				d.Work(t.Context())
			}
			d.is(got.ID, acceptance.AcceptedFully)
			if sent := d.outcome(acceptance.AcceptAction, id); !sent[0].IsSent {
				t.Errorf("%+v", sent)
			}
			if n := len(d.courier.parcels()); n != 1 || took && tries != 1 || !took && tries != 3 {
				t.Errorf("%d parcels after %d tries", n, tries)
			}
		})
	}
}

// TestNothingIsGivenUpWhileTheOperatorMayHaveIt: only what he certainly did not
// take fails after a day.
func TestNothingIsGivenUpWhileTheOperatorMayHaveIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.courier.send = func(acceptance.Outgoing) (string, error) { return "", away }
	d.courier.find = func(acceptance.Outgoing) (string, bool, error) { return "", false, away }
	got, id := d.planned("upd503")
	for range 5 {
		d.Work(t.Context())
		d.wait(24 * time.Hour)
	}
	d.is(got.ID, acceptance.Accepting)
	d.courier.find = nil
	d.Work(t.Context())
	if sent := d.outcome(acceptance.AcceptAction, id); sent[0].IsSent || !strings.Contains(sent[0].ErrorText, "оператор ЭДО недоступен") {
		t.Errorf("%+v", sent)
	}
	if codes := d.codes(got.ID); codes != "I PV E I" {
		t.Errorf("feed %s", codes)
	}
}

// killed works on tasks in a process that dies at a step.
func (d *desk) killed(at string) {
	d.Helper()
	died := make(chan struct{})
	go func() {
		defer close(died)
		ctx := acceptance.WithKill(context.WithoutCancel(d.Context()), func(step string) {
			if step == at {
				runtime.Goexit()
			}
		})
		d.WorkDying(ctx)
	}()
	<-died
}

// TestAProcessThatDiesLosesNothingAndSendsNothingTwice: at each border between two
// steps, also when two documents are sent at once.
func TestAProcessThatDiesLosesNothingAndSendsNothingTwice(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"attempt recorded", "operator took", "result recorded"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			documents := d.pack("upd503", "akt")
			id, err := d.Send(t.Context(), d.anna, acceptance.AcceptAction, d.signed(d.made(acceptance.AcceptAction, asks(documents[0].ID))...))
			d.must(err)
			d.killed(at)
			unfinished, err := d.Task(t.Context(), d.anna, acceptance.AcceptAction, acceptance.Sending, id)
			d.must(err)
			if unfinished.State != acceptance.Planned {
				t.Fatalf("%+v", unfinished)
			}
			d.restart()
			d.Work(t.Context())
			for _, sent := range d.outcome(acceptance.AcceptAction, id) {
				if !sent.IsSent {
					t.Errorf("%+v", sent)
				}
			}
			d.is(documents[0].ID, acceptance.AcceptedFully)
			d.is(documents[1].ID, acceptance.Accepted)
			if n := len(d.courier.parcels()); n != 2 {
				t.Errorf("%d parcels", n)
			}
			if codes := d.codes(documents[0].ID); codes != "I PV VA" {
				t.Errorf("feed %s", codes)
			}
		})
	}
}

// TestALeaseThatRanOutIsTakenByAnotherProcess: both work on one task, and it is sent
// once.
func TestALeaseThatRanOutIsTakenByAnotherProcess(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got, id := d.planned("upd503")
	config := d.config
	config.Node = "second"
	second := acceptance.New(config)
	d.courier.send = func(out acceptance.Outgoing) (string, error) {
		d.courier.send = nil
		d.wait(time.Hour)
		d.courier.mu.Unlock() // the first process hangs while the second works
		second.Work(t.Context())
		d.courier.mu.Lock()
		return "ref-1", nil
	}
	d.Work(t.Context())
	if sent := d.outcome(acceptance.AcceptAction, id); !sent[0].IsSent {
		t.Errorf("%+v", sent)
	}
	if codes, n := d.codes(got.ID), len(d.courier.parcels()); codes != "I PV VA" || n != 1 {
		t.Errorf("feed %s, %d parcels", codes, n)
	}
}

// TestAPanicOfAnAdapterHarmsNobody: the task comes again.
func TestAPanicOfAnAdapterHarmsNobody(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got, id := d.planned("upd503")
	d.courier.send = func(acceptance.Outgoing) (string, error) {
		d.courier.send = nil
		panic("adapter")
	}
	d.Work(t.Context())
	d.is(got.ID, acceptance.Accepting)
	d.wait(time.Hour)
	d.Work(t.Context())
	if sent := d.outcome(acceptance.AcceptAction, id); !sent[0].IsSent {
		t.Errorf("%+v", sent)
	}
}

func TestOnPostgresTheSame(t *testing.T) {
	t.Parallel()
	d := newDeskOnPostgres(t)
	documents := d.pack("upd503", "aktsver", "contract")
	d.done(acceptance.AcceptAction, asks(documents[0].ID))
	d.is(documents[0].ID, acceptance.AcceptedFully)
	feed, err := d.Feed(t.Context(), d.anna, boxID, 0, 0)
	d.must(err)
	if len(feed) != 9 || !slices.IsSortedFunc(feed, func(a, b acceptance.FeedElement) int { return int(a.StatusID - b.StatusID) }) {
		t.Errorf("%d elements", len(feed))
	}
}

func TestRunSendsAtOnceAndStops(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	took := make(chan struct{})
	d.courier.mu.Lock()
	d.courier.send = func(acceptance.Outgoing) (string, error) {
		close(took)
		return "ref", nil
	}
	d.courier.mu.Unlock()
	d.planned("upd503")
	select {
	case <-took:
	case <-time.After(20 * time.Second):
		t.Error("nothing was sent")
	}
	stop()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
