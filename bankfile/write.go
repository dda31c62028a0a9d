package bankfile

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"slices"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
	"golang.org/x/text/encoding/charmap"

	"sdano"
)

// Exchange writes orders as a file that programs of banks load («файл обмена с
// 1С»): windows-1251, version 1.03, lines ended as on Windows. The error is that of
// Check, or one about a letter that the encoding does not have.
func Exchange(orders ...Order) ([]byte, error) {
	var b strings.Builder
	line := func(key, value string) { fmt.Fprintf(&b, "%s=%s\r\n", key, value) }
	b.WriteString(heading + "\r\n")
	line("ВерсияФормата", "1.03")
	line("Кодировка", "Windows")
	line("Отправитель", "сдано")
	line("Получатель", "")
	from, to, accounts := span(orders)
	line("ДатаНачала", from.Dotted())
	line("ДатаКонца", to.Dotted())
	for _, a := range accounts {
		line("РасчСчет", a)
	}
	line("Документ", "Платежное поручение")
	for i := range orders {
		o := &orders[i]
		if err := errors.Join(o.Check(), o.writable()); err != nil {
			return nil, err
		}
		line("СекцияДокумент", "Платежное поручение")
		for _, f := range o.fields() {
			line(f[0], f[1])
		}
		b.WriteString("КонецДокумента\r\n")
	}
	b.WriteString("КонецФайла\r\n")
	return charmap.Windows1251.NewEncoder().Bytes([]byte(b.String()))
}

// span returns the first and last day of orders and the accounts they are paid
// from, each once.
func span(orders []Order) (from, to sdano.Date, accounts []string) {
	for i := range orders {
		o := &orders[i]
		if i == 0 || o.Date.Before(from) {
			from = o.Date
		}
		if o.Date.After(to) {
			to = o.Date
		}
		if !slices.Contains(accounts, o.Payer.Account) {
			accounts = append(accounts, o.Payer.Account)
		}
	}
	return from, to, accounts
}

// writable says which field has a letter that files of banks have no sign for.
func (o *Order) writable() error {
	c := orderCheck{}
	for _, f := range []struct {
		field int
		text  string
	}{{8, o.Payer.Name}, {10, o.Payer.Bank}, {13, o.Payee.Bank}, {16, o.Payee.Name}, {24, o.Purpose}, {108, o.DocNumber}} {
		for _, r := range f.text {
			if _, ok := charmap.Windows1251.EncodeRune(r); !ok {
				c.that(false, f.field, fmt.Sprintf("знака «%c» в файлах банков (windows-1251) нет, замените его", r))
				break
			}
		}
	}
	return c.err()
}

// fields are the fields of an order by their keys.
func (o *Order) fields() [][2]string {
	return [][2]string{
		{"Номер", or(o.Number, "1")},
		{"Дата", o.Date.Dotted()},
		{"Сумма", o.Amount.String()},
		{"ПлательщикСчет", o.Payer.Account},
		{"Плательщик", "ИНН " + o.Payer.INN + " " + o.Payer.Name},
		{"ПлательщикИНН", o.Payer.INN},
		{"ПлательщикКПП", or(o.Payer.KPP, "0")},
		{"Плательщик1", o.Payer.Name},
		{"ПлательщикРасчСчет", o.Payer.Account},
		{"ПлательщикБанк1", o.Payer.Bank},
		{"ПлательщикБИК", o.Payer.BIK},
		{"ПолучательСчет", o.Payee.Account},
		{"Получатель", "ИНН " + o.Payee.INN + " " + o.Payee.Name},
		{"ПолучательИНН", o.Payee.INN},
		{"ПолучательКПП", o.Payee.KPP},
		{"Получатель1", o.Payee.Name},
		{"ПолучательРасчСчет", o.Payee.Account},
		{"ПолучательБанк1", o.Payee.Bank},
		{"ПолучательБИК", o.Payee.BIK},
		{"ПолучательКорсчет", o.CorrAccount},
		{"ВидПлатежа", "электронно"},
		{"ВидОплаты", "01"},
		{"СтатусСоставителя", o.Status},
		{"ПоказательКБК", o.KBK},
		{"ОКАТО", o.OKTMO},
		{"ПоказательОснования", o.Reason},
		{"ПоказательПериода", o.Period},
		{"ПоказательНомера", o.DocNumber},
		{"ПоказательДаты", o.DocDate},
		{"Очередность", fmt.Sprint(o.queue())},
		{"Код", or(o.UIN, "0")},
		{"НазначениеПлатежа", o.Purpose},
	}
}

// queue is field 21: payments to the budget by the payer's own order are of the
// fifth turn (ГК РФ ст. 855).
func (o *Order) queue() int {
	if o.Queue == 0 {
		return 5
	}
	return o.Queue
}

// separators are signs that may part the members of the text of a QR code, the
// usual one first.
const separators = "|^~;`#"

// QRText returns the text of the QR code of the order (ГОСТ Р 56042-2014): UTF-8,
// the sum in kopecks, the members of payments to the budget. The error is that of
// Check, or one about a text in which every sign occurs that might part them.
func (o *Order) QRText() (string, error) {
	if err := o.Check(); err != nil {
		return "", err
	}
	if o.Payee.Bank == "" {
		c := orderCheck{}
		c.that(false, 13, "нет банка получателя, без него QR-код не читается")
		return "", c.err()
	}
	members := []struct{ name, value string }{
		{"Name", o.Payee.Name},
		{"PersonalAcc", o.Payee.Account},
		{"BankName", o.Payee.Bank},
		{"BIC", o.Payee.BIK},
		{"CorrespAcc", or(o.CorrAccount, "0")},
		{"Sum", fmt.Sprint(int64(o.Amount))},
		{"Purpose", o.Purpose},
		{"PayeeINN", o.Payee.INN},
		{"PayerINN", o.Payer.INN},
		{"KPP", o.Payee.KPP},
		{"DrawerStatus", o.Status},
		{"CBC", o.KBK},
		{"OKTMO", o.OKTMO},
		{"PaytReason", o.Reason},
		{"TaxPeriod", o.Period},
		{"DocNo", o.DocNumber},
		{"DocDate", o.DocDate},
		{"UIN", o.UIN},
	}
	var all strings.Builder
	for _, m := range members {
		all.WriteString(m.value)
	}
	for _, part := range separators {
		if strings.ContainsRune(all.String(), part) {
			continue
		}
		text := "ST0001" + "2" // version 0001, UTF-8
		for _, m := range members {
			if m.value != "" {
				text += string(part) + m.name + "=" + m.value
			}
		}
		return text, nil
	}
	return "", &sdano.Error{
		Kind: sdano.Unprocessable, Code: "no_separator", Message: "QR-код не составить: в реквизитах есть все знаки, которыми их разделяют.",
		Remedy: "Уберите из назначения платежа знаки | ^ ~ ; ` #.",
	}
}

// QR returns the code as a picture in PNG, with sides of about size dots.
func (o *Order) QR(size int) ([]byte, error) {
	text, err := o.QRText()
	if err != nil {
		return nil, err
	}
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return nil, err
	}
	scaled, err := barcode.Scale(code, size, size)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = png.Encode(&out, scaled)
	return out.Bytes(), err
}
