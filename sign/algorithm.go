package sign

import (
	"crypto"
	"crypto/sha1" //nolint:gosec // old signatures are read with it, and reported as weak
	"crypto/sha256"
	"crypto/sha512"
	"hash"

	"sdano/gost"
)

// digestAlgorithm is a hash function («функция хэширования»).
type digestAlgorithm struct {
	name string
	new  func() hash.Hash // nil if it is known by name only
	std  crypto.Hash      // its name in the standard library, if there
	weak bool
}

const (
	oidStreebog256 = "1.2.643.7.1.1.2.2"
	oidStreebog512 = "1.2.643.7.1.1.2.3"
	oidGOST94      = "1.2.643.2.2.9"
	oidSHA1        = "1.3.14.3.2.26"
	oidSHA256      = "2.16.840.1.101.3.4.2.1"
	oidSHA384      = "2.16.840.1.101.3.4.2.2"
	oidSHA512      = "2.16.840.1.101.3.4.2.3"
)

var digestAlgorithms = map[string]*digestAlgorithm{
	oidStreebog256: {name: "ГОСТ Р 34.11-2012 (256 бит)", new: gost.New256},
	oidStreebog512: {name: "ГОСТ Р 34.11-2012 (512 бит)", new: gost.New512},
	oidGOST94:      {name: "ГОСТ Р 34.11-94"},
	oidSHA1:        {name: "SHA-1", new: sha1.New, std: crypto.SHA1, weak: true},
	oidSHA256:      {name: "SHA-256", new: sha256.New, std: crypto.SHA256},
	oidSHA384:      {name: "SHA-384", new: sha512.New384, std: crypto.SHA384},
	oidSHA512:      {name: "SHA-512", new: sha512.New, std: crypto.SHA512},
}

// digestByOID returns a hash function; one that is not known is named by its
// identifier and cannot be computed.
func digestByOID(oid string) *digestAlgorithm {
	if known, ok := digestAlgorithms[oid]; ok {
		return known
	}
	return &digestAlgorithm{name: oid}
}

// sum returns the digest of data.
func (a *digestAlgorithm) sum(data []byte) []byte {
	h := a.new()
	h.Write(data)
	return h.Sum(nil)
}

// scheme is how a signature is made from a digest and a key.
type scheme int

const (
	unknownScheme scheme = iota
	gostScheme           // ГОСТ Р 34.10-2012
	rsaScheme            // RSA PKCS#1 v1.5
	pssScheme            // RSA-PSS
	ecdsaScheme
)

// signatureAlgorithm is an AlgorithmIdentifier of a signature.
type signatureAlgorithm struct {
	name   string
	scheme scheme
	digest string // identifier of its hash function, "" if it names only the key
	salt   int    // of RSA-PSS, in bytes
}

const oidPSS = "1.2.840.113549.1.1.10"

var signatureAlgorithms = map[string]signatureAlgorithm{
	"1.2.643.7.1.1.1.1":     {name: "ГОСТ Р 34.10-2012 (256 бит)", scheme: gostScheme, digest: oidStreebog256},
	"1.2.643.7.1.1.1.2":     {name: "ГОСТ Р 34.10-2012 (512 бит)", scheme: gostScheme, digest: oidStreebog512},
	"1.2.643.7.1.1.3.2":     {name: "ГОСТ Р 34.10-2012 (256 бит)", scheme: gostScheme, digest: oidStreebog256},
	"1.2.643.7.1.1.3.3":     {name: "ГОСТ Р 34.10-2012 (512 бит)", scheme: gostScheme, digest: oidStreebog512},
	"1.2.643.2.2.3":         {name: "ГОСТ Р 34.10-2001", digest: oidGOST94},
	"1.2.643.2.2.19":        {name: "ГОСТ Р 34.10-2001", digest: oidGOST94},
	"1.2.840.113549.1.1.1":  {name: "RSA", scheme: rsaScheme},
	"1.2.840.113549.1.1.5":  {name: "RSA", scheme: rsaScheme, digest: oidSHA1},
	"1.2.840.113549.1.1.11": {name: "RSA", scheme: rsaScheme, digest: oidSHA256},
	"1.2.840.113549.1.1.12": {name: "RSA", scheme: rsaScheme, digest: oidSHA384},
	"1.2.840.113549.1.1.13": {name: "RSA", scheme: rsaScheme, digest: oidSHA512},
	"1.2.840.10045.2.1":     {name: "ECDSA", scheme: ecdsaScheme},
	"1.2.840.10045.4.1":     {name: "ECDSA", scheme: ecdsaScheme, digest: oidSHA1},
	"1.2.840.10045.4.3.2":   {name: "ECDSA", scheme: ecdsaScheme, digest: oidSHA256},
	"1.2.840.10045.4.3.3":   {name: "ECDSA", scheme: ecdsaScheme, digest: oidSHA384},
	"1.2.840.10045.4.3.4":   {name: "ECDSA", scheme: ecdsaScheme, digest: oidSHA512},
}

// algorithm reads an AlgorithmIdentifier: its identifier and its parameters, which
// are empty if it has none.
func (c *cursor) algorithm() (oid string, parameters element) {
	inside := c.take(tagSequence).in()
	oid = inside.oid()
	if !inside.empty() {
		parameters = inside.next()
		if parameters.tag != tagSequence && parameters.tag != tagOID && (parameters.tag != tagNull || len(parameters.body) > 0) {
			inside.fail(errForm)
		}
	}
	c.adopt(inside)
	return oid, parameters
}

// signatureAlgorithm reads the AlgorithmIdentifier of a signature.
func (c *cursor) signatureAlgorithm() signatureAlgorithm {
	return signatureAlgorithmOf(c, c.take(tagSequence))
}

// signatureAlgorithmOf reads one that was taken; errors are those of c.
func signatureAlgorithmOf(c *cursor, e element) signatureAlgorithm {
	inside := &cursor{rest: e.full}
	oid, parameters := inside.algorithm()
	c.adopt(inside)
	if oid == oidPSS {
		return pss(parameters)
	}
	if known, ok := signatureAlgorithms[oid]; ok {
		return known
	}
	return signatureAlgorithm{name: oid}
}

const oidMGF1 = "1.2.840.113549.1.1.8"

// pss reads the parameters of RSA-PSS (RFC 4055, section 3.1). Parameters that are
// wrong or not supported give an algorithm of no known scheme.
func pss(parameters element) signatureAlgorithm {
	a := signatureAlgorithm{name: "RSA-PSS", digest: oidSHA1, salt: 20}
	mask, trailer := oidSHA1, 1
	c := parameters.in()
	field := func(n byte, read func(*cursor)) {
		if e, ok := c.optional(tagConstructed + n); ok {
			inside := e.in()
			read(inside)
			c.adopt(inside)
		}
	}
	field(0, func(in *cursor) { a.digest, _ = in.algorithm() })
	field(1, func(in *cursor) { mask = in.maskDigest() })
	field(2, func(in *cursor) { a.salt = in.small() })
	field(3, func(in *cursor) { trailer = in.small() })
	if c.end() == nil && parameters.tag == tagSequence && mask == a.digest && trailer == 1 {
		a.scheme = pssScheme
	}
	return a
}

// maskDigest reads the AlgorithmIdentifier of MGF1 and returns its hash function, ""
// if another function is named.
func (c *cursor) maskDigest() string {
	oid, parameters := c.algorithm()
	if oid != oidMGF1 {
		return ""
	}
	inside := &cursor{rest: parameters.full}
	digest, _ := inside.algorithm()
	c.adopt(inside)
	return digest
}
