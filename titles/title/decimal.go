package title

import (
	"math/big"
	"strings"
)

// decimalMax is the longest number that is computed with, in characters: far
// beyond the 26 digits of any format, and little work.
const decimalMax = 64

// Plus returns the exact sum. Absent is nothing: the sum with it is the other
// number as it stands, and two absent ones give none. So do numbers too long to
// be one of a format.
func (d Decimal) Plus(e Decimal) Decimal {
	if e == "" {
		return d
	}
	if d == "" {
		return e
	}
	x, xScale, ok := d.parts()
	y, yScale, also := e.parts()
	if !ok || !also {
		return ""
	}
	scale := max(xScale, yScale)
	shift(x, scale-xScale)
	shift(y, scale-yScale)
	return decimal(x.Add(x, y), scale)
}

// Minus returns the exact difference in the same way.
func (d Decimal) Minus(e Decimal) Decimal {
	if e == "" {
		return d
	}
	x, scale, ok := e.parts()
	if !ok {
		return ""
	}
	return d.Plus(decimal(x.Neg(x), scale))
}

// parts returns the number without its point, and how many digits followed it.
func (d Decimal) parts() (number *big.Int, scale int, ok bool) {
	if len(d) > decimalMax {
		return nil, 0, false
	}
	whole, fraction, _ := strings.Cut(string(d), ".")
	number, ok = new(big.Int).SetString(whole+fraction, 10)
	return number, len(fraction), ok
}

func shift(x *big.Int, places int) {
	x.Mul(x, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
}

// decimal writes a number with a point before its last digits.
func decimal(x *big.Int, scale int) Decimal {
	if scale == 0 {
		return Decimal(x.String())
	}
	digits := new(big.Int).Abs(x).String()
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	sign := ""
	if x.Sign() < 0 {
		sign = "-"
	}
	point := len(digits) - scale
	return Decimal(sign + digits[:point] + "." + digits[point:])
}
