package flow_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/internal/demo"
	"sdano/reporting"
)

// The acceptance tests of the reporting interface by their letters and numbers.
func TestAcceptance(t *testing.T) {
	t.Parallel()
	on(t, "a, an answered send is not repeated", answeredSend)
	on(t, "b, equal answers are one event", equalAnswers)
	on(t, "c, a lost answer leaves one docflow", lostAnswer)
	on(t, "d, a late delivery changes nothing", lateDelivery)
	on(t, "e, of two events in one instant the later is last", oneInstant)
	on(t, "f, a refused or withdrawn resend leaves the verdict", withdrawnResend)
	on(t, "i, three planned submissions are three rows", plannedRows)
	on(t, "m, nothing is called sent before it is", notSentYet)
	on(t, "2, an open report is not filed again without a reason", openKey)
	on(t, "5, a status is answered without the operator", statusAlone)
	on(t, "7, answers belong to their docflow", ownAnswers)
	on(t, "10, the date of sending is Moscow's", moscowDate)
	on(t, "k, a notice asks for corrections", clarification)
	on(t, "4, disorder and repetition end as order does", disorder)
}

func answeredSend(h *house) {
	s := h.filed("0087")
	if sum := h.send(); sum.Sent != 1 || sum.Failed != 0 {
		h.Fatalf("first run: %+v", sum)
	}
	sent := h.now(s.ID)
	if sent.UID == "" || sent.Status != reporting.Sent || sent.SentAt.IsZero() || sent.UID != sent.DocflowID.Compact() {
		h.Fatalf("%+v", sent)
	}
	if sum := h.send(); sum.Sent+sum.Resumed+sum.Failed != 0 {
		h.Fatalf("second run: %+v", sum)
	}
	if c := h.counters(); c.Sends != 1 || c.Docflows != 1 {
		h.Fatalf("the operator counts %+v", c)
	}
}

func equalAnswers(h *house) {
	s := h.filed("0088")
	h.follow()
	for range 10 {
		h.fetch()
	}
	seen := map[string]int{}
	for _, e := range h.events(s.ID) {
		seen[e.SourceKey]++
	}
	for key, n := range seen {
		if n != 1 {
			h.Errorf("%s is there %d times", key, n)
		}
	}
	waiting, err := h.svc.Waiting(h.Context(), demo.Tenant)
	h.must(err)
	if len(waiting) != 1 || len(seen) != 3 {
		h.Errorf("%d events, %d wait for audit", len(seen), len(waiting))
	}
	if got := h.now(s.ID); !got.UnderReview || got.Status.Terminal() || len(got.Reasons) != 0 {
		h.Errorf("the customer sees a refusal before its audit: %+v", got)
	}
}

func lostAnswer(h *house) {
	s := h.filed("0074")
	h.later()
	if _, err := h.svc.Send(h.Context(), actor, sdano.AllTenants); !isCode(err, "operator_unavailable") {
		h.Fatalf("the answer was not lost: %v", err)
	}
	if got := h.now(s.ID); got.Delivery != reporting.DeliveryUnknown || got.Status != reporting.Planned {
		h.Fatalf("%+v", got)
	}
	h.follow()
	if got := h.now(s.ID); got.Status != reporting.Accepted || got.EndedAt.IsZero() {
		h.Errorf("%+v", got)
	}
	if c := h.counters(); c.Sends != 1 || c.Docflows != 1 {
		h.Errorf("the operator counts %+v", c)
	}
}

func lateDelivery(h *house) {
	s := h.filed("0073")
	h.follow()
	got := h.now(s.ID)
	if got.Status != reporting.Accepted || got.ClosedAt.IsZero() || got.FiledAt.IsZero() {
		h.Fatalf("%+v", got)
	}
	late := 0
	for _, e := range h.events(s.ID) {
		if e.Late {
			late++
		}
	}
	if late == 0 {
		h.Error("disorder left no late event")
	}
}

func oneInstant(h *house) {
	s := h.filed("0087")
	h.send()
	for range 4 {
		h.tick() // all stages before the first look
	}
	for range 4 {
		h.fetch()
	}
	events := h.events(s.ID)
	if len(events) < 3 || !events[0].ReceivedAt.Equal(events[2].ReceivedAt) {
		h.Fatalf("%d events, not in one instant", len(events))
	}
	last, ok, err := h.svc.LastAuditedEvent(h.Context(), demo.Tenant, s.ID)
	h.must(err)
	var want reporting.Event
	for _, e := range events {
		if !e.Late && e.Counts() && e.Seq > want.Seq {
			want = e
		}
	}
	if !ok || last.Event != want.ID || last.Status != reporting.Accepted {
		h.Errorf("last is %+v, want %s", last, want.ID)
	}
}

func withdrawnResend(h *house) {
	s := h.filed("0087")
	h.follow()
	if _, err := h.register("0087", ""); !isCode(err, "report_accepted") {
		h.Fatalf("a resend of an accepted report: %v", err)
	}
	again, err := h.register("0087", "уточнён адрес")
	h.must(err)
	if again.Report != s.Report {
		h.Fatal("a resend is another report")
	}
	if v := h.verdict(s.Report); v.Status != reporting.CoarseAccepted || v.Basis != s.ID {
		h.Errorf("beside an open resend: %+v", v)
	}
	h.must(h.svc.Withdraw(h.Context(), actor, demo.Tenant, again.ID, "не нужна"))
	if v := h.verdict(s.Report); v.Status != reporting.CoarseAccepted || v.Basis != s.ID {
		h.Errorf("after a withdrawn resend: %+v", v)
	}
}

func plannedRows(h *house) {
	var ids []sdano.ID
	for n := range 3 {
		ids = append(ids, h.numbered(n).ID)
	}
	for range 5 {
		h.send()
	}
	rows := h.queue()
	if len(rows) != 3 {
		h.Fatalf("%d rows", len(rows))
	}
	for _, id := range ids {
		if s := h.now(id); s.Status != reporting.Sent || s.UID == "" {
			h.Errorf("%+v", s)
		}
	}
	if c := h.counters(); c.Sends != 3 {
		h.Errorf("the operator counts %+v", c)
	}
}

func notSentYet(h *house) {
	s := h.filed("0087")
	if s.Status != reporting.Planned || !s.SentAt.IsZero() || s.Status.RU() != "Запланирована" {
		h.Fatalf("%+v", s)
	}
	h.business.Advance(time.Hour)
	h.send()
	h.business.Advance(time.Hour)
	h.tick()
	h.fetch()
	got := h.now(s.ID)
	if got.Status != reporting.SendConfirmed || got.EvidenceAt.IsZero() || !got.FiledAt.IsZero() {
		h.Fatalf("after the confirmation: %+v", got)
	}
	if day := sdano.DateOf(got.EvidenceAt, sdano.Moscow); day != demo.Today {
		h.Errorf("the confirmation is of %s", day)
	}
	if got.OpenedAt.Equal(got.EvidenceAt) {
		h.Error("the day of queueing is taken for that of sending")
	}
}

func openKey(h *house) {
	s := h.filed("0087")
	_, err := h.register("0087", "")
	if !isCode(err, "report_open") {
		h.Fatalf("%v", err)
	}
	if e := sdano.AsError(err); e.Kind != sdano.Conflict || e.Remedy == "" {
		h.Errorf("%+v", e)
	}
	list, err := h.svc.Submissions(h.Context(), demo.Tenant, reporting.Query{WithDeleted: true})
	h.must(err)
	if len(list) != 1 || list[0].ID != s.ID {
		h.Errorf("%d submissions", len(list))
	}
}

func statusAlone(h *house) {
	s := h.filed("0087")
	h.send()
	h.operator.Close()
	if got := h.now(s.ID); got.Status != reporting.Sent {
		h.Errorf("%+v", got)
	}
	if _, ok, err := h.svc.LastSubmission(h.Context(), demo.Tenant, s.Report); err != nil || !ok {
		h.Errorf("%t, %v", ok, err)
	}
}

func ownAnswers(h *house) {
	good, bad := h.filed("0087"), h.filed("0088")
	h.follow()
	if got := h.now(good.ID); got.Status != reporting.Accepted {
		h.Errorf("%+v", got)
	}
	if got := h.now(bad.ID); !got.UnderReview || got.Status == reporting.Accepted {
		h.Errorf("%+v", got)
	}
	for _, s := range []reporting.Submission{good, bad} {
		uid := h.now(s.ID).DocflowID.String()
		for _, e := range h.events(s.ID) {
			if !strings.HasPrefix(e.SourceKey, uid) {
				h.Errorf("event %s of docflow %s", e.SourceKey, uid)
			}
		}
	}
}

func moscowDate(h *house) {
	last := demo.Today.In(sdano.Moscow).Add(23*time.Hour + 59*time.Minute)
	h.business.Set(last)
	s := h.filed("0087")
	h.send()
	h.tick() // the confirmation of sending is of 23:59
	h.business.Set(last.Add(12 * time.Hour))
	h.follow()
	got := h.now(s.ID)
	if day := sdano.DateOf(got.FiledAt, sdano.Moscow); got.FiledAt.IsZero() || day != demo.Today {
		h.Errorf("filed at %s", got.FiledAt)
	}
}

func clarification(h *house) {
	s := h.filed("0085")
	h.follow()
	got := h.now(s.ID)
	if got.Status != reporting.Accepted || got.Outcome != reporting.OutcomeAcceptedWithNotice || got.EndedAt.IsZero() {
		h.Errorf("%+v", got)
	}
	if v := h.verdict(s.Report); v.Status != reporting.AcceptedWithErrors || v.Status.Name1C() != "ПринятЕстьОшибки" {
		h.Errorf("%+v", v)
	}
}

func disorder(h *house) {
	plain := h.filed("0087")
	others := []reporting.Submission{h.filed("0072"), h.filed("0073"), h.filed("7701")}
	h.follow()
	want := h.now(plain.ID)
	for _, o := range others {
		got := h.now(o.ID)
		if got.Status != want.Status || got.Outcome != want.Outcome || got.EndedAt.IsZero() != want.EndedAt.IsZero() {
			h.Errorf("office %s ends as %s %s, 0087 as %s %s", o.Key.Code, got.Status, got.Outcome, want.Status, want.Outcome)
		}
	}
}

// The journal tells the whole story and its chain is whole.
func TestJournalTellsTheStory(t *testing.T) {
	t.Parallel()
	on(t, "journal", func(h *house) {
		s := h.filed("0087")
		h.follow()
		var actions []string
		for _, e := range h.entries(s.ID) {
			actions = append(actions, e.Action)
		}
		text := strings.Join(actions, " ")
		for _, want := range []string{"submission.registered", "submission.status"} {
			if !strings.Contains(text, want) {
				h.Errorf("no %s among %s", want, text)
			}
		}
		if h.counters().Replies < 3 {
			h.Errorf("owed receipts: %+v", h.counters())
		}
	})
}

// Directions come from the service and are kept when it is silent.
func TestDirections(t *testing.T) {
	t.Parallel()
	on(t, "g, one is dropped, then silence", func(h *house) {
		h.call(http.MethodPut, "/sandbox/directions", directions(27))
		sum, err := h.svc.RefreshDirections(h.Context(), actor)
		h.must(err)
		if sum.Closed != 1 || sum.Kept != 27 {
			h.Errorf("%+v", sum)
		}
		h.call(http.MethodPut, "/sandbox/directions", `[]`)
		_, _ = h.svc.RefreshDirections(h.Context(), actor)
		open := 0
		for _, p := range []demo.Payer{demo.Entrepreneur, demo.Company} {
			list, err := h.svc.DirectionsOf(h.Context(), demo.Tenant, p.TaxID.INN)
			h.must(err)
			for _, d := range list {
				if d.Open(h.business.Now()) {
					open++
				}
			}
		}
		if open != 27 {
			h.Errorf("%d directions are open after an empty answer", open)
		}
	})
}
