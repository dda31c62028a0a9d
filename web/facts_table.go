package web

import (
	"net/http"
	"strconv"

	"sdano/monitor"
	"sdano/tablefile"
)

// tableDone is what became of a table, in words.
type tableDone struct{ Lines, Findings []string }

// factsFile gives the facts of a kind as a workbook, to be changed and loaded back.
func (s *Site) factsFile(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if !v.MayBook {
		return errNoBooks
	}
	id, err := payer(r, "org")
	if err != nil {
		return err
	}
	_, facts, err := s.Payers.Payer(r.Context(), v.Tenant, id)
	if err != nil {
		return err
	}
	kind := r.FormValue("kind")
	table, err := s.Payers.Table(monitor.TableKind(kind), facts)
	if err != nil {
		return err
	}
	return giveBook(w, table.Name, table)
}

// factsTable takes a table of facts.
func (s *Site) factsTable(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if !v.MayBook {
		return errNoBooks
	}
	form, err := readForm(w, r, tablefile.MaxSize+formLimit)
	if err != nil {
		return err
	}
	id, err := payerNamed(form.Get("org"))
	if err != nil {
		return err
	}
	r.Form = form.Values
	files := form.files["file"]
	if len(files) == 0 {
		return s.showTable(w, r, v, http.StatusUnprocessableEntity, nil, &formFault{Message: "Файл не выбран.", Remedy: "Выберите таблицу."})
	}
	done, err := s.Payers.ImportTable(r.Context(), v.Actor, v.Tenant, id, monitor.TableKind(form.Get("kind")), files[0].data)
	if err != nil {
		fault, err := faultOf(err)
		if err != nil {
			return err
		}
		return s.showTable(w, r, v, http.StatusUnprocessableEntity, nil, fault)
	}
	return s.showTable(w, r, v, http.StatusOK, tableWords(done), nil)
}

// tableWords tells what became of a table.
func tableWords(d monitor.TableImport) *tableDone {
	out := &tableDone{Lines: []string{
		"Строк: " + strconv.Itoa(d.Read) + ".", "Записано: " + strconv.Itoa(d.Added) + ", уже были: " + strconv.Itoa(d.Known) + ".",
	}}
	for _, f := range d.Findings {
		out.Findings = append(out.Findings, f.Message)
	}
	return out
}
