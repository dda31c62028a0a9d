package web

import (
	"net/url"

	"sdano/monitor"
)

// The choices of the form of a profile.
var (
	regimeChoices = []choice{
		{Value: "", Text: "—"},
		{Value: "usn/income", Text: "УСН «доходы»"},
		{Value: "usn/income_expense", Text: "УСН «доходы − расходы»"},
		{Value: "osno", Text: "Общая система (ОСНО)"},
		{Value: "ausn", Text: "АУСН"},
		{Value: "eshn", Text: "ЕСХН"},
		{Value: "psn", Text: "Патент (ПСН)"},
		{Value: "npd", Text: "Налог на профессиональный доход"},
	}
	planChoices = []choice{
		{Value: "", Text: "как принято для года"}, {Value: string(monitor.Yearly), Text: "раз в год"}, {Value: string(monitor.Quarterly), Text: "по кварталам"},
	}
	deductChoices = []choice{{Value: string(monitor.OwnYear), Text: "налог того же года"}, {Value: string(monitor.NextYear), Text: "налог следующего года"}}
	tariffChoices = []choice{
		{Value: "", Text: "общий"},
		{Value: "sme", Text: "малый и средний бизнес (до 2025 года)"},
		{Value: "sme_priority", Text: "МСП приоритетных отраслей (с 2026 года)"},
		{Value: "sme_manufacturing", Text: "МСП обрабатывающих производств"},
	}
	flagChoices = []choice{
		{Value: "", Text: "—"},
		{Value: "vat_payer", Text: "Платит НДС"},
		{Value: "vat_exempt", Text: "Освобождён от НДС"},
		{Value: "vat_agent", Text: "Налоговый агент по НДС"},
		{Value: "profit_monthly_advances", Text: "Ежемесячные авансы по прибыли"},
		{Value: "property", Text: "Облагаемое имущество"},
		{Value: "property_average", Text: "Имущество по среднегодовой стоимости"},
		{Value: "property_advances", Text: "Авансы по налогу на имущество"},
		{Value: "transport", Text: "Транспорт"},
		{Value: "transport_advances", Text: "Авансы по транспортному налогу"},
		{Value: "land", Text: "Земельные участки"},
		{Value: "land_advances", Text: "Авансы по земельному налогу"},
		{Value: "tourist_tax", Text: "Сдаёт места для проживания (туристический налог)"},
		{Value: "trade_fee", Text: "Торговля в Москве (торговый сбор)"},
		{Value: "excise", Text: "Подакцизные товары"},
		{Value: "ndpi", Text: "Добыча полезных ископаемых"},
		{Value: "water", Text: "Водопользование"},
		{Value: "eaeu_import", Text: "Ввоз товаров из ЕАЭС"},
		{Value: "invoice_journal", Text: "Посредник: журнал счетов-фактур"},
		{Value: "dsv", Text: "Дополнительные взносы на накопительную пенсию"},
		{Value: "special_service", Text: "Работники с особыми условиями стажа"},
		{Value: "nvos", Text: "Плата за негативное воздействие"},
		{Value: "nvos_advances", Text: "Квартальные авансы за негативное воздействие"},
		{Value: "fss4_paper", Text: "4-ФСС на бумаге (до 2023 года)"},
		{Value: "income_over_300k", Text: "Доход больше 300 000 ₽ (если книги нет)"},
		{Value: "no_activity", Text: "Деятельность не ведётся"},
	}
)

// payerForm lays out what was typed.
func payerForm(p *typed) payerView {
	inn := p.digits("inn", "ИНН")
	inn.Required = true
	kpp := p.digits("kpp", "КПП")
	kpp.Hint = "только у организаций"
	name := p.field(inputText, "name", "Название или фамилия, имя, отчество")
	name.Wide, name.Required = true, true
	registered := p.field(inputDate, "registered", "Дата регистрации")
	registered.Required = true
	from := p.field(inputDate, "facts_from", "Данные известны с")
	from.Hint = "пусто — с регистрации"
	books := p.field(inputDate, "books_closed_to", "Доходы и расходы внесены по")
	books.Hint = "без этого суммы налогов не считаются"
	view := payerView{
		Who:   []formField{inn, kpp, name, p.digits("tax_office", "Код налоговой"), p.digits("oktmo", "ОКТМО"), p.digits("region", "Регион"), p.field(inputCheck, "main", "Основная организация")},
		Dates: []formField{registered, p.field(inputDate, "closed", "Снята с учёта"), from, books},
		Dues: []formField{
			p.pick("sv_tariff", "Тариф взносов за сотрудников", tariffChoices), p.digits("ns_rate", "Взносы на травматизм, %"),
			p.pick("ip_fixed_plan", "Фиксированные взносы ИП платить", planChoices), p.pick("ip_1pct_deduct", "1 % взносов уменьшает", deductChoices),
		},
	}
	view.Lists = []listView{
		p.list("regime", "Налоговые режимы", "Одновременно может действовать несколько; у действующего конец не указывают.", func(n int) []formField {
			return []formField{
				p.pick(cell("regime", n, "kind"), "Режим", regimeChoices), p.digits(cell("regime", n, "rate"), "Ставка УСН, %"),
				p.field(inputDate, cell("regime", n, "from"), "С"), p.field(inputDate, cell("regime", n, "to"), "По"),
			}
		}, "kind", "from"),
		p.list("patent", "Патенты", "", func(n int) []formField {
			return []formField{
				p.field(inputDate, cell("patent", n, "from"), "С"), p.field(inputDate, cell("patent", n, "to"), "По"),
				p.digits(cell("patent", n, "tax"), "Налог, ₽"), p.digits(cell("patent", n, "income"), "Потенциальный доход, ₽"),
			}
		}, "from", "to", "tax", "income"),
		p.list("staff", "Сотрудники", "Время, когда были сотрудники или договоры подряда с физлицами.", func(n int) []formField {
			return []formField{p.field(inputDate, cell("staff", n, "from"), "С"), p.field(inputDate, cell("staff", n, "to"), "По")}
		}, "from", "to"),
		p.list("flag", "Особенности", "", func(n int) []formField {
			return []formField{
				p.pick(cell("flag", n, "name"), "Что", flagChoices),
				p.field(inputDate, cell("flag", n, "from"), "С"), p.field(inputDate, cell("flag", n, "to"), "По"),
			}
		}, "name", "from"),
	}
	return view
}

// list lays out the lines of a list.
func (p *typed) list(name, title, hint string, line func(n int) []formField, names ...string) listView {
	out := listView{Name: name, Title: title, Hint: hint}
	filled, empty := p.lines(name, names...)
	for _, n := range append(filled, empty...) {
		out.Lines = append(out.Lines, line(n))
	}
	return out
}

// payerValues writes a profile as the form reads it.
func payerValues(p monitor.Profile) url.Values {
	v := url.Values{}
	for name, text := range map[string]string{
		"inn": p.TaxID.INN, "kpp": p.TaxID.KPP, "name": p.Name, "tax_office": p.TaxOffice, "oktmo": p.OKTMO, "region": p.Region,
		"registered": dateText(p.Registered), "closed": dateText(p.Closed), "facts_from": dateText(p.FactsFrom), "books_closed_to": dateText(p.BooksClosedTo),
		"sv_tariff": p.TariffSV, "ns_rate": percentText(p.RateNS), "ip_fixed_plan": string(p.FixedPlan), "ip_1pct_deduct": string(p.OnePercent),
	} {
		v.Set(name, text)
	}
	if p.OnePercent == "" {
		v.Set("ip_1pct_deduct", string(monitor.OwnYear))
	}
	if p.Main {
		v.Set("main", "1")
	}
	for n, x := range p.Regimes {
		kind := string(x.Kind)
		if x.Kind == monitor.USN {
			kind += "/" + string(x.Object)
		}
		setLine(v, "regime", n, "kind", kind, "rate", percentText(x.Rate), "from", dateText(x.From), "to", dateText(x.To))
	}
	for n, x := range p.Patents {
		setLine(v, "patent", n, "from", dateText(x.From), "to", dateText(x.To), "tax", moneyText(x.Tax), "income", moneyText(x.PotentialIncome))
	}
	for n, x := range p.Employees {
		setLine(v, "staff", n, "from", dateText(x.From), "to", dateText(x.To))
	}
	for n, x := range p.Flags {
		setLine(v, "flag", n, "name", x.Name, "from", dateText(x.From), "to", dateText(x.To))
	}
	return v
}
