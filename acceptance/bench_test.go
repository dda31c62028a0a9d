package acceptance_test

import (
	"testing"

	"sdano/acceptance"
)

// benchmark runs an action on one УПД 5.03 as 64 clients do at once.
func benchmark(b *testing.B, do func(d *desk, r acceptance.GenerateRequest) error) {
	b.Helper()
	d := newDesk(b)
	r := asks(d.got("upd503").ID)
	b.SetParallelism(32) // of 2 processors
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := do(d, r); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}

// BenchmarkGenerate: a request acknowledged and finished, durable.
func BenchmarkGenerate(b *testing.B) {
	benchmark(b, func(d *desk, r acceptance.GenerateRequest) error {
		_, err := d.Generate(b.Context(), d.anna, acceptance.AcceptAction, r)
		return err
	})
}

// BenchmarkPreview: nothing is stored.
func BenchmarkPreview(b *testing.B) {
	benchmark(b, func(d *desk, r acceptance.GenerateRequest) error {
		_, err := d.Preview(b.Context(), d.anna, acceptance.AcceptAction, r)
		return err
	})
}
