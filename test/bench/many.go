package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"sdano"
	"sdano/monitor"
	"sdano/storage/sqlite"
	"sdano/storage/sqlstore"
)

// The organisations of the figure: a hundred data areas of a hundred.
const (
	areas  = 100
	inArea = 100
)

// nothingFiled says that nothing was filed.
type nothingFiled struct{}

// Verdicts returns none.
func (nothingFiled) Verdicts(context.Context, sdano.Tx, sdano.TaxID) ([]monitor.Verdict, error) {
	return nil, nil
}

// many measures how long it takes to compute the monitors of ten thousand
// organisations anew, reading all they depend on from a store on a file.
func (b *bench) many() error {
	dir, err := os.MkdirTemp("", "sdano-many-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	db, err := sqlite.Open(b.ctx, filepath.Join(dir, "sdano.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	r, err := rules()
	if err != nil {
		return err
	}
	s := monitor.New(monitor.Config{
		Units: db, Store: sqlstore.MonitorStore{}, Journal: sqlstore.JournalStore{}, Verdicts: nothingFiled{}, Rules: r,
		Clock: sdano.NewManualClock(sdano.MustDate("2026-04-10").In(sdano.Moscow)),
	})
	if err := fill(b.ctx, s); err != nil {
		return err
	}
	began := time.Now()
	group, ctx := errgroup.WithContext(b.ctx)
	group.SetLimit(runtime.NumCPU())
	for area := range areas {
		group.Go(func() error {
			list, err := s.Overview(ctx, sdano.Tenant(area+1))
			if err == nil && len(list) != inArea {
				err = fmt.Errorf("%d organisations of %d", len(list), inArea)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	took := time.Since(began)
	b.atMost("monitor: 10 000 organisations computed anew from the store", took.Seconds(), 20, "s")
	b.add("monitor: one of them, both cores working", took.Seconds()*1000/(areas*inArea), "ms")
	return nil
}

// fill enters the organisations: entrepreneurs under УСН with two
// years of books and payments, one in four with three employees.
func fill(ctx context.Context, s *monitor.Service) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(64)
	for area := range areas {
		for n := range inArea {
			group.Go(func() error {
				p, f := payer(area*inArea + n)
				return s.Save(ctx, "bench", sdano.Tenant(area+1), p, f)
			})
		}
	}
	return group.Wait()
}

// payer makes up the n-th payer.
func payer(n int) (monitor.Profile, monitor.Facts) {
	from := sdano.MustDate("2024-01-01")
	p := monitor.Profile{
		TaxID: sdano.TaxID{INN: person(n)}, Name: "Плательщик " + strconv.Itoa(n), Taxpayer: monitor.Entrepreneur, Registered: from,
		BooksClosedTo: sdano.MustDate("2026-04-09"),
		Regimes:       []monitor.Regime{{Kind: monitor.USN, Object: monitor.Income, Rate: sdano.MustRate("0.06"), From: from}},
	}
	var f monitor.Facts
	for month := range 27 {
		day := from.DayOfMonth(month, 20)
		f.Entries = append(f.Entries, monitor.Entry{Kind: monitor.EntryIncome, Date: day, Amount: sdano.Rubles(int64(100_000 + n%7*10_000))})
		f.Payments = append(f.Payments, monitor.Payment{Date: day, Amount: sdano.Rubles(9_000), Row: monitor.ENP})
		if n%4 == 0 {
			for _, who := range []string{"1", "2", "3"} {
				f.Payroll = append(f.Payroll, monitor.Payroll{
					Employee: who, Month: sdano.MonthPeriod(day.Year(), day.Month()), Taxable: sdano.Rubles(80_000), Withheld: sdano.Rubles(10_400), Paid: day,
				})
			}
		}
	}
	if n%4 == 0 {
		p.Employees = []monitor.Span{{From: from}}
	}
	return p, f
}

// person returns the n-th ИНН of a person with its control digits.
func person(n int) string {
	head := fmt.Sprintf("77%08d", n)
	for tail := range 100 {
		if inn := fmt.Sprintf("%s%02d", head, tail); sdano.CheckINN(inn) == nil {
			return inn
		}
	}
	return ""
}
