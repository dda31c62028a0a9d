package edo_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/internal/pgtest"
	"sdano/test/proc"
)

var rounds = flag.Int("rounds", 20, "how often a server is killed")

// TestKilledAtAnyMoment: a server on SQLite is killed while clients have titles
// made, upload signatures and send.
func TestKilledAtAnyMoment(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the kill loop takes half a minute")
	}
	killed(t, newHouse(t, ""), 1)
}

// TestKilledOneOfTwo: the same with two servers on one database and one folder of
// large files; a client goes to whichever answers.
func TestKilledOneOfTwo(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: the kill loop takes half a minute")
	}
	killed(t, newHouse(t, pgtest.Database(t)), 2)
}

// street is an installation whose servers are killed.
type street struct {
	*house
	servers []*proc.Process
	addrs   []string
}

func killed(t *testing.T, h *house, servers int) {
	t.Helper()
	const workers, each = 4, 20
	var files []first
	for n := range workers * each {
		switch n % 3 {
		case 0:
			files = append(files, h.sample("upd503"))
		case 1:
			files = append(files, h.contract(100+n, 10))
		default:
			files = append(files, h.contract(100+n, 150<<10))
		}
	}
	h.delivered("", files...)
	s := &street{house: h}
	for range servers {
		s.addrs = append(s.addrs, proc.FreeAddr(t))
		s.servers = append(s.servers, nil)
	}
	for i := range s.servers {
		s.start(i)
	}
	t.Cleanup(func() {
		for _, p := range s.servers {
			p.Kill()
		}
	})
	url := s.servers[0].URL
	d := &desk{house: h, anna: login(t, url, "anna"), boris: login(t, url, "boris")}
	d.arrive()
	documents := make([]sdano.ID, 0, len(files))
	for _, ids := range d.came {
		documents = append(documents, ids...)
	}
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(documents); i += workers {
				s.accept(d.anna.token, documents[i])
			}
		})
	}
	done := make(chan struct{})
	go func() { group.Wait(); close(done) }()
	s.killUntil(done)
	s.verify(d)
}

// start starts a server on the data that the last one left.
func (s *street) start(i int) {
	s.Helper()
	data := s.config.Data
	if i > 0 {
		data = filepath.Join(filepath.Dir(data), fmt.Sprintf("data%d", i))
	}
	args := []string{"serve", "--json", "--addr", s.addrs[i], "--data", data, "--operator-url", nowhere, "--edo-blobs", filepath.Join(s.config.Data, "blobs")}
	if s.config.DB != "" {
		args = append(args, "--db", s.config.DB)
	}
	p, err := proc.Start(s.Context(), s.config.Data, args...)
	s.must(err)
	s.servers[i] = p
	s.must(p.Ready(s.Context()))
}

// killUntil kills servers in turn until the clients are done.
func (s *street) killUntil(done chan struct{}) {
	s.Helper()
	for round := 0; ; round++ {
		select {
		case <-done:
			s.Logf("%d rounds", round)
			return
		case <-time.After(time.Duration(5+rand.IntN(120)) * time.Millisecond):
		}
		if round < *rounds {
			i := round % len(s.servers)
			s.servers[i].Kill()
			s.start(i)
		}
	}
}

// accept accepts a document as a client does that repeats what had no answer. What
// it cannot know for a lost answer, the status of the document tells.
func (s *street) accept(token string, document sdano.ID) {
	for try := 0; ; try++ {
		c := &client{TB: s, base: "http://" + s.addrs[rand.IntN(len(s.addrs))], token: token}
		if s.acceptOnce(c, document) {
			return
		}
		if try > 2000 {
			s.Errorf("%s is not accepted", document)
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// acceptOnce goes through the steps until one fails; it reports whether the
// document is accepted.
func (s *street) acceptOnce(c *client, document sdano.ID) bool {
	info, ok := s.ask(c, "GET", "/documents/info/"+document.String(), nil)
	if !ok || !bytes.Contains(info, []byte(`"Status":"I"`)) {
		return bytes.Contains(info, []byte(`"Status":"V`))
	}
	task, ok := s.ask(c, "POST", "/document/accept/content", request(document))
	if !ok {
		return false
	}
	made, ok := s.poll(c, "/document/accept/content/tasks/"+string(task))
	if !ok || len(made) != 1 {
		return false
	}
	data, ok := s.ask(c, "GET", "/archive/"+made[0].ContentLinkID.String(), nil)
	if !ok {
		return false
	}
	body, kind := uploadBody(made[0], s.signed(data))
	link, ok := s.ask(c, "POST", "/archive", body, kind, text)
	if !ok {
		return false
	}
	signature, err := sdano.ParseID(string(link))
	if err != nil {
		s.Errorf("link %q", link)
		return false
	}
	sending, ok := s.ask(c, "POST", "/documents/accept/local", map[string]any{"SignedTitlesOrReceipts": []any{signedTitle(made[0], signature)}})
	if !ok {
		return false
	}
	sent, ok := s.poll(c, "/documents/accept/local/tasks/"+string(sending))
	if ok && (len(sent) != 1 || !sent[0].IsSent) {
		s.Errorf("%s was not sent: %+v", document, sent)
	}
	return false // the status tells
}

// ask reports whether there was a success; refusals are told unless they are
// worth a repetition.
func (s *street) ask(c *client, method, path string, body any, headers ...header) ([]byte, bool) {
	status, answer, err := c.try(method, path, body, headers...)
	if err != nil || status >= http.StatusInternalServerError {
		return nil, false
	}
	if status != http.StatusOK && !bytes.Contains(answer, []byte(`"Retryable":true`)) {
		s.Errorf("%s %s: %d %s", method, path, status, answer)
	}
	return answer, status == http.StatusOK
}

// poll asks for a task until it has ended or nobody answers.
func (s *street) poll(c *client, path string) (results []result, ok bool) {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		body, ok := s.ask(c, "GET", path, nil)
		if !ok {
			return nil, false
		}
		if bytes.Contains(body, []byte(`"Results":null`)) {
			continue
		}
		var t struct {
			TaskHandlingErrorMessage *string
			Results                  []result
		}
		if err := json.Unmarshal(body, &t); err != nil || t.TaskHandlingErrorMessage != nil {
			s.Errorf("%s: %v %s", path, err, body)
		}
		return t.Results, true
	}
	s.Errorf("%s does not end", path)
	return nil, false
}

// verify expects that every document was accepted once, on our side and on the
// other, and that the journal is whole.
func (s *street) verify(d *desk) {
	s.Helper()
	url := s.servers[0].URL
	d.anna.base, d.boris.base = url, url
	var own, other feed
	wait(s, "their feed", func() bool {
		own, other = d.anna.feed(ours, 0), d.boris.feed(theirs, 0)
		return len(other.Statuses) >= 2*s.sent
	})
	for name, end := range map[string]string{"ON_NSCHFDOPPR": "VA", "Договор": "V"} {
		for file, ids := range d.came {
			for i, id := range ids {
				if !strings.HasPrefix(file, name) {
					continue
				}
				if got := codes(own.of(id)); got != "I PV "+end {
					s.Errorf("%s in our feed: %s", file, got)
				}
				if got := codes(other.of(d.theirs[file][i])); got != "S "+end {
					s.Errorf("%s in their feed: %s", file, got)
				}
			}
		}
	}
	s.once(d)
	binary, err := proc.Build()
	s.must(err)
	args := []string{"audit", "verify", "--data", s.config.Data}
	if s.config.DB != "" {
		args = append(args, "--db", s.config.DB)
	}
	cmd := exec.CommandContext(context.WithoutCancel(s.Context()), binary, args...)
	cmd.Env = proc.Env()
	if out, err := cmd.CombinedOutput(); err != nil {
		s.Errorf("audit verify: %v\n%s", err, out)
	}
}

// once expects that the other side has one answer to each document: one second
// title, or one more signature under an informal document.
func (s *street) once(d *desk) {
	s.Helper()
	for file, ids := range d.theirs {
		for _, id := range ids {
			var extended struct {
				Attachments []struct{ Type int }
			}
			d.boris.into(d.boris.do("POST", "/v3/documents/info", map[string]any{"DocumentId": id, "IncludeAttachments": true}), &extended)
			kinds := map[int]int{}
			for _, a := range extended.Attachments {
				kinds[a.Type]++
			}
			titles := 0
			if strings.HasPrefix(file, "ON_") {
				titles = 1
			}
			if kinds[1] != titles || kinds[14] != 2 {
				s.Errorf("%s: the other side has %d titles and %d signatures", file, kinds[1], kinds[14])
			}
		}
	}
}
