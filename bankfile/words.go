package bankfile

import (
	"fmt"
	"strings"

	"sdano"
)

var (
	units    = []string{"", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать"}
	tens     = []string{"", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"}
	hundreds = []string{"", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"}
	scales   = [][3]string{{"рубль", "рубля", "рублей"}, {"тысяча", "тысячи", "тысяч"}, {"миллион", "миллиона", "миллионов"}, {"миллиард", "миллиарда", "миллиардов"}, {"триллион", "триллиона", "триллионов"}}
)

// Words writes an amount as field 6 of an order has it: «Двенадцать тысяч двести
// десять рублей 50 копеек». Amounts are not negative.
func Words(m sdano.Money) string {
	rubles, kopecks := int64(m)/100, int64(m)%100
	var parts []string
	for scale := len(scales) - 1; scale >= 0; scale-- {
		group := rubles
		for range scale {
			group /= 1000
		}
		group %= 1000
		if group > 0 {
			parts = append(parts, triple(group, scale == 1))
		}
		if group > 0 || scale == 0 {
			parts = append(parts, form(group, scales[scale]))
		}
	}
	if rubles == 0 {
		parts = append([]string{"ноль"}, parts...)
	}
	text := strings.Join(parts, " ")
	first := []rune(text)[0]
	return strings.ToUpper(string(first)) + text[len(string(first)):] + fmt.Sprintf(" %02d %s", kopecks, form(kopecks, [3]string{"копейка", "копейки", "копеек"}))
}

// triple writes a number under a thousand; thousands are feminine.
func triple(n int64, feminine bool) string {
	var parts []string
	add := func(word string) {
		if word != "" {
			parts = append(parts, word)
		}
	}
	add(hundreds[n/100])
	if n %= 100; n >= 20 {
		add(tens[n/10])
		n %= 10
	}
	switch {
	case feminine && n == 1:
		add("одна")
	case feminine && n == 2:
		add("две")
	default:
		add(units[n])
	}
	return strings.Join(parts, " ")
}

// form chooses the form of a noun after a number.
func form(n int64, forms [3]string) string {
	switch {
	case n%100 >= 11 && n%100 <= 14:
		return forms[2]
	case n%10 == 1:
		return forms[0]
	case n%10 >= 2 && n%10 <= 4:
		return forms[1]
	}
	return forms[2]
}
