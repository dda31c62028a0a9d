package wiring

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"sdano"
)

// businessClock is the real clock moved by whole days. The move may change
// while the server starts, and only forward.
type businessClock struct {
	base sdano.Clock
	days atomic.Int64
}

// Now returns the moved instant in UTC.
func (c *businessClock) Now() time.Time { return c.base.Now().AddDate(0, 0, int(c.days.Load())) }

// today returns the calendar day in Moscow.
func (c *businessClock) today() sdano.Date { return sdano.DateOf(c.Now(), sdano.Moscow) }

// moveTo moves the clock so that today is the day.
func (c *businessClock) moveTo(day sdano.Date) {
	c.days.Store(int64(sdano.DaysUntil(c.base, day)))
}

// settings is where the clock's move is stored, with the data it belongs to.
type settings interface {
	Get(ctx context.Context, tx sdano.Tx, key string) (string, bool, error)
}

const clockKey = "business_clock_days"

// restore sets the clock to the stored move; false if none is stored.
func (c *businessClock) restore(ctx context.Context, units sdano.Units, s settings) (bool, error) {
	found := false
	err := units.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		value, ok, err := s.Get(ctx, tx, clockKey)
		if err != nil || !ok {
			return err
		}
		days, err := strconv.ParseInt(value, 10, 64)
		found = err == nil
		c.days.Store(days)
		return err
	})
	return found, err
}

// notBack refuses to move the clock to a day before the one it stands at.
func (c *businessClock) notBack(day sdano.Date) error {
	if !day.Before(c.today()) {
		return nil
	}
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "time_goes_back", Param: "demo-today",
		Message: "Демо уже дошло до дня " + c.today().RU() + " и не может вернуться на " + day.RU() + ": сохранённые сроки и статусы оказались бы в будущем.",
		Remedy:  "Укажите день не раньше этого или начните с новой папкой данных (--data).",
	}
}
