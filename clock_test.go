package sdano_test

import (
	"testing"
	"time"

	"sdano"
)

func TestBusinessClockMovesByWholeDays(t *testing.T) {
	t.Parallel()
	base := sdano.NewManualClock(time.Date(2026, 11, 24, 22, 30, 0, 0, time.UTC)) // 25 November in Moscow
	day := sdano.MustDate("2026-04-10")
	c := sdano.OffsetClock{Base: base, Days: sdano.DaysUntil(base, day)}
	if got := sdano.DateOf(c.Now(), sdano.Moscow); got != day {
		t.Errorf("business day %s, want %s", got, day)
	}
	if h, m, _ := c.Now().Clock(); h != 22 || m != 30 {
		t.Errorf("time of day moved to %02d:%02d", h, m)
	}
	base.Advance(2 * time.Hour)
	if got := sdano.DateOf(c.Now(), sdano.Moscow); got != day {
		t.Errorf("0:30 Moscow later is %s", got)
	}
	base.Set(base.Now().Add(24 * time.Hour))
	if got := sdano.DateOf(c.Now(), sdano.Moscow); got != day.AddDays(1) {
		t.Errorf("a day later is %s", got)
	}
	if (sdano.RealClock{}).Now().Location() != time.UTC {
		t.Error("the real clock speaks UTC")
	}
}
