package demo

import (
	"sdano"
	"sdano/access"
	"sdano/data"
	"sdano/monitor"
	"sdano/party"
	"sdano/reporting"
)

// What examples and checks of integrators rely on.
const (
	App      = "bs"
	Tenant   = sdano.Tenant(10027)
	Login    = "demo"
	Password = "demo-password"
	// Office is the inspection of the sample declaration.
	Office = "7701"
)

// Today is the calendar day on which the demo begins.
var Today = sdano.MustDate("2026-04-10")

// HistoryDay is the day on which the company's declaration was filed.
var HistoryDay = sdano.MustDate("2026-03-20")

// Offices are the codes of the sandbox's inspections: 0087 and 7701 accept,
// 0088 refuses, 0085 asks for a correction, the others make faults.
var Offices = []string{
	"0087", "0088", "0085", "7701",
	"0070", "0071", "0072", "0073", "0074", "0075", "0076", "0077", "0078", "0079",
}

// space is the name space of the demo's identifiers, so that they are the same
// in every demo.
var space = sdano.MustID("5da00000-0000-4000-8000-000000010027")

func id(name string) sdano.ID { return sdano.NameID(space, name) }

// Area returns the demo's data area.
func Area() party.Area {
	return party.Area{Tenant: Tenant, App: App, Name: "Демонстрационная область"}
}

// User returns the demo's service user, without a password.
func User() access.User {
	return access.User{
		Login: Login, Tenants: []sdano.Tenant{Tenant},
		Scopes: []access.Scope{
			access.ScopeReports, access.ScopeMonitor, access.ScopeBooks, access.ScopeAudit,
			access.ScopeJobs, access.ScopeOverride, access.ScopeAdmin,
			access.ScopeAcceptor, access.ScopeRevoker, access.ScopeRejector, access.ScopeReceiver,
			access.ScopeUploader, access.ScopeAttorney, access.ScopeCrypto, access.ScopeReader,
		},
	}
}

// Organizations returns the demo's organisations, the main one first.
func Organizations() []party.Organization {
	return []party.Organization{
		{ID: id("org " + Entrepreneur.TaxID.INN), TaxID: Entrepreneur.TaxID, Name: Entrepreneur.Name, Main: true},
		{ID: id("org " + Company.TaxID.INN), TaxID: Company.TaxID, Name: Company.Name},
	}
}

// Directions returns the open directions of both organisations.
func Directions() []reporting.DirectionKey {
	var out []reporting.DirectionKey
	for _, p := range []Payer{Entrepreneur, Company} {
		for _, office := range Offices {
			out = append(out, reporting.DirectionKey{Tenant: Tenant, INN: p.TaxID.INN, Authority: reporting.FNS, Code: office})
		}
	}
	return out
}

// Known is a payer with what is known of him.
type Known struct {
	Profile monitor.Profile
	Facts   monitor.Facts
}

// Payers returns profiles and facts of both payers with the books closed to the
// day before today.
//
// The entrepreneur has 200 000 of income in 2025, half of it in the first
// quarter, and has paid his fixed contributions of 53 658 (НК РФ ст. 430); the
// company paid 6 000 of advance and 6 000 for the year.
func Payers(today sdano.Date) []Known {
	return []Known{entrepreneur(today), company(today)}
}

var known = sdano.MustDate("2025-01-01")

func entrepreneur(today sdano.Date) Known {
	return Known{
		Profile: monitor.Profile{
			ID: id("profile " + Entrepreneur.TaxID.INN), TaxID: Entrepreneur.TaxID, Name: Entrepreneur.Name,
			Taxpayer: monitor.Entrepreneur, Main: true, Registered: known, FactsFrom: known,
			Region: "77", TaxOffice: Office, OKTMO: "45382000",
			Regimes:       []monitor.Regime{{Kind: monitor.USN, Object: monitor.Income, Rate: sdano.MustRate("0.06"), From: known}},
			BooksClosedTo: today.AddDays(-1),
		},
		Facts: monitor.Facts{
			Entries: []monitor.Entry{
				income("ip income 1", "2025-02-14", 100_000),
				income("ip income 2", "2025-10-20", 100_000),
			},
			Payments: []monitor.Payment{
				payment("ip contributions 1", "2025-03-24", 13_414, "ip_self", "2025"),
				payment("ip contributions 2", "2025-12-15", 40_244, "ip_self", "2025"),
			},
		},
	}
}

func company(today sdano.Date) Known {
	return Known{
		Profile: monitor.Profile{
			ID: id("profile " + Company.TaxID.INN), TaxID: Company.TaxID, Name: Company.Name,
			Taxpayer: monitor.Organisation, Registered: known, FactsFrom: known,
			Region: "77", TaxOffice: Office, OKTMO: "45382000",
			Regimes:       []monitor.Regime{{Kind: monitor.USN, Object: monitor.Income, Rate: sdano.MustRate("0.06"), From: known}},
			BooksClosedTo: today.AddDays(-1),
		},
		Facts: monitor.Facts{
			Entries: []monitor.Entry{
				income("org income 1", "2025-02-14", 100_000),
				income("org income 2", "2025-10-20", 100_000),
			},
			Payments: []monitor.Payment{
				payment("org advance", "2025-04-25", 6_000, "usn", "2025-Q1"),
				payment("org rest", "2026-03-20", 6_000, "usn", "2025"),
			},
		},
	}
}

// Filed returns the reports of a payer that were filed before the demo began,
// by the terms that have passed: all but its declarations under УСН, which the
// demo files itself.
func Filed(terms []monitor.Deadline) []monitor.Filing {
	var out []monitor.Filing
	for _, t := range terms {
		if t.Kind != data.Payment && t.Row != "usn" {
			out = append(out, monitor.Filing{ID: id("filed " + t.Rule + t.Period.String()), Rule: t.Rule, Period: t.Period, Date: t.Due})
		}
	}
	return out
}

func income(name, day string, rubles int64) monitor.Entry {
	return monitor.Entry{ID: id(name), Kind: monitor.EntryIncome, Date: sdano.MustDate(day), Amount: sdano.Rubles(rubles)}
}

func payment(name, day string, rubles int64, row, period string) monitor.Payment {
	return monitor.Payment{
		ID: id(name), Date: sdano.MustDate(day), Amount: sdano.Rubles(rubles),
		Row: row, Period: sdano.MustPeriod(period),
	}
}
