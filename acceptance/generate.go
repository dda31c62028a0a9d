package acceptance

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/go-json-experiment/json"

	"sdano"
)

// Generate makes the files of an action and returns the number of the task, which
// is finished already if the package is small. An acceptance covers the package of
// the document, so far as its documents can be accepted; other actions cover the
// document alone. What is wrong with the content fails the task, not the request.
//
// Errors, in this order: Invalid (a signer is lacking), ErrNotFound, ErrForbidden,
// ErrUnavailable, ErrTasksPending, Invalid (a DocumentId is not in the package or
// is there twice).
func (s *Service) Generate(ctx context.Context, v Visitor, action Action, r GenerateRequest) (task int64, err error) {
	j, err := s.prepare(ctx, v, action, r, false)
	if err != nil {
		return 0, err
	}
	if len(j.documents) > s.c.Inline {
		return s.plan(ctx, j)
	}
	made, err := j.make(ctx)
	var wrong refusal
	if err != nil && !errors.As(err, &wrong) {
		return 0, err
	}
	t, err := j.done(made, wrong)
	if err != nil {
		return 0, err
	}
	return s.insert(ctx, t, func(ctx context.Context, tx sdano.Tx) error { return s.shelve(ctx, tx, made) })
}

// insert numbers a task and records it, after first in the same unit.
func (s *Service) insert(ctx context.Context, t Task, first sdano.Unit) (number int64, err error) {
	if t.ID, err = s.numbers.next(ctx); err != nil {
		return 0, err
	}
	err = s.c.Units.Write(ctx, t.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		if err := first(ctx, tx); err != nil {
			return err
		}
		return s.c.Store.InsertTask(ctx, tx, t)
	})
	if err != nil {
		return 0, err
	}
	if t.State == Planned {
		wake(s.wakeTasks)
	}
	return t.ID, nil
}

// GenerateBatch is Generate for each of many requests; one that fails does not
// stop the others.
func (s *Service) GenerateBatch(ctx context.Context, v Visitor, action Action, rs []GenerateRequest) []BatchItem {
	out := make([]BatchItem, len(rs))
	together(s.c.Rhythm.Workers, len(rs), func(i int) { out[i] = s.batchItem(ctx, v, action, rs[i]) })
	return out
}

// together calls do with each number below n, at most workers at once, and returns
// when all have ended.
func together(workers, n int, do func(i int)) {
	var running sync.WaitGroup
	free := make(chan struct{}, workers)
	for i := range n {
		free <- struct{}{}
		running.Go(func() {
			defer func() { <-free }()
			do(i)
		})
	}
	running.Wait()
}

func (s *Service) batchItem(ctx context.Context, v Visitor, action Action, r GenerateRequest) BatchItem {
	item := BatchItem{DocumentID: r.DocumentID}
	err := guarded(func() (err error) {
		item.Task, err = s.Generate(ctx, v, action, r)
		return err
	})
	if err != nil {
		item.Err = sdano.AsError(err)
	}
	return item
}

// Preview makes the files that Generate would make, and stores nothing. A file that
// cannot be made is there without content, with the findings that say why; so are
// the documents of the package that are not accepted with it.
func (s *Service) Preview(ctx context.Context, v Visitor, action Action, r GenerateRequest) ([]Previewed, error) {
	j, err := s.prepare(ctx, v, action, r, true)
	if err != nil {
		return nil, err
	}
	out := make([]Previewed, 0, len(j.documents)+len(j.skipped))
	for i := range j.documents {
		sub := &j.documents[i]
		p, err := j.one(sub)
		if err != nil && sdano.AsError(err).Kind != sdano.Unprocessable {
			return nil, err
		}
		seen := Previewed{DocumentID: sub.d.ID, Name: p.made.Name, Content: p.data, Findings: p.made.Findings}
		if err != nil {
			seen.Findings = findingsOf(err)
		}
		out = append(out, seen)
	}
	for _, skipped := range j.skipped {
		out = append(out, Previewed{DocumentID: skipped.d.ID, Name: skipped.d.FileName, Findings: []sdano.Finding{j.note(skipped)}})
	}
	return out, nil
}

// prepare checks a request in the order of the interface and reads what it needs.
// A preview does not mind unfinished tasks.
func (s *Service) prepare(ctx context.Context, v Visitor, action Action, r GenerateRequest, preview bool) (*job, error) {
	if err := v.allow(action); err != nil {
		return nil, err
	}
	signer, err := signerOf(r.Signer, r.Certificate)
	if err != nil {
		return nil, err
	}
	if r.DocumentID.IsZero() {
		return nil, invalid("document_required", "DocumentId", "не указан документ")
	}
	tenant, err := s.documentTenant(ctx, v, r.DocumentID)
	if err != nil {
		return nil, err
	}
	j := &job{s: s, tenant: tenant, actor: v.Actor, action: action, r: r, signer: signer, at: s.now()}
	return j, j.gather(ctx, func(ctx context.Context, tx sdano.Tx, d Document) error {
		if err := s.seen(ctx, tx, v, d); err != nil {
			return err
		}
		if err := fits(action, d); err != nil || preview {
			return err
		}
		return s.idle(ctx, tx, d.Box, d.Package)
	})
}

// gather reads what the files are made from: the document that the request names,
// unless check refuses it, and its package.
func (j *job) gather(ctx context.Context, check func(ctx context.Context, tx sdano.Tx, d Document) error) error {
	from := shelf{}
	var before *readPackage
	err := j.s.c.Units.Read(ctx, j.tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		if before, err = j.known(ctx, tx); err != nil {
			return err
		}
		if before != nil {
			return j.take(ctx, tx, before, check)
		}
		covered, err := j.covered(ctx, tx)
		if err != nil {
			return err
		}
		named := slices.IndexFunc(covered, func(d Document) bool { return d.ID == j.r.DocumentID })
		if named < 0 {
			return ErrNotFound
		}
		if err := check(ctx, tx, withFormat(covered[named])); err != nil {
			return err
		}
		return j.load(ctx, tx, covered, from)
	})
	if err != nil || before != nil {
		return err
	}
	if err := j.finish(ctx, from); err != nil {
		return err
	}
	j.remember()
	return nil
}

// covered returns the documents that the action is about: those of the package if
// they are to be accepted.
func (j *job) covered(ctx context.Context, tx sdano.Tx) ([]Document, error) {
	if j.action == AcceptAction {
		return j.s.c.Store.PackageOf(ctx, tx, j.r.DocumentID)
	}
	d, err := j.s.c.Store.Document(ctx, tx, j.r.DocumentID)
	return []Document{d}, err
}

// finish completes the documents outside of the unit that read them.
func (j *job) finish(ctx context.Context, from shelf) error {
	if err := j.s.fetch(ctx, from); err != nil {
		return err
	}
	for i := range j.documents {
		j.documents[i].finish(from, j.s.c.Options)
	}
	return nil
}

// fits returns why an action cannot be done to a document as it now is.
func fits(action Action, d Document) error {
	switch {
	case d.Status.passage():
		return ErrTasksPending
	case d.Output && action != RevokeAction && !action.onProposal():
		return never("документ «%s» — исходящий", d.FileName)
	case action == AcceptAction && d.NoAnswer == unsigned: // a signature may still come
		return unavailable("%s", d.NoAnswer)
	case action == AcceptAction && d.NoAnswer != "":
		return never("%s", d.NoAnswer)
	case len(next(d.Status, trigger(action))) == 0:
		return unavailable("документ в статусе «%s»", d.Status.Name())
	}
	return nil
}

// load reads the files of the documents that files are made for.
func (j *job) load(ctx context.Context, tx sdano.Tx, covered []Document, into shelf) (err error) {
	s := j.s
	if n := len(covered); n > s.c.MaxDocuments {
		return invalid("package_too_large", "DocumentId", "в пакете %d документов, а обрабатывается не больше %d", n, s.c.MaxDocuments)
	}
	if j.box, err = s.c.Store.Box(ctx, tx, covered[0].Box); err != nil {
		return err
	}
	in := map[sdano.ID]bool{}
	for _, one := range covered {
		in[one.ID] = true
	}
	if j.wishes, err = wishes(&j.r, in); err != nil {
		return err
	}
	going, err := j.choose(covered)
	if err != nil {
		return err
	}
	j.documents, err = s.subjects(ctx, tx, j.action, going, into)
	return err
}

// choose sorts out the documents that cannot be accepted.
func (j *job) choose(covered []Document) (going []Document, err error) {
	j.skipped = nil
	for _, d := range covered {
		d = withFormat(d)
		switch err := fits(j.action, d); {
		case errors.Is(err, ErrTasksPending):
			return nil, err
		case err != nil:
			j.skipped = append(j.skipped, skipped{d, reason(d)})
		default:
			going = append(going, d)
		}
	}
	return going, nil
}

// reason says why a document is not accepted with its package.
func reason(d Document) string {
	switch {
	case d.Output:
		return "документ исходящий"
	case d.NoAnswer != "":
		return d.NoAnswer
	}
	return "статус «" + d.Status.Name() + "»"
}

// done is the finished task with what came of it.
func (j *job) done(made []product, wrong refusal) (Task, error) {
	t := j.task(Making)
	t.State, t.FinishedAt = Done, j.at
	if len(wrong) > 0 {
		t.State, t.Error = DoneFailed, wrong.Error()
	}
	list := make([]Made, 0, len(made))
	for _, p := range made {
		list = append(list, p.made)
	}
	var err error
	t.Results, err = results(list)
	return t, err
}

// task is a task of the job, not yet numbered.
func (j *job) task(stage Stage) Task {
	named := j.r.DocumentID
	i := slices.IndexFunc(j.documents, func(sub subject) bool { return sub.d.ID == named })
	t := Task{
		Tenant: j.tenant, Version: 1, Action: j.action, Stage: stage, Box: j.box.ID, Document: named,
		By: j.actor, CreatedAt: j.at,
	}
	if i >= 0 {
		t.Package = j.documents[i].d.Package
	}
	return t
}

// shelve records files that were made.
func (s *Service) shelve(ctx context.Context, tx sdano.Tx, made []product) error {
	for _, p := range made {
		if p.link.ID.IsZero() {
			continue
		}
		if err := s.add(ctx, tx, p.link, p.blob); err != nil {
			return err
		}
		if p.counted.ID.IsZero() {
			continue
		}
		if err := s.add(ctx, tx, p.counted, p.countedBlob); err != nil {
			return err
		}
	}
	return nil
}

// plan queues the making of the files of a large package.
func (s *Service) plan(ctx context.Context, j *job) (int64, error) {
	t := j.task(Making)
	var err error
	if t.Request, err = json.Marshal(j.r); err != nil {
		return 0, err
	}
	return s.queue(ctx, t)
}

// queue records a planned task. The error is ErrTasksPending if the package has an
// unfinished one.
func (s *Service) queue(ctx context.Context, t Task) (int64, error) {
	t.NextAt = s.c.Real.Now()
	return s.insert(ctx, t, func(ctx context.Context, tx sdano.Tx) error { return s.idle(ctx, tx, t.Box, t.Package) })
}

// idle returns ErrTasksPending if a package has an unfinished task.
func (s *Service) idle(ctx context.Context, tx sdano.Tx, box string, pkg sdano.ID) error {
	if pkg.IsZero() {
		return nil
	}
	n, err := s.c.Store.UnfinishedTasks(ctx, tx, box, pkg)
	if err == nil && n > 0 {
		err = ErrTasksPending
	}
	return err
}
