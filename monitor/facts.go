package monitor

import "sdano"

// Facts is all that is recorded of one profile besides the Profile itself. The
// order of the elements carries no meaning; each has an ID of its own, and a
// fact written again under its ID replaces the earlier one.
type Facts struct {
	// Entries are the lines of the books: income and expenses.
	Entries []Entry `json:"entries,omitzero"`
	// Payments are the payments of taxes and contributions.
	Payments []Payment `json:"payments,omitzero"`
	// Accruals are sums entered by hand.
	Accruals []Accrual `json:"accruals,omitzero"`
	// Answers are the answers to questionnaires and offers.
	Answers []Answer `json:"answers,omitzero"`
	// Events are what rules per event wait for: hiring, dismissal, transfer.
	Events []Event `json:"events,omitzero"`
	// Payroll is pay per employee and month.
	Payroll []Payroll `json:"payroll,omitzero"`
	// Balances are imported balances of «единый налоговый счёт».
	Balances []Balance `json:"balances,omitzero"`
	// Reconciliations are the reconciliations with ФНС («сверка»).
	Reconciliations []Reconciliation `json:"reconciliations,omitzero"`
	// Filings are reports and notices that were accepted outside of this program.
	Filings []Filing `json:"filings,omitzero"`
	// Accounts are the accounts in banks, AccountBalances what lay there on a day.
	Accounts        []BankAccount    `json:"accounts,omitzero"`
	AccountBalances []AccountBalance `json:"account_balances,omitzero"`
}

// EntryKind is the kind of a line of the books.
type EntryKind string

// The kinds of lines.
const (
	EntryIncome  EntryKind = "income"  // «доход»
	EntryRefund  EntryKind = "refund"  // «возврат», reduces income
	EntryExpense EntryKind = "expense" // «расход»
)

// Entry is one line of the book of income and expenses.
type Entry struct {
	ID   sdano.ID   `json:"id"`
	Kind EntryKind  `json:"kind"`
	Date sdano.Date `json:"date"`
	// Amount is never negative.
	Amount sdano.Money `json:"amount"`
	// Regime is the regime of the line; "" = the only one of the day.
	Regime RegimeKind `json:"regime,omitzero"`
	// Note is the text of the line, for people.
	Note string `json:"note,omitzero"`
}

// Payment is one payment of a tax or contribution.
type Payment struct {
	ID sdano.ID `json:"id"`
	// Date is the day of payment.
	Date   sdano.Date  `json:"date"`
	Amount sdano.Money `json:"amount"`
	// Row is the id of the monitor's row, "enp" for «единый налоговый платёж»;
	// "" = not recognised.
	Row string `json:"row,omitzero"`
	// Period is what it was paid for; absent = not named.
	Period sdano.Period `json:"period,omitzero"`
	// KBK is «КБК», Field107 «налоговый период» of the order, UIN «УИН».
	KBK      string `json:"kbk,omitzero"`
	Field107 string `json:"field_107,omitzero"`
	UIN      string `json:"uin,omitzero"`
	// Purpose is «назначение платежа».
	Purpose string `json:"purpose,omitzero"`
}

// ENP is the Row of a payment to «единый налоговый счёт» (НК РФ ст. 11.3).
const ENP = "enp"

// What an Accrual of the Row ENP may be, as its Rule: the account pays these
// after the taxes, from the last day of Period on (НК РФ ст. 45 п. 8).
const (
	ChargePenalty  = "penalty"  // «пени»
	ChargeInterest = "interest" // «проценты»
	ChargeFine     = "fine"     // «штраф»
)

// Accrual is a sum of a tax entered by hand, for the period of one payment, or of
// a charge on «единый налоговый счёт».
type Accrual struct {
	ID sdano.ID `json:"id"`
	// Row is the id of the row, Rule the id of the obligation's rule; an empty
	// Rule means the only payment of the row with that period, or the whole that
	// is paid in shares.
	Row    string       `json:"row"`
	Rule   string       `json:"rule,omitzero"`
	Period sdano.Period `json:"period"`
	Amount sdano.Money  `json:"amount"`
}

// AnswerKind names a question.
type AnswerKind string

// The questions.
const (
	NoDebt       AnswerKind = "no_debt"       // «долгов нет» for past years
	ReportsFiled AnswerKind = "reports_filed" // «отчёты сданы» for past periods
	CheckClosed  AnswerKind = "check_closed"  // the reminder to reconcile is closed
)

// Answer is an answer to a questionnaire.
type Answer struct {
	ID sdano.ID `json:"id"`
	// Row is the id of the row it is about; "" for CheckClosed.
	Row  string     `json:"row,omitzero"`
	Kind AnswerKind `json:"kind"`
	// Date is the day of the answer.
	Date sdano.Date `json:"date"`
}

// Event is a happening that a rule of type event waits for.
type Event struct {
	ID sdano.ID `json:"id"`
	// Rule is the id of the rule.
	Rule string     `json:"rule"`
	Date sdano.Date `json:"date"`
}

// Payroll is one pay-out to one employee.
type Payroll struct {
	ID sdano.ID `json:"id"`
	// Employee tells employees apart.
	Employee string `json:"employee"`
	// Month is the month the pay is for.
	Month sdano.Period `json:"month"`
	// Taxable is the pay under contributions, Withheld the НДФЛ withheld.
	Taxable  sdano.Money `json:"taxable"`
	Withheld sdano.Money `json:"withheld"`
	// Paid is the day of payout.
	Paid sdano.Date `json:"paid"`
}

// Balance is an imported balance of «единый налоговый счёт» on a day;
// negative is a debt.
type Balance struct {
	ID     sdano.ID    `json:"id"`
	Date   sdano.Date  `json:"date"`
	Amount sdano.Money `json:"amount"`
}

// Reconciliation is one request to reconcile with ФНС.
type Reconciliation struct {
	ID sdano.ID `json:"id"`
	// Requested is the day of the request, Answered of the answer; zero = none.
	Requested sdano.Date `json:"requested"`
	Answered  sdano.Date `json:"answered,omitzero"`
}

// Filing says that a report or notice was filed elsewhere: on paper, in the
// office, by another program. It counts as accepted from its day on.
type Filing struct {
	ID sdano.ID `json:"id"`
	// Rule is the id of the rule of the report, Period the period it is for.
	Rule   string       `json:"rule"`
	Period sdano.Period `json:"period"`
	// Date is the day on which it was accepted.
	Date sdano.Date `json:"date"`
}
