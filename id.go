package sdano

import (
	"crypto/rand"
	"crypto/sha1"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"sync"
	"time"
)

// ID is a 128-bit identifier (UUID, RFC 9562). The zero ID means «Неопределено»
// (absent) and is written as null in JSON and SQL.
type ID [16]byte

var idState struct {
	sync.Mutex
	last uint64 // milliseconds << 12 | counter
}

// NewID returns a new UUIDv7. Identifiers made by one process are strictly
// increasing in byte order; the time in them is the real clock's, in UTC.
func NewID() ID {
	var id ID
	// crypto/rand.Read never returns an error (Go 1.24): it ends the program.
	_, _ = rand.Read(id[8:])
	idState.Lock()
	next := uint64(time.Now().UnixMilli()) << 12
	if next <= idState.last {
		next = idState.last + 1
	}
	idState.last = next
	idState.Unlock()
	binary.BigEndian.PutUint64(id[:8], next>>12<<16|next&0xfff)
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// NameID returns the UUIDv5 of a name inside a space: the same space and name
// always give the same ID (RFC 9562, section 5.5).
func NameID(space ID, name string) ID {
	h := sha1.New()
	h.Write(space[:])
	h.Write([]byte(name))
	var id ID
	copy(id[:], h.Sum(nil))
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	return id
}

// ParseID reads an ID written as 36 characters with hyphens or as 32
// hexadecimal digits, in either case. The error names the text.
func ParseID(s string) (ID, error) {
	var id ID
	raw := s
	if len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		raw = s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	}
	if len(raw) != 32 {
		return ID{}, fmt.Errorf("not a UUID: %q", s)
	}
	if _, err := hex.Decode(id[:], []byte(raw)); err != nil {
		return ID{}, fmt.Errorf("not a UUID: %q", s)
	}
	return id, nil
}

// MustID is ParseID for constants; it panics on a malformed text.
func MustID(s string) ID {
	id, err := ParseID(s)
	if err != nil {
		panic(err)
	}
	return id
}

// IsZero reports whether the ID is absent.
func (id ID) IsZero() bool { return id == ID{} }

// String returns the ID as 36 lower-case characters with hyphens, or "" if it
// is absent.
func (id ID) String() string {
	if id.IsZero() {
		return ""
	}
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	b[8] = '-'
	hex.Encode(b[9:13], id[4:6])
	b[13] = '-'
	hex.Encode(b[14:18], id[6:8])
	b[18] = '-'
	hex.Encode(b[19:23], id[8:10])
	b[23] = '-'
	hex.Encode(b[24:], id[10:])
	return string(b[:])
}

// Compact returns the ID as 32 lower-case hexadecimal digits, the form of the
// operator's «Идентификатор» and of container names; "" if it is absent.
func (id ID) Compact() string {
	if id.IsZero() {
		return ""
	}
	return hex.EncodeToString(id[:])
}

// MarshalJSON writes the ID as a JSON string, an absent one as null.
func (id ID) MarshalJSON() ([]byte, error) {
	if id.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + id.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON writes; null and "" mean absent.
func (id *ID) UnmarshalJSON(b []byte) error {
	s := string(b)
	if s == "null" || s == `""` {
		*id = ID{}
		return nil
	}
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return fmt.Errorf("not a UUID: %s", s)
	}
	v, err := ParseID(s[1 : len(s)-1])
	if err == nil {
		*id = v
	}
	return err
}

// Value stores the ID as text, an absent one as NULL.
func (id ID) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id.String(), nil
}

// Scan reads an ID from text; NULL and "" mean absent.
func (id *ID) Scan(src any) error {
	var s string
	switch v := src.(type) {
	case nil:
	case string:
		s = v
	case []byte:
		s = string(v)
	default:
		return fmt.Errorf("cannot scan %T into an ID", src)
	}
	if s == "" {
		*id = ID{}
		return nil
	}
	v, err := ParseID(s)
	if err == nil {
		*id = v
	}
	return err
}
