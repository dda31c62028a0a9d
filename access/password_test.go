package access

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"
)

func TestPHCForm(t *testing.T) {
	t.Parallel()
	good := phc{memory: 256, passes: 2, lanes: 1, salt: []byte("somesalt"), key: make([]byte, 32)}.String()
	if p, err := parsePHC(good); err != nil || p.String() != good {
		t.Fatalf("%s: %+v, %v", good, p, err)
	}
	for name, bad := range map[string]string{
		"empty":          "",
		"argon2i":        strings.Replace(good, "argon2id", "argon2i", 1),
		"old version":    strings.Replace(good, "v=19", "v=16", 1),
		"no memory":      strings.Replace(good, "m=256", "m=0", 1),
		"over 1 GiB":     strings.Replace(good, "m=256", "m=1048577", 1),
		"no passes":      strings.Replace(good, "t=2", "t=0", 1),
		"101 passes":     strings.Replace(good, "t=2", "t=101", 1),
		"no lanes":       strings.Replace(good, "p=1", "p=0", 1),
		"256 lanes":      strings.Replace(good, "p=1", "p=256", 1),
		"order":          strings.Replace(good, "m=256,t=2", "t=2,m=256", 1),
		"leading zero":   strings.Replace(good, "m=256", "m=0256", 1),
		"short salt":     strings.Replace(good, "c29tZXNhbHQ", base64.RawStdEncoding.EncodeToString([]byte("short")), 1),
		"salt no base64": strings.Replace(good, "c29tZXNhbHQ", "c29tZXNhbH!", 1),
		"tail":           good + "$",
		"head":           "x" + good,
		"line break":     good + "\n",
	} {
		if _, err := parsePHC(bad); err == nil {
			t.Errorf("%s: %s is taken", name, bad)
		}
	}
}

// FuzzPHC: what is taken is written again as it was.
func FuzzPHC(f *testing.F) {
	f.Add(phc{memory: 256, passes: 2, lanes: 1, salt: []byte("somesalt"), key: make([]byte, 32)}.String())
	f.Add("$argon2id$v=19$m=9216,t=4,p=1$$")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePHC(text)
		if err == nil && (p.String() != text || p.memory > 1<<20 || p.passes > 100) {
			t.Fatalf("%q gives %+v", text, p)
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	m := newMemory(fixed{})
	for i := range 2*maxMemory + 5 {
		m.setVerified(string(rune(i)), "hash")
	}
	if n := len(m.passed); n > maxMemory {
		t.Errorf("%d are remembered", n)
	}
	if !m.verified(string(rune(2*maxMemory+4)), "hash") || m.verified(string(rune(2*maxMemory+4)), "other") {
		t.Error("the last one is not remembered as it was")
	}
}

func TestKeyedHashPartsItsParts(t *testing.T) {
	t.Parallel()
	m := newMemory(fixed{})
	first := m.key("a", "bc")
	if again := m.key("a", "bc"); again != first {
		t.Error("equal parts have different keys")
	}
	if first == m.key("ab", "c") || first == newMemory(fixed{}).key("a", "bc") {
		t.Error("different parts, or two processes, have one key")
	}
}

func TestBudgetsAreBounded(t *testing.T) {
	t.Parallel()
	f := newFailures(fixed{})
	for i := range maxBudgets + 5 {
		if _, ok := f.take(string(rune(i)), ""); !ok {
			t.Fatal(i)
		}
	}
	if n := len(f.budgets); n > maxBudgets {
		t.Errorf("%d budgets", n)
	}
}

// fixed is a clock that stands still.
type fixed struct{}

func (fixed) Now() time.Time { return time.Unix(0, 0) }
