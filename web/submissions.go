package web

import (
	"net/http"
	"net/url"
	"strconv"

	"sdano"
	"sdano/party"
	"sdano/reporting"
)

// pageSize is how many submissions one page of the list shows.
const pageSize = 50

// submissionLine is one submission in a list.
type submissionLine struct {
	Href, Title, Period, Office, Payer string
	Badge                              badge
	Opened, OpenedISO, Filed           string
}

// badge is a status in words with its colour.
type badge struct {
	Word, Color string
	// Note says what is going on, "" if nothing is to be said.
	Note string
	// Review says that an answer waits for its audit.
	Review bool
}

// submissionList is the page of submissions.
type submissionList struct {
	Lines         []submissionLine
	Orgs, States  []choice
	Next          string
	First         bool
	Filtered, May bool
}

// choice is one option of a filter.
type choice struct {
	Value, Text string
	Current     bool
}

// submissionsPage shows the submissions of the tenant, newest first.
func (s *Site) submissionsPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	id, err := payer(r, "org")
	if err != nil {
		return err
	}
	status, ok := statusParam(r)
	if !ok {
		return errNoPage
	}
	f, err := s.frame(r, v, "/submissions", "Отправки отчётности")
	if err != nil {
		return err
	}
	orgs, err := s.Organizations.Organizations(r.Context(), v.Tenant)
	if err != nil {
		return err
	}
	q := reporting.Query{INN: id.INN, KPP: id.KPP, Status: status, Before: cursor(r, "before"), Limit: pageSize + 1}
	found, err := s.Reporting.Submissions(r.Context(), v.Tenant, q)
	if err != nil {
		return err
	}
	list := submissionList{
		Orgs: orgChoices(orgs, id), States: stateChoices(status), May: v.MayFile,
		First: q.Before == 0, Filtered: id.INN != "" || status != reporting.NoStatus,
	}
	if len(found) > pageSize {
		found = found[:pageSize]
		list.Next = nextPage(r, found[pageSize-1].Seq)
	}
	list.Lines = submissionLines(found, orgs)
	return s.show(w, r, http.StatusOK, f, submissionsView(list))
}

func statusParam(r *http.Request) (reporting.Status, bool) {
	text := r.FormValue("status")
	if text == "" {
		return reporting.NoStatus, true
	}
	return reporting.ParseStatus(text)
}

// nextPage returns the address of the page after a sequence number, with the
// same filters.
func nextPage(r *http.Request, before int64) string {
	q := url.Values{"before": {strconv.FormatInt(before, 10)}}
	for _, name := range []string{"org", "status"} {
		if text := r.FormValue(name); text != "" {
			q.Set(name, text)
		}
	}
	return "/submissions?" + q.Encode()
}

func orgChoices(orgs []party.Organization, shown sdano.TaxID) []choice {
	out := []choice{{Text: "Все организации", Current: shown.INN == ""}}
	for _, o := range orgs {
		out = append(out, choice{Value: o.TaxID.String(), Text: o.Name, Current: o.TaxID == shown})
	}
	return out
}

func stateChoices(shown reporting.Status) []choice {
	out := []choice{{Text: "Любой статус", Current: shown == reporting.NoStatus}}
	for _, st := range []reporting.Status{
		reporting.Planned, reporting.Sent, reporting.SendConfirmed,
		reporting.DeliveryConfirmed, reporting.Accepted, reporting.Rejected,
	} {
		out = append(out, choice{Value: string(st), Text: st.RU(), Current: st == shown})
	}
	return out
}

// submissionLines turns submissions into lines; payers are named where orgs are
// given.
func submissionLines(in []reporting.Submission, orgs []party.Organization) []submissionLine {
	names := map[sdano.TaxID]string{}
	for _, o := range orgs {
		names[o.TaxID] = o.Name
	}
	out := make([]submissionLine, 0, len(in))
	for _, sub := range in {
		line := submissionLine{
			Href: "/submissions/" + sub.ID.String(), Title: reportTitle(sub), Period: tie(sub.PeriodText),
			Office: office(string(sub.Key.Authority), sub.Key.Code), Badge: badgeOf(sub),
			Opened: minute(sub.OpenedAt), OpenedISO: machine(sub.OpenedAt), Filed: minute(sub.FiledAt),
		}
		if orgs != nil {
			if line.Payer = names[sub.Key.Payer]; line.Payer == "" {
				line.Payer = taxIDText(sub.Key.Payer)
			}
		}
		out = append(out, line)
	}
	return out
}

// reportTitle names the report, with the number of its correction.
func reportTitle(s reporting.Submission) string {
	title := s.Title
	if title == "" {
		title = "Отчёт КНД " + s.KND
	}
	if s.Key.Correction > 0 {
		title += ", корректировка № " + strconv.Itoa(s.Key.Correction)
	}
	return tie(title)
}

// badgeOf puts the state of a submission into words. Nothing is called sent
// before the operator has taken it.
func badgeOf(s reporting.Submission) badge {
	b := badge{Word: statusWord(s.Status, s.Outcome), Color: statusColor(s.Status, s.Outcome), Review: s.UnderReview}
	switch {
	case s.Deleted:
		return badge{Word: "Отозвана", Color: "grey", Note: "Отозвана до передачи оператору."}
	case s.Status == reporting.Accepted:
		b.Note = acceptedNote(s.Outcome)
	case s.Status == reporting.Rejected:
		b.Note = rejectedNote(s.Outcome)
	case s.Status.Rank() <= reporting.Planned.Rank():
		return waitingBadge(s)
	case s.Status == reporting.DeliveryConfirmed:
		b.Note = "Отчёт у инспекции. Ждём её решения."
	default:
		b.Note = "Оператор принял отчёт. Ждём документов инспекции."
	}
	if s.UnderReview {
		b.Note = "Пришёл ответ инспекции. Его проверяет специалист; до конца проверки статус прежний."
	}
	return b
}

// statusWord names a status; one that is accepted tells what is still asked for.
func statusWord(s reporting.Status, o reporting.Outcome) string {
	switch {
	case s != reporting.Accepted:
	case o == reporting.OutcomeAcceptedWithNotice:
		return "Сдана, нужно уточнение"
	case o == reporting.OutcomePartially:
		return "Сдана частично"
	}
	return s.RU()
}

// statusColor is the colour of a status: lime is a green with something to do.
func statusColor(s reporting.Status, o reporting.Outcome) string {
	switch {
	case s == reporting.Rejected:
		return "red"
	case s != reporting.Accepted:
		return "blue"
	case o == reporting.OutcomeAcceptedWithNotice, o == reporting.OutcomePartially:
		return "lime"
	}
	return "green"
}

func acceptedNote(o reporting.Outcome) string {
	switch o {
	case reporting.OutcomeAcceptedWithNotice:
		return "Отчёт принят, но инспекция просит уточнить сведения: подайте корректировку в течение пяти рабочих дней."
	case reporting.OutcomePartially:
		return "Отчёт принят частично: исправьте названные сведения и подайте их заново."
	}
	return "Отчёт принят инспекцией."
}

func rejectedNote(o reporting.Outcome) string {
	switch o {
	case reporting.OutcomeDuplicate:
		return "Инспекция сообщает, что такой отчёт уже принят. Подавать его ещё раз не нужно."
	case reporting.OutcomeUndeliverable:
		return "Отчёт не удалось доставить: он считается не сданным. Подайте его заново."
	}
	return "Инспекция отказала в приёме: отчёт считается не сданным. Исправьте ошибки и подайте его заново."
}

// waitingBadge tells what a submission that no operator has taken is at.
func waitingBadge(s reporting.Submission) badge {
	b := badge{Word: reporting.Planned.RU(), Color: "grey", Note: "Ждёт передачи оператору.", Review: s.UnderReview}
	switch s.Delivery {
	case reporting.DeliverySending:
		b.Note = "Передаётся оператору; подтверждения от него ещё нет."
	case reporting.DeliveryUnknown:
		b.Color = "yellow"
		b.Note = "Связь прервалась, и неизвестно, принял ли отчёт оператор. Спрашиваем его и до ответа не повторяем передачу."
	case reporting.DeliveryFailed:
		b.Color = "yellow"
		b.Note = "Передать оператору не удалось; попытка повторится сама."
	}
	return b
}
