package methods

import (
	"context"

	"sdano"
	"sdano/access"
	"sdano/httpapi/httpx"
	"sdano/reporting"
)

// method is one of the nine.
type method struct {
	name httpx.Name
	// scope is the right to call it for one data area.
	scope access.Scope
	// everywhere says that it may be called for all data areas at once.
	everywhere bool
	// chain says that it writes what others follow from: a veto undoes all of it
	// and sets «Отказ», and its answer is recorded in the unit.
	chain bool
	call  func(ctx context.Context, r Reporting, c call) (reply, error)
}

var table = []method{
	{httpx.Name{EN: "refresh-directions", RU: "ОбновитьИнформациюОНаправленияхСдачиОтчетности"}, access.ScopeJobs, true, false, refreshDirections},
	{httpx.Name{EN: "send", RU: "ОтправитьОтчетность"}, access.ScopeReports, true, false, send},
	{httpx.Name{EN: "fetch-results", RU: "ПолучитьРезультатыОтправкиОтчетности"}, access.ScopeReports, true, false, fetchResults},
	{httpx.Name{EN: "on-write-submission", RU: "ПриЗаписиОтправкиОтчетности"}, access.ScopeReports, false, true, onWriteSubmission},
	{httpx.Name{EN: "rebuild-queue", RU: "ОбновитьЗаписиВРегистреОтправкиОтчетностиКОбработке"}, access.ScopeReports, false, false, rebuildQueue},
	{httpx.Name{EN: "on-write-event", RU: "ПриЗаписиСобытияОтправкиОтчетности"}, access.ScopeAudit, false, true, onWriteEvent},
	{httpx.Name{EN: "write-status", RU: "ЗаписатьСтатусОтправкиОтчетности"}, access.ScopeReports, false, true, writeStatus},
	{httpx.Name{EN: "last-audited-event", RU: "ПолучитьПоследнееПроаудированноеСобытиеОтправки"}, access.ScopeReports, false, false, lastAuditedEvent},
	{httpx.Name{EN: "last-submission", RU: "ПолучитьПоследнююОтправкуОтчета"}, access.ScopeReports, false, false, lastSubmission},
}

// methodOf returns a method by its name and the language of the name.
func methodOf(name string) (method, language, error) {
	for _, m := range table {
		switch name {
		case m.name.EN:
			return m, english, nil
		case m.name.RU:
			return m, russian, nil
		}
	}
	return method{}, english, &sdano.Error{
		Kind: sdano.NotFound, Code: "unknown_method",
		Message: "Метода «" + httpx.Shorten(name) + "» нет.",
		Remedy:  "Укажите в пути запроса русское имя метода (в процентной кодировке UTF-8) или английское, например last-submission.",
	}
}

// The parameters.
var (
	nameObject      = httpx.Name{EN: "object", RU: "Объект"}
	nameCancel      = httpx.Name{EN: "cancel", RU: "Отказ"}
	nameSubmission  = httpx.Name{EN: "submission", RU: "ОтправкаОтчетности"}
	nameStatus      = httpx.Name{EN: "status", RU: "Статус"}
	nameReasons     = httpx.Name{EN: "reasons", RU: "ПричиныОтказа"}
	nameReport      = httpx.Name{EN: "report", RU: "Отчет"}
	nameLastStatus  = httpx.Name{EN: "last_status", RU: "СтатусПоследнейОтправки"}
	nameReason      = httpx.Name{EN: "reason", RU: "Причина"}
	nameExplanation = httpx.Name{EN: "explanation", RU: "Пояснение"}
	nameWhy         = httpx.Name{EN: "why", RU: "Причина"}
)

func refreshDirections(ctx context.Context, r Reporting, c call) (reply, error) {
	if err := c.fields.Err(); err != nil {
		return reply{}, err
	}
	summary, err := r.RefreshDirections(ctx, c.who.Actor())
	return reply{summary: summary}, err
}

func send(ctx context.Context, r Reporting, c call) (reply, error) {
	if err := c.fields.Err(); err != nil {
		return reply{}, err
	}
	summary, err := r.Send(ctx, c.who.Actor(), c.tenant)
	return reply{summary: summary}, err
}

func fetchResults(ctx context.Context, r Reporting, c call) (reply, error) {
	if err := c.fields.Err(); err != nil {
		return reply{}, err
	}
	summary, err := r.FetchResults(ctx, c.who.Actor(), c.tenant)
	return reply{summary: summary}, err
}

// object returns the object of a method that is called on a write, and whether
// the caller refuses it.
func (c call) object() (o *httpx.Fields, cancel bool) {
	if o = c.fields.Object(nameObject); o == nil {
		c.fields.Missing(nameObject)
	}
	b := c.fields.Bool(nameCancel)
	return o, b != nil && *b
}

// notCancelled is the answer of a method that was not vetoed.
func (c call) notCancelled() reply { return reply{out: members{{c.lang.of(nameCancel), false}}} }

func onWriteSubmission(ctx context.Context, r Reporting, c call) (reply, error) {
	o, cancel := c.object()
	var hook reporting.SubmissionHook
	if o != nil {
		hook = o.SubmissionHook()
	}
	if err := c.fields.Err(); err != nil {
		return reply{}, err
	}
	answer := c.notCancelled()
	hook.Then = func(ctx context.Context, tx sdano.Tx, _ reporting.Submission) error { return c.keep(ctx, tx, answer) }
	return answer, r.OnWriteSubmission(ctx, c.who.Actor(), c.tenant, hook, cancel)
}

func rebuildQueue(ctx context.Context, r Reporting, c call) (reply, error) {
	if err := c.fields.Err(); err != nil {
		return reply{}, err
	}
	rows, err := r.RebuildQueue(ctx, c.who.Actor(), c.tenant)
	return reply{summary: members{{"rows", rows}}}, err
}

func onWriteEvent(ctx context.Context, r Reporting, c call) (reply, error) {
	o, cancel := c.object()
	var change reporting.EventChange
	if o != nil {
		change = o.EventChange(true)
	}
	if err := c.fields.Err(); err != nil {
		return reply{}, err
	}
	answer := c.notCancelled()
	change.Then = func(ctx context.Context, tx sdano.Tx, _ reporting.Event) error { return c.keep(ctx, tx, answer) }
	return answer, r.WriteEvent(ctx, c.who.Actor(), c.tenant, change, cancel)
}

func writeStatus(ctx context.Context, r Reporting, c call) (reply, error) {
	change := reporting.StatusChange{
		Submission: c.fields.NeedID(nameSubmission), Status: c.fields.Status(nameStatus),
		Reasons: reasonsIn(c.fields.List(nameReasons)),
	}
	if why := c.fields.Text(nameWhy); why != nil && *why != "" {
		change.Override, change.Why = true, *why
	}
	if err := c.fields.Err(); err != nil {
		return reply{}, err
	}
	if change.Override {
		if err := httpx.Need(c.who, access.ScopeOverride); err != nil {
			return reply{}, err
		}
	}
	change.Then = func(ctx context.Context, tx sdano.Tx, s reporting.Submission) error {
		return c.keep(ctx, tx, c.written(s))
	}
	s, err := r.WriteStatus(ctx, c.who.Actor(), c.tenant, change)
	return c.written(s), err
}

// written is the answer of method 7.
func (c call) written(s reporting.Submission) reply {
	return reply{out: members{
		{c.lang.of(nameStatus), c.lang.status(s.Status)}, {c.lang.of(nameReasons), c.lang.reasons(s.Reasons)},
	}}
}

// reasonsIn reads the reasons of a refusal; nil if none are given.
func reasonsIn(list []*httpx.Fields) []reporting.Reason {
	var out []reporting.Reason
	for _, f := range list {
		r := reporting.Reason{Text: f.NeedText(nameReason)}
		if text := f.Text(nameExplanation); text != nil {
			r.Explanation = *text
		}
		out = append(out, r)
	}
	return out
}

func lastAuditedEvent(ctx context.Context, r Reporting, c call) (reply, error) {
	id := c.fields.NeedID(nameSubmission)
	c.fields.Has(nameStatus) // outs may be given and are not looked at
	c.fields.Has(nameReasons)
	if err := c.fields.Err(); err != nil {
		return reply{}, err
	}
	e, ok, err := r.LastAuditedEvent(ctx, c.tenant, id)
	out := members{{c.lang.of(nameStatus), nil}, {c.lang.of(nameReasons), nil}}
	if ok {
		out[0].value, out[1].value = c.lang.status(e.Status), c.lang.reasons(e.Reasons)
	}
	return reply{result: e.Event, out: out}, err
}

func lastSubmission(ctx context.Context, r Reporting, c call) (reply, error) {
	id := c.fields.NeedID(nameReport)
	c.fields.Has(nameLastStatus)
	if err := c.fields.Err(); err != nil {
		return reply{}, err
	}
	s, _, err := r.LastSubmission(ctx, c.tenant, id)
	return reply{result: s.ID, out: members{{c.lang.of(nameLastStatus), c.lang.status(s.Status)}}}, err
}
