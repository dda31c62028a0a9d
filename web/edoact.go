package web

import (
	"net/http"
	"net/url"
	"strings"

	"sdano"
	"sdano/acceptance"
)

// maxForm is the greatest form of an answer, in bytes.
const maxForm = 16 << 20

// answering is the page on which an answer is composed.
type answering struct {
	act             edoAct
	Document, Title string
	Href, Back      string
	Signer          signerView
	// Trouble says why the answer was not made, nil before it was tried.
	Trouble *answerTrouble
	Comment string
	// Parts are the documents that an acceptance covers, Skipped those of the
	// package that it leaves.
	Parts   []acceptPart
	Skipped []skipped
}

// mostLive bounds the documents whose differences are counted while they are typed;
// with more there is the button.
const mostLive = 20

// live reports whether the form counts while it is filled.
func (v answering) live() bool { return len(v.Parts) > 0 && len(v.Parts) <= mostLive }

// answerTrouble is why an answer was not made.
type answerTrouble struct {
	Message, Remedy string
	Lines           []string
}

// skipped is a document of the package that is not accepted with it.
type skipped struct{ Title, Href, Why string }

// asked is a request for the form of an action or its making.
type asked struct {
	r    *http.Request
	v    Visitor
	act  edoAct
	d    acceptance.Document
	key  *keyView
	form form
	// posted says that the form was sent.
	posted bool
}

// ask reads the document and what is needed to answer it.
func (s *Site) ask(r *http.Request, v Visitor) (*asked, error) {
	act, err := actOf(r)
	if err != nil {
		return nil, err
	}
	id, err := pathID(r, "id")
	if err != nil {
		return nil, err
	}
	d, err := s.Acceptance.Document(r.Context(), v.Documents, id)
	if err != nil {
		return nil, err
	}
	if !v.may(act.Permission) {
		return nil, errMayNot(act)
	}
	if why := act.refusal(d); why != "" {
		return nil, errPassed(act, why)
	}
	key, err := s.serverKey(r.Context(), v, d.Box)
	return &asked{r: r, v: v, act: act, d: d, key: key, form: form{Values: url.Values{}}}, err
}

func errMayNot(act edoAct) error {
	return &sdano.Error{
		Kind: sdano.Forbidden, Code: "no_scope",
		Message: "У вас нет права: " + strings.ToLower(act.Label) + ".",
		Remedy:  "Попросите администратора дать вам право «" + string(act.Permission) + "».",
	}
}

// errPassed tells that a page is older than the document.
func errPassed(act edoAct, why string) error {
	return &sdano.Error{
		Kind: sdano.Conflict, Code: "operation_unavailable",
		Message: act.Title + ": сейчас недоступно, " + why + ".",
		Remedy:  "Вернитесь к документу: там видно, что с ним произошло и что с ним можно сделать.",
	}
}

// actionForm shows the form of an action.
func (s *Site) actionForm(w http.ResponseWriter, r *http.Request, v Visitor) error {
	a, err := s.ask(r, v)
	if err != nil {
		return err
	}
	return s.showAnswering(w, a, http.StatusOK, nil)
}

// makeAnswer makes the files of an action and leads to the page where they are
// signed. Other buttons of the form only show it anew.
func (s *Site) makeAnswer(w http.ResponseWriter, r *http.Request, v Visitor) error {
	a, err := s.ask(r, v)
	if err != nil {
		return err
	}
	if a.form, err = readForm(w, r, maxForm); err != nil {
		return err
	}
	a.posted = true
	switch step, of, _ := strings.Cut(a.form.Get("step"), ":"); step {
	case "draft":
		return s.sendDraft(w, a, of)
	case "make":
		return s.generate(w, a)
	}
	return s.showAnswering(w, a, http.StatusOK, nil)
}

// generate asks for the files; what is wrong with the form shows it again.
func (s *Site) generate(w http.ResponseWriter, a *asked) error {
	request, err := s.request(a)
	if err != nil {
		return s.again(w, a, err)
	}
	ctx := a.r.Context()
	number, err := s.Acceptance.Generate(ctx, a.v.Documents, a.act.Action, request)
	if err != nil {
		return s.again(w, a, err)
	}
	task, err := s.Acceptance.Task(ctx, a.v.Documents, a.act.Action, acceptance.Making, number)
	if err != nil {
		return err
	}
	if task.State == acceptance.DoneFailed {
		return s.showAnswering(w, a, http.StatusUnprocessableEntity, s.taskTrouble(a, task.Error))
	}
	to := documentHrefOf(a.d.ID) + "/" + a.act.Path + "/tasks/" + itoa(number)
	if attorney := attorneyOf(a.form); attorney != "" {
		to += "?" + attorney
	}
	http.Redirect(w, a.r, to, http.StatusSeeOther)
	return nil
}

// attorneyOf carries the power of attorney on to the page of signing.
func attorneyOf(f form) string {
	if f.Get("attorney") == "" {
		return ""
	}
	return url.Values{"attorney": {f.Get("attorney")}, "attorney_inn": {f.Get("attorney_inn")}}.Encode()
}

// again shows the form with what is wrong with it; other errors have their page.
func (s *Site) again(w http.ResponseWriter, a *asked, err error) error {
	e := sdano.AsError(err)
	if e.Kind != sdano.Invalid && e.Kind != sdano.Unprocessable {
		return err
	}
	trouble := &answerTrouble{Message: s.plain(a, e.Message), Remedy: e.Remedy}
	for _, f := range e.Findings {
		if !strings.Contains(e.Message, f.Message) {
			trouble.Lines = append(trouble.Lines, s.plain(a, f.Member+": "+f.Message))
		}
	}
	return s.showAnswering(w, a, http.StatusUnprocessableEntity, trouble)
}

// taskTrouble puts the error of a task into words: a line for each refusal.
func (s *Site) taskTrouble(a *asked, text string) *answerTrouble {
	out := &answerTrouble{Message: "Ответ не сформирован.", Remedy: "Исправьте указанное и повторите."}
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out.Lines = append(out.Lines, s.plain(a, line))
		}
	}
	return out
}

// request is what the form asks for.
func (s *Site) request(a *asked) (acceptance.GenerateRequest, error) {
	signer := signerOf(a.form, a.key, true)
	out := acceptance.GenerateRequest{
		DocumentID: a.d.ID, Signer: signer.signer(), Certificate: signer.certificate(a.form), Comment: a.form.Get("comment"),
	}
	if out.Signer == nil && out.Certificate == nil {
		return out, errNoSigner
	}
	if a.act.Reason && out.Comment == "" {
		return out, errNoComment
	}
	if a.act.Action != acceptance.AcceptAction {
		return out, nil
	}
	covered, err := s.siblings(a.r.Context(), a.v, a.d)
	if err != nil {
		return out, err
	}
	for _, d := range acceptables(covered) {
		part, err := s.part(a, d)
		if err != nil {
			return out, err
		}
		if err := part.contradiction(); err != nil {
			return out, err
		}
		part.choose(&out)
	}
	return out, nil
}

var (
	errNoSigner = &sdano.Error{
		Kind: sdano.Unprocessable, Code: "signer_required",
		Message: "Не указано, кто подпишет.",
		Remedy:  "Заполните фамилию, имя и должность или приложите сертификат.",
	}
	errNoComment = &sdano.Error{
		Kind: sdano.Unprocessable, Code: "comment_required",
		Message: "Не указана причина.",
		Remedy:  "Напишите причину: её прочитает вторая сторона.",
	}
)

// showAnswering shows the form of an action, filled as it was sent.
func (s *Site) showAnswering(w http.ResponseWriter, a *asked, status int, trouble *answerTrouble) error {
	f, err := s.frame(a.r, a.v, "/documents", a.act.Title)
	if err != nil {
		return err
	}
	f.Version = "" // a form that is being filled does not renew itself
	page := answering{
		act: a.act, Document: a.d.ID.String(), Title: edoTitle(a.d), Back: documentHrefOf(a.d.ID),
		Signer: signerOf(a.form, a.key, a.posted), Trouble: trouble, Comment: a.form.Get("comment"),
	}
	page.Href = page.Back + "/" + a.act.Path
	if a.act.Action == acceptance.AcceptAction {
		if err := s.acceptParts(a, &page); err != nil {
			return err
		}
	}
	return s.show(w, a.r, status, f, answeringPage(page))
}

// acceptParts fills in what an acceptance covers and what it leaves.
func (s *Site) acceptParts(a *asked, page *answering) error {
	covered, err := s.siblings(a.r.Context(), a.v, a.d)
	if err != nil {
		return err
	}
	for _, d := range covered {
		if !answerable(d) {
			why := edoActs[0].refusal(d)
			page.Skipped = append(page.Skipped, skipped{edoTitle(d), documentHrefOf(d.ID), why})
			continue
		}
		part, err := s.part(a, d)
		if err != nil {
			return err
		}
		page.Parts = append(page.Parts, part)
	}
	return nil
}
