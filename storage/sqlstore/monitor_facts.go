package sqlstore

import (
	"context"
	"fmt"

	"sdano"
	"sdano/monitor"
)

const (
	putFact = "INSERT INTO monitor_facts (tenant, profile, id, kind, body) VALUES ($1, $2, $3, $4, $5)" +
		" ON CONFLICT (tenant, profile, id) DO UPDATE SET kind = excluded.kind, body = excluded.body"
	selectFacts = "SELECT kind, body FROM monitor_facts WHERE tenant = $1 AND profile = $2 ORDER BY id"
	deleteFact  = "DELETE FROM monitor_facts WHERE tenant = $1 AND profile = $2 AND id = $3"
)

// factKind knows how the facts of one kind lie in monitor.Facts.
type factKind struct {
	name string
	// each calls put with every fact of the kind.
	each func(f *monitor.Facts, put func(id sdano.ID, fact any) error) error
	// read appends a stored fact.
	read func(f *monitor.Facts, body string) error
}

// kindOf makes a factKind of a list in monitor.Facts.
func kindOf[T any](name string, list func(*monitor.Facts) *[]T, id func(*T) sdano.ID) factKind {
	return factKind{
		name: name,
		each: func(f *monitor.Facts, put func(sdano.ID, any) error) error {
			for i := range *list(f) {
				fact := &(*list(f))[i]
				if err := put(id(fact), fact); err != nil {
					return err
				}
			}
			return nil
		},
		read: func(f *monitor.Facts, body string) error {
			var fact T
			if err := fromJSON(body, &fact); err != nil {
				return err
			}
			*list(f) = append(*list(f), fact)
			return nil
		},
	}
}

var factKinds = []factKind{
	kindOf("entry", func(f *monitor.Facts) *[]monitor.Entry { return &f.Entries }, func(x *monitor.Entry) sdano.ID { return x.ID }),
	kindOf("payment", func(f *monitor.Facts) *[]monitor.Payment { return &f.Payments }, func(x *monitor.Payment) sdano.ID { return x.ID }),
	kindOf("accrual", func(f *monitor.Facts) *[]monitor.Accrual { return &f.Accruals }, func(x *monitor.Accrual) sdano.ID { return x.ID }),
	kindOf("answer", func(f *monitor.Facts) *[]monitor.Answer { return &f.Answers }, func(x *monitor.Answer) sdano.ID { return x.ID }),
	kindOf("event", func(f *monitor.Facts) *[]monitor.Event { return &f.Events }, func(x *monitor.Event) sdano.ID { return x.ID }),
	kindOf("payroll", func(f *monitor.Facts) *[]monitor.Payroll { return &f.Payroll }, func(x *monitor.Payroll) sdano.ID { return x.ID }),
	kindOf("balance", func(f *monitor.Facts) *[]monitor.Balance { return &f.Balances }, func(x *monitor.Balance) sdano.ID { return x.ID }),
	kindOf("reconciliation", func(f *monitor.Facts) *[]monitor.Reconciliation { return &f.Reconciliations },
		func(x *monitor.Reconciliation) sdano.ID { return x.ID }),
	kindOf("filing", func(f *monitor.Facts) *[]monitor.Filing { return &f.Filings }, func(x *monitor.Filing) sdano.ID { return x.ID }),
	kindOf("account", func(f *monitor.Facts) *[]monitor.BankAccount { return &f.Accounts }, func(x *monitor.BankAccount) sdano.ID { return x.ID }),
	kindOf("account_balance", func(f *monitor.Facts) *[]monitor.AccountBalance { return &f.AccountBalances },
		func(x *monitor.AccountBalance) sdano.ID { return x.ID }),
}

var factKindByName = func() map[string]factKind {
	out := map[string]factKind{}
	for _, k := range factKinds {
		out[k.name] = k
	}
	return out
}()

// Facts returns all facts of a profile in one go, each kind ordered by ID;
// empty if there are none.
func (MonitorStore) Facts(ctx context.Context, tx sdano.Tx, profile sdano.ID) (monitor.Facts, error) {
	var out monitor.Facts
	u, err := unitOf(tx)
	if err != nil {
		return out, err
	}
	err = u.query(ctx, selectFacts, func(row scanner) error {
		var name, body string
		if err := row.Scan(&name, &body); err != nil {
			return err
		}
		kind, known := factKindByName[name]
		if !known {
			return fmt.Errorf("sqlstore: unknown kind of fact %q", name)
		}
		return kind.read(&out, body)
	}, int64(u.tenant), profile.String())
	return out, err
}

// AddFacts records facts of a profile; one that is already stored under the ID
// is replaced.
func (MonitorStore) AddFacts(ctx context.Context, tx sdano.Tx, profile sdano.ID, facts monitor.Facts) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	for _, kind := range factKinds {
		err := kind.each(&facts, func(id sdano.ID, fact any) error {
			body, err := jsonText(fact)
			if err != nil {
				return err
			}
			_, err = u.exec(ctx, putFact, int64(u.tenant), profile.String(), id.String(), kind.name, body)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// RemoveFact deletes one fact of whatever kind; unknown IDs are no error.
func (MonitorStore) RemoveFact(ctx context.Context, tx sdano.Tx, profile, fact sdano.ID) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, deleteFact, int64(u.tenant), profile.String(), fact.String())
	return err
}
