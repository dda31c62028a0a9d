package asyncdata_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sdano"
	"sdano/asyncdata"
)

// gate is a handler that waits until it is let through or its time is over.
type gate struct{ entered, open chan struct{} }

func newGate() gate { return gate{make(chan struct{}, 100), make(chan struct{})} }

func (g gate) compute(ctx context.Context, r asyncdata.Request) (asyncdata.Output, error) {
	g.entered <- struct{}{}
	select {
	case <-g.open:
		return echo(ctx, r)
	case <-ctx.Done():
		return asyncdata.Output{}, ctx.Err()
	}
}

// plant stores a queued job as another process would have left it.
func (h *house) plant(change func(*asyncdata.Job)) asyncdata.Job {
	h.t.Helper()
	job := asyncdata.Job{
		ID: sdano.NewID(), Tenant: tenant, Owner: bank.Login, DataID: "echo", Params: []byte("{}"),
		State: asyncdata.Queued, Code: asyncdata.CodeRunning, Created: morning, NextAt: morning,
	}
	change(&job)
	err := h.store.Write(context.Background(), tenant, func(ctx context.Context, tx sdano.Tx) error {
		return h.store.PutJob(ctx, tx, job)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return job
}

func TestQueuedJobIsRunning_ThenDone(t *testing.T) {
	t.Parallel()
	g := newGate()
	h := open(t, limits, handler("slow", false, g.compute))
	h.run()
	job := h.start("slow", "[1]")
	<-g.entered
	if got := h.job(job.ID); got.State != asyncdata.Queued || got.Code != asyncdata.CodeRunning {
		t.Fatalf("while it runs: %+v", got)
	}
	close(g.open)
	done := h.await(job.ID)
	file, err := h.File(context.Background(), tenant, bank, done.File)
	if err != nil || string(file.Body) != "[1]" {
		t.Fatalf("%+v, %v", file, err)
	}
	if done.LeaseOwner != "" || !done.LeaseUntil.IsZero() || done.Params != nil {
		t.Errorf("finished job keeps %+v", done)
	}
}

func TestATenantRunsFourJobsAtOnce(t *testing.T) {
	t.Parallel()
	g := newGate()
	h := open(t, limits, handler("slow", false, g.compute), handler("echo", true, echo))
	h.run()
	var jobs []sdano.ID
	for range 6 {
		jobs = append(jobs, h.start("slow", "{}").ID)
	}
	for range 4 {
		<-g.entered
	}
	// The places are taken: even what is cheap has to wait.
	cheap := h.start("echo", "{}")
	if cheap.State != asyncdata.Queued {
		t.Errorf("the cheap job is %+v", cheap)
	}
	if n := len(g.entered); n != 0 {
		t.Errorf("%d more jobs run", n)
	}
	close(g.open)
	until(t, func() bool {
		h.clock.Advance(time.Second)
		return h.job(jobs[5]).State == asyncdata.Finished && h.job(cheap.ID).State == asyncdata.Finished
	})
	for _, id := range jobs {
		if got := h.await(id); got.Code != asyncdata.CodeDone {
			t.Errorf("job is %+v", got)
		}
	}
}

func TestEagerJobThatTakesLongIsQueued(t *testing.T) {
	t.Parallel()
	l := limits
	l.Eager = time.Millisecond
	g := newGate()
	h := open(t, l, handler("slow", true, g.compute))
	job := h.start("slow", "{}")
	if job.State != asyncdata.Queued {
		t.Fatalf("job is %+v", job)
	}
	close(g.open)
	h.run()
	if got := h.await(job.ID); got.Code != asyncdata.CodeDone {
		t.Fatalf("job is %+v", got)
	}
}

func TestJobOverItsTimeFails(t *testing.T) {
	t.Parallel()
	l := limits
	l.Job = 5 * time.Millisecond
	h := open(t, l, handler("slow", false, newGate().compute))
	h.run()
	job := h.await(h.start("slow", "{}").ID)
	if job.Code != asyncdata.CodeInternal || job.Message != "Внутренняя ошибка. Номер обращения: "+job.ID.String() {
		t.Fatalf("job is %+v", job)
	}
}

func TestRequestThatIsGivenUpStartsNothing(t *testing.T) {
	t.Parallel()
	g := newGate()
	h := open(t, limits, handler("slow", true, g.compute))
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-g.entered; cancel() }()
	if _, err := h.Start(ctx, tenant, bank, "slow", nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	if n := h.store.Writes(); n != 0 {
		t.Errorf("%d units were written", n)
	}
}

func TestLeftJobsAreTakenUp(t *testing.T) {
	t.Parallel()
	lease := func(owner string) func(*asyncdata.Job) {
		return func(j *asyncdata.Job) { j.LeaseOwner, j.LeaseUntil, j.Tries = owner, morning.Add(time.Hour), 1 }
	}
	h := open(t, limits, handler("echo", true, echo))
	mine := h.plant(lease("node"))
	theirs := h.plant(lease("other"))
	worn := h.plant(func(j *asyncdata.Job) { j.Tries = 3 })
	gone := h.plant(func(j *asyncdata.Job) { j.DataID = "no_longer_registered" })
	h.run()
	for job, want := range map[sdano.ID]asyncdata.Code{mine.ID: asyncdata.CodeDone, worn.ID: asyncdata.CodeInternal, gone.ID: asyncdata.CodeInternal} {
		if got := h.await(job); got.Code != want {
			t.Errorf("job is %+v, want code %d", got, want)
		}
	}
	if got := h.job(theirs.ID); got.State != asyncdata.Queued || got.LeaseOwner != "other" {
		t.Fatalf("the job of another process is %+v", got)
	}
	h.clock.Advance(time.Hour)
	if got := h.await(theirs.ID); got.Code != asyncdata.CodeDone {
		t.Fatalf("after its lease: %+v", got)
	}
}

func TestLostLeaseChangesNothing(t *testing.T) {
	t.Parallel()
	g := newGate()
	h := open(t, limits, handler("slow", false, g.compute))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); h.Run(ctx) }()
	job := h.start("slow", "{}")
	<-g.entered
	taken := h.job(job.ID)
	taken.LeaseOwner, taken.Message = "other", "taken"
	err := h.store.Write(context.Background(), tenant, func(ctx context.Context, tx sdano.Tx) error {
		return h.store.PutJob(ctx, tx, taken)
	})
	if err != nil {
		t.Fatal(err)
	}
	close(g.open)
	h.await(h.start("slow", "{}").ID)
	cancel()
	<-done
	if got := h.job(job.ID); got.State != asyncdata.Queued || got.Message != "taken" || !got.File.IsZero() {
		t.Errorf("job is %+v", got)
	}
}

func TestEndOfTheProcessGivesJobsBack(t *testing.T) {
	t.Parallel()
	g := newGate()
	h := open(t, limits, handler("slow", false, g.compute))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); h.Run(ctx) }()
	job := h.start("slow", "{}")
	<-g.entered
	cancel()
	<-done
	got := h.job(job.ID)
	if got.State != asyncdata.Queued || got.LeaseOwner != "" || got.Tries != 0 || string(got.Params) != "{}" {
		t.Fatalf("job is %+v", got)
	}
	close(g.open)
	h.run()
	if got := h.await(job.ID); got.Code != asyncdata.CodeDone {
		t.Fatalf("after the next start: %+v", got)
	}
}
