package web

import (
	"net/http"
	"net/url"
	"strconv"

	"sdano"
	"sdano/monitor"
)

// openNav opens what a published navigation link points at; an unknown one
// opens the monitor.
func (s *Site) openNav(w http.ResponseWriter, r *http.Request, v Visitor) error {
	to := "/"
	if id, err := sdano.ParseID(r.PathValue("id")); err == nil {
		target, ok, err := s.Nav.Resolve(r.Context(), v.Tenant, id)
		if err != nil {
			return err
		}
		if ok {
			to = navAddress(target)
		}
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// navAddress returns where in the pages a target lies: the tile it came from,
// with its explanation open where the target is a calculation.
func navAddress(t monitor.NavTarget) string {
	u := url.URL{Path: "/"}
	if t.Payer.INN != "" {
		u.RawQuery = url.Values{"org": {t.Payer.String()}}.Encode()
	}
	switch t.Form {
	case monitor.NavCalculator:
		u.Fragment = t.Row + "-tax-why"
	case monitor.NavReport, monitor.NavReports, monitor.NavPast:
		u.Fragment = t.Row + "-report"
	case monitor.NavNotice:
		u.Fragment = t.Row + "-tax"
	}
	return u.String()
}

// freshDoor is the page behind addresses given to clients of the 1C:Fresh form:
// /a/{app}/{tenant}/#e1cib/data/…?Идентификатор={uuid}. What follows the # never
// reaches a server; the script reads it and goes on to /nav/{uuid}.
func (s *Site) freshDoor(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if r.PathValue("app") != v.App || r.PathValue("tenant") != strconv.FormatInt(int64(v.Tenant), 10) {
		return &sdano.Error{
			Kind: sdano.NotFound, Code: "unknown_tenant",
			Message: "Такой области данных нет, или она вам не открыта.",
			Remedy:  "Проверьте адрес ссылки: имя приложения и номер области.",
		}
	}
	f := frame{Title: "Переход по ссылке", Today: s.today(), Demo: s.Demo != nil}
	return s.show(w, r, http.StatusOK, f, doorPage())
}
