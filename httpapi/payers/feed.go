package payers

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sdano"
	"sdano/access"
	"sdano/data"
	"sdano/httpapi/httpx"
	"sdano/ical"
	"sdano/monitor"
)

// FeedURL is where the calendar of a token is read: below public, "https://host",
// or below the address of the request if public is "".
func FeedURL(public string, r *http.Request, app string, tenant sdano.Tenant, token string) string {
	return site(public, r) + "/a/" + app + "/" + strconv.FormatInt(int64(tenant), 10) + "/api/v1/calendar/" + token + ".ics"
}

// feed answers GET and HEAD …/calendar/{token}.ics: the token is all that is asked
// for, and all that is told is the calendar. What is unknown looks like what is
// revoked.
func (h *Handler) feed(w http.ResponseWriter, r *http.Request) error {
	address := httpx.RemoteAddress(r)
	if h.guesses.Blocked(address) {
		return access.ErrTooManyAttempts
	}
	token, named := strings.CutSuffix(r.PathValue("file"), ".ics")
	tenant, err := strconv.ParseInt(r.PathValue("tenant"), 10, 64)
	if !named || err != nil || tenant <= 0 {
		h.guesses.Missed(address)
		return monitor.ErrNoFeed
	}
	read, err := h.c.Calendars.ReadCalendar(r.Context(), sdano.Tenant(tenant), token)
	if sdano.IsKind(err, sdano.NotFound) {
		h.guesses.Missed(address)
		return monitor.ErrNoFeed
	}
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := ical.Write(&body, calendarOf(read, site(h.c.PublicURL, r), h.host())); err != nil {
		return err
	}
	sum := sha256.Sum256(body.Bytes())
	out := w.Header()
	out.Set("Content-Type", ical.Type)
	out.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	out.Set("Cache-Control", "private, no-cache")
	out.Set("Referrer-Policy", "no-referrer")
	out.Set("X-Content-Type-Options", "nosniff")
	// It compares If-None-Match and answers HEAD.
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body.Bytes()))
	return nil
}

// site is how the clients of a request reach the server.
func site(public string, r *http.Request) string {
	if public != "" {
		return strings.TrimRight(public, "/")
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// host ends the UIDs: it does not change with the address by which a server is
// asked.
func (h *Handler) host() string {
	if u, err := url.Parse(h.c.PublicURL); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "sdano"
}

// refresh is how often programs are asked to read a calendar again.
const refresh = 6 * time.Hour

// calendarOf tells the terms as all-day events on the shifted days. What was due
// before anything is known of the payer is left out.
func calendarOf(r monitor.Reading, site, host string) ical.Calendar {
	out := ical.Calendar{Product: "-//sdano//monitor//RU", Name: "Сроки: " + r.Profile.Name, Refresh: refresh}
	org := strings.ReplaceAll(r.Profile.TaxID.String(), "/", "-")
	for _, t := range r.Terms {
		if t.State == monitor.TermUnknown && (t.Kind != data.Payment || t.Known) {
			continue
		}
		e := ical.Event{
			UID: t.Key() + "-" + org + "@" + host, Changed: t.Changed, Sequence: t.Sequence, Day: t.Due,
			Summary: summaryOf(t.Term), Description: strings.Join(descriptionOf(t.Term), "\n"),
			URL: site + "/?" + url.Values{"org": {r.Profile.TaxID.String()}}.Encode() + "#" + t.Row,
		}
		out.Events = append(out.Events, e)
	}
	return out
}

// summaryOf is the title of a term; what is done is marked.
func summaryOf(t monitor.Term) string {
	text := t.Title
	if t.Kind == data.Payment && t.Known && t.State != monitor.TermDone {
		text += ": " + t.Left.RU(" ") + " руб."
	}
	switch t.State {
	case monitor.TermDone, monitor.TermCovered:
		return "✓ " + text
	case monitor.TermOverdue:
		return "Просрочено: " + text
	}
	return text
}

var termWords = map[monitor.TermState]string{
	monitor.TermOverdue: "Срок прошёл.", monitor.TermUnknown: "Срок прошёл, сумма не известна.", monitor.TermSent: "Отправлено, ждём ответа.",
	monitor.TermCovered: "Деньги на едином налоговом счёте есть: сумма спишется в срок.",
}

func descriptionOf(t monitor.Term) []string {
	var out []string
	switch {
	case t.Kind != data.Payment:
	case t.Known:
		out = append(out, "Сумма: "+t.Amount.RU(" ")+" руб., осталось уплатить: "+t.Left.RU(" ")+" руб.")
	default:
		out = append(out, "Сумма пока не известна.")
	}
	if t.State == monitor.TermDone {
		out = append(out, "Сделано.")
	}
	out = append(out, termWords[t.State])
	if t.Raw != t.Due {
		out = append(out, "Срок по закону "+t.Raw.Dotted()+" перенесён на "+t.Due.Dotted()+" ("+shiftLaw+").")
	}
	return slices.DeleteFunc(append(out, "Основание: "+t.Law), func(s string) bool { return s == "" })
}
