package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"sdano"
	"sdano/acceptance"
	esign "sdano/sign"
	"sdano/titles"
	"sdano/titles/show"
)

// edoView is the page of one document.
type edoView struct {
	Title, Box, Total string
	// Other is the other side, OtherINN its number.
	Other, OtherINN string
	Badge           badge
	// Closed says why it cannot be accepted, "" if it can or it is past that;
	// Failure is the text of the last failure to send, "" if none.
	Closed, Failure string
	Output          bool
	At, ISO         string
	Format          string
	Offers          []offer
	Body            templ.Component
	Papers          []paper
	Signatures      []signatureView
	Unread          int
	Steps           []edoStep
	Files           []edoFile
	Siblings        []edoLine
	// Remarks are what was found in an informal document.
	Remarks []string
	// Answered is what the answer said, nil before it.
	Answered *answered
}

// offer is an action that the page offers.
type offer struct {
	Text, Href string
	// Plain is a choice that is not the usual one.
	Plain bool
}

// paper is a file about a document as a person reads it.
type paper struct {
	ID, Kind, Name string
	Body           templ.Component
}

// edoFile is an attachment.
type edoFile struct{ Name, Href, Kind, Size, At, Signer string }

// edoStep is an element of the feed.
type edoStep struct {
	Color, Word, Text, At, ISO, FileName, FileHref string
	Output                                         bool
	Code                                           acceptance.Code
}

// mostChecked bounds the signatures that one page checks; the files of others can
// be downloaded.
const mostChecked = 20

// documentPage shows one document with all that happened to it.
func (s *Site) documentPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	f, err := s.frame(r, v, "/documents", "Документ")
	if err != nil {
		return err
	}
	d, err := s.Acceptance.Document(r.Context(), v.Documents, id)
	if err != nil {
		return err
	}
	view, err := s.edoView(r.Context(), v, d)
	if err != nil {
		return err
	}
	f.Title, f.Style = view.Title, "document.css"
	return s.show(w, r, http.StatusOK, f, edoPage(view))
}

// edoView reads what belongs to a document.
func (s *Site) edoView(ctx context.Context, v Visitor, d acceptance.Document) (edoView, error) {
	elements, err := s.Acceptance.Elements(ctx, v.Documents, d.ID)
	if err != nil {
		return edoView{}, err
	}
	files, err := s.Acceptance.Attachments(ctx, v.Documents, d.ID)
	if err != nil {
		return edoView{}, err
	}
	boxes, err := s.Acceptance.Boxes(ctx, v.Documents)
	if err != nil {
		return edoView{}, err
	}
	siblings, err := s.siblings(ctx, v, d)
	if err != nil {
		return edoView{}, err
	}
	view := headOf(d, boxNames(boxes))
	view.Offers, view.Failure = offers(v, d, siblings), lastFailure(elements)
	view.Steps, view.Files = edoSteps(elements, files), edoFiles(files)
	for _, other := range siblings {
		if other.ID == d.ID {
			continue
		}
		line := edoLineOf(other, boxNames(boxes))
		if line.Badge, err = s.badgeOf(ctx, v, other); err != nil {
			return edoView{}, err
		}
		view.Siblings = append(view.Siblings, line)
	}
	if err := s.answer(ctx, v, d, files, &view); err != nil {
		return edoView{}, err
	}
	if view.Papers, err = s.papers(ctx, v, files); err != nil {
		return edoView{}, err
	}
	view.Signatures, view.Unread, err = s.signaturesOf(ctx, v, files)
	return view, err
}

// answer adds what the answer to a document said.
func (s *Site) answer(ctx context.Context, v Visitor, d acceptance.Document, files []acceptance.Attachment, view *edoView) error {
	r, err := s.replyTo(ctx, v, files)
	if err != nil {
		return err
	}
	if disputable(d) && r.disagrees() {
		view.Badge = disputed
		for n, step := range view.Steps {
			if step.Code == d.Status {
				view.Steps[n].Word, view.Steps[n].Color = disputed.Word, disputed.Color
			}
		}
	}
	view.Answered, err = s.answeredOf(ctx, v, d, files, r)
	return err
}

// siblings returns the documents of the package of a document, itself included.
func (s *Site) siblings(ctx context.Context, v Visitor, d acceptance.Document) ([]acceptance.Document, error) {
	if d.Package.IsZero() {
		return []acceptance.Document{d}, nil
	}
	found, err := s.Acceptance.Package(ctx, v.Documents, d.Package)
	return slices.DeleteFunc(found, func(other acceptance.Document) bool { return other.Box != d.Box }), err
}

func headOf(d acceptance.Document, boxes map[string]string) edoView {
	line := edoLineOf(d, boxes)
	view := edoView{
		Title: line.Title, Box: line.Box, Other: line.Other, OtherINN: line.OtherINN, Total: line.Total, Badge: line.Badge,
		Output: d.Output, At: line.At, ISO: line.ISO, Format: formatOf(d),
	}
	if !d.Output && fresh(d.Status) {
		view.Closed = d.NoAnswer
	}
	informal := d.Type == acceptance.Informal && d.Title == nil && d.NoAnswer == ""
	if !informal && (d.Title != nil || len(d.Findings) > 0) {
		view.Body = show.HTML(d.Title, d.Findings)
		return view
	}
	for _, f := range d.Findings {
		view.Remarks = append(view.Remarks, plain(f.Message))
	}
	return view
}

// formatOf says what file it is: «ON_NSCHFDOPPR 5.03, КНД 1115131».
func formatOf(d acceptance.Document) string {
	out := d.Prefix
	if d.FormatVersion != "" {
		out += " " + d.FormatVersion
	}
	if d.KND != "" {
		out += ", КНД" + nbsp + d.KND
	}
	return out
}

// offers are the actions that a visitor may do to a document as it is now.
func offers(v Visitor, d acceptance.Document, siblings []acceptance.Document) []offer {
	var out []offer
	for _, a := range edoActs {
		if !v.may(a.Permission) || a.refusal(d) != "" {
			continue
		}
		o := offer{Text: a.Label, Href: documentHrefOf(d.ID) + "/" + a.Path, Plain: len(out) > 0 || a.Action == acceptance.RevokeAction}
		if a.Action == acceptance.AcceptAction && d.Type == acceptance.Reconciliation {
			o.Text = "Сверить и ответить" // it answers «не согласны» as well
		}
		if n := len(acceptables(siblings)); a.Action == acceptance.AcceptAction && n > 1 {
			o.Text = "Принять пакет, документов: " + itoa(int64(n))
		}
		out = append(out, o)
	}
	return out
}

// acceptables are the documents of a package that an acceptance covers.
func acceptables(together []acceptance.Document) []acceptance.Document {
	return slices.DeleteFunc(slices.Clone(together), func(d acceptance.Document) bool { return !answerable(d) })
}

// lastFailure is the text of a failure after which nothing else was tried.
func lastFailure(elements []acceptance.Element) string {
	for _, e := range slices.Backward(elements) {
		if e.Code == acceptance.Failed {
			return e.Text
		}
		if slices.Contains(inPassage, e.Code) {
			return ""
		}
	}
	return ""
}

func edoSteps(elements []acceptance.Element, files []acceptance.Attachment) []edoStep {
	var out []edoStep
	for _, e := range elements {
		step := edoStep{
			Color: edoColor(e.Code), Word: edoWord(e.Code), Text: e.Text, At: moment(e.At), ISO: machine(e.At), Output: e.Output, Code: e.Code,
		}
		for _, f := range files {
			if f.ID == e.Content {
				step.FileName, step.FileHref = f.Name, fileHref(f.Document, f.ID)
			}
		}
		out = append(out, step)
	}
	return out
}

// attachmentNames are what people call the types of files.
var attachmentNames = map[acceptance.AttachmentType]string{
	acceptance.ReceivedContent: "Документ", acceptance.SecondTitle: "Ответный титул",
	acceptance.ReceiptFile: "Извещение о получении (ИОП)", acceptance.RejectionFile: "Уведомление об уточнении (УОУ)",
	acceptance.AnnulmentFile: "Предложение об аннулировании (ПОА)", acceptance.OperatorFile: "Документ оператора",
	acceptance.AttorneyFile: "Доверенность (МЧД)", acceptance.PrintForm: "Печатная форма",
	acceptance.SignatureFile: "Подпись",
}

func edoFiles(files []acceptance.Attachment) []edoFile {
	var out []edoFile
	for _, f := range files {
		if f.Type == acceptance.SignatureFile && f.Output && f.Signs.IsZero() {
			continue // handed in; once it is sent it stands here under its file
		}
		if f.Type == acceptance.CountedLines {
			continue // the page shows what it keeps
		}
		view := edoFile{
			Name: f.Name, Href: fileHref(f.Document, f.ID), Kind: attachmentNames[f.Type], Size: size(f.Size), At: minute(f.CreatedAt),
		}
		if slices.Contains(paperTypes, f.Type) && f.Output && !isSigned(files, f.ID) {
			view.Kind += ", не отправлен"
		}
		for _, c := range f.Certificates {
			view.Signer = strings.TrimSpace(c.Surname + " " + c.FirstName + " " + c.MiddleName)
		}
		out = append(out, view)
	}
	return out
}

// paperTypes are the files about a document that its page shows.
var paperTypes = []acceptance.AttachmentType{acceptance.AnnulmentFile, acceptance.RejectionFile, acceptance.SecondTitle}

// papers shows the last file of each of these types that came or was signed: one
// that nobody signed is a draft.
func (s *Site) papers(ctx context.Context, v Visitor, files []acceptance.Attachment) ([]paper, error) {
	var out []paper
	for _, kind := range paperTypes {
		for _, f := range slices.Backward(files) {
			if f.Type != kind || f.Output && !isSigned(files, f.ID) {
				continue
			}
			_, data, err := s.Acceptance.Content(ctx, v.Documents, f.ID)
			if err != nil {
				return nil, err
			}
			out = append(out, paper{ID: "paper" + itoa(int64(kind)), Kind: attachmentNames[kind], Name: f.Name, Body: s.reading(f.Name, data)})
			break
		}
	}
	return out, nil
}

func isSigned(files []acceptance.Attachment, link sdano.ID) bool {
	return slices.ContainsFunc(files, func(sig acceptance.Attachment) bool { return sig.Signs == link })
}

// reading shows a file as a person reads it.
func (s *Site) reading(name string, data []byte) templ.Component {
	verdict := s.Check(titles.Input{Name: name, Data: data})
	return show.HTML(verdict.Document, verdict.Findings)
}

// downloadAttachment gives a file of a document, byte for byte.
func (s *Site) downloadAttachment(w http.ResponseWriter, r *http.Request, v Visitor) error {
	document, err := pathID(r, "id")
	if err != nil {
		return err
	}
	link, err := pathID(r, "link")
	if err != nil {
		return err
	}
	a, data, err := s.Acceptance.Content(r.Context(), v.Documents, link)
	if err != nil {
		return err
	}
	if a.Document != document {
		return acceptance.ErrNotFound
	}
	sendFile(w, a.Name, data)
	return nil
}

// signatureView is one signature with what its check came to.
type signatureView struct {
	File, Href, Under string
	Badge             badge
	Signer, Details   string
	SignedAt, Type    string
	Parts             []signaturePart
	Remarks           []string
}

// signaturePart is the verdict of one check.
type signaturePart struct{ Name, Word, Color, Reason string }

// signaturesOf checks the signatures of a document; unread is how many were left
// out.
func (s *Site) signaturesOf(ctx context.Context, v Visitor, files []acceptance.Attachment) (out []signatureView, unread int, err error) {
	contents := map[sdano.ID][]byte{}
	names := map[sdano.ID]string{}
	for _, f := range files {
		names[f.ID] = attachmentNames[f.Type]
	}
	for _, f := range files {
		if f.Type != acceptance.SignatureFile || f.Signs.IsZero() {
			continue
		}
		if len(out) >= mostChecked {
			unread++
			continue
		}
		if contents[f.Signs] == nil {
			if _, contents[f.Signs], err = s.Acceptance.Content(ctx, v.Documents, f.Signs); err != nil {
				return nil, 0, err
			}
		}
		views, err := s.checked(ctx, v, f, contents[f.Signs])
		if err != nil {
			return nil, 0, err
		}
		for n := range views {
			views[n].Under = names[f.Signs]
		}
		out = append(out, views...)
	}
	return out, unread, nil
}

// checked checks one file of signatures.
func (s *Site) checked(ctx context.Context, v Visitor, f acceptance.Attachment, content []byte) ([]signatureView, error) {
	_, signature, err := s.Acceptance.Content(ctx, v.Documents, f.ID)
	if err != nil {
		return nil, err
	}
	blank := signatureView{File: f.Name, Href: fileHref(f.Document, f.ID)}
	report, err := s.Acceptance.Validate(ctx, content, signature, false)
	if err != nil {
		e := sdano.AsError(err)
		if e.Kind == sdano.Internal {
			return nil, err
		}
		blank.Badge, blank.Signer, blank.Remarks = badge{Word: "Неверно", Color: "red"}, "Подпись не прочитана", []string{e.Message}
		return []signatureView{blank}, nil
	}
	out := make([]signatureView, 0, len(report.Signers))
	for _, signer := range report.Signers {
		out = append(out, blank.of(signer))
	}
	return out, nil
}

// of puts the report on one signer into words.
func (v signatureView) of(signer esign.Signature) signatureView {
	v.Badge.Word, v.Badge.Color = verdictWord(signer.Verdict())
	v.Type, v.SignedAt, v.Remarks = signer.Type, moment(signer.SigningTime), signer.Remarks
	v.Signer = "Подписавший не назван"
	if c := signer.Certificate; c != nil {
		v.Signer = holderName(c)
		v.Details = "Сертификат " + c.Serial + ", действует " + minute(c.NotBefore) + " — " + minute(c.NotAfter)
	}
	for _, p := range []struct {
		name string
		part esign.Part
	}{
		{"Файл не изменён", signer.Digest},
		{"Подпись этим ключом", signer.Signature},
		{"Издатель сертификата", signer.Chain},
		{"Срок действия", signer.Dates},
		{"Назначение ключа", signer.Usage},
		{"Отзыв", signer.Revocation},
	} {
		word, color := verdictWord(p.part.Verdict)
		v.Parts = append(v.Parts, signaturePart{p.name, word, color, p.part.Reason})
	}
	return v
}

func verdictWord(v esign.Verdict) (word, color string) {
	switch v {
	case esign.Valid:
		return "Проверено", "green"
	case esign.Invalid:
		return "Неверно", "red"
	default:
		return "Не проверено", "yellow"
	}
}
