package monitor

import (
	"fmt"
	"strings"

	"sdano"
)

// check says what is wrong with a profile and its facts before they are
// recorded.
func check(p Profile, f Facts) error {
	if err := p.TaxID.Check(); err != nil {
		return err
	}
	var found []sdano.Finding
	add := func(path, message string, args ...any) {
		found = append(found, sdano.Finding{Code: "bad_profile", Path: path, Message: fmt.Sprintf(message, args...)})
	}
	checkProfile(p, add)
	checkFacts(f, add)
	if len(found) == 0 {
		return nil
	}
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_profile", Findings: found,
		Message: "Сведения об организации или её учётные данные заданы неверно: " + found[0].Message,
		Remedy:  "Исправьте указанные поля и повторите.",
	}
}

type finder func(path, message string, args ...any)

func checkProfile(p Profile, add finder) {
	if (p.Taxpayer == Entrepreneur) != p.TaxID.IsPerson() || p.Taxpayer != Organisation && p.Taxpayer != Entrepreneur {
		add("taxpayer", "вид налогоплательщика «%s» не соответствует ИНН %s.", p.Taxpayer, p.TaxID.INN)
	}
	if p.Registered.IsZero() {
		add("registered", "не указана дата регистрации.")
	}
	if !p.Closed.IsZero() && p.Closed.Before(p.Registered) {
		add("closed", "дата снятия с учёта %s раньше даты регистрации %s.", p.Closed.Dotted(), p.Registered.Dotted())
	}
	for i, r := range p.Regimes {
		path := fmt.Sprintf("regimes[%d]", i)
		if r.From.IsZero() || !r.To.IsZero() && r.To.Before(r.From) {
			add(path, "неверно задан срок действия режима «%s».", r.Kind)
		}
		if r.Kind == USN && (r.Object != Income && r.Object != IncomeExpense || r.Rate < 0 || r.Rate > sdano.MustRate("0.2")) {
			add(path, "для УСН нужны объект (доходы или доходы минус расходы) и ставка от 0 до 20 %%.")
		}
	}
	checkSpans(p, add)
	if p.RateNS < 0 || p.RateNS > sdano.MustRate("0.085") {
		add("ns_rate", "тариф взносов на травматизм бывает от 0,2 до 8,5 %%.")
	}
}

func checkSpans(p Profile, add finder) {
	for i, patent := range p.Patents {
		if sdano.DaysPeriod(patent.From, patent.To).IsZero() || patent.Tax < 0 || patent.PotentialIncome < 0 {
			add(fmt.Sprintf("patents[%d]", i), "у патента нужны первый и последний день, суммы не бывают отрицательными.")
		}
	}
	for i, span := range p.Employees {
		if !span.To.IsZero() && span.To.Before(span.From) {
			add(fmt.Sprintf("employees[%d]", i), "время с сотрудниками кончается раньше, чем начинается.")
		}
	}
	for i, f := range p.Flags {
		if f.Name == "" || !f.To.IsZero() && f.To.Before(f.From) {
			add(fmt.Sprintf("flags[%d]", i), "признак без названия или кончается раньше, чем начинается.")
		}
	}
}

func checkFacts(f Facts, add finder) {
	for i, e := range f.Entries {
		if e.Date.IsZero() || e.Amount < 0 || e.Kind != EntryIncome && e.Kind != EntryRefund && e.Kind != EntryExpense {
			add(fmt.Sprintf("entries[%d]", i), "строка книги учёта без даты, с неизвестным видом или с отрицательной суммой.")
		}
	}
	for i, pay := range f.Payments {
		if pay.Date.IsZero() || pay.Amount < 0 {
			add(fmt.Sprintf("payments[%d]", i), "платёж без даты или с отрицательной суммой.")
		}
	}
	for i, a := range f.Accruals {
		if a.Row == "" || a.Period.IsZero() {
			add(fmt.Sprintf("accruals[%d]", i), "начисление без строки монитора или без периода.")
		}
	}
	for i, b := range f.Balances {
		if b.Date.IsZero() {
			add(fmt.Sprintf("balances[%d]", i), "остаток единого налогового счёта без даты.")
		}
	}
	for i, e := range f.Events {
		if e.Rule == "" || e.Date.IsZero() {
			add(fmt.Sprintf("events[%d]", i), "событие без правила или без даты.")
		}
	}
	for i, x := range f.Filings {
		if x.Rule == "" || x.Period.IsZero() || x.Date.IsZero() {
			add(fmt.Sprintf("filings[%d]", i), "сданный отчёт без правила, периода или даты.")
		}
	}
	for i, p := range f.Payroll {
		if p.Employee == "" || p.Month.Kind != sdano.Month || p.Taxable < 0 || p.Withheld < 0 {
			add(fmt.Sprintf("payroll[%d]", i), "выплата без сотрудника, без месяца или с отрицательной суммой.")
		}
	}
	checkAccounts(f, add)
}

func checkAccounts(f Facts, add finder) {
	for i, a := range f.Accounts {
		path := fmt.Sprintf("accounts[%d]", i)
		if !isAccount(a.Account) || a.BIK != "" && (len(a.BIK) != 9 || strings.Trim(a.BIK, "0123456789") != "") {
			add(path, "в номере банковского счёта 20 цифр, в БИК — 9.")
		}
		if !a.Closed.IsZero() && a.Closed.Before(a.Opened) {
			add(path, "банковский счёт закрыт раньше, чем открыт.")
		}
	}
	for i, b := range f.AccountBalances {
		if !isAccount(b.Account) || b.Date.IsZero() {
			add(fmt.Sprintf("account_balances[%d]", i), "остаток в банке без номера счёта из 20 цифр или без даты.")
		}
	}
}

// identify gives an ID to the profile and to every fact that has none. The
// slices of f are not changed.
func identify(p Profile, f Facts) (Profile, Facts) {
	if p.ID.IsZero() {
		p.ID = sdano.NewID()
	}
	return p, f.Named(func(int) sdano.ID { return sdano.NewID() })
}

// withIDs returns the facts after set was called for the ID of each, kind by
// kind. The slices of f are not changed.
func (f Facts) withIDs(set func(*sdano.ID)) Facts {
	f.Entries = withID(f.Entries, func(x *Entry) { set(&x.ID) })
	f.Payments = withID(f.Payments, func(x *Payment) { set(&x.ID) })
	f.Accruals = withID(f.Accruals, func(x *Accrual) { set(&x.ID) })
	f.Answers = withID(f.Answers, func(x *Answer) { set(&x.ID) })
	f.Events = withID(f.Events, func(x *Event) { set(&x.ID) })
	f.Payroll = withID(f.Payroll, func(x *Payroll) { set(&x.ID) })
	f.Balances = withID(f.Balances, func(x *Balance) { set(&x.ID) })
	f.Reconciliations = withID(f.Reconciliations, func(x *Reconciliation) { set(&x.ID) })
	f.Filings = withID(f.Filings, func(x *Filing) { set(&x.ID) })
	f.Accounts = withID(f.Accounts, func(x *BankAccount) { set(&x.ID) })
	f.AccountBalances = withID(f.AccountBalances, func(x *AccountBalance) { set(&x.ID) })
	return f
}

func withID[T any](in []T, set func(*T)) []T {
	out := append([]T(nil), in...)
	for i := range out {
		set(&out[i])
	}
	return out
}
