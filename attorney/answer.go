package attorney

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"sdano"
	"sdano/sign"
)

// Question names a power of attorney.
type Question struct {
	// Box is in whose name is asked.
	Box    string
	Number sdano.ID
	// IssuerINN is the ИНН of the issuer.
	IssuerINN string
}

// Validate checks a power as it is now, and whether a certificate (DER, Base64 or
// PEM; may be empty) is of a representative. A power that is not kept for the box
// is looked for in the registry, and then kept; that it is nowhere is told by the
// outcome. Errors: ErrForbidden, ErrNotFound (the box), Invalid (the certificate),
// ErrStale.
func (s *Service) Validate(ctx context.Context, v Visitor, q Question, certificate []byte) (o Outcome, err error) {
	claim := Claim{Number: q.Number, IssuerINN: q.IssuerINN, At: s.now()}
	if len(certificate) > 0 {
		if claim.Signer, err = sign.ParseCertificate(certificate); err != nil {
			return o, err
		}
	}
	return s.answer(ctx, v, q, func(h holding) (Outcome, *File, error) {
		report := h.Power.Check(claim)
		report.Signature = h.Power.checkSignature(h.content.Data, h.signature.Data, s.trust(h.CreatedAt))
		report.Revocation = h.revocation(claim.At)
		o := outcome(report)
		o.Content, o.Signature = h.Content, h.Signature
		return o, nil, nil
	})
}

// Download returns the links of a power's file and signature, or with asZIP of
// both in a ZIP. Errors as Validate.
func (s *Service) Download(ctx context.Context, v Visitor, q Question, asZIP bool) (Outcome, error) {
	return s.answer(ctx, v, q, func(h holding) (Outcome, *File, error) {
		if part := h.Power.checkIssuer(q.IssuerINN); part.Verdict == sign.Invalid {
			return Outcome{Error: sentence(part.Reason)}, nil, nil
		}
		if !asZIP {
			return Outcome{Valid: true, Content: h.Content, Signature: h.Signature}, nil, nil
		}
		f, err := h.archive()
		return Outcome{Valid: true, Archive: f.ID}, &f, err
	})
}

// answer finds a power, has the outcome made of it, and stores what is new of it
// and the file that was made, if there is one.
func (s *Service) answer(ctx context.Context, v Visitor, q Question, do func(holding) (Outcome, *File, error)) (Outcome, error) {
	tenant, err := v.enter(q.Box)
	if err != nil {
		return Outcome{}, err
	}
	h, news, err := s.find(ctx, tenant, q, v.Actor)
	if e := sdano.AsError(err); err != nil && (e.Kind == sdano.NotFound || e.Kind == sdano.Unprocessable || e.Kind == sdano.Unavailable) {
		return Outcome{Error: e.Message}, nil
	}
	if err != nil {
		return Outcome{}, err
	}
	o, made, err := do(h)
	if err != nil || !news && made == nil {
		return o, err
	}
	return o, s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		if news {
			if err := s.keep(ctx, tx, h, map[bool]string{false: "attorney.taken", true: "attorney.state"}[h.known]); err != nil {
				return err
			}
		}
		if made == nil {
			return nil
		}
		return s.c.Store.PutFile(ctx, tx, *made)
	})
}

// find returns a power with its files and what the registry says of it; news
// says that it has to be stored: it was found in the registry, or something new
// was learnt of it.
func (s *Service) find(ctx context.Context, tenant sdano.Tenant, q Question, by sdano.Actor) (h holding, news bool, err error) {
	h, err = read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (holding, error) { return s.held(ctx, tx, q.Box, q.Number) })
	if known(err) != nil {
		return h, false, err
	}
	entry, err := s.c.Registry.Find(ctx, tenant, q.Number, q.IssuerINN)
	switch {
	case err != nil && h.known: // what is kept answers
		return h, false, nil
	case errors.Is(err, ErrNotFound):
		return h, false, errUnknown(q.Number)
	case err != nil:
		return h, false, err
	case !h.known:
		news = true
		if h, err = s.adopt(tenant, q, entry, by); err != nil {
			return h, false, err
		}
	}
	if entry.State == Active || entry.State == Revoked {
		now := s.now()
		news = news || h.State != entry.State || !sameDay(h.StateAt, now)
		h.State, h.StateAt = entry.State, now
	}
	return h, news, nil
}

func sameDay(a, b time.Time) bool { return moscow(a) == moscow(b) }

func moscow(t time.Time) sdano.Date { return sdano.DateOf(t, sdano.Moscow) }

func errUnknown(number sdano.ID) error {
	return &sdano.Error{
		Kind: sdano.NotFound, Code: "attorney_unknown",
		Message: "Доверенность " + number.String() + " не найдена: её нет среди сохранённых здесь, а в реестре её нет или он не подключён.",
		Remedy:  "Загрузите файл доверенности и подпись доверителя под ним.",
	}
}

// held reads a record with its files.
func (s *Service) held(ctx context.Context, tx sdano.Tx, box string, number sdano.ID) (h holding, err error) {
	if h.Record, err = s.c.Store.Record(ctx, tx, box, number); err != nil {
		return h, err
	}
	h.known = true
	if h.content, err = s.c.Store.File(ctx, tx, h.Content); err != nil || h.Signature.IsZero() {
		return h, err
	}
	h.signature, err = s.c.Store.File(ctx, tx, h.Signature)
	return h, err
}

// adopt makes a record of what a registry has.
func (s *Service) adopt(tenant sdano.Tenant, q Question, e Entry, by sdano.Actor) (holding, error) {
	p, err := Read(e.Content)
	if err != nil {
		return holding{}, err
	}
	if p.Number != q.Number {
		return holding{}, errUnknown(q.Number)
	}
	f := File{ID: sdano.NewID(), Tenant: tenant, Box: q.Box, Number: q.Number, Name: e.Name, Data: e.Content, CreatedAt: s.now(), By: by}
	h := holding{content: f, Record: Record{
		Tenant: tenant, Box: q.Box, Number: q.Number, Power: p, Content: f.ID, CreatedAt: f.CreatedAt, By: by,
	}}
	if len(e.Signature) > 0 {
		f.ID, f.Name, f.Data = sdano.NewID(), e.Name+".sig", e.Signature
		h.signature, h.Signature = f, f.ID
	}
	return h, nil
}

// revocation tells what the registry says of a power.
func (r Record) revocation(now time.Time) sign.Part {
	switch {
	case r.State == Revoked:
		return invalid("по данным реестра доверенность отменена")
	case r.State == Active && sameDay(r.StateAt, now):
		return valid("по данным реестра доверенность не отменена")
	case r.State == Active:
		return notChecked("не проверено, отменена ли доверенность: реестр не ответил, а %s она отменена не была", moscow(r.StateAt).Dotted())
	}
	return notChecked("не проверено, отменена ли доверенность: реестр доверенностей не подключён или не ответил")
}

// outcome tells what a report amounts to.
func outcome(r Report) Outcome {
	o := Outcome{Report: &r}
	switch verdict := r.Verdict(); verdict {
	case sign.Valid:
		o.Valid = true
	case sign.Invalid:
		o.Error = sentence(strings.Join(reasonsOf(r.parts(), verdict), "; "))
	default:
		o.Error = "Проверено не всё: " + strings.Join(reasonsOf(r.needed(), verdict), "; ") + "."
	}
	return o
}

// reasonsOf returns the reasons of the parts with a verdict.
func reasonsOf(parts []sign.Part, v sign.Verdict) (out []string) {
	for _, p := range parts {
		if p.Verdict == v {
			out = append(out, p.Reason)
		}
	}
	return out
}

// sentence makes one of a reason.
func sentence(reason string) string {
	first := []rune(reason)
	return strings.ToUpper(string(first[:1])) + strings.TrimSuffix(string(first[1:]), ".") + "."
}

// archive packs the file and its signature; the same files give the same bytes
// and link.
func (h holding) archive() (File, error) {
	f := File{
		ID: sdano.NameID(h.Content, h.Signature.String()), Tenant: h.Tenant, Box: h.Box, Number: h.Number,
		Name: "МЧД_" + h.Number.String() + ".zip", CreatedAt: h.CreatedAt, By: h.By,
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []File{h.content, h.signature} {
		if part.ID.IsZero() {
			continue
		}
		if part.ID == h.Signature && part.Name == h.content.Name {
			part.Name += ".sig"
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.Name, Method: zip.Deflate, Modified: h.CreatedAt})
		if err != nil {
			return File{}, err
		}
		if _, err := w.Write(part.Data); err != nil {
			return File{}, err
		}
	}
	err := z.Close()
	f.Data = out.Bytes()
	return f, err
}
