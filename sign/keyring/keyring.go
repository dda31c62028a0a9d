// Package keyring is the keys that a server signs with («ключи электронной подписи»,
// 63-ФЗ ст. 2 п. 5): an administrator lists them in a file, and each is used by the
// program that holds it, КриптоПро or OpenSSL. No private key is read here. The format
// of the file is in docs/signatures.md.
package keyring

import (
	"cmp"
	"context"
	"strings"

	"sdano"
	"sdano/sign"
	"sdano/sign/external"
)

// Keyring is a list of keys, at least one. It is safe for concurrent use.
type Keyring struct{ keys []held }

// held is a key with the program that signs by it.
type held struct {
	key    external.Key
	signer *external.Signer
}

// same reports whether two keys are one key of one payer.
func (h held) same(o held) bool {
	return h.key.Tenant == o.key.Tenant && h.key.INN == o.key.INN && h.key.Certificate.Thumbprint == o.key.Certificate.Thumbprint
}

// Certificate returns the certificate, in DER, of a key of the subject's data area: of
// the subject's ИНН unless that is "", and of the thumbprint (SHA-1 in hexadecimal)
// unless that is "". Of several the first in the file is taken. Without one the error
// is of kind NotFound, with the code "no_signing_key".
func (k *Keyring) Certificate(_ context.Context, who sign.Subject, thumbprint string) ([]byte, error) {
	h, err := k.find(who, thumbprint)
	if err != nil {
		return nil, err
	}
	return h.key.Certificate.Raw, nil
}

// Sign has the key that Certificate finds make a detached signature, in DER, over
// exactly these bytes. Errors are those of Certificate and of external.Signer.
func (k *Keyring) Sign(ctx context.Context, who sign.Subject, thumbprint string, data []byte) ([]byte, error) {
	h, err := k.find(who, thumbprint)
	if err != nil {
		return nil, err
	}
	owner := sign.Subject{Tenant: h.key.Tenant, TaxID: sdano.TaxID{INN: h.key.INN}}
	return h.signer.Sign(ctx, owner, data)
}

func (k *Keyring) find(who sign.Subject, thumbprint string) (held, error) {
	thumbprint = cmp.Or(thumbprint, who.Thumbprint)
	for _, h := range k.keys {
		mine := h.key.Tenant == who.Tenant && (who.TaxID.INN == "" || h.key.INN == who.TaxID.INN)
		if mine && (thumbprint == "" || strings.EqualFold(h.key.Certificate.Thumbprint, thumbprint)) {
			return h, nil
		}
	}
	return held{}, noKey(who.TaxID.INN, thumbprint)
}

func noKey(inn, thumbprint string) error {
	message := "На сервере нет ключа электронной подписи"
	if inn != "" {
		message += " для ИНН " + inn
	}
	if thumbprint != "" {
		message += " с сертификатом «" + thumbprint + "»"
	}
	return &sdano.Error{
		Kind: sdano.NotFound, Code: "no_signing_key", Message: message + ".",
		Remedy: "Опишите ключ в файле ключей сервера (--sign-keys); документ можно подписать у себя и загрузить подпись.",
	}
}

// Signer returns the keys as those who sign reports want them: the subject's ИНН, and
// his thumbprint if he names one, find the key.
func (k *Keyring) Signer() sign.Signer { return reports{k} }

type reports struct{ keys *Keyring }

// Certificate returns the subject's certificate in DER.
func (r reports) Certificate(ctx context.Context, who sign.Subject) ([]byte, error) {
	return r.keys.Certificate(ctx, who, who.Thumbprint)
}

// Sign returns a detached signature over exactly these bytes.
func (r reports) Sign(ctx context.Context, who sign.Subject, data []byte) ([]byte, error) {
	return r.keys.Sign(ctx, who, who.Thumbprint, data)
}
