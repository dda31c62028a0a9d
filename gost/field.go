package gost

import (
	"math/big"
	"math/bits"
)

// element is a number modulo the prime of its field, in Montgomery form, least
// significant limb first. In a field of 256 bits the upper four limbs are zero.
type element [8]uint64

// field is the arithmetic modulo a prime of 256 or 512 bits. Its operations may
// have the same element as argument and result.
type field struct {
	limbs int     // 4 or 8
	p     element // the prime itself, not in Montgomery form
	prime *big.Int
	inv   uint64  // -1/p modulo 2^64
	one   element // 1
	rr    element // 2^(128·limbs) modulo p: brings a number into Montgomery form
}

func newField(prime *big.Int, size int) *field {
	f := &field{limbs: size / 8, p: limbsOf(prime), prime: prime}
	inv := f.p[0] // right modulo 2^3; each step doubles the bits
	for range 5 {
		inv *= 2 - f.p[0]*inv
	}
	f.inv = -inv
	r := new(big.Int).Lsh(big.NewInt(1), uint(64*f.limbs))
	f.one = limbsOf(new(big.Int).Mod(r, prime))
	f.rr = limbsOf(r.Mod(r.Mul(r, r), prime))
	return f
}

// limbsOf returns a number below 2^512 as limbs.
func limbsOf(n *big.Int) (x element) {
	var b [64]byte
	n.FillBytes(b[:])
	for i := range x {
		for _, octet := range b[56-8*i : 64-8*i] {
			x[i] = x[i]<<8 | uint64(octet)
		}
	}
	return x
}

// element brings a number below p into Montgomery form.
func (f *field) element(n *big.Int) (x element) {
	x = limbsOf(n)
	f.mul(&x, &x, &f.rr)
	return x
}

// number takes an element out of Montgomery form.
func (f *field) number(x *element) *big.Int {
	var plain element
	f.mul(&plain, x, &element{1})
	var b [64]byte
	for i, limb := range plain {
		for j := range 8 {
			b[63-8*i-j] = byte(limb >> (8 * j))
		}
	}
	return new(big.Int).SetBytes(b[:])
}

// invert returns 1/x; x is not zero.
func (f *field) invert(x *element) element {
	return f.element(new(big.Int).ModInverse(f.number(x), f.prime))
}

// add sets z to x + y.
func (f *field) add(z, x, y *element) {
	var sum element
	var carry uint64
	if f.limbs == 4 {
		sum[0], carry = bits.Add64(x[0], y[0], 0)
		sum[1], carry = bits.Add64(x[1], y[1], carry)
		sum[2], carry = bits.Add64(x[2], y[2], carry)
		sum[3], carry = bits.Add64(x[3], y[3], carry)
		f.reduce4(z, &sum, carry)
		return
	}
	for i := range sum {
		sum[i], carry = bits.Add64(x[i], y[i], carry)
	}
	f.reduce8(z, &sum, carry)
}

// sub sets z to x - y.
func (f *field) sub(z, x, y *element) {
	if f.limbs == 4 {
		f.sub4(z, x, y)
		return
	}
	var borrow, carry uint64
	for i := range z {
		z[i], borrow = bits.Sub64(x[i], y[i], borrow)
	}
	if borrow == 0 {
		return
	}
	for i := range z {
		z[i], carry = bits.Add64(z[i], f.p[i], carry)
	}
}

// sub4 is sub for four limbs: p is added back, masked by the borrow.
func (f *field) sub4(z, x, y *element) {
	var b, c uint64
	z0, b := bits.Sub64(x[0], y[0], 0)
	z1, b := bits.Sub64(x[1], y[1], b)
	z2, b := bits.Sub64(x[2], y[2], b)
	z3, b := bits.Sub64(x[3], y[3], b)
	mask := -b
	z[0], c = bits.Add64(z0, f.p[0]&mask, 0)
	z[1], c = bits.Add64(z1, f.p[1]&mask, c)
	z[2], c = bits.Add64(z2, f.p[2]&mask, c)
	z[3], _ = bits.Add64(z3, f.p[3]&mask, c)
}

// mul sets z to x·y (in Montgomery form: to x·y·2^(-64·limbs)).
func (f *field) mul(z, x, y *element) {
	if f.limbs == 4 {
		f.mul4(z, x, y)
		return
	}
	f.mul8(z, x, y)
}

// square sets z to x·x.
func (f *field) square(z, x *element) { f.mul(z, x, x) }

// reduce4 sets z to the number carry·2^256 + x, which is below 2p, modulo p.
func (f *field) reduce4(z, x *element, carry uint64) {
	var b uint64
	z0, b := bits.Sub64(x[0], f.p[0], 0)
	z1, b := bits.Sub64(x[1], f.p[1], b)
	z2, b := bits.Sub64(x[2], f.p[2], b)
	z3, b := bits.Sub64(x[3], f.p[3], b)
	if carry < b {
		z0, z1, z2, z3 = x[0], x[1], x[2], x[3]
	}
	z[0], z[1], z[2], z[3] = z0, z1, z2, z3
}

// reduce8 sets z to the number carry·2^512 + x, which is below 2p, modulo p.
func (f *field) reduce8(z, x *element, carry uint64) {
	var less element
	var borrow uint64
	for i := range less {
		less[i], borrow = bits.Sub64(x[i], f.p[i], borrow)
	}
	if carry < borrow {
		*z = *x
		return
	}
	*z = less
}

// mul4 is mul for four limbs: each limb of x is multiplied with y and added, then
// the lowest limb is made zero by a multiple of p and shifted out.
func (f *field) mul4(z, x, y *element) {
	y0, y1, y2, y3 := y[0], y[1], y[2], y[3]
	p0, p1, p2, p3 := f.p[0], f.p[1], f.p[2], f.p[3]
	var t0, t1, t2, t3, t4 uint64
	for _, limb := range x[:4] {
		var c, top uint64
		h0, l0 := bits.Mul64(limb, y0)
		h1, l1 := bits.Mul64(limb, y1)
		h2, l2 := bits.Mul64(limb, y2)
		h3, l3 := bits.Mul64(limb, y3)
		l1, c = bits.Add64(l1, h0, 0)
		l2, c = bits.Add64(l2, h1, c)
		l3, c = bits.Add64(l3, h2, c)
		h3, _ = bits.Add64(h3, 0, c)
		t0, c = bits.Add64(t0, l0, 0)
		t1, c = bits.Add64(t1, l1, c)
		t2, c = bits.Add64(t2, l2, c)
		t3, c = bits.Add64(t3, l3, c)
		t4, top = bits.Add64(t4, h3, c)

		m := t0 * f.inv
		h0, l0 = bits.Mul64(m, p0)
		h1, l1 = bits.Mul64(m, p1)
		h2, l2 = bits.Mul64(m, p2)
		h3, l3 = bits.Mul64(m, p3)
		l1, c = bits.Add64(l1, h0, 0)
		l2, c = bits.Add64(l2, h1, c)
		l3, c = bits.Add64(l3, h2, c)
		h3, _ = bits.Add64(h3, 0, c)
		_, c = bits.Add64(t0, l0, 0)
		t0, c = bits.Add64(t1, l1, c)
		t1, c = bits.Add64(t2, l2, c)
		t2, c = bits.Add64(t3, l3, c)
		t3, c = bits.Add64(t4, h3, c)
		t4, _ = bits.Add64(top, 0, c)
	}
	f.reduce4(z, &element{t0, t1, t2, t3}, t4)
}

// mul8 is mul for eight limbs: the same with a window that moves up by a limb a step.
func (f *field) mul8(z, x, y *element) {
	var t [16]uint64
	var top uint64
	for i, limb := range x {
		window := (*element)(t[i:])
		high := addMul(window, limb, y)
		extra := addMul(window, window[0]*f.inv, &f.p)
		t[i+8], top = bits.Add64(high, extra, top)
	}
	f.reduce8(z, (*element)(t[8:]), top)
}

// addMul adds limb·y to t and returns the limb that does not fit.
func addMul(t *element, limb uint64, y *element) (carry uint64) {
	h0, l0 := bits.Mul64(limb, y[0])
	h1, l1 := bits.Mul64(limb, y[1])
	h2, l2 := bits.Mul64(limb, y[2])
	h3, l3 := bits.Mul64(limb, y[3])
	l1, c := bits.Add64(l1, h0, 0)
	l2, c = bits.Add64(l2, h1, c)
	l3, c = bits.Add64(l3, h2, c)
	h3, _ = bits.Add64(h3, 0, c)
	t[0], c = bits.Add64(t[0], l0, 0)
	t[1], c = bits.Add64(t[1], l1, c)
	t[2], c = bits.Add64(t[2], l2, c)
	t[3], c = bits.Add64(t[3], l3, c)
	h3, _ = bits.Add64(h3, 0, c)

	h4, l4 := bits.Mul64(limb, y[4])
	h5, l5 := bits.Mul64(limb, y[5])
	h6, l6 := bits.Mul64(limb, y[6])
	h7, l7 := bits.Mul64(limb, y[7])
	l4, c = bits.Add64(l4, h3, 0)
	l5, c = bits.Add64(l5, h4, c)
	l6, c = bits.Add64(l6, h5, c)
	l7, c = bits.Add64(l7, h6, c)
	h7, _ = bits.Add64(h7, 0, c)
	t[4], c = bits.Add64(t[4], l4, 0)
	t[5], c = bits.Add64(t[5], l5, c)
	t[6], c = bits.Add64(t[6], l6, c)
	t[7], c = bits.Add64(t[7], l7, c)
	h7, _ = bits.Add64(h7, 0, c)
	return h7
}
