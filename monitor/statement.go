package monitor

import (
	"context"
	"fmt"
	"strconv"

	"sdano"
	"sdano/bankfile"
)

// StatementImport says what became of a bank statement.
type StatementImport struct {
	// Read is how many documents the file has; Payments of taxes and Incomes were
	// recorded or known already; Skipped are the others.
	Read     int      `json:"read"`
	Payments Imported `json:"payments"`
	Incomes  Imported `json:"incomes"`
	Skipped  int      `json:"skipped"`
	// Foreign are payments from an account of somebody else: they are skipped.
	Foreign int `json:"foreign"`
	// Unrecognised are the payments of the payer whose tax is not known, those of
	// earlier files included.
	Unrecognised []Payment `json:"unrecognised"`
	// Findings say in Russian what could not be read.
	Findings []sdano.Finding `json:"findings"`
	// Accounts are the accounts and balances that were learned from it.
	Accounts Imported `json:"accounts"`
}

// ImportStatement records the accounts of a bank statement (1C client bank text)
// with their balances, the payments of taxes and, if income is set, what came to the account as income of the
// books. Whatever was recorded before stays once. The error is ErrNoProfile, or
// that of bankfile.Read.
func (s *Service) ImportStatement(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, file []byte, income bool) (StatementImport, error) {
	read, found, err := bankfile.Read(file)
	if err != nil {
		return StatementImport{}, err
	}
	p, facts, err := s.Payer(ctx, tenant, id)
	if err != nil {
		return StatementImport{}, err
	}
	out := StatementImport{Read: read.Documents, Findings: append([]sdano.Finding{}, found...)}
	if out.Accounts, err = s.Import(ctx, actor, tenant, p.TaxID, accountsOf(p, facts.Accounts, &read)); err != nil {
		return out, err
	}
	payments, incomes := out.sort(p, read.Lines, income)
	if out.Payments, err = s.Import(ctx, actor, tenant, p.TaxID, Facts{Payments: payments}); err != nil {
		return out, err
	}
	if out.Incomes, err = s.Import(ctx, actor, tenant, p.TaxID, Facts{Entries: incomes}); err != nil {
		return out, err
	}
	r, err := s.Monitor(ctx, tenant, p.TaxID)
	out.Unrecognised = append([]Payment{}, r.Unrecognised...)
	return out, err
}

// sort sorts the lines of a statement; equal lines of a file are told apart by
// their place among themselves.
func (i *StatementImport) sort(p Profile, lines []bankfile.Line, income bool) (payments []Payment, incomes []Entry) {
	seen := map[string]int{}
	for n := range lines {
		l := &lines[n]
		turn(l, p.TaxID.INN)
		key := l.Key()
		seen[key]++
		fact := sdano.NameID(p.ID, "statement/"+key+"/"+strconv.Itoa(seen[key]))
		switch {
		case l.Unsure && l.KBK == "":
			i.Skipped++
			i.Findings = append(i.Findings, sdano.Finding{Code: "no_direction", Line: l.At, Message: fmt.Sprintf(
				"Строка %d: документ № %s не учтён: из файла не видно, списаны деньги или получены. Нужна строка ДатаСписано, ДатаПоступило или РасчСчет.", l.At, l.Number)})
		case l.Out && l.Payer.INN != "" && l.Payer.INN != p.TaxID.INN:
			i.Foreign++
		case l.ToBudget():
			payments = append(payments, Payment{
				ID: fact, Date: l.Date, Amount: l.Amount, KBK: said(l.KBK), Field107: said(l.Period), UIN: said(l.UIN), Purpose: l.Purpose,
			})
		case !l.Out && income:
			incomes = append(incomes, Entry{ID: fact, Kind: EntryIncome, Date: l.Date, Amount: l.Amount, Note: noteOf(l)})
		default:
			i.Skipped++
		}
	}
	return payments, incomes
}

// turn tells by the sides of a payment whether it left the payer or came to him,
// where the statement does not.
func turn(l *bankfile.Line, inn string) {
	if l.Unsure && (l.Payer.INN == inn) != (l.Payee.INN == inn) {
		l.Out, l.Unsure = l.Payer.INN == inn, false
	}
}

// said returns a field of a payment order, "" for the 0 that says nothing.
func said(text string) string {
	if text == "0" {
		return ""
	}
	return text
}

func noteOf(l *bankfile.Line) string {
	note := l.Purpose
	if l.Payer.Name != "" {
		note = l.Payer.Name + ": " + note
	}
	return note
}
