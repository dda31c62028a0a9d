package storagetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sdano"
	"sdano/acceptance"
	"sdano/audit"
	"sdano/titles/title"
)

// base is the instant around which the suites work, in whole microseconds.
var base = time.Date(2026, time.April, 10, 9, 30, 0, 123456000, time.UTC)

// filler gives every field of a value another value that is not zero, so that a
// column that is missing, or taken for another one, is noticed.
type filler struct{ n int }

// filled returns a value of the type with every field set; two calls give
// different values.
func filled[T any](f *filler) T {
	var v T
	f.fill(reflect.ValueOf(&v).Elem())
	return v
}

// known returns a value of the types that are not filled by their fields.
func (f *filler) known(t reflect.Type) (any, bool) {
	switch t {
	case reflect.TypeFor[time.Time]():
		return base.Add(time.Duration(f.n)*time.Hour + time.Duration(f.n)*time.Microsecond), true
	case reflect.TypeFor[sdano.ID]():
		return sdano.NewID(), true
	case reflect.TypeFor[sdano.Date]():
		return sdano.NewDate(2026, time.January, f.n), true
	case reflect.TypeFor[sdano.Period]():
		return sdano.MonthPeriod(2000+f.n, time.May), true
	case reflect.TypeFor[audit.Hash]():
		return audit.Hash{byte(f.n), 0xff}, true
	case reflect.TypeFor[acceptance.Hash]():
		return acceptance.Hash{byte(f.n), byte(f.n >> 8), 0xff}, true
	case reflect.TypeFor[*title.Format]():
		return (*title.Format)(nil), true // it is code, and never stored
	case reflect.TypeFor[[]byte]():
		return []byte{0, byte(f.n), 0xff, '\'', byte(f.n >> 8)}, true
	}
	return nil, false
}

func (f *filler) fill(v reflect.Value) {
	f.n++
	if x, ok := f.known(v.Type()); ok {
		v.Set(reflect.ValueOf(x))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("«Ж» %d\n'\"", f.n))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i))
		}
	default:
		panic(fmt.Sprintf("storagetest: no value for %s", v.Type()))
	}
}

// same fails the test if got is not want; a list without elements may be nil.
func same(t *testing.T, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(sdano.Date{}), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
}
