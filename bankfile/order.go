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

// The forms of fields. Field 107 is a term («МС.04.2026», «КВ.02.2026», «ПЛ.…»,
// «ГД.00.2025»), a day, or the code of a customs office (приказ Минфина 107н).
var (
	digits9  = regexp.MustCompile(`^\d{9}$`)
	digits20 = regexp.MustCompile(`^\d{20}$`)
	oktmo    = regexp.MustCompile(`^(0|\d{8}|\d{11})$`)
	number   = regexp.MustCompile(`^\d{0,6}$`)
	uin      = regexp.MustCompile(`^(|0|\d{20}|\d{25})$`)
	status   = regexp.MustCompile(`^(|\d\d)$`)
	reason   = regexp.MustCompile(`^(|0|\pL{2})$`)
	kpp      = regexp.MustCompile(`^\d{4}[\dA-Z]{2}\d{3}$`)
	term     = regexp.MustCompile(`^(|0|(Д[123]|МС|КВ|ПЛ|ГД)\.\d\d\.\d{4}|\d\d\.\d\d\.\d{4}|\d{8})$`)
	docDay   = regexp.MustCompile(`^(|0|00|\d\d\.\d\d\.\d{4})$`)
)

// Check says what a bank would refuse. The error is of kind Unprocessable, its
// findings name the fields by their numbers. Fields that only the payer knows (his
// account and bank) may be empty: the bank's program fills them in.
func (o *Order) Check() error {
	c := orderCheck{}
	c.that(o.Amount > 0, 7, "сумма должна быть больше нуля")
	c.that(!o.Date.IsZero(), 4, "нет даты")
	c.that(number.MatchString(o.Number), 3, "номер — не больше 6 цифр")
	c.that(o.Queue >= 0 && o.Queue <= 5, 21, "очередность платежа — от 1 до 5")
	c.side(o.Payer, 60, 8, 10)
	c.side(o.Payee, 61, 16, 13)
	c.accounts(o)
	c.text(o.Purpose, 210, 24)
	c.that(o.Purpose != "", 24, "нет назначения платежа")
	c.budget(o)
	return c.err()
}

// side checks a side of the payment: its ИНН, name and bank by their fields.
func (c *orderCheck) side(p Party, inn, name, bank int) {
	c.that(sdano.CheckINN(p.INN) == nil, inn, "ИНН неверен")
	c.that(p.KPP == "" || p.KPP == "0" || kpp.MatchString(p.KPP), inn+42, "КПП — 9 знаков")
	c.that(p.Name != "", name, "нет наименования")
	c.text(p.Name, 160, name)
	c.text(p.Bank, 160, bank)
}

// accounts checks the accounts and their banks, control digits included. Accounts
// of the treasury («казначейские счета», from 03) have none.
func (c *orderCheck) accounts(o *Order) {
	bik, account := digits9.MatchString(o.Payee.BIK), digits20.MatchString(o.Payee.Account)
	c.that(bik, 14, "БИК банка получателя — 9 цифр")
	c.that(account, 17, "счёт получателя — 20 цифр")
	if bik && account && !strings.HasPrefix(o.Payee.Account, "03") {
		c.that(keyed(o.Payee.BIK, o.Payee.Account), 17, "счёт получателя не подходит к БИК банка: ошибка в цифре")
	}
	c.that(o.CorrAccount == "" || digits20.MatchString(o.CorrAccount), 15, "корреспондентский счёт — 20 цифр")
	if bik && digits20.MatchString(o.CorrAccount) {
		c.that(weighed("0"+o.Payee.BIK[4:6]+o.CorrAccount), 15, "корреспондентский счёт не подходит к БИК банка: ошибка в цифре")
	}
	bik, account = digits9.MatchString(o.Payer.BIK), digits20.MatchString(o.Payer.Account)
	c.that(o.Payer.BIK == "" || bik, 11, "БИК банка плательщика — 9 цифр")
	c.that(o.Payer.Account == "" || account, 9, "счёт плательщика — 20 цифр")
	if bik && account {
		c.that(keyed(o.Payer.BIK, o.Payer.Account), 9, "счёт плательщика не подходит к БИК банка: ошибка в цифре")
	}
}

// budget checks the fields of payments to the budget (приказ Минфина 107н).
func (c *orderCheck) budget(o *Order) {
	c.that(status.MatchString(o.Status), 101, "статус плательщика — 2 цифры")
	c.that(uin.MatchString(o.UIN), 22, "УИН — 20 или 25 цифр, без него — 0")
	c.that(reason.MatchString(o.Reason), 106, "основание платежа — 2 буквы или 0")
	c.that(term.MatchString(o.Period), 107, "налоговый период — вида МС.04.2026, КВ.02.2026, ГД.00.2025, день или 0")
	c.that(docDay.MatchString(o.DocDate), 109, "дата документа — вида 28.04.2026 или 0")
	c.text(o.DocNumber, 15, 108)
	if o.KBK == "" {
		c.that(o.Status == "" || o.Status == "0", 104, "статус плательщика указан, а КБК нет")
		return
	}
	c.that(digits20.MatchString(o.KBK), 104, "КБК — 20 цифр")
	c.that(oktmo.MatchString(o.OKTMO), 105, "ОКТМО — 8 или 11 цифр, для ЕНП — 0")
	c.that(o.Status != "", 101, "нет статуса плательщика")
	c.that(len(o.Payee.INN) != 10 || kpp.MatchString(o.Payee.KPP), 103, "нет КПП получателя")
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
	c.that(!strings.ContainsAny(s, "\r\n\t\x00"), field, "перенос строки или табуляция внутри поля")
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
	return weighed(head + account)
}

// weighed reports whether digits weighed 7, 1, 3 in turn add up to a multiple of
// ten.
func weighed(digits string) bool {
	sum := 0
	for i, r := range digits {
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
