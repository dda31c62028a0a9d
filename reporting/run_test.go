package reporting_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sdano"
	"sdano/reporting"
)

// inBubble runs a scheduler test on a clock of its own; the bubble fails when a
// goroutine is left behind.
func inBubble(t *testing.T, test func(m *mission)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.config.Real, d.config.Business = sdano.RealClock{}, bubbleClock{}
		m := missionAt(d)
		m.clerk.now = bubbleClock{}.Now
		test(m)
	})
}

// bubbleClock tells the bubble's time from 10 April 2026, 7:30 UTC on.
type bubbleClock struct{}

var bubbleStart = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

func (bubbleClock) Now() time.Time { return morning.Add(time.Now().UTC().Sub(bubbleStart)) }

// running starts the scheduler and returns what ends it.
func (m *mission) running() (stop func()) { return m.runningIn(m.Context()) }

func (m *mission) runningIn(ctx context.Context) (stop func()) {
	m.Helper()
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- m.Run(ctx) }()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			m.Errorf("the scheduler ended with %v", err)
		}
	}
}

// calls returns when a call was made, while the scheduler runs for a time.
func (m *mission) calls(name string, d time.Duration) (at []time.Duration) {
	began := time.Now()
	seen := m.clerk.count(name)
	for time.Since(began) < d {
		time.Sleep(time.Second)
		synctest.Wait()
		if n := m.clerk.count(name); n > seen {
			at, seen = append(at, time.Since(began)), n
		}
	}
	return at
}

func TestSchedulerSendsAtOnceWhatIsRegistered(t *testing.T) {
	inBubble(t, func(m *mission) {
		defer m.running()()
		synctest.Wait()
		time.Sleep(time.Second)
		sub := m.filed(m.sample(), "")
		time.Sleep(10 * time.Millisecond)
		synctest.Wait()
		if now := m.now(sub.ID); now.Status != reporting.Sent {
			m.Errorf("%s right after the registration", now.Status)
		}
	})
}

func TestSchedulerFollowsToTheEnd(t *testing.T) {
	inBubble(t, func(m *mission) {
		defer m.running()()
		sub := m.filed(m.sample(), "")
		time.Sleep(time.Second)
		synctest.Wait()
		m.clerk.answers(m.now(sub.ID), m.clerk.now(), docConfirmation, docReceipt, docAcceptance, docEntered)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if now := m.is(sub.ID, reporting.Accepted, reporting.OutcomeAccepted); now.EndedAt.IsZero() {
			m.Error("the docflow has not ended")
		}
	})
}

// Acceptance j, second half: on a filing day results are fetched each 15 s,
// else each minute.
func TestSchedulerPollsInTheRhythmOfTheDay(t *testing.T) {
	for name, tc := range map[string]struct {
		due  string
		want time.Duration
	}{
		"filing day":    {"2026-04-14", 15 * time.Second}, // Tuesday; the 10th is two working days before
		"the day after": {"2026-04-09", time.Minute},
		"long before":   {"2026-04-27", time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(m *mission) {
				m.config.Deadlines = fixedDue(sdano.MustDate(tc.due))
				m.restart()
				defer m.running()()
				m.filed(m.sample(), "")
				time.Sleep(2 * time.Second)
				at := m.calls("docflow", 5*time.Minute)
				if len(at) < 4 {
					m.Fatalf("polled at %v", at)
				}
				for i := 1; i < len(at); i++ {
					if pause := at[i] - at[i-1]; pause < tc.want-time.Second || pause > tc.want+15*time.Second {
						m.Errorf("polled at %v, want every %v", at, tc.want)
						break
					}
				}
			})
		})
	}
}

func TestSchedulerReadsTheFeedEveryMinute(t *testing.T) {
	inBubble(t, func(m *mission) {
		defer m.running()()
		if at := m.calls("changes", 10*time.Minute); len(at) < 9 || len(at) > 11 {
			m.Errorf("the feed was read at %v", at)
		}
	})
}

// askedDirectory counts how often a directory is asked.
type askedDirectory struct {
	reporting.Directory
	times atomic.Int64
}

func (a *askedDirectory) ListDirections(ctx context.Context) ([]reporting.DirectionKey, error) {
	a.times.Add(1)
	return a.Directory.ListDirections(ctx)
}

func TestSchedulerRefreshesDirections(t *testing.T) {
	inBubble(t, func(m *mission) {
		asked := &askedDirectory{Directory: m.directory}
		m.config.Directory = asked
		m.restart()
		defer m.running()()
		time.Sleep(10*time.Minute + time.Second)
		synctest.Wait()
		if n := asked.times.Load(); n != 4 {
			m.Errorf("refreshed %d times in ten minutes, want 4: at once and every 180 s", n)
		}
	})
}

// TestSchedulerRepeatsFailuresInTheirOwnTime, although it looks for planned ones
// once a minute only.
func TestSchedulerRepeatsFailuresInTheirOwnTime(t *testing.T) {
	inBubble(t, func(m *mission) {
		m.clerk.down = errDown
		defer m.running()()
		m.filed(m.sample(), "")
		at := m.calls("submit", 4*time.Minute)
		if len(at) < 3 || at[0] > 90*time.Second {
			m.Errorf("tried again at %v", at)
		}
	})
}

// TestSchedulerTakesBackItsLeases: what a killed process held is worked on at
// once by the next one of the same name.
func TestSchedulerTakesBackItsLeases(t *testing.T) {
	inBubble(t, func(m *mission) {
		sub := m.filed(m.sample(), "")
		_, err := m.Send(dieAt(m.Context(), "operator accepted"), deskActor, sdano.AllTenants)
		m.must(err)
		m.Service = reporting.New(m.config)
		defer m.running()()
		time.Sleep(time.Second)
		synctest.Wait()
		if now := m.now(sub.ID); now.Status != reporting.Sent || len(m.clerk.flows) != 1 {
			m.Errorf("%s, %d docflows", now.Status, len(m.clerk.flows))
		}
	})
}

// TestSchedulerLooksAfterAudits without anybody asking.
func TestSchedulerLooksAfterAudits(t *testing.T) {
	inBubble(t, func(m *mission) {
		m.config.Rhythm.Fetch, m.config.Rhythm.FetchFiling = 10*time.Minute, 10*time.Minute
		m.restart()
		sub, _ := m.refusedReport(m.sample(), "", "0300300001")
		defer m.running()()
		time.Sleep(2*time.Hour + 20*time.Minute)
		synctest.Wait()
		if !m.alarm(sub.ID, "audit_overdue") {
			m.Error("no alarm about the audit")
		}
	})
}

func TestSchedulerStopsInTheMiddleOfASend(t *testing.T) {
	inBubble(t, func(m *mission) {
		stop := m.runningIn(reporting.WithSteps(m.Context(), func(name string) {
			if name == "draft built" {
				time.Sleep(10 * time.Second)
			}
		}))
		sub := m.filed(m.sample(), "")
		time.Sleep(time.Second)
		stop()
		if now := m.now(sub.ID); now.Status != reporting.Sent {
			m.Errorf("what was accepted while the scheduler stopped is %s", now.Status)
		}
	})
}

// TestStopIsNoFailure: what the end of the process cuts off is not told as a
// failure of the operator; an answer that does not come in time is.
func TestStopIsNoFailure(t *testing.T) {
	inBubble(t, func(m *mission) {
		sub := m.sent()
		m.clerk.hang = true
		stop := m.running()
		time.Sleep(70 * time.Second)
		synctest.Wait()
		stop()
		row := m.work()[0]
		if now := m.now(sub.ID); m.clerk.count("docflow") != 1 || now.LastError != nil || row.Tries != 0 || !row.LeaseUntil.IsZero() {
			m.Errorf("after the stop: asked %d times, %+v, row %+v", m.clerk.count("docflow"), now.LastError, row)
		}
		stop = m.running()
		time.Sleep(3 * time.Minute)
		synctest.Wait()
		stop()
		if now := m.now(sub.ID); now.LastError == nil || now.LastError.Code != "fetch_failed" {
			m.Errorf("without an answer: %+v", now.LastError)
		}
	})
}
