package data

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"sdano"
)

var (
	kbk     = regexp.MustCompile(`^\d{20}$`)
	account = regexp.MustCompile(`^\d{20}$`)
	bik     = regexp.MustCompile(`^\d{9}$`)
)

func (r *reader) checkRequisites(t *Tables) {
	r.checkPayees(t.Payees)
	seen := map[string]bool{}
	for i := range t.OrderFields {
		r.checkField(t.OrderFields, i)
	}
	r.checkKBK(t)
	for _, n := range t.TaxNames {
		row := "taxes/" + n.Name
		r.basis(requisitesFile, row, n.Basis)
		r.once(seen, requisitesFile, row)
		if n.Name == "" || n.Row != "" && !hasRow(t, n.Row) {
			r.wrong(requisitesFile, row, "нужны имя и строка из %s.", rowsFile)
		}
		if n.KBK != "" && !slices.ContainsFunc(t.KBK, func(k KBK) bool { return k.ID == n.KBK && k.Row == n.Row }) {
			r.wrong(requisitesFile, row, "КБК «%s» у строки «%s» нет.", n.KBK, n.Row)
		}
	}
	for _, l := range t.Liabilities {
		row := "liabilities/" + l.Name
		r.basis(requisitesFile, row, l.Basis)
		r.once(seen, requisitesFile, row)
		if l.Name == "" || l.Title == "" {
			r.wrong(requisitesFile, row, "нужны имя и название.")
		}
	}
}

func (r *reader) checkPayees(payees []Payee) {
	if len(payees) == 0 {
		r.wrong(requisitesFile, "payees", "нет ни одного получателя.")
	}
	for i, p := range payees {
		row := "payees/" + p.From.String()
		r.basis(requisitesFile, row, p.Basis)
		if p.From.IsZero() || !p.To.IsZero() && p.To.Before(p.From) || i > 0 && payees[i-1].To.AddDays(1) != p.From {
			r.wrong(requisitesFile, row, "дни получателей должны идти подряд.")
		}
		if sdano.CheckINN(p.INN) != nil {
			r.wrong(requisitesFile, row, "ИНН получателя %s неверен.", p.INN)
		}
		if sdano.CheckKPP(p.KPP) != nil {
			r.wrong(requisitesFile, row, "КПП получателя %s неверен.", p.KPP)
		}
		if !account.MatchString(p.Account) || !account.MatchString(p.CorrAccount) || !bik.MatchString(p.BIK) || !kbk.MatchString(p.KBK) {
			r.wrong(requisitesFile, row, "в счетах и КБК двадцать цифр, в БИК девять.")
		}
		if p.Name == "" || p.Bank == "" || p.BankStatus != Confirmed && p.BankStatus != ToVerify {
			r.wrong(requisitesFile, row, "нужны получатель, банк и статус банка (bank_status).")
		}
	}
}

var orderPlace = regexp.MustCompile(`\{[^}]*\}`)

func (r *reader) checkField(fields []OrderField, i int) {
	f := &fields[i]
	row := fmt.Sprintf("fields/%s/%s", f.Field, f.From)
	r.basis(requisitesFile, row, f.Basis)
	if n, err := strconv.Atoi(f.Field); err != nil || n < 1 || n > 110 || f.Name == "" || f.Value == "" {
		r.wrong(requisitesFile, row, "нужны номер поля от 1 до 110, имя и значение.")
	}
	if f.Taxpayer != "" && f.Taxpayer != "org" && f.Taxpayer != "ip" {
		r.wrong(requisitesFile, row, "плательщик «%s»: бывает org или ip.", f.Taxpayer)
	}
	for _, p := range orderPlace.FindAllString(f.Value, -1) {
		if p != "{kpp}" && p != "{name}" && p != "{uin}" {
			r.wrong(requisitesFile, row, "подстановки %s нет.", p)
		}
	}
	for _, other := range fields[:i] {
		if other.Name == f.Name && overlap(other.From, other.To, f.From, f.To) && (other.Taxpayer == "" || f.Taxpayer == "" || other.Taxpayer == f.Taxpayer) {
			r.wrong(requisitesFile, row, "в один день у поля два значения.")
		}
	}
}

// overlap reports whether two runs of days meet; zero bounds are open.
func overlap(aFrom, aTo, bFrom, bTo sdano.Date) bool {
	return (aTo.IsZero() || !aTo.Before(bFrom)) && (bTo.IsZero() || !bTo.Before(aFrom))
}

func (r *reader) checkKBK(t *Tables) {
	codes := map[string]bool{}
	for i, k := range t.KBK {
		row := "kbk/" + k.ID
		r.basis(requisitesFile, row, k.Basis)
		if k.ID == "" || k.Title == "" || !hasRow(t, k.Row) {
			r.wrong(requisitesFile, row, "нужны id, название и строка из %s.", rowsFile)
		}
		if !kbk.MatchString(k.Code) || codes[k.Code] {
			r.wrong(requisitesFile, row, "КБК %s не из двадцати цифр или назван дважды.", k.Code)
		}
		codes[k.Code] = true
		if !k.To.IsZero() && k.To.Before(k.From) {
			r.wrong(requisitesFile, row, "код перестаёт действовать раньше, чем начинает.")
		}
		for _, other := range t.KBK[:i] {
			if other.ID == k.ID && overlap(other.From, other.To, k.From, k.To) {
				r.wrong(requisitesFile, row, "в один день у id два кода.")
			}
		}
	}
}
