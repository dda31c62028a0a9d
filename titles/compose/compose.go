// Package compose makes the files that answer others, second titles and
// receipts: what they all share — the name, the head of the file, the link to
// the answered title with its signatures, the participants, the signatory — and
// the checks of the request's values on their way into the document.
//
// Nothing is written that has no source in the answered document, the request,
// the box or the format itself, and nothing is silently cut or rounded: what
// does not fit is noted with the member of the request that it came from, and
// all of it together is the answer to a request that cannot be carried out. A
// finished document is checked once more against the schema of its format.
package compose

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sdano"
	"sdano/titles/filename"
	"sdano/titles/signatory"
	"sdano/titles/title"
	"sdano/xmlscan"
)

// Composer writes one file. Its methods go in the order of the document; each
// may note findings, and Finish tells whether a file came of it.
type Composer struct {
	*xmlscan.Writer
	answer   *title.Answer
	target   *title.Format
	name     filename.Name
	id       string // the name as «ИдФайл»
	at       time.Time
	zone     *time.Location
	findings []sdano.Finding
}

// New begins a file of the format target that answers the first title of an
// Answer (which must be there if target is a second title). WithFlags says that
// names of the format have the flags of УПД 5.02 and 5.03.
//
// The file's name is the first title's, answered; if that has no name of the
// form, it is made of sender and box. A receipt goes to the sender of the
// answered file in any case. What makes an answer impossible is noted: no
// signature of the first title was received, it expects no answer, or it is
// of another exchange.
//
// The format target may also be that of a first title that a document of another
// exchange calls for (a ТОРГ-2 for a УПД); then nothing of this is asked.
func New(a *title.Answer, target *title.Format, withFlags bool) *Composer {
	c := &Composer{Writer: xmlscan.NewWriter(), answer: a, target: target, zone: a.Zone}
	if c.zone == nil {
		c.zone = sdano.Moscow
	}
	c.at = a.At.In(c.zone)
	c.name = c.newName(withFlags)
	c.id = c.name.String()
	c.prerequisites()
	return c
}

func (c *Composer) newName(withFlags bool) filename.Name {
	a := c.answer
	first, ok := filename.Parse(a.FirstName)
	if !ok {
		first = filename.Name{Recipient: a.Box.Participant, Sender: a.Sender}
		if first.Sender == "" && a.First != nil {
			first.Sender = a.First.Sender
			if a.Own {
				first.Sender = a.First.Recipient
			}
		}
	} else if a.Own {
		first.Recipient, first.Sender = first.Sender, first.Recipient
	}
	if c.receipt() {
		first.Suffix = ""
		first.Recipient = a.Box.Participant
	}
	return first.Answer(c.target.Prefix, withFlags, sdano.DateOf(c.at, c.zone), a.GUID.String())
}

// receipt tells whether a receipt is made, not a second title.
func (c *Composer) receipt() bool { return c.target.Role == title.Single }

func (c *Composer) prerequisites() {
	a := c.answer
	opening := c.target.Role == title.First
	unsigned := len(a.Signatures) == 0 || slices.ContainsFunc(a.Signatures, func(der []byte) bool { return len(der) == 0 })
	if unsigned && !opening {
		c.Fail(title.CodeSignature, "", "подпись под файлом, на который составляется ответ, не получена")
	}
	c.participants()
	if c.receipt() || opening {
		return
	}
	if a.First.Silent != "" {
		c.Fail(title.CodeFirst, "", strings.TrimSuffix(a.First.Silent, "."))
	}
	if f := a.First.Format; f != nil && f.Exchange != c.target.Exchange {
		c.Fail(title.CodeFirst, "", fmt.Sprintf("на документ «%s» нельзя ответить документом «%s»", f.Name, c.target.Name))
	}
}

// Lengths of a participant's identifier in characters.
const (
	participantMin = 4
	participantMax = 46
)

// participants notes identifiers that are absent or can be none: they become
// parts of a file's name, and come from outside.
func (c *Composer) participants() {
	if c.name.Recipient == "" || c.name.Sender == "" {
		c.Fail(title.CodeBox, "", "неизвестны идентификаторы участников ЭДО, между которыми идёт обмен")
	}
	for _, id := range []string{c.name.Recipient, c.name.Sender} {
		if id == "" || len(id) >= participantMin && len(id) <= participantMax && latin(id, "@.-") {
			continue
		}
		code := title.CodeFirst
		if id == c.answer.Box.Participant {
			code = title.CodeBox
		}
		c.Fail(code, "", fmt.Sprintf("идентификатор участника ЭДО «%s» не годится: нужны от %d до %d латинских букв, цифр и знаков @.-", shorten(id), participantMin, participantMax))
	}
}

// latin reports whether a text has no characters but Latin letters, digits and
// some more.
func latin(text, more string) bool {
	for _, c := range []byte(text) {
		letter := c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && strings.IndexByte(more, c) < 0 {
			return false
		}
	}
	return true
}

// FileID returns the name without extension, «ИдФайл».
func (c *Composer) FileID() string { return c.id }

// Recipient returns the participant who will receive the file, from its name.
func (c *Composer) Recipient() string { return c.name.Recipient }

// Today returns the day of making as ДД.ММ.ГГГГ in the zone of the box.
func (c *Composer) Today() string { return c.at.Format(dotted) }

// Clock returns the time of day of making, "10.30.00" with "." between its
// parts.
func (c *Composer) Clock(sep string) string { return c.at.Format("15" + sep + "04" + sep + "05") }

// Moment returns day and time of another instant in the zone of the box, the
// parts of the time divided by a point.
func (c *Composer) Moment(t time.Time) (day, clock string) {
	t = t.In(c.zone)
	return t.Format(dotted), t.Format("15.04.05")
}

const dotted = "02.01.2006"

// maxProgram is the longest «ВерсПрог» in characters.
const maxProgram = 40

// File opens «Файл». The version is that of the first title if the format has
// it, else the format's latest.
func (c *Composer) File() {
	versions := c.target.Versions
	version := versions[len(versions)-1]
	if c.answer.First != nil && !c.receipt() && slices.Contains(versions, c.answer.First.Version) {
		version = c.answer.First.Version
	}
	program := strings.TrimSpace(c.answer.Program)
	if program == "" {
		program = "sdano"
	}
	if letters := []rune(program); len(letters) > maxProgram {
		program = string(letters[:maxProgram])
	}
	c.Start("Файл", "ИдФайл", c.id, "ВерсФорм", version, "ВерсПрог", program)
}

// Signatory writes «Подписант».
func (c *Composer) Signatory(spec signatory.Spec) { signatory.Write(c.Writer, c, c.answer, spec) }

// Finish returns the file, or an error with everything that was noted: a
// *sdano.Error of kind Unprocessable, "bad_answer". A document that our own
// schema then refuses is our mistake: an error of kind Internal. That no official
// schema of the format was at hand is a warning with the file.
func (c *Composer) Finish() (*title.File, error) {
	if sdano.Grave(c.findings) {
		return nil, c.refusal()
	}
	data, err := c.Bytes()
	if err != nil {
		return nil, internal(err)
	}
	if found := c.target.Schema().Check(data); len(found) > 0 {
		return nil, internal(fmt.Errorf("%s breaks the schema of %s: %+v", c.id, c.target.ID, found))
	}
	if c.target.Unverified {
		c.Warn(title.CodeUnverified, "", fmt.Sprintf("официальной схемы документа «%s» у программы нет: он составлен по сведениям о формате и с нею не сверен", c.target.Name))
	}
	return &title.File{Name: c.id + ".xml", Data: data, Warnings: c.findings}, nil
}

func (c *Composer) refusal() error {
	var errors []string
	for _, f := range c.findings {
		if f.Severity == sdano.Warning {
			continue
		}
		if f.Member != "" {
			errors = append(errors, f.Member+": "+f.Message)
		} else {
			errors = append(errors, f.Message)
		}
	}
	text := errors[0]
	if n := len(errors) - 1; n > 0 {
		text += fmt.Sprintf(" (и ещё %d)", n)
	}
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_answer", Findings: c.findings,
		Message: "Ответ на документ не составлен. " + text + ".",
		Remedy:  "Исправьте указанное и повторите запрос.",
	}
}

func internal(err error) error {
	return &sdano.Error{
		Kind: sdano.Internal, Code: "answer_not_made", Err: err,
		Message: "Ответ на документ не составлен из-за ошибки программы.",
		Remedy:  "Сообщите об этом разработчикам.",
	}
}
