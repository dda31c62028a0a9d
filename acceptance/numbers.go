package acceptance

import (
	"context"
	"sync"

	"sdano"
)

// numberBlock is how many numbers of tasks a process takes at once. Those that it
// has not used when it ends are lost, which harms nobody.
const numberBlock = 256

// numbers gives the numbers of tasks, unique in the installation.
type numbers struct {
	units sdano.Units
	store Tasks

	mu         sync.Mutex
	free, last int64
}

// next returns a number that nobody else gets.
func (n *numbers) next(ctx context.Context) (int64, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.free == n.last {
		var first int64
		err := n.units.Write(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
			first, err = n.store.ReserveTaskIDs(ctx, tx, numberBlock)
			return err
		})
		if err != nil {
			return 0, err
		}
		n.free, n.last = first, first+numberBlock
	}
	n.free++
	return n.free - 1, nil
}
