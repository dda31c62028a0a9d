package gost_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"sdano/gost"
)

// model is the standard read word by word, with math/big and affine coordinates:
// slow, and short enough to be seen to be right. It also signs, which the package
// never does.
type model struct {
	*gost.Curve
	p, a, q *big.Int
	g       spot
}

// spot is a point; without coordinates it is infinity.
type spot struct{ x, y *big.Int }

func (s spot) infinite() bool { return s.x == nil }

func hexNumber(text string) *big.Int {
	n, ok := new(big.Int).SetString(text, 16)
	if !ok {
		panic(text)
	}
	return n
}

func modelOf(t testing.TB, oid string) model {
	t.Helper()
	c := curve(t, oid)
	p := gost.Parameters(c)
	return model{c, hexNumber(p[0]), hexNumber(p[1]), hexNumber(p[2]), spot{hexNumber(p[3]), hexNumber(p[4])}}
}

func (m model) mod(n *big.Int) *big.Int    { return n.Mod(n, m.p) }
func (m model) add(a, b *big.Int) *big.Int { return m.mod(new(big.Int).Add(a, b)) }
func (m model) sub(a, b *big.Int) *big.Int { return m.mod(new(big.Int).Sub(a, b)) }
func (m model) mul(a, b *big.Int) *big.Int { return m.mod(new(big.Int).Mul(a, b)) }
func (m model) divide(a, b *big.Int) *big.Int {
	return m.mul(a, new(big.Int).ModInverse(b, m.p))
}

func (m model) sum(a, b spot) spot {
	var slope *big.Int
	switch {
	case a.infinite():
		return b
	case b.infinite():
		return a
	case a.x.Cmp(b.x) != 0:
		slope = m.divide(m.sub(b.y, a.y), m.sub(b.x, a.x))
	case a.y.Cmp(b.y) != 0 || a.y.Sign() == 0:
		return spot{}
	default:
		slope = m.divide(m.add(m.mul(big.NewInt(3), m.mul(a.x, a.x)), m.a), m.add(a.y, a.y))
	}
	x := m.sub(m.sub(m.mul(slope, slope), a.x), b.x)
	return spot{x, m.sub(m.mul(slope, m.sub(a.x, x)), a.y)}
}

func (m model) multiply(n *big.Int, s spot) (out spot) {
	for i := n.BitLen() - 1; i >= 0; i-- {
		out = m.sum(out, out)
		if n.Bit(i) == 1 {
			out = m.sum(out, s)
		}
	}
	return out
}

func (m model) encode(s spot) []byte {
	size := m.Size()
	return slices.Concat(reversed(s.x.FillBytes(make([]byte, size))), reversed(s.y.FillBytes(make([]byte, size))))
}

func (m model) random(from *rand.Rand) *big.Int {
	b := make([]byte, m.Size())
	for i := range b {
		b[i] = byte(from.Uint32())
	}
	n := new(big.Int).SetBytes(b)
	return n.Add(n.Mod(n, new(big.Int).Sub(m.q, big.NewInt(1))), big.NewInt(1))
}

// sign returns s‖r for key d, digest e and the number k (RFC 7091, section 6.1), or
// nil if another k must be taken.
func (m model) sign(d, e, k *big.Int) []byte {
	r := new(big.Int).Mod(m.multiply(k, m.g).x, m.q)
	s := new(big.Int).Mul(r, d)
	s.Mod(s.Add(s, new(big.Int).Mul(k, e)), m.q)
	if r.Sign() == 0 || s.Sign() == 0 {
		return nil
	}
	return slices.Concat(s.FillBytes(make([]byte, m.Size())), r.FillBytes(make([]byte, m.Size())))
}

// verify is RFC 7091, section 6.2.
func (m model) verify(q spot, e *big.Int, signature []byte) bool {
	s, r := new(big.Int).SetBytes(signature[:m.Size()]), new(big.Int).SetBytes(signature[m.Size():])
	if s.Sign() == 0 || r.Sign() == 0 || s.Cmp(m.q) >= 0 || r.Cmp(m.q) >= 0 {
		return false
	}
	if e = new(big.Int).Mod(e, m.q); e.Sign() == 0 {
		e.SetInt64(1)
	}
	v := new(big.Int).ModInverse(e, m.q)
	z1 := new(big.Int).Mul(s, v)
	z2 := new(big.Int).Mul(new(big.Int).Neg(r), v)
	c := m.sum(m.multiply(z1.Mod(z1, m.q), m.g), m.multiply(z2.Mod(z2, m.q), q))
	return !c.infinite() && new(big.Int).Mod(c.x, m.q).Cmp(r) == 0
}
