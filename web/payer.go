package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/monitor"
)

// payerView is the form of a profile as it is shown.
type payerView struct {
	Title, Tag, Back string
	New              bool
	Fault            *formFault
	Who, Dates, Dues []formField
	Lists            []listView
}

// listView is a list of lines of a form, each with the same fields.
type listView struct {
	Name, Title, Hint string
	Lines             [][]formField
}

// formLimit is how large a form of the pages may be, in bytes.
const formLimit = 1 << 20

var errNoBooks = &sdano.Error{
	Kind: sdano.Forbidden, Code: "no_scope",
	Message: "У вас нет права вводить данные для монитора.",
	Remedy:  "Попросите администратора дать вам право «books».",
}

// payerRoutes are the pages where people enter what the monitor is computed from.
func (s *Site) payerRoutes() map[string]action {
	if s.Payers == nil {
		return nil
	}
	return map[string]action{
		"GET /payer":         s.payerPage,
		"POST /payer":        s.savePayer,
		"GET /facts":         s.factsPage,
		"POST /facts":        s.addFact,
		"POST /facts/remove": s.removeFact,
		"GET /facts/file":    s.factsFile,
		"POST /facts/file":   s.factsTable,
		"GET /statement":     s.statementForm,
		"POST /statement":    s.statementFile,
		"GET /pay":           s.payPage,
		"GET /pay/file":      s.payFile,
		"GET /pay/qr":        s.payQR,
	}
}

// payerPage shows the form of a profile: of a new one without "org".
func (s *Site) payerPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if !v.MayBook {
		return errNoBooks
	}
	p, tag, err := s.storedPayer(r, v)
	if err != nil {
		return err
	}
	return s.showPayer(w, r, v, http.StatusOK, newTyped(payerValues(p)), tag, nil)
}

// storedPayer returns the profile that a request names and its tag; an empty one
// if it names none, or one that has no profile yet.
func (s *Site) storedPayer(r *http.Request, v Visitor) (monitor.Profile, string, error) {
	id, err := payer(r, "org")
	if err != nil || id.INN == "" {
		return monitor.Profile{}, "", err
	}
	p, _, err := s.Payers.Payer(r.Context(), v.Tenant, id)
	if errors.Is(err, monitor.ErrNoProfile) {
		return monitor.Profile{TaxID: id}, "", nil
	}
	if err != nil {
		return p, "", err
	}
	tag, err := tagOf(p)
	return p, tag, err
}

// tagOf changes with every change of a profile.
func tagOf(p monitor.Profile) (string, error) {
	text, err := json.Marshal(p, json.Deterministic(true))
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:12]), err
}

func (s *Site) showPayer(w http.ResponseWriter, r *http.Request, v Visitor, status int, p *typed, tag string, fault *formFault) error {
	view := payerForm(p)
	if tag != "" {
		view.Who[0].Fixed, view.Who[1].Fixed = true, true
	}
	view.Tag, view.New, view.Fault = tag, tag == "", fault
	if view.Title = "Сведения об организации"; view.New {
		view.Title = "Новая организация"
	}
	view.Back = "/organizations"
	f, err := s.frame(r, v, "/organizations", view.Title)
	if err != nil {
		return err
	}
	f.Version = "" // what is being typed is not renewed
	return s.show(w, r, status, f, payerPage(view))
}

// savePayer takes the form of a profile. The button "more" only adds empty lines.
func (s *Site) savePayer(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if !v.MayBook {
		return errNoBooks
	}
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	if err := r.ParseForm(); err != nil {
		return uploadError(err, formLimit)
	}
	p, tag := newTyped(r.PostForm), r.PostForm.Get("tag")
	if p.Get("more") != "" {
		return s.showPayer(w, r, v, http.StatusOK, p, tag, nil)
	}
	before, err := s.payerBefore(r, v, p)
	if err != nil {
		return err
	}
	out := readPayer(p, before)
	if len(p.wrong) > 0 {
		return s.showPayer(w, r, v, http.StatusUnprocessableEntity, p, tag, &formFault{Message: "Не всё заполнено верно: исправьте отмеченные поля."})
	}
	if err := s.putPayer(r, v, out, before, tag); err != nil {
		fault, err := faultOf(err)
		if err != nil {
			return err
		}
		return s.showPayer(w, r, v, http.StatusUnprocessableEntity, p, tag, fault)
	}
	http.Redirect(w, r, "/?"+url.Values{"org": {out.TaxID.String()}}.Encode(), http.StatusSeeOther)
	return nil
}

// payerBefore returns the profile that stands under the ИНН and КПП of a form,
// an empty one if there is none.
func (s *Site) payerBefore(r *http.Request, v Visitor, p *typed) (monitor.Profile, error) {
	id := sdano.TaxID{INN: p.text("inn"), KPP: p.text("kpp")}
	if !sound(id) {
		return monitor.Profile{}, nil
	}
	now, _, err := s.Payers.Payer(r.Context(), v.Tenant, id)
	if errors.Is(err, monitor.ErrNoProfile) || err == nil && now.TaxID != id {
		return monitor.Profile{}, nil
	}
	return now, err
}

// sound reports whether an ИНН and КПП can be right.
func sound(id sdano.TaxID) bool { return id.Check() == nil }

// putPayer stores a profile if the one before is still the one that the form was
// made from.
func (s *Site) putPayer(r *http.Request, v Visitor, p, before monitor.Profile, tag string) error {
	expect, have := &before, ""
	if before.ID.IsZero() {
		expect = nil
	} else {
		var err error
		if have, err = tagOf(before); err != nil {
			return err
		}
	}
	if have != tag {
		return monitor.ErrChanged
	}
	_, _, err := s.Payers.Put(r.Context(), v.Actor, v.Tenant, p, expect)
	return err
}

// lines returns the numbers of the lines of a list that were typed, and those of
// the empty ones that the form offers after them.
func (p *typed) lines(list string, names ...string) (filled, empty []int) {
	last := -1
	for n := range maxLines {
		if slices.ContainsFunc(names, func(name string) bool { return p.text(cell(list, n, name)) != "" }) {
			filled, last = append(filled, n), n
		}
	}
	spare := 1
	if p.Get("more") == list {
		spare = 3
	}
	for n := last + 1; n < min(last+1+spare, maxLines); n++ {
		empty = append(empty, n)
	}
	return filled, empty
}

// maxLines is how many lines a list of a form has at most.
const maxLines = 100

// cell is the name of a field of a line.
func cell(list string, n int, name string) string { return fmt.Sprintf("%s.%d.%s", list, n, name) }

// set puts the fields of a line, in pairs of name and value; empty ones are left.
func setLine(v url.Values, list string, n int, pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(cell(list, n, pairs[i]), pairs[i+1])
		}
	}
}
