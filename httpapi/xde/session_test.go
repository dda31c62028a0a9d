package xde_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sdano"
)

// TestSessionOfAClient replays what a client written for the published interface
// does, with its quirks, for every kind of document: token, feed, info, content,
// poll, archive, sign, upload, send, feed.
func TestSessionOfAClient(t *testing.T) {
	t.Parallel()
	for what, end := range map[string]string{
		"upd501": "VA", "upd502": "VA", "upd503": "VA", "ukd189": "V", "ukd736": "V", "torg2": "V", "aktsver": "V",
		"torg12": "V", "akt": "V", "pdf": "V",
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			document := w.bring(what, sdano.ID{})
			w.login()
			seen := w.feedOf(document, 0)
			if seen.last().Event.StatusCode != (code{"I", "Получен"}) || seen.last().Content.Type != 0 || seen.last().Event.IsOutput {
				t.Fatalf("%+v", seen.last())
			}
			w.get("/v3/documents/info/"+strings.ToUpper(document.String())).has(`"Status":"I"`, `"Id":"`+document.String()+`"`)
			w.accept(document, what)
			after := w.feedOf(document, seen.LastStatusID)
			if got := after.codes(); got != "PV "+end {
				t.Fatalf("the feed goes on with %s", got)
			}
			w.get("/v3/documents/info/" + document.String()).has(`"Status":"` + end + `"`)
			if n := len(w.courier.Sent()); n != 1 {
				t.Errorf("%d parcels were sent", n)
			}
		})
	}
}

// login gets a token as the client does: names of members in whatever case.
func (w *world) login() {
	w.Helper()
	var token struct {
		AccessToken string `json:"access_token"`
		TokenType   string `json:"token_type"`
		ExpiresIn   int    `json:"expires_in"`
	}
	w.post("/token", `{"username":"anna","PassWord":"anna-password"}`, header("Authorization", "")).into(&token)
	if token.TokenType != "Bearer" || token.ExpiresIn != 3600 || token.AccessToken == "" {
		w.Fatalf("%+v", token)
	}
	w.tokens["anna"] = "Bearer " + token.AccessToken
}

type code struct{ Value, Name string }

type content struct {
	LinkID     sdano.ID `json:"LinkId"`
	Name       string
	Type       int
	Signatures []struct {
		Certificate struct{ Surname, FirstName, MiddleName, ValidFrom, ValidTo, SerialNumber, Thumbprint string }
	}
}

// feed is version 4 of the feed.
type feed struct {
	LastStatusID int64 `json:"LastStatusId"`
	Statuses     []struct {
		StatusID   int64    `json:"StatusId"`
		DocumentID sdano.ID `json:"DocumentId"`
		Event      struct {
			EventID          sdano.ID `json:"EventId"`
			IsOutput         bool
			StatusCode       code
			OperatorDateTime string
			Text             string
		}
		Content   *content
		Printform *content
	}
}

func (f feed) codes() string {
	var out []string
	for _, s := range f.Statuses {
		out = append(out, s.Event.StatusCode.Value)
	}
	return strings.Join(out, " ")
}

func (f feed) last() (out struct {
	StatusID int64
	Event    struct {
		IsOutput   bool
		StatusCode code
	}
	Content *content
},
) {
	s := f.Statuses[len(f.Statuses)-1]
	out.StatusID, out.Event.IsOutput, out.Event.StatusCode, out.Content = s.StatusID, s.Event.IsOutput, s.Event.StatusCode, s.Content
	return out
}

// feedOf reads the feed and leaves out what is about other documents.
func (w *world) feedOf(document sdano.ID, after int64) feed {
	w.Helper()
	var f feed
	w.post("/v4/statuses/history", fmt.Sprintf(`{"BoxId":%q,"MaxStatusesCount":0,"LastStatusId":%d}`, boxID, after)).into(&f)
	own := f.Statuses[:0]
	for _, s := range f.Statuses {
		if s.DocumentID == document {
			own = append(own, s)
		}
	}
	f.Statuses = own
	return f
}

// request is what a client sends to have a document accepted.
func request(document sdano.ID, what string) map[string]any {
	r := map[string]any{"documentid": document, "SIGNER": signer, "unknown": []int{1}, "SignersSettings": nil}
	if what == "torg2" {
		r["MaterialAssetsAcceptanceResults"] = []any{map[string]any{
			"DocumentId": document, "Date": "2026-01-17T14:00:04.602Z", "AcceptanceText": "Согласен",
			"Information": map[string]any{"FileId": nil, "TextInformation": []any{map[string]any{"Id": "НомерПретензии", "Value": "15"}}},
		}}
	}
	return r
}

// accept does all that an acceptance takes.
func (w *world) accept(document sdano.ID, what string) {
	w.Helper()
	id := w.number(w.post("/document/accept/content", request(document, what), header("Accept", "*/*")).ok())
	t := w.finished(fmt.Sprintf("/v2/document/accept/content/tasks/%d", id))
	i := slices.IndexFunc(t.Results, func(r result) bool { return r.DocumentID == document })
	if t.TaskStatus != 1 || t.TaskHandlingErrorMessage != nil || i < 0 {
		w.Fatalf("%+v", t)
	}
	made := t.Results[i]
	bytes := []byte(w.get("/archive/" + made.ContentLinkID.String()).ok())
	if name, received := w.sample(what); what == "pdf" && (made.Name != name || string(received) != string(bytes)) {
		w.Errorf("an informal document does not give itself: %q", made.Name)
	}
	link := w.attach(document, made.Name+".SGN", w.serverSigned(bytes))
	send := map[string]any{"SignedTitlesOrReceipts": []any{map[string]any{
		"DocumentId": document, "Name": made.Name, "ContentLinkId": made.ContentLinkID, "SignatureLinkId": link,
	}}}
	sent := w.number(w.post("/documents/accept/local", send, wantsJSON).ok())
	got := w.finished(fmt.Sprintf("/documents/accept/local/tasks/%d", sent))
	if got.TaskStatus != 1 || len(got.Results) != 1 || !got.Results[0].IsSent || got.Results[0].ErrorText != nil || got.Results[0].DocumentID != document {
		w.Fatalf("%+v", got)
	}
}

// serverSigned has the server sign.
func (w *world) serverSigned(data []byte) []byte {
	w.Helper()
	var signed []struct{ Result []byte }
	w.post("/v2/sign", map[string]any{"Thumbprint": buyer.Thumbprint(), "ThrowOnErrors": true, "Contents": []string{b64(data)}}).into(&signed)
	if len(signed) != 1 || len(signed[0].Result) == 0 {
		w.Fatalf("%+v", signed)
	}
	w.post("/v3/validate", map[string]any{"Content": b64(data), "Signature": b64(signed[0].Result)}).has(`"Surname":"Примеров","FirstName":"Пётр","MiddleName":"Ильич"`)
	return signed[0].Result
}

// TestPackageOfAllKinds: a package of all kinds at once is generated by the id of
// any of its documents, and what is not signed stays as it is.
func TestPackageOfAllKinds(t *testing.T) {
	t.Parallel()
	w := open(t)
	pkg := sdano.NewID()
	kinds := []string{"upd501", "upd502", "upd503", "ukd189", "ukd736", "torg2", "aktsver", "torg12", "akt", "pdf"}
	byKind := map[string]sdano.ID{}
	for _, what := range kinds {
		byKind[what] = w.bring(what, pkg)
	}
	r := request(byKind["torg2"], "torg2")
	r["documentid"] = byKind["pdf"]
	id := w.post("/documents/accept/content", r, wantsJSON).ok()
	made := w.finished("/documents/accept/content/tasks/" + id)
	if made.TaskStatus != 1 || len(made.Results) != len(kinds) {
		t.Fatalf("%+v", made)
	}
	w.get("/packages/"+pkg.String()).has(`"PackageId":"`+pkg.String()+`"`, `"Status":"I"`)
	var items []any
	for _, m := range made.Results {
		if m.DocumentID == byKind["akt"] {
			continue
		}
		data := []byte(w.get("/archive/" + m.ContentLinkID.String()).ok())
		items = append(items, map[string]any{
			"DocumentId": m.DocumentID, "Name": m.Name, "ContentLinkId": m.ContentLinkID,
			"SignatureLinkId": w.attach(m.DocumentID, m.Name+".SGN", w.signed(buyer, data)),
		})
	}
	sent := w.finished("/documents/accept/local/tasks/" + w.post("/v3/documents/accept/local", map[string]any{"signedTitlesOrReceipts": items}).ok())
	for _, s := range sent.Results {
		if !s.IsSent {
			t.Errorf("%s: %s", s.DocumentID, *s.ErrorText)
		}
	}
	for what, document := range byKind {
		want := "V"
		switch {
		case what == "akt":
			want = "I"
		case strings.HasPrefix(what, "upd"):
			want = "VA"
		}
		w.get("/documents/info/" + document.String()).has(`"Status":"` + want + `"`)
	}
	if n := len(w.courier.Sent()); n != len(kinds)-1 {
		t.Errorf("%d parcels were sent", n)
	}
}

// TestWhatIsSignedIsWhatWasMade: the bytes of the archive are those that the
// operator gets, to the last one.
func TestWhatIsSignedIsWhatWasMade(t *testing.T) {
	t.Parallel()
	w := open(t)
	document := w.bring("pdf", sdano.ID{})
	w.accept(document, "pdf")
	_, want := w.sample("pdf")
	sent := w.courier.Sent()
	if len(sent) != 1 || !bytes.Equal(sent[0].Content, want) || len(sent[0].Signature) == 0 {
		t.Errorf("%+v", sent)
	}
}
