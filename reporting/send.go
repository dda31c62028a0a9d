package reporting

import (
	"context"
	"errors"
	"time"

	"sdano"
	"sdano/sign"
)

// Send (method 2, «ОтправитьОтчетность») hands what is planned to the operator,
// in the order in which it was registered: all of the tenant, or of AllTenants.
// A submission whose last attempt ended in the dark is asked for before
// anything is repeated. A failure stops only itself and is counted; its
// submission is tried again by itself. Errors: Conflict "already_running",
// Unavailable "operator_unavailable" if the operator was never reached.
func (s *Service) Send(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant) (SendSummary, error) {
	return s.send(ctx, actor, tenant, true)
}

// send is Send for due rows, or for all.
func (s *Service) send(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, all bool) (SendSummary, error) {
	leave, ok := s.running.enter("send", tenant)
	if !ok {
		return SendSummary{}, errAlreadyRunning
	}
	defer leave()
	var sum tally[SendSummary]
	_, err := s.drain(ctx, PhaseSend, tenant, all, func(ctx context.Context, w WorkItem) done {
		t := &transfer{s: s, actor: actor, row: w, sum: &sum}
		return t.run(ctx)
	})
	return sum.sum, sum.verdict(err)
}

// transfer hands one submission to the operator: intent, act, result.
type transfer struct {
	s     *Service
	actor sdano.Actor
	row   WorkItem
	sum   *tally[SendSummary]

	sub      Submission
	files    []Package
	attempts []Attempt
	// resumed says that an earlier attempt is gone on with, fresh that this try
	// is the first one of its number.
	resumed, fresh bool
}

// run does what the submission's state asks for.
func (t *transfer) run(ctx context.Context) done {
	if err := t.load(ctx); err != nil {
		return t.broken(ctx, err)
	}
	switch {
	case t.sub.Deleted || t.sub.UID != "":
		return t.s.again(0)
	case parked(t.sub):
		return t.s.again(parkedFor)
	}
	if inTheDark(t.sub) || plannedAnew(t.sub) {
		if d, settled := t.ask(ctx); settled {
			return d
		}
	}
	return t.hand(ctx)
}

// load reads what is recorded.
func (t *transfer) load(ctx context.Context) error {
	return t.s.c.Units.Read(ctx, t.row.Tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		if t.sub, err = t.s.c.Store.Submission(ctx, tx, t.row.Submission); err != nil {
			return err
		}
		if t.files, err = t.s.c.Store.Packages(ctx, tx, t.sub.ID); err != nil {
			return err
		}
		t.attempts, err = t.s.c.Store.Attempts(ctx, tx, t.sub.ID)
		return err
	})
}

// broken notes that the store failed or the process ends; nothing is known to
// have changed.
func (t *transfer) broken(ctx context.Context, err error) done {
	if ended(ctx) {
		return done{t.row.NextAt, t.row.Tries}
	}
	t.s.c.Log.ErrorContext(ctx, "reporting: send", "submission", t.row.Submission.String(), "error", err)
	t.sum.add(func(n *SendSummary) { n.Failed++ })
	return t.s.failed(t.row, 0)
}

// ask asks the operator what became of the last attempt before anything is
// repeated. It is settled unless the draft is certainly not sent, or a person
// has declared that.
func (t *transfer) ask(ctx context.Context) (d done, settled bool) {
	parcel, err := t.dispatch(ctx, false)
	if err != nil {
		return t.fail(ctx, unsigned(t.sub, err)), true
	}
	dark := inTheDark(t.sub)
	ref, found, err := t.s.c.Operator.Find(ctx, parcel)
	t.sum.reach(err)
	switch {
	case err != nil && ended(ctx):
		return t.broken(ctx, err), true
	case err != nil:
		return t.fail(ctx, unanswered(t.sub, err)), true
	case found == FoundYes:
		t.resumed = true
		return t.take(ctx, ref), true
	case found == FoundCannotTell && dark:
		return t.fail(ctx, mishap{
			code: failCannotTell, delivery: DeliveryUnknown,
			text: "Оператор не может сказать, принят ли отчёт. Повторно он не отправляется: решить должен специалист.",
		}), true
	}
	t.resumed = dark
	return done{}, false
}

// hand signs the report, records the attempt and submits it.
func (t *transfer) hand(ctx context.Context) done {
	parcel, err := t.dispatch(ctx, true)
	if err != nil {
		return t.fail(ctx, unsigned(t.sub, err))
	}
	going, err := t.begin(ctx)
	if err != nil {
		return t.broken(ctx, err)
	}
	if !going {
		return t.s.again(0)
	}
	parcel.DraftID, parcel.Fresh = t.sub.DraftID, t.fresh
	step(ctx, "attempt recorded")
	ref, err := t.s.c.Operator.Submit(ctx, parcel)
	t.sum.reach(err)
	if err != nil {
		return t.fail(ctx, mishapOf(err, t.fresh))
	}
	step(ctx, "operator accepted")
	return t.take(ctx, ref)
}

// dispatch makes the parcel for the operator out of the stored bytes.
func (t *transfer) dispatch(ctx context.Context, signed bool) (Dispatch, error) {
	k := t.sub.Key
	d := Dispatch{
		Tenant: t.row.Tenant, Submission: t.sub.ID, DraftID: t.sub.DraftID, ContentKey: t.sub.ContentKey,
		Authority: k.Authority, Code: k.Code, Sender: k.Payer, Payer: k.Payer,
	}
	who := sign.Subject{Tenant: t.row.Tenant, TaxID: k.Payer}
	var err error
	if d.Certificate, err = t.s.c.Signer.Certificate(ctx, who); err != nil {
		return d, err
	}
	for _, p := range t.files {
		f := File{Name: p.FileName, Data: p.Data}
		if signed {
			if f.Signature, err = t.s.c.Signer.Sign(ctx, who, p.Data); err != nil {
				return d, err
			}
		}
		d.Files = append(d.Files, f)
	}
	return d, nil
}

// update changes the submission in one unit with the journal entry and all that
// follows. It does nothing, and says so, if the submission was withdrawn or
// taken by the operator meanwhile.
func (t *transfer) update(ctx context.Context, action string, edit func(ctx context.Context, tx sdano.Tx, f facts, after *Submission, at time.Time) error) (going bool, err error) {
	at := t.s.now()
	err = t.s.c.Units.Write(context.WithoutCancel(ctx), t.row.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		f, err := t.s.factsOf(ctx, tx, t.row.Submission)
		if going = err == nil && !f.sub.Deleted && f.sub.UID == ""; !going {
			return err
		}
		after := f.sub
		if err := edit(ctx, tx, f, &after, at); err != nil {
			return err
		}
		err = t.s.record(ctx, tx, at, t.actor, action, submissionObject(after.ID), stateOfDelivery(f.sub), stateOfDelivery(after))
		if err != nil {
			return err
		}
		t.sub, err = t.s.settle(ctx, tx, change{at: at, actor: t.actor, before: f.sub, after: after})
		return err
	})
	return going, err
}

// errDecided: a person has meanwhile declared the attempt that was under way
// not sent.
var errDecided = errors.New("the attempt was declared not sent")

// begin makes the attempt durable before the first request leaves: a new number
// only after a certain failure, otherwise the one that is under way.
func (t *transfer) begin(ctx context.Context) (going bool, err error) {
	going, err = t.update(ctx, "submission.sending", func(ctx context.Context, tx sdano.Tx, f facts, after *Submission, at time.Time) error {
		t.fresh = !f.attempt().underWay()
		if t.fresh && (t.resumed || parked(f.sub)) {
			return errDecided
		}
		a := nextAttempt(f, at)
		after.Attempt, after.DraftID, after.Delivery = a.Number, a.DraftID, DeliverySending
		return t.s.c.Store.PutAttempt(ctx, tx, a)
	})
	if errors.Is(err, errDecided) {
		return false, nil
	}
	return going, err
}

// take records that the operator has the report: from here on it is sent.
func (t *transfer) take(ctx context.Context, ref DocflowRef) done {
	going, err := t.update(ctx, "submission.sent", func(ctx context.Context, tx sdano.Tx, f facts, after *Submission, at time.Time) error {
		after.UID, after.DocflowID, after.DocflowType = ref.ID.Compact(), ref.ID, ref.Type
		after.SentAt, after.Delivery, after.LastError = sentAt(ref, at), DeliveryAccepted, nil
		return t.s.endAttempt(ctx, tx, f, at, DeliveryAccepted, "")
	})
	if err != nil {
		return t.broken(ctx, err)
	}
	if !going {
		return t.late(ctx, ref)
	}
	step(ctx, "docflow recorded")
	t.sum.add(func(n *SendSummary) {
		if t.resumed {
			n.Resumed++
		} else {
			n.Sent++
		}
	})
	return t.s.again(t.s.pollPause(t.sub))
}

// late handles that the operator has a report which was withdrawn meanwhile, by
// a person who believed that it was not sent: the docflow is kept in the journal
// and an alarm calls a person. A submission taken by another run needs nothing.
func (t *transfer) late(ctx context.Context, ref DocflowRef) done {
	at, alarm := t.s.now(), sdano.NewID()
	err := t.s.c.Units.Write(context.WithoutCancel(ctx), t.row.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		sub, err := t.s.c.Store.Submission(ctx, tx, t.row.Submission)
		if err != nil || !sub.Deleted {
			return err
		}
		isNew, err := t.s.c.Store.RaiseAlarm(ctx, tx, Alarm{
			ID: alarm, Tenant: t.row.Tenant, Code: alarmTakenWithdrawn, Object: sub.ID, At: at,
			Text: "Отправка отозвана, но оператор отчёт принял (документооборот " + ref.ID.String() + "). Не подавайте отчёт ещё раз, не сверив это с оператором.",
		})
		if err != nil || !isNew {
			return err
		}
		return t.s.record(ctx, tx, at, t.actor, "submission.taken_withdrawn", submissionObject(sub.ID), nil, ref)
	})
	if err != nil {
		return t.broken(ctx, err)
	}
	return t.s.again(0)
}

// alarmTakenWithdrawn is the code of the alarm of a report that was withdrawn
// and is at the operator all the same.
const alarmTakenWithdrawn = "withdrawn_but_taken"

// fail records what went wrong, on the submission and in the journal.
func (t *transfer) fail(ctx context.Context, m mishap) done {
	t.s.c.Log.WarnContext(ctx, "reporting: send", "submission", t.row.Submission.String(), "code", m.code, "error", m.err)
	_, err := t.update(ctx, "submission.send_failed", func(ctx context.Context, tx sdano.Tx, f facts, after *Submission, at time.Time) error {
		if m.delivery == DeliveryUnknown && !f.attempt().underWay() {
			return errDecided
		}
		after.Delivery, after.LastError = m.delivery, &Failure{Code: m.code, Text: m.text, At: at}
		return t.s.endAttempt(ctx, tx, f, at, m.delivery, m.text)
	})
	switch {
	case errors.Is(err, errDecided):
		return t.s.again(0)
	case err != nil:
		return t.broken(ctx, err)
	}
	t.sum.add(func(n *SendSummary) { n.Failed++ })
	if m.code == failRefused {
		return t.s.again(parkedFor)
	}
	return t.s.failed(t.row, m.wish)
}
