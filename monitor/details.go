package monitor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/data"
)

// PaymentQuery asks for the fields of a payment order.
type PaymentQuery struct {
	// Payer is who pays, zero for the main organisation.
	Payer sdano.TaxID
	// Day is the last day of the period that is paid for.
	Day sdano.Date
	// Tax and Liability are names of the 1C:Fresh data API: «УСН_Доходы», «Налог».
	Tax, Liability string
	// Overdue asks for the whole debt up to Day instead of the period's rest.
	Overdue bool
}

// PaymentDetails are the fields of a payment order to the budget (приказы Минфина
// 107н от 12.11.2013, 58н от 16.05.2025). Numbers in the comments are fields.
type PaymentDetails struct {
	Payer     sdano.TaxID
	PayerName string      // 8
	PayerKPP  string      // 102
	Payee     data.Payee  // 16, 61, 103, 17, 14, 13
	Status    string      // 101
	KBK       string      // 104
	OKTMO     string      // 105
	Reason    string      // 106
	Period    string      // 107
	Number    string      // 108
	Date      string      // 109
	UIN       string      // 22
	Purpose   string      // 24
	Sum       sdano.Money // 7
	// Errors say in Russian which fields could not be filled.
	Errors []string
}

func badQuery(message string) error {
	return &sdano.Error{Kind: sdano.Invalid, Code: "bad_params", Message: message, Remedy: "Исправьте параметры запроса."}
}

// PaymentDetails returns the fields of the order by which a tax is paid today: to
// «единый налоговый счёт» from 2023, where the tax goes through it, else by its
// own КБК. The error is ErrNoProfile, or of kind Invalid for an unknown tax or
// kind of payment.
func (s *Service) PaymentDetails(ctx context.Context, tenant sdano.Tenant, q PaymentQuery) (PaymentDetails, error) {
	in, err := s.read(ctx, tenant, q.Payer)
	if err != nil {
		return PaymentDetails{}, err
	}
	t := s.c.Rules.tables
	name := find(t.TaxNames, func(n *data.TaxName) bool { return n.Name == q.Tax })
	if name == nil {
		return PaymentDetails{}, badQuery("Не удалось определить налог по переданным настройкам.")
	}
	if find(t.Liabilities, func(l *data.Liability) bool { return l.Name == q.Liability }) == nil {
		return PaymentDetails{}, badQuery("Не удалось определить вид платежа по переданным настройкам.")
	}
	sheet := newCalculation(s.c.Rules, in)
	sum, err := s.toPay(ctx, tenant, sheet, name, q)
	if err != nil {
		return PaymentDetails{}, err
	}
	out := PaymentDetails{Payer: in.Profile.TaxID, PayerName: in.Profile.Name, PayerKPP: in.Profile.TaxID.KPP, Sum: sum}
	day := in.Today
	if q.Day.After(day) {
		day = q.Day
	}
	if sheet.throughAccount(name.Row) && !day.Before(enpFrom) {
		out.account(t, &in.Profile, day)
	} else {
		out.own(sheet, t, name, q, day)
	}
	return out, nil
}

func find[T any](list []T, ok func(*T) bool) *T {
	for i := range list {
		if ok(&list[i]) {
			return &list[i]
		}
	}
	return nil
}

// throughAccount reports whether a row is paid through «единый налоговый счёт».
func (s *sheet) throughAccount(row string) bool {
	if row == ENP {
		return true
	}
	rule := find(s.Rules.rules, func(r *rule) bool { return r.Row == row && r.Kind == data.Payment })
	return rule != nil && rule.Settled == data.SettledENP
}

// toPay returns the sum of the order.
func (s *Service) toPay(ctx context.Context, tenant sdano.Tenant, sheet *sheet, name *data.TaxName, q PaymentQuery) (sdano.Money, error) {
	switch {
	case name.Row == ENP:
		return sheet.ens().Pay, nil
	case !strings.HasPrefix(q.Liability, "Налог") && q.Liability != "ВзносыСвышеПредела":
		return 0, nil // penalties and fines are those of a demand
	case q.Overdue:
		return sheet.debtUpTo(name.Row, q.Day), nil
	case name.Row == rowOwn:
		own, err := s.SelfInsurance(ctx, tenant, q.Payer, q.Day)
		part := find(own.Payments, func(p *SelfPayment) bool { return taxPrefix+p.Tax == q.Tax && p.Liability == q.Liability })
		if err != nil || part == nil {
			return 0, err
		}
		return part.Sum, nil
	}
	return sheet.leftFor(name.Row, q.Day), nil
}

// debtUpTo returns what of a row was due up to a day and is unpaid.
func (s *sheet) debtUpTo(row string, day sdano.Date) sdano.Money {
	var out sdano.Money
	if l := s.lineOf(row); l != nil {
		for _, o := range l.payments {
			if o.visible() && o.phase == overdue && !o.due.After(day) {
				out += o.left()
			}
		}
	}
	return out
}

// leftFor returns what is unpaid of a row for the periods that end on a day, or
// else with its quarter.
func (s *sheet) leftFor(row string, day sdano.Date) sdano.Money {
	l := s.lineOf(row)
	if l == nil {
		return 0
	}
	for _, end := range []sdano.Date{day, sdano.QuarterOf(day).Last()} {
		var out sdano.Money
		found := false
		for _, o := range l.payments {
			if o.visible() && o.period.Last() == end {
				out += o.left()
				found = true
			}
		}
		if found {
			return out
		}
	}
	return 0
}

// account fills the fields of «единый налоговый платёж» on a day.
func (d *PaymentDetails) account(t *data.Tables, p *Profile, day sdano.Date) {
	payee := t.PayeeOn(day)
	if payee == nil {
		d.Errors = append(d.Errors, "Не известны реквизиты единого налогового платежа на "+day.RU()+".")
		return
	}
	d.Payee, d.KBK = *payee, payee.KBK
	kpp := p.TaxID.KPP
	if kpp == "" {
		kpp = "0"
	}
	words := strings.NewReplacer("{kpp}", kpp, "{name}", strings.TrimPrefix(p.Name, "ИП "), "{uin}", "0")
	for i := range t.OrderFields {
		f := &t.OrderFields[i]
		if at := d.field(f.Name); at != nil && f.Holds(day) && (f.Taxpayer == "" || f.Taxpayer == string(p.Taxpayer)) {
			*at = words.Replace(f.Value)
		}
	}
}

// field returns the place of a field by its name in the tables.
func (d *PaymentDetails) field(name string) *string {
	switch name {
	case "drawer_status":
		return &d.Status
	case "oktmo":
		return &d.OKTMO
	case "reason":
		return &d.Reason
	case "tax_period":
		return &d.Period
	case "document_number":
		return &d.Number
	case "document_date":
		return &d.Date
	case "uin":
		return &d.UIN
	case "payer_kpp":
		return &d.PayerKPP
	case "payer_name":
		return &d.PayerName
	case "purpose":
		return &d.Purpose
	}
	return nil
}

// own fills the fields of an order by the tax's own КБК.
func (d *PaymentDetails) own(s *sheet, t *data.Tables, name *data.TaxName, q PaymentQuery, day sdano.Date) {
	d.UIN, d.Number, d.Date, d.Reason, d.Status = "0", "0", "0", "ТП", "01"
	if s.profile.Taxpayer == Entrepreneur && day.Before(enpFrom) {
		d.Status = "09"
	}
	period := s.periodOf(name.Row, q.Day)
	if d.Period = field107(period); q.Overdue {
		d.Reason = "ЗД"
	}
	title := find(s.names, func(n *RowName) bool { return n.ID == name.Row })
	if title != nil {
		d.Purpose = title.Title + " за " + period.RU()
	}
	if kbk := t.KBKOn(name.KBK, day); kbk != nil {
		d.KBK = kbk.Code
	} else {
		d.Errors = append(d.Errors, "Не известен КБК налога.")
	}
	if d.OKTMO = s.profile.OKTMO; d.OKTMO == "" {
		d.Errors = append(d.Errors, "В сведениях об организации не заполнен ОКТМО.")
	}
	office := "налоговой инспекции"
	if s.profile.TaxOffice != "" {
		office += " " + s.profile.TaxOffice
	}
	if !slices.Contains([]string{"ns", "ausn_ns"}, name.Row) {
		d.Errors = append(d.Errors, "Реквизиты получателя (счёт и банк "+office+") нужно взять на сайте ФНС.")
		return
	}
	d.Status = "08"
	d.Errors = append(d.Errors, "Реквизиты получателя (отделение СФР) нужно взять на сайте фонда.")
}

// periodOf returns the period of a row that ends with the quarter of a day; the
// quarter itself if there is none.
func (s *sheet) periodOf(row string, day sdano.Date) sdano.Period {
	quarter := sdano.QuarterOf(day)
	if l := s.lineOf(row); l != nil {
		for _, o := range l.payments {
			if o.period.Last() == quarter.Last() {
				return o.own()
			}
		}
	}
	return quarter
}

// field107 writes a period as «налоговый период»: КВ.02.2018, ГД.00.2017.
func field107(p sdano.Period) string {
	switch p.Kind {
	case sdano.Month:
		return fmt.Sprintf("МС.%02d.%d", p.N, p.Year)
	case sdano.Quarter:
		return fmt.Sprintf("КВ.%02d.%d", p.N, p.Year)
	case sdano.HalfYear:
		return fmt.Sprintf("ПЛ.01.%d", p.Year)
	}
	return fmt.Sprintf("ГД.00.%d", p.Year)
}

type freshDetails struct {
	Payee   freshPayee     `json:"payee"`
	Tax     freshTaxFields `json:"tax_details"`
	Purpose string         `json:"purpose"`
	Sum     jsontext.Value `json:"sum"`
	Errors  []freshError   `json:"errors"`
}

type freshPayee struct {
	INN     string `json:"inn"`
	KPP     string `json:"kpp"`
	Name    string `json:"name"`
	Account string `json:"account"`
	Bank    string `json:"bank"`
}

type freshTaxFields struct {
	Status string `json:"drawer_status"`
	KBK    string `json:"cbc"`
	OKTMO  string `json:"oktmo"`
	Reason string `json:"reason"`
	Period string `json:"tax_period"`
}

type freshError struct {
	Message string `json:"message"`
}

// MarshalDetails writes the file of the data id tax_payment_details: compact JSON
// in the order of the published one.
func MarshalDetails(d PaymentDetails) ([]byte, error) {
	out := freshDetails{
		Payee: freshPayee{d.Payee.INN, d.Payee.KPP, d.Payee.Name, d.Payee.Account, d.Payee.BIK},
		Tax:   freshTaxFields{d.Status, d.KBK, d.OKTMO, d.Reason, d.Period}, Purpose: d.Purpose, Sum: number(d.Sum), Errors: []freshError{},
	}
	for _, e := range d.Errors {
		out.Errors = append(out.Errors, freshError{e})
	}
	return json.Marshal(out)
}
