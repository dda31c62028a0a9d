package acceptance_test

import (
	"strings"
	"testing"

	"sdano"
	"sdano/acceptance"
	"sdano/edo/loopback"
	"sdano/sign"
	"sdano/storage/sqlstore"
	"sdano/titles/title"
)

const (
	sellerBox = "77999999400000000000000000000001@loopback"
	buyerBox  = "77999999190000000000000000000002@loopback"
)

// exchange is a desk with two boxes of one server, of a seller and a buyer.
type exchange struct {
	*desk
	operator *loopback.Operator
}

func newExchange(t *testing.T) *exchange {
	t.Helper()
	d := newDesk(t)
	x := &exchange{d, loopback.New(d.db, sqlstore.MailStore{}, sqlstore.AcceptanceStore{}, d.business)}
	d.config.Operators = []acceptance.Operator{x.operator}
	d.restart()
	buyer, seller := d.box, d.box
	buyer.ID, seller.ID = buyerBox, sellerBox
	seller.Participant, seller.Name, seller.ShortName = "2ZY-7799999940-779901001-2026", "ООО «Продавец»", "ООО «Продавец»"
	seller.TaxID = sdano.TaxID{INN: "7799999940", KPP: "779901001"}
	d.must(d.PutBox(t.Context(), "user:root", buyer, "anna"))
	d.must(d.PutBox(t.Context(), "user:root", seller, "anna"))
	return x
}

// deliver sends a document from seller to buyer, and returns it in the boxes of
// both.
func (x *exchange) deliver(name string, content []byte) (sold, bought acceptance.Document) {
	x.Helper()
	_, err := x.operator.Deliver(x.Context(), loopback.Parcel{
		ID: sdano.NewID(), From: sellerBox, To: buyerBox, FileName: name, Content: content, Signatures: [][]byte{sellerKey.sign(x, content)},
	})
	x.must(err)
	x.Poll(x.Context())
	return x.only(sellerBox), x.only(buyerBox)
}

func (x *exchange) only(box string) acceptance.Document {
	x.Helper()
	list, err := x.Documents(x.Context(), x.anna, acceptance.Query{Boxes: []string{box}})
	x.must(err)
	if len(list) != 1 {
		x.Fatalf("%d documents in %s", len(list), box)
	}
	return list[0]
}

// feeds checks the feeds of both sides of a document.
func (x *exchange) feeds(sold, bought acceptance.Document, sellers, buyers string) {
	x.Helper()
	x.Poll(x.Context())
	if s, b := x.codes(sold.ID), x.codes(bought.ID); s != sellers || b != buyers {
		x.Fatalf("feeds %q and %q, want %q and %q", s, b, sellers, buyers)
	}
}

// TestTwoBoxesOfOneServer: an УПД to the end, with its receipt, and annulled by
// consent; every signature that arrived holds under what arrived.
func TestTwoBoxesOfOneServer(t *testing.T) {
	t.Parallel()
	x := newExchange(t)
	name, content := sample(t, "upd503")
	sold, bought := x.deliver(name, content)
	x.feeds(sold, bought, "S", "I")

	queue, err := x.Queue(t.Context(), x.anna, buyerBox)
	x.must(err)
	id, err := x.GenerateReceipts(t.Context(), x.anna, acceptance.ReceiptsRequest{Box: buyerBox, Signer: accountant(), Items: []int64{queue[0].ID}})
	x.must(err)
	task, err := x.Task(t.Context(), x.anna, acceptance.ReceiptAction, acceptance.Making, id)
	x.must(err)
	made, err := decoded[acceptance.MadeReceipts](task)
	x.must(err)
	_, err = x.SendReceipts(t.Context(), x.anna, acceptance.ReceiptsToSend{Box: buyerBox, Items: []acceptance.ReceiptToSend{{Item: queue[0].ID, Receipts: x.signed(made[0].Receipts...)}}})
	x.must(err)
	x.Work(t.Context())
	x.feeds(sold, bought, "S RS", "I RS")

	r := asks(bought.ID)
	r.Acceptance = []acceptance.Result{{DocumentID: bought.ID, Acceptance: title.Acceptance{Type: 2}}}
	x.done(acceptance.AcceptAction, r)
	x.feeds(sold, bought, "S RS VPA", "I RS PV VPA")

	x.done(acceptance.RevokeAction, withComment(bought.ID))
	x.feeds(sold, bought, "S RS VPA NI", "I RS PV VPA PNS NS")
	x.done(acceptance.RevokeAcceptAction, asks(sold.ID))
	x.feeds(sold, bought, "S RS VPA NI PN N", "I RS PV VPA PNS NS N")
	x.holds(sold.ID)
	x.holds(bought.ID)
}

// holds checks every signature of a document against the bytes that it is under.
func (x *exchange) holds(document sdano.ID) {
	x.Helper()
	files, err := x.Attachments(x.Context(), x.anna, document)
	x.must(err)
	n := 0
	for _, f := range files {
		if f.Signs.IsZero() {
			continue
		}
		n++
		report, err := x.Validate(x.Context(), x.content(f.Signs), x.content(f.ID), true)
		x.must(err)
		if s := report.Signers[0]; s.Digest.Verdict != sign.Valid || s.Signature.Verdict != sign.Valid {
			x.Errorf("%s: %+v", f.Name, s)
		}
	}
	if n < 4 {
		x.Errorf("only %d signatures", n)
	}
}

func TestTwoBoxesExchangeAnInformalDocument(t *testing.T) {
	t.Parallel()
	x := newExchange(t)
	sold, bought := x.deliver("Договор 7.pdf", []byte("%PDF-1.7"))
	x.done(acceptance.AcceptAction, asks(bought.ID))
	x.feeds(sold, bought, "S V", "I PV V")
}

func TestTwoBoxesRefuse(t *testing.T) {
	t.Parallel()
	x := newExchange(t)
	name, content := sample(t, "upd503")
	sold, bought := x.deliver(name, content)
	x.done(acceptance.RejectAction, withComment(bought.ID))
	x.feeds(sold, bought, "S XV", "I PX XV")
}

func TestTwoBoxesAnnulmentIsRefused(t *testing.T) {
	t.Parallel()
	x := newExchange(t)
	name, content := sample(t, "upd503")
	sold, bought := x.deliver(name, content)
	x.done(acceptance.RevokeAction, withComment(bought.ID))
	x.feeds(sold, bought, "S NI", "I PNS NS")
	x.done(acceptance.RevokeRejectAction, withComment(sold.ID))
	x.feeds(sold, bought, "S NI PNR NR", "I PNS NS NR")
}

// TestASenderCouldNotAskToAnnulWhatHeSent: before and after the answer, and the other
// side consents or refuses.
func TestASenderCouldNotAskToAnnulWhatHeSent(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		what             string
		accepted         bool
		answer           acceptance.Action
		sellers, buyers  string
		sellers2, buyer2 string
	}{
		"not answered, consent": {"upd503", false, acceptance.RevokeAcceptAction, "S PNS NS", "I NI", " N", " PN N"},
		"not answered, refusal": {"upd503", false, acceptance.RevokeRejectAction, "S PNS NS", "I NI", " NR", " PNR NR"},
		"accepted, consent":     {"upd503", true, acceptance.RevokeAcceptAction, "S VA PNS NS", "I PV VA NI", " N", " PN N"},
		"accepted, refusal":     {"akt", true, acceptance.RevokeRejectAction, "S V PNS NS", "I PV V NI", " NR", " PNR NR"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := newExchange(t)
			file, content := sample(t, tc.what)
			sold, bought := x.deliver(file, content)
			if tc.accepted {
				x.done(acceptance.AcceptAction, asks(bought.ID))
				x.Poll(t.Context())
			}
			made := x.made(acceptance.RevokeAction, withComment(sold.ID))[0]
			p := x.valid(made)
			if p.Format.Kind != title.Annulment || p.Answered[0].FileID+".xml" != sold.FileName {
				t.Errorf("%+v", p)
			}
			if want := "DP_PRANNUL_" + recipientOf(sold.FileName) + "_"; !strings.HasPrefix(made.Name, want) {
				t.Errorf("%s is to begin with %s: it goes to who got the document", made.Name, want)
			}
			x.sent(acceptance.RevokeAction, x.signed(made))
			x.feeds(sold, bought, tc.sellers, tc.buyers)
			x.done(tc.answer, withComment(bought.ID))
			x.feeds(sold, bought, tc.sellers+tc.sellers2, tc.buyers+tc.buyer2)
		})
	}
}

// recipientOf returns the participant that the name of a first title says it goes to.
func recipientOf(file string) string {
	parts := strings.Split(file, "_")
	return parts[2]
}
