package web

import (
	"net/http"
	"net/url"
	"slices"

	"sdano"
	"sdano/monitor"
)

// factsView is what is recorded of an organisation, one kind at a time.
type factsView struct {
	Name, TaxID, Org, Kind, Title, Hint string
	Tabs                                []tab
	Columns                             []string
	Lines                               []factLine
	Fields                              []formField
	Fault                               *formFault
	Older, Newer                        string
	Total                               int
	// File is where the facts are had as a table; "" = there are no such tables.
	File string
	Done *tableDone
}

// factLine is one fact: its cells, and the ID by which it is removed.
type factLine struct {
	ID    string
	Cells []string
}

// factsOnPage is how many facts a page shows.
const factsOnPage = 50

// factKind is a kind of facts as the pages know it.
type factKind struct {
	id, tab, title, hint string
	columns              []string
	// lines returns the facts, the newest first.
	lines func(s *Site, f monitor.Facts) []factLine
	// fields lays out the form of a new one, read reads it.
	fields func(s *Site, p *typed) []formField
	read   func(s *Site, p *typed) monitor.Facts
}

// kindOfFacts returns the kind that a request names, the first if it names none.
func kindOfFacts(name string) (factKind, error) {
	if name == "" {
		return factKinds[0], nil
	}
	i := slices.IndexFunc(factKinds, func(k factKind) bool { return k.id == name })
	if i < 0 {
		return factKind{}, errNoPage
	}
	return factKinds[i], nil
}

// factsPage shows the facts of a kind and the form of a new one.
func (s *Site) factsPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	return s.showFacts(w, r, v, http.StatusOK, newTyped(url.Values{}), nil)
}

func (s *Site) showFacts(w http.ResponseWriter, r *http.Request, v Visitor, status int, p *typed, fault *formFault) error {
	return s.layFacts(w, r, v, status, p, nil, fault)
}

// showTable shows the facts with what became of a table.
func (s *Site) showTable(w http.ResponseWriter, r *http.Request, v Visitor, status int, done *tableDone, fault *formFault) error {
	return s.layFacts(w, r, v, status, newTyped(url.Values{}), done, fault)
}

func (s *Site) layFacts(w http.ResponseWriter, r *http.Request, v Visitor, status int, p *typed, done *tableDone, fault *formFault) error {
	if !v.MayBook {
		return errNoBooks
	}
	kind, err := kindOfFacts(r.FormValue("kind"))
	if err != nil {
		return err
	}
	id, err := payer(r, "org")
	if err != nil {
		return err
	}
	f, err := s.frame(r, v, "/", "Данные для монитора")
	if err != nil {
		return err
	}
	profile, facts, err := s.Payers.Payer(r.Context(), v.Tenant, id)
	if err != nil {
		return err
	}
	view := factsView{
		Name: profile.Name, TaxID: taxIDText(profile.TaxID), Org: profile.TaxID.String(), Kind: kind.id, Title: kind.title, Hint: kind.hint,
		Columns: kind.columns, Fields: kind.fields(s, p), Fault: fault, Done: done,
	}
	if done != nil {
		f.Version = "" // what is told of the file is not renewed
	}
	if _, err := s.Payers.Table(monitor.TableKind(kind.id), monitor.Facts{}); err == nil {
		view.File = "/facts/file?" + url.Values{"org": {view.Org}, "kind": {kind.id}}.Encode()
	}
	for _, k := range factKinds {
		view.Tabs = append(view.Tabs, tab{Name: k.tab, Href: view.address(k.id, 0), Current: k.id == kind.id})
	}
	view.turn(kind.lines(s, facts), int(cursor(r, "from")))
	return s.show(w, r, status, f, factsPage(view))
}

// address returns the address of a kind of facts from a line on.
func (v *factsView) address(kind string, from int) string {
	q := url.Values{"org": {v.Org}, "kind": {kind}}
	if from > 0 {
		q.Set("from", itoa(int64(from)))
	}
	return "/facts?" + q.Encode()
}

// turn shows the lines of one page.
func (v *factsView) turn(lines []factLine, from int) {
	v.Total = len(lines)
	from = min(from, max(0, len(lines)-1))
	to := min(from+factsOnPage, len(lines))
	if v.Lines = lines[from:to]; to < len(lines) {
		v.Older = v.address(v.Kind, to)
	}
	if from > 0 {
		v.Newer = v.address(v.Kind, max(0, from-factsOnPage))
	}
}

// addFact takes the form of a new fact.
func (s *Site) addFact(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if !v.MayBook {
		return errNoBooks
	}
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	if err := r.ParseForm(); err != nil {
		return uploadError(err, formLimit)
	}
	kind, err := kindOfFacts(r.FormValue("kind"))
	if err != nil {
		return err
	}
	id, err := payer(r, "org")
	if err != nil {
		return err
	}
	p := newTyped(r.PostForm)
	facts := kind.read(s, p)
	if len(p.wrong) > 0 {
		return s.showFacts(w, r, v, http.StatusUnprocessableEntity, p, &formFault{Message: "Не всё заполнено верно: исправьте отмеченные поля."})
	}
	if _, err := s.Payers.Import(r.Context(), v.Actor, v.Tenant, id, facts); err != nil {
		fault, err := faultOf(err)
		if err != nil {
			return err
		}
		return s.showFacts(w, r, v, http.StatusUnprocessableEntity, p, fault)
	}
	return s.backToFacts(w, r)
}

// removeFact takes a fact away.
func (s *Site) removeFact(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if !v.MayBook {
		return errNoBooks
	}
	id, err := payer(r, "org")
	if err != nil {
		return err
	}
	fact, err := sdano.ParseID(r.PostFormValue("id"))
	if err != nil {
		return monitor.ErrNoFact
	}
	if err := s.Payers.Remove(r.Context(), v.Actor, v.Tenant, id, fact); err != nil {
		return err
	}
	return s.backToFacts(w, r)
}

// backToFacts leads back to the list, or to the monitor if the form was there.
func (s *Site) backToFacts(w http.ResponseWriter, r *http.Request) error {
	if r.FormValue("back") == "monitor" {
		http.Redirect(w, r, "/?"+url.Values{"org": {r.FormValue("org")}}.Encode(), http.StatusSeeOther)
		return nil
	}
	q := url.Values{"org": {r.FormValue("org")}, "kind": {r.FormValue("kind")}}
	http.Redirect(w, r, "/facts?"+q.Encode(), http.StatusSeeOther)
	return nil
}
