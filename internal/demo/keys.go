package demo

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"sdano"
	"sdano/acceptance"
	"sdano/sign"
)

// Keys are the signing keys of the demo with certificates of an authority of its
// own. Everything in them is marked as «УЧЕБНЫЙ»: nobody but the demo trusts them,
// and what they sign is signed for show. Keys is acceptance.ServerSigner.
type Keys struct {
	root  *sign.Certificate
	all   []key
	clock sdano.Clock
}

var _ acceptance.ServerSigner = (*Keys)(nil)

// key is a private key with its certificate.
type key struct {
	private     *ecdsa.PrivateKey
	certificate *x509.Certificate
	// named is the certificate as signatures are checked by.
	named *sign.Certificate
}

// holder is whose key it is, and in which file it lies.
type holder struct {
	file  string
	owner []attribute
}

// attribute is an attribute of a name: numbers are NumericString, as приказ ФСБ
// России от 27.12.2011 № 795 asks.
type attribute struct {
	oid    asn1.ObjectIdentifier
	value  string
	number bool
}

// Object identifiers of the attributes, X.520 and the Russian ones.
var (
	oidCN           = asn1.ObjectIdentifier{2, 5, 4, 3}
	oidSurname      = asn1.ObjectIdentifier{2, 5, 4, 4}
	oidCountry      = asn1.ObjectIdentifier{2, 5, 4, 6}
	oidOrganization = asn1.ObjectIdentifier{2, 5, 4, 10}
	oidTitle        = asn1.ObjectIdentifier{2, 5, 4, 12}
	oidGivenName    = asn1.ObjectIdentifier{2, 5, 4, 42}
	oidOGRN         = asn1.ObjectIdentifier{1, 2, 643, 100, 1}
	oidSNILS        = asn1.ObjectIdentifier{1, 2, 643, 100, 3}
	oidINNLE        = asn1.ObjectIdentifier{1, 2, 643, 100, 4}
	oidINN          = asn1.ObjectIdentifier{1, 2, 643, 3, 131, 1, 1}
)

var authority = []attribute{{oidCountry, "RU", false}, {oidCN, "УЧЕБНЫЙ удостоверяющий центр sdano", false}}

var holders = []holder{
	{"buyer.pem", person("ООО «Покупатель»", "7799999926", "1267799999928", "Примеров", "Пётр Сергеевич", "Заведующий складом", "779999991008", "21223344604")},
	{"seller.pem", person("ООО «Пример»", "7799999919", "1267799999917", "Образцова", "Анна Игоревна", "Директор", "779999991311", "31223344714")},
}

func person(organization, innle, ogrn, surname, given, position, inn, snils string) []attribute {
	return []attribute{
		{oidCountry, "RU", false},
		{oidCN, "УЧЕБНЫЙ СЕРТИФИКАТ " + organization, false},
		{oidSurname, surname, false},
		{oidGivenName, given, false},
		{oidTitle, position, false},
		{oidOrganization, organization, false},
		{oidINN, inn, true},
		{oidSNILS, snils, true},
		{oidINNLE, innle, true},
		{oidOGRN, ogrn, true},
	}
}

// The days between which the demo's certificates are in force: a demo may stand on
// any of them.
var (
	inForceFrom = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	inForceTo   = time.Date(2045, time.December, 31, 0, 0, 0, 0, time.UTC)
)

// rootFile is the file of the authority's certificate; its private key is not
// kept.
const rootFile = "root.pem"

// OpenKeys returns the keys of a folder; they are made if there is no such folder.
// Signatures are dated by the clock.
func OpenKeys(folder string, clock sdano.Clock) (*Keys, error) {
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		if err := makeKeys(folder); err != nil {
			return nil, err
		}
	}
	root, err := readKey(filepath.Join(folder, rootFile))
	if err != nil {
		return nil, err
	}
	k := &Keys{root: root.named, clock: clock}
	for _, h := range holders {
		one, err := readKey(filepath.Join(folder, h.file))
		if err != nil {
			return nil, err
		}
		k.all = append(k.all, one)
	}
	return k, nil
}

// Root is the certificate of the demo's authority.
func (k *Keys) Root() *sign.Certificate { return k.root }

// Certificate returns the certificate of one of the demo's organisations.
func (k *Keys) Certificate(_ context.Context, who sign.Subject, thumbprint string) ([]byte, error) {
	one, err := k.find(who, thumbprint)
	return one.certificate.Raw, err
}

// Sign returns a detached CAdES-BES over exactly these bytes.
func (k *Keys) Sign(_ context.Context, who sign.Subject, thumbprint string, data []byte) ([]byte, error) {
	one, err := k.find(who, thumbprint)
	if err != nil {
		return nil, err
	}
	return one.sign(data, k.clock.Now())
}

// find returns the key of a thumbprint, or of an organisation with "".
func (k *Keys) find(who sign.Subject, thumbprint string) (key, error) {
	for _, one := range k.all {
		if who.Tenant == Tenant && (one.named.Thumbprint == thumbprint || thumbprint == "" && one.named.Subject.INNLE == who.TaxID.INN) {
			return one, nil
		}
	}
	return key{certificate: &x509.Certificate{}}, errNoKey
}

var errNoKey = &sdano.Error{
	Kind: sdano.NotFound, Code: "no_key",
	Message: "У демо нет такого ключа.",
	Remedy:  "Подписывайте учебным ключом ООО «Покупатель» или ООО «Пример».",
}

// makeKeys makes the folder with all keys at once: it appears whole or not at all.
func makeKeys(folder string) error {
	draft, err := os.MkdirTemp(filepath.Dir(folder), ".demo-keys-")
	if err != nil {
		return err
	}
	root, err := issue(authority, nil)
	if err != nil {
		return err
	}
	err = writeKey(filepath.Join(draft, rootFile), root.certificate, nil)
	for _, h := range holders {
		if err != nil {
			break
		}
		var one key
		if one, err = issue(h.owner, &root); err == nil {
			err = writeKey(filepath.Join(draft, h.file), one.certificate, one.private)
		}
	}
	if err == nil {
		err = os.Rename(draft, folder)
	}
	if err != nil {
		_ = os.RemoveAll(draft) // what is left harms nobody
	}
	return err
}

// issue makes a key and its certificate: by an issuer, or an authority by itself.
func issue(owner []attribute, issuer *key) (key, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return key{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return key{}, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: nameOf(owner), NotBefore: inForceFrom, NotAfter: inForceTo,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}
	by := key{private, template, nil}
	if issuer == nil {
		template.IsCA, template.BasicConstraintsValid, template.MaxPathLenZero = true, true, true
		template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	} else {
		by = *issuer
	}
	der, err := x509.CreateCertificate(rand.Reader, template, by.certificate, private.Public(), by.private)
	if err != nil {
		return key{}, err
	}
	certificate, err := x509.ParseCertificate(der)
	return key{private: private, certificate: certificate}, err
}

func nameOf(owner []attribute) (name pkix.Name) {
	for _, a := range owner {
		var value any = a.value
		if a.number {
			value = asn1.RawValue{Tag: asn1.TagNumericString, Bytes: []byte(a.value)}
		}
		name.ExtraNames = append(name.ExtraNames, pkix.AttributeTypeAndValue{Type: a.oid, Value: value})
	}
	return name
}

// Types of PEM blocks.
const (
	certificateBlock = "CERTIFICATE"
	privateBlock     = "PRIVATE KEY"
)

// writeKey writes a certificate, and the private key unless it is nil.
func writeKey(path string, certificate *x509.Certificate, private *ecdsa.PrivateKey) error {
	text := pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: certificate.Raw})
	if private != nil {
		der, err := x509.MarshalPKCS8PrivateKey(private)
		if err != nil {
			return err
		}
		text = append(text, pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: der})...)
	}
	return os.WriteFile(path, text, 0o600)
}

// readKey reads what writeKey wrote.
func readKey(path string) (one key, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return one, spoilt(path, err)
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == certificateBlock {
			one.certificate, err = x509.ParseCertificate(block.Bytes)
		} else {
			var private any
			private, err = x509.ParsePKCS8PrivateKey(block.Bytes)
			one.private, _ = private.(*ecdsa.PrivateKey)
		}
		if err != nil {
			return one, spoilt(path, err)
		}
	}
	if one.certificate == nil {
		return one, spoilt(path, fmt.Errorf("no certificate"))
	}
	one.named, err = sign.ParseCertificate(one.certificate.Raw)
	return one, err
}

func spoilt(path string, err error) error {
	return &sdano.Error{
		Kind: sdano.Storage, Code: "bad_demo_keys", Param: "data", Err: err,
		Message: "Учебный ключ «" + path + "» не читается.",
		Remedy:  "Удалите папку demo-keys в папке данных: демо сделает новые ключи.",
	}
}
