package web

import (
	"strings"

	"sdano"
	"sdano/monitor"
)

// readPayer reads the form of a profile over the one it was made from; what is
// wrong is noted.
func readPayer(p *typed, out monitor.Profile) monitor.Profile {
	p.need("inn", "Без ИНН организацию не найти.")
	p.need("name", "Назовите организацию.")
	p.need("registered", "От даты регистрации зависят первые сроки.")
	out.TaxID = sdano.TaxID{INN: p.text("inn"), KPP: p.text("kpp")}
	out.Name, out.Main = p.text("name"), p.text("main") != ""
	out.TaxOffice, out.OKTMO, out.Region = p.text("tax_office"), p.text("oktmo"), p.text("region")
	out.Registered, out.Closed = p.date("registered"), p.date("closed")
	out.FactsFrom, out.BooksClosedTo = p.date("facts_from"), p.date("books_closed_to")
	out.TariffSV, out.RateNS = p.one("sv_tariff", tariffChoices), p.percent("ns_rate")
	out.FixedPlan = monitor.Plan(p.one("ip_fixed_plan", planChoices))
	out.OnePercent = monitor.Deduct(p.one("ip_1pct_deduct", deductChoices))
	if err := out.TaxID.Check(); err != nil {
		p.fault("inn", sdano.AsError(err).Message)
	}
	if out.Taxpayer = monitor.Organisation; out.TaxID.IsPerson() {
		out.Taxpayer = monitor.Entrepreneur
	}
	out.Regimes, out.Patents, out.Employees, out.Flags = readRegimes(p), readPatents(p), readStaff(p), readFlags(p)
	return out
}

func readRegimes(p *typed) []monitor.Regime {
	var out []monitor.Regime
	filled, _ := p.lines("regime", "kind", "from")
	for _, n := range filled {
		kind, object, _ := strings.Cut(p.one(cell("regime", n, "kind"), regimeChoices), "/")
		if kind == "" {
			p.fault(cell("regime", n, "kind"), "Выберите режим или сотрите даты строки.")
		}
		p.need(cell("regime", n, "from"), "С какого дня действует режим?")
		r := monitor.Regime{
			Kind: monitor.RegimeKind(kind), Object: monitor.TaxObject(object), Rate: p.percent(cell("regime", n, "rate")),
			From: p.date(cell("regime", n, "from")), To: p.date(cell("regime", n, "to")),
		}
		p.order(cell("regime", n, "to"), r.From, r.To)
		out = append(out, r)
	}
	return out
}

func readPatents(p *typed) []monitor.Patent {
	var out []monitor.Patent
	filled, _ := p.lines("patent", "from", "to", "tax", "income")
	for _, n := range filled {
		p.need(cell("patent", n, "from"), "С какого дня действует патент?")
		p.need(cell("patent", n, "to"), "По какой день действует патент?")
		x := monitor.Patent{
			From: p.date(cell("patent", n, "from")), To: p.date(cell("patent", n, "to")),
			Tax: p.money(cell("patent", n, "tax")), PotentialIncome: p.money(cell("patent", n, "income")),
		}
		p.order(cell("patent", n, "to"), x.From, x.To)
		out = append(out, x)
	}
	return out
}

func readStaff(p *typed) []monitor.Span {
	var out []monitor.Span
	filled, _ := p.lines("staff", "from", "to")
	for _, n := range filled {
		p.need(cell("staff", n, "from"), "С какого дня есть сотрудники?")
		x := monitor.Span{From: p.date(cell("staff", n, "from")), To: p.date(cell("staff", n, "to"))}
		p.order(cell("staff", n, "to"), x.From, x.To)
		out = append(out, x)
	}
	return out
}

func readFlags(p *typed) []monitor.Flag {
	var out []monitor.Flag
	filled, _ := p.lines("flag", "name", "from")
	for _, n := range filled {
		x := monitor.Flag{Name: p.one(cell("flag", n, "name"), flagChoices)}
		if x.Name == "" {
			p.fault(cell("flag", n, "name"), "Выберите, о чём строка, или сотрите её даты.")
		}
		p.need(cell("flag", n, "from"), "С какого дня?")
		x.From, x.To = p.date(cell("flag", n, "from")), p.date(cell("flag", n, "to"))
		p.order(cell("flag", n, "to"), x.From, x.To)
		out = append(out, x)
	}
	return out
}

// order is a fault of an end that lies before its beginning.
func (p *typed) order(name string, from, to sdano.Date) {
	if !to.IsZero() && to.Before(from) {
		p.fault(name, "Конец раньше начала.")
	}
}
