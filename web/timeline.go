package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sdano"
	"sdano/audit"
	"sdano/reporting"
)

// stage is one station of the progress display.
type stage struct {
	// State is done, current, todo, good, notice (good with something to do) or
	// bad.
	Name, State string
	// When is the time it was reached, "" if it is not known.
	When string
}

// stages are the stations of a submission: what has happened is told as done,
// what is to come by a noun, so that nothing reads as done too early.
func stages(s reporting.Submission, events []reporting.Event) []stage {
	reached := times(s, events)
	names := []struct {
		status     reporting.Status
		done, todo string
	}{
		{reporting.Planned, "Запланирована", "Планирование"},
		{reporting.Sent, "Отправлена", "Передача оператору"},
		{reporting.SendConfirmed, "Отправка подтверждена", "Подтверждение отправки"},
		{reporting.DeliveryConfirmed, "Доставка подтверждена", "Доставка в инспекцию"},
		{reporting.Accepted, "Сдана", "Решение инспекции"},
	}
	rank := max(s.Status.Rank(), reporting.Planned.Rank())
	var out []stage
	for _, n := range names {
		st := stage{Name: n.todo, State: "todo"}
		if n.status.Rank() <= rank {
			st = stage{Name: n.done, State: "done", When: reached[n.status.Rank()]}
		}
		out = append(out, st)
	}
	out[rank-1].State = "current"
	if s.Status.Terminal() {
		out[rank-1].Name = statusWord(s.Status, s.Outcome)
		out[rank-1].State = map[string]string{"green": "good", "lime": "notice", "red": "bad"}[statusColor(s.Status, s.Outcome)]
	}
	return out
}

// times returns when each rank was reached first, in Moscow time.
func times(s reporting.Submission, events []reporting.Event) map[int]string {
	out := map[int]string{
		reporting.Planned.Rank(): minute(s.OpenedAt),
		reporting.Sent.Rank():    minute(s.SentAt),
	}
	for _, e := range events {
		rank := e.Status.Rank()
		if !e.Counts() || e.Late || rank <= reporting.Sent.Rank() || out[rank] != "" {
			continue
		}
		at := e.SourceAt
		if at.IsZero() {
			at = e.ReceivedAt
		}
		out[rank] = minute(at)
	}
	return out
}

// step is one entry of the timeline: an event with its document, or an act of
// ours, each with what the journal says of it.
type step struct {
	ID, Color, Heading, Text string
	seq                      int64
	// At is when we learned of it, Source the time its source gives.
	At, ISO, Source string
	Status          string
	Reasons         []reason
	Comment         string
	DocName         string
	DocHref         string
	Late, Review    bool
	Journal         []journalLine
}

// reason is one reason of a refusal as the customer may read it.
type reason struct{ Code, Text, Note string }

// journalLine is one entry of the journal.
type journalLine struct {
	Seq                   int64
	Who, At, Action, Hash string
}

// timeline joins events and journal entries into steps, in order.
func timeline(events []reporting.Event, entries []audit.Entry, v Visitor) []step {
	var steps []step
	for _, e := range events {
		if !e.Deleted {
			steps = append(steps, eventStep(e, v))
		}
	}
	slices.SortStableFunc(steps, bySeq)
	for _, entry := range entries {
		line := lineOf(entry)
		if i := home(steps, entry); i >= 0 {
			if line.At == steps[i].At {
				line.At = "" // the step tells it
			}
			steps[i].Journal = append(steps[i].Journal, line)
			continue
		}
		steps = append(steps, actStep(entry, line))
		slices.SortStableFunc(steps, bySeq)
	}
	return steps
}

func bySeq(a, b step) int { return cmp.Compare(a.seq, b.seq) }

// home returns the step a journal entry belongs to: the event it names, or the
// one whose consequence it is; -1 makes it a step of its own.
func home(steps []step, e audit.Entry) int {
	for i, st := range steps {
		if st.ID != "" && (strings.Contains(e.Object, st.ID) || strings.Contains(e.After, st.ID)) {
			return i
		}
	}
	if !consequences[e.Action] {
		return -1
	}
	home := -1
	for i, st := range steps {
		if st.seq < e.Seq {
			home = i
		}
	}
	return home
}

func eventStep(e reporting.Event, v Visitor) step {
	st := step{
		ID: e.ID.String(), seq: e.Seq, Color: "blue", Heading: documentName(e.DocumentType),
		At: moment(e.ReceivedAt), ISO: machine(e.ReceivedAt), Source: moment(e.SourceAt),
		Late: e.Late, Review: e.Waiting(), Comment: e.Comment,
	}
	if st.Review {
		st.Color, st.Heading = "yellow", "Ответ инспекции на проверке"
		st.Text = "Ответ получен. Пока его не проверит специалист, содержание не показывается, а статус не меняется."
		st.Comment = ""
		if v.MayAudit {
			st.DocName, st.DocHref = e.FileName, documentHref(e)
		}
		return st
	}
	st.Color = statusColor(e.Status, e.Outcome)
	if e.Status != reporting.NoStatus {
		st.Status = statusWord(e.Status, e.Outcome)
	}
	st.Reasons = reasons(e.Reasons)
	if e.FileName != "" || !e.DocumentID.IsZero() {
		st.DocName, st.DocHref = e.FileName, documentHref(e)
	}
	if e.Late {
		st.Text = "Пришло позже документа более высокой ступени; статус не изменился."
	}
	return st
}

func documentHref(e reporting.Event) string {
	return fmt.Sprintf("/submissions/%s/events/%s/file", e.Submission, e.ID)
}

func reasons(in []reporting.EventReason) []reason {
	var out []reason
	for _, r := range in {
		if r.Hidden {
			continue
		}
		text := r.Text
		if text == "" {
			text = r.Received
		}
		out = append(out, reason{Code: r.Code, Text: text, Note: r.AuditorNote})
	}
	return out
}

// actStep is an act of ours that no document caused; its heading and time are
// those of its journal entry, so the entry does not repeat them.
func actStep(e audit.Entry, line journalLine) step {
	heading := line.Action
	line.Action, line.At = "", ""
	return step{
		seq: e.Seq, Color: "grey", Heading: heading,
		At: moment(e.At), ISO: machine(e.At), Journal: []journalLine{line},
	}
}

func lineOf(e audit.Entry) journalLine {
	return journalLine{
		Seq: e.Seq, Who: who(e.Actor), At: moment(e.At), Action: entryName(e),
		Hash: short(fmt.Sprintf("%x", e.Hash[:]), 12),
	}
}

// who puts the name of an actor into words.
func who(a sdano.Actor) string {
	kind, name, ok := strings.Cut(string(a), ":")
	if !ok {
		return string(a)
	}
	words := map[string]string{"user": "пользователь", "system": "система", "operator": "оператор"}
	if words[kind] == "" {
		return string(a)
	}
	if name == "scheduler" {
		return "система, по расписанию"
	}
	return words[kind] + " " + name
}
