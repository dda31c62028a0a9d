package monitor

import (
	"slices"
	"strings"

	"sdano"
	"sdano/bankfile"
)

// BankAccount is an account of the payer in a bank («расчётный счёт»).
type BankAccount struct {
	ID sdano.ID `json:"id"`
	// BIK is «БИК» of the bank, "" if it is not known.
	BIK string `json:"bik,omitzero"`
	// Account is the number, 20 digits.
	Account string `json:"account"`
	// Opened and Closed are the days of opening and closing; a zero Opened is not
	// known, a zero Closed means that it is open.
	Opened sdano.Date `json:"opened,omitzero"`
	Closed sdano.Date `json:"closed,omitzero"`
}

// AccountBalance is what lay on an account in a bank at the end of a day;
// negative is an overdraft.
type AccountBalance struct {
	ID      sdano.ID    `json:"id"`
	Account string      `json:"account"`
	Date    sdano.Date  `json:"date"`
	Amount  sdano.Money `json:"amount"`
}

// isAccount reports whether a text is the number of an account.
func isAccount(text string) bool {
	return len(text) == 20 && strings.Trim(text, "0123456789") == ""
}

// accountsOf returns the accounts that a statement is of, with their balances, but
// those that are recorded already by hand or by an earlier file.
func accountsOf(p Profile, known []BankAccount, read *bankfile.Statement) Facts {
	var out Facts
	for _, number := range read.Accounts {
		if !isAccount(number) || slices.ContainsFunc(known, func(a BankAccount) bool { return a.Account == number }) {
			continue
		}
		out.Accounts = append(out.Accounts, BankAccount{ID: sdano.NameID(p.ID, "account/"+number), BIK: read.BIK(number), Account: number})
	}
	for _, b := range read.Balances {
		if isAccount(b.Account) {
			id := sdano.NameID(p.ID, "account balance/"+b.Account+"/"+b.Date.String()+"/"+b.Amount.String())
			out.AccountBalances = append(out.AccountBalances, AccountBalance{ID: id, Account: b.Account, Date: b.Date, Amount: b.Amount})
		}
	}
	return out
}
