package fresh_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
)

// transcript writes down a conversation.
type transcript struct {
	*site
	text strings.Builder
}

// say sends a request and writes it and its answer down.
func (tr *transcript) say(method, path, body string, options ...option) reply {
	tr.t.Helper()
	r := tr.do(method, path, body, options...)
	fmt.Fprintf(&tr.text, "%s %s\n", method, strings.TrimPrefix(path, tr.base))
	if body != "" {
		fmt.Fprintf(&tr.text, "> %s\n", body)
	}
	fmt.Fprintf(&tr.text, "%d %s\n", r.status, http.StatusText(r.status))
	for _, name := range []string{"Location", "Accept-Ranges", "Content-Type", "Content-Disposition", "Content-Range", "Content-Length", "Www-Authenticate", "Set-Cookie"} {
		for _, v := range r.header.Values(name) {
			if name == "Set-Cookie" {
				key, rest, _ := strings.Cut(v, "=")
				_, rest, _ = strings.Cut(rest, ";")
				v = key + "=<value>;" + rest
			}
			fmt.Fprintf(&tr.text, "%s: %s\n", name, v)
		}
	}
	if r.body != "" {
		fmt.Fprintf(&tr.text, "< %s\n", strings.TrimSpace(r.body))
	}
	tr.text.WriteString("\n")
	return r
}

// follow fetches a job and its file.
func (tr *transcript) follow(start reply) {
	tr.t.Helper()
	job := tr.envelope(start).Result.ID
	opened := tr.say("GET", "hs/dt/storage/jobs/"+job, "")
	done := tr.say("GET", opened.header.Get("Location"), "")
	file := tr.envelope(done).Result.ID
	opened = tr.say("GET", "hs/dt/storage/files/"+file, "")
	tr.say("GET", opened.header.Get("Location"), "", header("IBSession", "finish"))
}

func (tr *transcript) golden(name string) {
	tr.t.Helper()
	golden(tr.t, name, tr.masked(tr.text.String()))
}

const exampleParams = `{"organization":{"inn":"` + payerIP + `","kpp":""}}`

func TestTwoSteps(t *testing.T) {
	t.Parallel()
	tr := &transcript{site: open(t)}
	point := tr.say("POST", "hs/dt/storage/async/tax_and_reporting_monitor", "", header("IBSession", "start"))
	start := tr.say("PUT", point.header.Get("Location"), exampleParams)
	tr.follow(start)
	tr.golden("two-steps.txt")
}

func TestOneStep(t *testing.T) {
	t.Parallel()
	tr := &transcript{site: open(t)}
	tr.follow(tr.say("POST", "hs/dt/storage/reports/tax_and_reporting_monitor", exampleParams))
	tr.golden("one-step.txt")
}

func TestListAndRefusals(t *testing.T) {
	t.Parallel()
	tr := &transcript{site: open(t)}
	tr.say("GET", tr.say("GET", "hs/dt/storage/async/list", "").header.Get("Location"), "")
	tr.say("POST", "hs/dt/storage/async/no_such_id", "{}")
	tr.say("POST", "hs/dt/storage/integration/execute", `{"method":"setup"}`)
	tr.say("POST", "hs/dt/storage/async/tax_and_reporting_monitor", "{}", as("reporter"))
	tr.say("GET", "hs/dt/storage/nope/x", "")
	tr.say("GET", "hs/dt/storage/nope/x", "", nobody)
	tr.golden("list-and-refusals.txt")
}

// TestAnswerOfThePublishedExample compares the file with the example of the
// public description of the data id, where it is at hand.
func TestAnswerOfThePublishedExample(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "seeds", "001-tax-and-reporting-monitor.txt"))
	if err != nil {
		t.Skip("the published description is not at hand")
	}
	_, text, found := strings.Cut(strings.ReplaceAll(string(page), "\u00a0", " "), "Пример ответа\n")
	text, _, foundEnd := strings.Cut(text, "Пример отображения")
	if !found || !foundEnd {
		t.Fatal("the description has no example")
	}
	inn := between(t, text, `"inn": "`, `"`)
	// The published term of the debt belongs to another year.
	text = strings.Replace(text, "2024-05-02", "2018-04-30", 1)
	s := open(t)
	job := s.ask("tax_and_reporting_monitor", exampleParams)
	got := strings.ReplaceAll(s.fetch("files", job.Result.ID).body, payerIP, inn)
	if diff := cmp.Diff(parsed(t, s.masked(text)), parsed(t, s.masked(got))); diff != "" {
		t.Errorf("(-published +ours):\n%s", diff)
	}
}

func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, from)
	value, _, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("no text between %q and %q", from, to)
	}
	return value
}

func parsed(t *testing.T, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
