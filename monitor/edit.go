package monitor

import (
	"context"
	"reflect"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/audit"
	"sdano/data"
)

// RowName is a row of the monitor by its name.
type RowName struct{ ID, Title string }

// Rows names the rows of the tables in their order, also those that the monitor
// does not show yet.
func (s *Service) Rows() []RowName { return s.c.Rules.names }

// ReportRules names the rules of reports and notices, by their id and the Russian
// name of the report, in the order of the tables.
func (s *Service) ReportRules() []RowName {
	var out []RowName
	for i := range s.c.Rules.rules {
		if r := &s.c.Rules.rules[i]; r.Kind != data.Payment {
			out = append(out, RowName{r.ID, r.Title})
		}
	}
	return out
}

// ErrNoFact is the Code of the error that a payer has no such fact.
var ErrNoFact = &sdano.Error{
	Kind: sdano.NotFound, Code: "no_fact",
	Message: "Такой записи у организации нет.",
	Remedy:  "Обновите страницу: запись могли удалить раньше.",
}

// Payer returns the profile of a payer and all that is recorded of it. A zero id
// means the main organisation. The error is ErrNoProfile if there is none.
func (s *Service) Payer(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) (Profile, Facts, error) {
	var in Input
	err := s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		var err error
		in, err = s.input(ctx, tx, id)
		return err
	})
	return in.Profile, in.Facts, err
}

// ErrChanged is the Code of the error that a profile was changed by somebody else
// since it was read.
var ErrChanged = &sdano.Error{
	Kind: sdano.Conflict, Code: "profile_changed",
	Message: "Сведения об организации изменил кто-то другой, пока вы их правили.",
	Remedy:  "Прочитайте их заново и повторите свои правки.",
}

// Put enters the profile of a payer: the one that has its ИНН and КПП is
// replaced, whatever p.ID says. If expect is not nil, it is the profile as it was
// read, and the error is ErrChanged if it is no longer so. It returns the profile
// as it is stored; created says that there was none.
func (s *Service) Put(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, p Profile, expect *Profile) (out Profile, created bool, err error) {
	if err := check(p, Facts{}); err != nil {
		return Profile{}, false, err
	}
	at := s.c.Clock.Now()
	err = s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		before, err := s.named(ctx, tx, p.TaxID)
		if err != nil {
			return err
		}
		if expect != nil && (before == nil || !reflect.DeepEqual(*before, *expect)) {
			return ErrChanged
		}
		out, created = p, before == nil
		if out.ID = sdano.NewID(); before != nil {
			out.ID = before.ID
		}
		if err := s.save(ctx, tx, out); err != nil {
			return err
		}
		e, err := saved(before, out, Facts{})
		e.Tenant, e.At, e.Actor = tenant, at, actor
		if err != nil {
			return err
		}
		return s.c.Journal.Record(ctx, tx, e)
	})
	return out, created, err
}

// named returns the profile with exactly this ИНН and КПП, nil if there is none.
func (s *Service) named(ctx context.Context, tx sdano.Tx, id sdano.TaxID) (*Profile, error) {
	list, err := s.c.Store.Profiles(ctx, tx)
	for i := range list {
		if list[i].TaxID == id {
			return &list[i], err
		}
	}
	return nil, err
}

// Imported says what an import did: how many facts were new and how many were
// recorded already.
type Imported struct {
	Added int `json:"added"`
	Known int `json:"known"`
}

// Import records facts that come from a file. A fact whose ID is stored already
// is counted and left as it is, so a file may be read again, or a longer one of
// the same account. It is one unit with a journal entry. The error is ErrNoProfile
// or an *sdano.Error of kind Unprocessable, and then nothing is recorded.
func (s *Service) Import(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, f Facts) (Imported, error) {
	at := s.c.Clock.Now()
	_, f = identify(Profile{}, f)
	var out Imported
	err := s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		in, err := s.input(ctx, tx, id)
		if err != nil {
			return err
		}
		added := *f.without(in.Facts.ids())
		out = Imported{Added: len(added.ids()), Known: len(f.ids()) - len(added.ids())}
		if err := check(in.Profile, added); err != nil || out.Added == 0 {
			return err
		}
		if err := s.c.Store.AddFacts(ctx, tx, in.Profile.ID, added); err != nil {
			return err
		}
		e, err := imported(in.Profile, added)
		e.Tenant, e.At, e.Actor = tenant, at, actor
		if err != nil {
			return err
		}
		return s.c.Journal.Record(ctx, tx, e)
	})
	return out, err
}

func imported(p Profile, added Facts) (audit.Entry, error) {
	text, err := json.Marshal(added)
	return audit.Entry{Action: "facts.imported", Object: "profile/" + p.ID.String(), After: string(text)}, err
}

// Remove takes a fact of a payer away, in one unit with a journal entry that
// holds it. The error is ErrNoProfile or ErrNoFact.
func (s *Service) Remove(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, fact sdano.ID) error {
	at := s.c.Clock.Now()
	return s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		in, err := s.input(ctx, tx, id)
		if err != nil {
			return err
		}
		others := in.Facts.ids()
		if !others[fact] {
			return ErrNoFact
		}
		delete(others, fact)
		text, err := json.Marshal(in.Facts.without(others))
		if err != nil {
			return err
		}
		if err := s.c.Store.RemoveFact(ctx, tx, in.Profile.ID, fact); err != nil {
			return err
		}
		return s.c.Journal.Record(ctx, tx, audit.Entry{
			Tenant: tenant, At: at, Actor: actor, Action: "fact.removed", Object: "profile/" + in.Profile.ID.String(), Before: string(text),
		})
	})
}

// ids returns the IDs of all facts.
func (f *Facts) ids() map[sdano.ID]bool {
	out := map[sdano.ID]bool{}
	f.without(nil).each(func(id sdano.ID) bool { out[id] = true; return true })
	return out
}

// without returns the facts whose IDs are not among some.
func (f *Facts) without(some map[sdano.ID]bool) *Facts {
	out := *f
	out.each(func(id sdano.ID) bool { return !some[id] })
	return &out
}

// each keeps the facts of which keep holds. The slices themselves are not
// changed.
func (f *Facts) each(keep func(sdano.ID) bool) {
	f.Entries = kept(f.Entries, func(x *Entry) bool { return keep(x.ID) })
	f.Payments = kept(f.Payments, func(x *Payment) bool { return keep(x.ID) })
	f.Accruals = kept(f.Accruals, func(x *Accrual) bool { return keep(x.ID) })
	f.Answers = kept(f.Answers, func(x *Answer) bool { return keep(x.ID) })
	f.Events = kept(f.Events, func(x *Event) bool { return keep(x.ID) })
	f.Payroll = kept(f.Payroll, func(x *Payroll) bool { return keep(x.ID) })
	f.Balances = kept(f.Balances, func(x *Balance) bool { return keep(x.ID) })
	f.Reconciliations = kept(f.Reconciliations, func(x *Reconciliation) bool { return keep(x.ID) })
	f.Filings = kept(f.Filings, func(x *Filing) bool { return keep(x.ID) })
	f.Accounts = kept(f.Accounts, func(x *BankAccount) bool { return keep(x.ID) })
	f.AccountBalances = kept(f.AccountBalances, func(x *AccountBalance) bool { return keep(x.ID) })
}

func kept[T any](in []T, keep func(*T) bool) []T {
	var out []T
	for i := range in {
		if keep(&in[i]) {
			out = append(out, in[i])
		}
	}
	return out
}

// Named returns the facts with an ID for every one that has none: name is given
// its number among all facts, in the order of the kinds. The slices of f are not
// changed.
func (f Facts) Named(name func(n int) sdano.ID) Facts {
	n := 0
	next := func(id *sdano.ID) {
		if id.IsZero() {
			*id = name(n)
		}
		n++
	}
	return f.withIDs(next)
}
