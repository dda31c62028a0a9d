package methods_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// FuzzBody: whatever is sent to whatever method, the answer is one of the
// agreed form, a refused body reaches no mission, and a taken one is one JSON
// object.
func FuzzBody(f *testing.F) {
	names := []string{
		"refresh-directions", "send", "fetch-results", "on-write-submission", "rebuild-queue", "on-write-event", "write-status",
		"last-audited-event", "last-submission", "ПриЗаписиСобытияОтправкиОтчетности", "ЗаписатьСтатусОтправкиОтчетности", "none",
	}
	for i, body := range []string{
		"", "{}", "null", `{"object":{"ref":"` + sub + `","version":4},"cancel":false}`,
		`{"object":{"ref":"` + event + `","version":1,"audit_done":true,"status":"rejected","reasons":[{"received_reason":"0300300001","reason":"xsd","hidden":false}]}}`,
		`{"submission":"` + sub + `","status":"planned","reasons":[{"reason":"a","explanation":null}],"why":"x"}`,
		`{"Объект":{"Ссылка":"` + event + `","Версия":1e3}}`, `{"report":"` + sub + `","report":""}`, `{"submission":[[[[{}]]]],"":0}`,
		`{"object":{"ref":"` + event + `","version":1,"comment":"\ud800"}}`, `{"ОтправкаОтчетности":"` + sub + `","submission":"` + sub + `"}`,
	} {
		f.Add(i, body)
	}
	s := open(f)
	f.Fuzz(func(t *testing.T, n int, body string) {
		name := names[(n%len(names)+len(names))%len(names)]
		s.tb = t
		s.mission.calls = nil
		status, answer := s.call(name, body)
		var got struct {
			Result  jsontext.Value `json:"result"`
			Summary jsontext.Value `json:"summary"`
			Out     map[string]any `json:"out"`
			Error   *struct {
				Code, Message, Trace string
				Param                *string
				Retryable            bool
			} `json:"error"`
		}
		if err := json.Unmarshal([]byte(answer), &got, json.RejectUnknownMembers(true), json.MatchCaseInsensitiveNames(true)); err != nil {
			t.Fatalf("%s %q: %s: %v", name, body, answer, err)
		}
		switch {
		case status == 200:
			if got.Error != nil || len(s.mission.calls) != 1 {
				t.Fatalf("%s %q: %s", name, body, answer)
			}
			if text := strings.TrimSpace(body); text != "" && (!jsontext.Value(text).IsValid() || text[0] != '{') {
				t.Fatalf("%s took %q", name, body)
			}
		case !slices.Contains([]int{400, 404, 413}, status) || got.Error == nil || len(s.mission.calls) != 0:
			t.Fatalf("%s %q: %d %s", name, body, status, answer)
		case !slices.Contains([]string{"bad_json", "unknown_parameter", "missing_parameter", "bad_value", "unknown_method", "too_large"}, got.Error.Code):
			t.Fatalf("%s %q: %s", name, body, answer)
		}
	})
}
