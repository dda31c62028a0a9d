package edo_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"sdano"
	"sdano/acceptance"
	"sdano/access"
	"sdano/internal/demo"
	"sdano/internal/wiring"
	"sdano/sign"
	"sdano/storage/sqlstore"
)

// abroad is a box of another data area, of who sends; vera works with it.
const (
	abroad = "77999999260000000000000000000126@loopback"
	area   = tenant + 1
)

// neighbours enters the box of another data area.
func (h *house) neighbours() {
	h.Helper()
	h.with(func(ctx context.Context, db *sqlstore.DB) error {
		office := wiring.NewOffice(db, sdano.RealClock{})
		if err := office.SetUser(ctx, "cli", access.User{
			Login: "vera", Tenants: []sdano.Tenant{area}, Scopes: []access.Scope{access.ScopeUploader, access.ScopeRevoker},
		}, "vera-password"); err != nil {
			return err
		}
		return office.SetBox(ctx, "cli", acceptance.Box{
			ID: abroad, Tenant: area, Participant: "2ZZ-7799999926-779901001-2026", TaxID: demo.Buyer, Name: "ООО «Покупатель»",
		}, "vera")
	})
}

// bring uploads a document of a box with signatures under it, to be delivered to
// another box.
func (c *client) bring(box, to string, f first, signatures ...[]byte) (document sdano.ID, status string) {
	c.Helper()
	var body bytes.Buffer
	fmt.Fprintf(&body, "--b\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n{\"BoxId\":%q,\"IsOutput\":true,\"ReceiverBoxId\":%q,\"FileName\":%q}\r\n", box, to, f.name)
	part := func(name string, data []byte) {
		fmt.Fprintf(&body, "--b\r\nContent-Disposition: form-data; name=%q; filename=\"f\"\r\n\r\n", name)
		body.Write(data)
		body.WriteString("\r\n")
	}
	part("content", f.data)
	for _, s := range signatures {
		part("signature", s)
	}
	body.WriteString("--b--\r\n")
	var answer struct {
		DocumentID sdano.ID `json:"DocumentId"`
		Status     string
	}
	c.into(c.do("POST", "/documents/incoming", body.Bytes(), header{"Content-Type", "multipart/form-data; boundary=b"}), &answer)
	return answer.DocumentID, answer.Status
}

// TestNobodyCouldSendAFirstTitle: by HTTP alone a УПД goes from a box of one data
// area to one of another, is accepted there, and the answer comes back.
func TestNobodyCouldSendAFirstTitle(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "")
	h.neighbours()
	url := h.serve().url
	anna, vera := login(t, url, "anna"), login(t, url, "vera")
	f := h.sample("upd503")
	signature, err := h.keys.Sign(t.Context(), sign.Subject{Tenant: tenant, TaxID: demo.Buyer}, "", f.data)
	h.must(err)

	document, state := vera.bring(abroad, ours, f)
	if state != "DRT" {
		t.Fatalf("without a signature it is %s", state)
	}
	if same, _ := vera.bring(abroad, ours, f, signature); same != document {
		t.Fatal("the same bytes are another document")
	}
	vera.bring(abroad, ours, f, signature)
	var came []status
	wait(t, "arrival", func() bool {
		came = anna.feed(ours, 0).Statuses
		return len(came) > 0
	})
	if len(came) != 1 || codes(came) != "I" || len(came[0].Content.Signatures) != 1 {
		t.Fatalf("%+v", came)
	}
	if !bytes.Equal(anna.file(came[0].Content.LinkID), f.data) || !bytes.Equal(anna.file(came[0].Content.Signatures[0].LinkID), signature) {
		t.Error("other bytes came than were sent")
	}

	made := anna.finished("/document/accept/content", anna.do("POST", "/document/accept/content", request(came[0].DocumentID)))
	second := anna.file(made[0].ContentLinkID)
	item := signedTitle(made[0], anna.upload(made[0], h.signed(second)))
	anna.finished("/documents/accept/local", anna.do("POST", "/documents/accept/local", map[string]any{"SignedTitlesOrReceipts": []any{item}}))
	var sent []status
	wait(t, "the answer", func() bool {
		sent = vera.feed(abroad, 0).of(document)
		return len(sent) > 3
	})
	if got := codes(sent); got != "DRT DRT S VA" {
		t.Fatalf("the sender's feed is %s", got)
	}
	last := sent[3].Content
	if last == nil || !bytes.Equal(vera.file(last.LinkID), second) || len(last.Signatures) != 1 {
		t.Fatalf("%+v", last)
	}
	vera.whole(f.data, vera.file(sent[2].Content.Signatures[0].LinkID))
	vera.whole(second, vera.file(last.Signatures[0].LinkID))
}

// TestAFirstTitleThatCannotBeDeliveredIsADraftAgain: what the operator refuses is an
// error in the feed, and can be brought again.
func TestAFirstTitleThatCannotBeDeliveredIsADraftAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "")
	h.neighbours()
	vera := login(t, h.serve().url, "vera")
	f := h.contract(1, 10)
	signature, err := h.keys.Sign(t.Context(), sign.Subject{Tenant: tenant, TaxID: demo.Buyer}, "", f.data)
	h.must(err)
	var document sdano.ID
	for n, want := range []string{"DRT E DRT", "DRT E DRT E DRT"} {
		document, _ = vera.bring(abroad, "77999999260000000000000000000999@loopback", f, signature)
		wait(t, want, func() bool { return codes(vera.feed(abroad, 0).of(document)) == want })
		if feed := vera.feed(abroad, 0).of(document); feed[1+2*n].Event.Text == "" {
			t.Errorf("%+v", feed)
		}
	}
}
