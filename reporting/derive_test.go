package reporting

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sdano"
)

var noon = time.Date(2026, time.April, 10, 9, 0, 0, 0, time.UTC)

// The documents of a docflow, as events.
func docEvent(tail string) Event {
	d := documentRule("fns534-report-" + tail)
	if d.Type == "" {
		panic("no document " + tail)
	}
	var e Event
	e.mean(d, nil)
	e.Source, e.DocumentType = SourceOperator, d.Type
	if e.Status == Rejected {
		e.Reasons = []EventReason{{Code: "0300300001", Received: "xsd", Text: "xsd"}}
	}
	return e
}

var (
	pd = docEvent("date-confirmation")
	iz = docEvent("receipt")
	kv = docEvent("acceptance-result-positive")
	uo = docEvent("acceptance-result-negative")
	iv = docEvent("processing-result-ok")
	uu = docEvent("processing-result-precise")
)

// audited is an event after its audit.
func audited(e Event) Event {
	e.AuditDone, e.AuditedAt, e.AuditedBy = true, noon.Add(time.Hour), "user:anna"
	return e
}

// byHand is a status that a person wrote.
func byHand(status Status) Event {
	return Event{Source: SourceManual, Status: status, ReceivedStatus: status, AuditDone: true, AuditedAt: noon.Add(time.Hour)}
}

func deleted(e Event) Event {
	e.Deleted = true
	return e
}

// inOrder numbers events as they came.
func inOrder(events ...Event) []Event {
	out := slices.Clone(events)
	for i := range out {
		out[i].Seq, out[i].ID = int64(i+1), sdano.NameID(sdano.ID{1}, fmt.Sprint(i))
		out[i].ReceivedAt = noon.Add(time.Duration(i) * time.Minute)
		if out[i].DocumentType == pd.DocumentType && out[i].SourceAt.IsZero() {
			out[i].SourceAt = noon.Add(-time.Hour)
		}
	}
	return out
}

func sentSubmission() Submission {
	return Submission{UID: "0190", Status: Sent, Delivery: DeliveryAccepted}
}

// marks writes per event: L for late, A for needs audit, . for neither.
func marks(events, changed []Event) string {
	out := ""
	for _, e := range events {
		if i := slices.IndexFunc(changed, func(c Event) bool { return c.ID == e.ID }); i >= 0 {
			e = changed[i]
		}
		switch {
		case e.Late:
			out += "L"
		case e.NeedsAudit:
			out += "A"
		default:
			out += "."
		}
	}
	return out
}

// TestFold goes through the rows of the transition table.
func TestFold(t *testing.T) {
	t.Parallel()
	planned := Submission{Status: Planned}
	for _, tc := range []struct {
		name    string
		sub     Submission
		events  []Event
		status  Status
		outcome Outcome
		review  bool
		marks   string
	}{
		{"nothing, not sent", planned, nil, Planned, OutcomePending, false, ""},
		{"nothing, sent", sentSubmission(), nil, Sent, OutcomePending, false, ""},
		{"confirmed", sentSubmission(), inOrder(pd), SendConfirmed, OutcomePending, false, "."},
		{"delivered", sentSubmission(), inOrder(pd, iz), DeliveryConfirmed, OutcomeDelivered, false, ".."},
		{"a rank is skipped", sentSubmission(), inOrder(iz), DeliveryConfirmed, OutcomeDelivered, false, "."},
		{"lower rank is late", sentSubmission(), inOrder(iz, pd), DeliveryConfirmed, OutcomeDelivered, false, ".L"},
		{"equal rank is late", sentSubmission(), inOrder(iz, iz), DeliveryConfirmed, OutcomeDelivered, false, ".L"},
		{"accepted, then delivered late", sentSubmission(), inOrder(pd, kv, iz), Accepted, OutcomeAccepted, false, "..L"},
		{"entered after acceptance", sentSubmission(), inOrder(pd, iz, kv, iv), Accepted, OutcomeAccepted, false, "...."},
		{"acceptance after entry is late", sentSubmission(), inOrder(iv, kv), Accepted, OutcomeAccepted, false, ".L"},
		{"finer outcome", sentSubmission(), inOrder(pd, iz, kv, uu), Accepted, OutcomeAcceptedWithNotice, false, "...."},
		{"coarser outcome is late", sentSubmission(), inOrder(uu, kv), Accepted, OutcomeAcceptedWithNotice, false, ".L"},
		{"refusal waits for audit", sentSubmission(), inOrder(pd, iz, uo), DeliveryConfirmed, OutcomeDelivered, true, "..A"},
		{"refusal after audit", sentSubmission(), inOrder(pd, iz, audited(uo)), Rejected, OutcomeRejected, false, "..A"},
		{"deleted refusal", sentSubmission(), inOrder(pd, iz, deleted(uo)), DeliveryConfirmed, OutcomeDelivered, false, "..A"},
		{"deleted acceptance moves back", sentSubmission(), inOrder(pd, iz, deleted(kv)), DeliveryConfirmed, OutcomeDelivered, false, "..."},
		{"refusal on acceptance waits", sentSubmission(), inOrder(pd, kv, uo), Accepted, OutcomeAccepted, true, "..A"},
		{"refusal on acceptance, confirmed", sentSubmission(), inOrder(pd, kv, audited(uo)), Rejected, OutcomeRejected, false, "..A"},
		{"acceptance on refusal needs audit", sentSubmission(), inOrder(pd, audited(uo), kv), Rejected, OutcomeRejected, true, ".AA"},
		{"acceptance on refusal, confirmed", sentSubmission(), inOrder(pd, audited(uo), audited(kv)), Accepted, OutcomeAccepted, false, ".A."},
		{"acceptance past an unaudited refusal", sentSubmission(), inOrder(pd, uo, kv), Accepted, OutcomeAccepted, true, ".A."},
		{"unknown document changes nothing", sentSubmission(), inOrder(pd, Event{NeedsAudit: true}), SendConfirmed, OutcomePending, false, ".A"},
		{"unknown document after audit", sentSubmission(), inOrder(pd, audited(Event{NeedsAudit: true})), SendConfirmed, OutcomePending, false, ".A"},
		{"by hand, back from a verdict", sentSubmission(), inOrder(pd, kv, byHand(DeliveryConfirmed)), DeliveryConfirmed, OutcomeDelivered, false, "..."},
		{"an answer after a status by hand", sentSubmission(), inOrder(pd, byHand(Sent), iz), DeliveryConfirmed, OutcomeDelivered, false, "..."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, changed := fold(tc.sub, tc.events)
			if got.Status != tc.status || got.Outcome != tc.outcome || got.UnderReview != tc.review {
				t.Errorf("%s, %s, under review %v; want %s, %s, %v", got.Status, got.Outcome, got.UnderReview, tc.status, tc.outcome, tc.review)
			}
			if m := marks(tc.events, changed); m != tc.marks {
				t.Errorf("marks %q, want %q", m, tc.marks)
			}
			if got.ClosedAt.IsZero() == got.Status.Terminal() {
				t.Errorf("closed at %v with status %s", got.ClosedAt, got.Status)
			}
		})
	}
}

// folded is fold for what a test looks at.
func folded(events []Event) (Submission, []Event) {
	s, changed := fold(sentSubmission(), events)
	out := slices.Clone(events)
	for _, c := range changed {
		out[slices.IndexFunc(out, func(e Event) bool { return e.ID == c.ID })] = c
	}
	return s, out
}

func TestFoldDates(t *testing.T) {
	t.Parallel()
	s, _ := folded(inOrder(pd, iz))
	if !s.EvidenceAt.Equal(noon.Add(-time.Hour)) || !s.FiledAt.IsZero() {
		t.Errorf("before the verdict: evidence %v, filed %v", s.EvidenceAt, s.FiledAt)
	}
	s, _ = folded(inOrder(pd, iz, kv, iv))
	if s.FiledAt != s.EvidenceAt || !s.ClosedAt.Equal(noon.Add(2*time.Minute)) {
		t.Errorf("filed %v, closed %v: the entry must not move the verdict", s.FiledAt, s.ClosedAt)
	}
	s, _ = folded(inOrder(pd, audited(uo)))
	if !s.FiledAt.IsZero() || !s.ClosedAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("refused: filed %v, closed %v, want the time of the audit", s.FiledAt, s.ClosedAt)
	}
	later := pd
	later.SourceAt = noon.Add(time.Hour)
	s, _ = folded(inOrder(later, pd, kv))
	if !s.FiledAt.Equal(noon.Add(-time.Hour)) {
		t.Errorf("of two confirmations the first counts, filed %v", s.FiledAt)
	}
	s, _ = folded(inOrder(kv))
	if !s.FiledAt.IsZero() {
		t.Errorf("without a confirmation filed %v", s.FiledAt)
	}
}

func TestFoldShowsReasonsAfterAuditWithoutTheHidden(t *testing.T) {
	t.Parallel()
	refused := audited(uo)
	refused.Reasons = []EventReason{
		{Code: "0300300001", Received: "xsd", Text: "Файл не по схеме", AuditorNote: "Обновите программу"},
		{Code: "0300300002", Received: "secret", Text: "secret", Hidden: true},
		{Received: "as it came"},
	}
	s, _ := folded(inOrder(pd, refused))
	want := []Reason{{Code: "0300300001", Text: "Файл не по схеме", Explanation: "Обновите программу"}, {Text: "as it came"}}
	if !slices.Equal(s.Reasons, want) {
		t.Errorf("reasons %+v, want %+v", s.Reasons, want)
	}
	if s, _ := folded(inOrder(pd, uo)); len(s.Reasons) != 0 {
		t.Errorf("before the audit the customer sees %+v", s.Reasons)
	}
}

// TestFoldDoesNotDependOnTheOrder: the same documents in any order end in the
// same state.
func TestFoldDoesNotDependOnTheOrder(t *testing.T) {
	t.Parallel()
	ends := [][]Event{{pd, iz, kv, iv}, {pd, iz, kv, uu}, {pd, iz, audited(uo)}, {pd, iz, uo}, {pd, iz, kv}, {pd, iz}}
	rapid.Check(t, func(t *rapid.T) {
		docs := rapid.SampledFrom(ends).Draw(t, "documents")
		docs = append(slices.Clone(docs), rapid.SliceOfN(rapid.SampledFrom(docs), 0, 3).Draw(t, "repeated")...)
		want, _ := folded(inOrder(docs...))
		shuffled := rapid.Permutation(docs).Draw(t, "order")
		got, after := folded(inOrder(shuffled...))
		if got.Status != want.Status || got.Outcome != want.Outcome || got.UnderReview != want.UnderReview ||
			got.FiledAt != want.FiledAt || got.EvidenceAt != want.EvidenceAt || !slices.Equal(got.Reasons, want.Reasons) {
			t.Fatalf("%+v, want %+v", got, want)
		}
		again, changed := fold(got, after)
		if !sameSubmission(got, again) || len(changed) != 0 {
			t.Fatalf("a second fold changes %+v to %+v, events %+v", got, again, changed)
		}
		if last, ok := lastAudited(after); ok && (last.Status != got.Status || !slices.Equal(shownReasons(last.Reasons), got.Reasons)) {
			t.Fatalf("the last audited event says %s, the fold %s", last.Status, got.Status)
		}
	})
}

func TestFoldIsMonotoneUntilThePersonSteps(t *testing.T) {
	t.Parallel()
	all := []Event{pd, iz, kv, iv, uu, uo}
	rapid.Check(t, func(t *rapid.T) {
		events := inOrder(rapid.SliceOfN(rapid.SampledFrom(all), 1, 8).Draw(t, "events")...)
		before := Planned
		for n := range len(events) + 1 {
			s, _ := fold(sentSubmission(), events[:n])
			if s.Status.Rank() < before.Rank() {
				t.Fatalf("from %s back to %s at event %d", before, s.Status, n)
			}
			before = s.Status
		}
	})
}

func TestVerdictIsTheBestSubmissionNotTheNewest(t *testing.T) {
	t.Parallel()
	at := func(d time.Duration) time.Time { return noon.Add(d) }
	// From worst to best.
	ladder := []Submission{
		{Status: Rejected, Outcome: OutcomeUndeliverable},
		{Status: Rejected, Outcome: OutcomeDuplicate},
		{Status: Rejected, Outcome: OutcomeRejected},
		{Status: Planned, Outcome: OutcomePending},
		{Status: Sent, Outcome: OutcomePending},
		{Status: SendConfirmed, Outcome: OutcomePending},
		{Status: DeliveryConfirmed, Outcome: OutcomeDelivered, UnderReview: true},
		{Status: Accepted, Outcome: OutcomePartially, FiledAt: at(0)},
		{Status: Accepted, Outcome: OutcomeAcceptedWithNotice, FiledAt: at(0)},
		{Status: Accepted, Outcome: OutcomeAccepted},
		{Status: Accepted, Outcome: OutcomeAccepted, FiledAt: at(time.Hour)},
		{Status: Accepted, Outcome: OutcomeAccepted, FiledAt: at(0)},
	}
	for i := range ladder {
		ladder[i].ID, ladder[i].Seq = sdano.NewID(), int64(1000-i)
	}
	for worse := range ladder {
		for better := worse + 1; better < len(ladder); better++ {
			pair := []Submission{ladder[worse], ladder[better]}
			rand.Shuffle(2, func(i, j int) { pair[i], pair[j] = pair[j], pair[i] })
			v, ok := verdictOf(sdano.ID{7}, pair)
			if b := ladder[better]; !ok || v.Basis != b.ID || v.Status != CoarseOf(b.Status, b.Outcome) || v.Outcome != b.Outcome ||
				v.FiledAt != b.FiledAt || v.UnderReview != b.UnderReview || v.Report != (sdano.ID{7}) {
				t.Errorf("of %d and %d the verdict is %+v", worse, better, v)
			}
		}
	}
}

func TestVerdictTiesAndNothing(t *testing.T) {
	t.Parallel()
	old := Submission{ID: sdano.NewID(), Seq: 1, Status: Sent}
	young := Submission{ID: sdano.NewID(), Seq: 2, Status: Sent}
	if v, _ := verdictOf(sdano.ID{}, []Submission{young, old}); v.Basis != young.ID {
		t.Error("of equal ones the highest seq must decide")
	}
	young.Deleted = true
	if v, ok := verdictOf(sdano.ID{}, []Submission{young, old}); !ok || v.Basis != old.ID {
		t.Error("a withdrawn submission must not count")
	}
	if _, ok := verdictOf(sdano.ID{}, []Submission{young}); ok {
		t.Error("without submissions there is no verdict")
	}
}

func TestWorkItemOf(t *testing.T) {
	t.Parallel()
	waiting := Event{NeedsAudit: true}
	ended := Submission{ID: sdano.NewID(), Tenant: 5, UID: "u", Status: Accepted, Delivery: DeliveryAccepted, EndedAt: noon}
	flying, withdrawn := ended, ended
	flying.EndedAt = time.Time{}
	withdrawn.EndedAt, withdrawn.Deleted = time.Time{}, true
	for _, tc := range []struct {
		name   string
		sub    Submission
		events []Event
		row    bool
	}{
		{"in flight", flying, nil, true},
		{"in flight and waiting", flying, []Event{waiting}, true},
		{"ended", ended, []Event{kv}, false},
		{"ended and waiting", ended, []Event{waiting}, true},
		{"withdrawn", withdrawn, nil, false},
	} {
		w, ok := workItemOf(tc.sub, tc.events, noon)
		want := WorkItem{Tenant: 5, Submission: tc.sub.ID, UID: "u", Status: Accepted, Delivery: DeliveryAccepted, NextAt: noon}
		want.NeedsAudit = slices.ContainsFunc(tc.events, Event.Waiting)
		if ok != tc.row || ok && w != want {
			t.Errorf("%s: %+v, %v", tc.name, w, ok)
		}
	}
}
