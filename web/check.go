package web

import (
	"net/http"

	"github.com/a-h/templ"

	"sdano/titles"
	"sdano/titles/show"
)

// maxDocument is the greatest file that the page checks: 20 MiB.
const maxDocument = 20 << 20

// checksAtOnce is how many files are checked at the same time.
const checksAtOnce = 4

// checking is what the page of checks shows; Verdict is nil before the first
// file.
type checking struct {
	Max      int64
	MaxText  string
	Verdict  *titles.Verdict
	Document templ.Component
}

// checkForm shows the form for checking a file.
func (s *Site) checkForm(w http.ResponseWriter, r *http.Request, v Visitor) error {
	return s.showCheck(w, r, v, checking{})
}

// checkFile checks a file that was sent and shows the verdict. Nothing is kept.
func (s *Site) checkFile(w http.ResponseWriter, r *http.Request, v Visitor) error {
	up, err := readUpload(w, r, maxDocument)
	if err != nil {
		return err
	}
	// A large file costs several times its size while it is checked: few at once.
	select {
	case s.checking <- struct{}{}:
		defer func() { <-s.checking }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	verdict := s.Check(titles.Input{Name: up.name, Data: up.data})
	return s.showCheck(w, r, v, checking{Verdict: &verdict, Document: show.HTML(verdict.Document, verdict.Findings)})
}

func (s *Site) showCheck(w http.ResponseWriter, r *http.Request, v Visitor, c checking) error {
	f, err := s.frame(r, v, "/check", "Проверка документа")
	if err != nil {
		return err
	}
	f.Version, f.Style = "", "document.css"
	c.Max, c.MaxText = maxDocument, size(maxDocument)
	return s.show(w, r, http.StatusOK, f, checkPage(c))
}
