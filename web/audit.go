package web

import (
	"net/http"
	"strconv"
	"strings"

	"sdano"
	"sdano/reporting"
)

// auditView is the page of what waits for audit.
type auditView struct {
	Items  []auditItem
	Alarms []alarmView
	Done   *auditDone
}

// auditDone tells what became of the form that was sent just now.
type auditDone struct {
	Approved bool
	Href     string
}

// alarmView is one open alarm; Href is "" for one about the whole data area.
type alarmView struct{ Text, At, Href string }

// auditItem is one event with its form.
type auditItem struct {
	ID, Heading, Title, Payer, Href string
	Version                         int64
	Received, Due                   string
	Late                            bool
	DocName, DocHref                string
	Reasons                         []auditReason
	States                          []choice
	Comment                         string
}

// auditReason is one reason as it came, with what the auditor made of it.
type auditReason struct {
	N                          int
	Code, Received, Text, Note string
	Hidden                     bool
}

var errNoAudit = &sdano.Error{
	Kind: sdano.Forbidden, Code: "no_scope",
	Message: "У вас нет права проверять отказы.",
	Remedy:  "Попросите администратора дать вам право «audit».",
}

// auditPage shows the refusals that wait for audit, the most urgent first.
func (s *Site) auditPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if !v.MayAudit {
		return errNoAudit
	}
	f, err := s.frame(r, v, "/audit", "Проверка отказов")
	if err != nil {
		return err
	}
	waiting, err := s.Reporting.Waiting(r.Context(), v.Tenant)
	if err != nil {
		return err
	}
	var view auditView
	for _, e := range waiting {
		sub, err := s.Reporting.Submission(r.Context(), v.Tenant, e.Submission)
		if err != nil {
			return err
		}
		view.Items = append(view.Items, s.auditItem(e, sub))
	}
	alarms, err := s.Reporting.Alarms(r.Context(), v.Tenant)
	if err != nil {
		return err
	}
	for _, a := range alarms {
		view.Alarms = append(view.Alarms, alarmOf(a))
	}
	if view.Done, err = s.auditDone(r, v); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, f, auditPage(view))
}

// auditDone tells of the event that the address names as done, by its present
// state; an address that names none, or one that is gone, tells nothing.
func (s *Site) auditDone(r *http.Request, v Visitor) (*auditDone, error) {
	id, _ := sdano.ParseID(r.FormValue("done")) // a malformed one names nothing
	if id.IsZero() {
		return nil, nil
	}
	e, err := s.Reporting.Event(r.Context(), v.Tenant, id)
	switch {
	case err == nil:
		return &auditDone{Approved: e.AuditDone, Href: "/submissions/" + e.Submission.String()}, nil
	case sdano.IsKind(err, sdano.NotFound):
		return nil, nil
	}
	return nil, err
}

func alarmOf(a reporting.Alarm) alarmView {
	view := alarmView{Text: a.Text, At: minute(a.At)}
	if !a.Object.IsZero() {
		view.Href = "/submissions/" + a.Object.String()
	}
	return view
}

func (s *Site) auditItem(e reporting.Event, sub reporting.Submission) auditItem {
	out := auditItem{
		ID: e.ID.String(), Version: e.Version, Heading: documentName(e.DocumentType),
		Title: reportTitle(sub) + " за " + tie(sub.PeriodText), Payer: taxIDText(sub.Key.Payer),
		Href: "/submissions/" + sub.ID.String(), Received: minute(e.ReceivedAt), Due: minute(e.AuditDue),
		Late:    !e.AuditDue.IsZero() && s.Clock.Now().After(e.AuditDue),
		DocName: e.FileName, DocHref: documentHref(e), Comment: e.Comment, States: auditStates(e.Status),
	}
	for n, r := range e.Reasons {
		out.Reasons = append(out.Reasons, auditReason{
			N: n, Code: r.Code, Received: r.Received, Text: r.Text, Note: r.AuditorNote, Hidden: r.Hidden,
		})
	}
	return out
}

// auditStates are the statuses an auditor may give an answer.
func auditStates(now reporting.Status) []choice {
	out := []choice{{Value: "", Text: "не меняет статуса", Current: now == reporting.NoStatus}}
	for _, st := range []reporting.Status{reporting.DeliveryConfirmed, reporting.Accepted, reporting.Rejected} {
		out = append(out, choice{Value: string(st), Text: st.RU(), Current: st == now})
	}
	return out
}

// auditEvent takes the form of an event: it changes what the customer will read
// and, with the button "approve", ends the audit.
func (s *Site) auditEvent(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if !v.MayAudit {
		return errNoAudit
	}
	id, err := pathID(r, "event")
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, auditLimit)
	if err := r.ParseForm(); err != nil {
		return uploadError(err, auditLimit)
	}
	change, err := eventChange(r, id)
	if err != nil {
		return err
	}
	if err := s.Reporting.WriteEvent(r.Context(), v.Actor, v.Tenant, change, false); err != nil {
		return err
	}
	http.Redirect(w, r, "/audit?done="+id.String(), http.StatusSeeOther)
	return nil
}

// auditLimit is the greatest form of an audit, in bytes.
const auditLimit = 1 << 20

var errBadForm = &sdano.Error{
	Kind: sdano.Invalid, Code: "bad_form",
	Message: "Форма проверки заполнена неверно.",
	Remedy:  "Обновите страницу и заполните форму ещё раз.",
}

// eventChange reads the form. Reasons are named by what was received: that
// never changes.
func eventChange(r *http.Request, id sdano.ID) (reporting.EventChange, error) {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	status := reporting.Status(r.PostFormValue("status"))
	if err != nil || !status.Known() {
		return reporting.EventChange{}, errBadForm
	}
	comment := strings.TrimSpace(r.PostFormValue("comment"))
	change := reporting.EventChange{Ref: id, Version: version, Status: &status, Comment: &comment}
	if r.PostFormValue("do") == "approve" {
		done := true
		change.AuditDone = &done
	}
	reasons := reasonChanges(r)
	change.Reasons = &reasons
	return change, nil
}

func reasonChanges(r *http.Request) []reporting.ReasonChange {
	out := []reporting.ReasonChange{}
	for n := 0; ; n++ {
		key := strconv.Itoa(n)
		if !r.PostForm.Has("received" + key) {
			return out
		}
		text := strings.TrimSpace(r.PostFormValue("reason" + key))
		note := strings.TrimSpace(r.PostFormValue("note" + key))
		hidden := r.PostForm.Has("hidden" + key)
		out = append(out, reporting.ReasonChange{
			ReceivedReason: r.PostFormValue("received" + key), Reason: &text, Hidden: &hidden, AuditorNote: &note,
		})
	}
}
