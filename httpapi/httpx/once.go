package httpx

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"net/http"

	"sdano"
	"sdano/access"
)

// ReplayHeader is the response header of an answer that was given before under
// the same idempotency key.
const ReplayHeader = "Idempotent-Replayed"

// OnceRequest names a request that is to take effect once: the caller's key
// binds him, the endpoint and the data area; parts are all that makes up the
// request.
func OnceRequest(tenant sdano.Tenant, p access.Principal, endpoint, key string, parts ...[]byte) access.Request {
	h := sha256.New()
	var n [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write(part)
	}
	return access.Request{
		Tenant: tenant, Scope: p.Login + " " + endpoint, Key: key, Hash: hex.EncodeToString(h.Sum(nil)),
	}
}

// Replayed marks the answer as one that was given before.
func Replayed(w http.ResponseWriter) { w.Header().Set(ReplayHeader, "true") }
