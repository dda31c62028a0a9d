package access

import (
	"bytes"
	"context"
	"sync"
	"sync/atomic"
	"time"

	"sdano"
)

// OnceLife is how long an idempotency key binds: a later request under it is a
// new one.
const OnceLife = 24 * time.Hour

// ErrKeyReused says that another request came under the same idempotency key.
var ErrKeyReused = &sdano.Error{
	Kind: sdano.Conflict, Code: "key_reused", Param: "Idempotency-Key",
	Message: "Этот ключ идемпотентности уже использован с другим содержимым запроса.",
	Remedy:  "Повторяйте под одним ключом только тот же самый запрос, а для нового запроса возьмите новый ключ.",
}

// ErrInProgress says that another request under the same idempotency key is
// being answered just now.
var ErrInProgress = &sdano.Error{
	Kind: sdano.Conflict, Code: "request_in_progress", Param: "Idempotency-Key",
	Message: "Запрос с этим ключом идемпотентности ещё выполняется.",
	Remedy:  "Повторите запрос с тем же ключом через секунду.",
}

// Request is a request that shall take effect once.
type Request struct {
	// Tenant is the data area the answer is kept in.
	Tenant sdano.Tenant
	// Scope, Key and Hash are as in Once.
	Scope, Key, Hash string
	// NoWait asks for ErrInProgress instead of waiting until another request
	// under the key has been answered by this process.
	NoWait bool
}

// Act does what a request asks for. final says that the answer is to be given
// to every repetition; otherwise a repetition acts again.
type Act func(ctx context.Context) (status int, body []byte, final bool)

// Save records the answer to a request in the unit that does what it asks for:
// both become durable at once or neither does. It is called last in the unit,
// once in each of its runs; an error undoes the unit.
type Save func(ctx context.Context, tx sdano.Tx, status int, body []byte) error

// UnitAct is an Act that records its answer by save in a unit of its own. What
// it returns is compared with what it saved: only if they differ does final say
// whether the answer is still to be recorded.
type UnitAct func(ctx context.Context, save Save) (status int, body []byte, final bool)

// Do acts on a request unless it was answered within OnceLife; then it returns
// the first answer, and replay is true. Requests under one key wait for one
// another in this process. The act and the record of its answer are two units:
// after a crash between them the act is done again, so it must be safe to
// repeat. The error is ErrKeyReused, ErrInProgress, or one of the store, from
// which nothing is known of the act's effect if it was begun.
func (s *Service) Do(ctx context.Context, r Request, act Act) (o Once, replay bool, err error) {
	return s.DoInUnit(ctx, r, func(ctx context.Context, _ Save) (int, []byte, bool) { return act(ctx) })
}

// DoInUnit is Do for an act that records its answer in the unit of its effect:
// no crash can part the two, so a repetition never meets the effect of the first
// request without its answer.
func (s *Service) DoInUnit(ctx context.Context, r Request, act UnitAct) (o Once, replay bool, err error) {
	release, err := s.busy.hold(ctx, r)
	if err != nil {
		return Once{}, false, err
	}
	defer release()
	if o, replay, err = s.answered(ctx, r); err != nil || replay {
		return o, replay, err
	}
	var saved atomic.Pointer[Once]
	status, body, final := act(ctx, func(ctx context.Context, tx sdano.Tx, status int, body []byte) error {
		o := s.once(r, status, body)
		saved.Store(&o)
		return s.c.Store.SaveOnce(ctx, tx, o)
	})
	o = s.once(r, status, body)
	if last := saved.Load(); last != nil && last.Status == status && bytes.Equal(last.Body, body) {
		return *last, false, nil
	}
	return s.settle(context.WithoutCancel(ctx), r, o, final)
}

func (s *Service) once(r Request, status int, body []byte) Once {
	return Once{Scope: r.Scope, Key: r.Key, RequestHash: r.Hash, Status: status, Body: body, At: s.c.Clock.Now()}
}

// settle records an answer that is final. If that fails, or the answer is not
// final, another node may have been first: then its answer counts.
func (s *Service) settle(ctx context.Context, r Request, o Once, final bool) (Once, bool, error) {
	var err error
	if final {
		err = s.c.Units.Write(ctx, r.Tenant, func(ctx context.Context, tx sdano.Tx) error {
			return s.c.Store.SaveOnce(ctx, tx, o)
		})
		if err == nil {
			return o, false, nil
		}
	}
	if first, ok, ferr := s.answered(ctx, r); ok || ferr != nil {
		return first, ok, ferr
	}
	return o, false, err
}

// answered returns the stored answer to a request. A key whose day is over is
// dropped first.
func (s *Service) answered(ctx context.Context, r Request) (Once, bool, error) {
	var o Once
	var found bool
	err := s.c.Units.Read(ctx, r.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		var err error
		o, found, err = s.c.Store.FindOnce(ctx, tx, r.Scope, r.Key)
		return err
	})
	switch {
	case err != nil || !found:
		return Once{}, false, err
	case !s.c.Clock.Now().Before(o.At.Add(OnceLife)):
		return Once{}, false, s.purge(ctx, o.At.Add(time.Millisecond))
	case o.RequestHash != r.Hash:
		return Once{}, false, ErrKeyReused
	}
	return o, true, nil
}

// busyKeys are the keys of the requests that are being answered.
type busyKeys struct {
	mu   sync.Mutex
	held map[Request]chan struct{}
}

func newBusyKeys() *busyKeys { return &busyKeys{held: map[Request]chan struct{}{}} }

// hold waits until no other request under the key is being answered.
func (b *busyKeys) hold(ctx context.Context, r Request) (release func(), err error) {
	noWait := r.NoWait
	r.Hash, r.NoWait = "", false
	for {
		b.mu.Lock()
		other, busy := b.held[r]
		if !busy {
			done := make(chan struct{})
			b.held[r] = done
			b.mu.Unlock()
			return func() { b.free(r, done) }, nil
		}
		b.mu.Unlock()
		if noWait {
			return nil, ErrInProgress
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-other:
		}
	}
}

func (b *busyKeys) free(r Request, done chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.held, r)
	close(done)
}
