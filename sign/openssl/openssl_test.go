package openssl_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"sdano"
	"sdano/sign"
	"sdano/sign/external"
	"sdano/sign/openssl"
	"sdano/sign/signtest"
)

var lab *signtest.Lab

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "sdano-openssl-test-")
	if err == nil {
		defer os.RemoveAll(folder)
		lab, err = signtest.New(folder)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

var (
	content = []byte("\x00\r\n<Файл/>\n\n")
	who     = sign.Subject{Tenant: 1, TaxID: sdano.TaxID{INN: "7799999926", KPP: "779901001"}}
)

func TestSignaturesAreCAdESOfTheSubject(t *testing.T) {
	t.Parallel()
	for _, a := range slices.Concat(signtest.GOST, signtest.Other[:1], signtest.Other[2:4]) {
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			lab.Need(t, a)
			root := lab.Root(t, a, "Центр")
			i := root.Issue(t, a, signtest.Request{Subject: signtest.DirectorSubject, Extensions: signtest.SignerExtensions})
			signer := openssl.New(openssl.Config{File: lab.Configuration}, []external.Key{{Tenant: 1, INN: who.TaxID.INN, Certificate: i.Certificate, File: i.KeyFile}})
			cms, err := signer.Sign(t.Context(), who, content)
			if err != nil {
				t.Fatal(err)
			}
			report, err := sign.Check(content, cms, sign.CheckOptions{Roots: signtest.Certificates(root), At: signtest.At})
			if err != nil || report.Verdict() != sign.Valid || report.Signers[0].Type != "CAdES-BES" {
				t.Errorf("%+v, %v", report, err)
			}
			if !lab.Verify(t, content, cms, signtest.Trust{Roots: []*signtest.Identity{root}, At: signtest.At, CAdES: true}) {
				t.Error("openssl refuses it")
			}
		})
	}
}

func TestWhatOpenSSLCannotDoIsTold(t *testing.T) {
	t.Parallel()
	a := signtest.Other[2]
	lab.Need(t, a)
	root, stranger := lab.Root(t, a, "Центр"), lab.Root(t, a, "Другой центр")
	for name, tc := range map[string]struct {
		config openssl.Config
		file   string
		want   string
	}{
		"no key":        {openssl.Config{File: lab.Configuration}, filepath.Join(t.TempDir(), "absent"), "signing_failed"},
		"another's key": {openssl.Config{File: lab.Configuration}, stranger.KeyFile, "signing_failed"},
		"no program":    {openssl.Config{Program: external.Program{Path: "sdano-absent-openssl"}}, root.KeyFile, "signing_unavailable"},
	} {
		signer := openssl.New(tc.config, []external.Key{{Tenant: 1, INN: who.TaxID.INN, Certificate: root.Certificate, File: tc.file}})
		cms, err := signer.Sign(t.Context(), who, content)
		var e *sdano.Error
		if !errors.As(err, &e) || e.Code != tc.want || cms != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
