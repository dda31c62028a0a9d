package extern_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"

	"sdano"
	"sdano/internal/demo"
	"sdano/operator/extern"
	"sdano/operator/sandbox"
	"sdano/reporting"
)

// BenchmarkSubmit hands reports over to a sandbox on a file: draft, contents,
// document, signature, check, prepare, send, all durable.
func BenchmarkSubmit(b *testing.B) {
	box, err := sandbox.Open(context.Background(), sandbox.Config{Path: filepath.Join(b.TempDir(), "sandbox.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer box.Close()
	server := httptest.NewServer(box.Handler())
	defer server.Close()
	client, err := extern.New(extern.Config{URL: server.URL, Key: sandbox.DefaultKey, Account: sandbox.DefaultAccount})
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	name, data, err := demo.Declaration(demo.Company, "0087", sdano.MustDate("2026-04-10"))
	if err != nil {
		b.Fatal(err)
	}
	var n atomic.Int64
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			d := reporting.Dispatch{
				DraftID: sdano.NewID(), Authority: reporting.FNS, Code: "0087", Sender: demo.Company.TaxID, Payer: demo.Company.TaxID,
				Certificate: []byte("certificate"), Files: []reporting.File{{Name: name, Data: data, Signature: []byte("signature")}},
			}
			if _, err := client.Submit(context.Background(), d); err != nil {
				b.Error(err)
				return
			}
			n.Add(1)
		}
	})
	b.StopTimer()
	res, err := http.Post(server.URL+"/sandbox/tick", "application/json", nil)
	if err != nil {
		b.Fatal(err)
	}
	res.Body.Close()
	b.ReportMetric(float64(n.Load())/b.Elapsed().Seconds(), "sends/s")
}
