package torg2

import (
	"fmt"
	"strconv"
	"time"

	"sdano"
	"sdano/titles/compose"
	"sdano/titles/signatory"
	"sdano/titles/title"
)

// DraftRequest is all that a draft is made from.
type DraftRequest struct {
	// UPD is the УПД that was received, Sender the participant id of who sent it
	// (as given at receipt; "" = from the УПД).
	UPD    *title.Document
	Sender string
	// Box is who received it and now makes the act, Operator its operator of the
	// exchange, if its name and ИНН are known.
	Box      title.Box
	Operator title.EDOOperator
	// Signer is who will sign; Settings are zero where nothing was chosen.
	Signer   title.Signer
	Settings title.SignerSettings
	// Lines are the lines that were counted; those not listed came in full.
	Lines []AcceptedLine
	// Text tells what happened («СодСоб»); "" = that there are discrepancies.
	Text string
	// At is the moment of making; its day and time are taken in Zone, Moscow if
	// nil. GUID makes the file's name unique. Program is «ВерсПрог».
	At      time.Time
	Zone    *time.Location
	GUID    sdano.ID
	Program string
}

// Limits in characters of the first title.
const (
	numberMax  = 255
	waybillMax = 100
	eventMax   = 2000
	goodsMax   = 1000
	commentMax = 255
	unitMax    = 1000
)

// rowMax is the greatest «НомСтр», of six digits.
const rowMax = 999_999

// What a draft says of itself: «ПоФактХЖ», which has no other value, its name,
// and the «ИнфДопСв» that asks the seller for consent.
const (
	fact        = "Документ о приемке ценностей и (или) расхождениях, выявленных при их приемке"
	actName     = "Акт об установленном расхождении (ТОРГ-2)"
	sellerAsked = "5"
)

var draftSigner = signatory.Spec{
	Form: signatory.A, Powers: []int{1, 2, 3, 7, 8}, Statuses: []int{3, individual, 5, 6},
	DefaultPowers: 2, DefaultStatus: 5, PersonStatus: individual, PositionMax: positionMax,
}

// Draft makes the first title that a УПД received with discrepancies calls for:
// the differing lines with what is missing, superfluous or defective, and the
// question to the seller whether he consents («ИнфДопСв» 5). It is to be
// completed by hand: what only people know (commission, inspection, marks of
// packages) is not in it. The error is a *sdano.Error of kind Unprocessable,
// "bad_answer", whose Findings name the members ("AcceptedLines[0].Accepted").
func Draft(r DraftRequest) (*title.File, error) {
	w := writer{compose.New(r.answer(), First, false)}
	w.source(r.UPD, &r.Box)
	number := w.given("номер", r.UPD.Number, numberMax)
	lines := w.compare(r.UPD.Lines, r.Lines)
	w.File()
	w.Exchange("СвОЭДОтпрСФ", "ИдЭДОСФ")
	w.Start("Документ", "КНД", First.KND, "ДатаИнфПок", w.Today(), "ВремИнфПок", w.Clock("."),
		"ПоФактХЖ", fact, "НаимДокОпр", actName, "НаимЭконСубСост", w.Subject())
	w.Leaf("ИдентДокПР", "НомДокПР", number, "ДатаДокПР", w.Today())
	w.circumstances(r.UPD)
	w.result(w.event(r.Text, number, r.UPD.Date), lines)
	w.Element("ИнфДопСв", sellerAsked)
	w.Signatory(draftSigner)
	w.End()
	return w.Finish()
}

// answer returns the part of the request that package compose needs: the
// exchange goes back to where the УПД came from.
func (r *DraftRequest) answer() *title.Answer {
	sender := r.Sender
	if sender == "" {
		sender = r.UPD.Sender
	}
	return &title.Answer{
		First: &title.Document{Sender: sender, Recipient: r.Box.Participant}, Sender: sender,
		Box: r.Box, Operator: r.Operator, Signer: r.Signer, Settings: r.Settings,
		At: r.At, Zone: r.Zone, GUID: r.GUID, Program: r.Program,
	}
}

// source notes what makes a document unfit for a draft.
func (w writer) source(d *title.Document, box *title.Box) {
	if f := d.Format; f != nil && (f.Kind != title.UPD || f.Role != title.First) {
		w.Fail(title.CodeFirst, "", fmt.Sprintf("акт о расхождениях составляется по УПД, а не по документу «%s»", f.Name))
	}
	if ours(d, box).status != buyer.status {
		w.Warn(title.CodeBox, "", fmt.Sprintf("ИНН %s — не ИНН покупателя из УПД", box.TaxID.INN))
	}
}

// compared is a differing line, and what was said of it.
type compared struct {
	title.Line
	at      string // begins the names of members
	comment string
}

// compare returns the lines that differ, and notes what cannot be compared.
func (w writer) compare(lines []title.Line, came []AcceptedLine) []compared {
	byNumber := make(map[int]*title.Line, len(lines))
	for i := range lines {
		if n, err := strconv.Atoi(lines[i].Number); err == nil && n > 0 && n <= rowMax {
			byNumber[n] = &lines[i]
		}
	}
	var out []compared
	for i, c := range came {
		at := fmt.Sprintf("AcceptedLines[%d].", i)
		line := byNumber[c.LineNumber]
		if line == nil {
			w.Fail(title.CodeValue, at+"LineNumber", fmt.Sprintf("строки %d в УПД нет, или она указана дважды", c.LineNumber))
			continue
		}
		delete(byNumber, c.LineNumber)
		result, err := Compare(*line, c)
		if err != nil {
			for _, f := range sdano.AsError(err).Findings {
				w.Fail(f.Code, at+f.Member, f.Message)
			}
		} else if differs(&result) {
			out = append(out, compared{result, at, c.Comment})
		}
	}
	if len(out) == 0 {
		w.Fail(title.CodeRequired, "AcceptedLines", "не указано ни одной строки с расхождением")
	}
	return out
}

// event returns «СодСоб»: what the request says happened, or else what its
// discrepancies say.
func (w writer) event(text, number string, day sdano.Date) string {
	if text = w.Text("Text", text, eventMax); text != "" {
		return text
	}
	text = "При приемке по УПД № " + number
	if !day.IsZero() {
		text += " от " + day.Dotted()
	}
	return text + " выявлены расхождения"
}

// result writes «СодФХЖ2».
func (w writer) result(event string, lines []compared) {
	w.Start("СодФХЖ2", "СодСоб", event)
	for i := range lines {
		w.line(&lines[i])
	}
	w.End()
}

func (w writer) line(l *compared) {
	comment := w.Text(l.at+"Comment", l.comment, commentMax)
	w.Start("РезПрием", "ОКЕИ_Тов", w.okei(l), "НаимЕдИзм", w.cut("единица измерения строки "+l.Number, l.Unit, unitMax))
	w.Leaf("Ценности", "НомСтрСопрДок", l.Number, "НаимТов", w.cut("наименование товара строки "+l.Number, l.Name, goodsMax))
	w.Leaf("ПоДокум", "КолТовПрин", string(l.Declared))
	w.Leaf("ПоФакту", "КолТовПрин", string(l.Accepted))
	for _, found := range []struct {
		element  string
		quantity title.Decimal
	}{{"Брак", l.Defect}, {"Недостача", l.Shortage}, {"Излишки", l.Surplus}} {
		if found.quantity != "" {
			w.Leaf(found.element, "КолТовРасх", string(found.quantity), "ПоясненияРасх", comment)
		}
	}
	w.End()
}

// okei returns the code of the unit, "" if the УПД has none of three or four
// digits.
func (w writer) okei(l *compared) string {
	if n, err := strconv.ParseUint(l.OKEI, 10, 16); err == nil && n < 10_000 && len(l.OKEI) >= 3 && len(l.OKEI) <= 4 {
		return l.OKEI
	}
	if l.OKEI != "" {
		w.Warn(title.CodeIgnored, "", fmt.Sprintf("код единицы измерения «%s» в строке %s не из трёх или четырёх цифр и пропущен", l.OKEI, l.Number))
	}
	return ""
}

// cut returns a text of the УПД, shortened with a warning if the act has less
// room for it.
func (w writer) cut(what, text string, most int) string {
	if letters := []rune(text); len(letters) > most {
		w.Warn(title.CodeLength, "", fmt.Sprintf("%s: в УПД больше %d знаков, текст сокращён", what, most))
		text = string(letters[:most])
	}
	return w.Own(what, text, most)
}
