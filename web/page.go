package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"sdano"
	"sdano/titles/show"
)

// frame is what every page has around its main part.
type frame struct {
	// Title is the page's own title, Nav the entry of the menu it belongs to.
	Title, Nav string
	// Style is the name of a style sheet beside the common one, "" if none.
	Style string
	// Version is what the page shows (see Site.version); "" for a page that
	// does not renew itself.
	Version string
	Today   sdano.Date
	Demo    bool
	// Waiting is how many refusals wait for audit; MayAudit shows the entry.
	Waiting  int
	MayAudit bool
	// Documents shows the entry of the documents, Overview that of all
	// organisations.
	Documents, Overview bool
}

// fragment is the request header by which the script asks for the main part
// only.
const fragment = "Sdano-Fragment"

// frame begins a page: it reads the version before anything else is read, so
// that a change in between is announced rather than missed.
func (s *Site) frame(r *http.Request, v Visitor, nav, title string) (frame, error) {
	version, err := s.version(r.Context(), v.Tenant)
	if err != nil {
		return frame{}, err
	}
	f := frame{Title: title, Nav: nav, Version: version, Today: s.today(), Demo: s.Demo != nil, MayAudit: v.MayAudit, Documents: s.mayRead(v), Overview: s.Overviews != nil}
	if v.MayAudit {
		waiting, err := s.Reporting.Waiting(r.Context(), v.Tenant)
		if err != nil {
			return frame{}, err
		}
		f.Waiting = len(waiting)
	}
	return f, nil
}

// show renders a page, or its main part only when the script asks for it. It is
// sent when it is whole: a failure in between becomes an error page, not half a
// page.
func (s *Site) show(w http.ResponseWriter, r *http.Request, status int, f frame, body templ.Component) error {
	page := layout(f, body)
	if r.Header.Get(fragment) == "main" {
		page = mainPart(f, body)
	}
	var text bytes.Buffer
	if err := page.Render(r.Context(), &text); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(text.Len()))
	h.Set("Vary", fragment)
	w.WriteHeader(status)
	if _, err := w.Write(text.Bytes()); err != nil {
		s.Log.DebugContext(r.Context(), "web: reader is gone", "error", err)
	}
	return nil
}

// assets are the embedded files by name, hashes their versions, for their
// addresses. The style of documents comes from the package that shows them.
var (
	assets = readStatic()
	hashes = hashStatic()
)

func readStatic() map[string][]byte {
	out := map[string][]byte{"document.css": []byte(show.Style)}
	for name := range staticTypes {
		if out[name] != nil {
			continue
		}
		data, err := static.ReadFile("static/" + name)
		if err != nil {
			panic("web: embedded file missing: " + name)
		}
		out[name] = data
	}
	return out
}

func hashStatic() map[string]string {
	out := map[string]string{}
	for name, data := range assets {
		sum := sha256.Sum256(data)
		out[name] = hex.EncodeToString(sum[:6])
	}
	return out
}

// asset returns the address of an embedded file.
func asset(name string) string { return "/static/" + name + "?v=" + hashes[name] }

// payer reads an organisation from a parameter: ИНН or ИНН/КПП; anything else
// is a wrong address.
func payer(r *http.Request, name string) (sdano.TaxID, error) {
	return payerNamed(r.FormValue(name))
}

// payerNamed is payer for a text; no text names no organisation.
func payerNamed(text string) (sdano.TaxID, error) {
	if text == "" {
		return sdano.TaxID{}, nil
	}
	inn, kpp, _ := strings.Cut(text, "/")
	id := sdano.TaxID{INN: inn, KPP: kpp}
	return id, id.Check()
}

// pathID reads an identifier from the path; a malformed one names nothing.
func pathID(r *http.Request, name string) (sdano.ID, error) {
	id, err := sdano.ParseID(r.PathValue(name))
	if err != nil || id.IsZero() {
		return sdano.ID{}, errNoPage
	}
	return id, nil
}

// cursor reads a positive number from a parameter, 0 if there is none.
func cursor(r *http.Request, name string) int64 {
	n, err := strconv.ParseInt(r.FormValue(name), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// waitingText returns the number beside the menu's entry of the audit.
func (f frame) waitingText() string {
	if f.Waiting == 0 {
		return ""
	}
	return strconv.Itoa(f.Waiting)
}
