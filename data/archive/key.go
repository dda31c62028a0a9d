package archive

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sdano"
)

// Key is a public key by which archives are believed.
type Key struct {
	// Name is the name of its file without the extension.
	Name string
	// Public is the key.
	Public ed25519.PublicKey
}

// ID is the fingerprint: the first 16 hexadecimal digits of the SHA-256 of the
// key.
func (k Key) ID() string { return fingerprint(k.Public) }

func fingerprint(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}

// Generate makes a pair of keys and returns both as PEM.
func Generate() (private, public []byte, err error) {
	pub, priv, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	return encode("PRIVATE KEY", func() ([]byte, error) { return x509.MarshalPKCS8PrivateKey(priv) }),
		encode("PUBLIC KEY", func() ([]byte, error) { return x509.MarshalPKIXPublicKey(pub) }), nil
}

// encode writes a key that was just made, which cannot fail.
func encode(kind string, marshal func() ([]byte, error)) []byte {
	der, err := marshal()
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// ParsePrivate reads a private key of Ed25519 from PEM (PKCS #8).
func ParsePrivate(text []byte) (ed25519.PrivateKey, error) {
	if block, _ := pem.Decode(text); block != nil {
		if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
			if private, ok := key.(ed25519.PrivateKey); ok {
				return private, nil
			}
		}
	}
	return nil, badKey("это не закрытый ключ Ed25519 в PEM")
}

// ParsePublic reads a public key of Ed25519 from PEM (PKIX).
func ParsePublic(text []byte) (ed25519.PublicKey, error) {
	if block, _ := pem.Decode(text); block != nil {
		if key, err := x509.ParsePKIXPublicKey(block.Bytes); err == nil {
			if public, ok := key.(ed25519.PublicKey); ok {
				return public, nil
			}
		}
	}
	return nil, badKey("это не открытый ключ Ed25519 в PEM")
}

// Trusted reads the public keys (*.pem) of a folder, by name. The folder may be
// absent: then nothing is trusted.
func Trusted(folder string) ([]Key, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, badKey("папка «" + folder + "» не читается")
	}
	var keys []Key
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".pem")
		if !ok || e.IsDir() || strings.HasPrefix(name, ".") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, badKey("«" + e.Name() + "» не читается")
		}
		public, err := ParsePublic(text)
		if err != nil {
			return nil, badKey("«" + e.Name() + "» — " + "не открытый ключ Ed25519 в PEM")
		}
		keys = append(keys, Key{Name: name, Public: public})
	}
	slices.SortFunc(keys, func(a, b Key) int { return strings.Compare(a.Name, b.Name) })
	return keys, nil
}

func badKey(what string) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_table_key", Message: "Ключ таблиц не подходит: " + what + ".",
		Remedy: "Пару ключей делает sdano data keygen; открытый ключ кладут в папку доверенных (sdano data trust).",
	}
}
