package tablefile

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sdano"
)

// epoch is day 0 of spreadsheets, as far as days after February 1900 go.
var epoch = sdano.NewDate(1899, time.December, 30)

var serial = regexp.MustCompile(`^\d{5}(\.\d+)?$`)

// Date returns the day that a cell says: 28.04.2026, 28.04.26, 28/04/2026,
// 2026-04-28, each with or without a time, or the number of a day of spreadsheets.
func Date(cell string) (sdano.Date, bool) {
	if serial.MatchString(cell) {
		n, _, _ := strings.Cut(cell, ".")
		days, err := strconv.Atoi(n)
		return epoch.AddDays(days), err == nil
	}
	day, _, _ := strings.Cut(strings.Replace(cell, "T", " ", 1), " ")
	if d, err := sdano.ParseDate(day); err == nil {
		return d, true
	}
	day = strings.ReplaceAll(day, "/", ".")
	if parts := strings.Split(day, "."); len(parts) == 3 && len(parts[2]) == 2 {
		day = day[:len(day)-2] + "20" + parts[2]
	}
	d, err := sdano.ParseDateRU(day)
	return d, err == nil
}

// Money returns the sum that a cell says: 12210.5, 12 210,50, −1 000,00 ₽. What
// spreadsheets keep as a binary fraction is the sum it stands for; a real part of
// a kopeck is refused.
func Money(cell string) (sdano.Money, bool) {
	text := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "₽", "", "руб.", "", "−", "-").Replace(cell)
	switch {
	case strings.Contains(text, ",") && strings.Contains(text, "."): // 1,234.50 or 1.234,50
		if strings.LastIndex(text, ",") > strings.LastIndex(text, ".") {
			text = strings.ReplaceAll(text, ".", "")
		} else {
			text = strings.ReplaceAll(text, ",", "")
		}
	case strings.Count(text, ",") > 1:
		return 0, false
	}
	text = strings.ReplaceAll(text, ",", ".")
	if len(text) > 40 || strings.ContainsAny(text, "/xXpP_") {
		return 0, false
	}
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		if power, err := strconv.Atoi(text[i+1:]); err != nil || power > 20 || power < -20 {
			return 0, false
		}
	}
	exact, ok := new(big.Rat).SetString(text)
	if !ok {
		return 0, false
	}
	return kopecks(exact)
}

// kopecks returns a sum that is a whole number of kopecks but for the millionth of
// one that a binary fraction is wrong by.
func kopecks(rubles *big.Rat) (sdano.Money, bool) {
	exact := rubles.Mul(rubles, big.NewRat(100, 1))
	m, err := sdano.ParseMoney(new(big.Rat).Quo(exact, big.NewRat(100, 1)).FloatString(2))
	if err != nil {
		return 0, false
	}
	off := new(big.Rat).Sub(exact, new(big.Rat).SetInt64(int64(m)))
	return m, off.Abs(off).Cmp(big.NewRat(1, 1_000_000)) < 0
}
