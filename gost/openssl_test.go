package gost_test

import (
	"bytes"
	"hash"
	"math/rand/v2"
	"testing"

	"sdano/gost"
	"sdano/sign/signtest"
)

func newLab(t *testing.T) *signtest.Lab {
	t.Helper()
	lab, err := signtest.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	lab.Need(t, signtest.GOST[0])
	return lab
}

func TestDigestsAreThoseOfTheEngine(t *testing.T) {
	t.Parallel()
	lab := newLab(t)
	random := rand.New(rand.NewPCG(34, 11))
	for name, create := range map[string]func() hash.Hash{"md_gost12_256": gost.New256, "md_gost12_512": gost.New512} {
		for _, length := range []int{0, 1, 31, 32, 63, 64, 65, 127, 128, 1000, 4096, 100_003} {
			text := make([]byte, length)
			for i := range text {
				text[i] = byte(random.Uint32() | uint32(length)) // many bits set: the sums carry
			}
			h := create()
			h.Write(text)
			if want := lab.Run(t, text, "dgst", "-"+name, "-binary"); !bytes.Equal(h.Sum(nil), want) {
				t.Errorf("%s of %d octets: %x, want %x", name, length, h.Sum(nil), want)
			}
		}
	}
}

// engineSets are the identifiers of the parameter sets that the engine knows, in its
// own words.
var engineSets = map[string]string{
	"gost2560": "1.2.643.2.2.35.0", "gost256A": "1.2.643.2.2.35.1", "gost256B": "1.2.643.2.2.35.2", "gost256C": "1.2.643.2.2.35.3",
	"gost256XA": "1.2.643.2.2.36.0", "gost256XB": "1.2.643.2.2.36.1",
	"gost256TCA": "1.2.643.7.1.2.1.1.1", "gost256TCB": "1.2.643.7.1.2.1.1.2", "gost256TCC": "1.2.643.7.1.2.1.1.3", "gost256TCD": "1.2.643.7.1.2.1.1.4",
	"gost512A": "1.2.643.7.1.2.1.2.1", "gost512B": "1.2.643.7.1.2.1.2.2", "gost512C": "1.2.643.7.1.2.1.2.3",
}

func TestSignaturesOfTheEngineAreAccepted(t *testing.T) {
	t.Parallel()
	lab := newLab(t)
	for _, a := range signtest.GOST {
		c := curve(t, engineSets[a.Name])
		create := map[int]func() hash.Hash{32: gost.New256, 64: gost.New512}[c.Size()]
		key := lab.Root(t, a, "Центр").KeyFile
		public := lab.Run(t, nil, "pkey", "-in", key, "-pubout", "-outform", "DER")
		k, err := gost.NewPublicKey(c, public[len(public)-2*c.Size():])
		if err != nil {
			t.Errorf("%s: %v", a.Name, err)
			continue
		}
		for _, text := range []string{"", "сдано", "принято"} {
			h := create()
			h.Write([]byte(text))
			digest, signature := h.Sum(nil), lab.Run(t, []byte(text), "dgst", "-"+a.Digest, "-sign", key)
			if !k.Verify(digest, signature) {
				t.Errorf("%s: the engine's signature over %q was refused", a.Name, text)
			}
			for i := range 2 * c.Size() {
				signature[i] ^= 1 << (i % 8)
				if k.Verify(digest, signature) {
					t.Errorf("%s: accepted with octet %d changed", a.Name, i)
				}
				signature[i] ^= 1 << (i % 8)
			}
		}
	}
}
