package web

import (
	"net/http"

	"sdano"
	"sdano/bankfile"
	"sdano/monitor"
)

// statementView is the form of a bank statement and what came of one.
type statementView struct {
	Name, TaxID, Org string
	Fault            *formFault
	Done             *statementDone
}

// statementDone is what became of a statement, in words.
type statementDone struct {
	Lines, Findings []string
	Unrecognised    []factLine
}

// statementForm shows the form of a bank statement.
func (s *Site) statementForm(w http.ResponseWriter, r *http.Request, v Visitor) error {
	id, err := payer(r, "org")
	if err != nil {
		return err
	}
	return s.showStatement(w, r, v, http.StatusOK, id, statementView{})
}

func (s *Site) showStatement(w http.ResponseWriter, r *http.Request, v Visitor, status int, id sdano.TaxID, view statementView) error {
	if !v.MayBook {
		return errNoBooks
	}
	f, err := s.frame(r, v, "/", "Выписка банка")
	if err != nil {
		return err
	}
	p, _, err := s.Payers.Payer(r.Context(), v.Tenant, id)
	if err != nil {
		return err
	}
	f.Version = "" // what is told of the file is not renewed
	view.Name, view.TaxID, view.Org = p.Name, taxIDText(p.TaxID), p.TaxID.String()
	return s.show(w, r, status, f, statementPage(view))
}

// statementFile takes a bank statement.
func (s *Site) statementFile(w http.ResponseWriter, r *http.Request, v Visitor) error {
	if !v.MayBook {
		return errNoBooks
	}
	form, err := readForm(w, r, bankfile.MaxSize+formLimit)
	if err != nil {
		return err
	}
	id, err := payerNamed(form.Get("org"))
	if err != nil {
		return err
	}
	files := form.files["file"]
	if len(files) == 0 {
		return s.showStatement(w, r, v, http.StatusUnprocessableEntity, id, statementView{Fault: &formFault{Message: "Файл не выбран.", Remedy: "Выберите файл выписки."}})
	}
	done, err := s.Payers.ImportStatement(r.Context(), v.Actor, v.Tenant, id, files[0].data, form.Get("income") != "")
	if err != nil {
		fault, err := faultOf(err)
		if err != nil {
			return err
		}
		return s.showStatement(w, r, v, http.StatusUnprocessableEntity, id, statementView{Fault: fault})
	}
	return s.showStatement(w, r, v, http.StatusOK, id, statementView{Done: statementWords(done)})
}

// statementWords tells what became of a statement.
func statementWords(d monitor.StatementImport) *statementDone {
	out := &statementDone{Lines: []string{
		"Документов в файле: " + itoa(int64(d.Read)),
		"Записано платежей налогов и взносов: " + itoa(int64(d.Payments.Added)) + ", уже были: " + itoa(int64(d.Payments.Known)),
	}}
	if n := d.Incomes.Added + d.Incomes.Known; n > 0 {
		out.Lines = append(out.Lines, "Записано доходов: "+itoa(int64(d.Incomes.Added))+", уже были: "+itoa(int64(d.Incomes.Known)))
	}
	if d.Skipped > 0 {
		out.Lines = append(out.Lines, "Пропущено прочих операций: "+itoa(int64(d.Skipped)))
	}
	if d.Foreign > 0 {
		out.Lines = append(out.Lines, "Пропущено платежей с чужим ИНН плательщика: "+itoa(int64(d.Foreign)))
	}
	for _, f := range d.Findings {
		out.Findings = append(out.Findings, f.Message)
	}
	for _, p := range d.Unrecognised {
		out.Unrecognised = append(out.Unrecognised, factLine{p.ID.String(), []string{p.Date.Dotted(), rub(p.Amount), p.KBK, p.Purpose}})
	}
	return out
}
