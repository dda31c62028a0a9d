package data_test

import (
	"fmt"
	"strings"

	"sdano/data"
)

func dump(t *data.Tables) string {
	var b strings.Builder
	for _, y := range t.Calendar {
		fmt.Fprintf(&b, "calendar %d %d %s off %v work %v short %v president %v\n", y.Number, y.Total, y.Status, y.Off, y.Work, y.Short, y.President)
	}
	for _, c := range t.Contributions {
		fmt.Fprintf(&b, "contributions %d %s = %s + %s, %s above %s up to %s, %v %s\n", c.Year, c.Fixed, c.Pension, c.Medical, c.Rate, c.Threshold, c.Cap, c.OwnExcluded, c.Status)
	}
	for _, u := range t.USN {
		fmt.Fprintf(&b, "usn %d–%d %s %s %s %s, above %s %s %s, %s\n", u.From, u.To, u.Reduction, u.CapAlone, u.CapStaff, u.Minimum, u.RaisedAbove, u.RaisedIncome, u.RaisedIncomeExpense, u.Status)
	}
	for _, r := range t.Rows {
		fmt.Fprintf(&b, "row %s %q %v %v %v %q %q %v\n", r.ID, r.Title, r.Complete, r.Always, r.First, r.DataID, r.Calculator, r.KBK)
	}
	for _, f := range t.Forms {
		fmt.Fprintf(&b, "form %s %q %q\n", f.KND, f.Short, f.Title)
	}
	for _, f := range t.Formats {
		fmt.Fprintf(&b, "format %s %s–%s %q, %s %s\n", f.ID, f.From, f.To, f.Order, f.Law, f.Status)
	}
	for _, x := range t.Texts {
		fmt.Fprintf(&b, "text %s/%s/%s %q %q %q\n", x.Cell, x.State, x.Row, x.Title, x.Description, x.Several)
	}
	for _, r := range t.Rules {
		fmt.Fprintf(&b, "rule %s %q %q %s %s %s %+v %v %q %s %s%s\n", r.ID, r.Title, r.Short, r.Kind, r.Row, r.KND, r.Who, r.Periods, r.FirstPeriod, r.Window, r.Settled, more(&r))
		if c := r.Closing; c != nil {
			fmt.Fprintf(&b, "  closing %v %d days, %d months on %d, shift %v, %s %s\n", c.None, c.Days, c.Months, c.Day, c.Shift, c.Law, c.Status)
		}
		for _, v := range r.Versions {
			fmt.Fprintf(&b, "  %d %s–%s: %s, shift %v%s, %s %s\n", v.N, v.From, v.To, term(v.Term), v.Shift, who(v.Who), v.Law, v.Status)
		}
	}
	dumpMoney(&b, t)
	return b.String()
}

// more are the words that only some rules have.
func more(r *data.Rule) string {
	out := ""
	if r.Span != "" {
		out += " span " + string(r.Span)
	}
	if r.Days != nil {
		out += fmt.Sprintf(" days %+v", *r.Days)
	}
	if r.MinMonths+r.MaxMonths > 0 {
		out += fmt.Sprintf(" months %d–%d", r.MinMonths, r.MaxMonths)
	}
	if r.Share != nil {
		out += fmt.Sprintf(" share %+v", *r.Share)
	}
	return out
}

func term(t data.Term) string {
	if t.From == data.FromMonth {
		return fmt.Sprintf("%d months on %d", t.Months, t.Day)
	}
	return fmt.Sprintf("from %s, %d days, working %v, %v", t.From, t.Days, t.Working, t.December28)
}

func who(w []data.Condition) string {
	if w == nil {
		return ""
	}
	return fmt.Sprintf(", who %+v", w)
}

func dumpMoney(b *strings.Builder, t *data.Tables) {
	for _, k := range t.KeyRates {
		fmt.Fprintf(b, "key rate %s %s %s\n", k.From, k.Rate, k.Status)
	}
	fmt.Fprintf(b, "key rate up to %s\n", t.KeyRatesTo)
	for _, p := range t.Penalties {
		fmt.Fprintf(b, "penalty %s %s–%s %v %s\n", p.Payer, p.From, p.To, p.Bands, p.Status)
	}
	for _, m := range t.Moratoria {
		fmt.Fprintf(b, "moratorium %s–%s %q %v %s\n", m.From, m.To, m.Scope, m.Everyone, m.Status)
	}
	for _, y := range t.Employers {
		fmt.Fprintf(b, "bases %d %s %s %s %s\n", y.Year, y.Pension, y.Social, y.Unified, y.Status)
	}
	for _, x := range t.Tariffs {
		fmt.Fprintf(b, "tariff %d–%d %s above %s: %s %s %s %s %s %s %s\n", x.From, x.To, x.Category, x.Above, x.PensionBelow, x.PensionAbove, x.SocialBelow, x.Medical, x.UnifiedBelow, x.UnifiedAbove, x.Status)
	}
	for _, w := range t.MinWages {
		fmt.Fprintf(b, "minimum wage %s–%s %s %s\n", w.From, w.To, w.Month, w.Status)
	}
	fmt.Fprintf(b, "accident %s–%s %s\n", t.Accident.Lowest, t.Accident.Highest, t.Accident.Status)
	for _, l := range t.VATLimits {
		fmt.Fprintf(b, "vat limit %d–%d %s %s\n", l.From, l.To, l.Limit, l.Status)
	}
	for _, x := range t.VATRates {
		fmt.Fprintf(b, "vat rate %s %v %s–%s %s\n", x.Rate, x.Deductions, x.From, x.To, x.Status)
	}
	dumpRequisites(b, t)
}

func dumpRequisites(b *strings.Builder, t *data.Tables) {
	for _, p := range t.Payees {
		fmt.Fprintf(b, "payee %s–%s %s %s %q %s %s %s %q %s %s %s\n", p.From, p.To, p.INN, p.KPP, p.Name, p.Account, p.CorrAccount, p.BIK, p.Bank, p.BankStatus, p.KBK, p.Status)
	}
	for _, f := range t.OrderFields {
		fmt.Fprintf(b, "field %s %s %s–%s %s %q %s\n", f.Field, f.Name, f.From, f.To, f.Taxpayer, f.Value, f.Status)
	}
	for _, k := range t.KBK {
		fmt.Fprintf(b, "kbk %s %s %s %s–%s %q %s\n", k.ID, k.Row, k.Code, k.From, k.To, k.Title, k.Status)
	}
	for _, n := range t.TaxNames {
		fmt.Fprintf(b, "tax %s %s %s\n", n.Name, n.Row, n.KBK)
	}
	for _, l := range t.Liabilities {
		fmt.Fprintf(b, "liability %s %q\n", l.Name, l.Title)
	}
	for _, d := range t.Deferrals {
		fmt.Fprintf(b, "deferral %s %v %v %s\n", d.ID, d.InCalendar, d.Moves, d.Status)
	}
	for _, g := range t.Golden {
		fmt.Fprintf(b, "golden %s %s %s %s\n", g.Rule, g.Period, g.Raw, g.Due)
	}
}
