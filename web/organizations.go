package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sdano"
	"sdano/reporting"
)

// organizationView is one organisation with its open directions.
type organizationView struct {
	Name, Kind, TaxID, Monitor, Submissions, Payer, Facts string
	Main                                                  bool
	Open, Closed                                          []directionView
}

// directionView is one direction of reporting.
type directionView struct{ Office, From, To, Refreshed string }

// organizationsPage shows the organisations of the tenant and whereto each may
// report.
func (s *Site) organizationsPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	f, err := s.frame(r, v, "/organizations", "Организации")
	if err != nil {
		return err
	}
	orgs, err := s.Organizations.Organizations(r.Context(), v.Tenant)
	if err != nil {
		return err
	}
	var views []organizationView
	for n, t := range tabs(orgs, sdano.TaxID{}) {
		o := orgs[n]
		directions, err := s.Reporting.DirectionsOf(r.Context(), v.Tenant, o.TaxID.INN)
		if err != nil {
			return err
		}
		view := organizationView{
			Name: o.Name, Kind: "Юридическое лицо", TaxID: taxIDText(o.TaxID), Main: o.Main, Monitor: t.Href,
			Submissions: "/submissions?" + orgQuery(o.TaxID), Payer: "/payer?" + orgQuery(o.TaxID), Facts: "/facts?" + orgQuery(o.TaxID),
		}
		if o.TaxID.IsPerson() {
			view.Kind = "Индивидуальный предприниматель"
		}
		view.Open, view.Closed = directionViews(directions, s.Clock.Now())
		views = append(views, view)
	}
	return s.show(w, r, http.StatusOK, f, organizationsPage(views, s.mayBook(v)))
}

// orgQuery names an organisation in an address.
func orgQuery(id sdano.TaxID) string { return url.Values{"org": {id.String()}}.Encode() }

// mayBook reports whether a visitor enters data, and there is where to.
func (s *Site) mayBook(v Visitor) bool { return v.MayBook && s.Payers != nil }

func directionViews(in []reporting.Direction, now time.Time) (open, closed []directionView) {
	for _, d := range in {
		view := directionView{
			Office: office(string(d.Authority), d.Code), From: dayOf(d.ValidFrom), To: dayOf(d.ValidTo),
			Refreshed: minute(d.RefreshedAt),
		}
		if d.Open(now) {
			open = append(open, view)
		} else {
			closed = append(closed, view)
		}
	}
	slices.SortFunc(open, func(a, b directionView) int { return strings.Compare(a.Office, b.Office) })
	return open, closed
}
