package reporting

import (
	"context"
	"time"

	"sdano"
)

const (
	// feedCursor names the stored cursor of the operator's feed, feedAnswered
	// the stored instant of its last answer.
	feedCursor   = "operator"
	feedAnswered = "operator/answered"
	// feedPages bounds how many pages of the feed one run reads.
	feedPages = 1000
	// feedSilence is how long the feed may fail before a person is told;
	// feedNote is how often its answers are noted.
	feedSilence = 30 * time.Minute
	feedNote    = 5 * time.Minute

	alarmFeedSilent = "feed_silent"
)

// readFeed reads what the operator says has changed and makes these docflows
// due. It is a hint only: every docflow in flight is asked for without it, too.
// The cursor is stored when its page is handled.
func (s *Service) readFeed(ctx context.Context) error {
	cursor, err := reading(ctx, s, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (string, error) {
		return s.c.Store.Cursor(ctx, tx, feedCursor)
	})
	if err != nil {
		return err
	}
	for range feedPages {
		page, err := s.c.Operator.Changes(ctx, cursor)
		if err := s.noteFeed(context.WithoutCancel(ctx), err == nil); err != nil {
			return err
		}
		if err != nil {
			return err
		}
		if err := s.handlePage(ctx, cursor, page); err != nil {
			return err
		}
		if !page.More || page.Next == cursor {
			return nil
		}
		cursor = page.Next
	}
	return nil
}

// handlePage makes the docflows of a page due, then moves the cursor past it.
func (s *Service) handlePage(ctx context.Context, cursor string, page Changes) error {
	if err := s.hint(ctx, page.Docflows); err != nil {
		return err
	}
	if page.Next == "" || page.Next == cursor {
		return nil
	}
	return s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		return s.c.Store.SetCursor(ctx, tx, feedCursor, page.Next)
	})
}

// hint makes the rows of docflows due, in a unit of each tenant concerned, so
// that nothing that changes at the same time is written over.
func (s *Service) hint(ctx context.Context, docflows []sdano.ID) error {
	uids := make([]string, 0, len(docflows))
	for _, id := range docflows {
		uids = append(uids, id.Compact())
	}
	rows, err := reading(ctx, s, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) ([]WorkItem, error) {
		return s.c.Store.WorkByUID(ctx, tx, uids)
	})
	if err != nil {
		return err
	}
	now, done := s.c.Real.Now(), map[sdano.Tenant]bool{}
	for _, w := range rows {
		if done[w.Tenant] {
			continue
		}
		done[w.Tenant] = true
		if err := s.makeDue(ctx, w.Tenant, uids, now); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) makeDue(ctx context.Context, tenant sdano.Tenant, uids []string, now time.Time) error {
	return s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		rows, err := s.c.Store.WorkByUID(ctx, tx, uids)
		if err != nil {
			return err
		}
		for _, w := range rows {
			w.NextAt = now
			if err := s.c.Store.PutWork(ctx, tx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// noteFeed keeps when the feed answered last, and tells the installation when
// it has failed for too long.
func (s *Service) noteFeed(ctx context.Context, answered bool) error {
	now, at := s.c.Real.Now().UTC(), s.now()
	text, err := reading(ctx, s, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (string, error) {
		return s.c.Store.Cursor(ctx, tx, feedAnswered)
	})
	if err != nil {
		return err
	}
	last, err := time.Parse(time.RFC3339, text)
	known := err == nil
	if known && (answered && now.Sub(last) < feedNote || !answered && now.Sub(last) <= feedSilence) {
		return nil
	}
	return s.c.Units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) error {
		if known && !answered {
			_, err := s.c.Store.RaiseAlarm(ctx, tx, Alarm{
				ID: sdano.NewID(), Code: alarmFeedSilent, At: at,
				Text: "Лента изменений оператора не отвечает с " + moscow(last) + ". Отправки опрашиваются по одной, ничего не теряется.",
			})
			return err
		}
		if err := s.c.Store.SetCursor(ctx, tx, feedAnswered, now.Format(time.RFC3339)); err != nil {
			return err
		}
		return s.c.Store.ClearAlarm(ctx, tx, alarmFeedSilent, sdano.ID{}, at)
	})
}
