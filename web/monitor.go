package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sdano"
	"sdano/data"
	"sdano/monitor"
	"sdano/party"
	"sdano/reporting"
)

// board is the monitor's page as it is shown.
type board struct {
	Name, TaxID, Regime string
	// Query names the organisation in addresses; May shows the pages where its data
	// are entered.
	Query string
	May   bool
	// Calendar is the address of its calendar of terms, "" if there is none.
	Calendar    string
	Tabs        []tab
	Rows        []boardRow
	Check       bool
	Try         *try
	Summary     summary
	Recent      []submissionLine
	RecentAll   string
	Filing      filing
	DataVersion string
}

// filing is the panel for handing in a report. Max is the greatest file in
// bytes, MaxText the same in words.
type filing struct {
	May     bool
	Max     int64
	MaxText string
}

// tab is one organisation of the switch.
type tab struct {
	Name, Kind, Href string
	Current          bool
}

// summary counts tiles by colour and names the nearest term that has not passed
// of the tiles and of all that is behind them.
type summary struct {
	Red, Yellow, Green int
	Next               sdano.Date
	NextIn, NextTitle  string
}

// boardRow is one tax with its two tiles.
type boardRow struct {
	ID, Title   string
	Tax, Report tile
}

// tile is one coloured field.
type tile struct {
	ID, Heading, Color, Word, Title string
	Smile                           bool
	Lines                           []string
	Due                             sdano.Date
	DueIn                           string
	Links                           []link
	Items                           []item
	Steps                           []monitor.Step
	Total                           string
	Why                             []string
	Uncertain                       []string
	// Org names the organisation where its reports may be marked as filed
	// elsewhere, "" where they may not.
	Org string
}

// Explained reports whether the tile has anything behind «Почему так».
func (t tile) Explained() bool {
	return len(t.Items)+len(t.Steps)+len(t.Why)+len(t.Uncertain) > 0
}

// Question is the title of what stands behind the tile.
func (t tile) Question() string {
	if len(t.Steps) > 0 {
		return "Почему такая сумма"
	}
	return "Почему так"
}

// link is one way on.
type link struct{ Text, Href string }

// item is one open obligation behind a tile.
type item struct {
	Title, Sum, State, Href, Law, Moved string
	Due                                 sdano.Date
	Overdue                             bool
	// Rule and Period name a report that may be marked as filed elsewhere; "" =
	// it may not.
	Rule, Period string
}

// monitorPage shows the monitor of one organisation; a data area that has none
// yet is told what to do.
func (s *Site) monitorPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	id, err := payer(r, "org")
	if err != nil {
		return err
	}
	f, err := s.frame(r, v, "/", "Монитор налогов и отчётности")
	if err != nil {
		return err
	}
	orgs, err := s.Organizations.Organizations(r.Context(), v.Tenant)
	if err != nil {
		return err
	}
	result, err := s.Monitor.Monitor(r.Context(), v.Tenant, id)
	if len(orgs) == 0 && id.INN == "" && errors.Is(err, monitor.ErrNoProfile) {
		return s.show(w, r, http.StatusOK, f, nobodyPage())
	}
	if err != nil {
		return err
	}
	shown := result.Profile.TaxID
	recent, err := s.Reporting.Submissions(r.Context(), v.Tenant, reporting.Query{INN: shown.INN, KPP: shown.KPP, Limit: 5})
	if err != nil {
		return err
	}
	b := boardOf(result)
	if b.Try, err = s.try(r.Context(), v, shown); err != nil {
		return err
	}
	b.Tabs = tabs(orgs, shown)
	if b.Query, b.May = orgQuery(shown), s.mayBook(v); b.May {
		for i := range b.Rows {
			row := &b.Rows[i]
			row.Report.Org, row.Tax.Org = shown.String(), shown.String()
			row.Tax.Links = append(row.Tax.Links, payLink(shown, row.ID, result.Rows[i].Tax)...)
		}
	}
	if s.Terms != nil {
		b.Calendar = "/calendar?" + url.Values{"inn": {shown.String()}}.Encode()
	}
	b.Recent = submissionLines(recent, nil)
	b.RecentAll = "/submissions?" + url.Values{"org": {shown.String()}}.Encode()
	b.Filing = filing{May: v.MayFile, Max: s.MaxReport, MaxText: size(s.MaxReport)}
	return s.show(w, r, http.StatusOK, f, boardPage(b))
}

func tabs(orgs []party.Organization, shown sdano.TaxID) []tab {
	var out []tab
	for _, o := range orgs {
		kind := ""
		if o.TaxID.IsPerson() && !strings.HasPrefix(o.Name, "ИП ") {
			kind = "ИП"
		}
		out = append(out, tab{
			Name: o.Name, Kind: kind, Current: o.TaxID == shown,
			Href: "/?" + url.Values{"org": {o.TaxID.String()}}.Encode(),
		})
	}
	return out
}

// boardOf turns a computed monitor into its view.
func boardOf(r monitor.Result) board {
	b := board{
		Name: r.Profile.Name, TaxID: taxIDText(r.Profile.TaxID), Regime: regimeText(r.Profile, r.Today),
		Check: r.Check, DataVersion: r.DataVersion,
	}
	for _, row := range r.Rows {
		b.Rows = append(b.Rows, boardRow{
			ID: row.ID, Title: row.Title,
			Tax:    tileOf(r, row, "tax", row.Tax),
			Report: tileOf(r, row, "report", row.Report),
		})
		b.Summary.count(row.Title, row.Tax, r.Today)
		b.Summary.count(row.Title, row.Report, r.Today)
	}
	return b
}

func (s *summary) count(title string, c *monitor.Cell, today sdano.Date) {
	if c == nil {
		return
	}
	switch c.Color {
	case monitor.Danger:
		s.Red++
	case monitor.Warning:
		s.Yellow++
	default:
		s.Green++
	}
	s.term(title, c.Due, today)
	for _, i := range c.Items {
		s.term(title, i.Due, today)
	}
}

// term takes a term that has not passed for the nearest if none is before it.
func (s *summary) term(title string, due, today sdano.Date) {
	if due.IsZero() || due.Before(today) || !s.Next.IsZero() && !due.Before(s.Next) {
		return
	}
	s.Next, s.NextIn, s.NextTitle = due, untilDue(today, due), title
}

var cellHeadings = map[string]string{"tax": "Оплата", "report": "Отчётность"}

// colors gives each colour of the monitor its class and word: a tile is never
// told by its colour alone.
var colors = map[monitor.Color]struct{ class, word string }{
	monitor.Success: {"green", "В порядке"},
	monitor.Warning: {"yellow", "Внимание"},
	monitor.Danger:  {"red", "Просрочено"},
}

// near is within how many days a term is also told as «через 17 дней».
const near = 92

func tileOf(r monitor.Result, row monitor.Row, kind string, c *monitor.Cell) tile {
	t := tile{ID: row.ID + "-" + kind, Heading: cellHeadings[kind], Color: "grey", Word: "Не требуется"}
	if c == nil {
		t.Title = map[string]string{"tax": "Платежей нет", "report": "Отчётов нет"}[kind]
		return t
	}
	color := colors[c.Color]
	t.Color, t.Word, t.Title, t.Smile = color.class, color.word, plain(c.Text), strings.Contains(c.Text, smile)
	if c.State == monitor.ReportSent {
		t.Word = "Ждём ответа"
	}
	if c.Description != "" {
		t.Lines = strings.Split(plain(c.Description), "\n")
	}
	if c.Debt > 0 && c.Debt < c.Amount {
		t.Lines = append(t.Lines, "В том числе просрочено "+rub(c.Debt))
	}
	if t.Due = c.Due; r.Today.DaysTo(c.Due) <= near {
		t.DueIn = untilDue(r.Today, c.Due)
	}
	t.Items, t.Uncertain = items(c.Items), tied(c.Uncertain)
	t.Links = links(c, t.ID, r.Profile.TaxID)
	if t.Steps = c.Steps; len(c.Steps) > 0 {
		t.Total = rub(c.Amount)
	}
	if len(t.Steps)+len(t.Items) == 0 { // which say the same in detail
		t.Why = tied(c.Why)
	}
	return t
}

// rub writes an amount for the page: «12 210 ₽», parted by no-break spaces.
func rub(m sdano.Money) string { return strings.Replace(m.RU(nbsp), "-", "−", 1) + nbsp + "₽" }

// reportStates stand beside titles of every gender and number («Декларация»,
// «Расчёт», «Уведомление», «Сведения») and agree with none of them.
var reportStates = map[monitor.ReportState]string{
	monitor.NotStarted: "нужно сдать",
	monitor.Prepared:   "готово к отправке",
	monitor.Sent:       "ждём ответа",
	monitor.Rejected:   "отчёт не принят",
	monitor.Accepted:   "отчёт принят",
}

func items(in []monitor.Item) []item {
	var out []item
	for _, i := range in {
		v := item{Title: tie(i.Title), Law: tie(i.Law), Due: i.Due, Overdue: i.Overdue}
		switch {
		case i.KND != "" || i.Kind == data.Report || i.Kind == data.Notice:
			v.State = reportStates[i.Report]
			if i.Report == monitor.NotStarted || i.Report == monitor.Rejected {
				v.Rule, v.Period = i.Rule, i.Period.String()
			}
		case i.Known:
			v.Sum = rub(i.Left)
		default:
			v.Sum = "сумма не известна"
		}
		if i.Raw != i.Due && !i.Raw.IsZero() {
			v.Moved = i.Raw.Dotted()
		}
		if !i.Submission.IsZero() {
			v.Href = "/submissions/" + i.Submission.String()
		}
		out = append(out, v)
	}
	return out
}

// links turns the cell's links into addresses of the pages.
func links(c *monitor.Cell, id string, shown sdano.TaxID) []link {
	var out []link
	for _, l := range c.Links {
		out = append(out, link{Text: tie(l.Text), Href: linkAddress(c, id, shown, l.Target)})
	}
	return out
}

func linkAddress(c *monitor.Cell, id string, shown sdano.TaxID, t monitor.NavTarget) string {
	switch t.Form {
	case monitor.NavReport:
		for _, i := range c.Items {
			if i.Rule == t.Rule && i.Period == t.Period && !i.Submission.IsZero() {
				return "/submissions/" + i.Submission.String()
			}
		}
		return "#file"
	case monitor.NavNotice:
		return "#file"
	case monitor.NavReports:
		return "/submissions?" + url.Values{"org": {shown.String()}}.Encode()
	case monitor.NavMonitor:
		return "#main"
	}
	return "#" + id + "-why"
}

func taxIDText(id sdano.TaxID) string {
	if id.KPP == "" {
		return "ИНН" + nbsp + id.INN
	}
	return "ИНН" + nbsp + id.INN + ", КПП" + nbsp + id.KPP
}

var regimeNames = map[monitor.RegimeKind]string{
	monitor.USN: "УСН", monitor.OSNO: "ОСНО", monitor.AUSN: "АУСН",
	monitor.ESHN: "ЕСХН", monitor.PSN: "патент", monitor.NPD: "НПД",
}

// regimeText says under which regimes the payer is: «УСН «доходы» 6 %, без
// сотрудников».
func regimeText(p monitor.Profile, today sdano.Date) string {
	var parts []string
	for _, reg := range p.Regimes {
		if !(monitor.Span{From: reg.From, To: reg.To}).Holds(today) {
			continue
		}
		text := regimeNames[reg.Kind]
		switch reg.Object {
		case monitor.Income:
			text += " «доходы»"
		case monitor.IncomeExpense:
			text += " «доходы − расходы»"
		}
		if reg.Rate > 0 {
			text += " " + reg.Rate.Percent() + nbsp + "%"
		}
		parts = append(parts, text)
	}
	staff := "без сотрудников"
	if slices.ContainsFunc(p.Employees, func(s monitor.Span) bool { return s.Holds(today) }) {
		staff = "есть сотрудники"
	}
	return strings.Join(append(parts, staff), ", ")
}
