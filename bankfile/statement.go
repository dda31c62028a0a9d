package bankfile

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"sdano"
)

// Statement is a statement of one or more accounts («выписка»).
type Statement struct {
	// Accounts are the accounts it is of; they may be none.
	Accounts []string
	// Balances are what lay on them at the end of days, in the order of the file;
	// they may be none.
	Balances []Balance
	// From and To are the days it covers, zero if it does not say.
	From, To sdano.Date
	Lines    []Line
	// Documents is how many documents the file has; those that could not be read
	// are not among the lines.
	Documents int
}

// Balance is what lay on an account at the end of a day («КонечныйОстаток»).
type Balance struct {
	Account string
	Date    sdano.Date
	Amount  sdano.Money
}

// BIK returns «БИК» of the bank of an account by the documents in which it pays or
// is paid; "" if none says it, or they differ.
func (s *Statement) BIK(account string) string {
	var out string
	for i := range s.Lines {
		for _, side := range []*Party{&s.Lines[i].Payer, &s.Lines[i].Payee} {
			switch {
			case side.Account != account || side.BIK == "":
			case out != "" && out != side.BIK:
				return ""
			default:
				out = side.BIK
			}
		}
	}
	return out
}

// Line is one document of a statement. What it does not say is empty.
type Line struct {
	// Kind is the kind of the document: «Платежное поручение».
	Kind   string
	Number string
	// Date is the day on which the money moved, else that of the document.
	Date   sdano.Date
	Amount sdano.Money
	// Out says that the money left the account. Unsure says that the file does not
	// tell, neither by dates nor by accounts: then Out is a guess.
	Out, Unsure  bool
	Payer, Payee Party
	// The fields of payments to the budget: 101, 104 to 109, 22.
	Status, KBK, OKTMO, Reason, Period, DocNumber, DocDate, UIN string
	Purpose                                                     string
	// At is the number of the line of the file where the document begins.
	At int
}

// Party is one side of a payment.
type Party struct{ INN, KPP, Name, Account, BIK, Bank string }

// Key names a line by what it says: the same line of another file of the account
// has the same key. Two equal payments of a day have one key, so their place among
// equals has to be told apart by the caller.
func (l *Line) Key() string {
	text := strings.Join([]string{
		l.Kind, l.Number, l.Date.String(), l.Amount.String(), l.Payer.INN, l.Payer.Account, l.Payee.INN, l.Payee.Account, l.KBK, l.Period, l.Purpose,
	}, "\x00")
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// ToBudget reports whether the line is a payment of taxes or contributions: it has
// «КБК», or the status of a payer to the budget (field 101).
func (l *Line) ToBudget() bool {
	return l.Out && (len(l.KBK) == 20 || l.Status != "" && l.Status != "0")
}
