package gost

import (
	"encoding/binary"
	"hash"
	"math/bits"
)

// blockSize is the size of a block of Стрибог in bytes, for both lengths of
// digest.
const blockSize = 64

// block is a number of 512 bits, least significant word first.
type block [8]uint64

// tables holds the substitution, the transposition and the linear map of one
// round together (S, P and L of RFC 6986, section 6): the contribution of each
// value of the byte of each of the eight words.
var tables = roundTables()

func roundTables() (t [8][256]uint64) {
	for word := range 8 {
		for value, substituted := range pi {
			for bit := range 8 {
				if substituted>>bit&1 != 0 {
					t[word][value] ^= matrix[63-8*word-bit]
				}
			}
		}
	}
	return t
}

// lps sets z to the round L(P(S(x ⊕ y))).
func lps(z, x, y *block) {
	x0, x1, x2, x3 := x[0]^y[0], x[1]^y[1], x[2]^y[2], x[3]^y[3]
	x4, x5, x6, x7 := x[4]^y[4], x[5]^y[5], x[6]^y[6], x[7]^y[7]
	for row := range z {
		z[row] = tables[0][byte(x0)] ^ tables[1][byte(x1)] ^ tables[2][byte(x2)] ^ tables[3][byte(x3)] ^
			tables[4][byte(x4)] ^ tables[5][byte(x5)] ^ tables[6][byte(x6)] ^ tables[7][byte(x7)]
		x0, x1, x2, x3, x4, x5, x6, x7 = x0>>8, x1>>8, x2>>8, x3>>8, x4>>8, x5>>8, x6>>8, x7>>8
	}
}

// compress is the compression function g of RFC 6986, section 8: it mixes a
// message block into the state h under the counter n.
func compress(h, n, m *block) {
	var key, data block
	lps(&key, h, n)
	data = *m
	for i := range constants {
		lps(&data, &data, &key)
		lps(&key, &key, &constants[i])
	}
	for i := range h {
		h[i] ^= data[i] ^ key[i] ^ m[i]
	}
}

// add adds y to x modulo 2^512.
func (x *block) add(y *block) {
	var carry uint64
	for i := range x {
		x[i], carry = bits.Add64(x[i], y[i], carry)
	}
}

// load reads a block of bytes.
func load(p []byte) (b block) {
	for i := range b {
		b[i] = binary.LittleEndian.Uint64(p[8*i:])
	}
	return b
}

// streebog is a running computation of a digest.
type streebog struct {
	size     int // of the digest in bytes: 32 or 64
	h, n, s  block
	tail     [blockSize]byte
	buffered int
}

// New256 returns Стрибог with a digest of 256 bits (ГОСТ Р 34.11-2012, RFC 6986;
// identifier 1.2.643.7.1.1.2.2).
func New256() hash.Hash { return newStreebog(32) }

// New512 returns Стрибог with a digest of 512 bits (ГОСТ Р 34.11-2012, RFC 6986;
// identifier 1.2.643.7.1.1.2.3).
func New512() hash.Hash { return newStreebog(64) }

func newStreebog(size int) *streebog {
	d := &streebog{size: size}
	d.Reset()
	return d
}

// Size returns the length of the digest in bytes.
func (d *streebog) Size() int { return d.size }

// BlockSize returns the length of a block in bytes.
func (d *streebog) BlockSize() int { return blockSize }

// Reset forgets everything written.
func (d *streebog) Reset() {
	*d = streebog{size: d.size}
	if d.size == 32 {
		for i := range d.h {
			d.h[i] = 0x0101010101010101
		}
	}
}

// Write adds bytes; it never fails.
func (d *streebog) Write(p []byte) (int, error) {
	written := len(p)
	if d.buffered > 0 {
		n := copy(d.tail[d.buffered:], p)
		d.buffered += n
		p = p[n:]
		if d.buffered < blockSize {
			return written, nil
		}
		d.absorb(d.tail[:], blockSize)
		d.buffered = 0
	}
	for ; len(p) >= blockSize; p = p[blockSize:] {
		d.absorb(p, blockSize)
	}
	d.buffered = copy(d.tail[:], p)
	return written, nil
}

// absorb takes in a block of which this many bytes belong to the message.
func (d *streebog) absorb(p []byte, length int) {
	m := load(p)
	compress(&d.h, &d.n, &m)
	d.n.add(&block{uint64(length) * 8})
	d.s.add(&m)
}

// Sum appends the digest of what was written to b. More may be written after.
func (d *streebog) Sum(b []byte) []byte {
	end := *d
	clear(end.tail[end.buffered:])
	end.tail[end.buffered] = 1
	end.absorb(end.tail[:], end.buffered)
	compress(&end.h, &block{}, &end.n)
	compress(&end.h, &block{}, &end.s)
	var out [64]byte
	for i, word := range end.h {
		binary.LittleEndian.PutUint64(out[8*i:], word)
	}
	return append(b, out[64-d.size:]...)
}
