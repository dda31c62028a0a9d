package bankfile

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"sdano"
)

// Order is a payment order («платёжное поручение», form 0401060). The numbers in
// the comments are its fields (Положение Банка России 762-П, приложение 1).
type Order struct {
	Number string      // 3
	Date   sdano.Date  // 4
	Amount sdano.Money // 7
	Payer  Party       // 8–12, 60, 102
	Payee  Party       // 13–17, 61, 103
	// CorrAccount is the correspondent account of the payee's bank, for payments to
	// the budget the single treasury account («ЕКС»).
	CorrAccount string // 15
	Queue       int    // 21
	UIN         string // 22
	Purpose     string // 24
	Status      string // 101
	KBK         string // 104
	OKTMO       string // 105
	Reason      string // 106
	Period      string // 107
	DocNumber   string // 108
	DocDate     string // 109
}

var (
	digits9  = regexp.MustCompile(`^\d{9}$`)
	digits20 = regexp.MustCompile(`^\d{20}$`)
	oktmo    = regexp.MustCompile(`^(0|\d{8}|\d{11})$`)
)

// Check says what a bank would refuse. The error is of kind Unprocessable, its
// findings name the fields by their numbers. Fields that only the payer knows (his
// account and bank) may be empty: the bank's program fills them in.
func (o *Order) Check() error {
	c := orderCheck{}
	c.that(o.Amount > 0, 7, "сумма должна быть больше нуля")
	c.that(!o.Date.IsZero(), 4, "нет даты")
	c.that(len(o.Number) <= 6, 3, "номер длиннее 6 знаков")
	c.inn(o.Payer.INN, 60)
	c.inn(o.Payee.INN, 61)
	c.that(o.Payer.Name != "", 8, "нет плательщика")
	c.text(o.Payer.Name, 160, 8)
	c.that(o.Payee.Name != "", 16, "нет получателя")
	c.text(o.Payee.Name, 160, 16)
	c.that(digits9.MatchString(o.Payee.BIK), 14, "БИК банка получателя — 9 цифр")
	c.that(digits20.MatchString(o.Payee.Account), 17, "счёт получателя — 20 цифр")
	c.that(o.CorrAccount == "" || digits20.MatchString(o.CorrAccount), 15, "корреспондентский счёт — 20 цифр")
	c.that(o.Payer.Account == "" || digits20.MatchString(o.Payer.Account), 9, "счёт плательщика — 20 цифр")
	if digits20.MatchString(o.Payer.Account) && digits9.MatchString(o.Payer.BIK) {
		c.that(keyed(o.Payer.BIK, o.Payer.Account), 9, "счёт плательщика не подходит к БИК банка: ошибка в цифре")
	}
	c.text(o.Purpose, 210, 24)
	c.that(o.Purpose != "", 24, "нет назначения платежа")
	if o.KBK != "" {
		c.that(digits20.MatchString(o.KBK), 104, "КБК — 20 цифр")
		c.that(oktmo.MatchString(o.OKTMO), 105, "ОКТМО — 8 или 11 цифр, для ЕНП — 0")
		c.that(o.Status != "", 101, "нет статуса плательщика")
	}
	return c.err()
}

// orderCheck gathers what is wrong with an order.
type orderCheck struct{ found []sdano.Finding }

func (c *orderCheck) that(ok bool, field int, message string) {
	if !ok {
		c.found = append(c.found, sdano.Finding{Code: "bad_field", Path: fmt.Sprint(field), Message: fmt.Sprintf("Поле %d: %s.", field, message)})
	}
}

func (c *orderCheck) text(s string, limit, field int) {
	c.that(utf8.RuneCountInString(s) <= limit, field, fmt.Sprintf("длиннее %d знаков", limit))
	c.that(!strings.ContainsAny(s, "\r\n\x00"), field, "перенос строки внутри поля")
}

func (c *orderCheck) inn(inn string, field int) {
	c.that(sdano.CheckINN(inn) == nil, field, "ИНН неверен")
}

func (c *orderCheck) err() error {
	if len(c.found) == 0 {
		return nil
	}
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_order", Findings: c.found,
		Message: "Платёжное поручение заполнено неверно. " + c.found[0].Message, Remedy: "Исправьте названные поля.",
	}
}

// keyed reports whether the control digit of an account fits its bank (письмо
// Банка России 515 of 08.09.1997): the last three digits of «БИК» before the
// account, weighed 7, 1, 3 in turn, add up to a multiple of ten. Accounts that the
// Bank of Russia itself keeps have «0» and two digits of the БИК before them.
func keyed(bik, account string) bool {
	head := bik[6:]
	if head == "000" || head == "001" || head == "002" {
		head = "0" + bik[4:6]
	}
	sum := 0
	for i, r := range head + account {
		sum += int(r-'0') * [3]int{7, 1, 3}[i%3] % 10
	}
	return sum%10 == 0
}

// or returns the first text that is not empty.
func or(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
