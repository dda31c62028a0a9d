package torg2

import (
	"fmt"
	"strings"

	"sdano/titles/title"
)

// Digits of a quantity. The format has room for 26, but libxml2, by which most
// of its readers check, takes a number of more than 24 for none.
const (
	quantityDigits   = 24
	quantityFraction = 11
)

// quantity reads a number that is not negative and writes it without needless
// zeros; what is wrong with it is told in Russian, "" if nothing is.
func quantity(v title.Decimal) (plain title.Decimal, wrong string) {
	text := strings.TrimPrefix(strings.TrimSpace(string(v)), "+")
	whole, fraction, _ := strings.Cut(text, ".")
	digits := whole + fraction
	switch {
	case text == "":
		return "", "не указано"
	case strings.HasPrefix(text, "-"):
		return "", "количество не бывает отрицательным"
	case digits == "" || strings.Trim(digits, "0123456789") != "":
		return "", fmt.Sprintf("«%.40s» — не число", text)
	}
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if len(fraction) > quantityFraction || len(whole+fraction) > quantityDigits {
		return "", fmt.Sprintf("допустимо не больше %d цифр, из них не больше %d после точки", quantityDigits, quantityFraction)
	}
	if whole == "" {
		whole = "0"
	}
	return title.Decimal(strings.TrimSuffix(whole+"."+fraction, ".")), ""
}
