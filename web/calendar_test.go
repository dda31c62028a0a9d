package web_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sdano/monitor"
	"sdano/web"
)

// calendarHouse is a site with an organisation that has an income.
func calendarHouse(t *testing.T) *httptest.Server {
	t.Helper()
	srv := books(t)
	if status, text := send(t, srv, "/payer", newcomer()...); status != http.StatusOK {
		t.Fatal(status, text)
	}
	send(t, srv, "/facts", "org", "779999991008", "kind", "entries", "date", "2026-02-10", "what", "income", "amount", "3000000", "regime", "")
	return srv
}

func TestTheCalendarShowsAMonthOfTerms(t *testing.T) {
	t.Parallel()
	srv := calendarHouse(t)
	has(t, fetch(t, srv.URL+"/?org=779999991008"), `href="/calendar?inn=779999991008"`)
	has(t, fetch(t, srv.URL+"/calendar?inn=779999991008"), "Апрель", "month=2026-03", "month=2026-05", "Декларация УСН", "пора", `#usn"`, "перенесён с 25.04.2026", "сегодня")
	has(t, fetch(t, srv.URL+"/calendar?inn=779999991008&month=2026-02"), "сроков нет", "К этому месяцу")
	end := fetch(t, srv.URL+"/calendar?inn=779999991008&month=2027-12")
	has(t, end, "month=2027-11")
	hasNot(t, end, "month=2028-01")
	for _, month := range []string{"2028-01", "2021-12", "x", "2026-13"} {
		res, err := http.Get(srv.URL + "/calendar?inn=779999991008&month=" + month)
		if err != nil {
			t.Fatal(err)
		}
		if res.Body.Close(); res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", month, res.StatusCode)
		}
	}
}

func TestTheAddressOfACalendarIsShownOnce(t *testing.T) {
	t.Parallel()
	srv := calendarHouse(t)
	status, made := send(t, srv, "/calendar/subscribe", "inn", "779999991008", "month", "2026-05", "name", "Телефон")
	address := regexp.MustCompile(`https://example\.ru/[\w-]{43}\.ics`).FindString(made)
	if status != http.StatusOK || address == "" || !strings.Contains(made, "Май") {
		t.Fatal(status, made)
	}
	again := fetch(t, srv.URL+"/calendar?inn=779999991008")
	has(t, again, "Телефон", "Отозвать")
	hasNot(t, again, address)
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(again)
	if _, after := send(t, srv, "/calendar/revoke", "inn", "779999991008", "month", "2026-04", "id", id[1]); strings.Contains(after, "Отозвать") {
		t.Error("it is still there:", after)
	}
	if status, _ := send(t, srv, "/calendar/revoke", "inn", "779999991008", "id", id[1]); status != http.StatusNotFound {
		t.Error("revoked twice:", status)
	}
	if status, _ := send(t, srv, "/calendar/subscribe", "inn", "779999991008", "name", " "); status != http.StatusUnprocessableEntity {
		t.Error("without a name:", status)
	}
}

func TestCalendarsNeedTheRightToEnterData(t *testing.T) {
	t.Parallel()
	c := config(story())
	mission := monitor.New(monitor.Config{})
	c.Payers, c.Terms = mission, mission
	c.Visit = func(*http.Request) (web.Visitor, error) { return web.Visitor{Tenant: tenant}, nil }
	srv := serve(t, c)
	for _, path := range []string{"/calendar/subscribe", "/calendar/revoke"} {
		if status, _ := send(t, srv, path, "inn", "779999991008", "name", "x"); status != http.StatusForbidden {
			t.Errorf("%s: %d", path, status)
		}
	}
}

// TestTheCalendarInABrowser sees the month as a table at the desk and as a list
// on a phone, and subscribes.
func TestTheCalendarInABrowser(t *testing.T) {
	ctx := browser(t)
	srv := calendarHouse(t)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(srv.URL+"/calendar?inn=779999991008"))
	until(t, ctx, `document.querySelectorAll(".cal tbody tr").length === 5 && document.querySelector(".cal").offsetWidth > 0 && document.querySelector(".cal-list").offsetWidth === 0`)
	act(t, ctx, `document.querySelector(".cal-form input[name=name]").value = "Телефон"`)
	press(t, ctx, ".cal-form button")
	until(t, ctx, `document.querySelector("#made code").textContent.endsWith(".ics")`)
	shot(t, ctx, "calendar", 1280)
	fits(t, ctx, "calendar", 1280)
	do(t, ctx, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile), chromedp.Navigate(srv.URL+"/calendar?inn=779999991008"))
	until(t, ctx, `document.querySelector(".cal").offsetWidth === 0 && document.querySelector(".cal-list").textContent.includes("Декларация")`)
	shot(t, ctx, "calendar-phone", 390)
	fits(t, ctx, "calendar", 390)
}
