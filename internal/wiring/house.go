package wiring

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
	"sdano/data"
	"sdano/data/archive"
	"sdano/httpapi/fresh"
	"sdano/httpapi/payers"
	"sdano/internal/demo"
	"sdano/monitor"
	"sdano/party"
	"sdano/reporting"
	"sdano/storage/sqlstore"
	"sdano/titles"
	"sdano/titles/catalog"
	"sdano/web"
)

// house is the missions and what they share, joined by their ports.
type house struct {
	db        *sqlstore.DB
	clock     sdano.Clock
	access    *access.Service
	office    *Office
	reporting *reporting.Service
	monitor   *monitor.Service
	rules     *monitor.Rules
	jobs      *asyncdata.Service
	site      *web.Site
	operator  specialOperator
	connected bool // to a special operator
	exchange  exchange
	check     titles.Options
	log       *slog.Logger
	demo      bool
}

func newHouse(ctx context.Context, c Config, db *sqlstore.DB, clock sdano.Clock, node string) (*house, error) {
	tables, err := archive.In(c.Data).Load()
	if err != nil {
		return nil, err
	}
	cal, err := monitor.NewCalendar(tables)
	if err != nil {
		return nil, err
	}
	rules, err := monitor.LoadRules(tables, cal)
	if err != nil {
		return nil, err
	}
	keys, err := openKeys(c)
	if err != nil {
		return nil, err
	}
	operator, err := special(c, keys != nil)
	if err != nil {
		return nil, err
	}
	h := &house{db: db, clock: clock, rules: rules, office: NewOffice(db, clock), operator: operator, connected: c.Operator.URL != "", log: c.logger(), demo: c.Demo}
	h.access = h.office.access
	h.reporting = reporting.New(reporting.Config{
		Units: db, Store: sqlstore.ReportingStore{}, Journal: sqlstore.JournalStore{}, Organizations: sqlstore.PartyStore{},
		Operator: operator, Directory: operator, Refusal: refusal(c), Deadlines: rules, Calendar: cal, Signer: reportSigner(keys),
		Business: clock, Real: sdano.RealClock{}, FormTitle: rules.FormTitle, Log: h.log, Node: node, Rhythm: c.rhythm(),
	})
	h.monitor = monitor.New(monitor.Config{
		Units: db, Store: sqlstore.MonitorStore{}, Journal: sqlstore.JournalStore{},
		Verdicts: verdicts{sqlstore.ReportingStore{}}, Feeds: sqlstore.FeedStore{}, Rules: rules, Clock: clock, Saving: enter,
	})
	if err := h.openJobs(node); err != nil {
		return nil, err
	}
	if h.check, err = checks(c, tables); err != nil {
		return nil, err
	}
	if keys != nil {
		h.exchange.keys = keys
	}
	if err := h.openExchange(ctx, c, node); err != nil {
		return nil, err
	}
	return h, h.openSite(c)
}

// checks are what documents are checked by.
func checks(c Config, tables *data.Tables) (titles.Options, error) {
	schemas, err := catalog.Open(c.schemas())
	return titles.Options{Catalog: schemas, Windows: tables.Formats}, err
}

// rhythm is the production rhythm, or the demo's: results every second, so that
// a verdict is seen within seconds.
func (c Config) rhythm() reporting.Rhythm {
	if !c.Demo {
		return reporting.Rhythm{}
	}
	return reporting.Rhythm{
		Send: time.Second, Fetch: time.Second, FetchFiling: time.Second,
		RetryMin: time.Second, RetryMax: 30 * time.Second,
	}
}

func (h *house) openJobs(node string) error {
	registry, err := asyncdata.NewRegistry(fresh.Handlers(h.monitor)...)
	if err != nil {
		return err
	}
	h.jobs = asyncdata.New(asyncdata.Config{
		Units: h.db, Store: sqlstore.AsyncDataStore{}, Clock: sdano.RealClock{}, Registry: registry, Log: h.log, Node: node,
	})
	return nil
}

// purge drops what access no longer needs, every hour, until ctx ends.
func (h *house) purge(ctx context.Context) error {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := h.access.Purge(ctx); err != nil && ctx.Err() == nil {
				h.log.ErrorContext(ctx, "purge idempotency keys and tokens", "cause", err)
			}
		}
	}
}

// profile returns the profile of a payer, or monitor.ErrNoProfile.
func (h *house) profile(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) (p monitor.Profile, err error) {
	err = h.db.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		p, err = sqlstore.MonitorStore{}.FindProfile(ctx, tx, id)
		return err
	})
	return p, err
}

// organizations lists the organisations of a tenant for the pages.
type organizations struct{ db *sqlstore.DB }

// Organizations returns them, the main one first.
func (o organizations) Organizations(ctx context.Context, tenant sdano.Tenant) (list []party.Organization, err error) {
	err = o.db.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		list, err = sqlstore.PartyStore{}.Organizations(ctx, tx)
		return err
	})
	return list, err
}

// links finds the targets of navigation links among the published ones.
type links struct{ jobs *asyncdata.Service }

// Resolve returns the target of a link; false if it is unknown.
func (l links) Resolve(ctx context.Context, tenant sdano.Tenant, id sdano.ID) (target monitor.NavTarget, ok bool, err error) {
	link, err := l.jobs.Link(ctx, tenant, id)
	if errors.Is(err, asyncdata.ErrNotFound) {
		return target, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(link.Target), &target)
	}
	return target, err == nil, err
}

func (h *house) openSite(c Config) error {
	config := web.Config{
		Reporting: h.reporting, Monitor: h.monitor, Payers: h.monitor, Overviews: h.monitor, Organizations: organizations{h.db}, Head: h.db, Nav: links{h.jobs},
		Acceptance: h.exchange.acceptance, ServerKey: h.exchange.keys,
		Check: func(in titles.Input) titles.Verdict { return titles.Check(in, h.check) },
		Clock: h.clock, Visit: visit, Log: h.log, Trace: traceID,
		Terms: h.monitor, Days: h.rules, FeedURL: func(r *http.Request, v web.Visitor, token string) string {
			return payers.FeedURL(c.PublicURL, r, v.App, v.Tenant, token)
		},
	}
	if c.Demo {
		name, sample, err := demo.Declaration(demo.Entrepreneur, demo.Office, demo.Today)
		if err != nil {
			return err
		}
		config.Visit = demoVisit
		config.Demo = &web.DemoInfo{
			SampleName: name, Sample: sample, SamplePayer: demo.Entrepreneur.TaxID, SampleKND: "1152017",
			Command: c.submitCommand(name),
		}
	}
	h.site = web.New(config)
	return nil
}
