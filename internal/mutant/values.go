package mutant

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x5d_a0)) }

// pick returns one of the values.
func pick[T any](r *rand.Rand, values []T) T { return values[r.IntN(len(values))] }

// chance reports true with probability p.
func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }

// The characters of random texts. Most are usual in documents; the rest are
// those that encodings, escaping and counting of length go wrong with.
var (
	letters = []rune("абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯёЁ")
	latin   = []rune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
	signs   = []rune(" .,-/()№«»—…&<>\"';:+=%@#*_[]{}\u00a0іїєґўџ€§")
	foreign = []rune("ßéñł漢字ΩЌѢ∞→\u2028\u0085𝄞😀")
	blanks  = []rune(" \t\n\r")
)

func anyRune(r *rand.Rand) rune {
	switch n := r.IntN(100); {
	case n < 60:
		return pick(r, letters)
	case n < 85:
		return pick(r, latin)
	case n < 97:
		return pick(r, signs)
	case n < 99:
		return pick(r, foreign)
	}
	return pick(r, blanks)
}

// builtins makes candidates for the built-in types; the facets choose.
var builtins = map[string]func(r *rand.Rand, s *simple) string{
	"string":             text,
	"normalizedString":   trimmed,
	"token":              trimmed,
	"decimal":            decimal,
	"integer":            decimal,
	"nonNegativeInteger": natural,
	"positiveInteger":    natural,
	"boolean":            func(r *rand.Rand, _ *simple) string { return pick(r, []string{"true", "false", "1", "0"}) },
	"date":               func(r *rand.Rand, _ *simple) string { return isoDate(r) },
	"dateTime":           func(r *rand.Rand, _ *simple) string { return isoDate(r) + "T" + isoTime(r) },
}

// value returns a value that satisfies the facets.
func (s *simple) value(r *rand.Rand) string {
	if v, ok := s.try(r, 100); ok {
		return v
	}
	return s.example
}

// try makes up to n candidates and returns the first that fits.
func (s *simple) try(r *rand.Rand, n int) (string, bool) {
	for range n {
		if v := s.candidate(r); s.accepts(v) {
			return v, true
		}
	}
	return "", false
}

func (s *simple) candidate(r *rand.Rand) string {
	switch {
	case s.enum != nil:
		return pick(r, s.enum)
	case s.patterns != nil && s.base == "string":
		return matching(r, pick(r, pick(r, s.patterns)).tree)
	}
	return builtins[s.base](r, s)
}

// accepts reports whether a candidate satisfies the facets.
func (s *simple) accepts(v string) bool {
	if s.enum != nil && !slices.Contains(s.enum, v) {
		return false
	}
	for _, step := range s.patterns {
		if !slices.ContainsFunc(step, func(p *pattern) bool { return p.match.MatchString(v) }) {
			return false
		}
	}
	if !s.numeric() {
		n := utf8.RuneCountInString(v)
		return s.minLen <= n && n <= s.maxLen
	}
	return s.acceptsNumber(v)
}

func (s *simple) numeric() bool {
	return s.base == "decimal" || strings.HasSuffix(strings.ToLower(s.base), "integer")
}

func (s *simple) acceptsNumber(v string) bool {
	n, ok := new(big.Rat).SetString(v)
	if !ok || strings.HasPrefix(s.base, "positive") && n.Sign() <= 0 {
		return false
	}
	if s.min != nil && (n.Cmp(s.min) < 0 || s.minExclusive && n.Cmp(s.min) == 0) {
		return false
	}
	return s.max == nil || n.Cmp(s.max) < 0 || !s.maxExclusive && n.Cmp(s.max) == 0
}

// text makes a string with a length at a bound or between.
func text(r *rand.Rand, s *simple) string {
	n := s.minLen + r.IntN(min(s.maxLen-s.minLen, 24)+1)
	switch {
	case chance(r, .15):
		n = s.minLen
	case chance(r, .15) && s.maxLen <= 5000:
		n = s.maxLen
	}
	out := make([]rune, n)
	for i := range out {
		out[i] = anyRune(r)
	}
	return string(out)
}

// trimmed is a text whose white space no type would change.
func trimmed(r *rand.Rand, s *simple) string {
	return strings.Join(strings.FieldsFunc(text(r, s), func(c rune) bool { return slices.Contains(blanks, c) }), " ")
}

// decimal makes a number within the limits of digits: the shortest, the longest
// or one between, sometimes with a sign, sometimes with idle zeros.
func decimal(r *rand.Rand, s *simple) string {
	whole, frac := limits(s)
	w, f := r.IntN(whole+1), r.IntN(frac+1)
	if chance(r, .2) {
		w, f = whole, frac
	}
	v := strings.TrimLeft(digits(r, w), "0")
	if v == "" {
		v = "0"
	}
	if f > 0 {
		v += "." + digits(r, f)
	}
	if chance(r, .05) {
		v = pick(r, []string{"+", "0", "00"}) + v
	} else if chance(r, .15) {
		v = "-" + v
	}
	return v
}

// manyDigits is how many digits libxml2 reads of a number; it refuses longer ones
// though the schema may allow them.
const manyDigits = 24

// limits returns how many digits a number may have before and after its point.
func limits(s *simple) (whole, frac int) {
	total := min(s.total, manyDigits)
	if s.total == unbounded {
		total = 18
	}
	switch {
	case s.base != "decimal":
		return total, 0
	case s.frac != unbounded:
		frac = s.frac
	default:
		frac = min(total, 6)
	}
	return max(total-frac, 0), frac
}

func natural(r *rand.Rand, s *simple) string { return strings.TrimLeft(decimal(r, s), "-") }

func digits(r *rand.Rand, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte('0' + r.IntN(10))
	}
	return string(out)
}

func isoDate(r *rand.Rand) string {
	return fmt.Sprintf("%04d-%02d-%02d", 1900+r.IntN(200), 1+r.IntN(12), 1+r.IntN(28))
}

func isoTime(r *rand.Rand) string {
	zone := pick(r, []string{"", "Z", "+03:00"})
	return fmt.Sprintf("%02d:%02d:%02d%s", r.IntN(24), r.IntN(60), r.IntN(60), zone)
}

// Values that judges of dates, times and numbers are wrong about.
var (
	oddDates = []string{
		"29.02.2024", "29.02.2023", "29.02.1900", "29.02.2000", "30.02.2024", "31.04.2025", "31.12.2025", "30.04.2025",
		"00.01.2025", "01.00.2025", "01.13.2025", "32.01.2025", "01.01.1899", "31.12.1799", "01.01.1800", "01.01.1900",
		"31.12.2099", "01.01.2100", "2025-01-16", "16.1.2025", "16.01.25", "16/01/2025", "16.01.2025 ", "16.01.20255",
		"16.01.2025T10:30:00", "2025-02-29", "0000-01-01", "16.01.2025 10.30.00",
	}
	oddTimes = []string{
		"00.00.00", "23.59.59", "24.00.00", "10.60.00", "10.30.60", "10:30:00", "10.30", "1.30.00", "10.30.00.0",
		"10.30:00", "2025-01-16T10:30:00", "2025-01-16T10:30:00Z", "2025-01-16T24:00:00Z", "2025-01-16T10:30:00+14:00",
		"2025-01-16T10:30:00.123Z", "2025-01-16 10:30:00",
	}
	oddNumbers = []string{
		"0", "00", "-0", "+0", "1", "+1", "-1", "1.", ".5", "-.5", ".", "+", "-", "1.0", "1.00", "1.000", "01", "0001.10",
		"1e3", "1E3", "INF", "-INF", "NaN", "1,5", "1 000", " 1", "1 ", " 1.50 ", "--1", "+-1", "1.2.3", "0x10", "\t1\n",
		"99999999999999999", "999999999999999.99", "9999999999999999.99", "123456789012345678901234567890",
		"0.123456789012345678901234567890", "100000000000000000000000000", "0.00000000001", "0.000000000010",
		"12345678901234567.89", "-12345678901234567.89", "000000000000000000000000000001", "1.000000000000000000000000000",
		"999999", "9999999", "\u00a01", "１２", "٣", "true", "TRUE",
	}
)

// foreignForms are the values of other types and what looks like nothing at all.
var foreignForms = []string{"-", "true", "false", "0", "1", "2", "3", "9", "10", "99", "000", "643", "Z", "а", "A", " ", "  ", "\t", "\u00a0", "", "&", "<", "]]>", "--", "😀"}

var (
	looksDate   = regexp.MustCompile(`^\d\d\.\d\d\.\d{4}$|^\d{4}-\d\d-\d\d`)
	looksTime   = regexp.MustCompile(`^\d\d[.:]\d\d[.:]\d\d$|T\d\d:`)
	looksNumber = regexp.MustCompile(`^[-+]?\d*\.?\d+$`)
)
