package acceptance_test

import (
	"context"
	"os"
	"sync"

	"sdano/acceptance"
)

// memoryBlobs is a store of blobs in memory.
type memoryBlobs struct {
	mu   sync.Mutex
	kept map[acceptance.Hash][]byte
}

func (m *memoryBlobs) Put(_ context.Context, hash acceptance.Hash, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.kept[hash] = data
	return nil
}

func (m *memoryBlobs) Get(_ context.Context, hash acceptance.Hash) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if data, ok := m.kept[hash]; ok {
		return data, nil
	}
	return nil, os.ErrNotExist
}
