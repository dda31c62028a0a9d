package sandbox_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sdano/operator/sandbox"
)

func TestTokenIsBoughtWithTheKey(t *testing.T) {
	t.Parallel()
	w := open(t)
	for _, grant := range []string{"authorization_code", "client_credentials", "api-key"} {
		form := url.Values{"grant_type": {grant}, "code": {"c"}, "client_id": {"i"}, "client_secret": {sandbox.DefaultKey}, "redirect_uri": {"u"}}
		if w.form(form).want(http.StatusOK).text("access_token") == "" {
			t.Errorf("%s gives no token", grant)
		}
	}
	if a := w.form(url.Values{"grant_type": {"password"}, "client_secret": {sandbox.DefaultKey}}).want(http.StatusBadRequest); a.text("error") != "unsupported_grant_type" {
		t.Errorf("%s", a.raw)
	}
	if a := w.form(url.Values{"grant_type": {"api-key"}, "client_secret": {"guess"}}).want(http.StatusUnauthorized); a.text("error") != "invalid_client" {
		t.Errorf("%s", a.raw)
	}
}

func TestTokenEnds(t *testing.T) {
	t.Parallel()
	w := open(t)
	events := func() answer { return w.do(http.MethodGet, "/v1/events?fromId=0_0", nil) }
	events().want(http.StatusOK)
	w.restart()
	events().want(http.StatusOK)
	w.clock.Advance(time.Hour - time.Second)
	events().want(http.StatusOK)
	w.clock.Advance(time.Second)
	events().fails(http.StatusUnauthorized, "unauthorized")
	for _, forged := range []string{"", "a", "AAAA", strings.Repeat("A", 75), w.token[:len(w.token)-2] + "AA"} {
		w.token = forged
		events().fails(http.StatusUnauthorized, "unauthorized")
	}
	w.token = w.buyToken(sandbox.DefaultKey)
	events().want(http.StatusOK)
}

func TestOtherAccountsAndMethodsAreRefused(t *testing.T) {
	t.Parallel()
	w := open(t, func(c *sandbox.Config) { c.Account = "00000000-0000-0000-0000-00000000000a" })
	w.do(http.MethodGet, v1+"/docflows", nil).fails(http.StatusForbidden, "forbidden")
	own := "/v1/" + w.config.Account
	w.do(http.MethodGet, own+"/docflows", nil).want(http.StatusOK)
	w.do(http.MethodGet, own+"/nonsense", nil).fails(http.StatusNotFound, "methodNotFound")
	w.do(http.MethodPatch, own+"/drafts", nil).fails(http.StatusNotFound, "methodNotFound")
	w.do(http.MethodGet, "/", nil).fails(http.StatusNotFound, "methodNotFound")
}

// Twenty requests are held open by their bodies; the next one is refused.
func TestOnlyTwentyRequestsAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	var group sync.WaitGroup
	var bodies []*io.PipeWriter
	hold := func() { // a request that is under way until its body ends
		r, body := io.Pipe()
		bodies = append(bodies, body)
		group.Go(func() {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.server.URL+v1+"/contents", r)
			if err != nil {
				t.Error(err)
				return
			}
			req.Header.Set("Authorization", "Bearer "+w.token)
			res, err := w.server.Client().Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			if got := read(t, res); got.status != http.StatusTooManyRequests {
				got.want(http.StatusCreated)
			}
		})
		if _, err := body.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	for range 20 {
		hold()
	}
	var refused answer
	for deadline := time.Now().Add(10 * time.Second); refused.status != http.StatusTooManyRequests; {
		if time.Now().After(deadline) {
			t.Fatalf("never refused: %d", refused.status)
		}
		if refused = w.do(http.MethodGet, v1+"/docflows", nil); refused.status == http.StatusOK && len(bodies) < 60 {
			hold() // the question itself may have taken the place of one that came later
		}
	}
	refused.fails(http.StatusTooManyRequests, "tooManyRequests")
	if refused.header.Get("Retry-After") == "" {
		t.Error("nothing says when to come again")
	}
	w.do(http.MethodGet, "/sandbox/counters", nil).want(http.StatusOK)
	for _, b := range bodies {
		b.Close()
	}
	group.Wait()
	w.do(http.MethodGet, v1+"/docflows", nil).want(http.StatusOK)
}
