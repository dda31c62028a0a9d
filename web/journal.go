package web

import (
	"strings"

	"github.com/go-json-experiment/json"

	"sdano/audit"
)

// stateEntry is the action of the entries that follow from others and tell the
// state of a submission before and after.
const stateEntry = "submission.status"

// journalState is what the page reads of the state that an entry keeps.
type journalState struct {
	Status      string `json:"status"`
	Outcome     string `json:"outcome"`
	UnderReview bool   `json:"under_review"`
	EndedAt     string `json:"ended_at"`
}

// entryName puts into words what an entry tells: of a state, what changed in it.
func entryName(e audit.Entry) string {
	if e.Action != stateEntry {
		return actionName(e.Action)
	}
	return changeName(stateOf(e.Before), stateOf(e.After))
}

// stateOf reads a state; one that is missing or cannot be read is empty.
func stateOf(text string) journalState {
	var s journalState
	if json.Unmarshal([]byte(text), &s) != nil {
		return journalState{}
	}
	return s
}

// changeName names the change from one state to another: nothing is called a
// change of the status that is none.
func changeName(before, after journalState) string {
	if before.Status != after.Status {
		return actionName(stateEntry)
	}
	var parts []string
	for _, c := range []struct {
		so   bool
		name string
	}{
		{after.UnderReview && !before.UnderReview, "ответ на проверке"},
		{before.UnderReview && !after.UnderReview, "проверка ответа закончена"},
		{before.Outcome != after.Outcome, "уточнён итог"},
		{before.EndedAt == "" && after.EndedAt != "", "документооборот завершён"},
		{before.EndedAt != "" && after.EndedAt == "", "документооборот возобновлён"},
	} {
		if c.so {
			parts = append(parts, c.name)
		}
	}
	if len(parts) == 0 {
		return "Обновлены сведения"
	}
	return capital(strings.Join(parts, ", "))
}
