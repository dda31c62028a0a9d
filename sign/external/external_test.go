package external_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/sign"
	"sdano/sign/external"
)

// played is the variable that turns the test's own program into the external one.
const played = "SDANO_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if part := os.Getenv(played); part != "" {
		play(part)
	}
	os.Exit(m.Run())
}

// play is the external program.
func play(part string) {
	switch part {
	case "echo":
		input, err := io.ReadAll(os.Stdin)
		fmt.Printf("%q %q %v", os.Args[1:], input, err)
		fmt.Fprint(os.Stderr, "said")
		os.Exit(3)
	case "wait":
		time.Sleep(time.Minute)
	case "flood":
		line := strings.Repeat("x", 1<<20)
		for range 40 {
			fmt.Print(line)
		}
	}
	os.Exit(0)
}

func program(t *testing.T, part string) external.Program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return external.Program{Path: self, Env: []string{played + "=" + part}}
}

func code(err error) string {
	var e *sdano.Error
	if !errors.As(err, &e) || e.Message == "" || e.Remedy == "" {
		return ""
	}
	return e.Code
}

func TestAProgramGetsItsArgumentsAsTheyAre(t *testing.T) {
	t.Parallel()
	args := []string{"a b", `"c"`, "$HOME", "; exit 1", "", "Ж"}
	out, err := program(t, "echo").Run(t.Context(), []byte("ввод\n"), args...)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%q %q <nil>", args, "ввод\n"); string(out.Stdout) != want || string(out.Stderr) != "said" || out.Code != 3 {
		t.Errorf("%s, want %s; %s, %d", out.Stdout, want, out.Stderr, out.Code)
	}
}

func TestAProgramThatDoesNotEndIsStopped(t *testing.T) {
	t.Parallel()
	p := program(t, "wait")
	p.Timeout = 300 * time.Millisecond
	begun := time.Now()
	if _, err := p.Run(t.Context(), nil); code(err) != "signing_timeout" {
		t.Error(err)
	}
	p.Timeout = 0
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := p.Run(ctx, nil); code(err) != "signing_timeout" || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestAProgramThatIsAbsentIsTold(t *testing.T) {
	t.Parallel()
	_, err := external.Program{Path: filepath.Join(t.TempDir(), "absent")}.Run(t.Context(), nil)
	if code(err) != "signing_unavailable" {
		t.Error(err)
	}
}

func TestOutputIsBounded(t *testing.T) {
	t.Parallel()
	out, err := program(t, "flood").Run(t.Context(), nil)
	if err != nil || out.Code != 0 || len(out.Stdout) != 16<<20 {
		t.Errorf("%d octets, code %d, %v", len(out.Stdout), out.Code, err)
	}
}

func TestWhatAProgramSaidIsForTheLogOnly(t *testing.T) {
	t.Parallel()
	err := external.Output{Stdout: []byte(strings.Repeat("a", 5000) + "end"), Stderr: []byte("secret"), Code: 7}.Failed("Не вышло.")
	var e *sdano.Error
	if !errors.As(err, &e) || e.Code != "signing_failed" || strings.Contains(e.Message+e.Remedy, "secret") {
		t.Fatalf("%+v", e)
	}
	if log := e.Err.Error(); !strings.Contains(log, "endsecret") || !strings.Contains(log, "exit code 7") || len(log) > 2100 {
		t.Errorf("%d octets: %s", len(log), log)
	}
}

// golden returns a golden file of package sign.
func golden(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "gost", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func certificate(t *testing.T, name string) *sign.Certificate {
	t.Helper()
	c, err := sign.ParseCertificate(golden(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestKeysAreFoundBySubjectAndThumbprint(t *testing.T) {
	t.Parallel()
	first, second := certificate(t, "signer256.cer"), certificate(t, "signer512.cer")
	const inn = "7799999926"
	signer := external.New([]external.Key{
		{Tenant: 1, INN: inn, Certificate: first}, {Tenant: 1, INN: inn, Certificate: second}, {Tenant: 2, INN: "779999991008", Certificate: second},
	}, nil)
	var _ sign.Signer = signer
	for name, tc := range map[string]struct {
		who  sign.Subject
		want *sign.Certificate
	}{
		"first":                 {sign.Subject{Tenant: 1, TaxID: sdano.TaxID{INN: inn, KPP: "779901001"}}, first},
		"by thumbprint":         {sign.Subject{Tenant: 1, TaxID: sdano.TaxID{INN: inn}, Thumbprint: second.Thumbprint}, second},
		"by thumbprint, small":  {sign.Subject{Tenant: 1, TaxID: sdano.TaxID{INN: inn}, Thumbprint: strings.ToLower(second.Thumbprint)}, second},
		"other tenant":          {sign.Subject{Tenant: 2, TaxID: sdano.TaxID{INN: inn}}, nil},
		"other tenant's person": {sign.Subject{Tenant: 1, TaxID: sdano.TaxID{INN: "779999991008"}}, nil},
		"unknown thumbprint":    {sign.Subject{Tenant: 1, TaxID: sdano.TaxID{INN: inn}, Thumbprint: "00"}, nil},
	} {
		got, err := signer.Certificate(t.Context(), tc.who)
		if tc.want == nil {
			if code(err) != "no_signing_key" {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := signer.Sign(t.Context(), tc.who, nil); code(err) != "no_signing_key" {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || string(got) != string(tc.want.Raw) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOnlyARightSignatureIsHandedOut(t *testing.T) {
	t.Parallel()
	content, right := golden(t, "content.xml"), golden(t, "signature256.sgn")
	own, other := certificate(t, "signer256.cer"), certificate(t, "signer512.cer")
	damaged := append([]byte{}, right...)
	damaged[len(damaged)-1] ^= 1
	who := sign.Subject{TaxID: sdano.TaxID{INN: "7799999926"}}
	for name, tc := range map[string]struct {
		certificate  *sign.Certificate
		made, signed []byte
		err          error
		want         string
	}{
		"right":               {certificate: own, made: right, signed: content},
		"of other content":    {certificate: own, made: right, signed: []byte("<Файл/>"), want: "signing_failed"},
		"by another key":      {certificate: other, made: right, signed: content, want: "signing_failed"},
		"damaged":             {certificate: own, made: damaged, signed: content, want: "signing_failed"},
		"no CMS":              {certificate: own, made: []byte("подпись"), signed: content, want: "signing_failed"},
		"nothing":             {certificate: own, signed: content, want: "signing_failed"},
		"the program refused": {certificate: own, err: external.Output{}.Failed("Нет."), signed: content, want: "signing_failed"},
	} {
		keys := []external.Key{{INN: "7799999926", Certificate: tc.certificate}}
		signer := external.New(keys, func(_ context.Context, key external.Key, data []byte) ([]byte, error) {
			if key.Certificate != tc.certificate || string(data) != string(tc.signed) {
				t.Errorf("%s: the program gets %v, %q", name, key, data)
			}
			return tc.made, tc.err
		})
		got, err := signer.Sign(t.Context(), who, tc.signed)
		if tc.want == "" && (err != nil || string(got) != string(right)) || tc.want != "" && (code(err) != tc.want || got != nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
