package acceptance

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"sdano"
	"sdano/titles/title"
)

// bounds collects the members of a request that are longer than may be. A title
// checks what it writes; here is what holds whatever it writes, so that a request
// is right or wrong for all versions of a format.
type bounds struct{ found []sdano.Finding }

// most bounds a member's length in characters.
func (b *bounds) most(member, text string, limit int) {
	if n := utf8.RuneCountInString(strings.TrimSpace(text)); n > limit {
		b.found = append(b.found, sdano.Finding{
			Code: title.CodeLength, Source: "business", Member: member,
			Message: fmt.Sprintf("длина %d, а допустимо не больше %d знаков", n, limit),
		})
	}
}

// Limits in characters where formats do not differ, and the greatest of those of
// all formats where they do.
const (
	maxPersonName   = 60
	maxOrganization = 1000
	maxPosition     = 1000
	maxSystemID     = 500
	maxPaperNumber  = 50
	maxPaperIssuer  = 1000
	maxBase         = 255
	maxDivergence   = 255
	maxOperation    = 255
	maxMaterialText = 1000
	maxMaterialFile = 36
	maxTextID       = 50
	maxTextValue    = 2000
)

// bounded adds to the findings about an answer those members of the request for its
// document that are too long and of which nothing is said yet.
func (w wanted) bounded(r *GenerateRequest, have []sdano.Finding) []sdano.Finding {
	var b bounds
	b.signer(r.Signer)
	if w.settings >= 0 {
		s, at := r.Settings[w.settings], indexed("SignersSettings", w.settings)
		b.most(at+".SignerPowersBase", s.PowersBase, maxBase)
		b.most(at+".SignerOrganizationPowersBase", s.OrganizationPowersBase, maxBase)
	}
	if w.acceptance >= 0 {
		b.result(indexed("AcceptanceResults", w.acceptance), r.Acceptance[w.acceptance].Acceptance)
	}
	if w.material >= 0 {
		b.material(indexed("MaterialAssetsAcceptanceResults", w.material), r.Material[w.material].Material)
	}
	for _, f := range b.found {
		if !slices.ContainsFunc(have, func(h sdano.Finding) bool { return h.Member == f.Member && h.Severity != sdano.Warning }) {
			have = append(have, f)
		}
	}
	return have
}

func (b *bounds) signer(s *title.Signer) {
	if s == nil {
		return
	}
	b.most("Signer.Surname", s.Surname, maxPersonName)
	b.most("Signer.FirstName", s.FirstName, maxPersonName)
	b.most("Signer.MiddleName", s.MiddleName, maxPersonName)
	b.most("Signer.OrganizationName", s.OrganizationName, maxOrganization)
	b.most("Signer.Position", s.Position, maxPosition)
	if a := s.Attorney; a != nil {
		b.most("Signer.PowerOfAttorney.SystemId", a.SystemID, maxSystemID)
	}
	if p := s.PaperAttorney; p != nil {
		b.most("Signer.PaperPowerOfAttorney.Number", p.Number, maxPaperNumber)
		b.most("Signer.PaperPowerOfAttorney.IssuerInfo", p.IssuerInfo, maxPaperIssuer)
	}
}

func (b *bounds) result(at string, a title.Acceptance) {
	b.most(at+".DivergenceDocumentName", a.DocumentName, maxDivergence)
	b.most(at+".DivergenceDocumentNumber", a.DocumentNumber, maxDivergence)
	b.most(at+".DivergenceDocumentFileId", a.DocumentFileID, maxDivergence)
	b.most(at+".OperationText", a.OperationText, maxOperation)
}

func (b *bounds) material(at string, m title.Material) {
	b.most(at+".AcceptanceText", m.Text, maxMaterialText)
	b.most(at+".Information.FileId", m.Information.FileID, maxMaterialFile)
	for i, t := range m.Information.Texts {
		one := fmt.Sprintf("%s.Information.TextInformation[%d]", at, i)
		b.most(one+".Id", t.ID, maxTextID)
		b.most(one+".Value", t.Value, maxTextValue)
	}
}
