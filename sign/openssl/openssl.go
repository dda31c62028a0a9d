// Package openssl signs with the program openssl: RSA and ECDSA by itself, ГОСТ Р
// 34.10-2012 with the gost engine. It is no certified tool (63-ФЗ ст. 12), so it is
// for tests and for certificates that an organisation issues for its own use
// («неквалифицированная подпись»).
//
// What it makes is CAdES-BES: a detached CMS in DER with the signer's certificate and
// its hash among the signed attributes.
package openssl

import (
	"context"
	"os"
	"path/filepath"

	"sdano/sign/external"
)

// Config says how openssl is run.
type Config struct {
	// Program is openssl of version 3.0 or later; an empty Path is looked up as
	// "openssl".
	Program external.Program
	// File is a configuration file of openssl that loads the gost engine, "" for the
	// system's.
	File string
}

// New returns a signer with these keys; the File of each is its private key in PEM
// without a password, readable by the server alone. Content is given to the program
// over its input.
func New(config Config, keys []external.Key) *external.Signer {
	if config.Program.Path == "" {
		config.Program.Path = "openssl"
	}
	if config.File != "" {
		config.Program.Env = append(config.Program.Env, "OPENSSL_CONF="+config.File)
	}
	return external.New(keys, func(ctx context.Context, key external.Key, data []byte) ([]byte, error) {
		return signature(ctx, config.Program, key, data)
	})
}

// digests are the hash functions that keys of ГОСТ Р 34.10-2012 demand; other keys
// take SHA-256.
var digests = map[string]string{
	"ГОСТ Р 34.10-2012 (256 бит)": "md_gost12_256",
	"ГОСТ Р 34.10-2012 (512 бит)": "md_gost12_512",
}

func signature(ctx context.Context, program external.Program, key external.Key, data []byte) ([]byte, error) {
	folder, err := os.MkdirTemp("", "sdano-sign-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	certificate := filepath.Join(folder, "certificate.cer")
	if err := os.WriteFile(certificate, key.Certificate.Raw, 0o600); err != nil {
		return nil, err
	}
	digest, ok := digests[key.Certificate.KeyAlgorithm]
	if !ok {
		digest = "sha256"
	}
	out, err := program.Run(ctx, data, "cms", "-sign", "-binary", "-nosmimecap", "-cades", "-md", digest,
		"-signer", certificate, "-inkey", key.File, "-outform", "DER")
	switch {
	case err != nil:
		return nil, err
	case out.Code != 0 || len(out.Stdout) == 0:
		return nil, out.Failed("Программа OpenSSL не сделала подпись.")
	}
	return out.Stdout, nil
}
