package sdano

import (
	"fmt"
	"strconv"
)

// TaxID names a taxpayer: ИНН of an organisation (10 digits, with КПП) or of a
// person, «индивидуальный предприниматель» (12 digits, no КПП).
type TaxID struct {
	// INN is «ИНН», 10 or 12 digits (приказ ФНС ЕД-7-14/559@ of 26.06.2020).
	INN string `json:"inn"`
	// KPP is «КПП», 9 characters; "" for a person.
	KPP string `json:"kpp"`
}

// IsPerson reports whether the taxpayer is a natural person (12 digits).
func (t TaxID) IsPerson() bool { return len(t.INN) == 12 }

// String returns ИНН and, if there is one, "/" and КПП.
func (t TaxID) String() string {
	if t.KPP == "" {
		return t.INN
	}
	return t.INN + "/" + t.KPP
}

// FileForm returns ИНН followed by КПП, the sender's part of a report's file
// name.
func (t TaxID) FileForm() string { return t.INN + t.KPP }

// Check verifies length, digits and control digits of ИНН and the form of КПП.
// The error is an *Error of kind Unprocessable with a Russian message.
func (t TaxID) Check() error {
	if err := CheckINN(t.INN); err != nil {
		return err
	}
	if t.IsPerson() {
		if t.KPP != "" {
			return badTaxID("kpp_not_allowed", fmt.Sprintf("Для физического лица (ИНН %s) КПП не указывается, а указан %s.", t.INN, t.KPP))
		}
		return nil
	}
	return CheckKPP(t.KPP)
}

// CheckKPP verifies the form of a КПП: four digits, of which the first two, the
// region, are not 00, two digits or capital Latin letters, three digits (приказ
// ФНС ЕД-7-14/559@). It has no control digit. The error is an *Error of kind
// Unprocessable.
func CheckKPP(kpp string) error {
	ok := len(kpp) == 9 && kpp[:2] != "00"
	for i := 0; ok && i < len(kpp); i++ {
		c := kpp[i]
		letter := (i == 4 || i == 5) && c >= 'A' && c <= 'Z'
		ok = letter || c >= '0' && c <= '9'
	}
	if !ok {
		return badTaxID("bad_kpp", fmt.Sprintf("КПП «%s» неверен: нужны 9 знаков, 5-й и 6-й — цифры или заглавные латинские буквы, код региона не 00.", kpp))
	}
	return nil
}

var (
	innWeights10 = []int{2, 4, 10, 3, 5, 9, 4, 6, 8}
	innWeights11 = []int{7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
	innWeights12 = []int{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
)

// CheckINN verifies length, digits and control digits of an ИНН, and that its
// first two, the region, are not 00 (приказ ФНС ЕД-7-14/559@). The error is an
// *Error of kind Unprocessable.
func CheckINN(inn string) error {
	if len(inn) != 10 && len(inn) != 12 {
		return badTaxID("bad_inn", fmt.Sprintf("ИНН «%s» неверен: нужны 10 цифр для организации или 12 для физического лица.", inn))
	}
	if !allDigits(inn) {
		return badTaxID("bad_inn", fmt.Sprintf("ИНН «%s» неверен: допустимы только цифры.", inn))
	}
	if inn[:2] == "00" {
		return badTaxID("bad_inn", fmt.Sprintf("ИНН %s неверен: код региона в его начале не бывает 00.", inn))
	}
	ok := len(inn) == 10 && innDigit(inn, innWeights10) ||
		len(inn) == 12 && innDigit(inn, innWeights11) && innDigit(inn, innWeights12)
	if !ok {
		return badTaxID("bad_inn_digits", fmt.Sprintf("ИНН %s неверен: не сходятся контрольные цифры.", inn))
	}
	return nil
}

func innDigit(inn string, weights []int) bool {
	sum := 0
	for i, w := range weights {
		sum += w * int(inn[i]-'0')
	}
	return sum%11%10 == int(inn[len(weights)]-'0')
}

// CheckOGRN verifies length, digits and the control digit of an ОГРН, the
// 13-digit number of an organisation in ЕГРЮЛ: the 13th digit is the remainder
// of the first twelve by 11, of that by 10 (приказ Минфина 165н of 30.10.2017).
// The error is an *Error of kind Unprocessable.
func CheckOGRN(ogrn string) error {
	return checkRegister(ogrn, 13, 11, "ОГРН", "bad_ogrn")
}

// CheckOGRNIP verifies length, digits and the control digit of an ОГРНИП, the
// 15-digit number of an entrepreneur in ЕГРИП: the 15th digit is the remainder
// of the first fourteen by 13, of that by 10. The error is an *Error of kind
// Unprocessable.
func CheckOGRNIP(ogrnip string) error {
	return checkRegister(ogrnip, 15, 13, "ОГРНИП", "bad_ogrnip")
}

func checkRegister(number string, length int, divisor int64, name, code string) error {
	if len(number) != length || !allDigits(number) {
		return badNumber(code, fmt.Sprintf("%s «%s» неверен: нужны %d цифр.", name, number, length))
	}
	head, _ := strconv.ParseInt(number[:length-1], 10, 64)
	if head%divisor%10 != int64(number[length-1]-'0') {
		return badNumber(code+"_digits", fmt.Sprintf("%s %s неверен: не сходится контрольная цифра.", name, number))
	}
	return nil
}

// CheckSNILS verifies an СНИЛС written as 123-456-789 01, with the space or a
// hyphen before the control number, or as 11 digits: the sum of the nine digits
// by the weights 9…1, up to 99 as it is, then the remainder by 101, 100 counting
// as 0. The error is an *Error of kind Unprocessable.
func CheckSNILS(snils string) error {
	digits := snils
	if len(snils) == 14 && snils[3] == '-' && snils[7] == '-' && (snils[11] == ' ' || snils[11] == '-') {
		digits = snils[:3] + snils[4:7] + snils[8:11] + snils[12:]
	}
	if len(digits) != 11 || !allDigits(digits) {
		return badNumber("bad_snils", fmt.Sprintf("СНИЛС «%s» неверен: нужны 11 цифр в виде 123-456-789 01.", snils))
	}
	sum := 0
	for i := range 9 {
		sum += (9 - i) * int(digits[i]-'0')
	}
	if sum%101%100 != int(digits[9]-'0')*10+int(digits[10]-'0') {
		return badNumber("bad_snils_digits", fmt.Sprintf("СНИЛС %s неверен: не сходится контрольное число.", snils))
	}
	return nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func badNumber(code, message string) error {
	return &Error{Kind: Unprocessable, Code: code, Message: message, Remedy: "Проверьте номер по документу и исправьте его."}
}

func badTaxID(code, message string) error {
	return &Error{Kind: Unprocessable, Code: code, Message: message, Remedy: "Проверьте ИНН и КПП по свидетельству о постановке на учёт и исправьте их."}
}
