package storagetest

import (
	"context"
	"testing"

	"sdano"
	"sdano/monitor"
	"sdano/storage/sqlstore"
)

// feeds is the store under test; it has no state of its own.
var feeds sqlstore.FeedStore

// feedsSuite holds a store against what monitor.Feeds promises.
func feedsSuite(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	db := open(t)
	for name, run := range map[string]func(*room){"feeds": testFeeds, "told": testTold, "tenants": testFeedTenants} {
		t.Run(name, func(t *testing.T) { t.Parallel(); run(newRoom(t, db)) })
	}
}

func (r *room) addFeed(f monitor.Feed) {
	r.Helper()
	r.do(func(ctx context.Context, tx sdano.Tx) error { return feeds.AddFeed(ctx, tx, f) })
}

func (r *room) feedsOf(profile sdano.ID) []monitor.Feed {
	r.Helper()
	return got(r, func(ctx context.Context, tx sdano.Tx) ([]monitor.Feed, error) { return feeds.Feeds(ctx, tx, profile) })
}

func (r *room) findFeed(hash string) (monitor.Feed, error) {
	return ask(r, r.tenant, func(ctx context.Context, tx sdano.Tx) (monitor.Feed, error) { return feeds.FindFeed(ctx, tx, hash) })
}

func (r *room) removeFeed(profile, id sdano.ID) error {
	return r.try(func(ctx context.Context, tx sdano.Tx) error { return feeds.RemoveFeed(ctx, tx, profile, id) })
}

func testFeeds(r *room) {
	one, two, other := filled[monitor.Feed](&r.fill), filled[monitor.Feed](&r.fill), filled[monitor.Feed](&r.fill)
	two.Profile = one.Profile
	r.want(r.feedsOf(one.Profile), []monitor.Feed(nil))
	for _, f := range []monitor.Feed{two, other, one} {
		r.addFeed(f)
	}
	r.want(r.feedsOf(one.Profile), []monitor.Feed{one, two})
	found, err := r.findFeed(two.Hash)
	r.must(err)
	r.want(found, two)
	r.wantIs(r.removeFeed(other.Profile, one.ID), monitor.ErrNoFeed)
	r.must(r.removeFeed(one.Profile, one.ID))
	r.wantIs(r.removeFeed(one.Profile, one.ID), monitor.ErrNoFeed)
	_, err = r.findFeed(one.Hash)
	r.wantIs(err, monitor.ErrNoFeed)
	r.want(r.feedsOf(one.Profile), []monitor.Feed{two})
}

func (r *room) toldOf(profile sdano.ID) []monitor.Told {
	r.Helper()
	return got(r, func(ctx context.Context, tx sdano.Tx) ([]monitor.Told, error) { return feeds.Told(ctx, tx, profile) })
}

func (r *room) tell(profile sdano.ID, t monitor.Told) error {
	return r.try(func(ctx context.Context, tx sdano.Tx) error { return feeds.Tell(ctx, tx, profile, t) })
}

// testTold: of two who tell the same change only one is heard.
func testTold(r *room) {
	profile, told := sdano.NewID(), filled[monitor.Told](&r.fill)
	told.Sequence = 1
	r.wantIs(r.tell(profile, told), monitor.ErrToldElse)
	told.Sequence = 0
	r.must(r.tell(profile, told))
	r.wantIs(r.tell(profile, told), monitor.ErrToldElse)
	next := filled[monitor.Told](&r.fill)
	next.Key, next.Sequence = told.Key, 1
	r.must(r.tell(profile, next))
	r.wantIs(r.tell(profile, next), monitor.ErrToldElse)
	r.want(r.toldOf(profile), []monitor.Told{next})
	r.want(r.toldOf(sdano.NewID()), []monitor.Told(nil))
}

// testFeedTenants: a token opens nothing in another tenant.
func testFeedTenants(r *room) {
	other, f, told := r.other(), filled[monitor.Feed](&r.fill), filled[monitor.Told](&r.fill)
	told.Sequence = 0
	r.addFeed(f)
	r.must(r.tell(f.Profile, told))
	_, err := other.findFeed(f.Hash)
	r.wantIs(err, monitor.ErrNoFeed)
	r.want(other.feedsOf(f.Profile), []monitor.Feed(nil))
	r.want(other.toldOf(f.Profile), []monitor.Told(nil))
	r.wantIs(other.removeFeed(f.Profile, f.ID), monitor.ErrNoFeed)
	r.want(r.feedsOf(f.Profile), []monitor.Feed{f})
}
