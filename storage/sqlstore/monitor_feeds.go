package sqlstore

import (
	"context"

	"sdano"
	"sdano/monitor"
)

// FeedStore keeps the calendars of terms. It is monitor.Feeds.
type FeedStore struct{}

var _ monitor.Feeds = FeedStore{}

var (
	feedColumns = columnsOf("id profile name hash created_at made_by")
	insertFeed  = insertInto("monitor_feeds", append(columnsOf("tenant"), feedColumns...))
	selectFeeds = "SELECT " + feedColumns.list() + " FROM monitor_feeds WHERE tenant = $1"

	toldColumns = columnsOf("term hash sequence changed_at")
	insertTold  = insertInto("monitor_told", append(columnsOf("tenant profile"), toldColumns...)) + " ON CONFLICT DO NOTHING"
	selectTold  = "SELECT " + toldColumns.list() + " FROM monitor_told WHERE tenant = $1 AND profile = $2 ORDER BY term"
)

const (
	deleteFeed = "DELETE FROM monitor_feeds WHERE tenant = $1 AND profile = $2 AND id = $3"
	updateTold = "UPDATE monitor_told SET hash = $1, sequence = $2, changed_at = $3" +
		" WHERE tenant = $4 AND profile = $5 AND term = $6 AND sequence = $7"
)

func feedDest(f *monitor.Feed) []any {
	return []any{&f.ID, &f.Profile, &f.Name, &f.Hash, at(&f.Created), &f.By}
}

func toldDest(t *monitor.Told) []any { return []any{&t.Key, &t.Hash, &t.Sequence, at(&t.At)} }

// AddFeed records a calendar.
func (FeedStore) AddFeed(ctx context.Context, tx sdano.Tx, f monitor.Feed) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, insertFeed, int64(u.tenant), f.ID.String(), f.Profile.String(), f.Name, f.Hash, micros(f.Created), string(f.By))
	return err
}

// Feeds returns the calendars of a profile by ID.
func (FeedStore) Feeds(ctx context.Context, tx sdano.Tx, profile sdano.ID) ([]monitor.Feed, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, feedDest, selectFeeds+" AND profile = $2 ORDER BY id", int64(u.tenant), profile.String())
}

// FindFeed returns the calendar with a hash, or monitor.ErrNoFeed.
func (FeedStore) FindFeed(ctx context.Context, tx sdano.Tx, hash string) (monitor.Feed, error) {
	u, err := unitOf(tx)
	if err != nil {
		return monitor.Feed{}, err
	}
	return one(ctx, u, monitor.ErrNoFeed, feedDest, selectFeeds+" AND hash = $2", int64(u.tenant), hash)
}

// RemoveFeed deletes a calendar of a profile, or returns monitor.ErrNoFeed.
func (FeedStore) RemoveFeed(ctx context.Context, tx sdano.Tx, profile, id sdano.ID) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	return change(ctx, u, monitor.ErrNoFeed, deleteFeed, int64(u.tenant), profile.String(), id.String())
}

// Told returns what was told of a profile's terms, by Key.
func (FeedStore) Told(ctx context.Context, tx sdano.Tx, profile sdano.ID) ([]monitor.Told, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	return collect(ctx, u, toldDest, selectTold, int64(u.tenant), profile.String())
}

// Tell records what is told now if what was told before has the Sequence one less;
// else monitor.ErrToldElse.
func (FeedStore) Tell(ctx context.Context, tx sdano.Tx, profile sdano.ID, t monitor.Told) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, sequence := int64(u.tenant), int64(t.Sequence)
	if sequence == 0 {
		return change(ctx, u, monitor.ErrToldElse, insertTold, tenant, profile.String(), t.Key, t.Hash, sequence, micros(t.At))
	}
	return change(ctx, u, monitor.ErrToldElse, updateTold, t.Hash, sequence, micros(t.At), tenant, profile.String(), t.Key, sequence-1)
}
