package sqlstore

import "context"

// together runs all waiting jobs in one transaction and answers them after its
// commit. If the transaction was lost on the way, it is false: nothing was
// recorded, the job that lost it is answered, and the others are left waiting.
func (g *group) together() bool {
	if err := g.begin(); err != nil {
		g.answerAll(func(*job) error { return err })
		return true
	}
	outcome := make(map[*job]error, len(g.waiting))
	for _, j := range g.waiting {
		err, whole := g.inSavepoint(j)
		if !whole {
			g.rollback()
			g.waiting = without(g.waiting, j)
			j.answer(err)
			return false
		}
		outcome[j] = err
	}
	if err := g.commit(); err != nil {
		g.rollback()
		return false
	}
	g.answerAll(func(j *job) error { return outcome[j] })
	return true
}

// inSavepoint runs one job so that its failure leaves the others' work whole;
// whole is false if that cannot be had, because the engine has rolled back the
// transaction (a full disk).
func (g *group) inSavepoint(j *job) (err error, whole bool) {
	if err := g.exec("SAVEPOINT unit"); err != nil {
		return readable(err), false
	}
	if err = g.run(j); err != nil {
		whole = g.exec("ROLLBACK TO unit") == nil && g.exec("RELEASE unit") == nil
		return err, whole
	}
	if err := g.exec("RELEASE unit"); err != nil {
		return readable(err), false
	}
	return nil, true
}

// each runs every waiting job in a transaction of its own and answers it.
func (g *group) each() {
	for len(g.waiting) > 0 {
		j := g.waiting[0]
		err := g.alone(j)
		g.waiting = g.waiting[1:]
		j.answer(err)
	}
}

func (g *group) alone(j *job) error {
	g.running = j
	if err := g.begin(); err != nil {
		return err
	}
	if err := g.run(j); err != nil {
		g.rollback()
		return err
	}
	if err := g.commit(); err != nil {
		g.rollback()
		return readable(err)
	}
	return nil
}

// run runs the body of a job in the open transaction. The head that it leaves
// is the one the tenant's next job begins with.
func (g *group) run(j *job) error {
	g.running = j
	u := &unit{tenant: j.tenant, dialect: liteDialect, session: g.session, writing: true}
	if h, known := g.heads[j.tenant]; known {
		u.head = &h
	}
	err := u.run(j.ctx, j.body)
	if err == nil && u.head != nil {
		g.heads[j.tenant] = *u.head
	}
	return err
}

// commit stores the heads that the transaction's jobs changed and ends it.
func (g *group) commit() error {
	for tenant, h := range g.heads {
		if !h.changed {
			continue
		}
		if _, err := g.session.exec(context.Background(), putHead, []any{int64(tenant), h.seq, h.hash[:]}); err != nil {
			return err
		}
	}
	return g.exec("COMMIT")
}

func (g *group) answerAll(outcome func(*job) error) {
	for _, j := range g.waiting {
		j.answer(outcome(j))
	}
	g.waiting = nil
}

// begin opens a transaction that may write, on a new connection if the present
// one cannot any more.
func (g *group) begin() error {
	clear(g.heads)
	err := g.tryBegin()
	if err == nil || isBusy(err) {
		return readable(err)
	}
	g.reset()
	return readable(g.tryBegin())
}

func (g *group) tryBegin() (err error) {
	if g.session == nil {
		if g.session, err = openSession(context.Background(), g.db); err != nil {
			return err
		}
	}
	return g.exec("BEGIN IMMEDIATE")
}

// rollback undoes the transaction, if the engine has not done it already.
func (g *group) rollback() {
	_ = g.exec("ROLLBACK") // fails when there is none
}

// reset ends the writer's connection, and with it its transaction, if any; the
// next transaction opens another.
func (g *group) reset() {
	if g.session != nil {
		g.session.drop()
		g.session = nil
	}
}

func (g *group) exec(statement string) error {
	_, err := g.session.exec(context.Background(), statement, nil)
	return err
}
