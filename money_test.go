package sdano_test

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"sdano"
)

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		in   string
		want sdano.Money
		ok   bool
	}{
		{"12210", 1221000, true},
		{"12210.5", 1221050, true},
		{"-16192.50", -1619250, true},
		{"0.01", 1, true},
		{"92233720368547758.07", 9223372036854775807, true},
		{"92233720368547758.08", 0, false},
		{"1.234", 0, false},
		{"1.", 0, false},
		{".5", 0, false},
		{"", 0, false},
		{"-", 0, false},
		{"--1", 0, false},
		{"1,50", 0, false},
		{"1e3", 0, false},
		{"1 000", 0, false},
	} {
		m, err := sdano.ParseMoney(tc.in)
		if (err == nil) != tc.ok || err == nil && m != tc.want {
			t.Errorf("ParseMoney(%q) = %d, %v", tc.in, m, err)
		}
	}
}

func TestMoneyTexts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		m                 sdano.Money
		text, ru, numeric string
	}{
		{1221000, "12210.00", "12 210", "12210"},
		{1989250, "19892.50", "19 892,50", "19892.5"},
		{-5, "-0.05", "-0,05", "-0.05"},
		{0, "0.00", "0", "0"},
		{sdano.Rubles(1_000_000), "1000000.00", "1 000 000", "1000000"},
		{-1234567, "-12345.67", "-12 345,67", "-12345.67"},
	} {
		if tc.m.String() != tc.text || tc.m.RU(" ") != tc.ru || tc.m.Number() != tc.numeric {
			t.Errorf("%d = %q, %q, %q", tc.m, tc.m, tc.m.RU(" "), tc.m.Number())
		}
	}
}

func TestWholeRubles(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ in, want, floor string }{
		{"10.49", "10.00", "10.00"},
		{"10.50", "11.00", "10.00"},
		{"-10.50", "-11.00", "-11.00"},
		{"-10.49", "-10.00", "-11.00"},
		{"0.00", "0.00", "0.00"},
	} {
		m := sdano.MustMoney(tc.in)
		if m.WholeRubles().String() != tc.want || m.FloorRubles().String() != tc.floor {
			t.Errorf("%s rounds to %s, floors to %s", m, m.WholeRubles(), m.FloorRubles())
		}
	}
}

func TestRate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ in, text, percent, of670000 string }{
		{"0.06", "0.06", "6", "40200.00"},
		{"0.151", "0.151", "15,1", "101170.00"},
		{"0.002", "0.002", "0,2", "1340.00"},
		{"1", "1", "100", "670000.00"},
	} {
		r := sdano.MustRate(tc.in)
		if r.String() != tc.text || r.Percent() != tc.percent || r.Of(sdano.Rubles(670_000)).String() != tc.of670000 {
			t.Errorf("%s = %q, %q, %s", tc.in, r, r.Percent(), r.Of(sdano.Rubles(670_000)))
		}
	}
	for _, bad := range []string{"", "-0.06", "0.0000001", "6%", "0,06"} {
		if r, err := sdano.ParseRate(bad); err == nil {
			t.Errorf("ParseRate(%q) = %s", bad, r)
		}
	}
}

// The product of two large numbers must not wrap, and halves go away from zero.
func TestMulDivIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.Int64Range(-1<<52, 1<<52).Draw(t, "m")
		num := rapid.Int64Range(-1000, 1000).Draw(t, "num")
		den := rapid.Int64Range(1, 100_000).Draw(t, "den")
		if rapid.Bool().Draw(t, "negative") {
			den = -den
		}
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(m), big.NewInt(num)), big.NewInt(den))
		got := new(big.Rat).SetInt64(int64(sdano.Money(m).MulDiv(num, den)))
		diff := new(big.Rat).Sub(got, exact)
		half := big.NewRat(1, 2)
		if diff.Abs(diff).Cmp(half) > 0 {
			t.Fatalf("%d × %d ÷ %d = %s, exactly %s", m, num, den, got, exact)
		}
		if diff.Cmp(half) == 0 && new(big.Rat).Abs(got).Cmp(new(big.Rat).Abs(exact)) < 0 {
			t.Fatalf("%d × %d ÷ %d = %s: a half went towards zero", m, num, den, got)
		}
	})
}

func FuzzParseMoney(f *testing.F) {
	for _, s := range []string{"0", "-1.5", "12210.00", "1.", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := sdano.ParseMoney(s)
		if err != nil {
			return
		}
		if back, err := sdano.ParseMoney(m.String()); err != nil || back != m {
			t.Errorf("%q reads as %s, which reads as %s (%v)", s, m, back, err)
		}
	})
}
