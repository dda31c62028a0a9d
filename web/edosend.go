package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/acceptance"
	esign "sdano/sign"
	"sdano/titles/title"
)

// signing is the page on which made files are read and signed.
type signing struct {
	Heading, Title, Href, Back, BackText string
	// Pending says that the files are still being made, Stale why there is nothing
	// to sign any more, Error why they were not made.
	Pending      bool
	Stale, Error string
	// Sent says that a signed answer was sent already.
	Sent  bool
	Items []signItem
	Key   *keyView
	Demo  bool
	// Attorney is the power of attorney by which is signed.
	AttorneyID, AttorneyINN string
}

// signItem is one made file.
type signItem struct {
	made     acceptance.Made
	data     []byte
	queue    int64
	extra    string
	Field    string
	Title    string
	FileName string
	Href     string
	Size     string
	Findings []string
	Body     templ.Component
	// Own says that the file is the received document itself.
	Own bool
}

// taskID reads the number of a task from the path.
func taskID(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("task"), 10, 64)
	if err != nil || n < 1 {
		return 0, errNoPage
	}
	return n, nil
}

// resultsOf returns what came of a task; none while it is planned.
func resultsOf[T any](t acceptance.Task) (out []T, err error) {
	if len(t.Results) > 0 {
		err = json.Unmarshal(t.Results, &out)
	}
	return out, err
}

// made is a task with the document whose answer it made.
type made struct {
	act  edoAct
	d    acceptance.Document
	task acceptance.Task
}

// madeBy reads a task of the path.
func (s *Site) madeBy(r *http.Request, v Visitor) (m made, err error) {
	if m.act, err = actOf(r); err != nil {
		return m, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return m, err
	}
	number, err := taskID(r)
	if err != nil {
		return m, err
	}
	if m.d, err = s.Acceptance.Document(r.Context(), v.Documents, id); err != nil {
		return m, err
	}
	if m.task, err = s.Acceptance.Task(r.Context(), v.Documents, m.act.Action, acceptance.Making, number); err != nil {
		return m, err
	}
	if m.task.Document != id {
		err = acceptance.ErrNotFound
	}
	return m, err
}

// signingPage shows what was made, and asks for the signature.
func (s *Site) signingPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	f, err := s.frame(r, v, "/documents", "Подпишите")
	if err != nil {
		return err
	}
	m, err := s.madeBy(r, v)
	if err != nil {
		return err
	}
	page := signing{
		Heading: m.act.Title, Title: edoTitle(m.d), Back: documentHrefOf(m.d.ID), BackText: "К документу",
		Href: r.URL.Path, Stale: m.act.refusal(m.d), AttorneyID: r.FormValue("attorney"), AttorneyINN: r.FormValue("attorney_inn"),
	}
	if page.Stale != "" {
		if page.Sent, err = s.sentSince(r.Context(), v, m); err != nil {
			return err
		}
	}
	results, err := resultsOf[acceptance.Made](m.task)
	if err != nil {
		return err
	}
	if err := s.items(r.Context(), v, &page, results); err != nil {
		return err
	}
	return s.showSigning(w, r, v, f, page, m.task)
}

// showSigning completes and shows the page for a task.
func (s *Site) showSigning(w http.ResponseWriter, r *http.Request, v Visitor, f frame, page signing, task acceptance.Task) (err error) {
	if page.Key, err = s.serverKey(r.Context(), v, task.Box); err != nil {
		return err
	}
	s.read(page.Items)
	page.Demo, page.Error = s.Demo != nil, task.Error
	if page.Pending = task.State == acceptance.Planned; page.Pending {
		w.Header().Set("Refresh", "2") // also without the script
	}
	f.Style = "document.css"
	return s.show(w, r, http.StatusOK, f, signingView(page))
}

// items reads the made files.
func (s *Site) items(ctx context.Context, v Visitor, page *signing, results []acceptance.Made) error {
	for _, made := range results {
		item, err := s.item(ctx, v, made)
		if err != nil {
			return err
		}
		page.Items = append(page.Items, item)
	}
	return nil
}

func (s *Site) item(ctx context.Context, v Visitor, made acceptance.Made) (signItem, error) {
	_, data, err := s.Acceptance.Content(ctx, v.Documents, made.ContentLink)
	if err != nil {
		return signItem{}, err
	}
	d, err := s.Acceptance.Document(ctx, v.Documents, made.DocumentID)
	if err != nil {
		return signItem{}, err
	}
	item := signItem{
		made: made, data: data, Field: "signature-" + made.DocumentID.String(), Title: edoTitle(d),
		FileName: made.Name, Href: fileHref(made.DocumentID, made.ContentLink), Size: size(int64(len(data))),
	}
	for _, f := range made.Findings {
		item.Findings = append(item.Findings, f.Message)
	}
	item.Own = made.ContentLink == d.Content
	return item, nil
}

// mostRead bounds the files that a page of signing shows in full; the others can be
// downloaded.
const mostRead = 10

// read shows the files as a person reads them.
func (s *Site) read(items []signItem) {
	for n := range items[:min(len(items), mostRead)] {
		if item := &items[n]; !item.Own {
			item.Body = s.reading(item.FileName, item.data)
		}
	}
}

// sentSince reports whether our side has begun to send an answer after the task
// made it.
func (s *Site) sentSince(ctx context.Context, v Visitor, m made) (bool, error) {
	elements, err := s.Acceptance.Elements(ctx, v.Documents, m.d.ID)
	return slices.ContainsFunc(elements, func(e acceptance.Element) bool {
		return e.Output && slices.Contains(inPassage, e.Code) && !e.At.Before(m.task.CreatedAt)
	}), err
}

// sendAnswer takes the signatures, or makes them by the key of the server, and
// sends. A second click finds the answer sent and leads to the document.
func (s *Site) sendAnswer(w http.ResponseWriter, r *http.Request, v Visitor) error {
	m, err := s.madeBy(r, v)
	if err != nil {
		return err
	}
	f, err := readForm(w, r, s.MaxReport)
	if err != nil {
		return err
	}
	if why := m.act.refusal(m.d); why != "" {
		sent, err := s.sentSince(r.Context(), v, m)
		if err == nil && !sent {
			err = errPassed(m.act, why)
		}
		return s.toDocument(w, r, m.d.ID, err)
	}
	results, err := resultsOf[acceptance.Made](m.task)
	if err != nil {
		return err
	}
	var page signing
	if err := s.items(r.Context(), v, &page, results); err != nil {
		return err
	}
	parcels, err := s.signed(r.Context(), v, f, page.Items, m.d.Box)
	if err != nil {
		return err
	}
	_, err = s.Acceptance.Send(r.Context(), v.Documents, m.act.Action, parcels)
	if sdano.IsKind(err, sdano.Conflict) {
		if sent, failed := s.sentSince(r.Context(), v, m); failed == nil && sent {
			err = nil // the other click was first
		}
	}
	return s.toDocument(w, r, m.d.ID, err)
}

func (s *Site) toDocument(w http.ResponseWriter, r *http.Request, id sdano.ID, err error) error {
	if err == nil {
		http.Redirect(w, r, documentHrefOf(id), http.StatusSeeOther)
	}
	return err
}

// signed stores a signature under each of the files and returns what is to be
// sent. Of uploaded signatures, files without one are left as they are.
func (s *Site) signed(ctx context.Context, v Visitor, f form, items []signItem, box string) ([]acceptance.SendItem, error) {
	signatures, err := s.signaturesFor(ctx, v, f, items, box)
	if err != nil {
		return nil, err
	}
	var attorney *title.PowerOfAttorney
	if f.Get("attorney") != "" {
		attorney = &title.PowerOfAttorney{ID: f.Get("attorney"), IssuerINN: f.Get("attorney_inn")}
	}
	var out []acceptance.SendItem
	for n, item := range items {
		if len(signatures[n]) == 0 {
			continue
		}
		if err := s.fits(ctx, item, signatures[n]); err != nil {
			return nil, err
		}
		a, err := s.Acceptance.Attach(ctx, v.Documents, item.made.DocumentID, acceptance.SignatureFile, item.made.Name+".SGN", signatures[n])
		if err != nil {
			return nil, err
		}
		out = append(out, acceptance.SendItem{
			DocumentID: item.made.DocumentID, Name: item.made.Name, ContentLink: item.made.ContentLink, SignatureLink: a.ID, Attorney: attorney,
		})
	}
	if len(out) == 0 {
		return nil, errNoSignature
	}
	return out, nil
}

var errNoSignature = &sdano.Error{
	Kind: sdano.Invalid, Code: "no_signature",
	Message: "Файл подписи не выбран.",
	Remedy:  "Скачайте файл, подпишите его отсоединённой подписью и приложите её: .sig, .sgn или .p7s.",
}

// signaturesFor returns a signature for each file, nil where the form has none.
func (s *Site) signaturesFor(ctx context.Context, v Visitor, f form, items []signItem, box string) ([][]byte, error) {
	out := make([][]byte, len(items))
	if f.Get("by") != "server" {
		for n, item := range items {
			if files := f.files[item.Field]; len(files) > 0 {
				out[n] = files[0].data
			}
		}
		return out, nil
	}
	key, err := s.serverKey(ctx, v, box)
	if err == nil && key == nil {
		err = acceptance.ErrSigningOff
	}
	if err != nil {
		return nil, err
	}
	request := acceptance.SignRequest{Certificate: key.der, ThrowOnErrors: true}
	for _, item := range items {
		request.Contents = append(request.Contents, item.data)
	}
	results, err := s.Acceptance.Sign(ctx, v.Documents, request)
	if err != nil {
		return nil, err
	}
	for n, result := range results {
		out[n] = result.Signature
	}
	return out, nil
}

// fits refuses a signature that is not under the file: said here, the mistake costs
// a click; sent, it costs a failed delivery.
func (s *Site) fits(ctx context.Context, item signItem, signature []byte) error {
	report, err := s.Acceptance.Validate(ctx, item.data, signature, true)
	if err != nil {
		return err
	}
	for _, signer := range report.Signers {
		for _, part := range []esign.Part{signer.Digest, signer.Signature} {
			if part.Verdict == esign.Invalid {
				return &sdano.Error{
					Kind: sdano.Unprocessable, Code: "signature_invalid",
					Message: "Подпись не подходит к файлу «" + item.FileName + "»: " + part.Reason + ".",
					Remedy:  "Подпишите именно тот файл, который скачали с этой страницы, не открывая и не сохраняя его заново.",
				}
			}
		}
	}
	return nil
}
