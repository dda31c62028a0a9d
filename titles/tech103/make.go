package tech103

import (
	"sdano/titles/compose"
	"sdano/titles/internal/notice"
	"sdano/titles/signatory"
	"sdano/titles/title"
)

// limits are those of version 1.03: everybody has a place, a КПП may have any
// Latin letter.
var limits = notice.Limits{Everybody: true, LastLetter: 'Z'}

// positionMax is the longest «Должн» in characters.
const positionMax = 255

// MakeReceipt makes the notice of receipt (ИОП, order ЕД-7-26/133@) on a received
// file: a.First is what was read of it, nil if it is not formalised, ReceivedAt
// when it arrived. If the file does not tell enough of its sender, the operator
// of a.Operator is named in his place. The error is a *sdano.Error "bad_answer"
// with the findings.
func MakeReceipt(a *title.Answer) (*title.File, error) {
	c := compose.New(a, Receipt, false)
	c.File()
	c.Start("Документ", "КНД", Receipt.KND)
	notice.Author(c, a, limits)
	day, clock := notice.Arrival(c, a)
	c.Start("СвИзвПолуч", "ДатаПол", day, "ВремяПол", clock)
	c.Start("СведПолФайл", "ИмяПолФайла", notice.FileName(c, a))
	c.Signatures("ЭППолФайл")
	c.End()
	c.End()
	notice.SenderOrOperator(c, "ОтпрДок", a, limits)
	c.Signatory(signatory.Spec{Form: signatory.D, PositionMax: positionMax, PositionFree: true})
	c.End()
	return c.Finish()
}

// MakeClarification makes the notice of clarification (УОУ, order ЕД-7-26/133@)
// on a received file with the text of a.Comment, which is required. The sender
// must be known from the file itself. The error is a *sdano.Error "bad_answer"
// with the findings.
func MakeClarification(a *title.Answer) (*title.File, error) {
	c := compose.New(a, Clarification, false)
	c.File()
	c.Start("Документ", "КНД", Clarification.KND)
	notice.Author(c, a, limits)
	day, clock := notice.Arrival(c, a)
	c.Start("СвУведУточ", "ДатаПол", day, "ВремяПол", clock)
	c.Start("СведПолФайл", "ИмяПолФайла", notice.FileName(c, a))
	c.SignatureOne("ЭППолФайл")
	c.End()
	c.Element("ТекстУведУточ", notice.Comment(c, a))
	c.End()
	notice.Sender(c, "ОтпрДок", a, limits)
	c.Signatory(signatory.Spec{Form: signatory.D, PositionMax: positionMax, PositionFree: true, Clarification: true})
	c.End()
	return c.Finish()
}
