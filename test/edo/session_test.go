package edo_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/internal/oracle"
	"sdano/internal/pgtest"
	"sdano/titles"
)

// kinds are the kinds of documents and the status in which their acceptance
// ends.
var kinds = map[string]string{
	"upd501": "VA", "upd502": "VA", "upd503": "VA", "ukd189": "V", "ukd736": "V", "torg2": "V", "aktsver": "V",
	"torg12": "V", "akt": "V", "pdf": "V",
}

// official are the official schemas of second titles. That of приказ 736@ is not
// at hand.
var official = map[string]string{
	"upd501": "upd/ON_NSCHFDOPPOK_1_997_02_05_01_02.xsd", "upd502": "upd/ON_NSCHFDOPPOK_1_997_02_05_02_01.xsd",
	"upd503": "upd/ON_NSCHFDOPPOK_1_997_02_05_03_01.xsd", "ukd189": "ukd/ON_KORSCHFDOPPOK_1_996_02_05_01_03.xsd",
	"torg2": "torg2/DP_PRIRASXDOP_1_994_02_05_01_01.xsd", "aktsver": "aktsver/ON_AKTSVERPOL_1_972_02_05_01_01.xsd",
	"torg12": "torg12/DP_TOVTORGPOK_1_992_02_05_01_04.xsd", "akt": "akt/DP_REZRUZAK_1_990_02_05_01_02.xsd",
}

// TestSession: every kind of document alone, and one package of all.
func TestSession(t *testing.T) {
	t.Parallel()
	session(t, newHouse(t, ""))
}

func TestSessionOnPostgreSQL(t *testing.T) {
	t.Parallel()
	session(t, newHouse(t, pgtest.Database(t)))
}

func session(t *testing.T, h *house) {
	t.Helper()
	all := make([]first, 0, len(kinds))
	for what := range kinds {
		all = append(all, h.sample(what))
	}
	// Files that are too large for the database lie elsewhere.
	large := h.contract(8, 300<<10)
	h.delivered("", append(all, large)...)
	h.delivered("all of them", all...)
	url := h.serve().url
	s := &desk{house: h, anna: login(t, url, "anna"), boris: login(t, url, "boris"), made: map[string][][]byte{}}
	s.arrive()
	for _, f := range append(all, large) {
		s.alone(f)
	}
	s.together(all)
	s.valid(t)
	t.Run("signatures by OpenSSL", func(t *testing.T) { s.judged(t, newLab(t), h.root) })
}

// desk is both sides of the exchange, each at its feed.
type desk struct {
	*house
	anna, boris *client
	// came are the documents of our box by the order of their arrival, with the
	// same name first alone and then in the package; theirs are those of the
	// other box.
	came, theirs map[string][]sdano.ID
	// seen is how far our feed was read.
	seen int64
	made map[string][][]byte
	// pairs are contents with signatures under them that the server finds valid.
	pairs [][2][]byte
}

// arrive waits until everything that was delivered is in both feeds.
func (s *desk) arrive() {
	s.Helper()
	wait(s, "arrival", func() bool {
		f := s.anna.feed(ours, 0)
		s.came, s.seen = arrivals(f, "I"), f.LastStatusID
		s.theirs = arrivals(s.boris.feed(theirs, 0), "S")
		return count(s.came) == s.sent && count(s.theirs) == s.sent
	})
}

// arrivals are the documents of a feed by their file's name.
func arrivals(f feed, code string) map[string][]sdano.ID {
	out := map[string][]sdano.ID{}
	for _, s := range f.Statuses {
		if s.Event.StatusCode.Value == code && s.Content != nil && s.Content.Type == 0 && len(s.Content.Signatures) == 1 {
			out[s.Content.Name] = append(out[s.Content.Name], s.DocumentID)
		}
	}
	return out
}

func count(m map[string][]sdano.ID) (n int) {
	for _, ids := range m {
		n += len(ids)
	}
	return n
}

// alone accepts a document that came alone, as the first of its name.
func (s *desk) alone(f first) {
	s.Helper()
	document := s.came[f.name][0]
	info := string(s.anna.do("GET", "/v3/documents/info/"+strings.ToUpper(document.String()), nil))
	if !strings.Contains(info, `"Id":"`+document.String()+`"`) || !strings.Contains(info, `"Status":"I"`) {
		s.Fatalf("%s: %s", f.what, info)
	}
	r := request(document)
	if f.what == "torg2" {
		r = request(document, document)
	}
	made := s.anna.finished("/v2/document/accept/content", s.anna.do("POST", "/document/accept/content", r, anything))
	if len(made) != 1 || made[0].DocumentID != document {
		s.Fatalf("%s: %+v", f.what, made)
	}
	item := s.sign(f, made[0])
	sent := s.anna.finished("/documents/accept/local", s.anna.do("POST", "/documents/accept/local", map[string]any{"SignedTitlesOrReceipts": []any{item}}))
	if len(sent) != 1 || !sent[0].IsSent || sent[0].ErrorText != nil {
		s.Fatalf("%s: %+v", f.what, sent)
	}
	s.accepted(f, 0)
}

// together accepts the package by the id of one of its documents.
func (s *desk) together(files []first) {
	s.Helper()
	torg2 := ""
	for _, f := range files {
		if f.what == "torg2" {
			torg2 = f.name
		}
	}
	r := request(s.came[files[0].name][1], s.came[torg2][1])
	made := s.anna.finished("/documents/accept/content", s.anna.do("POST", "/documents/accept/content", r))
	if len(made) != len(files) {
		s.Fatalf("the package of %d documents gives %+v", len(files), made)
	}
	var items []any
	for _, f := range files {
		i := slices.IndexFunc(made, func(m result) bool { return m.DocumentID == s.came[f.name][1] })
		if i < 0 {
			s.Fatalf("the package gives nothing for %s", f.what)
		}
		items = append(items, s.sign(f, made[i]))
	}
	sent := s.anna.finished("/documents/accept/local", s.anna.do("POST", "/v3/documents/accept/local", map[string]any{"signedTitlesOrReceipts": items}))
	for _, one := range sent {
		if !one.IsSent {
			s.Errorf("%s: %s", one.DocumentID, *one.ErrorText)
		}
	}
	for _, f := range files {
		s.accepted(f, 1)
	}
}

// sign fetches what was made, signs it and keeps the signature.
func (s *desk) sign(f first, made result) any {
	s.Helper()
	data := s.anna.file(made.ContentLinkID)
	if f.what == "pdf" && (made.Name != f.name || !bytes.Equal(data, f.data)) {
		s.Errorf("an informal document does not give itself: %q", made.Name)
	}
	if f.what != "pdf" {
		s.made[f.what] = append(s.made[f.what], data)
		v := titles.Check(titles.Input{Name: made.Name, Data: data}, titles.Options{})
		if len(v.Findings) > 0 {
			s.Errorf("%s: %+v", made.Name, v.Findings)
		}
	}
	return signedTitle(made, s.anna.upload(made, s.signed(data)))
}

// accepted expects that both feeds tell of the acceptance, with the same bytes
// and whole signatures.
func (s *desk) accepted(f first, nth int) {
	s.Helper()
	end := kinds[f.what]
	own := s.anna.feed(ours, s.seen).of(s.came[f.name][nth])
	if got := codes(own); got != "PV "+end {
		s.Fatalf("%s: our feed goes on with %s", f.what, got)
	}
	document := s.theirs[f.name][nth]
	var other []status
	wait(s, "their feed", func() bool {
		other = s.boris.feed(theirs, 0).of(document)
		return len(other) > 1
	})
	if got := codes(other); got != "S "+end {
		s.Fatalf("%s: their feed is %s", f.what, got)
	}
	us, them := own[1], other[1]
	if !us.Event.IsOutput || them.Event.IsOutput || us.Content == nil || them.Content == nil {
		s.Fatalf("%s: %+v, %+v", f.what, us, them)
	}
	sent, got := s.anna.file(us.Content.LinkID), s.boris.file(them.Content.LinkID)
	signatures := 1
	if f.what == "pdf" {
		signatures = 2 // the same bytes, signed by both sides
	}
	if !bytes.Equal(sent, got) || len(us.Content.Signatures) != signatures || len(them.Content.Signatures) != signatures {
		s.Fatalf("%s: other bytes came than were sent, or other signatures: %+v, %+v", f.what, us.Content, them.Content)
	}
	last := them.Content.Signatures[signatures-1]
	if name := last.Certificate; name.Surname != "Образцова" || name.FirstName != "Анна" || name.MiddleName != "Игоревна" {
		s.Errorf("%s: signed by %+v", f.what, name)
	}
	s.whole(got, s.boris.file(last.LinkID))
	first := other[0].Content
	if len(first.Signatures) != 1 {
		s.Errorf("%s: the first element shows the signatures %+v", f.what, first.Signatures)
	}
	s.whole(s.boris.file(first.LinkID), s.boris.file(first.Signatures[0].LinkID))
}

// whole expects that the server finds a signature valid, and keeps it for another
// judge.
func (s *desk) whole(content, signature []byte) {
	s.Helper()
	s.boris.whole(content, signature)
	s.pairs = append(s.pairs, [2][]byte{content, signature})
}

// valid checks all titles that were made by libxml2 and the official schemas.
func (s *desk) valid(t *testing.T) {
	t.Helper()
	for what, titles := range s.made {
		if len(titles) != 2 {
			t.Errorf("%s: %d titles", what, len(titles))
		}
		if official[what] == "" {
			continue
		}
		t.Run(fmt.Sprintf("%s by the official schema", what), func(t *testing.T) {
			for i, valid := range oracle.Validate(t, oracle.Shared(t, "formats", official[what]), titles) {
				if !valid {
					t.Errorf("not valid:\n%s", titles[i])
				}
			}
		})
	}
}
