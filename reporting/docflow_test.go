package reporting

import (
	"os"
	"strings"
	"testing"
	"time"

	"sdano"
	"sdano/calendar"
)

func TestDocflowRulesAreWholeForFNSReports(t *testing.T) {
	t.Parallel()
	rules := docflows["fns534-report"]
	if rules.Authority != FNS || rules.Receipt != "fns534-report-receipt" || rules.States[len(rules.States)-1] != "finished" {
		t.Errorf("%+v", rules)
	}
	for tail, want := range map[string]struct {
		status      Status
		outcome     Outcome
		owed, final bool
	}{
		"date-confirmation":          {SendConfirmed, OutcomePending, true, false},
		"receipt":                    {DeliveryConfirmed, OutcomeDelivered, false, false},
		"acceptance-result-positive": {Accepted, OutcomeAccepted, true, false},
		"acceptance-result-negative": {Rejected, OutcomeRejected, true, true},
		"processing-result-ok":       {Accepted, OutcomeAccepted, true, true},
		"processing-result-precise":  {Accepted, OutcomeAcceptedWithNotice, true, true},
	} {
		d := documentRule("fns534-report-" + tail)
		if d.Status != want.status || d.Outcome != want.outcome || d.Owed != want.owed || d.Final != want.final {
			t.Errorf("%s: %+v", tail, d)
		}
		if d.KND == "" || d.Prefix == "" || d.Short == "" || d.Answer.KND() != d.KND {
			t.Errorf("%s: КНД %q, prefix %q, short %q, answer %q", tail, d.KND, d.Prefix, d.Short, d.Answer)
		}
	}
	if d := documentRule("error"); d.Outcome != OutcomeUndeliverable || !d.Final || d.Owed {
		t.Errorf("error: %+v", d)
	}
	if documentRule("fns534-report-news").Type != "" {
		t.Error("an unknown document has rules")
	}
}

func TestDocflowWithAMistakeIsRefused(t *testing.T) {
	t.Parallel()
	const whole = `{"type":"x","title":"","authority":"fns","law":"l","states":["sent"],"receipt":"","own":[],"documents":[
		{"type":"x","name":"X","from":"payer"},
		{"type":"x-kv","name":"KV","from":"office","status":"accepted","outcome":"accepted","limit":{"after":"sent","hours":1}}]}`
	if _, err := readDocflow([]byte(whole)); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ old, with, says string }{
		{`"law":"l"`, `"law":""`, "missing"},
		{`"type":"x-kv"`, `"type":"x"`, "twice"},
		{`"name":"KV"`, `"name":""`, "missing"},
		{`"from":"office"`, `"from":"nobody"`, "nobody"},
		{`"status":"accepted"`, `"status":"lost"`, "lost"},
		{`"outcome":"accepted"`, `"outcome":"delivered"`, "delivered"},
		{`"after":"sent"`, `"after":"x-kv"`, "x-kv"},
		{`"hours":1`, `"hours":1,"working_days":1`, "either"},
		{`"hours":1`, `"minutes":1`, "minutes"},
	} {
		_, err := readDocflow([]byte(strings.Replace(whole, tc.old, tc.with, 1)))
		if err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s instead of %s: %v", tc.with, tc.old, err)
		}
	}
}

func TestStageLimits(t *testing.T) {
	t.Parallel()
	days, err := calendar.New()
	if err != nil {
		t.Fatal(err)
	}
	friday := time.Date(2026, time.April, 10, 17, 0, 0, 0, sdano.Moscow)
	for _, tc := range []struct {
		limit stageLimit
		want  string
	}{
		{stageLimit{Hours: 2}, "2026-04-13 10:00"},
		{stageLimit{WorkingDays: 1}, "2026-04-14 00:00"},
		{stageLimit{WorkingDays: 2}, "2026-04-15 00:00"},
	} {
		if got := tc.limit.until(days, friday).In(sdano.Moscow).Format("2006-01-02 15:04"); got != tc.want {
			t.Errorf("%+v: %s, want %s", tc.limit, got, tc.want)
		}
	}
}

func TestClassOfARefusal(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"0100300005": classQuarantine, "0400200005": classDuplicate, "0100400002": classDuplicate,
		"0100300003": classIncident, "0000000003": classRetryLater, "0100100006": classFixCertificate,
		"0100500002": classFixWarrant, "0100200003": classFixDirection, "0300300001": classFix,
		"0000000001": classWarning, "0000000000": classOK,
		// Codes that nobody has seen yet: the class of the family, never ok.
		"0100100999": classFixCertificate, "0100400999": classIncident, "0000000999": classFix, "9900000001": classFix,
		"": classFix, "12345": classFix,
	} {
		if got := fnsReactions.class(code); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
}

func TestStrongestClassDecides(t *testing.T) {
	t.Parallel()
	reasons := func(classes ...string) (out []EventReason) {
		for _, c := range classes {
			out = append(out, EventReason{Class: c})
		}
		return out
	}
	if got := strongest(reasons(classOK, classFix, classDuplicate, classIncident)); got != classDuplicate {
		t.Errorf("%s", got)
	}
	if got := strongest(nil); got != "" {
		t.Errorf("of nothing %q", got)
	}
}

func TestReactionsWithAMistakeAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"about":"","law":"","families":{"0100":"fix"},"codes":{}}`,
		`{"about":"","law":"","families":{"01001":"ok"},"codes":{}}`,
		`{"about":"","law":"","families":{"01001":"whatever"},"codes":{}}`,
		`{"about":"","law":"","families":{},"codes":{"fix":["123"]}}`,
		`{"about":"","law":"","families":{},"codes":{"fix":["0100100001"],"warning":["0100100001"]}}`,
		`{"about":"","law":"","families":{},"codes":{},"more":1}`,
	} {
		if _, err := readReactions([]byte(text)); err == nil {
			t.Errorf("taken: %s", text)
		}
	}
}

// TestClassesAgreeWithTheListOfCodes compares the table with the collected list
// of codes, where that is at hand.
func TestClassesAgreeWithTheListOfCodes(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../shared/data/fns-error-codes.tsv")
	if err != nil {
		t.Skip("the list of codes is not here: ", err)
	}
	n := 0
	for _, line := range strings.Split(string(text), "\n")[1:] {
		if row := strings.Split(line, "\t"); len(row) == 4 {
			n++
			if got := fnsReactions.class(row[0]); got != row[2] {
				t.Errorf("%s is %s, want %s", row[0], got, row[2])
			}
		}
	}
	if n < 300 {
		t.Errorf("only %d codes", n)
	}
}
