// Package monitor answers one question of a Russian business: which taxes are
// to be paid and which reports are to be filed, by when, and how much — the
// «монитор налогов и отчётности».
//
// Everything shown is derived. Compute is a pure function of a Profile, its
// Facts (books, payments, accruals, answers), the Verdicts on its reports, the
// dated tables of package data, the working calendar, the Settings and one
// calendar day; it returns a Result: rows of two cells (tax, report) with
// colour, text, term and links, each with the steps that lead to its figure
// (Why). Nothing is stored of it.
//
// The package declares what it needs: Store (profiles and facts) and Verdicts
// (what became of the reports). Service joins them for the transports. The
// wire form of the 1C:Fresh data API is MarshalFresh.
//
// Rules also gives the bare terms: Due of one rule and period, Deadlines of a
// payer or of all rules. How a cell comes about is told in docs/monitor.md.
//
// Amounts are exact (sdano.Money), days are calendar days of the organisation's
// zone. The laws behind the rules stand in the tables of package data, row by
// row.
package monitor
