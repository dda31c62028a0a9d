package access

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// tokenPrefix makes tokens recognisable to programs that look for secrets.
const tokenPrefix = "sdano_"

// newToken returns a token of 256 random bits.
func newToken() string { return tokenPrefix + base64.RawURLEncoding.EncodeToString(random(32)) }

// tokenHash returns the hash under which a token is stored. It needs no salt:
// the token is random.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
