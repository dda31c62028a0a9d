package operatortest

import (
	"slices"
	"testing"

	"sdano/reporting"
	"sdano/titles/answer"
)

const (
	typeReport       = "fns534-report"
	typeConfirmation = "fns534-report-date-confirmation"
	typeReceipt      = "fns534-report-receipt"
	typeAcceptance   = "fns534-report-acceptance-result-positive"
	typeRefusal      = "fns534-report-acceptance-result-negative"
	typeEntered      = "fns534-report-processing-result-ok"
	typePrecise      = "fns534-report-processing-result-precise"
)

// read reads an answer and checks that it is about the report.
func (h *Harness) read(t *testing.T, flow reporting.Docflow, typ string) answer.Answer {
	t.Helper()
	a, err := answer.Read(h.content(t, flow.ID, find(t, flow, typ)))
	if err != nil {
		t.Fatalf("%s: %v", typ, err)
	}
	if want := find(t, flow, typeReport).FileName; a.About+".xml" != want {
		t.Errorf("%s is about %s, want %s", typ, a.About, want)
	}
	if a.FileID+".xml" != find(t, flow, typ).FileName {
		t.Errorf("%s calls itself %s and is named %s", typ, a.FileID, find(t, flow, typ).FileName)
	}
	return a
}

func acceptance(t *testing.T, h *Harness) {
	for _, office := range []string{"0087", "7701"} {
		ref := h.submit(t, office, 1)
		for _, want := range []struct {
			types, status, success string
		}{
			{" -date-confirmation", "sent", "neutral"},
			{" -date-confirmation -receipt", "delivered", "neutral"},
			{" -acceptance-result-positive -date-confirmation -receipt", "response-arrived", "successful"},
			{" -acceptance-result-positive -date-confirmation -processing-result-ok -receipt", "response-arrived", "successful"},
			{" -acceptance-result-positive -date-confirmation -processing-result-ok -receipt", "response-arrived", "successful"},
		} {
			h.Tick(t)
			if d := h.docflow(t, ref.ID); types(d) != want.types || d.Status != want.status || d.Success != want.success {
				t.Errorf("%s: %q, %s, %s, want %+v", office, types(d), d.Status, d.Success, want)
			}
		}
		flow := h.docflow(t, ref.ID)
		for typ, kind := range map[string]answer.Kind{
			typeConfirmation: answer.DateConfirmation, typeReceipt: answer.Receipt,
			typeAcceptance: answer.Acceptance, typeEntered: answer.Entered,
		} {
			if a := h.read(t, flow, typ); a.Kind != kind {
				t.Errorf("%s is of kind %s", typ, a.Kind)
			}
		}
		// The confirmation holds the moment of sending, to the second.
		if at := h.read(t, flow, typeConfirmation).At; at.Unix() != ref.SentAt.Unix() {
			t.Errorf("confirmed %v, sent %v", at, ref.SentAt)
		}
	}
}

// disorderEndsTheSame compares robots that tell things twice and in disorder
// with the one that does not.
func disorderEndsTheSame(t *testing.T, h *Harness) {
	end := map[string]reporting.Docflow{}
	for n, office := range []string{"0087", "0072", "0073"} {
		ref := h.submit(t, office, n)
		h.ticks(t, stages)
		h.reply(t, ref.ID)
		end[office] = h.docflow(t, ref.ID)
	}
	for office, d := range end {
		want := end["0087"]
		if types(d) != types(want) || d.Status != want.Status || d.Success != want.Success {
			t.Errorf("%s ends with %q, %s, %s; 0087 with %q, %s, %s", office, types(d), d.Status, d.Success, types(want), want.Status, want.Success)
		}
		if a, b := h.read(t, d, typeConfirmation).Kind, h.read(t, want, typeConfirmation).Kind; a != b {
			t.Errorf("%s confirms by %s", office, a)
		}
	}
	if n := len(end["0072"].Documents); n <= len(end["0087"].Documents) {
		t.Errorf("0072 told only %d documents", n)
	}
	at := func(office, typ string) int {
		return slices.IndexFunc(end[office].Documents, func(d reporting.Document) bool { return d.Type == typ })
	}
	if at("0073", typeAcceptance) > at("0073", typeConfirmation) {
		t.Error("0073 kept the order")
	}
}

func refusals(t *testing.T, h *Harness) {
	for office, code := range map[string]string{"0088": "0300300001", "0070": "0400200005", "0077": "0000000003"} {
		ref := h.submit(t, office, 1)
		h.ticks(t, stages)
		flow := h.docflow(t, ref.ID)
		if types(flow) != " -acceptance-result-negative -date-confirmation -receipt" || flow.Success != "failed" {
			t.Errorf("%s ends with %q, %s", office, types(flow), flow.Success)
			continue
		}
		a := h.read(t, flow, typeRefusal)
		if a.Kind != answer.Refusal || len(a.Reasons) != 1 || a.Reasons[0].Code != code || a.Reasons[0].Text == "" {
			t.Errorf("%s refuses with %+v", office, a)
		}
	}
}

func clarification(t *testing.T, h *Harness) {
	ref := h.submit(t, "0085", 1)
	h.ticks(t, stages)
	flow := h.docflow(t, ref.ID)
	if types(flow) != " -acceptance-result-positive -date-confirmation -processing-result-precise -receipt" || flow.Success != "warning" {
		t.Errorf("ends with %q, %s", types(flow), flow.Success)
	}
	if a := h.read(t, flow, typePrecise); a.Kind != answer.Clarification || len(a.Reasons) == 0 {
		t.Errorf("%+v", a)
	}
}

func oddEnds(t *testing.T, h *Harness) {
	for n, tc := range []struct{ office, types, status string }{
		{"0071", " -date-confirmation", "sent"},
		{"0078", " -date-confirmation error", "finished"},
		{"0079", " -acceptance-result-positive -date-confirmation -examination-notice -processing-result-ok -receipt", "response-arrived"},
	} {
		ref := h.submit(t, tc.office, n)
		unknown := false
		for range stages {
			h.Tick(t)
			unknown = unknown || h.docflow(t, ref.ID).Status == "under-examination"
		}
		flow := h.docflow(t, ref.ID)
		if types(flow) != tc.types || flow.Status != tc.status || unknown != (tc.office == "0079") {
			t.Errorf("%s ends with %q, %s; unknown state seen: %v", tc.office, types(flow), flow.Status, unknown)
		}
		for _, doc := range flow.Documents {
			if len(h.content(t, ref.ID, doc)) == 0 {
				t.Errorf("%s: %s is empty", tc.office, doc.Type)
			}
		}
	}
}

func sealedAnswer(t *testing.T, h *Harness) {
	ref := h.submit(t, "0075", 1)
	h.ticks(t, stages)
	before := find(t, h.docflow(t, ref.ID), typeAcceptance)
	if !before.Encrypted || len(before.Replies) != 0 {
		t.Errorf("sealed: %+v", before)
	}
	if _, err := answer.Read(h.content(t, ref.ID, before)); err == nil {
		t.Error("the sealed answer can be read")
	}
	h.Heal(t)
	flow := h.docflow(t, ref.ID)
	after := find(t, flow, typeAcceptance)
	if after.ID != before.ID || after.Encrypted || len(after.Replies) != 1 {
		t.Errorf("healed: %+v, before %+v", after, before)
	}
	h.read(t, flow, typeAcceptance)
	h.ticks(t, stages)
	find(t, h.docflow(t, ref.ID), typeEntered)
}
