package attorney_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/attorney"
	"sdano/titles/titletest"
)

// sample returns a file of testdata.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".xml"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// power reads a file of testdata.
func power(t testing.TB, name string) attorney.Power {
	t.Helper()
	p, err := attorney.Read(sample(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"organization", "managed", "delegated", "old"} {
		got, err := json.Marshal(power(t, name), json.Deterministic(true), jsontext.WithIndent("  "))
		if err != nil {
			t.Fatal(err)
		}
		titletest.Golden(t, name+".json", append(got, '\n'))
	}
}

func TestWhatIsNoPowerIsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ file, says string }{
		"no XML":       {"МЧД", "это не XML"},
		"empty":        {"", "это не XML"},
		"a DTD":        {`<!DOCTYPE Доверенность [<!ENTITY a "b">]><Доверенность/>`, "это не XML"},
		"a title":      {"<Файл/>", "«Файл»"},
		"no number":    {"<Доверенность><Документ><Довер><СвДов/></Довер></Документ></Доверенность>", "НомДовер"},
		"no document":  {"<Доверенность/>", "НомДовер"},
		"a bad number": {`<Доверенность><Документ><Довер><СвДов НомДовер="17"/></Довер></Документ></Доверенность>`, "НомДовер"},
		"too long":     {strings.Repeat(" ", attorney.MaxFile+1), "длиннее"},
	} {
		_, err := attorney.Read([]byte(tc.file))
		e := sdano.AsError(err)
		if e.Code != "bad_attorney" || e.Kind != sdano.Unprocessable || !strings.Contains(e.Message, tc.says) || e.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"organization", "managed", "delegated", "old"} {
		f.Add(sample(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := attorney.Read(data)
		if err != nil {
			return
		}
		if p.Number.IsZero() {
			t.Error("a power without number")
		}
		p.Check(attorney.Claim{Number: p.Number, IssuerINN: "7799999926"})
	})
}
