package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"sdano"
	"sdano/acceptance"
	"sdano/titles"
	"sdano/titles/title"
)

// answered is what the answer to a document said, as its page tells it after the
// answer was sent.
type answered struct {
	// Lines are what was counted of an УПД, Totals their sum in words.
	Lines  []countedLine
	Totals string
	// Draft is the address of the draft of the ТОРГ-2, "" if nothing differs.
	Draft string
	// Tables are the disagreements on an act of reconciliation.
	Tables []disagreement
}

// countedLine is a line of an УПД with what was accepted of it; a number that there
// is none of is "".
type countedLine struct {
	Number, Name, Unit, Declared, Accepted, Shortage, Surplus, Defect, Amount, Comment string
}

// disagreement sets our figures of an act of reconciliation against theirs, of the
// whole or of a contract.
type disagreement struct {
	Title string
	Rows  []disagreementRow
}

// disagreementRow is one figure: theirs, ours and ours less theirs.
type disagreementRow struct{ Name, Theirs, Ours, Difference string }

// reply is the answer to a document that was sent or came.
type reply struct {
	file  acceptance.Attachment
	title *title.Document
}

// replyTo reads the last answer among the files of a document; one that nobody of
// our side signed is a draft. Without an answer its title is nil.
func (s *Site) replyTo(ctx context.Context, v Visitor, files []acceptance.Attachment) (reply, error) {
	for _, f := range slices.Backward(files) {
		if f.Type != acceptance.SecondTitle || f.Output && !isSigned(files, f.ID) {
			continue
		}
		_, data, err := s.Acceptance.Content(ctx, v.Documents, f.ID)
		if err != nil {
			return reply{}, err
		}
		return reply{f, s.Check(titles.Input{Name: f.Name, Data: data}).Document}, nil
	}
	return reply{}, nil
}

// disagrees reports whether an act of reconciliation was signed with disagreements.
func (r reply) disagrees() bool {
	return r.title != nil && r.title.Outcome != nil && r.title.Outcome.Code == 2
}

// disputable reports whether the status of a document hides how it was accepted: that
// of an act of reconciliation is the same with disagreements.
func disputable(d acceptance.Document) bool {
	return d.Type == acceptance.Reconciliation && slices.Contains([]acceptance.Code{acceptance.Accepted, acceptance.AcceptedPF}, d.Status)
}

// disputed is the state of an act that was signed with disagreements.
var disputed = badge{Word: "Принят с разногласиями", Color: "lime"}

// badgeOf puts the state of a document of a list into words, for which an accepted
// act of reconciliation is read.
func (s *Site) badgeOf(ctx context.Context, v Visitor, d acceptance.Document) (badge, error) {
	if !disputable(d) {
		return edoBadge(d), nil
	}
	files, err := s.Acceptance.Attachments(ctx, v.Documents, d.ID)
	if err != nil {
		return badge{}, err
	}
	r, err := s.replyTo(ctx, v, files)
	if err == nil && r.disagrees() {
		return disputed, nil
	}
	return edoBadge(d), err
}

// answeredOf tells what an answer said beyond its result; nil if it said no more.
func (s *Site) answeredOf(ctx context.Context, v Visitor, d acceptance.Document, files []acceptance.Attachment, r reply) (*answered, error) {
	if d.Title == nil || r.title == nil {
		return nil, nil
	}
	if r.disagrees() && d.Type == acceptance.Reconciliation {
		return &answered{Tables: disagreements(d.Title.Balances, r.title.Balances, d.Output)}, nil
	}
	counted, err := s.countedFor(ctx, v, files, r.file.ID)
	if err != nil || counted == nil {
		return nil, err
	}
	found, err := s.Acceptance.Discrepancy(ctx, v.Documents, d.ID, counted.Lines, nil)
	if err != nil {
		return nil, err
	}
	out := &answered{Lines: countedLines(found), Totals: totalsOf(found, oneUnit(d.Title.Lines))}
	if found.Type > 1 {
		out.Draft = documentHrefOf(d.ID) + "/torg2"
	}
	return out, nil
}

// countedFor returns what was counted for an answer, nil if nothing was.
func (s *Site) countedFor(ctx context.Context, v Visitor, files []acceptance.Attachment, answer sdano.ID) (*acceptance.Counted, error) {
	for _, f := range slices.Backward(files) {
		if f.Type != acceptance.CountedLines {
			continue
		}
		_, data, err := s.Acceptance.Content(ctx, v.Documents, f.ID)
		if err != nil {
			return nil, err
		}
		counted, err := acceptance.ReadCounted(data)
		if err != nil || counted.Title == answer {
			return &counted, err
		}
	}
	return nil, nil
}

// countedLines are the lines that came otherwise than declared or have a comment.
func countedLines(found acceptance.Discrepancy) []countedLine {
	var out []countedLine
	for _, l := range found.Lines {
		if differenceOf(l.Shortage, l.Surplus, l.Defect) == "" && l.Comment == "" {
			continue
		}
		line := countedLine{
			Number: l.Number, Name: l.Name, Unit: l.Unit, Declared: figure(l.Declared), Accepted: figure(l.Accepted),
			Shortage: figure(l.Shortage), Surplus: figure(l.Surplus), Defect: figure(l.Defect), Comment: l.Comment,
		}
		if l.Amount != 0 {
			line.Amount = rub(l.Amount)
		}
		out = append(out, line)
	}
	return out
}

// totalsOf sums up differences in words; of lines in different units the amount only.
func totalsOf(found acceptance.Discrepancy, oneUnit bool) string {
	t := found.Totals
	var totals []string
	if text := differenceOf(t.Shortage, t.Surplus, t.Defect); text != "" && oneUnit {
		totals = append(totals, text)
	}
	if t.Amount != 0 {
		totals = append(totals, "на сумму "+rub(t.Amount))
	}
	return strings.Join(totals, "; ")
}

// oneUnit reports whether all lines are counted in the same unit: boxes and pieces
// have no sum.
func oneUnit(lines []title.Line) bool {
	return !slices.ContainsFunc(lines, func(l title.Line) bool { return l.Unit != lines[0].Unit })
}

// disagreements sets the figures that an answer to an act has against those of the
// act. Of an act of ours theirs are those of the answer.
func disagreements(act, answer []title.Balance, output bool) []disagreement {
	var out []disagreement
	for n, said := range answer {
		t := disagreement{Title: said.Contract}
		if n == 0 && said.Contract == "" {
			t.Title = "В целом по акту"
		}
		at := slices.IndexFunc(act, func(b title.Balance) bool { return b.Contract == said.Contract })
		var first title.Balance
		if at >= 0 {
			first = act[at]
		}
		t.compare(figures(first), figures(said), output)
		if len(t.Rows) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// compare adds the figures that the answer has.
func (t *disagreement) compare(act, answer [3][2]title.Decimal, output bool) {
	for n, name := range balanceNames {
		for side, of := range sides {
			if answer[n][side] == "" {
				continue
			}
			theirs, ours := act[n][side], answer[n][side]
			if output {
				theirs, ours = ours, theirs
			}
			row := disagreementRow{Name: name.name + ", " + sideName(of), Theirs: grouped(theirs), Ours: grouped(ours)}
			if d := ours.Minus(theirs); !isZero(d) {
				row.Difference = grouped(d)
			}
			t.Rows = append(t.Rows, row)
		}
	}
}

// draftAfter gives the draft of the ТОРГ-2 that the sent answer to an УПД calls for.
func (s *Site) draftAfter(w http.ResponseWriter, r *http.Request, v Visitor) error {
	id, err := pathID(r, "id")
	if err != nil {
		return err
	}
	files, err := s.Acceptance.Attachments(r.Context(), v.Documents, id)
	if err != nil {
		return err
	}
	last, err := s.replyTo(r.Context(), v, files)
	if err != nil {
		return err
	}
	counted, err := s.countedFor(r.Context(), v, files, last.file.ID)
	if err == nil && counted == nil {
		err = errNoDraft(nil)
	}
	if err != nil {
		return err
	}
	found, err := s.Acceptance.Discrepancy(r.Context(), v.Documents, id, counted.Lines, &counted.Signer)
	if err == nil && found.Draft == nil {
		err = errNoDraft(found.Findings)
	}
	if err != nil {
		return err
	}
	sendFile(w, found.Draft.Name, found.Draft.Data)
	return nil
}
