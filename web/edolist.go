package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sdano"
	"sdano/acceptance"
)

// edoLine is one document in a list.
type edoLine struct {
	Href, Title, Kind, Total, Box string
	// Other is the name of the other side, "" if it is not known, OtherINN its number.
	Other, OtherINN string
	Output          bool
	At, ISO         string
	Badge           badge
	// Waits says that it waits for an answer.
	Waits bool
}

// edoGroup are documents that came as one package; a document of its own is a
// group of one.
type edoGroup struct {
	Package string
	Lines   []edoLine
}

// edoList is the page of documents.
type edoList struct {
	Groups                []edoGroup
	Boxes, States, Types  []choice
	Filter                url.Values
	Next                  string
	First, Filtered       bool
	MayBring, MayReceipts bool
	Max                   int64
	MaxText               string
}

// edoFilters are the parameters of the list.
var edoFilters = []string{"box", "status", "type", "number", "inn", "from", "to", "text", "open"}

// documentsPage shows the documents of the visitor's boxes, newest first.
func (s *Site) documentsPage(w http.ResponseWriter, r *http.Request, v Visitor) error {
	q, err := edoQuery(r)
	if err != nil {
		return err
	}
	f, err := s.frame(r, v, "/documents", "Документы")
	if err != nil {
		return err
	}
	boxes, err := s.Acceptance.Boxes(r.Context(), v.Documents)
	if err != nil {
		return err
	}
	found, err := s.Acceptance.Documents(r.Context(), v.Documents, q)
	if err != nil {
		return err
	}
	list := edoList{
		Boxes: boxChoices(boxes, r.FormValue("box")), States: edoStates(r.FormValue("status")), Types: typeChoices(r.FormValue("type")),
		Filter: filterOf(r), First: q.Before == 0, MayBring: v.may(acceptance.Upload) && len(boxes) > 0,
		MayReceipts: v.may(acceptance.Receive), Max: s.MaxReport, MaxText: size(s.MaxReport),
	}
	list.Filtered = len(list.Filter) > 0
	if len(found) > pageSize {
		found = found[:pageSize]
		list.Next = list.after(found[pageSize-1].Arrival)
	}
	if list.Groups, err = s.edoGroups(r.Context(), v, found, boxNames(boxes)); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, f, documentsView(list))
}

// edoQuery reads the filters; what no filter can be is a wrong address.
func edoQuery(r *http.Request) (acceptance.Query, error) {
	q := acceptance.Query{
		Number: r.FormValue("number"), SenderINN: r.FormValue("inn"), Text: r.FormValue("text"),
		Unanswered: r.FormValue("open") != "", Before: cursor(r, "before"), Limit: pageSize + 1,
	}
	if box := r.FormValue("box"); box != "" {
		q.Boxes = []string{box}
	}
	if text := r.FormValue("status"); text != "" {
		if q.Statuses = statusGroups[text]; q.Statuses == nil {
			return q, errNoPage
		}
	}
	if text := r.FormValue("type"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return q, errNoPage
		}
		t := acceptance.Type(n)
		q.Type = &t
	}
	var err error
	for name, to := range map[string]*sdano.Date{"from": &q.From, "to": &q.To} {
		if text := r.FormValue(name); text != "" {
			if *to, err = sdano.ParseDate(text); err != nil {
				return q, errBadDay(name)
			}
		}
	}
	return q, nil
}

func errBadDay(param string) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_date", Param: param,
		Message: "Дата в отборе записана неверно.", Remedy: "Выберите дату в календаре или напишите её как 2026-01-31.",
	}
}

// filterOf returns the filters that are set.
func filterOf(r *http.Request) url.Values {
	out := url.Values{}
	for _, name := range edoFilters {
		if text := r.FormValue(name); text != "" {
			out.Set(name, text)
		}
	}
	return out
}

// after returns the address of the page after a document, with the same filters.
func (l edoList) after(arrival int64) string {
	q := url.Values{"before": {itoa(arrival)}}
	for name, value := range l.Filter {
		q[name] = value
	}
	return "/documents?" + q.Encode()
}

// statusGroups are the statuses that a person looks for, by the parameter.
var statusGroups = map[string][]acceptance.Code{
	"new":      {acceptance.Received, acceptance.ReceivedPF},
	"sending":  inPassage,
	"accepted": acceptedCodes,
	"rejected": {acceptance.Rejected},
	"asked":    {acceptance.AnnulmentAsked, acceptance.AskedAnnulment},
	"annulled": {acceptance.Annulled, acceptance.AnnulRefused},
	"sent":     {acceptance.Sent, acceptance.SentPF},
	"trouble":  {acceptance.Unreadable, acceptance.Failed},
}

func edoStates(shown string) []choice {
	return chosen(shown, []choice{
		{Text: "Любой статус"},
		{Value: "new", Text: "Получены"},
		{Value: "sending", Text: "Отправляется ответ"},
		{Value: "accepted", Text: "Приняты"},
		{Value: "rejected", Text: "Отклонены"},
		{Value: "asked", Text: "Запрошено аннулирование"},
		{Value: "annulled", Text: "Решено об аннулировании"},
		{Value: "sent", Text: "Отправлены нами"},
		{Value: "trouble", Text: "С ошибкой"},
	})
}

// typeNames are what people call the types of documents, by their number.
var typeNames = []string{"Неформализованный", "УПД", "УКД", "ТОРГ-2", "Акт сверки", "ТОРГ-12", "Акт"}

func typeName(t acceptance.Type) string {
	if t < 0 || int(t) >= len(typeNames) {
		return "Документ"
	}
	return typeNames[t]
}

func typeChoices(shown string) []choice {
	out := []choice{{Text: "Любой вид"}}
	for n, name := range typeNames {
		out = append(out, choice{Value: strconv.Itoa(n), Text: name})
	}
	return chosen(shown, out)
}

func boxChoices(boxes []acceptance.Box, shown string) []choice {
	out := []choice{{Text: "Все ящики"}}
	for _, b := range boxes {
		out = append(out, choice{Value: b.ID, Text: boxName(b)})
	}
	return chosen(shown, out)
}

// chosen marks the shown option.
func chosen(shown string, options []choice) []choice {
	for n := range options {
		options[n].Current = options[n].Value == shown
	}
	return options
}

func boxName(b acceptance.Box) string {
	if b.ShortName != "" {
		return b.ShortName
	}
	return b.Name
}

func boxNames(boxes []acceptance.Box) map[string]string {
	out := map[string]string{}
	for _, b := range boxes {
		out[b.ID] = boxName(b)
	}
	return out
}

// edoGroups joins the documents of a package that stand on one page.
func (s *Site) edoGroups(ctx context.Context, v Visitor, found []acceptance.Document, boxes map[string]string) ([]edoGroup, error) {
	var out []edoGroup
	at, others := map[string]int{}, s.others(v, boxes)
	for _, d := range found {
		key := d.Box + d.Package.String()
		n, known := at[key]
		if !known || d.Package.IsZero() {
			n = len(out)
			at[key] = n
			out = append(out, edoGroup{Package: d.Package.String()})
		}
		line := edoLineOf(d, boxes)
		var err error
		if line.Badge, err = s.badgeOf(ctx, v, d); err != nil {
			return nil, err
		}
		if err := others.name(ctx, d, &line); err != nil {
			return nil, err
		}
		out[n].Lines = append(out[n].Lines, line)
	}
	return out, nil
}

func edoLineOf(d acceptance.Document, boxes map[string]string) edoLine {
	line := edoLine{
		Href: documentHrefOf(d.ID), Title: edoTitle(d), Kind: typeName(d.Type), Box: boxes[d.Box],
		Badge: edoBadge(d), Waits: answerable(d), Output: d.Output,
	}
	if strings.HasPrefix(line.Title, line.Kind) {
		line.Kind = "" // the title says it
	}
	line.At, line.ISO = minute(d.ArrivedAt), machine(d.ArrivedAt)
	line.Other, line.OtherINN = otherOf(d, boxes)
	if d.Total != nil {
		line.Total = rub(*d.Total)
	}
	return line
}

// wayName is what the column of the other side is called for one document.
func wayName(output bool) string {
	if output {
		return "Кому"
	}
	return "От кого"
}

// bringDocument takes the form with a document and its signatures into a box.
func (s *Site) bringDocument(w http.ResponseWriter, r *http.Request, v Visitor) error {
	f, err := readForm(w, r, s.MaxReport)
	if err != nil {
		return err
	}
	files := f.files["file"]
	if len(files) == 0 {
		return errNoFile
	}
	in := acceptance.Incoming{Box: f.Get("box"), FileName: files[0].name, Content: files[0].data}
	for _, sig := range f.files["signature"] {
		in.Signatures = append(in.Signatures, sig.data)
	}
	d, _, err := s.Acceptance.Ingest(r.Context(), v.Documents, in)
	if err != nil {
		return err
	}
	http.Redirect(w, r, documentHrefOf(d.ID), http.StatusSeeOther)
	return nil
}
