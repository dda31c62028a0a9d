package edo_test

import (
	"testing"
)

// TestRestarts: what was made, uploaded and planned before a restart is there
// after it, under the same token and numbers.
func TestRestarts(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "")
	files := []first{h.sample("upd503"), h.sample("torg2"), h.contract(8, 300<<10)}
	h.delivered("p", files...)
	server := h.serve()
	s := &desk{house: h, anna: login(t, server.url, "anna"), boris: login(t, server.url, "boris"), made: map[string][][]byte{}}
	s.arrive()
	restart := func() {
		server.stop()
		server = h.serve()
		s.anna.base, s.boris.base = server.url, server.url
	}
	torg2 := s.came[files[1].name][0]
	task := s.anna.do("POST", "/document/accept/content", request(torg2, torg2))
	restart()
	made := s.anna.finished("/document/accept/content", task)
	if len(made) != len(files) {
		t.Fatalf("after a restart the task gives %+v", made)
	}
	var items []any
	for _, m := range made {
		for _, f := range files {
			if s.came[f.name][0] == m.DocumentID {
				items = append(items, s.sign(f, m))
			}
		}
	}
	restart()
	sending := s.anna.do("POST", "/documents/accept/local", map[string]any{"SignedTitlesOrReceipts": items})
	restart()
	for _, sent := range s.anna.finished("/documents/accept/local", sending) {
		if !sent.IsSent {
			t.Errorf("%s was not sent: %s", sent.DocumentID, *sent.ErrorText)
		}
	}
	for _, f := range files {
		s.accepted(f, 0)
	}
}
