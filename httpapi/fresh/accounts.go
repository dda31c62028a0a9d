package fresh

import (
	"slices"
	"strings"

	"sdano"
)

type syncAccounts struct {
	Organization syncPayer     `json:"organization"`
	Accounts     []syncAccount `json:"bank_accounts"`
}

// syncAccount is an account in a bank; what is not known is null.
type syncAccount struct {
	Bank    string      `json:"bank"`
	Account string      `json:"account"`
	Opened  *sdano.Date `json:"opening_date"`
	Closed  *sdano.Date `json:"closing_date"`
}

// bankAccounts answers GET bank_accounts/: the accounts of every payer, by number.
func (h *Handler) bankAccounts(c *call) (any, error) {
	list, err := h.indicators.Profiles(c.r.Context(), c.tenant)
	if err != nil {
		return nil, err
	}
	out := struct {
		Organizations []syncAccounts `json:"organizations"`
	}{[]syncAccounts{}}
	for _, p := range list {
		_, facts, err := h.indicators.Payer(c.r.Context(), c.tenant, p.TaxID)
		if err != nil {
			return nil, err
		}
		one := syncAccounts{payerOf(p), []syncAccount{}}
		for _, a := range facts.Accounts {
			one.Accounts = append(one.Accounts, syncAccount{a.BIK, a.Account, known(a.Opened), known(a.Closed)})
		}
		slices.SortStableFunc(one.Accounts, func(a, b syncAccount) int { return strings.Compare(a.Account, b.Account) })
		out.Organizations = append(out.Organizations, one)
	}
	return out, nil
}

// known returns a day, nil if it is zero.
func known(d sdano.Date) *sdano.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}
