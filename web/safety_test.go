package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sdano"
	"sdano/audit"
	"sdano/monitor"
	"sdano/party"
	"sdano/reporting"
	"sdano/web"
)

// evil is a text that breaks out of every place of a page where it is not
// written as text.
const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>'--`

// poisoned is a story in which every text from outside is evil.
func poisoned() *fake {
	f := story()
	r := ipResult(yellow())
	r.Profile.Name, r.DataVersion = evil, evil
	for i := range r.Rows {
		r.Rows[i].Title = evil
		for _, c := range []*monitor.Cell{r.Rows[i].Tax, r.Rows[i].Report} {
			poison(c)
		}
	}
	f.results[ip.INN] = r
	for i := range f.subs {
		s := &f.subs[i]
		s.Title, s.PeriodText, s.UID, s.ResendReason, s.KND, s.Key.Code, s.Key.Authority = evil, evil, evil, evil, evil, evil, evil
		s.Reasons = []reporting.Reason{{Code: evil, Text: evil, Explanation: evil}}
		s.LastError = &reporting.Failure{Code: evil, Text: evil, At: noon}
		f.files = append(f.files, reporting.Package{Submission: s.ID, FileName: evil, SHA256: evil})
		f.alarms = append(f.alarms, reporting.Alarm{Text: evil, Object: s.ID})
	}
	for i := range f.events {
		e := &f.events[i]
		e.DocumentType, e.FileName, e.Comment = evil, evil, evil
		e.Reasons = []reporting.EventReason{{Code: evil, Received: evil, Text: evil, AuditorNote: evil}}
	}
	for i := range f.entries {
		f.entries[i].Actor, f.entries[i].Action = evil, evil
	}
	return f
}

func poison(c *monitor.Cell) {
	if c == nil {
		return
	}
	c.Text, c.Description, c.Why, c.Uncertain = evil+"{{smile}}", evil, []string{evil}, []string{evil}
	for i := range c.Links {
		c.Links[i].Text, c.Links[i].Target.Row = evil, evil
	}
	for i := range c.Items {
		c.Items[i].Title, c.Items[i].Law = evil, evil
	}
	for i := range c.Steps {
		c.Steps[i].Label, c.Steps[i].Formula, c.Steps[i].Law = evil, evil, evil
	}
}

// people is a fake whose organisations have evil names and directions.
type people struct{ *fake }

func (people) Organizations(context.Context, sdano.Tenant) ([]party.Organization, error) {
	return []party.Organization{{TaxID: ip, Name: evil, Main: true}, {TaxID: ooo, Name: evil}}, nil
}

func (people) DirectionsOf(context.Context, sdano.Tenant, string) ([]reporting.Direction, error) {
	return []reporting.Direction{{Authority: evil, Code: evil, ValidFrom: noon.AddDate(-1, 0, 0)}}, nil
}

func TestTextsFromOutsideStayTexts(t *testing.T) {
	t.Parallel()
	f := poisoned()
	c := config(f)
	c.Reporting, c.Organizations = people{f}, people{f}
	c.Demo.SampleName, c.Demo.Command, c.Demo.SampleKND = evil, evil, ""
	pages := pagesOf(f)
	pages["filter"] = "/submissions?status=accepted&before=" + url.QueryEscape(evil) + "&x=" + url.QueryEscape(evil)
	pages["status"] = "/submissions?status=" + url.QueryEscape(evil)
	pages["org"] = "/?org=" + url.QueryEscape(evil)
	pages["path"] = "/submissions/" + url.PathEscape(evil)
	for name, path := range pages {
		a := ask(t, c, http.MethodGet, path, nil)
		hasNot(t, a.body, "<script>alert", "<img", "'--")
		if t.Failed() {
			t.Fatalf("the page %s lets markup through", name)
		}
	}
	f.refusal = &sdano.Error{Kind: sdano.Invalid, Code: evil, Message: evil, Remedy: evil, Findings: []sdano.Finding{{Code: evil, Path: evil, Message: evil}}}
	hasNot(t, ask(t, c, http.MethodPost, "/demo/sample", nil).body, "<script>alert", "<img")
}

func TestLinksLeadIntoTheSiteOnly(t *testing.T) {
	t.Parallel()
	f := poisoned()
	id := sdano.NewID()
	f.links[id] = monitor.NavTarget{Form: monitor.NavCalculator, Payer: sdano.TaxID{INN: "//evil.example"}, Row: "javascript:alert(1)"}
	a := get(t, f, "/nav/"+id.String())
	if to := a.header.Get("Location"); !strings.HasPrefix(to, "/?org=") {
		t.Errorf("a link leads to %s", to)
	}
	for _, path := range pagesOf(f) {
		for _, piece := range strings.Split(get(t, f, path).body, `href="`)[1:] {
			if piece[0] != '/' && piece[0] != '#' || strings.HasPrefix(piece, "//") {
				t.Errorf("%s links to %.40s", path, piece)
			}
		}
	}
}

// TestForeignHostsAreRefusedEverywhere: a name that was made to point at this
// machine (DNS rebinding) sees nothing of a demo.
func TestForeignHostsAreRefusedEverywhere(t *testing.T) {
	t.Parallel()
	f := story()
	for _, target := range []string{"/", "/submissions", "/audit", "/organizations", "/live", "/static/app.js", "/demo/sample", "/nothing", "/submissions/" + f.subs[1].ID.String()} {
		for _, host := range []string{"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "10.0.0.1:8080", "localhost.evil.example", "0.0.0.0:8080", ""} {
			a := ask(t, config(f), http.MethodGet, target, func(r *http.Request) { r.Host = host })
			if a.status != http.StatusForbidden || strings.Contains(a.body, ip.INN) {
				t.Errorf("%s under %q: status %d", target, host, a.status)
			}
		}
	}
}

func TestNeighbouringSitesMayNotFile(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/demo/sample", "/reports", "/audit/" + sdano.NewID().String()} {
		f := story()
		for _, site := range []string{"cross-site", "same-site"} {
			a := ask(t, config(f), http.MethodPost, target, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", site) })
			if a.status != http.StatusForbidden || !strings.Contains(a.body, "Что сделать:") {
				t.Errorf("%s from a %s page: status %d", target, site, a.status)
			}
		}
		// Another port of this machine is another origin: old browsers say so by
		// Origin alone.
		a := ask(t, config(f), http.MethodPost, target, func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:3000") })
		if a.status != http.StatusForbidden || len(f.filed)+len(f.changes) != 0 {
			t.Errorf("%s from another port: status %d", target, a.status)
		}
	}
}

// broken is a monitor that panics.
type broken struct{}

func (broken) Monitor(context.Context, sdano.Tenant, sdano.TaxID) (monitor.Result, error) {
	panic("secret of the house")
}

func TestPanicBecomesAPage(t *testing.T) {
	t.Parallel()
	c := config(story())
	c.Monitor = broken{}
	c.Trace = func(context.Context) string { return "0123456789abcdef" }
	a := ask(t, c, http.MethodGet, "/", nil)
	if a.status != http.StatusInternalServerError {
		t.Errorf("status %d", a.status)
	}
	has(t, a.body, "Что сделать:", "0123456789abcdef", "Внутренняя ошибка")
	hasNot(t, a.body, "secret of the house", "goroutine")
}

// TestErrorPagesSayWhereToGoOn looks at the way on that each error offers.
func TestErrorPagesSayWhereToGoOn(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"GET /no/such/page":      `<a class="button" href="/">Открыть монитор</a>`,
		"GET /submissions/x":     `<a class="button" href="/submissions">К списку отправок</a>`,
		"POST /reports":          `<a class="button" href="/#file">Вернуться к форме</a>`,
		"POST /audit/not-an-id":  `<a class="button" href="/audit">К проверке отказов</a>`,
		"GET /a/bs/99999/":       `<a class="button" href="/">Открыть монитор</a>`,
		"DELETE /submissions":    `<a class="button" href="/submissions">К списку отправок</a>`,
		"GET /static/app.css/x":  `<a class="button" href="/">Открыть монитор</a>`,
		"GET /submissions/%00/x": `<a class="button" href="/submissions">К списку отправок</a>`,
	} {
		method, path, _ := strings.Cut(target, " ")
		has(t, ask(t, config(story()), method, path, nil).body, want, "номер обращения")
	}
}

func TestRefusedRepeatLeadsToTheEarlierSubmission(t *testing.T) {
	t.Parallel()
	f := story()
	id := f.told.String()
	f.refusal = &sdano.Error{
		Kind: sdano.Conflict, Code: "report_accepted", Param: "resend_reason",
		Message: "Отчёт уже сдан (" + id + ").", Remedy: "Укажите причину (resend_reason).",
	}
	a := ask(t, config(f), http.MethodPost, "/demo/sample", nil)
	if a.status != http.StatusConflict {
		t.Errorf("status %d", a.status)
	}
	has(t, a.main(), `href="/submissions/`+id+`">Открыть прежнюю отправку`, "под заголовком «Отчёт уже подавался»")
	f.refusal = reporting.ErrStale
	hasNot(t, ask(t, config(f), http.MethodPost, "/demo/sample", nil).main(), "прежнюю отправку", "Отчёт уже подавался")
}

func TestUnavailableSaysWhenToComeBack(t *testing.T) {
	t.Parallel()
	f := story()
	f.err = &sdano.Error{Kind: sdano.Unavailable, Code: "busy", Message: "Сервер занят.", Remedy: "Повторите.", Err: errors.New("secret")}
	a := get(t, f, "/")
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("status %d, headers %v", a.status, a.header)
	}
	hasNot(t, a.body, "secret")
}

// TestAlarmsAreForThoseWhoAudit: an alarm may tell of an answer that is not
// audited yet.
func TestAlarmsAreForThoseWhoAudit(t *testing.T) {
	t.Parallel()
	f := story()
	review := f.subs[2].ID
	f.alarms = []reporting.Alarm{{Text: "Ответы противоречат друг другу.", Object: review, At: noon}, {Text: "Направления давно не обновлялись.", At: noon}}
	page := "/submissions/" + review.String()
	has(t, get(t, f, page).body, "Ответы противоречат")
	audit := get(t, f, "/audit")
	has(t, audit.body, "Ответы противоречат", "Направления давно не обновлялись.", `href="`+page+`"`)
	hasNot(t, audit.body, `href="/submissions/"`)

	c := config(f)
	c.Visit = func(*http.Request) (web.Visitor, error) { return web.Visitor{Tenant: tenant, App: "bs"}, nil }
	hasNot(t, ask(t, c, http.MethodGet, page, nil).body, "Ответы противоречат")
}

func TestLongTimelineKeepsItsOrder(t *testing.T) {
	t.Parallel()
	f := story()
	id := f.told
	for n := range int64(200) {
		f.entries = append(f.entries, audit.Entry{Seq: 100 + n, At: noon, Actor: "system:scheduler", Action: fmt.Sprintf("act.%03d", n), Object: "submission/" + id.String()})
	}
	a := get(t, f, "/submissions/"+id.String())
	order(t, a.body, "Квитанция о приёме", "act.000", "act.001", "act.198", "act.199")
}
