package web

import (
	"testing"

	"sdano/audit"
)

func TestEntryIsNamedByWhatChanged(t *testing.T) {
	t.Parallel()
	const now = `"2026-04-10T09:00:00Z"`
	for name, tc := range map[string]struct{ before, after, want string }{
		"status": {
			`{"status":"sent","outcome":"pending"}`,
			`{"status":"accepted","outcome":"accepted","closed_at":` + now + `,"ended_at":` + now + `}`, "Статус изменён",
		},
		"review begins": {
			`{"status":"delivery_confirmed","outcome":"delivered"}`,
			`{"status":"delivery_confirmed","outcome":"delivered","under_review":true,"event":"0190a1b2-0000-7000-8000-000000000000"}`, "Ответ на проверке",
		},
		"review ends": {
			`{"status":"delivery_confirmed","outcome":"delivered","under_review":true}`,
			`{"status":"delivery_confirmed","outcome":"delivered"}`, "Проверка ответа закончена",
		},
		"end": {
			`{"status":"accepted","outcome":"accepted"}`,
			`{"status":"accepted","outcome":"accepted","ended_at":` + now + `}`, "Документооборот завершён",
		},
		"end taken back": {
			`{"status":"accepted","outcome":"accepted","ended_at":` + now + `}`,
			`{"status":"accepted","outcome":"accepted"}`, "Документооборот возобновлён",
		},
		"outcome": {
			`{"status":"accepted","outcome":"accepted"}`,
			`{"status":"accepted","outcome":"accepted_with_notice"}`, "Уточнён итог",
		},
		"outcome and end": {
			`{"status":"accepted","outcome":"accepted"}`,
			`{"status":"accepted","outcome":"accepted_with_notice","ended_at":` + now + `}`, "Уточнён итог, документооборот завершён",
		},
		"reasons": {
			`{"status":"rejected","outcome":"rejected","reasons":[{"code":"1","text":"а"}]}`,
			`{"status":"rejected","outcome":"rejected","reasons":[{"code":"1","text":"б"}],"verdict":"rejected"}`, "Обновлены сведения",
		},
		"nothing known":  {"", "", "Обновлены сведения"},
		"cannot be read": {`{"status":`, `[]`, "Обновлены сведения"},
		"first state":    {"", `{"status":"planned"}`, "Статус изменён"},
	} {
		if got := entryName(audit.Entry{Action: "submission.status", Before: tc.before, After: tc.after}); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
	if got := entryName(audit.Entry{Action: "event.received", Before: `{"status":"a"}`, After: `{"status":"b"}`}); got != "Документ получен" {
		t.Errorf("another act is named %q", got)
	}
}
