package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sdano"
	"sdano/data"
	"sdano/monitor"
)

// Terms are the dated obligations of payers and the calendars that people
// subscribe to; monitor.Service has them.
type Terms interface {
	// Terms returns the obligations of a payer in a run of days, by day.
	Terms(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID, from, to sdano.Date) (monitor.Profile, []monitor.Term, error)
	// Calendars returns the calendars of a payer.
	Calendars(ctx context.Context, tenant sdano.Tenant, id sdano.TaxID) ([]monitor.Feed, error)
	// Subscribe makes one; its token is told this once.
	Subscribe(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, name string) (monitor.Feed, string, error)
	// Revoke ends one, or returns monitor.ErrNoFeed.
	Revoke(ctx context.Context, actor sdano.Actor, tenant sdano.Tenant, id sdano.TaxID, feed sdano.ID) error
}

// WorkingDays tells working days from days off; monitor.Rules
// does.
type WorkingDays interface {
	// IsWorking reports whether a day is a working day.
	IsWorking(day sdano.Date) bool
}

// calendarView is one month of an organisation's terms.
type calendarView struct {
	Name, TaxID, Org, Month, Title string
	// Prev and Next are the addresses of the months beside, "" at the ends of what
	// is known; Now is that of the present month, "" on it.
	Prev, Next, Now string
	Weeks           [][]dayView
	// Busy are the days that have terms.
	Busy []dayView
	// May shows the calendars that are subscribed to; Made is the address of the
	// one that was made just now.
	May   bool
	Feeds []feedView
	Made  string
}

type dayView struct {
	Date              sdano.Date
	Other, Off, Today bool
	Terms             []termView
}

type termView struct{ Title, Sum, Word, Color, Href, Moved, Law string }

type feedView struct{ ID, Name, Made string }

// calendarRoutes are the pages of the calendar.
func (s *Site) calendarRoutes() map[string]action {
	if s.Terms == nil {
		return nil
	}
	return map[string]action{
		"GET /calendar":            s.calendarPage,
		"GET /calendar/file":       s.calendarFile,
		"POST /calendar/subscribe": s.subscribe,
		"POST /calendar/revoke":    s.revoke,
	}
}

// calendarPage shows a month: that of the parameter month, else the present one.
func (s *Site) calendarPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	return s.showCalendar(w, r, v, "")
}

func (s *Site) showCalendar(w http.ResponseWriter, r *http.Request, v Visitor, made string) error {
	id, err := payer(r, "inn")
	if err != nil {
		return err
	}
	first, err := s.monthOf(r.FormValue("month"))
	if err != nil {
		return err
	}
	f, err := s.frame(r, v, "/", "Календарь сроков")
	if err != nil {
		return err
	}
	p, list, err := s.Terms.Terms(r.Context(), v.Tenant, id, first, first.DayOfMonth(0, 31))
	if err != nil {
		return err
	}
	view := calendarView{Name: p.Name, TaxID: taxIDText(p.TaxID), Org: p.TaxID.String(), May: s.mayBook(v), Made: made}
	view.fill(first, s.today(), s.Days, list)
	if view.May {
		feeds, err := s.Terms.Calendars(r.Context(), v.Tenant, p.TaxID)
		if err != nil {
			return err
		}
		for _, f := range feeds {
			view.Feeds = append(view.Feeds, feedView{f.ID.String(), f.Name, dayOf(f.Created)})
		}
	}
	if made != "" {
		f.Version = "" // the address is shown this once
	}
	return s.show(w, r, http.StatusOK, f, calendarPage(view))
}

// How many years the calendar shows before and after the present one: as the
// monitor does.
const (
	yearsBack  = 4
	yearsAhead = 1
)

// monthOf returns the first day of a month, of the present one for "".
func (s *Site) monthOf(text string) (sdano.Date, error) {
	today := s.today()
	if text == "" {
		return today.DayOfMonth(0, 1), nil
	}
	first, err := sdano.ParseDate(text + "-01")
	if err != nil || !shows(today, first) {
		return first, &sdano.Error{
			Kind: sdano.Invalid, Code: "bad_month", Param: "month",
			Message: "Такого месяца в календаре нет.",
			Remedy:  "Он показывает четыре прошлых года, этот и следующий.",
		}
	}
	return first, nil
}

func shows(today, day sdano.Date) bool {
	return day.Year() >= today.Year()-yearsBack && day.Year() <= today.Year()+yearsAhead
}

// fill lays the terms out by weeks from Monday on.
func (v *calendarView) fill(first, today sdano.Date, days WorkingDays, list []monitor.Term) {
	v.Month, v.Title = first.String()[:7], capital(tie(strings.TrimSuffix(sdano.MonthPeriod(first.Year(), first.Month()).RU(), " г.")))
	v.link(first, today)
	byDay := map[sdano.Date][]termView{}
	for _, t := range list {
		byDay[t.Due] = append(byDay[t.Due], termViewOf(t, v.Org))
	}
	last := first.DayOfMonth(0, 31)
	day := first.AddDays(-(int(first.In(time.UTC).Weekday()) + 6) % 7)
	for !day.After(last) {
		var week []dayView
		for range 7 {
			d := dayView{Date: day, Other: day.Before(first) || day.After(last), Off: !days.IsWorking(day), Today: day == today, Terms: byDay[day]}
			if len(d.Terms) > 0 {
				v.Busy = append(v.Busy, d)
			}
			week, day = append(week, d), day.AddDays(1)
		}
		v.Weeks = append(v.Weeks, week)
	}
}

func (v *calendarView) link(first, today sdano.Date) {
	address := func(month sdano.Date) string {
		return "/calendar?" + url.Values{"inn": {v.Org}, "month": {month.String()[:7]}}.Encode()
	}
	if before := first.DayOfMonth(-1, 1); shows(today, before) {
		v.Prev = address(before)
	}
	if next := first.DayOfMonth(1, 1); shows(today, next) {
		v.Next = address(next)
	}
	if now := today.DayOfMonth(0, 1); now != first {
		v.Now = address(now)
	}
}

var termStates = map[monitor.TermState]struct{ word, color string }{
	monitor.TermAhead: {"предстоит", "grey"}, monitor.TermDue: {"пора", "yellow"}, monitor.TermOverdue: {"просрочено", "red"},
	monitor.TermUnknown: {"не известно", "yellow"}, monitor.TermSent: {"ждём ответа", "blue"}, monitor.TermCovered: {"деньги есть", "green"},
	monitor.TermDone: {"сделано", "green"},
}

func termViewOf(t monitor.Term, org string) termView {
	state := termStates[t.State]
	out := termView{
		Title: tie(t.Title), Word: state.word, Color: state.color, Law: tie(t.Law),
		Href: "/?" + url.Values{"org": {org}}.Encode() + "#" + t.Row,
	}
	if t.Kind == data.Payment && t.Known {
		out.Sum = rub(t.Amount)
		if t.Left > 0 {
			out.Sum = rub(t.Left)
		}
	}
	if t.Raw != t.Due {
		out.Moved = t.Raw.Dotted()
	}
	return out
}

// subscribe makes a calendar and shows its address this once.
func (s *Site) subscribe(w http.ResponseWriter, r *http.Request, v Visitor) error {
	id, err := s.subscriber(w, r, v)
	if err != nil {
		return err
	}
	_, token, err := s.Terms.Subscribe(r.Context(), v.Actor, v.Tenant, id, r.PostForm.Get("name"))
	if err != nil {
		return err
	}
	return s.showCalendar(w, r, v, s.FeedURL(r, v, token))
}

// revoke ends a calendar.
func (s *Site) revoke(w http.ResponseWriter, r *http.Request, v Visitor) error {
	id, err := s.subscriber(w, r, v)
	if err != nil {
		return err
	}
	feed, err := sdano.ParseID(r.PostForm.Get("id"))
	if err != nil {
		return monitor.ErrNoFeed
	}
	if err := s.Terms.Revoke(r.Context(), v.Actor, v.Tenant, id, feed); err != nil {
		return err
	}
	back := url.Values{"inn": {r.PostForm.Get("inn")}, "month": {r.PostForm.Get("month")}}
	http.Redirect(w, r, "/calendar?"+back.Encode()+"#feeds", http.StatusSeeOther)
	return nil
}

// subscriber reads a form about the calendars of an organisation.
func (s *Site) subscriber(w http.ResponseWriter, r *http.Request, v Visitor) (sdano.TaxID, error) {
	if !s.mayBook(v) {
		return sdano.TaxID{}, errNoBooks
	}
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	if err := r.ParseForm(); err != nil {
		return sdano.TaxID{}, uploadError(err, formLimit)
	}
	return payerNamed(r.PostForm.Get("inn"))
}
