package sign

import (
	"errors"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// Identifier octets of ASN.1 that certificates and CMS use (X.690).
const (
	tagBoolean     = 0x01
	tagInteger     = 0x02
	tagBits        = 0x03
	tagOctets      = 0x04
	tagNull        = 0x05
	tagOID         = 0x06
	tagEnumerated  = 0x0a
	tagUTCTime     = 0x17
	tagTime        = 0x18
	tagSequence    = 0x30
	tagSet         = 0x31
	constructed    = 0x20
	tagContext     = 0x80 // [0] primitive; [n] is tagContext + n
	tagConstructed = 0xa0 // [0] constructed
)

// maxDepth is how deep elements may lie inside each other; real signatures need
// about fifteen.
const maxDepth = 32

var (
	errTruncated = errors.New("an element is longer than what holds it")
	errForm      = errors.New("an element has a form that is not supported")
	errTag       = errors.New("an element is not of the expected type")
	errDepth     = errors.New("elements lie too deep inside each other")
	errTrailing  = errors.New("there is something behind the last element")
	errValue     = errors.New("a value is outside its type")
)

// element is one element of ASN.1; both slices lie in what was read.
type element struct {
	tag  byte
	full []byte // with identifier and length
	body []byte
}

// in returns a cursor over the elements inside.
func (e element) in() *cursor { return &cursor{rest: e.body} }

// cursor walks over elements of definite length. After the first error it gives
// empty elements only, so that a reader looks at err once, at its end.
type cursor struct {
	rest []byte
	err  error
}

// fail keeps the first error.
func (c *cursor) fail(err error) {
	if c.err == nil {
		c.err = err
	}
	c.rest = nil
}

// empty reports whether nothing is left.
func (c *cursor) empty() bool { return len(c.rest) == 0 }

// is reports whether the next element has this identifier.
func (c *cursor) is(tag byte) bool { return len(c.rest) > 0 && c.rest[0] == tag }

// next takes the next element.
func (c *cursor) next() element {
	header, length, err := head(c.rest)
	if err == nil && length < 0 {
		err = errForm // indefinite: see definite
	}
	if err != nil {
		c.fail(err)
		return element{}
	}
	e := element{c.rest[0], c.rest[:header+length], c.rest[header : header+length]}
	c.rest = c.rest[header+length:]
	return e
}

// take takes the next element, which must have this identifier.
func (c *cursor) take(tag byte) element {
	if c.err == nil && !c.is(tag) {
		c.fail(errTag)
	}
	if c.err != nil {
		return element{}
	}
	return c.next()
}

// optional takes the next element if it has this identifier.
func (c *cursor) optional(tag byte) (element, bool) {
	if !c.is(tag) {
		return element{}, false
	}
	e := c.next()
	return e, c.err == nil
}

// end fails if anything is left.
func (c *cursor) end() error {
	if !c.empty() {
		c.fail(errTrailing)
	}
	return c.err
}

// head reads identifier and length of the first element: the octets they take and
// the length of the contents, -1 if it is indefinite. The contents are there.
func head(b []byte) (header, length int, err error) {
	switch {
	case len(b) < 2:
		return 0, 0, errTruncated
	case b[0]&0x1f == 0x1f || misformed(b[0]):
		return 0, 0, errForm
	case b[1] == 0x80 && b[0]&constructed != 0:
		return 2, -1, nil
	case b[1] == 0x80 || b[1] > 0x84:
		return 0, 0, errForm
	case b[1] < 0x80:
		header, length = 2, int(b[1])
	default:
		header = 2 + int(b[1]&0x7f)
		if len(b) < header {
			return 0, 0, errTruncated
		}
		for _, octet := range b[2:header] {
			length = length<<8 | int(octet)
		}
	}
	if length < 0 || length > len(b)-header {
		return 0, 0, errTruncated
	}
	return header, length, nil
}

// misformed reports whether an identifier of the universal class has the wrong form:
// sequences and sets are constructed, and of the rest only octet strings may be.
func misformed(tag byte) bool {
	switch tag {
	case tagSequence &^ constructed, tagSet &^ constructed:
		return true
	case tagSequence, tagSet, tagOctets | constructed:
		return false
	}
	return tag < 0x40 && tag&constructed != 0
}

// oid reads an object identifier in dotted form.
func (c *cursor) oid() string { return c.oidOf(c.take(tagOID)) }

func (c *cursor) oidOf(e element) string {
	if c.err != nil {
		return ""
	}
	if len(e.body) == 0 || len(e.body) > 64 || e.body[len(e.body)-1]&0x80 != 0 {
		c.fail(errValue)
		return ""
	}
	var text strings.Builder
	var arc uint64
	for _, octet := range e.body {
		if arc > 1<<56 {
			c.fail(errValue)
			return ""
		}
		arc = arc<<7 | uint64(octet&0x7f)
		if octet&0x80 != 0 {
			continue
		}
		if text.Len() == 0 {
			top := min(arc/40, 2)
			text.WriteString(strconv.FormatUint(top, 10))
			arc -= 40 * top
		}
		text.WriteByte('.')
		text.WriteString(strconv.FormatUint(arc, 10))
		arc = 0
	}
	return text.String()
}

// integer reads a whole number.
func (c *cursor) integer() *big.Int {
	e := c.take(tagInteger)
	if c.err == nil && len(e.body) == 0 {
		c.fail(errValue)
	}
	n := new(big.Int).SetBytes(e.body)
	if len(e.body) > 0 && e.body[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(e.body))))
	}
	return n
}

// small reads a whole number between 0 and 1 000 000.
func (c *cursor) small() int {
	n := c.integer()
	if !n.IsInt64() || n.Int64() < 0 || n.Int64() > 1_000_000 {
		c.fail(errValue)
		return 0
	}
	return int(n.Int64())
}

// bits reads a bit string of whole octets.
func (c *cursor) bits() []byte {
	e := c.take(tagBits)
	if c.err == nil && (len(e.body) == 0 || e.body[0] != 0) {
		c.fail(errValue)
	}
	if c.err != nil {
		return nil
	}
	return e.body[1:]
}

// definite returns the first element of BER with every length definite and strings
// in one piece, as CMS from a stream needs (RFC 5652 allows BER). What has no
// indefinite length inside is kept octet for octet: signatures are over it.
func definite(ber []byte) ([]byte, error) {
	n, plain, err := walk(ber, 0)
	if err != nil {
		return nil, err
	}
	if strings.Trim(string(ber[n:min(len(ber), n+64)]), "\r\n\x00 ") != "" {
		return nil, errTrailing
	}
	if plain {
		return ber[:n], nil
	}
	der, _, err := rewrite(nil, ber)
	return der, err
}

// walk returns the length of the first element and whether all lengths in it are
// definite and all strings in one piece.
func walk(b []byte, depth int) (n int, plain bool, err error) {
	header, length, err := head(b)
	if err != nil {
		return 0, false, err
	}
	if depth > maxDepth {
		return 0, false, errDepth
	}
	if b[0]&constructed == 0 {
		return header + length, true, nil
	}
	plain = length >= 0 && b[0] != tagOctets|constructed
	inside := b[header:]
	if length >= 0 {
		inside = inside[:length]
	}
	n = header
	for len(inside) > 0 || length < 0 {
		if length < 0 && len(inside) >= 2 && inside[0] == 0 && inside[1] == 0 {
			return n + 2, false, nil
		}
		m, same, err := walk(inside, depth+1)
		if err != nil {
			return 0, false, err
		}
		inside, n, plain = inside[m:], n+m, plain && same
	}
	return n, plain, nil
}

// rewrite appends the first element of BER, which walk has passed, with definite
// lengths. It returns also its length in BER.
func rewrite(out, b []byte) (longer []byte, n int, err error) {
	if m, plain, err := walk(b, 0); plain || err != nil {
		return append(out, b[:m]...), m, err
	}
	header, length, _ := head(b)
	var body []byte
	n = header
	for length < 0 || n < header+length {
		if length < 0 && b[n] == 0 && b[n+1] == 0 {
			n += 2
			break
		}
		var m int
		if body, m, err = rewrite(body, b[n:]); err != nil {
			return nil, 0, err
		}
		n += m
	}
	tag := b[0]
	if tag == tagOctets|constructed {
		if body, err = joined(body); err != nil {
			return nil, 0, err
		}
		tag = tagOctets
	}
	return append(appendHead(out, tag, len(body)), body...), n, nil
}

// joined returns the contents of octet strings one after another.
func joined(pieces []byte) (out []byte, err error) {
	c := &cursor{rest: pieces}
	for !c.empty() {
		out = append(out, c.take(tagOctets).body...)
	}
	return out, c.err
}

// appendHead appends identifier and length.
func appendHead(out []byte, tag byte, length int) []byte {
	out = append(out, tag)
	if length < 0x80 {
		return append(out, byte(length))
	}
	octets := (bits.Len(uint(length)) + 7) / 8
	out = append(out, 0x80|byte(octets))
	for i := octets - 1; i >= 0; i-- {
		out = append(out, byte(length>>(8*i)))
	}
	return out
}
