package accesstest

import (
	"context"
	"encoding/base64"
	"fmt"

	"golang.org/x/crypto/argon2"

	"sdano"
	"sdano/access"
)

// Bearer makes an account with the rights and data areas given and returns the
// header Authorization that lets it in. Its password is login + "-password",
// hashed cheaply: tests make many accounts.
func Bearer(ctx context.Context, s *access.Service, login string, scopes []access.Scope, tenants ...sdano.Tenant) (string, error) {
	user := access.User{Login: login, Tenants: tenants, Scopes: scopes, PasswordHash: cheapHash(login + "-password")}
	if err := s.PutUser(ctx, user, ""); err != nil {
		return "", err
	}
	token, _, err := s.Issue(ctx, login, 0)
	return "Bearer " + token, err
}

func cheapHash(password string) string {
	salt := []byte("saltsalt")
	key := argon2.IDKey([]byte(password), salt, 1, 64, 1, 32)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=64,t=1,p=1$%s$%s", argon2.Version, b64(salt), b64(key))
}
