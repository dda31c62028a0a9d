package payers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// feedOf makes a calendar and returns its id and path.
func feedOf(h *house, at, name string) (id, path string) {
	h.t.Helper()
	var made struct{ ID, URL string }
	body := h.must(http.StatusCreated, h.ask("anna", "POST", at+"/calendars", `{"name":"`+name+`"}`)).body
	if err := json.Unmarshal([]byte(body), &made, json.MatchCaseInsensitiveNames(true)); err != nil {
		h.t.Fatal(err)
	}
	u, err := url.Parse(made.URL)
	if err != nil || !strings.HasPrefix(u.Path, "/a/bs/10027/api/v1/calendar/") || !strings.HasSuffix(u.Path, ".ics") {
		h.t.Fatalf("the address %q: %v", made.URL, err)
	}
	return made.ID, u.Path
}

// eventOf returns the lines of the event whose UID begins so, unfolded.
func eventOf(t *testing.T, text, uid string) string {
	t.Helper()
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n ", ""), "BEGIN:VEVENT\r\n") {
		if strings.HasPrefix(part, "UID:"+uid) {
			return part
		}
	}
	t.Fatalf("no event %s in %s", uid, text)
	return ""
}

func TestAFeedIsReadByItsTokenAlone(t *testing.T) {
	t.Parallel()
	h := build(t)
	at := "/v1/payers/" + inn
	h.must(http.StatusCreated, h.ask("anna", "PUT", at, profile))
	h.must(http.StatusForbidden, h.ask("bank", "POST", at+"/calendars", `{"name":"x"}`))
	h.must(http.StatusUnprocessableEntity, h.ask("anna", "POST", at+"/calendars", `{"name":" "}`))
	id, path := feedOf(h, at, "Телефон")
	_, second := feedOf(h, at, "Почта")
	h.tokens["anna2"] = ""
	got := h.must(http.StatusOK, h.ask("anna2", "GET", path, ""))
	if got.header.Get("Content-Type") != "text/calendar; charset=utf-8" || got.header.Get("ETag") == "" {
		t.Errorf("headers: %v", got.header)
	}
	due := eventOf(t, got.body, "usn_adv_pay-2018-H1-"+inn+"@sdano\r\n")
	for _, part := range []string{"DTSTART;VALUE=DATE:20180725\r\n", "DTEND;VALUE=DATE:20180726\r\n", "SEQUENCE:0\r\n", "НК РФ"} {
		if !strings.Contains(due, part) {
			t.Errorf("the event lacks %s: %s", part, due)
		}
	}
	again := h.must(http.StatusNotModified, h.ask("anna2", "GET", path, "", "If-None-Match", got.header.Get("ETag")))
	head := h.must(http.StatusOK, h.ask("anna2", "HEAD", path, ""))
	if again.body != "" || head.body != "" || head.header.Get("ETag") != got.header.Get("ETag") {
		t.Errorf("%q, %q, %v", again.body, head.body, head.header)
	}
	if list := h.must(http.StatusOK, h.ask("anna", "GET", at+"/calendars", "")).body; !strings.Contains(list, "Телефон") || strings.Contains(list, "hash") {
		t.Errorf("the list: %s", list)
	}
	h.must(http.StatusNoContent, h.ask("anna", "DELETE", at+"/calendars/"+id, ""))
	h.must(http.StatusNotFound, h.ask("anna", "DELETE", at+"/calendars/"+id, ""))
	h.must(http.StatusNotFound, h.ask("anna2", "GET", path, ""))
	h.must(http.StatusOK, h.ask("anna2", "GET", second, ""))
	h.must(http.StatusNotFound, h.ask("anna2", "GET", strings.Replace(second, "10027", "10028", 1), ""))
}

func TestAChangedTermHasAHigherSequence(t *testing.T) {
	t.Parallel()
	h := build(t)
	at := "/v1/payers/" + inn
	h.must(http.StatusCreated, h.ask("anna", "PUT", at, profile))
	h.must(http.StatusOK, h.ask("anna", "POST", at+"/facts", history))
	_, path := feedOf(h, at, "Телефон")
	const uid = "ip_fixed-2018"
	before := eventOf(t, h.must(http.StatusOK, h.ask("anna", "GET", path, "")).body, uid)
	h.must(http.StatusOK, h.ask("anna", "POST", at+"/facts", `{"payments":[{"id":null,"date":"2018-05-10","row":"ip_self","period":"2018","amount":"32385.00"}]}`))
	after := eventOf(t, h.must(http.StatusOK, h.ask("anna", "GET", path, "")).body, uid)
	if !strings.Contains(before, "SEQUENCE:0\r\n") || !strings.Contains(after, "SEQUENCE:1\r\n") || !strings.Contains(after, "SUMMARY:✓") {
		t.Errorf("before %s\nafter %s", before, after)
	}
	if third := eventOf(t, h.must(http.StatusOK, h.ask("anna", "GET", path, "")).body, uid); third != after {
		t.Errorf("read again it is %s", third)
	}
}

func TestTokensCannotBeGuessed(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.must(http.StatusCreated, h.ask("anna", "PUT", "/v1/payers/"+inn, profile))
	_, path := feedOf(h, "/v1/payers/"+inn, "Телефон")
	for range 30 {
		h.must(http.StatusNotFound, h.ask("anna", "GET", "/a/bs/10027/api/v1/calendar/AAAA.ics", ""))
	}
	h.must(http.StatusTooManyRequests, h.ask("anna", "GET", path, ""))
}
