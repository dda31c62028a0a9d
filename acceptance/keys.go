package acceptance

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"sdano"
	"sdano/sign"
)

// Sign makes detached signatures by a key of the server: the results stand in the
// order of the contents. Errors: Forbidden, ErrSigningOff, Invalid (no
// certificate), NotFound if there is no such key, and with ThrowOnErrors the first
// failure.
func (s *Service) Sign(ctx context.Context, v Visitor, r SignRequest) ([]SignResult, error) {
	if err := v.must(Crypto); err != nil {
		return nil, err
	}
	if s.c.Signer == nil {
		return nil, ErrSigningOff
	}
	if n := len(r.Contents); n == 0 || n > s.c.MaxDocuments {
		return nil, invalid("bad_count", "Contents", "нужно от 1 до %d файлов, а указано %d", s.c.MaxDocuments, n)
	}
	thumbprint, err := thumbprintOf(r)
	if err != nil {
		return nil, err
	}
	who, err := s.holder(ctx, v, thumbprint)
	if err != nil {
		return nil, err
	}
	out := make([]SignResult, len(r.Contents))
	for i, content := range r.Contents {
		out[i].Signature, err = s.c.Signer.Sign(ctx, who, thumbprint, content)
		if err != nil && r.ThrowOnErrors {
			return nil, err
		}
		if err != nil {
			out[i] = SignResult{ErrorText: sdano.AsError(err).Message}
		}
	}
	return out, nil
}

// thumbprintOf returns the thumbprint that names the key of a request.
func thumbprintOf(r SignRequest) (string, error) {
	if len(r.Certificate) > 0 {
		c, err := sign.ParseCertificate(r.Certificate)
		if err != nil {
			return "", err
		}
		return c.Thumbprint, nil
	}
	thumbprint := strings.ToUpper(strings.ReplaceAll(r.Thumbprint, " ", ""))
	if _, err := hex.DecodeString(thumbprint); err != nil || thumbprint == "" {
		return "", invalid("certificate_required", "Thumbprint", "нужен отпечаток сертификата или сам сертификат (CertificateRawData)")
	}
	return thumbprint, nil
}

// holder returns in whose name the key is: only keys of the visitor's own data
// areas are his.
func (s *Service) holder(ctx context.Context, v Visitor, thumbprint string) (sign.Subject, error) {
	var err error = ErrNotFound
	for _, tenant := range v.Tenants {
		who := sign.Subject{Tenant: tenant}
		var certificate []byte
		if certificate, err = s.c.Signer.Certificate(ctx, who, thumbprint); err == nil {
			err = s.mayUse(ctx, v, tenant, certificate)
		}
		if err == nil || !sdano.IsKind(err, sdano.NotFound) {
			return who, err
		}
	}
	if errors.Is(err, ErrNotFound) {
		err = noKey
	}
	return sign.Subject{}, err
}

// mayUse returns noKey for the key of an organisation that has boxes of which the
// visitor sees none. Whoever has no box here signs for others, by powers of attorney.
func (s *Service) mayUse(ctx context.Context, v Visitor, tenant sdano.Tenant, certificate []byte) error {
	c, err := sign.ParseCertificate(certificate)
	if err != nil || v.Admin {
		return err
	}
	person, organization := taxIDs(c.Subject)
	inn := cmp.Or(organization, person)
	return s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		boxes, err := s.c.Store.Boxes(ctx, tx)
		if err != nil {
			return err
		}
		see, err := s.sightOf(ctx, tx, v)
		if err != nil {
			return err
		}
		boxes = slices.DeleteFunc(boxes, func(b Box) bool { return b.TaxID.INN != inn })
		if len(boxes) > 0 && !slices.ContainsFunc(boxes, func(b Box) bool { return see.has(b.ID) }) {
			return noKey
		}
		return nil
	})
}

// noKey: none of the visitor's data areas has the key.
var noKey = &sdano.Error{
	Kind: sdano.NotFound, Code: "no_key",
	Message: "Ключ с таким сертификатом не найден в хранилище сервера.",
	Remedy:  "Проверьте отпечаток сертификата.",
}
