package web

import (
	"net/http"
	"net/url"

	"sdano"
	"sdano/bankfile"
	"sdano/monitor"
)

// payView is a payment order as it is shown and printed.
type payView struct {
	Name, TaxID, Org, Row string
	Fields                []formField
	Fault                 *formFault
	Order                 monitor.Order
	Words, Sum            string
	// File and Picture are the addresses of the file for the bank and of the QR
	// code; "" while the order cannot be made.
	File, Picture string
}

// orderOf makes the order of a request: what is known of the tax with what the
// payer typed over it.
func (s *Site) orderOf(r *http.Request, v Visitor) (monitor.Order, monitor.Profile, *typed, error) {
	p := newTyped(r.URL.Query())
	id, err := payerNamed(p.text("org"))
	if err != nil {
		return monitor.Order{}, monitor.Profile{}, p, err
	}
	profile, _, err := s.Payers.Payer(r.Context(), v.Tenant, id)
	if err != nil {
		return monitor.Order{}, profile, p, err
	}
	order, err := s.Payers.OrderFor(r.Context(), v.Tenant, profile.TaxID, p.text("row"))
	if err != nil {
		return order, profile, p, err
	}
	for name, at := range map[string]*string{"number": &order.Number, "account": &order.Payer.Account, "bik": &order.Payer.BIK} {
		if p.Has(name) {
			*at = p.text(name)
		}
	}
	if p.Has("amount") {
		order.Amount = p.money("amount")
	}
	if p.Has("date") {
		order.Date = p.date("date")
	}
	return order, profile, p, nil
}

// payPage shows a payment order that can be printed, with the file for the bank
// and the QR code.
func (s *Site) payPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	f, err := s.frame(r, v, "/", "Платёжное поручение")
	if err != nil {
		return err
	}
	order, profile, p, err := s.orderOf(r, v)
	if err != nil {
		return err
	}
	f.Version = ""
	for name, value := range map[string]string{
		"number": order.Number, "date": order.Date.String(), "amount": moneyText(order.Amount), "account": order.Payer.Account, "bik": order.Payer.BIK,
	} {
		if p.wrong[name] == "" {
			p.Set(name, value)
		}
	}
	view := payView{
		Name: profile.Name, TaxID: taxIDText(profile.TaxID), Org: profile.TaxID.String(), Row: p.text("row"), Order: order, Sum: rub(order.Amount),
		Fields: []formField{p.field(inputText, "number", "Номер"), p.field(inputDate, "date", "Дата"), p.digits("amount", "Сумма, ₽"), p.digits("account", "Ваш счёт"), p.digits("bik", "БИК вашего банка")},
	}
	view.judge(p)
	return s.show(w, r, http.StatusOK, f, payPage(view))
}

// judge says what stands in the way of the order, or where its files are.
func (v *payView) judge(p *typed) {
	if len(v.Order.Missing) > 0 {
		v.Fault = &formFault{Message: "Не все реквизиты известны.", Remedy: "Заполните недостающее в программе банка.", List: v.Order.Missing}
		return
	}
	if len(p.wrong) > 0 {
		v.Fault = &formFault{Message: "Не всё заполнено верно: исправьте отмеченные поля."}
		return
	}
	if err := v.Order.Check(); err != nil {
		v.Fault, _ = faultOf(err)
		return
	}
	query := url.Values{"org": {v.Org}, "row": {v.Row}}
	for _, name := range []string{"number", "date", "amount", "account", "bik"} {
		query.Set(name, p.Get(name))
	}
	v.Words = bankfile.Words(v.Order.Amount)
	v.File, v.Picture = "/pay/file?"+query.Encode(), "/pay/qr?"+query.Encode()
}

// payFile sends the order as a file that programs of banks load.
func (s *Site) payFile(w http.ResponseWriter, r *http.Request, v Visitor) error {
	order, _, p, err := s.orderOf(r, v)
	if err != nil {
		return err
	}
	if len(p.wrong) > 0 {
		return errNoOrder
	}
	file, err := bankfile.Exchange(order.Order)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=windows-1251")
	h.Set("Content-Disposition", `attachment; filename="1c_to_kl.txt"`)
	_, err = w.Write(file)
	return err
}

// payQR sends the QR code of the order.
func (s *Site) payQR(w http.ResponseWriter, r *http.Request, v Visitor) error {
	order, _, p, err := s.orderOf(r, v)
	if err != nil {
		return err
	}
	if len(p.wrong) > 0 {
		return errNoOrder
	}
	picture, err := order.QR(360)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	_, err = w.Write(picture)
	return err
}

var errNoOrder = &sdano.Error{
	Kind: sdano.Unprocessable, Code: "bad_order", Message: "Платёжное поручение заполнено неверно.", Remedy: "Вернитесь на его страницу и исправьте отмеченные поля.",
}

// payLink leads to the payment order of a tile that asks for money.
func payLink(org sdano.TaxID, row string, c *monitor.Cell) []link {
	if c == nil || c.Amount <= 0 {
		return nil
	}
	return []link{{Text: "Платёжное поручение", Href: "/pay?" + url.Values{"org": {org.String()}, "row": {row}}.Encode()}}
}
