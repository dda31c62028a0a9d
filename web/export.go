package web

import (
	"net/http"
	"net/url"
	"strings"

	"sdano"
	"sdano/data"
	"sdano/monitor"
	"sdano/tablefile"
)

// giveBook answers with a workbook; name is the file's name without its ending.
func giveBook(w http.ResponseWriter, name string, sheet tablefile.Sheet) error {
	file, err := tablefile.Write(sheet)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", tablefile.MediaType)
	w.Header().Set("Content-Disposition", `attachment; filename="sdano.xlsx"; filename*=UTF-8''`+url.PathEscape(name+".xlsx"))
	_, err = w.Write(file)
	return err
}

// overviewShown says which organisations a list shows: all, those in arrears
// (red), those that need attention (yellow); and only those with a text in the name
// or ИНН.
func overviewShown(o monitor.Overview, color, text string) bool {
	switch {
	case color == "red" && o.Red == 0, color == "yellow" && o.Red+o.Yellow == 0:
		return false
	}
	return strings.Contains(strings.ToLower(o.Name+" "+o.TaxID.String()), strings.ToLower(text))
}

// overviewFile gives the list of organisations as a workbook, with the filter of
// the page.
func (s *Site) overviewFile(w http.ResponseWriter, r *http.Request, v Visitor) error {
	list, err := s.Overviews.Overview(r.Context(), v.Tenant)
	if err != nil {
		return err
	}
	out := tablefile.Sheet{Name: "Организации", Titles: []string{
		"Организация", "ИНН", "КПП", "Просрочено, строк", "Требует внимания, строк", "Просрочено, ₽", "За 7 дней, ₽", "За 30 дней, ₽", "Ближайший срок", "Что",
	}}
	color, text := r.FormValue("color"), strings.TrimSpace(r.FormValue("text"))
	for _, o := range list {
		if overviewShown(o, color, text) {
			out.Rows = append(out.Rows, []any{o.Name, o.TaxID.INN, o.TaxID.KPP, o.Red, o.Yellow, o.Debt, o.Week, o.Month, o.Next, o.NextTitle})
		}
	}
	return giveBook(w, "Организации", out)
}

// kindWords name what a term is for.
var kindWords = map[data.Kind]string{data.Payment: "оплата", data.Report: "отчёт", data.Notice: "уведомление"}

// calendarFile gives the terms of a year of an organisation as a workbook. A sum
// that is not known stays empty.
func (s *Site) calendarFile(w http.ResponseWriter, r *http.Request, v Visitor) error {
	id, err := payer(r, "inn")
	if err != nil {
		return err
	}
	month, err := s.monthOf(r.FormValue("month"))
	if err != nil {
		return err
	}
	year := sdano.YearPeriod(month.Year())
	p, list, err := s.Terms.Terms(r.Context(), v.Tenant, id, year.First(), year.Last())
	if err != nil {
		return err
	}
	out := tablefile.Sheet{Name: "Сроки " + year.String(), Titles: []string{"Срок", "По закону до переноса", "Что", "Вид", "Сумма, ₽", "Осталось, ₽", "Состояние", "Закон"}}
	for _, t := range list {
		row := []any{t.Due, t.Raw, t.Title, kindWords[t.Kind], nil, nil, termStates[t.State].word, t.Law}
		if t.Kind == data.Payment && t.Known {
			row[4], row[5] = t.Amount, t.Left
		}
		out.Rows = append(out.Rows, row)
	}
	return giveBook(w, "Сроки "+year.String()+" "+p.TaxID.INN, out)
}
