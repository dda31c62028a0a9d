package sign

import (
	"crypto/x509"
	"time"
)

// extensions are the parts of a certificate's extensions that a chain needs.
type extensions struct {
	authorityKey []byte // keyIdentifier of authorityKeyIdentifier
	subjectKey   []byte // subjectKeyIdentifier
	maxPath      int    // pathLenConstraint, -1 if there is none
	limited      bool   // keyUsage is there
}

// knownCritical are extensions that may be marked critical: those that are read
// here, and those that ask nothing of who checks a signature without naming
// policies of his own.
var knownCritical = map[string]bool{
	"2.5.29.15": true, // keyUsage
	"2.5.29.16": true, // privateKeyUsagePeriod
	"2.5.29.19": true, // basicConstraints
	"2.5.29.32": true, // certificatePolicies
	"2.5.29.37": true, // extKeyUsage
}

// readExtensions reads the extensions (RFC 5280, section 4.2).
func (c *Certificate) readExtensions(outer *cursor) {
	c.extensions.maxPath = -1
	list := outer.take(tagSequence).in()
	seen := map[string]bool{}
	for !list.empty() {
		inside := list.take(tagSequence).in()
		oid := inside.oid()
		critical, marked := inside.optional(tagBoolean)
		value := &cursor{rest: inside.take(tagOctets).body}
		list.adopt(inside)
		if seen[oid] {
			list.fail(errValue)
		}
		seen[oid] = true
		if marked && len(critical.body) == 1 && critical.body[0] != 0 && !knownCritical[oid] {
			c.UnknownCritical = append(c.UnknownCritical, oid)
		}
		c.readExtension(oid, value)
		if value.err != nil {
			list.fail(value.err)
		}
	}
	outer.adopt(list)
}

func (c *Certificate) readExtension(oid string, value *cursor) {
	switch oid {
	case "2.5.29.14":
		c.extensions.subjectKey = value.take(tagOctets).body
	case "2.5.29.15":
		c.KeyUsage, c.extensions.limited = keyUsage(value), true
	case "2.5.29.16":
		c.KeyNotAfter = keyPeriod(value)
	case "2.5.29.19":
		c.readConstraints(value)
	case "2.5.29.35":
		inside := value.take(tagSequence).in()
		if e, ok := inside.optional(tagContext); ok {
			c.extensions.authorityKey = e.body
		}
	case "2.5.29.37":
		purposes := value.take(tagSequence).in()
		for !purposes.empty() {
			c.ExtKeyUsage = append(c.ExtKeyUsage, purposes.oid())
		}
		value.adopt(purposes)
	}
}

// keyUsage reads a bit string of which the first bit is digitalSignature.
func keyUsage(value *cursor) (usage x509.KeyUsage) {
	e := value.take(tagBits)
	if value.err == nil && len(e.body) < 1 {
		value.fail(errValue)
		return 0
	}
	for i := range min(9, 8*max(0, len(e.body)-1)) {
		if e.body[1+i/8]>>(7-i%8)&1 != 0 {
			usage |= 1 << i
		}
	}
	return usage
}

// keyPeriod reads the end of a PrivateKeyUsagePeriod, whose moments are GeneralizedTime
// with tags of their own.
func keyPeriod(value *cursor) (end time.Time) {
	inside := value.take(tagSequence).in()
	inside.optional(tagContext)
	if e, ok := inside.optional(tagContext + 1); ok {
		c := &cursor{rest: append(appendHead(nil, tagTime, len(e.body)), e.body...)}
		end = c.moment()
		value.adopt(c)
	}
	value.adopt(inside)
	return end
}

func (c *Certificate) readConstraints(value *cursor) {
	inside := value.take(tagSequence).in()
	if e, ok := inside.optional(tagBoolean); ok {
		c.Authority = len(e.body) == 1 && e.body[0] != 0
	}
	if inside.is(tagInteger) {
		c.extensions.maxPath = inside.small()
	}
	value.adopt(inside)
}
