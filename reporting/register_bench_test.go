package reporting_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"sdano/internal/demo"
	"sdano/reporting"
)

// BenchmarkRegister is the hot path: declarations of different report keys,
// durable on SQLite, by 64 clients at once.
func BenchmarkRegister(b *testing.B) {
	d := newDesk(b)
	letters := make([]letter, b.N)
	for n := range letters {
		name, data, err := demo.Numbered(n)
		if err != nil {
			b.Fatal(err)
		}
		letters[n] = letter{name, data}
	}
	var next atomic.Int64
	b.SetParallelism(32)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			l := letters[next.Add(1)-1]
			if _, err := d.Register(b.Context(), deskActor, deskTenant, reporting.Registration{FileName: l.name, Data: l.data}); err != nil {
				b.Error(fmt.Errorf("%s: %w", l.name, err))
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "regs/s")
}
