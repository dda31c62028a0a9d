package sdano

import "fmt"

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
	return checkKPP(t.KPP)
}

func checkKPP(kpp string) error {
	ok := len(kpp) == 9
	for i := 0; ok && i < len(kpp); i++ {
		c := kpp[i]
		letter := (i == 4 || i == 5) && c >= 'A' && c <= 'Z'
		ok = letter || c >= '0' && c <= '9'
	}
	if !ok {
		return badTaxID("bad_kpp", fmt.Sprintf("КПП «%s» неверен: нужны 9 знаков, 5-й и 6-й — цифры или заглавные латинские буквы.", kpp))
	}
	return nil
}

var (
	innWeights10 = []int{2, 4, 10, 3, 5, 9, 4, 6, 8}
	innWeights11 = []int{7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
	innWeights12 = []int{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}
)

// CheckINN verifies length, digits and control digits of an ИНН (приказ ФНС
// ЕД-7-14/559@). The error is an *Error of kind Unprocessable.
func CheckINN(inn string) error {
	if len(inn) != 10 && len(inn) != 12 {
		return badTaxID("bad_inn", fmt.Sprintf("ИНН «%s» неверен: нужны 10 цифр для организации или 12 для физического лица.", inn))
	}
	for i := range len(inn) {
		if inn[i] < '0' || inn[i] > '9' {
			return badTaxID("bad_inn", fmt.Sprintf("ИНН «%s» неверен: допустимы только цифры.", inn))
		}
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

func badTaxID(code, message string) error {
	return &Error{Kind: Unprocessable, Code: code, Message: message, Remedy: "Проверьте ИНН и КПП по свидетельству о постановке на учёт и исправьте их."}
}
