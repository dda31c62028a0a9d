package report

import (
	"fmt"
	"strings"

	"sdano"
	"sdano/xmlscan"
)

// maxFindings bounds what is said about one file.
const maxFindings = 50

// found records a finding at an offset of the file; offset -1 means that it is
// about the name.
func (r *reader) found(code, path string, offset int, message string) {
	if len(r.findings) >= maxFindings {
		return
	}
	f := sdano.Finding{Code: code, Path: path, Message: message}
	if offset >= 0 {
		f.Line, f.Column = r.s.Position(offset)
	}
	r.findings = append(r.findings, f)
}

// contradictions compares the file's name with its content.
func (r *reader) contradictions() {
	h := &r.h
	if h.FileID != "" && h.FileID != r.body {
		r.found("name_file_id", "/Файл/@ИдФайл", r.fileAt,
			fmt.Sprintf("ИдФайл в файле — «%s», а имя файла — «%s»: без расширения они должны совпадать.", h.FileID, r.body))
	}
	if !r.payer {
		r.found("missing", "/Файл/Документ/СвНП", max(r.payerAt, r.documentAt), "В файле не найден налогоплательщик: нет СвНП с ИННЮЛ или ИННФЛ.")
	}
	if r.form.part != "" && !r.part {
		path := "/Файл/Документ/" + r.form.part
		r.found("missing", path, r.documentAt, "В файле нет обязательного элемента "+path+".")
	}
	if h.PayerName == "" && h.Payer.IsPerson() && !r.representative {
		h.PayerName = r.signer
	}
	if r.nameDone {
		r.compareName()
	}
}

// compareName compares the parts of the name with the content.
func (r *reader) compareName() {
	h := &r.h
	if r.office != "" && r.office != h.Office {
		r.found("name_office", "/Файл/Документ/@КодНО", r.documentAt,
			fmt.Sprintf("КодНО в файле — %s, а конечный налоговый орган в имени файла — %s.", r.office, h.Office))
	}
	if r.form.prefix != "" && r.form.prefix != h.Prefix {
		r.found("name_knd", "/Файл/Документ/@КНД", r.documentAt,
			fmt.Sprintf("КНД %s — это форма с именем файла %s_…, а имя файла начинается с %s.", h.KND, r.form.prefix, h.Prefix))
	}
	if !r.payer || h.Sender == h.Payer {
		return
	}
	if !r.representative {
		r.found("name_sender", "/Файл/Документ/СвНП", r.payerAt,
			fmt.Sprintf("Отправитель в имени файла — %s, а налогоплательщик в файле — %s; другой отправитель возможен, только если подписал представитель (ПрПодп=2).", h.Sender, h.Payer))
	} else if err := h.Sender.Check(); err != nil {
		r.found("name_sender", "file_name", -1, "Отправитель в имени файла: "+sdano.AsError(err).Message)
	}
}

const (
	remedyName  = "Сформируйте файл заново в учётной программе: имя файла и его содержание она составляет вместе."
	remedyTaxID = "Проверьте ИНН и КПП налогоплательщика по свидетельству о постановке на учёт и сформируйте файл заново."
	remedyValue = "Исправьте указанные значения в учётной программе и сформируйте файл заново."
)

// verdict makes the error of the findings; nil if there are none.
func (r *reader) verdict() error {
	if len(r.findings) == 0 {
		return nil
	}
	e := &sdano.Error{Kind: sdano.Unprocessable, Findings: r.findings}
	best := -1
	for _, f := range r.findings {
		code, remedy, weight := classify(f.Code)
		if weight > best {
			e.Code, e.Remedy, best = code, remedy, weight
		}
	}
	e.Message = r.findings[0].Message
	if n := len(r.findings); n > 1 {
		e.Message = fmt.Sprintf("Замечаний к файлу: %d. %s", n, messages(r.findings))
	}
	return e
}

// classify returns the error's code and remedy for a finding, and its weight.
func classify(code string) (string, string, int) {
	switch {
	case strings.HasPrefix(code, "bad_inn"), strings.HasPrefix(code, "bad_kpp"):
		return code, remedyTaxID, 2
	case strings.HasPrefix(code, "name_"):
		return "name_mismatch", remedyName, 1
	}
	return "bad_value", remedyValue, 0
}

// messages joins the first findings for people.
func messages(findings []sdano.Finding) string {
	var out []string
	for _, f := range findings[:min(3, len(findings))] {
		out = append(out, f.Message)
	}
	return strings.Join(out, " ")
}

// unknownForm is the error for what is XML but no report file.
func unknownForm(s *xmlscan.Scanner, why string) error {
	line, column := s.Position(s.Offset())
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "unknown_form",
		Message:  "Это не файл отчётности ФНС: " + why + ".",
		Remedy:   "Выберите файл отчёта, выгруженный из учётной программы в формате ФНС.",
		Findings: []sdano.Finding{{Code: "unknown_form", Path: s.Path(), Line: line, Column: column, Message: why}},
	}
}
