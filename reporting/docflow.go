package reporting

import (
	"embed"
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/calendar"
	"sdano/titles/answer"
)

// docflowFiles are the rules of the docflows, one file for each type: a new
// type of docflow is a file here and no code.
//
//go:embed docflow/*.json
var docflowFiles embed.FS

// docflowRules are the rules of one type of docflow («документооборот»).
type docflowRules struct {
	// Type is the operator's word without its urn prefix.
	Type  string `json:"type"`
	Title string `json:"title"`
	// Authority is to whom it goes, Law where its order comes from.
	Authority Authority `json:"authority"`
	Law       string    `json:"law"`
	// States are the words for the state of the docflow that are known.
	States []string `json:"states"`
	// Receipt is the type of the receipts that we owe, and Own are the
	// beginnings of their file names, which tell them from the receipts of
	// others.
	Receipt   string          `json:"receipt"`
	Own       []string        `json:"own"`
	Documents []documentRules `json:"documents"`
}

// documentRules are the rules of one type of document in a docflow.
type documentRules struct {
	// Type is the operator's word without its urn prefix; Name and Short are
	// Russian; KND, Prefix of the file name and Container code are the format's.
	Type      string `json:"type"`
	Name      string `json:"name"`
	Short     string `json:"short,omitzero"`
	KND       string `json:"knd,omitzero"`
	Prefix    string `json:"prefix,omitzero"`
	Container string `json:"container,omitzero"`
	// From is who makes it: "payer", "operator" or "office". The payer's own
	// documents are no news.
	From string `json:"from"`
	// Answer is what the content must be; "" = it is kept and not read.
	Answer answer.Kind `json:"answer,omitzero"`
	// Status and Outcome are what the document means for the submission.
	Status  Status  `json:"status,omitzero"`
	Outcome Outcome `json:"outcome,omitzero"`
	// Evidence: its time is the date of presentation. Owed: a receipt is owed
	// on it. Final: it ends the docflow once its receipt is sent. Audit: a
	// person looks at it first; every refusal waits for that anyway.
	Evidence bool `json:"evidence,omitzero"`
	Owed     bool `json:"owed,omitzero"`
	Final    bool `json:"final,omitzero"`
	Audit    bool `json:"audit,omitzero"`
	// Limit is until when it must have come; nil = whenever.
	Limit *stageLimit `json:"limit,omitzero"`
}

// stageLimit is the time a document may take after another one, or after the
// operator took the report ("sent").
type stageLimit struct {
	After string `json:"after"`
	// Hours are working hours (9 to 18, Moscow), WorkingDays working days.
	Hours       int `json:"hours,omitzero"`
	WorkingDays int `json:"working_days,omitzero"`
}

// until returns the end of the limit from an instant on; days end at midnight
// in Moscow.
func (l stageLimit) until(c *calendar.Calendar, from time.Time) time.Time {
	if l.WorkingDays > 0 {
		day := c.AddWorkingDays(sdano.DateOf(from, sdano.Moscow), l.WorkingDays)
		return day.AddDays(1).In(sdano.Moscow)
	}
	return c.AddWorkingHours(from, time.Duration(l.Hours)*time.Hour)
}

var docflows, documents = mustLoadDocflows()

// documentRule returns the rules of a type of document; without Type if it is
// not known.
func documentRule(documentType string) documentRules { return documents[documentType] }

// mustLoadDocflows reads the embedded rules; a mistake in them is one of the
// program and ends it.
func mustLoadDocflows() (map[string]docflowRules, map[string]documentRules) {
	flows, docs := map[string]docflowRules{}, map[string]documentRules{}
	entries, err := docflowFiles.ReadDir("docflow")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		text, err := docflowFiles.ReadFile("docflow/" + e.Name())
		if err != nil {
			panic(err)
		}
		rules, err := readDocflow(text)
		if err != nil {
			panic(fmt.Errorf("docflow/%s: %w", e.Name(), err))
		}
		flows[rules.Type] = rules
		for _, d := range rules.Documents {
			docs[d.Type] = d
		}
	}
	return flows, docs
}

// readDocflow reads the rules of one docflow and checks that they hang
// together.
func readDocflow(text []byte) (docflowRules, error) {
	var rules docflowRules
	if err := json.Unmarshal(text, &rules, json.RejectUnknownMembers(true)); err != nil {
		return rules, err
	}
	if rules.Type == "" || rules.Law == "" || len(rules.States) == 0 || len(rules.Documents) == 0 {
		return rules, fmt.Errorf("type, law, states or documents are missing")
	}
	known := []string{"sent"}
	for _, d := range rules.Documents {
		if slices.Contains(known, d.Type) {
			return rules, fmt.Errorf("document %q stands twice", d.Type)
		}
		if err := d.check(known); err != nil {
			return rules, fmt.Errorf("document %q: %w", d.Type, err)
		}
		known = append(known, d.Type)
	}
	return rules, nil
}

// check says what is wrong with the rules of a document, given those before it.
func (d documentRules) check(before []string) error {
	switch {
	case d.Type == "" || d.Name == "":
		return fmt.Errorf("type or name is missing")
	case !slices.Contains([]string{"payer", "operator", "office"}, d.From):
		return fmt.Errorf("from %q", d.From)
	case !d.Status.Known() || d.From != "payer" && d.Status == NoStatus:
		return fmt.Errorf("status %q", d.Status)
	case d.From != "payer" && outcomeOf(&Event{Status: d.Status, Outcome: d.Outcome}) != d.Outcome:
		return fmt.Errorf("outcome %q of status %q", d.Outcome, d.Status)
	case d.Limit != nil && !slices.Contains(before, d.Limit.After):
		return fmt.Errorf("limit after %q, which does not stand before it", d.Limit.After)
	case d.Limit != nil && (d.Limit.Hours > 0) == (d.Limit.WorkingDays > 0):
		return fmt.Errorf("limit needs either hours or working days")
	}
	return nil
}
