package gost_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sdano/gost"
)

// oids are all published parameter sets with the names of their standards.
var oids = map[string]string{
	"1.2.643.2.2.35.0":    "id-GostR3410-2001-TestParamSet",
	"1.2.643.2.2.35.1":    "id-GostR3410-2001-CryptoPro-A-ParamSet",
	"1.2.643.2.2.35.2":    "id-GostR3410-2001-CryptoPro-B-ParamSet",
	"1.2.643.2.2.35.3":    "id-GostR3410-2001-CryptoPro-C-ParamSet",
	"1.2.643.2.2.36.0":    "id-GostR3410-2001-CryptoPro-XchA-ParamSet",
	"1.2.643.2.2.36.1":    "id-GostR3410-2001-CryptoPro-XchB-ParamSet",
	"1.2.643.7.1.2.1.1.1": "id-tc26-gost-3410-2012-256-paramSetA",
	"1.2.643.7.1.2.1.1.2": "id-tc26-gost-3410-2012-256-paramSetB",
	"1.2.643.7.1.2.1.1.3": "id-tc26-gost-3410-2012-256-paramSetC",
	"1.2.643.7.1.2.1.1.4": "id-tc26-gost-3410-2012-256-paramSetD",
	"1.2.643.7.1.2.1.2.0": "id-tc26-gost-3410-2012-512-paramSetTest",
	"1.2.643.7.1.2.1.2.1": "id-tc26-gost-3410-2012-512-paramSetA",
	"1.2.643.7.1.2.1.2.2": "id-tc26-gost-3410-2012-512-paramSetB",
	"1.2.643.7.1.2.1.2.3": "id-tc26-gost-3410-2012-512-paramSetC",
}

func curve(t testing.TB, oid string) *gost.Curve {
	t.Helper()
	c, ok := gost.CurveByOID(oid)
	if !ok {
		t.Fatalf("no parameter set %s", oid)
	}
	return c
}

func TestParameterSetsAreFoundByTheirIdentifiers(t *testing.T) {
	t.Parallel()
	for oid, name := range oids {
		c := curve(t, oid)
		if c.Name() != name {
			t.Errorf("%s: %s", oid, c.Name())
		}
		want := 32
		if strings.HasPrefix(oid, "1.2.643.7.1.2.1.2.") {
			want = 64
		}
		if c.Size() != want {
			t.Errorf("%s: size %d", oid, c.Size())
		}
	}
	if _, ok := gost.CurveByOID("1.2.643.2.2.30.1"); ok {
		t.Error("a parameter set of a hash was found")
	}
}

// vector is an example of a standard, its numbers in hexadecimal.
type vector struct {
	name, oid, x, y, e, r, s string
}

// vectors are examples 1 and 2 of RFC 7091, section 7.
var vectors = []vector{
	{
		name: "256", oid: "1.2.643.2.2.35.0",
		x: "7f2b49e270db6d90d8595bec458b50c58585ba1d4e9b788f6689dbd8e56fd80b",
		y: "26f1b489d6701dd185c8413a977b3cbbaf64d1c593d26627dffb101a87ff77da",
		e: "2dfbc1b372d89a1188c09c52e0eec61fce52032ab1022e8e67ece6672b043ee5",
		r: "41aa28d2f1ab148280cd9ed56feda41974053554a42767b83ad043fd39dc0493",
		s: "01456c64ba4642a1653c235a98a60249bcd6d3f746b631df928014f6c5bf9c40",
	},
	{
		name: "512", oid: "1.2.643.7.1.2.1.2.0",
		x: "115dc5bc96760c7b48598d8ab9e740d4c4a85a65be33c1815b5c320c854621dd" +
			"5a515856d13314af69bc5b924c8b4ddff75c45415c1d9dd9dd33612cd530efe1",
		y: "37c7c90cd40b0f5621dc3ac1b751cfa0e2634fa0503b3d52639f5d7fb72afd61" +
			"ea199441d943ffe7f0c70a2759a3cdb84c114e1f9339fdf27f35eca93677beec",
		e: "3754f3cfacc9e0615c4f4a7c4d8dab531b09b6f9c170c533a71d147035b0c591" +
			"7184ee536593f4414339976c647c5d5a407adedb1d560c4fc6777d2972075b8c",
		r: "2f86fa60a081091a23dd795e1e3c689ee512a3c82ee0dcc2643c78eea8fcacd3" +
			"5492558486b20f1c9ec197c90699850260c93bcbcd9c5c3317e19344e173ae36",
		s: "1081b394696ffe8e6585e7a9362d26b6325f56778aadbc081c0bfbe933d52ff5" +
			"823ce288e8c4f362526080df7f70ce406a6eeb1f56919cb92a9853bde73e5b4a",
	},
}

func TestExamplesOfTheStandard(t *testing.T) {
	t.Parallel()
	for _, v := range vectors {
		key, err := gost.NewPublicKey(curve(t, v.oid), slices.Concat(reversed(unhex(v.x)), reversed(unhex(v.y))))
		if err != nil {
			t.Errorf("%s: %v", v.name, err)
			continue
		}
		digest, signature := reversed(unhex(v.e)), unhex(v.s+v.r)
		if !key.Verify(digest, signature) {
			t.Errorf("%s: the signature of the standard was refused", v.name)
		}
		for i := range signature {
			signature[i] ^= 0x10
			if key.Verify(digest, signature) {
				t.Errorf("%s: accepted with octet %d changed", v.name, i)
			}
			signature[i] ^= 0x10
		}
		for i := range digest {
			digest[i] ^= 1
			if key.Verify(digest, signature) {
				t.Errorf("%s: accepted with octet %d of the digest changed", v.name, i)
			}
			digest[i] ^= 1
		}
	}
}

func TestNumbersOutOfRangeAreRefused(t *testing.T) {
	t.Parallel()
	for oid := range oids {
		m := modelOf(t, oid)
		key, err := gost.NewPublicKey(m.Curve, m.encode(m.g))
		if err != nil {
			t.Fatal(err)
		}
		digest := make([]byte, m.Size())
		digest[0] = 7
		signature := m.sign(big.NewInt(1), big.NewInt(7), big.NewInt(5))
		if !key.Verify(digest, signature) {
			t.Fatalf("%s: a right signature was refused", oid)
		}
		size := m.Size()
		number := func(n *big.Int) []byte { return n.FillBytes(make([]byte, size)) }
		s, r := new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:])
		for name, bad := range map[string][]byte{
			"s is zero":      slices.Concat(number(new(big.Int)), number(r)),
			"r is zero":      slices.Concat(number(s), number(new(big.Int))),
			"both are zero":  make([]byte, 2*size),
			"s is the order": slices.Concat(number(m.q), number(r)),
			"r is the order": slices.Concat(number(s), number(m.q)),
			"too short":      signature[1:],
			"too long":       append(slices.Clone(signature), 0),
			"empty":          nil,
		} {
			if key.Verify(digest, bad) {
				t.Errorf("%s: %s: accepted", oid, name)
			}
		}
		for _, more := range []*big.Int{m.q} {
			if n := new(big.Int).Add(s, more); n.BitLen() <= 8*size && key.Verify(digest, slices.Concat(number(n), number(r))) {
				t.Errorf("%s: s + q was accepted", oid)
			}
			if n := new(big.Int).Add(r, more); n.BitLen() <= 8*size && key.Verify(digest, slices.Concat(number(s), number(n))) {
				t.Errorf("%s: r + q was accepted", oid)
			}
		}
		if key.Verify(digest[1:], signature) || key.Verify(append(digest, 0), signature) {
			t.Errorf("%s: a digest of another length was accepted", oid)
		}
	}
}

func TestKeysThatAreNoPointsAreRefused(t *testing.T) {
	t.Parallel()
	for oid := range oids {
		m := modelOf(t, oid)
		size := m.Size()
		right := m.encode(m.g)
		beside := slices.Clone(right)
		beside[size] ^= 1
		large := slices.Clone(right)
		copy(large, slices.Repeat([]byte{0xff}, size))
		for name, raw := range map[string][]byte{
			"not on the curve": beside, "not below the prime": large, "zero": make([]byte, 2*size),
			"too short": right[1:], "too long": append(slices.Clone(right), 0), "empty": nil,
		} {
			if _, err := gost.NewPublicKey(m.Curve, raw); err == nil {
				t.Errorf("%s: %s: accepted", oid, name)
			}
		}
	}
}

// A digest that is zero modulo the order counts as one (RFC 7091, section 6).
func TestADigestOfZeroCountsAsOne(t *testing.T) {
	t.Parallel()
	for oid := range oids {
		m := modelOf(t, oid)
		d := big.NewInt(1234567)
		key, err := gost.NewPublicKey(m.Curve, m.encode(m.multiply(d, m.g)))
		if err != nil {
			t.Fatal(err)
		}
		signature := m.sign(d, big.NewInt(1), big.NewInt(99))
		order := reversed(m.q.FillBytes(make([]byte, m.Size())))
		if !key.Verify(make([]byte, m.Size()), signature) || !key.Verify(order, signature) {
			t.Errorf("%s: refused", oid)
		}
	}
}

// The sums on the way meet every special case of addition: keys that are small
// multiples of the base point and their negatives.
func TestKeysThatAreSmallMultiplesOfTheBasePoint(t *testing.T) {
	t.Parallel()
	for oid := range oids {
		m := modelOf(t, oid)
		for _, small := range []int64{1, 2, 3, 4, 5, 7, 8, 31, -1, -2, -3, -5} {
			d := new(big.Int).Mod(big.NewInt(small), m.q)
			key, err := gost.NewPublicKey(m.Curve, m.encode(m.multiply(d, m.g)))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range []int64{1, 2, 3, 255} {
				for _, k := range []int64{1, 2, 3, 6} {
					signature := m.sign(d, big.NewInt(e), big.NewInt(k))
					if signature == nil {
						continue
					}
					digest := reversed(big.NewInt(e).FillBytes(make([]byte, m.Size())))
					if !key.Verify(digest, signature) {
						t.Errorf("%s: key %d, digest %d, k %d: refused", oid, small, e, k)
					}
				}
			}
		}
	}
}

func TestTheFastCheckSaysWhatTheModelSays(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(34, 10))
	for oid := range oids {
		m := modelOf(t, oid)
		d := m.random(random)
		q := m.multiply(d, m.g)
		key, err := gost.NewPublicKey(m.Curve, m.encode(q))
		if err != nil {
			t.Fatal(err)
		}
		for range 8 {
			e := m.random(random)
			signature := m.sign(d, e, m.random(random))
			digest := reversed(e.FillBytes(make([]byte, m.Size())))
			if random.IntN(2) == 0 {
				signature[random.IntN(len(signature))] ^= 1 << random.IntN(8)
			}
			if got, want := key.Verify(digest, signature), m.verify(q, e, signature); got != want {
				t.Errorf("%s: %v, the model says %v", oid, got, want)
			}
		}
	}
}

// The parameter sets of twisted Edwards curves are published in both forms: they
// are one curve (RFC 7836, section 5.2).
func TestEdwardsFormsAreTheSameCurves(t *testing.T) {
	t.Parallel()
	for oid, form := range map[string]struct{ d, u, v string }{
		"1.2.643.7.1.2.1.1.1": {
			"0605f6b7c183fa81578bc39cfad518132b9df62897009af7e522c32d6dc7bffb", "0d",
			"60ca1e32aa475b348488c38fab07649ce7ef8dbe87f22e81f92b2592dba300e7",
		},
		"1.2.643.7.1.2.1.2.3": {
			"9e4f5d8c017d8d9f13a5cf3cdf5bfe4dab402d54198e31ebde28a0621050439c" +
				"a6b39e0a515c06b304e2ce43e79e369e91a0cfc2bc2a22b4ca302dbb33ee7550", "12",
			"469af79d1fb1f5e16b99592b77a01e2a0fdfb0d01794368d9a56117f7b386695" +
				"22dd4b650cf789eebf068c5d139732f0905622c04b2baae7600303ee73001a3d",
		},
	} {
		m := modelOf(t, oid)
		d, u, v, one := hexNumber(form.d), hexNumber(form.u), hexNumber(form.v), big.NewInt(1)
		s := m.divide(m.sub(one, d), big.NewInt(4))
		r := m.divide(m.add(one, d), big.NewInt(6))
		slope := m.divide(m.mul(s, m.add(one, v)), m.sub(one, v))
		x, y := m.add(slope, r), m.divide(slope, u)
		if x.Cmp(m.g.x) != 0 || y.Cmp(m.g.y) != 0 {
			t.Errorf("%s: the base points differ", oid)
		}
		a := m.sub(m.mul(s, s), m.mul(big.NewInt(3), m.mul(r, r)))
		if a.Cmp(m.a) != 0 {
			t.Errorf("%s: a differs", oid)
		}
	}
}

func TestTheOrderOfTheBasePoint(t *testing.T) {
	t.Parallel()
	for oid := range oids {
		m := modelOf(t, oid)
		if !m.p.ProbablyPrime(20) || !m.q.ProbablyPrime(20) {
			t.Errorf("%s: p or q is not prime", oid)
		}
		if !m.multiply(m.q, m.g).infinite() {
			t.Errorf("%s: q times the base point is not infinity", oid)
		}
	}
}

// Whatever the bytes are, the fast check says what the model says.
func FuzzVerify(f *testing.F) {
	for _, v := range vectors {
		f.Add(v.oid, append(reversed(unhex(v.x)), reversed(unhex(v.y))...), reversed(unhex(v.e)), unhex(v.s+v.r))
	}
	f.Fuzz(func(t *testing.T, oid string, key, digest, signature []byte) {
		c, ok := gost.CurveByOID(oid)
		if !ok {
			return
		}
		k, err := gost.NewPublicKey(c, key)
		if err != nil {
			return
		}
		got := k.Verify(digest, signature)
		if len(digest) != c.Size() || len(signature) != 2*c.Size() {
			if got {
				t.Error("accepted with a wrong length")
			}
			return
		}
		m := modelOf(t, oid)
		at := spot{new(big.Int).SetBytes(reversed(key[:c.Size()])), new(big.Int).SetBytes(reversed(key[c.Size():]))}
		if want := m.verify(at, new(big.Int).SetBytes(reversed(digest)), signature); got != want {
			t.Errorf("%v, the model says %v", got, want)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	for _, v := range vectors {
		benchmarkVerify(b, v.name+" a=7", v)
	}
	for _, oid := range []string{"1.2.643.7.1.2.1.1.2", "1.2.643.7.1.2.1.1.1", "1.2.643.7.1.2.1.2.1"} {
		m := modelOf(b, oid)
		q := m.multiply(hexNumber("123456789abcdef"), m.g)
		e := hexNumber(vectors[0].e)
		signature := m.sign(hexNumber("123456789abcdef"), e, hexNumber(vectors[0].r))
		benchmarkVerify(b, oids[oid][len("id-tc26-gost-3410-2012-"):], vector{
			oid: oid, x: fmt.Sprintf("%0*x", 2*m.Size(), q.x), y: fmt.Sprintf("%0*x", 2*m.Size(), q.y),
			e: fmt.Sprintf("%0*x", 2*m.Size(), e), s: fmt.Sprintf("%x", signature[:m.Size()]), r: fmt.Sprintf("%x", signature[m.Size():]),
		})
	}
}

func benchmarkVerify(b *testing.B, name string, v vector) {
	raw := slices.Concat(reversed(unhex(v.x)), reversed(unhex(v.y)))
	b.Run(name, func(b *testing.B) {
		key, err := gost.NewPublicKey(curve(b, v.oid), raw)
		if err != nil {
			b.Fatal(err)
		}
		digest, signature := reversed(unhex(v.e)), unhex(v.s+v.r)
		for b.Loop() {
			if !key.Verify(digest, signature) {
				b.Fatal("refused")
			}
		}
	})
	b.Run(name+" key", func(b *testing.B) {
		for b.Loop() {
			if _, err := gost.NewPublicKey(curve(b, v.oid), raw); err != nil {
				b.Fatal(err)
			}
		}
	})
}
