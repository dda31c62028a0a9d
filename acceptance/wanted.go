package acceptance

import (
	"fmt"
	"slices"
	"strings"

	"sdano"
	"sdano/titles/title"
)

// wanted is what a request chooses for one document, and where in the request it
// stands: the index in each of its arrays, -1 if it has no entry there.
type wanted struct {
	settings, acceptance, material, recon int
}

// nothing is chosen for a document that the request does not name.
var nothing = wanted{-1, -1, -1, -1}

// wishes finds the entries of the documents of a package. Every DocumentId must be
// one of them and may stand once in an array; the error is of kind Invalid.
func wishes(r *GenerateRequest, in map[sdano.ID]bool) (map[sdano.ID]wanted, error) {
	out := make(map[sdano.ID]wanted, len(in))
	for id := range in {
		out[id] = nothing
	}
	for _, array := range []struct {
		name string
		n    int
		id   func(int) sdano.ID
		at   func(*wanted) *int
	}{
		{"SignersSettings", len(r.Settings), func(i int) sdano.ID { return r.Settings[i].DocumentID }, func(w *wanted) *int { return &w.settings }},
		{"AcceptanceResults", len(r.Acceptance), func(i int) sdano.ID { return r.Acceptance[i].DocumentID }, func(w *wanted) *int { return &w.acceptance }},
		{"MaterialAssetsAcceptanceResults", len(r.Material), func(i int) sdano.ID { return r.Material[i].DocumentID }, func(w *wanted) *int { return &w.material }},
		{"ActReconAcceptanceResults", len(r.Recon), func(i int) sdano.ID { return r.Recon[i].DocumentID }, func(w *wanted) *int { return &w.recon }},
	} {
		for i := range array.n {
			member, id := fmt.Sprintf("%s[%d].DocumentId", array.name, i), array.id(i)
			w, ok := out[id]
			if !ok {
				return nil, invalid("document_not_in_package", member, "документа «%s» нет в пакете", id)
			}
			if at := array.at(&w); *at < 0 {
				*at = i
			} else {
				return nil, invalid("document_repeated", member, "документ «%s» указан дважды", id)
			}
			out[id] = w
		}
	}
	return out, nil
}

// choose puts what the request chooses for a document into its answer, and returns
// what cannot be chosen for a document of its type.
func (w wanted) choose(r *GenerateRequest, d *Document, a *title.Answer) []sdano.Finding {
	if w.settings >= 0 {
		a.Settings = r.Settings[w.settings].SignerSettings
	}
	if w.acceptance >= 0 {
		a.Acceptance = &r.Acceptance[w.acceptance].Acceptance
	}
	if w.material >= 0 {
		a.Material = &r.Material[w.material].Material
	}
	if w.recon >= 0 {
		a.Reconciliation = &r.Recon[w.recon].ReconciliationResult
	}
	return append(w.strange(d.Type), w.counted(r, d)...)
}

// strange returns the entries that stand in the array of another kind of document.
func (w wanted) strange(t Type) []sdano.Finding {
	var out []sdano.Finding
	for _, entry := range []struct {
		name string
		at   int
		of   []Type
	}{
		{"AcceptanceResults", w.acceptance, []Type{UPD, UKD, TORG12, Act}},
		{"MaterialAssetsAcceptanceResults", w.material, []Type{TORG2}},
		{"ActReconAcceptanceResults", w.recon, []Type{Reconciliation}},
	} {
		if entry.at >= 0 && !slices.Contains(entry.of, t) {
			out = append(out, conflict(fmt.Sprintf("%s[%d].DocumentId", entry.name, entry.at),
				"эти сведения не для документа такого вида ("+typeNames[t]+")"))
		}
	}
	return out
}

func conflict(member, message string) sdano.Finding {
	return sdano.Finding{Code: title.CodeConflict, Source: "business", Member: member, Message: message}
}

// typeNames are what people call the types of documents.
var typeNames = func() map[Type]string {
	out := map[Type]string{Informal: "неформализованный документ"}
	for _, k := range kinds {
		out[k.typ] = k.name
	}
	return out
}()

// counted checks the lines that were counted against the result: an answer to an
// УПД has no lines, but lines that differ contradict an acceptance without
// discrepancies.
func (w wanted) counted(r *GenerateRequest, d *Document) []sdano.Finding {
	if w.acceptance < 0 || len(r.Acceptance[w.acceptance].Lines) == 0 {
		return nil
	}
	at := fmt.Sprintf("AcceptanceResults[%d].", w.acceptance)
	if d.Type != UPD {
		return []sdano.Finding{conflict(at+"AcceptedLines", "принятое количество указывается только для УПД")}
	}
	result := &r.Acceptance[w.acceptance]
	lines, wrong := compare(d.Title, result.Lines)
	for i := range wrong {
		wrong[i].Member = at + wrong[i].Member
	}
	if len(wrong) == 0 && result.Type <= 1 && slices.ContainsFunc(lines, differs) {
		return []sdano.Finding{conflict(at+"AcceptanceResultType", "принятое количество расходится с документом, а приемка указана без расхождений")}
	}
	return wrong
}

// differs reports whether a line came otherwise than declared.
func differs(l DiscrepancyLine) bool { return l.Shortage != "" || l.Surplus != "" || l.Defect != "" }

// place names the member of the request that a finding of an answer is about, with
// the indices of this document's entries.
func (w wanted) place(t Type, member string) string {
	first, _, _ := strings.Cut(member, ".")
	switch {
	case first == "" || slices.Contains(ofRequest, first):
		return member
	case first == "SignersSettings":
		return indexed(first, w.settings) + strings.TrimPrefix(member, first)
	case t == TORG2:
		return indexed("MaterialAssetsAcceptanceResults", w.material) + "." + member
	case t == Reconciliation:
		return indexed("ActReconAcceptanceResults", w.recon) + "." + member
	}
	return indexed("AcceptanceResults", w.acceptance) + "." + member
}

// ofRequest are the members that answers name as the request does.
var ofRequest = []string{"Signer", "Comment", "MaterialAssetsAcceptanceResults"}

// indexed names an entry of an array, or the array where there is no entry.
func indexed(array string, at int) string {
	if at < 0 {
		return array
	}
	return fmt.Sprintf("%s[%d]", array, at)
}
