package acceptance

import (
	"context"
	"fmt"
	"math/big"
	"strconv"

	"sdano"
	"sdano/titles/title"
	"sdano/titles/torg2"
)

// Discrepancy sets the lines of an УПД against what was counted; lines that are
// not listed came in full. With a signer it also drafts the ТОРГ-2 that the
// differences call for. It changes nothing. Errors: ErrNotFound, ErrForbidden,
// ErrUnavailable for other documents, Unprocessable "bad_accepted_line" with
// findings.
func (s *Service) Discrepancy(ctx context.Context, v Visitor, document sdano.ID, lines []AcceptedLine, signer *title.Signer) (Discrepancy, error) {
	var box Box
	sender := ""
	d, err := ofDocument(ctx, s, v, document, func(ctx context.Context, tx sdano.Tx, d Document) (_ Document, err error) {
		if box, err = s.c.Store.Box(ctx, tx, d.Box); err != nil {
			return d, err
		}
		sender = s.senderOf(ctx, tx, d)
		return d, nil
	})
	if err != nil {
		return Discrepancy{}, err
	}
	if d.Type != UPD || d.Title == nil {
		return Discrepancy{}, never("расхождения в количестве считаются только по УПД")
	}
	compared, wrong := compare(d.Title, lines)
	if len(wrong) > 0 {
		return Discrepancy{}, &sdano.Error{
			Kind: sdano.Unprocessable, Code: "bad_accepted_line", Findings: wrong,
			Message: "Принятое количество не удалось сравнить с документом. " + wrong[0].Member + ": " + wrong[0].Message + ".",
			Remedy:  "Исправьте указанное и повторите запрос.",
		}
	}
	out := Discrepancy{Lines: compared}
	out.sum()
	if out.Type > 1 && signer != nil {
		out.draft(s, &d, box, sender, lines, *signer)
	}
	return out, nil
}

// draft adds the ТОРГ-2, or why it cannot be made.
func (x *Discrepancy) draft(s *Service, d *Document, box Box, sender string, lines []AcceptedLine, signer title.Signer) {
	r := torg2.DraftRequest{
		UPD: d.Title, Sender: sender, Box: box.participant(), Operator: box.Operator, Signer: signer,
		At: s.now(), Zone: box.Location(), GUID: sdano.NewID(), Program: s.c.Program,
	}
	for _, line := range lines {
		r.Lines = append(r.Lines, torg2.AcceptedLine(line))
	}
	file, err := torg2.Draft(r)
	if err != nil {
		x.Findings = findingsOf(err)
		return
	}
	x.Draft, x.Findings = file, file.Warnings
}

// findingsOf returns the findings of an error, or the error as one.
func findingsOf(err error) []sdano.Finding {
	e := sdano.AsError(err)
	if len(e.Findings) > 0 {
		return e.Findings
	}
	return []sdano.Finding{{Code: e.Code, Source: "business", Message: e.Message}}
}

// compare sets all lines of an УПД against those that were counted, and returns
// what is wrong with these, members named from "AcceptedLines[0]".
func compare(t *title.Document, counted []AcceptedLine) ([]DiscrepancyLine, []sdano.Finding) {
	came, wrong := indexLines(t, counted)
	out := make([]DiscrepancyLine, 0, len(t.Lines))
	for i := range t.Lines {
		line := t.Lines[i]
		at, listed := came[line.Number]
		if !listed {
			line.Declared, line.Accepted = line.Quantity, line.Quantity
			out = append(out, DiscrepancyLine{Line: line})
			continue
		}
		result, err := torg2.Compare(line, torg2.AcceptedLine(counted[at]))
		if err != nil {
			for _, f := range findingsOf(err) {
				f.Member = fmt.Sprintf("AcceptedLines[%d].%s", at, f.Member)
				wrong = append(wrong, f)
			}
			continue
		}
		out = append(out, DiscrepancyLine{Line: result, Comment: counted[at].Comment, Amount: costs(&result)})
	}
	return out, wrong
}

// indexLines finds the entry of each line by its number.
func indexLines(t *title.Document, counted []AcceptedLine) (came map[string]int, wrong []sdano.Finding) {
	numbers, came := map[string]int{}, map[string]int{}
	for i := range t.Lines {
		numbers[t.Lines[i].Number]++
	}
	for i, c := range counted {
		number := strconv.Itoa(c.LineNumber)
		_, twice := came[number]
		if numbers[number] != 1 || twice {
			wrong = append(wrong, sdano.Finding{
				Code: title.CodeValue, Source: "business", Member: fmt.Sprintf("AcceptedLines[%d].LineNumber", i),
				Message: fmt.Sprintf("строки %d в УПД нет, или она указана дважды", c.LineNumber),
			})
			continue
		}
		came[number] = i
	}
	return came, wrong
}

// costs is what the difference between accepted and declared costs with tax: the
// amount of the line by the part of its quantity, rounded half up to kopecks.
func costs(l *title.Line) sdano.Money {
	gross, ok := new(big.Rat).SetString(string(l.Gross))
	declared, also := new(big.Rat).SetString(string(l.Declared))
	if !ok || !also || declared.Sign() == 0 {
		return 0
	}
	difference, ok := new(big.Rat).SetString(string(l.Accepted.Minus(l.Declared)))
	if !ok {
		return 0
	}
	kopecks := gross.Mul(gross, difference)
	kopecks.Mul(kopecks, big.NewRat(100, 1)).Quo(kopecks, declared)
	return sdano.Money(rounded(kopecks))
}

// rounded rounds to a whole number, halves away from zero; what does not fit is 0.
func rounded(r *big.Rat) int64 {
	twice := new(big.Int).Mul(new(big.Int).Abs(r.Num()), big.NewInt(2))
	n := twice.Add(twice, r.Denom()).Quo(twice, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if r.Sign() < 0 {
		n.Neg(n)
	}
	if !n.IsInt64() {
		return 0
	}
	return n.Int64()
}

// sum completes the totals and the proposed result.
func (x *Discrepancy) sum() {
	t, all, nothing := &x.Totals, true, true
	for i := range x.Lines {
		l := &x.Lines[i]
		t.Declared, t.Accepted = t.Declared.Plus(l.Declared), t.Accepted.Plus(l.Accepted)
		t.Shortage, t.Surplus, t.Defect = t.Shortage.Plus(l.Shortage), t.Surplus.Plus(l.Surplus), t.Defect.Plus(l.Defect)
		t.Amount += l.Amount
		all = all && !differs(*l)
		nothing = nothing && isZero(l.Accepted)
	}
	switch {
	case all:
		x.Type = 1
	case nothing:
		x.Type = 3
	default:
		x.Type = 2
	}
}

func isZero(d title.Decimal) bool {
	r, ok := new(big.Rat).SetString(string(d))
	return ok && r.Sign() == 0
}
