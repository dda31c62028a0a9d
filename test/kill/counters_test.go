package kill_test

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json"
)

// counters are what the operator counted: the sends he accepted and the
// docflows he has.
type counters struct {
	Sends    int `json:"sends"`
	Docflows int `json:"docflows"`
	Replies  int `json:"replies"`
}

func (w *world) counters(ctx context.Context) (c counters) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.sandbox.URL+"/sandbox/counters", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.UnmarshalRead(res.Body, &c); err != nil {
		w.t.Fatal(err)
	}
	return c
}
