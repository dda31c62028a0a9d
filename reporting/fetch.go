package reporting

import (
	"context"
	"errors"
	"time"

	"sdano"
)

// FetchResults (method 3, «ПолучитьРезультатыОтправкиОтчетности») asks the
// operator for every submission in flight, of the tenant or of AllTenants:
// documents that are new become events, and receipts that are owed are sent. A
// failure stops only itself and is counted. Errors: Conflict "already_running",
// Unavailable "operator_unavailable" if the operator was never reached.
func (s *Service) FetchResults(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant) (FetchSummary, error) {
	return s.fetch(ctx, actor, tenant, fetching{all: true, feed: tenant == sdano.AllTenants})
}

// fetching says what a run of method 3 covers: rows that are not due yet, and
// the operator's feed.
type fetching struct {
	all, feed bool
	// filing, if set, is called for each submission whose filing day it is.
	filing func()
}

func (s *Service) fetch(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, o fetching) (FetchSummary, error) {
	leave, ok := s.running.enter("fetch", tenant)
	if !ok {
		return FetchSummary{}, errAlreadyRunning
	}
	defer leave()
	if o.feed {
		if err := s.readFeed(ctx); err != nil && ctx.Err() == nil {
			s.c.Log.WarnContext(ctx, "reporting: operator's feed", "error", err)
		}
	}
	var sum tally[FetchSummary]
	_, err := s.drain(ctx, PhaseFetch, tenant, o.all, func(ctx context.Context, w WorkItem) done {
		p := &poll{s: s, actor: actor, row: w, sum: &sum, at: s.now()}
		d := p.run(ctx)
		if o.filing != nil && s.filingDay(p.f.sub, p.at) {
			o.filing()
		}
		return d
	})
	return sum.sum, sum.verdict(err)
}

// pollPause is how long after one poll of a submission the next one follows.
func (s *Service) pollPause(sub Submission) time.Duration {
	if s.filingDay(sub, s.now()) {
		return s.c.Rhythm.FetchFiling
	}
	return s.c.Rhythm.Fetch
}

// poll asks for one submission and records what is new.
type poll struct {
	s     *Service
	actor sdano.Actor
	row   WorkItem
	sum   *tally[FetchSummary]
	// at is when it is done, of the business clock.
	at time.Time

	// f are the facts as they were read, names the names of our files.
	f     facts
	names []string
	flow  Docflow
	// news are the events to record, seen the source keys met again.
	news []Event
	seen []string
	// owed are the receipts that the news ask for.
	owed []Reply
	// trouble is what could not be read or sent; nil if all could.
	trouble *Failure
	// missed says that a document of the docflow did not come.
	missed bool
	// replied says that no receipt is owed any more.
	replied bool
}

// run polls, records, and sends what is owed.
func (p *poll) run(ctx context.Context) done {
	if err := p.load(ctx); err != nil {
		return p.broken(ctx, err)
	}
	if p.f.sub.DocflowID.IsZero() || !p.f.sub.InFlight() {
		return p.s.again(p.s.pollPause(p.f.sub))
	}
	p.sum.add(func(n *FetchSummary) { n.Polled++ })
	if err := p.ask(ctx); err != nil {
		return p.broken(ctx, err)
	}
	if p.trouble != nil {
		p.sum.add(func(n *FetchSummary) { n.Failed++ })
		return p.s.failed(p.row, 0)
	}
	return p.s.again(p.s.pollPause(p.f.sub))
}

// ask reads the docflow, records what is new in it, and sends what is owed.
func (p *poll) ask(ctx context.Context) error {
	flow, err := p.s.c.Operator.Docflow(ctx, p.f.sub.DocflowID)
	if ended(ctx) {
		return ctx.Err()
	}
	p.sum.reach(err)
	if err != nil {
		p.fail(ctx, failFetch, "Не удалось узнать у оператора о ходе отправки, попытка повторится сама. "+words(err, ""), err)
		return p.commit(ctx)
	}
	p.flow = flow
	p.meetAll(ctx)
	if ended(ctx) {
		return ctx.Err()
	}
	if err := p.commit(ctx); err != nil {
		return err
	}
	step(ctx, "events recorded")
	return p.reply(ctx)
}

// load reads what is recorded.
func (p *poll) load(ctx context.Context) error {
	return p.s.c.Units.Read(ctx, p.row.Tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		p.f, err = p.s.factsOf(ctx, tx, p.row.Submission)
		return err
	})
}

// broken notes that the store failed or the process ends; what was not recorded
// is met again.
func (p *poll) broken(ctx context.Context, err error) done {
	if ended(ctx) {
		return done{p.row.NextAt, p.row.Tries}
	}
	p.s.c.Log.ErrorContext(ctx, "reporting: fetch", "submission", p.row.Submission.String(), "error", err)
	p.sum.add(func(n *FetchSummary) { n.Failed++ })
	return p.s.failed(p.row, 0)
}

// fail notes what went wrong for the submission; the first trouble of a poll is
// the one that is kept.
func (p *poll) fail(ctx context.Context, code, text string, err error) {
	p.s.c.Log.WarnContext(ctx, "reporting: fetch", "submission", p.row.Submission.String(), "code", code, "error", err)
	if p.trouble == nil {
		p.trouble = &Failure{Code: code, Text: text, At: p.at}
	}
}

// commit records what the poll found in one unit: events once, then the
// receipts owed for them, then all that follows. What was met again is only
// counted. If a guard or a veto refuses, the events are recorded one by one and
// those refused are held.
func (p *poll) commit(ctx context.Context) error {
	if len(p.news) == 0 && len(p.seen) == 0 && p.quiet() {
		return nil
	}
	err := p.write(ctx, batch{news: p.news, owed: p.owed, seen: p.seen})
	if len(p.news) > 0 && errors.Is(err, ErrVetoed) {
		return p.commitEach(ctx)
	}
	return err
}

// batch is what one unit of a poll records.
type batch struct {
	news []Event
	owed []Reply
	seen []string
	// part says that other units of the poll follow.
	part bool
}

// write records a batch.
func (p *poll) write(ctx context.Context, b batch) error {
	var counted FetchSummary
	err := p.s.c.Units.Write(context.WithoutCancel(ctx), p.row.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		f, err := p.s.factsOf(ctx, tx, p.row.Submission)
		if err != nil {
			return err
		}
		counted = FetchSummary{}
		cause, err := p.recordNews(ctx, tx, &f, b, &counted)
		if err != nil {
			return err
		}
		if err := p.countSeen(ctx, tx, f, b.seen, &counted); err != nil {
			return err
		}
		if counted.Events == 0 && p.quiet() {
			return nil
		}
		return p.follow(ctx, tx, f, change{cause: cause, unfinished: b.part, asks: counted.Events > 0})
	})
	if err == nil {
		p.sum.add(func(n *FetchSummary) { n.Events += counted.Events; n.Duplicates += counted.Duplicates })
	}
	return err
}

// quiet reports whether, events aside, nothing about the submission changes.
func (p *poll) quiet() bool {
	ends := !p.missed && p.f.over()
	return !ends && p.f.sub.DocflowType != "" &&
		sameFailure(p.f.sub.LastError, p.lastError(p.f.sub)) && p.s.alarmed(p.f, p.at)
}

// follow writes what follows from the poll; c says what its cause is and whether
// more comes.
func (p *poll) follow(ctx context.Context, tx sdano.Tx, f facts, c change) error {
	after := f.sub
	after.LastError = p.lastError(f.sub)
	if after.DocflowType == "" {
		after.DocflowType = p.flow.Type
	}
	if !sameFailure(f.sub.LastError, after.LastError) {
		err := p.s.record(ctx, tx, p.at, p.actor, "submission.polled", submissionObject(f.sub.ID), failureState{f.sub.LastError}, failureState{after.LastError})
		if err != nil {
			return err
		}
	}
	c.at, c.actor, c.before, c.after = p.at, p.actor, f.sub, after
	c.unfinished = c.unfinished || p.missed
	sub, err := p.s.settle(ctx, tx, c)
	if err != nil {
		return err
	}
	p.f, err = p.s.factsAround(ctx, tx, sub)
	return err
}

// failureState is what the journal keeps of a failure that came or went.
type failureState struct {
	Error *Failure `json:"error"`
}

// lastError returns the submission's last error after the poll: its trouble,
// with the time at which it began; what an earlier poll left is gone.
func (p *poll) lastError(s Submission) *Failure {
	was := s.LastError
	switch {
	case p.trouble != nil && was != nil && was.Code == p.trouble.Code && was.Text == p.trouble.Text:
		return was
	case p.trouble != nil:
		return p.trouble
	case failedWith(s, failReply) && !p.replied && len(p.f.owed()) > 0:
		return was
	}
	return nil
}

// finished reports whether the operator calls the docflow finished and all of
// it was read.
func (p *poll) finished() bool {
	states := docflows[p.flow.Type].States
	return p.trouble == nil && len(states) > 0 && p.flow.Status == states[len(states)-1]
}
