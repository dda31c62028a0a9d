package sdano_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"sdano"
)

func TestNewIDsRise(t *testing.T) {
	t.Parallel()
	before := time.Now().UnixMilli()
	last := sdano.NewID()
	for range 20_000 {
		id := sdano.NewID()
		if bytes.Compare(id[:], last[:]) <= 0 {
			t.Fatalf("%s follows %s", id, last)
		}
		if id[6]>>4 != 7 || id[8]>>6 != 2 {
			t.Fatalf("%s is no UUIDv7", id)
		}
		last = id
	}
	ms := int64(last[0])<<40 | int64(last[1])<<32 | int64(last[2])<<24 | int64(last[3])<<16 | int64(last[4])<<8 | int64(last[5])
	if ms < before || ms > time.Now().UnixMilli()+1000 {
		t.Errorf("time in the ID is %d, began at %d", ms, before)
	}
}

func TestNewIDsOfManyGoroutinesDiffer(t *testing.T) {
	t.Parallel()
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		seen = map[sdano.ID]bool{}
	)
	for range 8 {
		wg.Go(func() {
			for range 500 {
				id := sdano.NewID()
				mu.Lock()
				if seen[id] {
					t.Errorf("%s came twice", id)
				}
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestNameID(t *testing.T) {
	t.Parallel()
	// The DNS space and its well-known example.
	dns := sdano.MustID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
	if got := sdano.NameID(dns, "www.example.com").String(); got != "2ed6657d-e927-568b-95e1-2665a8aea6a2" {
		t.Errorf("UUIDv5 = %s", got)
	}
}

func TestParseID(t *testing.T) {
	t.Parallel()
	const text = "0190a000-0000-7000-8000-00000000abcd"
	id := sdano.MustID(text)
	for _, s := range []string{text, strings.ToUpper(text), id.Compact()} {
		if got, err := sdano.ParseID(s); err != nil || got != id {
			t.Errorf("ParseID(%q) = %s, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "x", text + "0", text[1:], "0190a000_0000-7000-8000-00000000abcd", strings.Repeat("g", 32)} {
		if got, err := sdano.ParseID(s); err == nil {
			t.Errorf("ParseID(%q) = %s", s, got)
		}
	}
}

func TestAbsentID(t *testing.T) {
	t.Parallel()
	var none, back sdano.ID
	if j, err := none.MarshalJSON(); err != nil || string(j) != "null" {
		t.Errorf("%s, %v", j, err)
	}
	if v, err := none.Value(); v != nil || err != nil {
		t.Errorf("Value = %v, %v", v, err)
	}
	for _, j := range []string{"null", `""`} {
		back = sdano.NewID()
		if err := back.UnmarshalJSON([]byte(j)); err != nil || !back.IsZero() {
			t.Errorf("%s reads as %s, %v", j, back, err)
		}
	}
	for _, j := range []string{"5", `"x"`, `"`, "{}"} {
		if err := back.UnmarshalJSON([]byte(j)); err == nil {
			t.Errorf("%s was taken", j)
		}
	}
	for _, src := range []any{nil, "", []byte("")} {
		if err := back.Scan(src); err != nil || !back.IsZero() {
			t.Errorf("Scan(%v) = %s, %v", src, back, err)
		}
	}
	if err := back.Scan(7); err == nil {
		t.Error("a number was taken for an ID")
	}
}
