package verbaltest

import (
	"slices"
	"strings"
	"testing"

	"sdano"
	"sdano/titles/title"
	"sdano/titles/titletest"
)

// matrix answers the first titles with combinations of everything that a
// request may choose.
func (e *Exchange) matrix(t *testing.T) {
	first := map[string][]byte{}
	for _, name := range e.Answered {
		doc := load(t, name)
		first[e.First.Read(parse(t, doc)).FileID] = doc
	}
	titletest.AnswerMatrix(t, e.First, titletest.Matrix{
		Target: e.Second, Official: e.SecondSchema, First: first,
		Axes: []titletest.Axis{e.acceptances(), e.powers(), statuses(), bases(), subjects(e.OrgName), positions(), attorneys()},
	})
}

func (e *Exchange) acceptances() titletest.Axis {
	of := func(given title.Acceptance) func(*title.Answer) {
		return func(a *title.Answer) { a.Acceptance = &given }
	}
	return titletest.Axis{
		func(*title.Answer) {},
		of(title.Acceptance{}),
		of(title.Acceptance{Type: 1, AcceptanceDate: "1900-01-01"}),
		of(title.Acceptance{Type: 2, OperationText: "х", AcceptanceDate: "2099-12-31"}),
		of(title.Acceptance{Type: 3, OperationText: titletest.Long(e.TextMax), AcceptanceDate: "2024-02-29T23:59:59.999+03:00"}),
		of(title.Acceptance{OperationText: "с \t отступом\r\nи строкой", AcceptanceDate: "2026-01-17T14:00:04.602Z"}),
	}
}

func (e *Exchange) powers() titletest.Axis {
	axis := titletest.Axis{func(*title.Answer) {}}
	for _, code := range e.Powers {
		axis = append(axis, func(a *title.Answer) { a.Settings.Powers = code })
	}
	return axis
}

func statuses() titletest.Axis {
	return titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Settings.Status = 1 },
		func(a *title.Answer) { a.Settings.Status = 2 },
		func(a *title.Answer) {
			a.Settings.Status, a.Settings.OrganizationPowersBase = 3, titletest.Long(255)
		},
		func(a *title.Answer) { a.Settings.Status = 4 },
	}
}

func bases() titletest.Axis {
	return titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Settings.PowersBase = "У" },
		func(a *title.Answer) { a.Settings.PowersBase = titletest.Long(255) },
	}
}

// subjects chooses whom the signatory acts for; obligatory says that another
// organisation needs a name.
func subjects(obligatory bool) titletest.Axis {
	axis := titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) {
			a.Signer.OrganizationINN, a.Signer.OrganizationName = "7799999926", titletest.Long(1000)
		},
		func(a *title.Answer) { a.Signer.OrganizationINN = a.Signer.INN },
		func(a *title.Answer) { a.Signer.OrganizationINN = "500100732259" },
	}
	if !obligatory {
		axis = append(axis, func(a *title.Answer) { a.Signer.OrganizationINN = "7799999926" })
	}
	return axis
}

func positions() titletest.Axis {
	return titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) { a.Signer.Position = "я" },
		func(a *title.Answer) { a.Signer.Position = titletest.Long(128) },
	}
}

func attorneys() titletest.Axis {
	return titletest.Axis{
		func(*title.Answer) {},
		func(a *title.Answer) {
			a.Signer.Attorney = &title.PowerOfAttorney{ID: "6ba7b810-9dad-41d1-80b4-00c04fd430c8", IssuerINN: "7799999919"}
		},
		func(a *title.Answer) {
			a.Signer.PaperAttorney = &title.PaperPowerOfAttorney{Number: titletest.Long(50), IssueDate: "2025-12-31"}
		},
	}
}

// full chooses something other than the default wherever a request may.
func full(a *title.Answer) {
	a.Operator = title.EDOOperator{Code: "2ZZ", Name: "АО «Оператор»", INN: "7707083893"}
	a.Signatures = append(a.Signatures, []byte("вторая подпись"))
	a.Acceptance = &title.Acceptance{Type: 2, OperationText: "Согласны, кроме строки 2 «чашки» & блюдца 茶", AcceptanceDate: "2026-01-30"}
	a.Settings = title.SignerSettings{Status: 3, OrganizationPowersBase: "Договор № 5"}
	a.Signer.OrganizationINN, a.Signer.OrganizationName = "7799999926", "ООО «Бухгалтерия»"
	a.Signer.PaperAttorney = &title.PaperPowerOfAttorney{Number: "15", IssueDate: "2026-01-12"}
}

// wrong is a request with one mistake, and how it is told.
type wrong struct {
	change       func(*title.Answer)
	code, member string
}

// refused checks that what is wrong in a request is refused by the name of the
// member at fault.
func (e *Exchange) refused(t *testing.T) {
	for _, wrongs := range []map[string]wrong{e.wrongAcceptances(), wrongSigners()} {
		for name, w := range wrongs {
			t.Run(name, func(t *testing.T) {
				a := e.blank(t, e.Answered[0])
				a.Acceptance = &title.Acceptance{}
				w.change(a)
				refusal(t, e.First, a, w.code, w.member)
			})
		}
	}
	a := e.blank(t, e.Answered[0])
	a.Signer.OrganizationINN = "7799999926"
	if _, err := e.First.Answer(a); (err != nil) != e.OrgName {
		t.Errorf("another organisation without a name: %v, want an error: %v", err, e.OrgName)
	}
}

func (e *Exchange) wrongAcceptances() map[string]wrong {
	of := func(change func(*title.Acceptance), code, member string) wrong {
		return wrong{func(a *title.Answer) { change(a.Acceptance) }, code, member}
	}
	return map[string]wrong{
		"unknown result":    of(func(a *title.Acceptance) { a.Type = 4 }, title.CodeValue, "AcceptanceResultType"),
		"negative result":   of(func(a *title.Acceptance) { a.Type = -1 }, title.CodeValue, "AcceptanceResultType"),
		"2 without text":    of(func(a *title.Acceptance) { a.Type = 2 }, title.CodeRequired, "OperationText"),
		"3 without text":    of(func(a *title.Acceptance) { a.Type, a.OperationText = 3, " \n" }, title.CodeRequired, "OperationText"),
		"long text":         of(func(a *title.Acceptance) { a.OperationText = titletest.Long(e.TextMax + 1) }, title.CodeLength, "OperationText"),
		"control character": of(func(a *title.Acceptance) { a.OperationText = "а\x01б" }, title.CodeCharacters, "OperationText"),
		"no day":            of(func(a *title.Acceptance) { a.AcceptanceDate = "2026-02-30" }, title.CodeDate, "AcceptanceDate"),
		"early day":         of(func(a *title.Acceptance) { a.AcceptanceDate = "1899-12-31" }, title.CodeDate, "AcceptanceDate"),
		"divergence name":   of(func(a *title.Acceptance) { a.DocumentName = "Акт" }, title.CodeConflict, "DivergenceDocumentName"),
		"divergence type":   of(func(a *title.Acceptance) { a.DocumentType = 2 }, title.CodeConflict, "DivergenceDocumentType"),
		"divergence number": of(func(a *title.Acceptance) { a.DocumentNumber = "1" }, title.CodeConflict, "DivergenceDocumentNumber"),
		"divergence day":    of(func(a *title.Acceptance) { a.DocumentDate = "2026-01-01" }, title.CodeConflict, "DivergenceDocumentDate"),
		"divergence file":   of(func(a *title.Acceptance) { a.DocumentFileID = "f" }, title.CodeConflict, "DivergenceDocumentFileId"),
	}
}

func wrongSigners() map[string]wrong {
	return map[string]wrong{
		"no signature":  {func(a *title.Answer) { a.Signatures = nil }, title.CodeSignature, ""},
		"powers":        {func(a *title.Answer) { a.Settings.Powers = 6 }, title.CodeValue, "SignersSettings.SignerPowers"},
		"status":        {func(a *title.Answer) { a.Settings.Status = 5 }, title.CodeValue, "SignersSettings.SignerStatus"},
		"status 3":      {func(a *title.Answer) { a.Settings.Status = 3 }, title.CodeRequired, "SignersSettings.SignerOrganizationPowersBase"},
		"no position":   {func(a *title.Answer) { a.Signer.Position = "" }, title.CodeRequired, "Signer.Position"},
		"long position": {func(a *title.Answer) { a.Signer.Position = titletest.Long(129) }, title.CodeLength, "Signer.Position"},
		"no surname":    {func(a *title.Answer) { a.Signer.Surname = "" }, title.CodeRequired, "Signer.Surname"},
	}
}

// refusal expects an answer to be refused by one error of a code and member.
func refusal(t *testing.T, first *title.Format, a *title.Answer, code, member string) {
	t.Helper()
	_, err := first.Answer(a)
	if !sdano.IsKind(err, sdano.Unprocessable) {
		t.Fatalf("not refused: %v", err)
	}
	found := sdano.AsError(err).Findings
	if !slices.ContainsFunc(found, func(f sdano.Finding) bool {
		return f.Code == code && f.Member == member && f.Severity == "" && strings.TrimSpace(f.Message) != ""
	}) || len(found) != 1 {
		t.Errorf("found %+v, want one of %s %q", found, code, member)
	}
}
