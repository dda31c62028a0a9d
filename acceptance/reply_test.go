package acceptance_test

import (
	"strings"
	"testing"

	"sdano"
	"sdano/acceptance"
	"sdano/titles/title"
)

// other is the desk of the other side: a service with one box, the sender of what
// comes to the first one.
func (d *desk) replies(replies ...acceptance.Reply) {
	d.Helper()
	d.courier.mu.Lock()
	d.courier.replies = map[string][]acceptance.Reply{boxID: replies}
	d.courier.incoming = nil
	d.courier.cursor = sdano.NewID().String()
	d.courier.mu.Unlock()
	d.Poll(d.Context())
}

// cursor returns how far the box was read.
func (d *desk) cursor() string {
	d.Helper()
	boxes, err := d.Boxes(d.Context(), d.anna)
	d.must(err)
	return boxes[0].Cursor
}

// theirs makes a file that the other side would send about a sample, at a desk of
// its own: the sample came to it, and it answers by an action.
func theirs(t testing.TB, what string, action acceptance.Action, edit func(*acceptance.GenerateRequest)) acceptance.Reply {
	t.Helper()
	d := newDesk(t)
	got := d.got(what)
	r := withComment(got.ID)
	if action == acceptance.AcceptAction {
		r = complete(what, asks(got.ID))
	}
	if edit != nil {
		edit(&r)
	}
	m := d.made(action, r)[0]
	content := d.content(m.ContentLink)
	return acceptance.Reply{
		OperatorDocument: "op-" + what, FileName: m.Name, Content: content, Signatures: [][]byte{buyerKey.sign(t, content)}, Key: "key-" + string(action),
	}
}

// ours is a sample that the box sent.
func (d *desk) ours(what string) acceptance.Document {
	d.Helper()
	in := d.incoming(what)
	in.Output = true
	return d.ingested(in)
}

func TestTheOtherSideAnswersWhatWeSent(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		what   string
		action acceptance.Action
		edit   func(*acceptance.GenerateRequest)
		want   acceptance.Code
		typ    acceptance.AttachmentType
		text   string
	}{
		"accepted": {"upd503", acceptance.AcceptAction, nil, acceptance.AcceptedFully, acceptance.SecondTitle, ""},
		"not accepted": {"upd503", acceptance.AcceptAction, func(r *acceptance.GenerateRequest) {
			r.Acceptance = []acceptance.Result{{DocumentID: r.DocumentID, Acceptance: title.Acceptance{Type: 3}}}
		}, acceptance.NotAccepted, acceptance.SecondTitle, ""},
		"an act":   {"akt", acceptance.AcceptAction, nil, acceptance.Accepted, acceptance.SecondTitle, ""},
		"rejected": {"upd503", acceptance.RejectAction, nil, acceptance.Rejected, acceptance.RejectionFile, "Не согласны с ценой"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			sent := d.ours(tc.what)
			r := theirs(t, tc.what, tc.action, tc.edit)
			d.replies(r, r)
			d.replies(r)
			d.is(sent.ID, tc.want)
			if codes := d.codes(sent.ID); codes != "S "+string(tc.want) {
				t.Errorf("feed %s", codes)
			}
			feed, err := d.Feed(t.Context(), d.anna, boxID, 0, 0)
			d.must(err)
			last := feed[len(feed)-1]
			if last.Output || last.Content == nil || last.Content.Type != tc.typ || last.Text != tc.text || len(last.Signatures) != 1 {
				t.Errorf("%+v", last)
			}
			if string(d.content(last.Content.ID)) != string(r.Content) {
				t.Error("other bytes")
			}
			if d.cursor() != d.courier.cursor {
				t.Error("the box is not read further")
			}
		})
	}
}

func TestConsentToAnInformalDocumentIsASignature(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := contract()
	in.Output = true
	sent := d.ingested(in)
	d.replies(acceptance.Reply{OperatorDocument: "op-contract", FileName: in.FileName, Content: in.Content, Signatures: [][]byte{sellerKey.sign(t, in.Content)}, Key: "1"})
	d.is(sent.ID, acceptance.Accepted)
	files, err := d.Attachments(t.Context(), d.anna, sent.ID)
	d.must(err)
	if len(files) != 2 || files[1].Signs != sent.Content {
		t.Errorf("%+v", files)
	}
}

// TestAnInformalDocumentThatComesBackSignedIsAccepted: where the operator has no
// name for it, too.
func TestAnInformalDocumentThatComesBackSignedIsAccepted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := contract()
	in.Output, in.OperatorDocument, in.Signatures = true, "", [][]byte{buyerKey.sign(t, in.Content)}
	sent := d.ingested(in)
	in.Output, in.Signatures = false, [][]byte{sellerKey.sign(t, in.Content)}
	got, created, err := d.Ingest(t.Context(), d.anna, in)
	d.must(err)
	if created || got.ID != sent.ID || got.Status != acceptance.Accepted {
		t.Errorf("%v %+v", created, got)
	}
}

// TestAnnulment: whoever asks, the other side consents or refuses.
func TestAnnulmentThatWeAskFor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		consents bool
		want     acceptance.Code
	}{"consents": {true, acceptance.Annulled}, "refuses": {false, acceptance.AnnulRefused}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			got := d.got("upd503")
			d.done(acceptance.AcceptAction, asks(got.ID))
			made := d.made(acceptance.RevokeAction, withComment(got.ID))[0]
			if p := d.valid(made); p.Format.Kind != title.Annulment || p.Comment != "Не согласны с ценой" || p.Answered[0].FileID+".xml" != got.FileName {
				t.Errorf("%+v", p)
			}
			d.sent(acceptance.RevokeAction, d.signed(made))
			d.is(got.ID, acceptance.AskedAnnulment)
			proposal := d.content(made.ContentLink)
			reply := acceptance.Reply{OperatorDocument: "op-upd503", FileName: made.Name, Content: proposal, Signatures: [][]byte{sellerKey.sign(t, proposal)}, Key: "n"}
			if !tc.consents {
				reply = d.clarification(made.Name, proposal)
			}
			d.replies(reply)
			d.is(got.ID, tc.want)
			if codes := d.codes(got.ID); codes != "I PV VA PNS NS "+string(tc.want) {
				t.Errorf("feed %s", codes)
			}
		})
	}
}

// clarification is what the other side refuses a proposal to annul by, made at a
// desk to which the proposal came.
func (d *desk) clarification(name string, proposal []byte) acceptance.Reply {
	d.Helper()
	there := newDesk(d)
	got := there.got("upd503")
	there.replies(acceptance.Reply{OperatorDocument: "op-upd503", FileName: name, Content: proposal, Signatures: [][]byte{buyerKey.sign(d, proposal)}, Key: "p"})
	m := there.made(acceptance.RevokeRejectAction, withComment(got.ID))[0]
	content := there.content(m.ContentLink)
	return acceptance.Reply{OperatorDocument: "op-upd503", FileName: m.Name, Content: content, Signatures: [][]byte{sellerKey.sign(d, content)}, Key: "x"}
}

func TestAnnulmentThatTheyAskFor(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		action  acceptance.Action
		passage string
		want    acceptance.Code
	}{
		{acceptance.RevokeAcceptAction, "PN", acceptance.Annulled},
		{acceptance.RevokeRejectAction, "PNR", acceptance.AnnulRefused},
	} {
		t.Run(string(tc.action), func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			got := d.got("upd503")
			proposal := theirs(t, "upd503", acceptance.RevokeAction, nil)
			d.replies(proposal)
			d.is(got.ID, acceptance.AnnulmentAsked)
			_, err := d.Generate(t.Context(), d.anna, acceptance.AcceptAction, asks(got.ID))
			d.refuses(err, "operation_unavailable")
			made := d.made(tc.action, withComment(got.ID))[0]
			if tc.action == acceptance.RevokeAcceptAction {
				if string(d.content(made.ContentLink)) != string(proposal.Content) || made.Name != proposal.FileName {
					t.Error("consent is not a signature under the proposal")
				}
			} else if u := d.valid(made); u.Format.Kind != title.Clarification || u.Answered[0].FileID+".xml" != proposal.FileName {
				t.Errorf("%+v", u)
			}
			d.sent(tc.action, d.signed(made))
			d.is(got.ID, tc.want)
			if codes := d.codes(got.ID); codes != "I NI "+tc.passage+" "+string(tc.want) {
				t.Errorf("feed %s", codes)
			}
		})
	}
}

func TestAnnulmentOfWhatWeSent(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sent := d.ours("upd503")
	d.replies(theirs(t, "upd503", acceptance.AcceptAction, nil), theirs(t, "upd503", acceptance.RevokeAction, nil))
	d.is(sent.ID, acceptance.AnnulmentAsked)
	d.done(acceptance.RevokeAcceptAction, asks(sent.ID))
	if codes := d.codes(sent.ID); codes != "S VA NI PN N" {
		t.Errorf("feed %s", codes)
	}
	if out := d.courier.parcels()[0]; out.SenderBox != otherID || !strings.HasPrefix(out.FileName, "DP_PRANNUL_") {
		t.Errorf("%+v", out)
	}
}

func TestAFailedAnswerToAnAnnulmentAsksAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	d.replies(theirs(t, "upd503", acceptance.RevokeAction, nil))
	made := d.made(acceptance.RevokeAcceptAction, asks(got.ID))[0]
	signature, err := d.Attach(t.Context(), d.anna, got.ID, acceptance.SignatureFile, "x.SGN", buyerKey.sign(t, []byte("другое")))
	d.must(err)
	d.sent(acceptance.RevokeAcceptAction, []acceptance.SendItem{{DocumentID: got.ID, ContentLink: made.ContentLink, SignatureLink: signature.ID}})
	if codes := d.codes(got.ID); codes != "I NI PN E NI" {
		t.Errorf("feed %s", codes)
	}
	d.is(got.ID, acceptance.AnnulmentAsked)
}

func TestRejectionToTheEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	made := d.made(acceptance.RejectAction, withComment(got.ID))[0]
	if u := d.valid(made); u.Format.ID != "tech103.clarification" || u.Comment != "Не согласны с ценой" {
		t.Errorf("%+v", u)
	}
	d.sent(acceptance.RejectAction, d.signed(made))
	d.is(got.ID, acceptance.Rejected)
	if codes := d.codes(got.ID); codes != "I PX XV" {
		t.Errorf("feed %s", codes)
	}
	if why := d.vain(acceptance.RejectAction, asks(d.got("akt").ID)); !strings.Contains(why, ": Comment: не указано") {
		t.Error(why)
	}
}

func TestAnInvoiceCanBeRejectedThoughItIsNotAnswered(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("invoice")
	d.done(acceptance.RejectAction, withComment(got.ID))
	d.is(got.ID, acceptance.Rejected)
}

// TestAReplyWaitsWhileSomethingIsSent: what it leads to depends on how the sending
// ends.
func TestAReplyWaitsWhileSomethingIsSent(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got, _ := d.planned("upd503")
	d.replies(theirs(t, "upd503", acceptance.RevokeAction, nil))
	d.is(got.ID, acceptance.Accepting)
	if d.cursor() != "" {
		t.Error("the reply is lost")
	}
	d.Work(t.Context())
	d.Poll(t.Context())
	d.is(got.ID, acceptance.AnnulmentAsked)
	if codes := d.codes(got.ID); codes != "I PV VA NI" || d.cursor() == "" {
		t.Errorf("feed %s", codes)
	}
}

func TestAReplyThatDoesNotFitIsToldAndKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	r := theirs(t, "upd503", acceptance.AcceptAction, nil)
	d.replies(r)
	d.is(got.ID, acceptance.Received)
	feed, err := d.Feed(t.Context(), d.anna, boxID, 0, 0)
	d.must(err)
	if len(feed) != 2 || feed[1].Code != acceptance.Received || feed[1].Content == nil || !strings.Contains(feed[1].Text, "не подходит") {
		t.Errorf("%+v", feed)
	}
}

func TestReceiptsAndConfirmationsChangeNoStatus(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sent := d.ours("upd503")
	there := newDesk(t)
	there.got("upd503")
	queue, err := there.Queue(t.Context(), there.anna, boxID)
	d.must(err)
	receipt := there.content(there.receipts(queue[0].ID)[0].Receipts[0].ContentLink)
	name := fileID.FindStringSubmatch(textOf(t, receipt))[1] + ".xml"
	d.replies(
		acceptance.Reply{OperatorDocument: "op-upd503", FileName: name, Content: receipt, Key: "1"},
		acceptance.Reply{OperatorDocument: "op-upd503", FileName: "протокол.txt", Content: []byte("доставлено"), Key: "2"},
		acceptance.Reply{OperatorDocument: "op-upd503", Code: "GPD", Key: "3"},
	)
	d.is(sent.ID, acceptance.Sent)
	if codes := d.codes(sent.ID); codes != "S RS GPD" {
		t.Errorf("feed %s", codes)
	}
	files, err := d.Attachments(t.Context(), d.anna, sent.ID)
	d.must(err)
	if len(files) != 4 || files[2].Type != acceptance.ReceiptFile || files[3].Type != acceptance.OperatorFile {
		t.Errorf("%+v", files)
	}
}

// TestReceiptsForOurAnswers: the receipt of an acceptance and of a rejection.
func TestReceiptsForOurAnswers(t *testing.T) {
	t.Parallel()
	there := newDesk(t)
	there.got("upd503")
	queue, err := there.Queue(t.Context(), there.anna, boxID)
	there.must(err)
	receipt := textOf(t, there.content(there.receipts(queue[0].ID)[0].Receipts[0].ContentLink))
	for action, want := range map[acceptance.Action]string{acceptance.AcceptAction: "I PV VA RV", acceptance.RejectAction: "I PX XV RX"} {
		d := newDesk(t)
		got := d.got("upd503")
		made := d.made(action, withComment(got.ID))
		d.sent(action, d.signed(made...))
		text := strings.ReplaceAll(receipt, strings.TrimSuffix(got.FileName, ".xml"), strings.TrimSuffix(made[0].Name, ".xml"))
		content := []byte(strings.Replace(text, "windows-1251", "UTF-8", 1))
		d.replies(acceptance.Reply{OperatorDocument: "op-upd503", FileName: fileID.FindStringSubmatch(text)[1] + ".xml", Content: content, Key: "r"})
		if codes := d.codes(got.ID); codes != want {
			t.Errorf("feed %s, want %s", codes, want)
		}
	}
}

func TestTheOperatorTellsWhatWasDoneElsewhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	d.replies(
		acceptance.Reply{OperatorDocument: "op-upd503", Code: acceptance.AcceptedFully, Text: "Принят в кабинете оператора", Key: "1"},
		acceptance.Reply{OperatorDocument: "op-upd503", Code: acceptance.AcceptedFully, Key: "2"},
	)
	d.is(got.ID, acceptance.AcceptedFully)
	if codes := d.codes(got.ID); codes != "I VA" {
		t.Errorf("feed %s", codes)
	}
}

func TestAReplyAboutNothingBecomesADocument(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.replies(acceptance.Reply{OperatorDocument: "op-?", FileName: "ответ.pdf", Content: []byte("%PDF"), Key: "1"}, acceptance.Reply{OperatorDocument: "op-??", Code: "V", Key: "2"})
	list, err := d.Documents(t.Context(), d.anna, acceptance.Query{})
	d.must(err)
	if len(list) != 1 || list[0].FileName != "ответ.pdf" || d.cursor() == "" {
		t.Errorf("%+v", list)
	}
}

// TestAnAnswerThatIsUploadedBelongsToItsDocument: the folder and the interface
// know no replies.
func TestAnAnswerThatIsUploadedBelongsToItsDocument(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sent := d.ours("upd503")
	r := theirs(t, "upd503", acceptance.AcceptAction, nil)
	for range 2 {
		got, created, err := d.Ingest(t.Context(), d.anna, acceptance.Incoming{Box: boxID, FileName: r.FileName, Content: r.Content, Signatures: r.Signatures})
		d.must(err)
		if created || got.ID != sent.ID || got.Status != acceptance.AcceptedFully {
			t.Errorf("%v %+v", created, got)
		}
	}
	if codes := d.codes(sent.ID); codes != "S VA" {
		t.Errorf("feed %s", codes)
	}
	stray := theirs(t, "akt", acceptance.AcceptAction, nil)
	got := d.ingested(acceptance.Incoming{Box: boxID, FileName: stray.FileName, Content: stray.Content})
	if got.Type != acceptance.Informal {
		t.Errorf("%+v", got)
	}
}

// TestAStrangerAcceptedForTheOtherSide: any box could, with a file that names what was
// sent to another one and whoever's signature.
func TestAStrangerAcceptedForTheOtherSide(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sent := d.ours("upd503")
	r := theirs(t, "upd503", acceptance.AcceptAction, nil)
	in := acceptance.Incoming{
		Box: boxID, SenderBox: "77999999260000000000000000000009@courier", FileName: r.FileName, Content: r.Content, Signatures: r.Signatures,
	}
	if got := d.ingested(in); got.ID == sent.ID {
		t.Error("a stranger's answer belongs to the document")
	}
	d.is(sent.ID, acceptance.Sent)
	in.SenderBox, in.Content = otherID, append(in.Content, '\n')
	in.Signatures = [][]byte{buyerKey.sign(t, in.Content)}
	if got, _, err := d.Ingest(t.Context(), d.anna, in); err != nil || got.ID != sent.ID {
		t.Errorf("%+v, error %v", got, err)
	}
	d.is(sent.ID, acceptance.AcceptedFully)
}

// TestACopyOfWhatWeSentAcceptedIt: a folder may bring it back as it was.
func TestACopyOfWhatWeSentAcceptedIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := contract()
	in.Output, in.Signatures = true, [][]byte{buyerKey.sign(t, in.Content)}
	sent := d.ingested(in)
	in.Output, in.OperatorDocument = false, ""
	if got, _, err := d.Ingest(t.Context(), d.anna, in); err != nil || got.ID != sent.ID {
		t.Errorf("%+v, error %v", got, err)
	}
	d.is(sent.ID, acceptance.Sent)
	in.Signatures = append(in.Signatures, sellerKey.sign(t, in.Content))
	_, _, err := d.Ingest(t.Context(), d.anna, in)
	d.must(err)
	d.is(sent.ID, acceptance.Accepted)
}

// TestAFirstTitleThatCameBackSignedWasAccepted: it takes a second title.
func TestAFirstTitleThatCameBackSignedWasAccepted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	sent := d.ours("upd503")
	content := d.content(sent.Content)
	d.replies(acceptance.Reply{
		OperatorDocument: sent.OperatorDocument, FileName: sent.FileName, Content: content,
		Signatures: [][]byte{vendorKey.sign(t, content)}, Key: "1",
	})
	d.is(sent.ID, acceptance.Sent)
}

// TestPollAsksForTheNextPartAtOnce: an operator may bring a part at once.
func TestPollAsksForTheNextPartAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.courier.parts = []acceptance.Incoming{d.incoming("upd503"), d.incoming("akt"), d.incoming("aktsver")}
	d.Poll(t.Context())
	list, err := d.Documents(t.Context(), d.anna, acceptance.Query{})
	d.must(err)
	if len(list) != 3 || d.cursor() != "3" {
		t.Errorf("%d documents, read to %q", len(list), d.cursor())
	}
}

func TestPollTakesInWhatComes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := d.incoming("upd503")
	bad := contract()
	bad.FileName = "a/b"
	d.courier.incoming = map[string][]acceptance.Incoming{boxID: {bad, in}}
	d.courier.cursor = "c1"
	for range 3 {
		d.Poll(t.Context())
	}
	list, err := d.Documents(t.Context(), d.anna, acceptance.Query{})
	d.must(err)
	if len(list) != 1 || list[0].OperatorDocument != "op-upd503" || d.cursor() != "c1" {
		t.Errorf("%+v, read to %q", list, d.cursor())
	}
}

// TestAnAnswerThatNobodySignedAcceptsNothing: without a signature, or with one of
// other bytes.
func TestAnAnswerThatNobodySignedAcceptsNothing(t *testing.T) {
	t.Parallel()
	for name, signatures := range map[string][][]byte{"none": nil, "of other bytes": {buyerKey.sign(t, []byte("другое"))}, "no CMS": {[]byte("x")}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			sent := d.ours("upd503")
			r := theirs(t, "upd503", acceptance.AcceptAction, nil)
			r.Signatures = signatures
			d.replies(r)
			d.is(sent.ID, acceptance.Sent)
			elements, err := d.Elements(t.Context(), d.anna, sent.ID)
			d.must(err)
			if len(elements) != 2 || !strings.Contains(elements[1].Text, "без действительной подписи") || elements[1].Content.IsZero() {
				t.Errorf("%+v", elements)
			}
		})
	}
}

func TestAFileOfTheOperatorThatComesTwiceIsKeptOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	got := d.got("upd503")
	r := acceptance.Reply{OperatorDocument: "op-upd503", FileName: "протокол.txt", Content: []byte("доставлено"), Key: "1"}
	r.Signatures = [][]byte{sellerKey.sign(t, r.Content)}
	d.replies(r)
	d.replies(r)
	files, err := d.Attachments(t.Context(), d.anna, got.ID)
	d.must(err)
	if len(files) != 4 {
		t.Errorf("%d files", len(files))
	}
}
