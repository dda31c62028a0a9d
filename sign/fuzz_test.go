package sign_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sdano/sign"
	"sdano/sign/signtest"
)

// golden returns a golden file of ГОСТ.
func golden(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "gost", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Whatever the bytes are, Check neither panics nor takes long, every verdict has its
// reason, and nothing but the signature itself is valid.
func FuzzCheck(f *testing.F) {
	root, err := sign.ParseCertificate(golden(f, "root256.cer"))
	if err != nil {
		f.Fatal(err)
	}
	middle, err := sign.ParseCertificate(golden(f, "middle256.cer"))
	if err != nil {
		f.Fatal(err)
	}
	right := golden(f, "signature256.sgn")
	f.Add(right)
	f.Add(indefinite(right))
	f.Add(golden(f, "signature512.sgn"))
	signer := forge(f, nil, template("Директор", false))
	f.Add(forgery{}.sign(f, signer, content))
	f.Add(forgery{bare: true}.sign(f, signer, content))
	o := sign.CheckOptions{Roots: []*sign.Certificate{root}, Intermediates: []*sign.Certificate{middle}, At: signtest.At}
	original, err := sign.Check(content, right, o)
	if err != nil || original.Verdict() != sign.Valid {
		f.Fatalf("%+v, %v", original, err)
	}
	f.Fuzz(func(t *testing.T, cms []byte) {
		begun := time.Now()
		report, err := sign.Check(content, cms, o)
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("it took %v", took)
		}
		if err != nil {
			return
		}
		for _, s := range report.Signers {
			verdicts(t, s)
			if s.Verdict() == sign.Valid && s.Certificate.Thumbprint != original.Signers[0].Certificate.Thumbprint {
				t.Errorf("valid: %+v", s)
			}
		}
		other, err := sign.Check([]byte("<Файл/>"), cms, o)
		if err != nil || other.Verdict() == sign.Valid {
			t.Errorf("valid for other content: %+v, %v", other, err)
		}
	})
}

func FuzzParseCertificate(f *testing.F) {
	f.Add(golden(f, "root256.cer"))
	f.Add(golden(f, "middle512.cer"))
	f.Add(forge(f, nil, template("Директор", false)).Raw)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := sign.ParseCertificate(data)
		if err != nil {
			return
		}
		again, err := sign.ParseCertificate(c.Raw)
		if err != nil || again.Thumbprint != c.Thumbprint || again.Subject.String() != c.Subject.String() {
			t.Errorf("read again: %v", err)
		}
	})
}

func FuzzParseCRL(f *testing.F) {
	root := forge(f, nil, template("Корень", true))
	f.Add(crl(f, root, nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		if l, err := sign.ParseCRL(data); (l == nil) != (err != nil) {
			t.Errorf("%v, %v", l, err)
		}
	})
}

// A check reads the CMS, digests the content and checks three signatures: that of the
// signer and those of two authorities.
func BenchmarkCheck(b *testing.B) {
	for _, bits := range []string{"256", "512"} {
		b.Run(bits, func(b *testing.B) {
			root, err := sign.ParseCertificates(golden(b, "root"+bits+".cer"))
			if err != nil {
				b.Fatal(err)
			}
			middle, err := sign.ParseCertificates(golden(b, "middle"+bits+".cer"))
			if err != nil {
				b.Fatal(err)
			}
			cms := golden(b, "signature"+bits+".sgn")
			for b.Loop() {
				report, err := sign.Check(content, cms, sign.CheckOptions{Roots: root, Intermediates: middle, At: signtest.At})
				if err != nil || report.Verdict() != sign.Valid {
					b.Fatalf("%+v, %v", report, err)
				}
			}
		})
	}
}
