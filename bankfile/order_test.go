package bankfile_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"sdano"
	"sdano/bankfile"
)

// enp is an order of «единый налоговый платёж».
func enp() bankfile.Order {
	return bankfile.Order{
		Number: "17", Date: sdano.MustDate("2026-04-20"), Amount: sdano.MustMoney("12210.50"),
		Payer:       bankfile.Party{INN: "779999991008", Name: "Примеров Пётр (ИП)", Account: "40802810900000000009", BIK: "044525225"},
		Payee:       bankfile.Party{INN: "7727406020", KPP: "770701001", Name: "Казначейство России (ФНС России)", Account: "03100643000000018500", BIK: "017003983", Bank: "ОТДЕЛЕНИЕ ТУЛА БАНКА РОССИИ//УФК по Тульской области, г Тула"},
		CorrAccount: "40102810445370000059", UIN: "0", Purpose: "ЕНП", Status: "01", KBK: "18201061201010000510", OKTMO: "0", Reason: "0", Period: "0", DocNumber: "0", DocDate: "0",
	}
}

func TestAnOrderComesBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	o := enp()
	o.Payer.Account = keyOf(o.Payer.BIK, o.Payer.Account)
	file, err := bankfile.Exchange(o)
	if err != nil {
		t.Fatal(err)
	}
	s, found, err := bankfile.Read(file)
	if err != nil || len(found) > 0 || len(s.Lines) != 1 {
		t.Fatalf("%v, %v, %+v", err, found, s)
	}
	l := s.Lines[0]
	if l.Amount != o.Amount || l.Date != o.Date || l.KBK != o.KBK || l.Payee != o.Payee || l.Payer.Name != o.Payer.Name || l.Payer.Account != o.Payer.Account ||
		l.Purpose != o.Purpose || l.Status != o.Status || l.OKTMO != o.OKTMO || l.UIN != o.UIN || !l.ToBudget() {
		t.Errorf("%+v", l)
	}
	if bytes.Contains(file, []byte("Казначейство")) || !bytes.Contains(file, []byte("\r\n")) {
		t.Error("the file is not in windows-1251 with the line ends of Windows")
	}
}

// keyOf returns the account with the control digit that fits the bank.
func keyOf(bik, account string) string {
	for d := '0'; d <= '9'; d++ {
		o := enp()
		o.Payer.BIK, o.Payer.Account = bik, account[:8]+string(d)+account[9:]
		if o.Check() == nil {
			return o.Payer.Account
		}
	}
	panic("no control digit fits")
}

func TestTheTextOfTheQRCode(t *testing.T) {
	t.Parallel()
	o := enp()
	o.Payer.Account = ""
	text, err := o.QRText()
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"ST00012|Name=Казначейство России (ФНС России)|PersonalAcc=03100643000000018500|", "|BIC=017003983|", "|Sum=1221050|", "|CBC=18201061201010000510|", "|PayerINN=779999991008|"} {
		if !strings.Contains(text, part) {
			t.Errorf("%s lacks %s", text, part)
		}
	}
	o.Purpose = "ЕНП | за апрель"
	if text, err := o.QRText(); err != nil || !strings.HasPrefix(text, "ST00012^Name=") {
		t.Errorf("%s, %v", text, err)
	}
	o.Purpose = "|^~;`#"
	if _, err := o.QRText(); err == nil {
		t.Error("members that cannot be parted")
	}
	o.Purpose = "ЕНП"
	picture, err := o.QR(300)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := png.Decode(bytes.NewReader(picture)); err != nil || p.Bounds().Dx() != 300 {
		t.Errorf("%v", err)
	}
}

func TestWrongOrdersAreRefusedByField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*bankfile.Order)
		says   string
	}{
		"no sum":            {func(o *bankfile.Order) { o.Amount = 0 }, "Поле 7"},
		"no day":            {func(o *bankfile.Order) { o.Date = sdano.Date{} }, "Поле 4"},
		"payer":             {func(o *bankfile.Order) { o.Payer.INN = "779999991009" }, "Поле 60"},
		"bank":              {func(o *bankfile.Order) { o.Payee.BIK = "17003983" }, "Поле 14"},
		"payee's account":   {func(o *bankfile.Order) { o.Payee.Account = "1" }, "Поле 17"},
		"control digit":     {func(o *bankfile.Order) { o.Payer.Account = "40802810200000000001"; o.Payer.BIK = "044525225" }, "Поле 9"},
		"long purpose":      {func(o *bankfile.Order) { o.Purpose = strings.Repeat("я", 211) }, "Поле 24"},
		"a line in purpose": {func(o *bankfile.Order) { o.Purpose = "ЕНП\nСумма=1" }, "Поле 24"},
		"КБК":               {func(o *bankfile.Order) { o.KBK = "182" }, "Поле 104"},
		"ОКТМО":             {func(o *bankfile.Order) { o.OKTMO = "12" }, "Поле 105"},
		"a foreign letter":  {func(o *bankfile.Order) { o.Purpose = "ЕНП 日" }, "Поле 24: знака «日»"},
		"УИН":               {func(o *bankfile.Order) { o.UIN = "123" }, "Поле 22"},
		"queue":             {func(o *bankfile.Order) { o.Queue = 6 }, "Поле 21"},
		"number":            {func(o *bankfile.Order) { o.Number = "А-1" }, "Поле 3"},
		"payer's БИК":       {func(o *bankfile.Order) { o.Payer.BIK = "1" }, "Поле 11"},
		"payee's КПП":       {func(o *bankfile.Order) { o.Payee.KPP = "" }, "Поле 103"},
		"payee's digit": {func(o *bankfile.Order) {
			o.Payee.BIK, o.Payee.Account = "044525225", "40802810200000000001"
			o.CorrAccount = ""
		}, "Поле 17"},
		"corr account":        {func(o *bankfile.Order) { o.CorrAccount = "40102810545370000059" }, "Поле 15"},
		"status of two":       {func(o *bankfile.Order) { o.Status = "1" }, "Поле 101"},
		"status without КБК":  {func(o *bankfile.Order) { o.KBK = "" }, "Поле 104"},
		"term":                {func(o *bankfile.Order) { o.Period = "04.2026" }, "Поле 107"},
		"day of the document": {func(o *bankfile.Order) { o.DocDate = "2026-04-28" }, "Поле 109"},
		"reason":              {func(o *bankfile.Order) { o.Reason = "Т" }, "Поле 106"},
		"a line in the bank":  {func(o *bankfile.Order) { o.Payee.Bank = "Банк\nСумма=1" }, "Поле 13"},
		"status":              {func(o *bankfile.Order) { o.Status = "" }, "Поле 101"},
	} {
		o := enp()
		o.Payer.Account = ""
		c.change(&o)
		if _, err := bankfile.Exchange(o); err == nil || !strings.Contains(sdano.AsError(err).Message, c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFileOfSeveralOrdersCoversThemAll(t *testing.T) {
	t.Parallel()
	a, b := enp(), enp()
	a.Payer.Account, b.Payer.Account = "", ""
	a.Date, b.Number = sdano.MustDate("2026-05-05"), "18"
	file, err := bankfile.Exchange(a, b)
	if err != nil {
		t.Fatal(err)
	}
	s, found, err := bankfile.Read(file)
	if err != nil || len(found) > 0 || len(s.Lines) != 2 || s.From != b.Date || s.To != a.Date {
		t.Errorf("%+v, %v, %v", s, found, err)
	}
}

func TestAQRCodeWithoutTheBankIsNotMade(t *testing.T) {
	t.Parallel()
	o := enp()
	o.Payer.Account, o.Payee.Bank = "", ""
	if _, err := o.QRText(); err == nil || !strings.Contains(sdano.AsError(err).Message, "Поле 13") {
		t.Error(err)
	}
}
