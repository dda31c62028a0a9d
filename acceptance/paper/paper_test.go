package paper_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/acceptance"
	"sdano/acceptance/acceptancetest"
	"sdano/acceptance/paper"
	"sdano/sign"
	"sdano/titles/title"
)

var (
	morning = time.Date(2026, time.February, 1, 7, 30, 0, 0, time.UTC)
	box     = acceptance.Box{ID: "b@courier", Zone: "Asia/Yekaterinburg", Operator: title.EDOOperator{Name: "ООО «Курьер»"}}
	anna    = acceptance.Visitor{Login: "anna"}
)

// shelf is one document with its files.
type shelf struct {
	document acceptance.Document
	elements []acceptance.Element
	links    []acceptance.Attachment
	bytes    map[sdano.ID][]byte
}

func (s *shelf) Document(_ context.Context, _ acceptance.Visitor, id sdano.ID) (acceptance.Document, error) {
	if id != s.document.ID {
		return acceptance.Document{}, acceptance.ErrNotFound
	}
	return s.document, nil
}

func (s *shelf) Elements(context.Context, acceptance.Visitor, sdano.ID) ([]acceptance.Element, error) {
	return s.elements, nil
}

func (s *shelf) Attachments(context.Context, acceptance.Visitor, sdano.ID) ([]acceptance.Attachment, error) {
	return s.links, nil
}

func (s *shelf) Content(_ context.Context, _ acceptance.Visitor, link sdano.ID) (acceptance.Attachment, []byte, error) {
	for _, a := range s.links {
		if a.ID == link {
			return a, s.bytes[link], nil
		}
	}
	return acceptance.Attachment{}, nil, acceptance.ErrNotFound
}

// add puts a file on the shelf.
func (s *shelf) add(a acceptance.Attachment, data []byte) sdano.ID {
	a.ID = sdano.NewID()
	if a.CreatedAt.IsZero() {
		a.CreatedAt = morning
	}
	s.links = append(s.links, a)
	s.bytes[a.ID] = data
	return a.ID
}

func (s *shelf) sheet(t *testing.T, trust func() sign.CheckOptions) paper.Sheet {
	t.Helper()
	out, err := paper.Desk{Reader: s, Trust: trust}.Sheet(t.Context(), anna, s.document.ID, box)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// received is a shelf with a document that came, signed by a key.
func received(t *testing.T, key *acceptancetest.Key) (s *shelf, data []byte) {
	t.Helper()
	name, data, err := acceptancetest.Sample("../..", "upd503")
	if err != nil {
		t.Fatal(err)
	}
	s = &shelf{document: acceptance.Document{ID: sdano.NewID(), FileName: name, OperatorAt: morning}, bytes: map[sdano.ID][]byte{}}
	s.document.Content = s.add(acceptance.Attachment{Type: acceptance.ReceivedContent, Name: name}, data)
	s.elements = []acceptance.Element{{Code: acceptance.Received, At: morning, Content: s.document.Content}}
	s.sign(t, key, s.document.Content, false)
	return s, data
}

func (s *shelf) sign(t *testing.T, key *acceptancetest.Key, under sdano.ID, output bool) {
	t.Helper()
	signature, err := key.Sign(s.bytes[under])
	if err != nil {
		t.Fatal(err)
	}
	s.add(acceptance.Attachment{Type: acceptance.SignatureFile, Name: "s.sig", Signs: under, Output: output}, signature)
}

func newKey(t *testing.T) *acceptancetest.Key {
	t.Helper()
	key, err := acceptancetest.NewKey(acceptancetest.Owner{Surname: "Продавцова", Given: "Анна Петровна", Position: "Директор", Organization: "ООО «Продавец»", INN: "500100732259", INNLE: "7799999926"})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestSheetOfADocument(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	s, _ := received(t, key)
	root, err := sign.ParseCertificate(key.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	got := s.sheet(t, func() sign.CheckOptions { return sign.CheckOptions{Roots: []*sign.Certificate{root}} })
	stamp := got.Stamps[0]
	if len(got.Stamps) != 1 || stamp.Signer != "Продавцова Анна Петровна" || stamp.Side != "Контрагент" || stamp.Serial != "1234" || stamp.File != s.document.FileName ||
		stamp.From != "08.12.2025" || stamp.To != "08.03.2027" || stamp.State != "good" || stamp.Verdict != "Подпись верна." {
		t.Errorf("%+v", got.Stamps)
	}
	if got.Answer != nil || len(got.Steps) != 1 || got.Steps[0].At != "01.02.2026 12:30:00" || got.Steps[0].Status != "Получен" ||
		got.Operator != "ООО «Курьер»" || got.OperatorAt != "01.02.2026 12:30:00" {
		t.Errorf("%+v", got.Sheet)
	}
	if _, err := (paper.Desk{Reader: s}).Sheet(t.Context(), anna, sdano.NewID(), box); !sdano.IsKind(err, sdano.NotFound) {
		t.Errorf("%v", err)
	}
}

// TestWhatWasNotCheckedIsSaid: without roots a signature is not called right.
func TestWhatWasNotCheckedIsSaid(t *testing.T) {
	t.Parallel()
	s, _ := received(t, newKey(t))
	stamp := s.sheet(t, nil).Stamps[0]
	if stamp.State != "notice" || stamp.Verdict != "Проверено не всё." || !strings.HasPrefix(strings.Join(stamp.Remarks, "\n"), "Цепочка сертификатов: ") {
		t.Errorf("%+v", stamp)
	}
}

func TestSignatureOfOtherBytes(t *testing.T) {
	t.Parallel()
	s, data := received(t, newKey(t))
	s.bytes[s.document.Content] = append(data, ' ')
	if stamp := s.sheet(t, nil).Stamps[0]; stamp.State != "bad" || stamp.Verdict != "Подпись неверна." {
		t.Errorf("%+v", stamp)
	}
}

func TestSignatureThatCannotBeRead(t *testing.T) {
	t.Parallel()
	s, _ := received(t, newKey(t))
	s.bytes[s.links[1].ID] = []byte("мусор")
	if stamp := s.sheet(t, nil).Stamps[0]; stamp.State != "bad" || !strings.HasPrefix(stamp.Verdict, "Подпись не читается.") {
		t.Errorf("%+v", stamp)
	}
}

// TestCertificateThatHasRunOut: a signature is judged as of the moment it came.
func TestCertificateThatHasRunOut(t *testing.T) {
	t.Parallel()
	s, _ := received(t, newKey(t))
	if remarks := strings.Join(s.sheet(t, nil).Stamps[0].Remarks, "\n"); strings.Contains(remarks, "Срок действия") {
		t.Errorf("%s", remarks)
	}
	s.links[1].CreatedAt = time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)
	if stamp := s.sheet(t, nil).Stamps[0]; stamp.State != "bad" || !strings.Contains(strings.Join(stamp.Remarks, "\n"), "Срок действия: ") {
		t.Errorf("%+v", stamp)
	}
}

// TestOnlyTheAnswerThatWasSentIsShown: titles that were made and not sent are
// drafts, and signatures that are under nothing known are not shown.
func TestOnlyTheAnswerThatWasSentIsShown(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	s, data := received(t, key)
	answer := func() sdano.ID {
		return s.add(acceptance.Attachment{Type: acceptance.SecondTitle, Name: s.document.FileName, Output: true}, data)
	}
	answer()
	s.add(acceptance.Attachment{Type: acceptance.SignatureFile, Name: "loose.sig", Output: true}, []byte("x"))
	if got := s.sheet(t, nil); got.Answer != nil || len(got.Stamps) != 1 {
		t.Errorf("%+v", got.Sheet)
	}
	sent := answer()
	s.sign(t, key, sent, true)
	s.elements = append(s.elements, acceptance.Element{Code: acceptance.Accepted, At: morning, Content: sent})
	if got := s.sheet(t, nil); got.Answer == nil || len(got.Stamps) != 2 || got.Stamps[1].Side != "Наша сторона" {
		t.Errorf("%+v", got.Sheet)
	}
	for _, broken := range []string{"<Файл", "<Заказ/>"} {
		s.bytes[sent] = []byte(broken)
		if got := s.sheet(t, nil); got.Answer != nil {
			t.Errorf("%q is read as %+v", broken, got.Answer)
		}
	}
}
