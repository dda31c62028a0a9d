package reporting

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/titles/answer"
)

// meetAll looks at every document of the docflow and at its state.
func (p *poll) meetAll(ctx context.Context) {
	p.flow.Type = cmp.Or(p.flow.Type, p.f.sub.DocflowType)
	for _, doc := range p.flow.Documents {
		rule := documentRule(doc.Type)
		if rule.From == "payer" || p.ourReceipt(doc) {
			continue
		}
		key := sourceKey(p.flow.ID, doc.Type, cmp.Or(doc.ID.String(), doc.FileName))
		if p.known(key) {
			p.seen = append(p.seen, key)
			continue
		}
		p.meet(ctx, doc, rule, key)
	}
	p.meetState()
}

// known reports whether an event of the source key is recorded or about to be.
func (p *poll) known(key string) bool {
	return p.f.event(key) != nil || slices.ContainsFunc(p.news, func(e Event) bool { return e.SourceKey == key })
}

// ourReceipt reports whether the document is a receipt of ours: it comes back
// with the docflow and is no news.
func (p *poll) ourReceipt(doc Document) bool {
	rules := docflows[p.flow.Type]
	return doc.Type == rules.Receipt && slices.ContainsFunc(rules.Own, func(own string) bool {
		return strings.HasPrefix(strings.ToUpper(doc.FileName), own)
	})
}

// meet makes an event of a document that is not known yet. One whose bytes do
// not come is left for the next poll.
func (p *poll) meet(ctx context.Context, doc Document, rule documentRules, key string) {
	raw, err := p.s.c.Operator.Content(ctx, p.flow.ID, doc)
	if err != nil && !doc.Encrypted && p.lookedAt(key+unreadMark) {
		return
	}
	if err != nil && !doc.Encrypted {
		p.missed = true
		p.fail(ctx, failFetch, "Оператор не отдал документ «"+firstOf(rule.Name, doc.Type)+"», попытка повторится сама. "+words(err, ""), err)
		return
	}
	e := Event{
		ID: sdano.NewID(), Submission: p.f.sub.ID, Version: 1, ReceivedAt: p.at, SourceAt: micro(doc.SentAt),
		Source: SourceOperator, SourceKey: key, SeenCount: 1, LastSeenAt: p.at,
		DocumentID: doc.ID, DocumentType: doc.Type, FileName: doc.FileName, Raw: raw,
	}
	switch {
	case rule.Type == "":
		e.NeedsAudit = true
	case doc.Encrypted:
		p.cannotRead(ctx, &e, encryptedMark, failUndecryptable, "Ответ инспекции не расшифрован; он сохранён и будет прочитан после смены ключа.", nil)
	default:
		p.understand(ctx, &e, rule)
	}
	p.keep(e, doc, rule)
}

// keep puts an event among the news, with the receipt that is owed on it.
func (p *poll) keep(e Event, doc Document, rule documentRules) {
	if p.known(e.SourceKey) {
		p.seen = append(p.seen, e.SourceKey)
		return
	}
	if e.NeedsAudit {
		e.AuditDue = p.s.auditDue(p.f.sub, p.at)
	}
	p.news = append(p.news, e)
	if rule.Owed && !e.unread() {
		p.owed = append(p.owed, Reply{
			Submission: e.Submission, Document: doc.ID, Type: receiptType(doc, docflows[p.flow.Type].Receipt),
			State: DeliveryQueued, CreatedAt: p.at,
		})
	}
}

// receiptType returns the type of receipt to make on a document: the docflow's
// own, unless the operator offers others only.
func receiptType(doc Document, usual string) string {
	if len(doc.Replies) == 0 || slices.Contains(doc.Replies, usual) {
		return usual
	}
	return doc.Replies[0]
}

// cannotRead marks an event of a document that nobody could read: its bytes are
// kept, a person is told, and the next poll tries again.
func (p *poll) cannotRead(ctx context.Context, e *Event, mark, code, text string, err error) {
	e.SourceKey += mark
	e.NeedsAudit = true
	if !p.lookedAt(e.SourceKey) {
		p.fail(ctx, code, text, err)
	}
}

// lookedAt reports whether a person has settled an event: it is no trouble any
// more.
func (p *poll) lookedAt(key string) bool {
	e := p.f.event(key)
	return e != nil && !e.Waiting()
}

// understand reads the content of a document and gives the event its meaning.
func (p *poll) understand(ctx context.Context, e *Event, rule documentRules) {
	var a answer.Answer
	if rule.Answer != "" {
		var err error
		a, err = answer.Read(e.Raw)
		if err == nil && a.Kind != rule.Answer {
			err = fmt.Errorf("document %s holds %q, not %q", e.DocumentType, a.Kind, rule.Answer)
		}
		if err == nil && rule.Evidence && a.At.IsZero() {
			err = fmt.Errorf("document %s has no time", e.DocumentType)
		}
		if err != nil {
			p.cannotRead(ctx, e, unreadMark, failUnreadable, "Пришёл документ «"+rule.Name+"», но прочитать его не удалось; он сохранён для проверки.", err)
			return
		}
	}
	if exact := a.Kind == answer.DateConfirmation || a.Kind == answer.Receipt; exact || e.SourceAt.IsZero() {
		e.SourceAt = micro(a.At) // the others tell no more than the day
	}
	if p.foreign(ctx, a) && rule.Type == docflows[p.flow.Type].Receipt {
		return // a receipt on something else, ours for instance: no news
	}
	e.mean(rule, reasonsOf(a.Reasons))
	e.NeedsAudit = e.NeedsAudit || e.Status.Terminal() && p.foreign(ctx, a)
}

// mean gives an event the meaning of its document. A refusal that says that an
// answer could not be read is no refusal.
func (e *Event) mean(rule documentRules, reasons []EventReason) {
	e.ReceivedStatus, e.Status, e.Outcome, e.Final = rule.Status, rule.Status, rule.Outcome, rule.Final
	e.NeedsAudit = rule.Audit || rule.Status == Rejected
	e.Reasons = reasons
	if rule.Status == Rejected && len(reasons) == 0 {
		e.Reasons = []EventReason{{Class: classFix, Received: rule.Name, Text: rule.Name}}
	}
	if rule.Status == Rejected && strongest(e.Reasons) == classQuarantine {
		e.ReceivedStatus, e.Status, e.Outcome, e.Final = NoStatus, NoStatus, OutcomePending, false
	}
}

// foreign reports whether the answer names a file that is none of ours.
func (p *poll) foreign(ctx context.Context, a answer.Answer) bool {
	if a.About == "" {
		return false
	}
	if p.names == nil {
		files, err := p.s.Packages(ctx, p.row.Tenant, p.f.sub.ID)
		if err != nil {
			p.s.c.Log.ErrorContext(ctx, "reporting: fetch", "submission", p.row.Submission.String(), "error", err)
			return false
		}
		for _, f := range files {
			p.names = append(p.names, bareName(f.FileName))
		}
	}
	return !slices.Contains(p.names, bareName(a.About))
}

// bareName is a file's name without its extension, for comparisons.
func bareName(name string) string {
	return strings.TrimSuffix(strings.ToLower(strings.TrimSpace(name)), ".xml")
}

// reasonsOf returns the reasons of an answer with their classes.
func reasonsOf(reasons []answer.Reason) []EventReason {
	var out []EventReason
	for _, r := range reasons {
		text := cmp.Or(strings.TrimSpace(r.Text), "Код "+r.Code)
		if r.Path != "" {
			text += " (" + r.Path
			if r.Value != "" {
				text += ": " + r.Value
			}
			text += ")"
		}
		out = append(out, EventReason{Code: r.Code, Class: fnsReactions.class(r.Code), Received: text, Text: text})
	}
	return out
}

// meetState keeps a state of the docflow that no rule knows: a person looks at
// it, nothing changes. That the operator calls the docflow finished is kept where
// no document ends it: then his word does.
func (p *poll) meetState() {
	known := p.flow.Status == "" || slices.Contains(docflows[p.flow.Type].States, p.flow.Status)
	ends := p.finished() && !p.f.final() && !slices.ContainsFunc(p.news, func(e Event) bool { return e.Final })
	if known && !ends {
		return
	}
	key := sourceKey(p.flow.ID, "status", p.flow.Status)
	if p.known(key) {
		p.seen = append(p.seen, key)
		return
	}
	raw, _ := json.Marshal(map[string]string{"type": p.flow.Type, "status": p.flow.Status, "success-state": p.flow.Success}, json.Deterministic(true))
	p.keep(Event{
		ID: sdano.NewID(), Submission: p.f.sub.ID, Version: 1, ReceivedAt: p.at, SourceAt: micro(p.flow.ChangedAt),
		Source: SourceOperator, SourceKey: key, SeenCount: 1, LastSeenAt: p.at, NeedsAudit: !known, Final: ends, Raw: raw,
	}, Document{}, documentRules{})
}
