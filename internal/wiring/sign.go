package wiring

import (
	"sdano/sign"
	"sdano/sign/keyring"
)

// openKeys opens the keys that the server signs with, nil if there are none.
func openKeys(c Config) (*keyring.Keyring, error) {
	if c.SignKeys == "" {
		return nil, nil
	}
	return keyring.Open(c.SignKeys)
}

// reportSigner is who signs reports: the server's keys alone, if there are any, so
// that a report of a payer without a key stays unsent; or the marked test signature,
// which operatorClient keeps from real operators.
func reportSigner(keys *keyring.Keyring) sign.Signer {
	if keys == nil {
		return sign.TestSigner{}
	}
	return keys.Signer()
}
