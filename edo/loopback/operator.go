package loopback

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"sdano"
	"sdano/acceptance"
)

// ID is the part after "@" of the boxes that this operator serves.
const ID = "loopback"

// atOnce is how many letters one Poll returns.
const atOnce = 20

// Mail keeps letters. Its methods run in units of AllTenants, since sender and
// receiver may have different tenants.
type Mail interface {
	// PutMail puts a letter into a box under an id of its own and says what it
	// is about, "" for nothing that is looked for; one that has the id already
	// stays as it is.
	PutMail(ctx context.Context, tx sdano.Tx, box, id, about string, body []byte) error
	// HasMail reports whether a letter was put under an id.
	HasMail(ctx context.Context, tx sdano.Tx, id string) (bool, error)
	// Mail gives each the letters of a box with a greater number, ascending, at
	// most limit.
	Mail(ctx context.Context, tx sdano.Tx, box string, after int64, limit int, each func(number int64, body []byte) error) error
	// FirstMailAbout returns the first letter about something; false if there is
	// none.
	FirstMailAbout(ctx context.Context, tx sdano.Tx, about string) (body []byte, found bool, err error)
}

// Boxes tells whose a box is, in a unit of AllTenants; false if there is no such
// box.
type Boxes interface {
	// BoxTenant returns the tenant of a box.
	BoxTenant(ctx context.Context, tx sdano.Tx, id string) (sdano.Tenant, bool, error)
}

// Operator delivers between the boxes of one server. It is acceptance.Operator.
type Operator struct {
	units    sdano.Units
	mail     Mail
	boxes    Boxes
	business sdano.Clock
}

var _ acceptance.Operator = (*Operator)(nil)

// New returns the operator over a store; letters are dated by the business clock.
func New(units sdano.Units, mail Mail, boxes Boxes, business sdano.Clock) *Operator {
	return &Operator{units, mail, boxes, business}
}

// Parcel is a document that one box sends to another.
type Parcel struct {
	// ID names it for ever: a repetition under the same id is the same.
	ID sdano.ID
	// From and To are the boxes; Package is the operator's name of what belongs
	// together, "" if it is alone.
	From, To, Package string
	FileName          string
	Content           []byte
	// Signatures are detached, in DER.
	Signatures [][]byte
}

var (
	errBoxes = &sdano.Error{
		Kind: sdano.Unprocessable, Code: "loopback_boxes",
		Message: "Отправитель и получатель должны быть двумя разными ящиками этого сервера (…@loopback).",
		Remedy:  "Проверьте идентификаторы ящиков.",
	}
	errStranger = &sdano.Error{
		Kind: sdano.Forbidden, Code: "loopback_stranger",
		Message: "Этим документом обмениваются другие ящики.",
		Remedy:  "Отвечайте из того ящика, в который пришёл документ.",
	}
)

// ID returns "loopback".
func (*Operator) ID() string { return ID }

// serves reports whether a box is one of this operator's.
func serves(box string) bool { return strings.HasSuffix(box, "@"+ID) }

// Deliver hands a new document over: it comes into the receiver's box, and into
// the sender's as its own. It returns the operator's name of the document.
func (o *Operator) Deliver(ctx context.Context, p Parcel) (document string, err error) {
	if err := o.mayExchange(ctx, p.From, p.To); err != nil {
		return "", err
	}
	document = p.ID.Compact()
	l := letter{
		From: p.From, To: p.To, Document: document, Package: p.Package, Key: document,
		FileName: p.FileName, Content: p.Content, Signatures: p.Signatures, At: o.business.Now(),
	}
	own := l
	own.Output, own.Key = true, document+"/own"
	return document, o.put(ctx, &l, &own)
}

// mayExchange refuses what are not two boxes of this operator.
func (o *Operator) mayExchange(ctx context.Context, from, to string) error {
	if !serves(from) || !serves(to) || from == to {
		return errBoxes
	}
	return o.units.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		for _, box := range []string{from, to} {
			if _, known, err := o.boxes.BoxTenant(ctx, tx, box); err != nil || !known {
				return cmp.Or[error](err, errBoxes)
			}
		}
		return nil
	})
}

// put records letters in one unit.
func (o *Operator) put(ctx context.Context, letters ...*letter) error {
	bodies := make([][]byte, len(letters))
	for i, l := range letters {
		var err error
		if bodies[i], err = l.encode(); err != nil {
			return err
		}
	}
	return o.units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		for i, l := range letters {
			if err := o.mail.PutMail(ctx, tx, l.box(), l.Key, l.about(), bodies[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// Send puts an answer or a first title into the box of the other side.
func (o *Operator) Send(ctx context.Context, out acceptance.Outgoing) (ref string, err error) {
	first := out.Action == acceptance.SendAction
	l := letter{
		From: out.Box.ID, Document: out.OperatorDocument, Package: out.Package, Answer: !first, Key: out.Attempt.String(),
		FileName: out.FileName, Content: out.Content, At: o.business.Now(),
	}
	if len(out.Signature) > 0 {
		l.Signatures = append([][]byte{out.Signature}, out.Further...)
	}
	if first {
		l.To, err = out.SenderBox, o.mayExchange(ctx, out.Box.ID, out.SenderBox)
	} else {
		l.To, err = o.otherSide(ctx, out)
	}
	if err != nil {
		return "", err
	}
	return l.Key, o.put(ctx, &l)
}

// otherSide returns the box of whom a document is exchanged with, "" if it is
// none of this server that may be written to.
func (o *Operator) otherSide(ctx context.Context, out acceptance.Outgoing) (box string, err error) {
	var body []byte
	var delivered, ours bool
	err = o.units.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		if body, delivered, err = o.mail.FirstMailAbout(ctx, tx, out.OperatorDocument); err != nil || delivered {
			return err
		}
		tenant, known, err := o.boxes.BoxTenant(ctx, tx, out.SenderBox)
		ours = known && tenant == out.Box.Tenant
		return err
	})
	switch {
	case err != nil:
		return "", err
	case delivered:
		return partner(body, out.Box.ID)
	case ours && serves(out.SenderBox) && out.SenderBox != out.Box.ID:
		return out.SenderBox, nil
	}
	return "", nil
}

// partner returns the other one of the two boxes of a document that was
// delivered.
func partner(body []byte, box string) (string, error) {
	l, err := decode(body)
	switch {
	case err != nil:
		return "", err
	case box == l.From:
		return l.To, nil
	case box == l.To:
		return l.From, nil
	}
	return "", errStranger
}

// Find reports whether an attempt is recorded.
func (o *Operator) Find(ctx context.Context, out acceptance.Outgoing) (ref string, found bool, err error) {
	ref = out.Attempt.String()
	err = o.units.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		found, err = o.mail.HasMail(ctx, tx, ref)
		return err
	})
	if err != nil || !found {
		return "", false, err
	}
	return ref, true, nil
}

// Poll returns the letters of a box after the one that the cursor names.
func (o *Operator) Poll(ctx context.Context, box acceptance.Box, cursor string) (in []acceptance.Incoming, replies []acceptance.Reply, next string, err error) {
	last, err := number(cursor)
	if err != nil {
		return nil, nil, "", fmt.Errorf("loopback: cursor %q of box %s: %w", cursor, box.ID, err)
	}
	var bodies [][]byte
	err = o.units.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		bodies = nil
		return o.mail.Mail(ctx, tx, box.ID, last, atOnce, func(number int64, body []byte) error {
			bodies, next = append(bodies, body), strconv.FormatInt(number, 10)
			return nil
		})
	})
	if err != nil || len(bodies) == 0 {
		return nil, nil, cursor, err
	}
	for _, body := range bodies {
		l, err := decode(body)
		switch {
		case err != nil:
			return nil, nil, "", err
		case l.Answer:
			replies = append(replies, l.reply())
		default:
			in = append(in, l.incoming())
		}
	}
	return in, replies, next, nil
}
