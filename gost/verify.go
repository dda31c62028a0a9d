package gost

import (
	"errors"
	"math/big"
	"slices"
)

// Windows of the non-adjacent forms: the multiples of a public key are computed
// for each key, those of the base point once.
const (
	keyWindow  = 5
	baseWindow = 8
)

// PublicKey is a key for the check of signatures («ключ проверки электронной
// подписи»). It is safe for concurrent use.
type PublicKey struct {
	curve     *Curve
	multiples []affine
}

// NewPublicKey reads a public key as certificates hold it: X‖Y, both little-endian
// (RFC 9215, section 4.3). It is an error if the length is not that of the curve or
// the point is not on it.
func NewPublicKey(curve *Curve, raw []byte) (*PublicKey, error) {
	if len(raw) != 2*curve.size {
		return nil, errors.New("gost: the length of the public key is not that of its parameter set")
	}
	curve.ready()
	x, y := littleEndian(raw[:curve.size]), littleEndian(raw[curve.size:])
	if x.Cmp(curve.field.prime) >= 0 || y.Cmp(curve.field.prime) >= 0 {
		return nil, errors.New("gost: a coordinate of the public key is not below the prime")
	}
	at := curve.affine(x, y)
	if !curve.contains(&at) {
		return nil, errors.New("gost: the public key is not a point of its curve")
	}
	return &PublicKey{curve, curve.oddMultiples(at, keyWindow)}, nil
}

// Verify reports whether a signature, s‖r big-endian, is that of a digest by the key
// (RFC 7091, section 6.2). The digest has as many bytes as a coordinate.
func (k *PublicKey) Verify(digest, signature []byte) bool {
	c := k.curve
	if len(digest) != c.size || len(signature) != 2*c.size {
		return false
	}
	s := new(big.Int).SetBytes(signature[:c.size])
	r := new(big.Int).SetBytes(signature[c.size:])
	if r.Sign() == 0 || s.Sign() == 0 || r.Cmp(c.order) >= 0 || s.Cmp(c.order) >= 0 {
		return false
	}
	e := littleEndian(digest)
	if e.Mod(e, c.order).Sign() == 0 {
		e.SetInt64(1)
	}
	v := e.ModInverse(e, c.order)
	z1 := new(big.Int).Mul(s, v)
	z2 := v.Mul(v, new(big.Int).Sub(c.order, r))
	sum := c.combine(z1.Mod(z1, c.order), z2.Mod(z2, c.order), k.multiples)
	return c.abscissa(&sum, r)
}

// combine returns m·P + n·Q, where P is the base point and Q the point of these odd
// multiples, with one series of doublings for both.
func (c *Curve) combine(m, n *big.Int, multiples []affine) (sum point) {
	first, second := nonAdjacent(m, baseWindow), nonAdjacent(n, keyWindow)
	for i := max(len(first), len(second)) - 1; i >= 0; i-- {
		c.double(&sum)
		if i < len(first) {
			c.addMultiple(&sum, c.base, first[i])
		}
		if i < len(second) {
			c.addMultiple(&sum, multiples, second[i])
		}
	}
	return sum
}

// addMultiple adds to p the multiple of a point that an odd digit means; zero adds
// nothing.
func (c *Curve) addMultiple(p *point, multiples []affine, digit int8) {
	switch {
	case digit > 0:
		c.add(p, &multiples[digit/2])
	case digit < 0:
		q := multiples[-digit/2]
		c.field.sub(&q.y, &element{}, &q.y)
		c.add(p, &q)
	}
}

// nonAdjacent returns the non-adjacent form of a number: digits of which the i-th
// counts 2^i, each zero or odd and below 2^(window-1), at most one of any window
// different from zero.
func nonAdjacent(n *big.Int, window int) []int8 {
	digits := make([]int8, n.BitLen()+1)
	carry := uint(0)
	for i := 0; i < len(digits); {
		if n.Bit(i) == carry {
			i++
			continue
		}
		value := int(carry)
		for j := range window {
			value += int(n.Bit(i+j)) << j
		}
		carry = uint(value >> (window - 1) & 1)
		digits[i] = int8(value - int(carry)<<window)
		i += window
	}
	return digits
}

// abscissa reports whether the x of a point is r modulo the order. As no inverse is
// computed, every x below the prime that is r modulo the order is tried.
func (c *Curve) abscissa(p *point, r *big.Int) bool {
	if p.z == (element{}) {
		return false
	}
	var zz element
	c.field.square(&zz, &p.z)
	for x := r; x.Cmp(c.field.prime) < 0; x = new(big.Int).Add(x, c.order) {
		candidate := c.field.element(x)
		c.field.mul(&candidate, &candidate, &zz)
		if candidate == p.x {
			return true
		}
	}
	return false
}

// littleEndian reads a number.
func littleEndian(b []byte) *big.Int {
	b = slices.Clone(b)
	slices.Reverse(b)
	return new(big.Int).SetBytes(b)
}
