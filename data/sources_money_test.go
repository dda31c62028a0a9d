package data_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sdano"
	"sdano/data"
)

// same compares two lists of lines in any order.
func same(t *testing.T, theirs, ours []string) {
	t.Helper()
	slices.Sort(ours)
	slices.Sort(theirs)
	if diff := cmp.Diff(theirs, ours); diff != "" || len(ours) == 0 {
		t.Errorf("-source +ours:\n%s", diff)
	}
}

func TestTheKeyRatesAgreeWithTheirSources(t *testing.T) {
	t.Parallel()
	source := gathered[struct {
		Coverage struct {
			To string `json:"to"`
		} `json:"coverage"`
		Rows []struct {
			From   string  `json:"from"`
			Rate   float64 `json:"rate"`
			Status string  `json:"status"`
		} `json:"rows"`
	}](t, "key-rate.json")
	tables := embedded(t)
	var ours, theirs []string
	for _, k := range tables.KeyRates {
		ours = append(ours, fmt.Sprintln(k.From, " ", k.Rate.Percent(), " ", k.Status))
	}
	for _, r := range source.Rows {
		percent := strings.Replace(fmt.Sprint(r.Rate), ".", ",", 1)
		theirs = append(theirs, fmt.Sprintln(r.From, " ", percent, " ", r.Status))
	}
	same(t, append(theirs, source.Coverage.To), append(ours, tables.KeyRatesTo.String()))
}

func TestThePenaltiesAgreeWithTheirSources(t *testing.T) {
	t.Parallel()
	source := gathered[struct {
		Rules []struct {
			Payer string `json:"payer"`
			From  string `json:"from"`
			To    string `json:"to"`
			Bands []struct {
				From    int `json:"day_from"`
				To      int `json:"day_to"`
				Divisor int `json:"divisor"`
			} `json:"bands"`
			Status string `json:"status"`
		} `json:"rules"`
		Moratoria []struct {
			From   string `json:"from"`
			To     string `json:"to"`
			Status string `json:"status"`
		} `json:"moratoria"`
	}](t, "penalty-rules.json")
	tables := embedded(t)
	var ours, theirs []string
	for _, p := range tables.Penalties {
		ours = append(ours, fmt.Sprintln(p.Payer, " ", p.From, " ", p.To, " ", p.Bands, " ", p.Status))
	}
	for _, p := range source.Rules {
		theirs = append(theirs, fmt.Sprintln(p.Payer, " ", p.From, " ", p.To, " ", p.Bands, " ", p.Status))
	}
	for _, m := range tables.Moratoria {
		ours = append(ours, fmt.Sprintln(m.From, " ", m.To, " ", m.Status))
	}
	for _, m := range source.Moratoria {
		theirs = append(theirs, fmt.Sprintln(m.From, " ", m.To, " ", m.Status))
	}
	same(t, theirs, ours)
}

// share is a rate that a source writes as text.
func share(s string) sdano.Rate {
	if s == "" {
		return 0
	}
	return sdano.MustRate(s)
}

func TestTheContributionsOfEmployersAgreeWithTheirSources(t *testing.T) {
	t.Parallel()
	source := gathered[struct {
		Wages []struct {
			Year   int    `json:"year"`
			Month  int    `json:"month"`
			Status string `json:"status"`
		} `json:"minimum_wage"`
		Rates []struct {
			From         int    `json:"year_from"`
			To           int    `json:"year_to"`
			Category     string `json:"category"`
			Above        string `json:"above_minimum_wages"`
			PensionBelow string `json:"pension_below"`
			PensionAbove string `json:"pension_above"`
			Social       string `json:"social_below"`
			Medical      string `json:"medical"`
			UnifiedBelow string `json:"unified_below"`
			UnifiedAbove string `json:"unified_above"`
			Status       string `json:"status"`
		} `json:"rates"`
		Rows []struct {
			Year    int    `json:"year"`
			Pension int    `json:"pension_base"`
			Social  int    `json:"social_base"`
			Unified int    `json:"unified_base"`
			Status  string `json:"status"`
		} `json:"rows"`
	}](t, "employer-contributions.json")
	tables := embedded(t)
	var ours, theirs []string
	for _, y := range tables.Employers {
		ours = append(ours, fmt.Sprintln(y.Year, y.Pension/100, y.Social/100, y.Unified/100, y.Status))
	}
	for _, y := range source.Rows {
		theirs = append(theirs, fmt.Sprintln(y.Year, sdano.Money(y.Pension), sdano.Money(y.Social), sdano.Money(y.Unified), y.Status))
	}
	for _, w := range tables.MinWages {
		ours = append(ours, fmt.Sprintln(w.From, w.To, w.Month, w.Status))
	}
	for _, w := range source.Wages {
		theirs = append(theirs, fmt.Sprintf("%d-01-01 %d-12-31 %s %s\n", w.Year, w.Year, sdano.Money(w.Month)*100, w.Status))
	}
	for _, x := range tables.Tariffs {
		ours = append(ours, fmt.Sprintln(x.From, x.To, x.Category, x.Above, x.PensionBelow, x.PensionAbove, x.SocialBelow, x.Medical, x.UnifiedBelow, x.UnifiedAbove, x.Status))
	}
	for _, x := range source.Rates {
		if x.Category == "" {
			x.Category = data.CategoryGeneral
		} else {
			x.UnifiedBelow = x.UnifiedAbove // a reduced rate holds on both sides of the base
		}
		theirs = append(theirs, fmt.Sprintln(x.From, x.To, x.Category, share(x.Above), share(x.PensionBelow), share(x.PensionAbove),
			share(x.Social), share(x.Medical), share(x.UnifiedBelow), share(x.UnifiedAbove), x.Status))
	}
	same(t, theirs, ours)
}

func TestTheLimitsOfVATAgreeWithTheirSources(t *testing.T) {
	t.Parallel()
	source := gathered[struct {
		Limits []struct {
			From   int    `json:"year_from"`
			To     int    `json:"year_to"`
			Limit  int    `json:"income_limit_rub"`
			Status string `json:"status"`
		} `json:"vat_limits_usn"`
		Rates []struct {
			Rate       string `json:"rate"`
			Deductions bool   `json:"deductions"`
			From       string `json:"from"`
			To         string `json:"to"`
			Status     string `json:"status"`
		} `json:"vat_rates_usn"`
		Flags []struct {
			ID string `json:"id"`
		} `json:"flags"`
		Profiles []struct {
			Always []string `json:"rows_always"`
			If     []string `json:"rows_if_flag"`
		} `json:"profiles"`
	}](t, "profiles.json")
	tables := embedded(t)
	var ours, theirs []string
	for _, l := range tables.VATLimits {
		ours = append(ours, fmt.Sprintln(l.From, " ", l.To, " ", int(l.Limit)/100, " ", l.Status))
	}
	for _, l := range source.Limits {
		theirs = append(theirs, fmt.Sprintln(l.From, " ", l.To, " ", l.Limit, " ", l.Status))
	}
	for _, x := range tables.VATRates {
		ours = append(ours, fmt.Sprintf("%s %v %s–%s %s", x.Rate, x.Deductions, x.From, x.To, x.Status))
	}
	for _, x := range source.Rates {
		theirs = append(theirs, fmt.Sprintf("%s %v %s–%s %s", share(x.Rate), x.Deductions, x.From, x.To, x.Status))
	}
	same(t, theirs, ours)
	for _, p := range source.Profiles {
		for _, id := range slices.Concat(p.Always, p.If) {
			if !slices.ContainsFunc(tables.Rows, func(r data.Row) bool { return r.ID == id }) {
				t.Errorf("no row %s", id)
			}
		}
	}
	for _, f := range source.Flags {
		if !slices.Contains(data.Flags, f.ID) {
			t.Errorf("no flag %s", f.ID)
		}
	}
}

func TestTheRequisitesAgreeWithTheirSources(t *testing.T) {
	t.Parallel()
	source := gathered[struct {
		Payee struct {
			Name string `json:"name"`
			INN  string `json:"inn"`
			KPP  []struct {
				To    string `json:"to"`
				Value string `json:"value"`
			} `json:"kpp"`
			Account     string `json:"account"`
			CorrAccount string `json:"correspondent_account"`
			BIK         string `json:"bik"`
			Bank        string `json:"bank"`
			BankStatus  string `json:"bank_status"`
			KBK         string `json:"kbk"`
			Status      string `json:"status"`
		} `json:"payee"`
		Fields []struct {
			Field string `json:"field"`
			From  string `json:"from"`
			To    string `json:"to"`
		} `json:"fields"`
		Codes []struct {
			Row    string `json:"row"`
			KBK    string `json:"kbk"`
			Status string `json:"status"`
			To     string `json:"to"`
		} `json:"codes"`
		Names []struct {
			Name string `json:"name"`
			Row  string `json:"row"`
		} `json:"tax_names"`
		Liabilities []struct {
			Name string `json:"name"`
		} `json:"liability_names"`
	}](t, "kbk-enp.json")
	tables := embedded(t)
	var ours, theirs []string
	s := source.Payee
	for _, p := range tables.Payees {
		ours = append(ours, fmt.Sprintln(p.To, p.KPP, p.Name, p.INN, p.Account, p.CorrAccount, p.BIK, p.Bank, p.BankStatus, p.KBK, p.Status))
	}
	for _, k := range s.KPP {
		theirs = append(theirs, fmt.Sprintln(k.To, k.Value, s.Name, s.INN, s.Account, s.CorrAccount, s.BIK, s.Bank, s.BankStatus, s.KBK, s.Status))
	}
	for _, f := range tables.OrderFields {
		ours = append(ours, fmt.Sprintln("field ", f.Field, f.From, f.To))
	}
	for _, f := range source.Fields {
		theirs = append(theirs, fmt.Sprintln("field ", f.Field, f.From, f.To))
	}
	rows := map[string]string{"ens": data.PaymentRow, "other": ""}
	for _, n := range source.Names {
		if to, ok := rows[n.Row]; ok {
			n.Row = to
		}
		theirs = append(theirs, n.Name+" "+n.Row)
	}
	for _, n := range tables.TaxNames {
		ours = append(ours, n.Name+" "+n.Row)
	}
	for _, l := range source.Liabilities {
		theirs = append(theirs, l.Name)
	}
	for _, l := range tables.Liabilities {
		ours = append(ours, l.Name)
	}
	same(t, theirs, ours)
	for _, c := range source.Codes {
		if !slices.ContainsFunc(tables.KBK, func(k data.KBK) bool {
			return k.Code == c.KBK && k.Row == c.Row && string(k.Status) == c.Status && k.To.String() == c.To
		}) {
			t.Errorf("%s: %s is not in our table", c.Row, c.KBK)
		}
	}
}

func TestCodesAndPayeesOfADay(t *testing.T) {
	t.Parallel()
	tables := embedded(t)
	day := sdano.MustDate
	for _, tc := range []struct{ id, day, want string }{
		{"ns_pz", "2022-12-31", "39310202050071000160"},
		{"ns_pz", "2023-01-01", "79710212000061000160"},
		{"ip_fixed", "2022-12-31", ""},
		{"no_code", "2026-01-01", ""},
	} {
		got := ""
		if k := tables.KBKOn(tc.id, day(tc.day)); k != nil {
			got = k.Code
		}
		if got != tc.want {
			t.Errorf("%s on %s: %q, want %q", tc.id, tc.day, got, tc.want)
		}
	}
	for on, want := range map[string]string{"2022-12-31": "", "2023-01-01": "770801001", "2025-12-04": "770801001", "2025-12-05": "770701001", "2030-01-01": "770701001"} {
		got := ""
		if p := tables.PayeeOn(day(on)); p != nil {
			got = p.KPP
		}
		if got != want {
			t.Errorf("payee on %s: %q, want %q", on, got, want)
		}
	}
	field := tables.OrderFields[0]
	if field.Name != "drawer_status" || !field.Holds(day("2023-01-01")) {
		t.Errorf("%+v", field)
	}
}
