package data

import "sdano"

// Payee is who receives «единый налоговый платёж» (НК РФ ст. 58) on the days From
// to To; a zero To is open. The fields are those of a payment order.
type Payee struct {
	From sdano.Date `json:"from"`
	To   sdano.Date `json:"to,omitzero"`
	// INN, KPP and Name are of the receiver, Account his treasury account,
	// CorrAccount the single treasury account («ЕКС»), BIK and Bank its bank.
	INN         string `json:"inn"`
	KPP         string `json:"kpp"`
	Name        string `json:"name"`
	Account     string `json:"account"`
	CorrAccount string `json:"corr_account"`
	BIK         string `json:"bik"`
	Bank        string `json:"bank"`
	// BankStatus says how sure the name of the bank is, which varies between
	// publications; Status speaks of all else.
	BankStatus Status `json:"bank_status"`
	// KBK is the code of the payment.
	KBK string `json:"kbk"`
	Basis
}

// PayeeOn returns the receiver of «единый налоговый платёж» on a day, nil before
// there was one.
func (t *Tables) PayeeOn(day sdano.Date) *Payee {
	for i := range t.Payees {
		if p := &t.Payees[i]; !day.Before(p.From) && (p.To.IsZero() || !day.After(p.To)) {
			return p
		}
	}
	return nil
}

// OrderField is what a field of a payment order of «единый налоговый платёж»
// holds on the days From to To; a zero bound is open (приказы Минфина 107н, 58н).
type OrderField struct {
	From sdano.Date `json:"from,omitzero"`
	To   sdano.Date `json:"to,omitzero"`
	// Field is the number of the field, "" = the field has none; Name its stable
	// name: "drawer_status".
	Field string `json:"field"`
	Name  string `json:"name"`
	// Value is the text; {kpp}, {name} and {uin} stand for the КПП of the payer
	// (0 if he has none), his name and the УИН of the demand (0 without one).
	Value string `json:"value"`
	// Taxpayer is "org" or "ip", "" = both.
	Taxpayer string `json:"taxpayer,omitzero"`
	Basis
}

// Holds reports whether the field holds its value on a day.
func (f *OrderField) Holds(day sdano.Date) bool {
	return (f.From.IsZero() || !day.Before(f.From)) && (f.To.IsZero() || !day.After(f.To))
}

// KBK is a code of budget classification («КБК») of a tax on the days From to To;
// a zero bound is open.
type KBK struct {
	// ID is the stable id: "usn_income", one on any day but not in all times; Row
	// the row of the monitor.
	ID    string     `json:"id"`
	Row   string     `json:"row"`
	Title string     `json:"title"`
	Code  string     `json:"code"`
	From  sdano.Date `json:"from,omitzero"`
	To    sdano.Date `json:"to,omitzero"`
	Basis
}

// Holds reports whether the code is that of a day.
func (k *KBK) Holds(day sdano.Date) bool {
	return (k.From.IsZero() || !day.Before(k.From)) && (k.To.IsZero() || !day.After(k.To))
}

// KBKOn returns the code of an id on a day, nil if there is none.
func (t *Tables) KBKOn(id string, day sdano.Date) *KBK {
	for i := range t.KBK {
		if k := &t.KBK[i]; k.ID == id && k.Holds(day) {
			return k
		}
	}
	return nil
}

// TaxName is a name of a tax in the 1C:Fresh API: «УСН_Доходы».
type TaxName struct {
	Name string `json:"name"`
	// Row is the row of the monitor, "" = a tax of no row.
	Row string `json:"row,omitzero"`
	// KBK is the id of its code, "" = not known.
	KBK string `json:"kbk,omitzero"`
	Basis
}

// Liability is a name of a kind of payment in the 1C:Fresh API: «ПениСам».
type Liability struct {
	Name string `json:"name"`
	// Title is the Russian name: «Пени».
	Title string `json:"title"`
	Basis
}
