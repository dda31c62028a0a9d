package acceptance

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/titles"
	"sdano/titles/annul102"
	"sdano/titles/filename"
	"sdano/titles/tech103"
	"sdano/titles/title"
)

// job is everything that the files of an action are made from; making them is a
// function of it and touches nothing.
type job struct {
	s      *Service
	tenant sdano.Tenant
	actor  sdano.Actor
	action Action
	box    Box
	r      GenerateRequest
	signer title.Signer
	// documents are those that files are made for, in the order of arrival;
	// skipped are those of the package that cannot be accepted, with the reason.
	documents []subject
	skipped   []skipped
	wishes    map[sdano.ID]wanted
	at        time.Time
}

// subject is a document with what an answer to it needs.
type subject struct {
	d Document
	// file is what is answered: the received content, or a proposal to annul.
	file Attachment
	// title was read of that file, nil if it is informal.
	title *title.Document
	// under are the links of the signatures under it, signatures these in DER.
	under      []Attachment
	signatures [][]byte
	// sender is the participant of the other side, "" if the file's name tells him.
	sender string
}

// skipped is a document of a package that is not accepted with it.
type skipped struct {
	d   Document
	why string
}

// product is a file that was made. Without data it is a file that is here already.
type product struct {
	made Made
	kind AttachmentType
	data []byte
	// link and blob are what is to be recorded, after keep.
	link Attachment
	blob blob
	// lines are what was counted of an УПД; counted and countedBlob are the file
	// that keeps them, after keep.
	lines       []AcceptedLine
	counted     Attachment
	countedBlob blob
}

// keep makes a product ready to be recorded under its link.
func (j *job) keep(ctx context.Context, p *product) (err error) {
	if p.data == nil {
		return nil
	}
	if p.blob, err = j.s.keep(ctx, p.data); err != nil {
		return err
	}
	p.link = j.s.link(j.tenant, p.made.DocumentID, p.kind, p.made.Name, p.blob)
	p.link.Output, p.link.By = true, j.actor
	p.made.ContentLink = p.link.ID
	return j.keepCounted(ctx, p)
}

// make makes the files of all documents. If one cannot be made none is: the error
// then tells the documents and the members, one after another.
func (j *job) make(ctx context.Context) ([]product, error) {
	if err := j.vain(); err != nil {
		return nil, err
	}
	var out []product
	var bad refusal
	for i := range j.documents {
		p, err := j.one(&j.documents[i])
		if err == nil {
			out = append(out, p)
			continue
		}
		if e := sdano.AsError(err); e.Kind != sdano.Unprocessable {
			return nil, err
		}
		bad.add(j.documents[i].d.ID, findingsOf(err))
	}
	if len(bad) > 0 {
		return nil, bad
	}
	for i := range out {
		if err := j.keep(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	if len(out) > 0 {
		out[0].made.Findings = append(out[0].made.Findings, j.warnings()...)
	}
	return out, nil
}

// vain refuses entries of a request for documents of the package that are not
// accepted with it.
func (j *job) vain() error {
	var bad refusal
	for _, skipped := range j.skipped {
		bad.add(skipped.d.ID, []sdano.Finding{j.note(skipped)})
	}
	if len(bad) > 0 {
		return bad
	}
	return nil
}

// warnings tell of the documents of the package that are not accepted with it.
func (j *job) warnings() []sdano.Finding {
	var out []sdano.Finding
	for _, skipped := range j.skipped {
		f := j.note(skipped)
		f.Message = fmt.Sprintf("документ пакета «%s» (%s): %s", skipped.d.FileName, skipped.d.ID, f.Message)
		out = append(out, f)
	}
	return out
}

// note says why a document of the package is not accepted with it: an error if the
// request says how it is to be accepted, else a warning.
func (j *job) note(s skipped) sdano.Finding {
	f := sdano.Finding{
		Code: "document_skipped", Severity: sdano.Warning, Source: "business",
		Message: "документ не принимается: " + strings.TrimSuffix(s.why, "."),
	}
	if w := j.wish(s.d.ID); w.acceptance >= 0 || w.material >= 0 || w.recon >= 0 {
		f.Severity = ""
	}
	return f
}

// one makes the file of one document. The findings of an error name the members of
// the request.
func (j *job) one(sub *subject) (product, error) {
	if j.action == RevokeAcceptAction || j.action == AcceptAction && sub.d.Type == Informal {
		return j.itself(sub)
	}
	w := j.wish(sub.d.ID)
	a := j.answer(sub)
	if found := w.choose(&j.r, &sub.d, a); len(found) > 0 {
		return product{}, refused(found)
	}
	kind, write := writerOf(j.action, sub)
	file, err := write(a)
	if err != nil {
		if e := sdano.AsError(err); len(e.Findings) > 0 {
			return product{}, refused(w.bounded(&j.r, placed(e.Findings, w, sub.d.Type)))
		}
		return product{}, err
	}
	if long := w.bounded(&j.r, nil); len(long) > 0 {
		return product{}, refused(long)
	}
	warnings := placed(file.Warnings, w, sub.d.Type)
	if f := secondOf(sub.d.Title); kind == SecondTitle && f != nil && f.Unverified {
		warnings = append(warnings, unverified(f))
	}
	p := product{made: Made{DocumentID: sub.d.ID, Name: file.Name, Findings: warnings}, kind: kind, data: file.Data}
	if w.acceptance >= 0 {
		p.lines = j.r.Acceptance[w.acceptance].Lines
	}
	return p, nil
}

// itself is the file that came: it is accepted by a signature under it.
func (j *job) itself(sub *subject) (product, error) {
	w := j.wish(sub.d.ID)
	if found := w.strange(sub.d.Type); len(found) > 0 && j.action == AcceptAction {
		return product{}, refused(found)
	}
	if long := w.bounded(&j.r, nil); len(long) > 0 {
		return product{}, refused(long)
	}
	made := Made{DocumentID: sub.d.ID, ContentLink: sub.file.ID, Name: sub.file.Name, Findings: []sdano.Finding{}}
	if w.settings >= 0 {
		made.Findings = append(made.Findings, sdano.Finding{
			Code: title.CodeIgnored, Severity: sdano.Warning, Source: "business", Member: indexed("SignersSettings", w.settings),
			Message: "для неформализованного документа не указывается и пропущено",
		})
	}
	return product{made: made}, nil
}

func unverified(f *title.Format) sdano.Finding {
	return sdano.Finding{
		Code: "format_unverified", Severity: sdano.Warning, Source: "business",
		Message: "Формат «" + f.Name + "» не сверен с официальной схемой.",
	}
}

// wish is what the request chooses for a document.
func (j *job) wish(id sdano.ID) wanted {
	if w, ok := j.wishes[id]; ok {
		return w
	}
	return nothing
}

// answer is what a file is made from.
func (j *job) answer(sub *subject) *title.Answer {
	return &title.Answer{
		First: sub.title, FirstName: sub.file.Name, Signatures: sub.signatures,
		Box: j.box.participant(), Sender: sub.sender, Own: sub.d.Output && !j.action.onProposal(), Operator: j.box.Operator, Signer: j.signer,
		Comment: j.r.Comment, ReceivedAt: sub.d.ArrivedAt,
		At: j.at, Zone: j.box.Location(), GUID: sdano.NewID(), Program: j.s.c.Program,
	}
}

// writerOf returns what makes the file of an action, and the type of the file.
func writerOf(action Action, sub *subject) (AttachmentType, func(*title.Answer) (*title.File, error)) {
	switch action {
	case RejectAction, RevokeRejectAction:
		return RejectionFile, tech103.MakeClarification
	case RevokeAction:
		return AnnulmentFile, annul102.MakeProposal
	case ReceiptAction:
		return ReceiptFile, tech103.MakeReceipt
	}
	if sub.title == nil || sub.title.Format == nil || sub.title.Format.Answer == nil {
		return SecondTitle, func(*title.Answer) (*title.File, error) {
			return nil, refused([]sdano.Finding{{Code: title.CodeFirst, Source: "business", Message: "на документ этого формата нечем ответить"}})
		}
	}
	return SecondTitle, sub.title.Format.Answer
}

// placed names the members of findings as the request has them.
func placed(findings []sdano.Finding, w wanted, t Type) []sdano.Finding {
	out := make([]sdano.Finding, 0, len(findings))
	for _, f := range findings {
		f.Member = w.place(t, f.Member)
		out = append(out, f)
	}
	return out
}

// refused is the error of a file that cannot be made.
func refused(findings []sdano.Finding) error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_answer", Findings: findings,
		Message: "Ответ на документ не составлен.", Remedy: "Исправьте указанное и повторите запрос.",
	}
}

// refusal is why the files of a package were not made: the error of the task, not
// of the request.
type refusal []string

func (r *refusal) add(document sdano.ID, findings []sdano.Finding) {
	for _, f := range findings {
		if f.Severity == sdano.Warning {
			continue
		}
		text := strings.TrimSuffix(f.Message, ".")
		if f.Member != "" {
			text = f.Member + ": " + text
		}
		*r = append(*r, document.String()+": "+text)
	}
}

// refusalMost bounds how many reasons a task tells.
const refusalMost = 20

// Error tells the reasons in Russian, as «TaskHandlingErrorMessage» has them.
func (r refusal) Error() string {
	if extra := len(r) - refusalMost; extra > 0 {
		return strings.Join(r[:refusalMost], "; ") + fmt.Sprintf("; и ещё %d", extra)
	}
	return strings.Join(r, "; ")
}

// results writes what came of a task in JSON: [] if nothing did, never null.
func results[T any](list []T) ([]byte, error) {
	if list == nil {
		list = []T{}
	}
	return json.Marshal(list)
}

// subjects reads what answers to documents need.
func (s *Service) subjects(ctx context.Context, tx sdano.Tx, action Action, documents []Document, into shelf) ([]subject, error) {
	out := make([]subject, 0, len(documents))
	links := make([]sdano.ID, 0, len(documents))
	for _, d := range documents {
		sub := subject{d: d, title: d.Title, file: received(d), sender: s.senderOf(ctx, tx, d)}
		if action.onProposal() {
			var err error
			if sub.file, err = s.proposal(ctx, tx, d); err != nil {
				return nil, err
			}
			if err := s.fill(ctx, tx, into, sub.file); err != nil {
				return nil, err
			}
		}
		out, links = append(out, sub), append(links, sub.file.ID)
	}
	signatures, err := s.c.Store.SignaturesUnder(ctx, tx, links...)
	if err != nil {
		return nil, err
	}
	for i := range out {
		for _, a := range signatures {
			if a.Signs == out[i].file.ID {
				out[i].under = append(out[i].under, a)
			}
		}
	}
	return out, s.fill(ctx, tx, into, signatures...)
}

// received is the link of the file that came, so far as answers need it.
func received(d Document) Attachment {
	return Attachment{ID: d.Content, Document: d.ID, Type: ReceivedContent, Name: d.FileName}
}

// onProposal reports whether an action answers a proposal to annul.
func (a Action) onProposal() bool { return a == RevokeAcceptAction || a == RevokeRejectAction }

// proposal returns the last proposal to annul a document that came.
func (s *Service) proposal(ctx context.Context, tx sdano.Tx, d Document) (Attachment, error) {
	files, err := s.c.Store.AttachmentsOf(ctx, tx, d.ID)
	if err != nil {
		return Attachment{}, err
	}
	for _, f := range slices.Backward(files) {
		if f.Type == AnnulmentFile && !f.Output {
			return f, nil
		}
	}
	return Attachment{}, unavailable("запрос на аннулирование не найден")
}

// finish completes a subject outside of the unit that read it.
func (sub *subject) finish(from shelf, opts titles.Options) {
	if sub.file.ID != sub.d.Content {
		sub.title = titleOf(sub.file.Name, from[sub.file.Hash], opts)
	}
	for _, a := range sub.under {
		sub.signatures = append(sub.signatures, derOf(from[a.Hash]))
	}
}

// senderOf returns the participant of the other side of a document, "" if the name of
// its file tells him.
func (s *Service) senderOf(ctx context.Context, tx sdano.Tx, d Document) string {
	if _, ok := filename.Parse(d.FileName); ok {
		return ""
	}
	return s.participantOf(ctx, tx, d.partner())
}

// participantOf returns the participant behind a box's id: of a box that is here its
// own, else the id itself.
func (s *Service) participantOf(ctx context.Context, tx sdano.Tx, box string) string {
	if box == "" {
		return ""
	}
	b, err := s.c.Store.Box(ctx, tx, box)
	if err != nil {
		return box
	}
	return cmp.Or(b.Participant, box)
}
