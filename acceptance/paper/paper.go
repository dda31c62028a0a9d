// Package paper collects what a document looks like on paper («печатная
// форма»): the document as it was read, the second title that answered it, every
// signature that came or was sent with the result of its check, and the history
// of its statuses. The sheet is laid out by package show.
//
// A signature is checked over the stored bytes and as of the moment it came here
// or was sent: a certificate that has run out since does not make it wrong.
package paper

import (
	"context"
	"strings"
	"time"

	"sdano"
	"sdano/acceptance"
	"sdano/sign"
	"sdano/titles"
	"sdano/titles/show"
	"sdano/titles/title"
	"sdano/titles/tree"
)

// Reader reads a document that a visitor may see; acceptance.Service is one.
type Reader interface {
	// Document returns one, or acceptance.ErrNotFound.
	Document(ctx context.Context, v acceptance.Visitor, id sdano.ID) (acceptance.Document, error)
	// Elements returns the elements of the feed about a document, ascending.
	Elements(ctx context.Context, v acceptance.Visitor, document sdano.ID) ([]acceptance.Element, error)
	// Attachments returns the files of a document in their order.
	Attachments(ctx context.Context, v acceptance.Visitor, document sdano.ID) ([]acceptance.Attachment, error)
	// Content returns a file with its bytes.
	Content(ctx context.Context, v acceptance.Visitor, link sdano.ID) (acceptance.Attachment, []byte, error)
}

// Desk collects sheets.
type Desk struct {
	Reader Reader
	// Trust returns by what signatures are checked; nil means by themselves only.
	Trust func() sign.CheckOptions
}

// Signed is a signature under a file of a document.
type Signed struct {
	// Link is the signature's, File the name of what it is under.
	Link acceptance.Attachment
	File string
	// Report is what was found; Fault says in Russian why nothing could be, ""
	// otherwise.
	Report sign.Report
	Fault  string
}

// Sheet is a document as on paper, with what it was laid out from.
type Sheet struct {
	show.Sheet
	Document acceptance.Document
	Elements []acceptance.Element
	Signed   []Signed
}

// Sheet collects the sheet of a document of a box, in the time of which instants
// are told. Errors are those of the reader.
func (d Desk) Sheet(ctx context.Context, v acceptance.Visitor, id sdano.ID, box acceptance.Box) (s Sheet, err error) {
	if s.Document, err = d.Reader.Document(ctx, v, id); err != nil {
		return s, err
	}
	if s.Elements, err = d.Reader.Elements(ctx, v, id); err != nil {
		return s, err
	}
	links, err := d.Reader.Attachments(ctx, v, id)
	if err != nil {
		return s, err
	}
	files := files{d: d, v: v, known: map[sdano.ID]file{}}
	if s.Signed, err = files.signed(ctx, links); err != nil {
		return s, err
	}
	zone := box.Location()
	s.Sheet.Name, s.Sheet.Document, s.Findings = s.Document.FileName, s.Document.Title, s.Document.Findings
	s.Operator, s.OperatorAt = box.Operator.Name, told(s.Document.OperatorAt, zone)
	s.OperatorAt = told(s.Document.OperatorAt, zone)
	if s.Answer, err = files.answer(ctx, links, s.Elements); err != nil {
		return s, err
	}
	for _, signed := range s.Signed {
		s.Stamps = append(s.Stamps, signed.stamps(zone)...)
	}
	for _, e := range s.Elements {
		s.Steps = append(s.Steps, show.Step{At: told(e.At, zone), Status: e.Code.Name(), Text: e.Text})
	}
	return s, nil
}

// files are the files of a document, each read once.
type files struct {
	d     Desk
	v     acceptance.Visitor
	known map[sdano.ID]file
}

type file struct {
	link acceptance.Attachment
	data []byte
}

func (f files) read(ctx context.Context, link sdano.ID) (file, error) {
	if known, ok := f.known[link]; ok {
		return known, nil
	}
	a, data, err := f.d.Reader.Content(ctx, f.v, link)
	if err == nil {
		f.known[link] = file{a, data}
	}
	return file{a, data}, err
}

// signed checks the signatures that are known to be under a file.
func (f files) signed(ctx context.Context, links []acceptance.Attachment) ([]Signed, error) {
	var out []Signed
	for _, a := range links {
		if a.Type != acceptance.SignatureFile || a.Signs.IsZero() {
			continue
		}
		signature, err := f.read(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		content, err := f.read(ctx, a.Signs)
		if err != nil {
			return nil, err
		}
		s := Signed{Link: a, File: content.link.Name}
		if s.Report, err = sign.Check(content.data, signature.data, f.d.trust(a.CreatedAt)); err != nil {
			s.Fault = sdano.AsError(err).Message
		}
		out = append(out, s)
	}
	return out, nil
}

func (d Desk) trust(at time.Time) sign.CheckOptions {
	var o sign.CheckOptions
	if d.Trust != nil {
		o = d.Trust()
	}
	o.At = at
	return o
}

// answer reads the second title that was sent or came last, nil if there is
// none: those that were only made are in no element of the feed.
func (f files) answer(ctx context.Context, links []acceptance.Attachment, elements []acceptance.Element) (*title.Document, error) {
	second := map[sdano.ID]bool{}
	for _, a := range links {
		second[a.ID] = a.Type == acceptance.SecondTitle
	}
	for i := len(elements) - 1; i >= 0; i-- {
		if link := elements[i].Content; second[link] {
			content, err := f.read(ctx, link)
			if err != nil {
				return nil, err
			}
			return parsed(content), nil
		}
	}
	return nil, nil //nolint:nilnil // most documents have no answer yet
}

// parsed returns a title as it is read, nil if it cannot be.
func parsed(f file) *title.Document {
	d, err := tree.Parse(f.data)
	if err != nil {
		return nil
	}
	format, fault := titles.Detect(f.link.Name, d)
	if fault != nil {
		return nil
	}
	return format.Read(d)
}

// Stamps checks signatures under a file that is not kept, as of an instant.
func (d Desk) Stamps(name string, content []byte, signatures [][]byte, at time.Time, zone *time.Location) []show.Stamp {
	var out []show.Stamp
	for _, signature := range signatures {
		s := Signed{File: name}
		var err error
		if s.Report, err = sign.Check(content, signature, d.trust(at)); err != nil {
			s.Fault = sdano.AsError(err).Message
		}
		for _, stamp := range s.stamps(zone) {
			stamp.Side = "" // whose it is is not known
			out = append(out, stamp)
		}
	}
	return out
}

// Sides of an exchange, as a stamp names them.
const (
	ours   = "Наша сторона"
	theirs = "Контрагент"
)

// stamps returns a stamp for each who signed.
func (s Signed) stamps(zone *time.Location) []show.Stamp {
	side := theirs
	if s.Link.Output {
		side = ours
	}
	if s.Fault != "" || len(s.Report.Signers) == 0 {
		return []show.Stamp{{File: s.File, Side: side, Signer: s.Link.Name, State: "bad", Verdict: strings.TrimSpace("Подпись не читается. " + s.Fault)}}
	}
	var out []show.Stamp
	for _, signer := range s.Report.Signers {
		stamp := show.Stamp{File: s.File, Side: side, SignedAt: told(signer.SigningTime, zone)}
		if c := signer.Certificate; c != nil {
			stamp.Signer = strings.TrimSpace(c.Subject.Surname + " " + c.Subject.GivenName)
			if stamp.Signer == "" {
				stamp.Signer = c.Subject.CommonName
			}
			stamp.Position, stamp.Organization, stamp.Serial = c.Subject.Title, c.Subject.Organization, c.Serial
			stamp.From, stamp.To = dayOf(c.NotBefore, zone), dayOf(c.NotAfter, zone)
		}
		stamp.State, stamp.Verdict = verdict(signer.Verdict())
		stamp.Remarks = remarks(signer)
		out = append(out, stamp)
	}
	return out
}

func verdict(v sign.Verdict) (state, words string) {
	switch v {
	case sign.Valid:
		return "good", "Подпись верна."
	case sign.Invalid:
		return "bad", "Подпись неверна."
	default:
		return "notice", "Проверено не всё."
	}
}

// remarks tells what is wrong with a signature or was not checked.
func remarks(s sign.Signature) []string {
	var out []string
	for _, part := range []struct {
		name string
		sign.Part
	}{
		{"Содержимое", s.Digest},
		{"Подпись", s.Signature},
		{"Цепочка сертификатов", s.Chain},
		{"Срок действия", s.Dates},
		{"Назначение ключа", s.Usage},
		{"Отзыв", s.Revocation},
	} {
		if part.Verdict != sign.Valid {
			out = append(out, part.name+": "+part.Reason)
		}
	}
	return append(out, s.Remarks...)
}

// told writes an instant for people, "" if there is none.
func told(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone).Format("02.01.2006 15:04:05")
}

func dayOf(t time.Time, zone *time.Location) string { return sdano.DateOf(t, zone).Dotted() }
