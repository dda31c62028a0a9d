package web_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"sdano"
	"sdano/audit"
	"sdano/monitor"
	"sdano/party"
	"sdano/reporting"
	"sdano/titles"
	"sdano/web"
)

// The people and days of the tests.
var (
	ip    = sdano.TaxID{INN: "779999991008"}
	ooo   = sdano.TaxID{INN: "7799999919", KPP: "779901001"}
	today = sdano.MustDate("2026-04-10")
	noon  = today.In(sdano.Moscow).Add(12 * time.Hour).UTC()
)

const tenant sdano.Tenant = 10027

// fake is every port of the pages over values in memory.
type fake struct {
	mu        sync.Mutex
	head      int64
	asked     int
	err       error
	results   map[string]monitor.Result
	subs      []reporting.Submission
	events    []reporting.Event
	entries   []audit.Entry
	files     []reporting.Package
	alarms    []reporting.Alarm
	links     map[sdano.ID]monitor.NavTarget
	filed     []reporting.Registration
	refusal   error
	changes   []reporting.EventChange
	questions []reporting.Query
	told      sdano.ID // the submission that the journal tells of
}

// beforeFiling takes back what the ИП has filed: his page makes the demo's offer.
func beforeFiling() *fake {
	f := story()
	f.set(func(f *fake) {
		f.results[ip.INN] = ipResult(yellow())
		f.subs = slices.DeleteFunc(f.subs, func(s reporting.Submission) bool { return s.Key.Payer == ip })
	})
	return f
}

// file gives the ИП a declaration at a status, as the newest submission.
func (f *fake) file(status reporting.Status) {
	f.subs = slices.Insert(f.subs, 0, submission(90, status, nil))
}

func (f *fake) set(change func(*fake)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(f)
	f.head++
}

func (f *fake) Head(context.Context, sdano.Tenant) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked++
	return f.head, f.err
}

// count returns how often the head was asked for.
func (f *fake) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked
}

func (f *fake) Monitor(_ context.Context, _ sdano.Tenant, id sdano.TaxID) (monitor.Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if id.INN == "" {
		id = ip
	}
	r, ok := f.results[id.INN]
	if !ok {
		return monitor.Result{}, monitor.ErrNoProfile
	}
	return r, nil
}

func (f *fake) Organizations(context.Context, sdano.Tenant) ([]party.Organization, error) {
	return []party.Organization{
		{ID: sdano.NewID(), TaxID: ip, Name: "Иванов Пётр Сергеевич", Main: true},
		{ID: sdano.NewID(), TaxID: ooo, Name: "ООО «Пример»"},
	}, nil
}

func (f *fake) Resolve(_ context.Context, _ sdano.Tenant, id sdano.ID) (monitor.NavTarget, bool, error) {
	t, ok := f.links[id]
	return t, ok, nil
}

func (f *fake) Register(_ context.Context, _ sdano.Actor, _ sdano.Tenant, r reporting.Registration) (reporting.Registered, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refusal != nil {
		return reporting.Registered{}, f.refusal
	}
	f.filed = append(f.filed, r)
	f.head++
	if len(f.subs) == 0 || f.subs[0].Key.Payer != ip {
		f.file(reporting.Planned)
	}
	return reporting.Registered{Submission: f.subs[0]}, nil
}

func (f *fake) DirectionsOf(_ context.Context, _ sdano.Tenant, inn string) ([]reporting.Direction, error) {
	var out []reporting.Direction
	for _, code := range []string{"0087", "0088", "0085", "7701"} {
		out = append(out, reporting.Direction{INN: inn, Authority: reporting.FNS, Code: code, RefreshedAt: noon, ValidFrom: noon.AddDate(-1, 0, 0)})
	}
	return append(out, reporting.Direction{INN: inn, Authority: reporting.FNS, Code: "7799", ValidFrom: noon.AddDate(-1, 0, 0), ValidTo: noon.AddDate(0, -1, 0)}), nil
}

func (f *fake) Submission(_ context.Context, _ sdano.Tenant, id sdano.ID) (reporting.Submission, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.subs {
		if s.ID == id {
			return s, nil
		}
	}
	return reporting.Submission{}, reporting.ErrNotFound
}

func (f *fake) Submissions(_ context.Context, _ sdano.Tenant, q reporting.Query) ([]reporting.Submission, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.questions = append(f.questions, q)
	var out []reporting.Submission
	for _, s := range f.subs {
		if q.Limit == 0 {
			q.Limit = 100
		}
		keep := (q.INN == "" || s.Key.Payer.INN == q.INN) && (q.Status == "" || s.Status == q.Status) && (q.Before == 0 || s.Seq < q.Before) &&
			(!q.InFlight || s.EndedAt.IsZero())
		if keep && len(out) < q.Limit {
			out = append(out, s)
		}
	}
	return out, nil
}

func (f *fake) Events(_ context.Context, _ sdano.Tenant, id sdano.ID) ([]reporting.Event, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []reporting.Event
	for _, e := range f.events {
		if e.Submission == id {
			out = append(out, e)
		}
	}
	return out, nil
}

func (f *fake) Event(_ context.Context, _ sdano.Tenant, id sdano.ID) (reporting.Event, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.events, func(e reporting.Event) bool { return e.ID == id })
	if i < 0 {
		return reporting.Event{}, reporting.ErrNotFound
	}
	return f.events[i], nil
}

func (f *fake) Packages(_ context.Context, _ sdano.Tenant, id sdano.ID) ([]reporting.Package, error) {
	var out []reporting.Package
	for _, p := range f.files {
		if p.Submission == id {
			out = append(out, p)
		}
	}
	return out, nil
}

func (f *fake) JournalOf(_ context.Context, _ sdano.Tenant, id sdano.ID) ([]audit.Entry, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if id != f.told {
		return nil, nil
	}
	return slices.Clone(f.entries), nil
}

func (f *fake) Waiting(context.Context, sdano.Tenant) ([]reporting.Event, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []reporting.Event
	for _, e := range f.events {
		if e.Waiting() {
			out = append(out, e)
		}
	}
	return out, nil
}

func (f *fake) WriteEvent(_ context.Context, _ sdano.Actor, _ sdano.Tenant, c reporting.EventChange, _ bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changes = append(f.changes, c)
	return f.refusal
}

func (f *fake) Alarms(context.Context, sdano.Tenant) ([]reporting.Alarm, error) { return f.alarms, nil }

// yellow and green are the report cell of the ИП before and after.
func yellow() *monitor.Cell {
	return &monitor.Cell{
		Color: monitor.Warning, State: monitor.ReportDue, Text: "Пора сдавать отчетность", Description: "Не позднее 27 апреля 2026 г.",
		Due: sdano.MustDate("2026-04-27"),
		Links: []monitor.Link{{Text: "Декларация по УСН за 2025 г.", Target: monitor.NavTarget{
			Form: monitor.NavReport, Payer: ip, Row: "usn", Rule: "usn_decl_ip", Period: sdano.YearPeriod(2025),
		}}},
		Items: []monitor.Item{{
			Rule: "usn_decl_ip", Title: "Декларация по УСН за 2025 г.", KND: "1152017", Period: sdano.YearPeriod(2025),
			Due: sdano.MustDate("2026-04-27"), Raw: sdano.MustDate("2026-04-25"), Law: "НК РФ ст. 346.23 п. 1",
		}},
	}
}

func green() *monitor.Cell {
	return &monitor.Cell{
		Color: monitor.Success, State: monitor.ReportFiled, Text: "Отчетность сдана {{smile}}",
		Description: "Следующая декларация не позднее 26 апреля 2027 г.\n(за 2026 г.)", Due: sdano.MustDate("2027-04-26"),
	}
}

func ipResult(report *monitor.Cell) monitor.Result {
	return monitor.Result{
		Profile: monitor.Profile{
			TaxID: ip, Name: "ИП Иванов Пётр Сергеевич", Taxpayer: monitor.Entrepreneur,
			Regimes: []monitor.Regime{{Kind: monitor.USN, Object: monitor.Income, Rate: sdano.MustRate("0.06"), From: sdano.MustDate("2025-01-01")}},
		},
		Today: today, DataVersion: "2026.11", Check: true,
		Rows: []monitor.Row{
			{ID: "usn", Title: "УСН", Report: report, Tax: &monitor.Cell{
				Color: monitor.Success, State: monitor.TaxNotNeeded, Text: "Оплата не требуется {{smile}}",
				Description: "Следующий платеж не позднее 28 апреля 2026 г.\n(за 1 квартал 2026 г.)", Due: sdano.MustDate("2026-04-28"),
				Links: []monitor.Link{{Text: "Проверить расчет налога за 2025 г.", Target: monitor.NavTarget{Form: monitor.NavCalculator, Row: "usn"}}},
				Steps: []monitor.Step{
					{Label: "Налог с доходов 2025 г.", Formula: "200 000 × 6 %", Value: sdano.Rubles(12000), Law: "НК РФ ст. 346.20", Certain: true},
					{Label: "Взносы за себя за 2025 г.", Formula: "не больше налога", Value: sdano.Rubles(-12000), Law: "НК РФ ст. 346.21 п. 3.1", Certain: true},
				},
			}},
			{ID: "ip_self", Title: "Взносы за себя", Tax: &monitor.Cell{
				Color: monitor.Warning, State: monitor.TaxDue, Text: "Пора оплатить 57 390 руб.", Description: "Не позднее 28 декабря 2026 г.",
				Due: sdano.MustDate("2026-12-28"), Amount: sdano.Rubles(57390),
				Links: []monitor.Link{{Text: "Оплата за 2026 г.", Target: monitor.NavTarget{Form: monitor.NavCalculator, Row: "ip_self"}}},
				Steps: []monitor.Step{{Label: "Фиксированные взносы за 2026 г.", Formula: "57 390 − 0", Value: sdano.Rubles(57390), Law: "НК РФ ст. 430 п. 1.2", Certain: true}},
				Items: []monitor.Item{{Title: "Взносы за себя за 2026 г.", Due: sdano.MustDate("2026-12-28"), Raw: sdano.MustDate("2026-12-28"), Known: true, Left: sdano.Rubles(57390), Law: "НК РФ ст. 432 п. 2"}},
			}},
		},
	}
}

func oooResult() monitor.Result {
	cell := func(c monitor.Color, text, more, due string) *monitor.Cell {
		out := &monitor.Cell{Color: c, Text: text, Description: more}
		if due != "" {
			out.Due = sdano.MustDate(due)
		}
		return out
	}
	debt := cell(monitor.Danger, "Мы должны 45 000 руб.", "Задолженность могла образоваться за один или несколько прошлых периодов", "2026-03-30")
	debt.Uncertain = []string{"Книга доходов закрыта только до 31 марта 2026 г."}
	return monitor.Result{
		Profile: monitor.Profile{
			TaxID: ooo, Name: "ООО «Пример»", Taxpayer: monitor.Organisation,
			Employees: []monitor.Span{{From: sdano.MustDate("2025-01-01")}},
			Regimes:   []monitor.Regime{{Kind: monitor.USN, Object: monitor.Income, Rate: sdano.MustRate("0.06"), From: sdano.MustDate("2025-01-01")}},
		},
		Today: today, DataVersion: "2026.11",
		Rows: []monitor.Row{
			{ID: "buh", Title: "Бухгалтерская отчетность", Report: cell(monitor.Danger, "Отчетность просрочена", "С 1 апреля 2026 г.", "2026-04-01")},
			{ID: "usn", Title: "УСН", Tax: debt, Report: green()},
			{
				ID: "ndfl_agent", Title: "НДФЛ за сотрудников", Tax: cell(monitor.Success, "Налоги оплачены {{smile}}", "Следующий платеж не позднее 28 апреля 2026 г.\n(за 1–22 апреля 2026 г.)", "2026-04-28"),
				Report: cell(monitor.Warning, "Пора сдавать отчетность", "Не позднее 27 апреля 2026 г.", "2026-04-27"),
			},
			{
				ID: "sv", Title: "Взносы за сотрудников", Tax: cell(monitor.Warning, "Пора оплатить 60 000 руб.", "Не позднее 28 апреля 2026 г.", "2026-04-28"),
				Report: &monitor.Cell{Color: monitor.Warning, State: monitor.ReportSent, Text: "Отчетность отправлена", Description: "Ждем ответа: ИФНС 7701", Due: sdano.MustDate("2026-04-27")},
			},
			{
				ID: "ns", Title: "Взносы за сотрудников, травматизм", Tax: cell(monitor.Warning, "Пора оплатить 400 руб.", "Не позднее 15 апреля 2026 г.", "2026-04-15"),
				Report: cell(monitor.Warning, "Пора сдавать отчетность", "Не позднее 27 апреля 2026 г.", "2026-04-27"),
			},
		},
	}
}

// submission returns one of the ИП at a status.
func submission(seq int64, status reporting.Status, change func(*reporting.Submission)) reporting.Submission {
	s := reporting.Submission{
		ID: sdano.NewID(), Tenant: tenant, Seq: seq, Version: 1, Status: status, Outcome: reporting.OutcomePending,
		Key:   reporting.ReportKey{Payer: ip, Kind: "1152017", Period: "2025", Authority: reporting.FNS, Code: "7701"},
		Title: "Декларация по УСН", KND: "1152017", PeriodText: "2025 год", OpenedAt: noon, Delivery: reporting.DeliveryQueued,
	}
	if status.Rank() >= reporting.Sent.Rank() {
		s.UID, s.SentAt, s.Delivery = sdano.NewID().Compact(), noon.Add(2*time.Second), reporting.DeliveryAccepted
	}
	if change != nil {
		change(&s)
	}
	return s
}

// story is a fake with a submission that was accepted, one under review and a
// few others.
func story() *fake {
	f := &fake{head: 40, results: map[string]monitor.Result{ip.INN: ipResult(yellow()), ooo.INN: oooResult()}, links: map[sdano.ID]monitor.NavTarget{}}
	done := submission(31, reporting.Accepted, func(s *reporting.Submission) {
		s.Outcome, s.EvidenceAt, s.FiledAt, s.ClosedAt, s.EndedAt = reporting.OutcomeAccepted, noon.Add(5*time.Second), noon.Add(5*time.Second), noon.Add(20*time.Second), noon.Add(30*time.Second)
		s.Declared = []reporting.DeclaredAmount{{Tax: "usn", Period: sdano.YearPeriod(2025), Amount: 0}}
	})
	review := submission(30, reporting.DeliveryConfirmed, func(s *reporting.Submission) {
		s.UnderReview, s.Key.Payer, s.Title, s.PeriodText, s.EvidenceAt = true, ooo, "Расчёт по страховым взносам", "1 квартал 2026 года", noon.Add(4*time.Second)
	})
	refused := submission(12, reporting.Rejected, func(s *reporting.Submission) {
		s.Outcome, s.Key.Payer, s.Key.Correction, s.Title, s.PeriodText = reporting.OutcomeRejected, ooo, 1, "6-НДФЛ", "1 квартал 2026 года"
		s.EvidenceAt, s.ClosedAt = noon.Add(time.Second), noon.Add(time.Hour)
		s.Reasons = []reporting.Reason{{Code: "0300300001", Text: "Файл не соответствует схеме: нет обязательного элемента «СвНП».", Explanation: "Сформируйте файл в обновлённой программе и подайте его ещё раз."}}
	})
	planned := submission(35, reporting.Planned, nil)
	unknown := submission(9, reporting.Planned, func(s *reporting.Submission) {
		s.Delivery, s.Key.Payer, s.Title, s.PeriodText = reporting.DeliveryUnknown, ooo, "Персонифицированные сведения о физических лицах", "март 2026 года"
		s.LastError = &reporting.Failure{Code: "timeout", Text: "Оператор не ответил за 30 секунд.", At: noon}
	})
	notice := submission(8, reporting.Accepted, func(s *reporting.Submission) {
		s.Outcome, s.Key.Payer, s.Title, s.PeriodText = reporting.OutcomeAcceptedWithNotice, ooo, "Уведомление об исчисленных суммах", "март 2026 года"
		s.EvidenceAt, s.FiledAt, s.ClosedAt, s.EndedAt = noon, noon, noon, noon
		s.Reasons = []reporting.Reason{{Code: "0000000002", Text: "Сумма по строке не сходится с контрольной."}}
	})
	f.subs = []reporting.Submission{planned, done, review, refused, unknown, notice}
	f.told = done.ID
	f.tell(done)
	f.tellRefusal(review)
	f.files = []reporting.Package{{Submission: done.ID, FileName: "NO_USN_7701_7701_779999991008_20260410_1.xml", Data: []byte("<Файл/>"), SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte("<Файл/>")))}}
	return f
}

// tell gives a submission the usual way of an accepted declaration.
func (f *fake) tell(s reporting.Submission) {
	f.entry(31, "user:demo", "submission.registered", "submission/"+s.ID.String(), 0)
	f.entry(32, "system:scheduler", "submission.sent", "submission/"+s.ID.String(), 2*time.Second)
	before := `{"status":"sent","outcome":"pending"}`
	for n, d := range []struct {
		kind, file string
		status     reporting.Status
	}{
		{"fns534-report-date-confirmation", "PD_NOUSN_779999991008_779999991008_2XX_20260410_1.xml", reporting.SendConfirmed},
		{"fns534-report-receipt", "IZ_NOUSN_779999991008_779999991008_7701_20260410_2.xml", reporting.DeliveryConfirmed},
		{"fns534-report-acceptance-result-positive", "KV_NOUSN_779999991008_779999991008_7701_20260410_3.xml", reporting.Accepted},
		{"fns534-report-processing-result-ok", "IV_NOUSN_779999991008_779999991008_7701_20260410_4.xml", reporting.Accepted},
	} {
		at := time.Duration(5+5*n) * time.Second
		e := reporting.Event{
			ID: sdano.NewID(), Submission: s.ID, Seq: int64(33 + 3*n), ReceivedAt: noon.Add(at), SourceAt: noon.Add(at - time.Second),
			Status: d.status, ReceivedStatus: d.status, DocumentID: sdano.NewID(), DocumentType: d.kind, FileName: d.file, Raw: []byte("<Файл ИдФайл=\"" + d.kind + "\"/>"),
		}
		f.events = append(f.events, e)
		f.entry(e.Seq+1, "operator:sandbox", "event.received", "submission/"+s.ID.String()+"/event/"+e.ID.String(), at)
		f.entry(e.Seq+2, "operator:sandbox", "submission.status", "submission/"+s.ID.String(), at)
		state := &f.entries[len(f.entries)-1]
		state.Before, state.After = before, fmt.Sprintf(`{"status":%q,"outcome":"pending"}`, d.status)
		before = state.After
	}
}

// tellRefusal gives a submission a refusal that waits for its audit.
func (f *fake) tellRefusal(s reporting.Submission) {
	f.events = append(f.events, reporting.Event{
		ID: sdano.NewID(), Submission: s.ID, Seq: 60, Version: 3, ReceivedAt: noon, ReceivedStatus: reporting.Rejected, Status: reporting.Rejected,
		NeedsAudit: true, DocumentID: sdano.NewID(), DocumentType: "fns534-report-acceptance-result-negative",
		FileName: "UO_NORASCHSV_7799999919779901001_7799999919779901001_7701_20260410_5.xml", Raw: []byte("<Файл/>"), AuditDue: noon.Add(2 * time.Hour),
		Reasons: []reporting.EventReason{
			{Code: "0400200005", Received: "0400200005 Файл с таким именем уже обработан", Text: "Инспекция уже получила этот файл."},
			{Code: "0300300001", Received: "0300300001 Файл не соответствует xsd-схеме", Text: "Файл не соответствует схеме."},
		},
	})
}

func (f *fake) entry(seq int64, actor sdano.Actor, action, object string, after time.Duration) {
	f.entries = append(f.entries, audit.Entry{
		Tenant: tenant, Seq: seq, At: noon.Add(after), Actor: actor, Action: action, Object: object,
		Hash: sha256.Sum256([]byte(object + action)),
	})
}

func auditor(*http.Request) (web.Visitor, error) {
	return web.Visitor{Tenant: tenant, App: "bs", Actor: "user:demo", MayFile: true, MayAudit: true}, nil
}

func config(f *fake) web.Config {
	return web.Config{
		Reporting: f, Monitor: f, Organizations: f, Head: f, Nav: f, Visit: auditor,
		Check: func(in titles.Input) titles.Verdict { return titles.Check(in, titles.Options{}) },
		Clock: sdano.NewManualClock(noon), Poll: 5 * time.Millisecond,
		Demo: &web.DemoInfo{
			SamplePayer: ip, SampleKND: "1152017",
			SampleName: "NO_USN_7701_7701_779999991008_20260410_1.xml", Sample: []byte("<Файл/>"),
			Command: "bin/sdano submit --wait samples/NO_USN_7701_7701_779999991008_20260410_1.xml",
		},
	}
}

// serve starts the site and ends it with the test.
func serve(t *testing.T, c web.Config) *httptest.Server {
	t.Helper()
	site := web.New(c)
	srv := httptest.NewServer(site)
	t.Cleanup(func() {
		site.Close()
		srv.Close()
	})
	return srv
}

// linkTo publishes a navigation link to the calculation of a row.
func linkTo(f *fake, row string) string {
	id := sdano.NewID()
	f.links[id] = monitor.NavTarget{Form: monitor.NavCalculator, Payer: ip, Row: row}
	return id.String()
}
