package sdano

import (
	"fmt"
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// Money is an exact amount in kopecks (1/100 ruble). It is never a floating
// point number. Amounts up to 92 quadrillion rubles fit.
type Money int64

// Rubles returns an amount of whole rubles.
func Rubles(n int64) Money { return Money(n * 100) }

// ParseMoney reads an amount of rubles with at most two decimals, written with
// a point: "12210", "12210.5", "-12210.00".
func ParseMoney(s string) (Money, error) {
	bad := fmt.Errorf("not an amount of money: %q", s)
	body, neg := strings.CutPrefix(s, "-")
	whole, frac, dot := strings.Cut(body, ".")
	if whole == "" || len(frac) > 2 || dot && frac == "" || strings.ContainsAny(body, "+- _") {
		return 0, bad
	}
	n, err := strconv.ParseInt(whole+(frac + "00")[:2], 10, 64)
	if err != nil {
		return 0, bad
	}
	if neg {
		n = -n
	}
	return Money(n), nil
}

// MustMoney is ParseMoney for constants; it panics on a malformed text.
func MustMoney(s string) Money {
	m, err := ParseMoney(s)
	if err != nil {
		panic(err)
	}
	return m
}

// MulDiv returns m × num ÷ den rounded to kopecks, halves away from zero. The
// product may exceed 64 bits; den must not be 0.
func (m Money) MulDiv(num, den int64) Money {
	high, low := bits.Mul64(magnitude(int64(m)), magnitude(num))
	by := magnitude(den)
	low, carry := bits.Add64(low, by/2, 0)
	if high += carry; high < by/2 {
		quotient, _ := bits.Div64(high, low, by)
		if (m < 0) != (num < 0) != (den < 0) {
			return -Money(quotient)
		}
		return Money(quotient)
	}
	return m.mulDivBig(num, den)
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// mulDivBig is MulDiv for what does not fit into a word.
func (m Money) mulDivBig(num, den int64) Money {
	x := new(big.Int).Mul(big.NewInt(int64(m)), big.NewInt(2*num))
	d := big.NewInt(2 * den)
	half := big.NewInt(den)
	if x.Sign()*d.Sign() < 0 {
		half.Neg(half)
	}
	return Money(x.Add(x, half).Quo(x, d).Int64())
}

// WholeRubles returns the amount rounded to whole rubles: less than 50 kopecks
// is dropped, 50 and more make a ruble (НК РФ ст. 52 п. 6).
func (m Money) WholeRubles() Money { return m.MulDiv(1, 100) * 100 }

// FloorRubles returns the amount without its kopecks, towards minus infinity.
func (m Money) FloorRubles() Money {
	r := m % 100
	if r < 0 {
		r += 100
	}
	return m - r
}

// String returns the amount in rubles with exactly two decimals: "12210.00".
func (m Money) String() string {
	sign, n := "", uint64(m)
	if m < 0 {
		sign, n = "-", uint64(-m)
	}
	text := strconv.AppendUint(append(make([]byte, 0, 24), sign...), n/100, 10)
	return string(append(text, '.', byte('0'+n/10%10), byte('0'+n%10)))
}

// RU returns the amount as Russian texts write it: whole rubles without
// decimals, otherwise exactly two after a comma, groups of three parted by
// sep: «12 210», «19 892,50».
func (m Money) RU(sep string) string {
	s := m.String()
	whole, frac, _ := strings.Cut(s, ".")
	sign := ""
	if whole[0] == '-' {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + sep + whole[i:]
	}
	if frac != "00" {
		whole += "," + frac
	}
	return sign + whole
}

// Number returns the amount as a JSON number of rubles without needless
// zeros: 12210, 16192.5.
func (m Money) Number() string {
	return strings.TrimSuffix(strings.TrimRight(m.String(), "0"), ".")
}

// MarshalText writes the amount as String does: money travels as a decimal
// string, never as a floating point number.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the amount as ParseMoney does.
func (m *Money) UnmarshalText(b []byte) error {
	v, err := ParseMoney(string(b))
	if err == nil {
		*m = v
	}
	return err
}

// Rate is an exact share, stored in millionths: 0.06 is 60000. It holds tax
// rates down to 0,0001 %.
type Rate int64

// ParseRate reads a share written as a decimal fraction: "0.06" is 6 %.
func ParseRate(s string) (Rate, error) {
	whole, frac, _ := strings.Cut(s, ".")
	if len(frac) > 6 || whole == "" || strings.ContainsAny(s, "+-_") {
		return 0, fmt.Errorf("not a rate: %q", s)
	}
	n, err := strconv.ParseInt(whole+(frac + "000000")[:6], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("not a rate: %q", s)
	}
	return Rate(n), nil
}

// MustRate is ParseRate for constants; it panics on a malformed text.
func MustRate(s string) Rate {
	r, err := ParseRate(s)
	if err != nil {
		panic(err)
	}
	return r
}

// Of returns the share of an amount, rounded to kopecks, halves away from zero.
func (r Rate) Of(m Money) Money { return m.MulDiv(int64(r), 1_000_000) }

// Percent returns the rate in percent without needless zeros and with a
// comma: «6», «15,1».
func (r Rate) Percent() string {
	s := fmt.Sprintf("%d.%04d", int64(r)/10_000, int64(r)%10_000)
	return strings.Replace(strings.TrimSuffix(strings.TrimRight(s, "0"), "."), ".", ",", 1)
}

// String returns the rate as ParseRate reads it, with six decimals trimmed.
func (r Rate) String() string {
	s := fmt.Sprintf("%d.%06d", int64(r)/1_000_000, int64(r)%1_000_000)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// MarshalText writes the rate as String does.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the rate as ParseRate does.
func (r *Rate) UnmarshalText(b []byte) error {
	v, err := ParseRate(string(b))
	if err == nil {
		*r = v
	}
	return err
}
