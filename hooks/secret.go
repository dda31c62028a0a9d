package hooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"sdano"
)

// secretPrefix begins secrets in the convention.
const secretPrefix = "whsec_"

// Sizes of a secret in bytes, by the convention.
const (
	minSecret = 24
	maxSecret = 64
)

// key returns the bytes of a secret.
func key(secret string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil || len(key) < minSecret || len(key) > maxSecret {
		return nil, &sdano.Error{
			Kind: sdano.Invalid, Code: "bad_secret", Param: "Secret",
			Message: "Секрет вебхука неверен: нужны от 24 до 64 случайных байт в кодировке Base64.",
			Remedy:  "Передайте секрет вида whsec_… и сохраните его у себя: сервер его не показывает.",
		}
	}
	return key, nil
}

// signature returns the header webhook-signature of a message: by the secret of
// a hook, and by the one before it while that still counts.
func (h Hook) signature(message string, at time.Time, body []byte) (string, error) {
	secrets := []string{h.Secret}
	if at.Before(h.OldUntil) {
		secrets = append(secrets, h.OldSecret)
	}
	var out []string
	for _, secret := range secrets {
		key, err := key(secret)
		if err != nil {
			return "", err
		}
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(message + "." + strconv.FormatInt(at.Unix(), 10) + "."))
		mac.Write(body)
		out = append(out, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(out, " "), nil
}
