package demo

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"sdano"
)

// Payer is an organisation of the demo.
type Payer struct {
	TaxID sdano.TaxID
	// Name is the name shown to people.
	Name string

	party, signer string // СвНП and Подписант of its declarations
	place         int    // ПоМесту: by what ground it is filed here
	sign          int    // ПризНП: 1 with employees, 2 without
	advance, rest int    // payable for the first quarter and the year, rubles
	reduced       [2]int // contributions that reduce the tax: quarter, year
}

// The organisations of the demo. Their numbers are test numbers that nobody
// has.
var (
	Entrepreneur = Payer{
		TaxID: sdano.TaxID{INN: "779999991008"}, Name: "ИП Примеров Пётр Сергеевич",
		party:  `<НПФЛ ИННФЛ="779999991008"><ФИО Фамилия="Примеров" Имя="Пётр" Отчество="Сергеевич"/></НПФЛ>`,
		signer: `<ФИО Фамилия="Примеров" Имя="Пётр" Отчество="Сергеевич"/>`,
		place:  120, sign: 2, reduced: [2]int{6000, 12000},
	}
	Company = Payer{
		TaxID: sdano.TaxID{INN: "7799999919", KPP: "779901001"}, Name: "ООО «Пример»",
		party:  `<НПЮЛ НаимОрг="ООО «Пример»" ИННЮЛ="7799999919" КПП="779901001"/>`,
		signer: `<ФИО Фамилия="Образцова" Имя="Анна" Отчество="Игоревна"/>`,
		place:  210, sign: 1, advance: 6000, rest: 6000,
	}
)

// Declaration returns the sample УСН declaration of a demo organisation for
// 2025 to an office («ИФНС»), as a file of ФНС format NO_USN 5.09 (КНД 1152017)
// in windows-1251, dated with the given day. The same arguments always give the
// same bytes.
//
// The entrepreneur's has income of 200 000, a tax of 12 000 and reduces it to
// nothing by his fixed contributions (НК РФ ст. 346.21 п. 3.1); the company's
// has 6 000 of advance and 6 000 for the year.
func Declaration(p Payer, office string, day sdano.Date) (name string, data []byte, err error) {
	id := sdano.NameID(sdano.NameID(sdano.ID{}, p.TaxID.INN), office+day.String())
	body := fmt.Sprintf("NO_USN_%s_%s_%s_%s_%s", office, office, p.TaxID.FileForm(), strings.ReplaceAll(day.String(), "-", ""), id)
	q, y := p.reduced[0], p.reduced[1]
	text := fmt.Sprintf(declarationForm, body, day.Dotted(), office, p.place, p.party, p.signer, p.advance, p.rest, p.sign, q, y)
	data, err = charmap.Windows1251.NewEncoder().Bytes([]byte(text))
	return body + ".xml", data, err
}

const declarationForm = `<?xml version="1.0" encoding="windows-1251"?>
<Файл ИдФайл="%[1]s" ВерсПрог="sdano demo" ВерсФорм="5.09">
  <Документ КНД="1152017" ДатаДок="%[2]s" Период="34" ОтчетГод="2025" КодНО="%[3]s" НомКорр="0" ПоМесту="%[4]d">
    <СвНП>%[5]s</СвНП>
    <Подписант ПрПодп="1">%[6]s</Подписант>
    <УСН ОбНал="1">
      <СумНалПУ_НП ОКТМО="45382000" АвПУКв="%[7]d" АвПУУменПг="0" АвПУУмен9м="0" НалПУУменПер="%[8]d">
        <РасчНал1 ПризНП="%[9]d">
          <Доход СумЗаКв="100000" СумЗаПг="100000" СумЗа9м="100000" СумЗаНалПер="200000"/>
          <Ставка СтавкаКв="6.0" СтавкаПг="6.0" Ставка9м="6.0" СтавкаНалПер="6.0"/>
          <Исчисл СумЗаКв="6000" СумЗаПг="6000" СумЗа9м="6000" СумЗаНалПер="12000"/>
          <УменНал СумЗаКв="%[10]d" СумЗаПг="%[10]d" СумЗа9м="%[10]d" СумЗаНалПер="%[11]d"/>
        </РасчНал1>
      </СумНалПУ_НП>
    </УСН>
  </Документ>
</Файл>
`
