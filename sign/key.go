package sign

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"

	"sdano/gost"
)

// publicKey is the key of a certificate.
type publicKey struct {
	algorithm string // name for people
	set       string // parameter set or curve, "" for RSA
	// One of them is set, or none if the key cannot be used.
	gost  *gost.PublicKey
	rsa   *rsa.PublicKey
	ecdsa *ecdsa.PublicKey
	// fault says in Russian why the key cannot be used, broken whether it is wrong
	// and not merely of an unknown kind.
	fault  string
	broken bool
}

// Lengths of RSA keys in bits: shorter ones prove nothing, and longer ones let a
// certificate ask for any amount of work.
const (
	minRSA = 1024
	maxRSA = 8192
)

// publicKey reads a SubjectPublicKeyInfo.
func (c *cursor) publicKey() publicKey {
	info := c.take(tagSequence)
	inside := info.in()
	oid, parameters := inside.algorithm()
	raw := inside.bits()
	c.adopt(inside)
	switch {
	case c.err != nil:
		return publicKey{}
	case oid == "1.2.643.7.1.1.1.1":
		return gostKey("ГОСТ Р 34.10-2012 (256 бит)", 32, parameters, raw)
	case oid == "1.2.643.7.1.1.1.2":
		return gostKey("ГОСТ Р 34.10-2012 (512 бит)", 64, parameters, raw)
	case oid == "1.2.643.2.2.19":
		return publicKey{algorithm: "ГОСТ Р 34.10-2001", fault: "алгоритм ГОСТ Р 34.10-2001 не поддерживается"}
	}
	return otherKey(oid, info.full)
}

// gostKey reads a key of ГОСТ Р 34.10-2012 (RFC 9215, section 4): the parameters
// name the parameter set, the bits hold an octet string.
func gostKey(algorithm string, size int, parameters element, raw []byte) publicKey {
	k := publicKey{algorithm: algorithm}
	c := parameters.in()
	set := c.oid()
	point := (&cursor{rest: raw}).take(tagOctets).body
	curve, ok := gost.CurveByOID(set)
	if !ok {
		k.set, k.fault = set, fmt.Sprintf("набор параметров ключа %q не поддерживается", set)
		return k
	}
	k.set = curve.Name()
	key, err := gost.NewPublicKey(curve, point)
	if err != nil || curve.Size() != size {
		k.fault, k.broken = "открытый ключ сертификата не соответствует своему набору параметров", true
		return k
	}
	k.gost = key
	return k
}

// otherKey reads a key of RSA or ECDSA.
func otherKey(oid string, info []byte) publicKey {
	parsed, err := x509.ParsePKIXPublicKey(info)
	if err != nil {
		known := signatureAlgorithms[oid]
		return publicKey{algorithm: algorithmName(oid), fault: "открытый ключ сертификата не читается или его алгоритм не поддерживается", broken: known.scheme != unknownScheme}
	}
	switch key := parsed.(type) {
	case *rsa.PublicKey:
		k := publicKey{algorithm: fmt.Sprintf("RSA (%d бит)", key.N.BitLen())}
		if key.N.BitLen() < minRSA || key.N.BitLen() > maxRSA {
			k.fault = fmt.Sprintf("поддерживаются ключи RSA от %d до %d бит", minRSA, maxRSA)
			return k
		}
		k.rsa = key
		return k
	case *ecdsa.PublicKey:
		return publicKey{algorithm: "ECDSA", set: key.Curve.Params().Name, ecdsa: key}
	}
	return publicKey{algorithm: algorithmName(oid), fault: "алгоритм ключа сертификата не поддерживается"}
}

func algorithmName(oid string) string {
	if known, ok := signatureAlgorithms[oid]; ok {
		return known.name
	}
	return oid
}

// verify checks a signature over these bytes with a hash function. The verdict's
// reason speaks of the algorithm only.
func (k *publicKey) verify(alg signatureAlgorithm, hash *digestAlgorithm, signed, signature []byte) Part {
	switch {
	case k.fault != "":
		return Part{Verdict: map[bool]Verdict{true: Invalid, false: NotChecked}[k.broken], Reason: k.fault}
	case alg.scheme == unknownScheme:
		return notChecked("алгоритм подписи %s не поддерживается", alg.name)
	case hash.new == nil:
		return notChecked("функция хэширования %s не поддерживается", hash.name)
	case alg.scheme == gostScheme != (k.gost != nil), alg.scheme == ecdsaScheme != (k.ecdsa != nil):
		return invalid("алгоритм подписи %s не подходит к ключу сертификата (%s)", alg.name, k.algorithm)
	case alg.digest != "" && digestByOID(alg.digest) != hash:
		return invalid("алгоритм подписи %s не сочетается с функцией хэширования %s", alg.name, hash.name)
	}
	if !k.matches(alg, hash, hash.sum(signed), signature) {
		return invalid("подпись не соответствует подписанным данным и ключу сертификата")
	}
	part := valid("%s, %s: подпись верна", alg.name, hash.name)
	if hash.weak {
		part.Weak = true
		part.Reason += "; функция хэширования слабая"
	}
	return part
}

// matches does the arithmetic.
func (k *publicKey) matches(alg signatureAlgorithm, hash *digestAlgorithm, digest, signature []byte) bool {
	switch {
	case alg.scheme == gostScheme:
		return k.gost.Verify(digest, signature)
	case alg.scheme == ecdsaScheme:
		return ecdsa.VerifyASN1(k.ecdsa, digest, signature)
	case hash.std == 0:
		return false // RSA over Стрибог is not defined
	case alg.scheme == pssScheme: // a salt of 0 bytes is any salt to the library
		return rsa.VerifyPSS(k.rsa, hash.std, digest, signature, &rsa.PSSOptions{SaltLength: alg.salt}) == nil
	}
	return rsa.VerifyPKCS1v15(k.rsa, hash.std, digest, signature) == nil
}
