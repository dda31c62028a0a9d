package access

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of a new hash: 9 MiB, four passes, one lane. It is one of the
// equivalent settings that OWASP recommends for argon2id; the one with little
// memory suits small servers.
const (
	argonMemory = 9 * 1024 // KiB
	argonPasses = 4
	argonLanes  = 1
	argonKey    = 32
	argonSalt   = 16
)

// phc is a password hash in its parts (PHC string format).
type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

var errPHC = errors.New("not an argon2id hash in PHC form")

// parsePHC reads $argon2id$v=19$m=…,t=…,p=…$salt$key. Costs beyond 1 GiB or 100
// passes are refused.
func parsePHC(s string) (phc, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, errPHC
	}
	var p phc
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.passes, &p.lanes); err != nil {
		return phc{}, errPHC
	}
	var err1, err2 error
	p.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	p.key, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	costs := p.memory > 0 && p.memory <= 1<<20 && p.passes > 0 && p.passes <= 100 && p.lanes > 0
	if err1 != nil || err2 != nil || !costs || len(p.salt) < 8 || len(p.key) < 16 || p.String() != s {
		return phc{}, errPHC
	}
	return p, nil
}

// String returns the hash in PHC form.
func (p phc) String() string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.lanes, b64(p.salt), b64(p.key))
}

func (p phc) compute(password string) []byte {
	return argon2.IDKey([]byte(password), p.salt, p.passes, p.memory, p.lanes, uint32(len(p.key)))
}

// hasher hashes passwords, no more at a time than there are processors, so that
// many attempts cannot take all memory.
type hasher struct {
	slots chan struct{}
	// nobody is the hash that unknown logins are compared with.
	nobody phc
}

func newHasher() *hasher {
	return &hasher{
		slots:  make(chan struct{}, runtime.GOMAXPROCS(0)),
		nobody: phc{memory: argonMemory, passes: argonPasses, lanes: argonLanes, salt: random(argonSalt), key: random(argonKey)},
	}
}

func (h *hasher) compute(p phc, password string) []byte {
	h.slots <- struct{}{}
	defer func() { <-h.slots }()
	return p.compute(password)
}

// hash returns the hash of a password with a new salt, in PHC form.
func (h *hasher) hash(password string) string {
	p := phc{memory: argonMemory, passes: argonPasses, lanes: argonLanes, salt: random(argonSalt), key: make([]byte, argonKey)}
	p.key = h.compute(p, password)
	return p.String()
}

// matches reports whether the password fits the stored hash. With no hash it
// takes as long and says no. The error means that the stored hash is broken.
func (h *hasher) matches(stored, password string) (bool, error) {
	if stored == "" {
		h.compute(h.nobody, password)
		return false, nil
	}
	p, err := parsePHC(stored)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(h.compute(p, password), p.key) == 1, nil
}
