package web

import (
	"net/http"
	"net/url"
	"strconv"

	"sdano"
	"sdano/reporting"
)

// submissionView is the page of one submission.
type submissionView struct {
	ID, Title, Period, Name, Payer, Office, KND, UID string
	Badge                                            badge
	Stages                                           []stage
	Evidence, EvidenceISO                            string
	Filed, Closed, Ended                             bool
	ClosedAt, EndedAt                                string
	Reasons                                          []reason
	Remarks                                          bool // the reasons are of a report that was accepted
	Again                                            string
	Failure                                          *failure
	Files                                            []fileView
	Steps                                            []step
	Declared                                         []declared
	ResendReason                                     string
	Alarms                                           []string
	Monitor                                          string
}

// failure is the last failure on our side.
type failure struct{ Text, At string }

// fileView is one file of the submission.
type fileView struct{ Name, Href, Size, SHA string }

// declared is one amount the report declares.
type declared struct{ Period, Sum string }

// submissionPage shows the timeline of one submission.
func (s *Site) submissionPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := s.frame(r, v, "/submissions", "Отправка отчёта")
	if err != nil {
		return err
	}
	sub, err := s.Reporting.Submission(r.Context(), v.Tenant, id)
	if err != nil {
		return err
	}
	view, err := s.submissionView(r, v, sub)
	if err != nil {
		return err
	}
	f.Title = view.Title + " за " + view.Period
	return s.show(w, r, http.StatusOK, f, submissionPage(view))
}

// submissionView collects what belongs to a submission.
func (s *Site) submissionView(r *http.Request, v Visitor, sub reporting.Submission) (submissionView, error) {
	ctx := r.Context()
	events, err := s.Reporting.Events(ctx, v.Tenant, sub.ID)
	if err != nil {
		return submissionView{}, err
	}
	entries, err := s.Reporting.JournalOf(ctx, v.Tenant, sub.ID)
	if err != nil {
		return submissionView{}, err
	}
	files, err := s.Reporting.Packages(ctx, v.Tenant, sub.ID)
	if err != nil {
		return submissionView{}, err
	}
	var alarms []reporting.Alarm // they are for those who look after the filing
	if v.MayAudit {
		if alarms, err = s.Reporting.Alarms(ctx, v.Tenant); err != nil {
			return submissionView{}, err
		}
	}
	orgs, err := s.Organizations.Organizations(ctx, v.Tenant)
	if err != nil {
		return submissionView{}, err
	}
	view := viewOf(sub)
	view.Stages, view.Steps = stages(sub, events), timeline(events, entries, v)
	view.Files, view.Alarms = fileViews(files), alarmTexts(alarms, sub.ID)
	for _, o := range orgs {
		if o.TaxID == sub.Key.Payer {
			view.Name = o.Name
		}
	}
	return view, nil
}

func viewOf(sub reporting.Submission) submissionView {
	view := submissionView{
		ID: sub.ID.String(), Title: reportTitle(sub), Period: tie(sub.PeriodText), KND: sub.KND, UID: sub.UID,
		Payer: taxIDText(sub.Key.Payer), Office: office(string(sub.Key.Authority), sub.Key.Code),
		Badge: badgeOf(sub), Evidence: moment(sub.EvidenceAt), EvidenceISO: machine(sub.EvidenceAt),
		Filed: !sub.FiledAt.IsZero(), Closed: !sub.ClosedAt.IsZero(), Ended: !sub.EndedAt.IsZero(),
		ClosedAt: minute(sub.ClosedAt), EndedAt: minute(sub.EndedAt), ResendReason: sub.ResendReason,
		Monitor: "/?" + url.Values{"org": {sub.Key.Payer.String()}}.Encode(),
		Remarks: sub.Status == reporting.Accepted, Again: again(sub),
	}
	for _, r := range sub.Reasons {
		view.Reasons = append(view.Reasons, reason{Code: r.Code, Text: r.Text, Note: r.Explanation})
	}
	if sub.LastError != nil && sub.InFlight() {
		view.Failure = &failure{sub.LastError.Text, minute(sub.LastError.At)}
	}
	for _, d := range sub.Declared {
		view.Declared = append(view.Declared, declared{tie(d.Period.RU()), rub(d.Amount)})
	}
	return view
}

// again names the next report that a verdict asks for, "" if it asks for none.
func again(s reporting.Submission) string {
	switch statusColor(s.Status, s.Outcome) {
	case "lime":
		return "Подать корректировку"
	case "red":
		if s.Outcome != reporting.OutcomeDuplicate {
			return "Подать исправленный отчёт"
		}
	}
	return ""
}

func fileViews(files []reporting.Package) []fileView {
	var out []fileView
	for n, f := range files {
		out = append(out, fileView{
			Name: f.FileName, Size: size(int64(len(f.Data))), SHA: short(f.SHA256, 12),
			Href: "/submissions/" + f.Submission.String() + "/files/" + strconv.Itoa(n+1),
		})
	}
	return out
}

// alarmTexts returns what the open alarms say about an object.
func alarmTexts(alarms []reporting.Alarm, object sdano.ID) []string {
	var out []string
	for _, a := range alarms {
		if a.Object == object {
			out = append(out, a.Text)
		}
	}
	return out
}

// downloadPackage gives a file of a submission, byte for byte.
func (s *Site) downloadPackage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	files, err := s.Reporting.Packages(r.Context(), v.Tenant, id)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > len(files) {
		return errNoPage
	}
	sendFile(w, files[n-1].FileName, files[n-1].Data)
	return nil
}

// downloadDocument gives a document of the docflow as it came. One that waits
// for audit is given to those who may audit it only.
func (s *Site) downloadDocument(w http.ResponseWriter, r *http.Request, v Visitor) error {
	id, err := pathID(r, "event")
	if err != nil {
		return err
	}
	e, err := s.Reporting.Event(r.Context(), v.Tenant, id)
	if err != nil {
		return err
	}
	hidden := e.Deleted || e.Waiting() && !v.MayAudit
	if hidden || e.Submission.String() != r.PathValue("id") || len(e.Raw) == 0 {
		return reporting.ErrNotFound
	}
	name := e.FileName
	if name == "" {
		name = e.ID.String() + ".xml"
	}
	sendFile(w, name, e.Raw)
	return nil
}
