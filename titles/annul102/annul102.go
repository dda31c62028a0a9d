// Package annul102 is the proposal to annul a document («предложение об
// аннулировании», ПОА, DP_PRANNUL), version 1.02. No order of ФНС published it:
// it is a custom that the operators of the exchange agreed on. A document signed
// by both sides is not undone by one of them (ГК РФ ст. 310, 452): one proposes,
// and the other consents by a signature under the proposal, or refuses by a
// notice of clarification on it.
//
// Peculiarities: the file has no КНД and no date; parties are organisations and
// entrepreneurs only, with a КПП whose letters are A to F; the signatory may be
// absent, but is written here.
package annul102

import (
	_ "embed"

	"sdano/titles/compose"
	"sdano/titles/internal/notice"
	"sdano/titles/signatory"
	"sdano/titles/title"
)

const exchange = "annul102"

//go:embed schema/proposal.xsd
var proposalXSD []byte

// Proposal is the proposal to annul, DP_PRANNUL 1.02.
var Proposal = (&notice.Layout{
	Event: "СвПредАн", File: "СведАнФайл", Name: "ИмяАнФайла", Signature: "ЭЦПАнФайл", Text: "ТекстПредАн",
	Parties: []notice.Place{{Element: "УчастЭДО", Role: title.Author}, {Element: "НапрПредАн", Role: title.Buyer}},
}).Format(title.Format{
	Exchange: exchange, ID: exchange + ".proposal", Kind: title.Annulment,
	Prefix: "DP_PRANNUL", Versions: []string{"1.02"},
	Name:   "Предложение об аннулировании электронного документа (ПОА)",
	Schema: title.Embedded(exchange+".proposal", proposalXSD),
})

// limits are those of the format: organisations and entrepreneurs, КПП with the
// letters A to F.
var limits = notice.Limits{LastLetter: 'F'}

// positionMax is the longest «Должность» in characters.
const positionMax = 1000

// MakeProposal makes the proposal to annul a document with the reason of a.Comment,
// which is required. It goes to who sent the document, or of an own one to who got
// it, whom the document itself must tell. The error is a *sdano.Error "bad_answer" with the
// findings.
func MakeProposal(a *title.Answer) (*title.File, error) {
	c := compose.New(a, Proposal, false)
	c.File()
	c.Start("Документ")
	notice.Author(c, a, limits)
	c.Start("СвПредАн")
	c.Start("СведАнФайл", "ИмяАнФайла", notice.FileName(c, a))
	c.Signatures("ЭЦПАнФайл")
	c.End()
	c.Element("ТекстПредАн", notice.Comment(c, a))
	c.End()
	notice.Sender(c, "НапрПредАн", a, limits)
	c.Signatory(signatory.Spec{Form: signatory.E, PositionMax: positionMax, PositionFree: true})
	c.End()
	return c.Finish()
}
