package acceptance

import (
	"context"
	"slices"
	"sync"

	"github.com/go-json-experiment/json"

	"sdano"
)

const (
	// knownBytes bounds what is remembered of packages, by estimate: 16 MiB.
	// One of more than knownMost is not remembered.
	knownBytes = 16 << 20
	knownMost  = 1 << 20
	// knownFactor is how much more memory a title takes than its JSON, and
	// knownLeast what a document takes besides its title.
	knownFactor = 4
	knownLeast  = 4 << 10
)

// readPackage is what the titles of a package are made from, all of whose documents can
// be accepted. It is shared and never changed.
type readPackage struct {
	box       Box
	documents []subject
	weight    int
}

// fresh reports whether the store still has what was read.
func (k *readPackage) fresh(now []State) bool {
	return slices.EqualFunc(now, k.documents, func(s State, sub subject) bool {
		return s.Document == sub.d.ID && s.Version == sub.d.Version && s.BoxVersion == k.box.Version && s.Signatures == len(sub.under)
	})
}

// packages remembers packages by the document that a request named: whoever has a
// title shown, corrects his request and has it made, asks for the same three
// times. The store is asked each time whether they are as they were.
type packages struct {
	mu     sync.Mutex
	of     map[sdano.ID]*readPackage
	weight int
}

func (p *packages) get(named sdano.ID) *readPackage {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.of[named]
}

// put remembers a package instead of as many others as it takes; whichever they are.
func (p *packages) put(named sdano.ID, k *readPackage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.drop(named)
	for other := range p.of {
		if p.weight+k.weight <= knownBytes {
			break
		}
		p.drop(other)
	}
	if p.of == nil {
		p.of = map[sdano.ID]*readPackage{}
	}
	p.of[named] = k
	p.weight += k.weight
}

func (p *packages) drop(named sdano.ID) {
	if k := p.of[named]; k != nil {
		p.weight -= k.weight
		delete(p.of, named)
	}
}

// known returns the package of the request as it was read before, nil if it was
// not or something has changed since.
func (j *job) known(ctx context.Context, tx sdano.Tx) (*readPackage, error) {
	if j.action != AcceptAction {
		return nil, nil //nolint:nilnil // nothing is remembered
	}
	k := j.s.packages.get(j.r.DocumentID)
	if k == nil {
		return nil, nil //nolint:nilnil // nothing is remembered
	}
	now, err := j.s.c.Store.PackageStates(ctx, tx, j.r.DocumentID)
	if err != nil || !k.fresh(now) {
		return nil, err
	}
	return k, nil
}

// take makes what was read before the job's own.
func (j *job) take(ctx context.Context, tx sdano.Tx, k *readPackage, check func(context.Context, sdano.Tx, Document) error) (err error) {
	in := make(map[sdano.ID]bool, len(k.documents))
	for i := range k.documents {
		d := &k.documents[i].d
		in[d.ID] = true
		if d.ID != j.r.DocumentID {
			continue
		}
		if err := check(ctx, tx, *d); err != nil {
			return err
		}
	}
	j.box, j.documents, j.skipped = k.box, slices.Clone(k.documents), nil
	j.wishes, err = wishes(&j.r, in)
	return err
}

// remember keeps what was read for the next request. A sender who was looked for
// beside the package is not of it and may change unnoticed.
func (j *job) remember() {
	if j.action != AcceptAction || len(j.skipped) > 0 || len(j.documents) > j.s.c.Inline {
		return
	}
	k := &readPackage{box: j.box, documents: slices.Clone(j.documents)}
	for i := range k.documents {
		if k.documents[i].sender != "" {
			return
		}
		if k.weight += weigh(&k.documents[i]); k.weight > knownMost {
			return
		}
	}
	j.s.packages.put(j.r.DocumentID, k)
}

// weigh estimates the memory of a document with what answers to it need, in bytes.
func weigh(sub *subject) int {
	out := knownLeast
	if sub.title != nil {
		var n counter
		if json.MarshalWrite(&n, sub.title) != nil {
			return knownMost + 1
		}
		out += knownFactor * int(n)
	}
	for _, signature := range sub.signatures {
		out += knownLeast + len(signature)
	}
	return out
}

// counter counts what is written to it.
type counter int

// Write adds the length of b.
func (n *counter) Write(b []byte) (int, error) {
	*n += counter(len(b))
	return len(b), nil
}
