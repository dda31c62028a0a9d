package gost

import (
	"math/big"
	"sync"
)

// Curve is a parameter set («набор параметров») of ГОСТ Р 34.10-2012: an elliptic
// curve y² = x³ + ax + b with a point of prime order. It is safe for concurrent
// use.
type Curve struct {
	name string
	size int // of a coordinate in bytes: 32 or 64
	text parameters
	load sync.Once

	// Set by load.
	field *field
	a, b  element
	three bool     // a = -3
	order *big.Int // q
	base  []affine // odd multiples of the base point
}

// parameters are the numbers of a parameter set in hexadecimal.
type parameters struct{ p, a, b, q, x, y string }

// Name returns the name of the parameter set in its standard, such as
// "id-tc26-gost-3410-2012-256-paramSetA".
func (c *Curve) Name() string { return c.name }

// Size returns the length of a coordinate in bytes: 32 or 64. A public key and a
// signature have twice as many, a digest as many.
func (c *Curve) Size() int { return c.size }

// ready computes what is derived from the parameters, at first use.
func (c *Curve) ready() *Curve {
	c.load.Do(func() {
		c.field = newField(number(c.text.p), c.size)
		c.a, c.b = c.field.element(number(c.text.a)), c.field.element(number(c.text.b))
		c.three = new(big.Int).Add(number(c.text.a), big.NewInt(3)).Cmp(c.field.prime) == 0
		c.order = number(c.text.q)
		c.base = c.oddMultiples(c.affine(number(c.text.x), number(c.text.y)), baseWindow)
	})
	return c
}

// number reads a hexadecimal constant.
func number(hex string) *big.Int {
	n, ok := new(big.Int).SetString(hex, 16)
	if !ok {
		panic("gost: " + hex + " is not a number")
	}
	return n
}

// affine is a point of the curve other than infinity.
type affine struct{ x, y element }

// point is a point in Jacobian coordinates: x = X/Z², y = Y/Z³, Z = 0 at infinity.
type point struct{ x, y, z element }

func (c *Curve) affine(x, y *big.Int) affine {
	return affine{c.field.element(x), c.field.element(y)}
}

// contains reports whether y² = x³ + ax + b.
func (c *Curve) contains(at *affine) bool {
	f := c.field
	var left, right element
	f.square(&left, &at.y)
	f.square(&right, &at.x)
	f.add(&right, &right, &c.a)
	f.mul(&right, &right, &at.x)
	f.add(&right, &right, &c.b)
	return left == right
}

// double sets p to 2p (formulas "dbl-2007-bl" and, for a = -3, "dbl-2001-b" of the
// Explicit-Formulas Database).
func (c *Curve) double(p *point) {
	f := c.field
	var yy, zz, s, m, t element
	f.square(&yy, &p.y)
	f.square(&zz, &p.z)
	c.slope(&m, &p.x, &zz)
	f.mul(&s, &p.x, &yy)
	f.add(&s, &s, &s)
	f.add(&s, &s, &s) // S = 4xy²
	f.add(&t, &p.y, &p.z)
	f.square(&t, &t)
	f.sub(&t, &t, &yy)
	f.sub(&p.z, &t, &zz) // 2yz
	f.square(&p.x, &m)
	f.sub(&p.x, &p.x, &s)
	f.sub(&p.x, &p.x, &s)
	f.sub(&s, &s, &p.x)
	f.mul(&s, &s, &m)
	f.square(&yy, &yy)
	f.add(&yy, &yy, &yy)
	f.add(&yy, &yy, &yy)
	f.add(&yy, &yy, &yy) // 8y⁴
	f.sub(&p.y, &s, &yy)
}

// slope sets m to 3x² + az⁴, where zz = z².
func (c *Curve) slope(m, x, zz *element) {
	f := c.field
	var t element
	if c.three {
		f.add(&t, x, zz)
		f.sub(m, x, zz)
		f.mul(m, m, &t)
		f.add(&t, m, m)
		f.add(m, m, &t)
		return
	}
	f.square(m, x)
	f.add(&t, m, m)
	f.add(m, m, &t)
	f.square(&t, zz)
	f.mul(&t, &t, &c.a)
	f.add(m, m, &t)
}

// add sets p to p + q, whatever the points are (formula "madd-2004-hmv").
func (c *Curve) add(p *point, q *affine) {
	f := c.field
	if p.z == (element{}) {
		*p = point{q.x, q.y, f.one}
		return
	}
	var zz, h, r, hh, hhh, v element
	f.square(&zz, &p.z)
	f.mul(&h, &q.x, &zz)
	f.sub(&h, &h, &p.x)
	f.mul(&zz, &zz, &p.z)
	f.mul(&r, &q.y, &zz)
	f.sub(&r, &r, &p.y)
	if h == (element{}) {
		c.addAbove(p, &r)
		return
	}
	f.mul(&p.z, &p.z, &h)
	f.square(&hh, &h)
	f.mul(&hhh, &hh, &h)
	f.mul(&v, &p.x, &hh)
	f.square(&p.x, &r)
	f.sub(&p.x, &p.x, &hhh)
	f.sub(&p.x, &p.x, &v)
	f.sub(&p.x, &p.x, &v)
	f.sub(&v, &v, &p.x)
	f.mul(&v, &v, &r)
	f.mul(&hhh, &hhh, &p.y)
	f.sub(&p.y, &v, &hhh)
}

// addAbove adds to p a point with the same x; r is the difference of their y.
func (c *Curve) addAbove(p *point, r *element) {
	if *r == (element{}) {
		c.double(p)
		return
	}
	*p = point{}
}

// normalise returns points other than infinity in affine coordinates, with one
// inversion for all of them.
func (c *Curve) normalise(points []point) []affine {
	f := c.field
	products := make([]element, len(points)+1)
	products[0] = f.one
	for i := range points {
		f.mul(&products[i+1], &products[i], &points[i].z)
	}
	inverse := f.invert(&products[len(points)])
	out := make([]affine, len(points))
	for i := len(points) - 1; i >= 0; i-- {
		var z, zz element
		f.mul(&z, &inverse, &products[i]) // 1/Z
		f.mul(&inverse, &inverse, &points[i].z)
		f.square(&zz, &z)
		f.mul(&out[i].x, &points[i].x, &zz)
		f.mul(&zz, &zz, &z)
		f.mul(&out[i].y, &points[i].y, &zz)
	}
	return out
}

// oddMultiples returns p, 3p, 5p … (2^(window-1)-1)p. None of them is infinity: the
// order of a point is 2, 4 or at least the prime order of the base point.
func (c *Curve) oddMultiples(p affine, window uint) []affine {
	running := point{p.x, p.y, c.field.one}
	points := []point{running}
	for range 1<<(window-2) - 1 {
		c.add(&running, &p)
		c.add(&running, &p)
		points = append(points, running)
	}
	return c.normalise(points)
}
