package attorney

import (
	"bytes"
	"context"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"

	"sdano"
	"sdano/sign"
)

// Registration asks to keep a power for a box and to hand it to the registry.
type Registration struct {
	Box    string
	Number sdano.ID
	// Content and Signature are links of files that were brought by Keep.
	Content, Signature sdano.ID
}

// Register keeps a power with the issuer's signature under it, after both were
// checked and handed to the registry. What is wrong with the files is told by the
// outcome; then nothing is kept and it has no links. Errors: ErrForbidden,
// ErrNotFound (the box), Invalid (a link), ErrStale, and those of a registry that
// cannot be reached.
func (s *Service) Register(ctx context.Context, v Visitor, in Registration) (Outcome, error) {
	tenant, err := v.enter(in.Box)
	if err != nil {
		return Outcome{}, err
	}
	h, err := read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (holding, error) { return s.brought(ctx, tx, v, in) })
	if err != nil {
		return Outcome{}, err
	}
	report, err := s.admit(ctx, &h, in, v.Actor)
	if refusal := (&sdano.Error{}); errors.As(err, &refusal) && refusal.Kind == sdano.Unprocessable {
		return Outcome{Error: refusal.Message, Report: report}, nil
	}
	if err != nil {
		return Outcome{}, err
	}
	o := outcome(*report)
	o.Content, o.Signature = h.Content, h.Signature
	return o, s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error { return s.keep(ctx, tx, h, "attorney.registered") })
}

// brought reads the files that a request names, and the record that is there.
func (s *Service) brought(ctx context.Context, tx sdano.Tx, v Visitor, in Registration) (h holding, err error) {
	if h.content, err = s.linked(ctx, tx, v, "ContentLinkId", in.Content); err != nil {
		return h, err
	}
	if h.signature, err = s.linked(ctx, tx, v, "SignatureLinkId", in.Signature); err != nil {
		return h, err
	}
	h.Record, err = s.c.Store.Record(ctx, tx, in.Box, in.Number)
	h.known = err == nil
	return h, known(err)
}

// known takes the absence of a record for none.
func known(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// linked returns a file that a request names.
func (s *Service) linked(ctx context.Context, tx sdano.Tx, v Visitor, member string, link sdano.ID) (File, error) {
	f, err := s.file(ctx, tx, v, link)
	if errors.Is(err, ErrNotFound) {
		err = invalidRequest("link_unknown", member, "нет файла по ссылке «%s»", link)
	}
	return f, err
}

// holding is a record with its files.
type holding struct {
	Record
	// known says that it is stored.
	known              bool
	content, signature File
}

// admit checks the files of a registration, hands them to the registry, and
// completes the record. The error is of kind Unprocessable if the files are not
// good for it.
func (s *Service) admit(ctx context.Context, h *holding, in Registration, by sdano.Actor) (*Report, error) {
	p, err := Read(h.content.Data)
	switch {
	case err != nil:
		return nil, err
	case p.Number != in.Number:
		return nil, refuse("other_number", "указан номер %s, а в файле доверенности — %s", in.Number, p.Number)
	case h.known && h.Content != h.content.ID:
		if err := s.same(ctx, h); err != nil {
			return nil, err
		}
	}
	now := s.now()
	report := p.Check(Claim{Number: in.Number, IssuerINN: firstINN(p.Issuers), At: now})
	report.Signature = p.checkSignature(h.content.Data, h.signature.Data, s.trust(now))
	if report.Signature.Verdict == sign.Invalid {
		return &report, refuse("bad_signature", "%s", report.Signature.Reason)
	}
	if !h.known {
		h.Record = Record{Tenant: h.content.Tenant, Box: in.Box, Number: in.Number, CreatedAt: now, By: by}
	}
	h.Power = p
	for _, f := range []*File{&h.content, &h.signature} {
		f.give(in.Box)
	}
	h.Content, h.Signature = h.content.ID, h.signature.ID
	if h.State, err = s.c.Registry.Register(ctx, in.Box, h.content, h.signature); err != nil {
		return &report, err
	}
	h.StateAt = now
	report.Revocation = h.revocation(now)
	return &report, nil
}

// give makes a file one of a box; that of another box stays there, and a copy is
// given.
func (f *File) give(box string) {
	if f.Box != "" && f.Box != box {
		f.ID = sdano.NewID()
	}
	f.Box = box
}

// same refuses other bytes under the number of a power that is kept, and takes
// the file that is kept for the same one.
func (s *Service) same(ctx context.Context, h *holding) error {
	before, err := read(ctx, s, h.Tenant, func(ctx context.Context, tx sdano.Tx) (File, error) {
		return s.c.Store.File(ctx, tx, h.Content)
	})
	if err != nil {
		return err
	}
	if !bytes.Equal(before.Data, h.content.Data) {
		return refuse("other_content", "под номером %s уже сохранён другой файл доверенности", h.Number)
	}
	h.content = before
	return nil
}

func firstINN(parties []Party) string {
	for _, p := range parties {
		if p.TaxID.INN != "" {
			return p.TaxID.INN
		}
	}
	return ""
}

// refuse says why a file is not good for a registration: a part of a sentence.
func refuse(code, format string, args ...any) error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: code,
		Message: "Доверенность не зарегистрирована: " + fmt.Sprintf(format, args...) + ".",
		Remedy:  "Проверьте номер, файл доверенности и подпись под ним.",
	}
}

// keep stores a record with its files.
func (s *Service) keep(ctx context.Context, tx sdano.Tx, h holding, action string) error {
	for _, f := range []File{h.content, h.signature} {
		if f.ID.IsZero() {
			continue
		}
		if err := s.c.Store.PutFile(ctx, tx, f); err != nil {
			return err
		}
	}
	if err := s.c.Store.PutRecord(ctx, tx, h.Record); err != nil {
		return err
	}
	sum := sha512.Sum512(h.content.Data)
	return s.record(ctx, tx, action, h.Record, hex.EncodeToString(sum[:]))
}
