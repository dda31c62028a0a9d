package sandbox

import (
	"regexp"
	"slices"
	"strings"

	"sdano"
	"sdano/titles/report"
	"sdano/xmlscan"
)

// facts are what was read of a document when it came, and what is wrong in it.
type facts struct {
	Header   report.Header
	Encoding string
	Problems []problem
}

// problem is something the check found.
type problem struct {
	Description string   `json:"description"`
	Source      string   `json:"source"`
	Level       string   `json:"level"`
	Type        string   `json:"type"`
	Tags        []string `json:"tags"`
	ID          string   `json:"id"`
}

func wrong(id, source, description string) problem {
	return problem{Description: description, Source: source, Level: "error", Type: "checkError", ID: id}
}

const encoding = "windows-1251"

var declared = regexp.MustCompile(`^(?:\xEF\xBB\xBF)?<\?xml[^>]*\bencoding=["']([A-Za-z0-9._-]+)["']`)

// factsOf reads a report and checks what can be said of it alone: that it is
// well-formed, in windows-1251, and of the name it gives itself.
func factsOf(name string, data []byte) facts {
	f := facts{Encoding: "utf-8"}
	if m := declared.FindSubmatch(data[:min(len(data), 200)]); m != nil {
		f.Encoding = strings.ToLower(string(m[1]))
	}
	h, err := report.Read(name, data)
	h.Amounts = nil // nobody here asks for them
	f.Header = h
	if err != nil {
		f.Problems = problemsOf(err)
	} else if f.Encoding != encoding {
		f.Problems = []problem{wrong("encoding", "", "Кодировка файла — "+f.Encoding+", а нужна "+encoding+".")}
	}
	return f
}

// problemsOf makes problems of what the reader of reports says.
func problemsOf(err error) []problem {
	e := sdano.AsError(err)
	if len(e.Findings) == 0 {
		return []problem{wrong(e.Code, e.Param, e.Message)}
	}
	out := make([]problem, 0, len(e.Findings))
	for _, f := range e.Findings {
		out = append(out, wrong(f.Code, f.Path, f.Message))
	}
	return out
}

// nameInside returns the file name that a report gives itself, "" if none can be
// found.
func nameInside(data []byte) string {
	scan := xmlscan.New(data)
	if kind, err := scan.Next(); err != nil || kind != xmlscan.Start {
		return ""
	}
	if id, ok := scan.Attr("ИдФайл"); ok {
		return id + ".xml"
	}
	return ""
}

// checkJSON is the result of the task check.
type checkJSON struct {
	Data struct {
		Documents map[string][]problem `json:"documents-errors"`
		Common    []problem            `json:"common-errors"`
	} `json:"data"`
}

func (c checkJSON) clean() bool { return len(c.Data.Documents) == 0 && len(c.Data.Common) == 0 }

// reportOf returns the report among the documents of a draft.
func reportOf(documents []draftDocument) (draftDocument, bool) {
	i := slices.IndexFunc(documents, func(d draftDocument) bool { return d.typ == typeReport })
	if i < 0 {
		return draftDocument{}, false
	}
	return documents[i], true
}

// checkDraft checks the documents of a draft and that they are for its
// recipient.
func checkDraft(office string, documents []draftDocument) (checkJSON, error) {
	c := checkJSON{}
	c.Data.Documents = map[string][]problem{}
	if _, ok := reportOf(documents); !ok {
		c.Data.Common = append(c.Data.Common, wrong("noReport", "", "В черновике нет документа с отчётом."))
	}
	for _, doc := range documents {
		if doc.typ != typeReport {
			continue
		}
		f, err := doc.read()
		if err != nil {
			return c, err
		}
		found := f.Problems
		if len(found) == 0 && f.Header.Office != office {
			found = []problem{wrong("recipient", "/Файл/Документ/@КодНО", "Отчёт адресован в налоговый орган "+f.Header.Office+", а черновик — в "+office+".")}
		}
		if len(found) > 0 {
			c.Data.Documents[doc.id.String()] = found
		}
	}
	return c, nil
}

// unsigned adds to a check the documents that nobody signed; whether a signature
// is any good is not looked at.
func (c checkJSON) unsigned(signed map[sdano.ID]bool, documents []draftDocument) checkJSON {
	for _, doc := range documents {
		if !signed[doc.id] {
			id := doc.id.String()
			c.Data.Documents[id] = append(c.Data.Documents[id], wrong("signatureMissing", "", "Документ «"+doc.filename+"» не подписан."))
		}
	}
	return c
}
