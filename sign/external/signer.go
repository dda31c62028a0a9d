// Package external is what the adapters to signing programs share: it finds the key
// of a subject, runs the program with bounds, and checks what the program made before
// anybody gets it. The programs hold the private keys and do the signing (63-ФЗ ст. 12);
// no key is read here.
package external

import (
	"context"
	"strings"

	"sdano"
	"sdano/sign"
)

// Key is a private key that a program can use, with its certificate.
type Key struct {
	// Tenant and INN say whose it is: INN is that of the payer in whose name
	// documents are signed, which a person's certificate need not contain.
	Tenant sdano.Tenant
	INN    string
	// Certificate belongs to the key.
	Certificate *sign.Certificate
	// File is where the program finds the key, "" if the certificate's thumbprint
	// tells it.
	File string
}

// Maker has a program make a detached CMS over exactly these bytes.
type Maker func(ctx context.Context, key Key, data []byte) ([]byte, error)

// Signer is a sign.Signer over an external program. It is safe for concurrent use.
type Signer struct {
	keys []Key
	make Maker
}

// New returns a signer with these keys; of several that fit a subject the first is
// taken.
func New(keys []Key, maker Maker) *Signer { return &Signer{keys, maker} }

// Certificate returns the certificate of the subject's key in DER. Without a key the
// error is an *sdano.Error with the code "no_signing_key".
func (s *Signer) Certificate(_ context.Context, who sign.Subject) ([]byte, error) {
	key, err := s.key(who)
	if err != nil {
		return nil, err
	}
	return key.Certificate.Raw, nil
}

// Sign has the program sign exactly these bytes with the subject's key. What it made
// is returned only if it is a detached CMS over them by that key. Errors are
// *sdano.Error: "no_signing_key", "signing_failed", "signing_timeout",
// "signing_unavailable".
func (s *Signer) Sign(ctx context.Context, who sign.Subject, data []byte) ([]byte, error) {
	key, err := s.key(who)
	if err != nil {
		return nil, err
	}
	cms, err := s.make(ctx, key, data)
	if err == nil {
		err = verify(key, data, cms)
	}
	if err != nil {
		return nil, err
	}
	return cms, nil
}

func (s *Signer) key(who sign.Subject) (Key, error) {
	for _, k := range s.keys {
		fits := who.Thumbprint == "" || strings.EqualFold(who.Thumbprint, k.Certificate.Thumbprint)
		if k.Tenant == who.Tenant && k.INN == who.TaxID.INN && fits {
			return k, nil
		}
	}
	return Key{}, &sdano.Error{
		Kind: sdano.Unprocessable, Code: "no_signing_key",
		Message: "Для ИНН " + who.TaxID.INN + " на сервере нет ключа электронной подписи с таким сертификатом.",
		Remedy:  "Настройте ключ на сервере или подпишите файл у себя и загрузите подпись.",
	}
}

// verify checks what a program made. An algorithm that is not supported cannot be
// checked and is let through; anything that is known to be wrong is not.
func verify(key Key, data, cms []byte) error {
	report, err := sign.Check(data, cms, sign.CheckOptions{Intermediates: []*sign.Certificate{key.Certificate}})
	if err != nil {
		return failed("Программа подписи вернула не подпись CMS.", err)
	}
	if len(report.Signers) != 1 || report.Signers[0].Certificate == nil || report.Signers[0].Certificate.Thumbprint != key.Certificate.Thumbprint {
		return failed("Программа подписи подписала файл не тем сертификатом.", nil)
	}
	made := report.Signers[0]
	for _, part := range []sign.Part{made.Digest, made.Signature} {
		if part.Verdict == sign.Invalid {
			return failed("Программа подписи сделала неверную подпись: "+part.Reason+".", nil)
		}
	}
	return nil
}

func failed(message string, err error) error {
	return &sdano.Error{
		Kind: sdano.Unavailable, Code: "signing_failed", Err: err, Message: message,
		Remedy: "Проверьте ключ, сертификат и настройку программы подписи на сервере; подробности — в журнале сервера.",
	}
}
