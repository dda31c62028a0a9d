package torg2

import (
	"strings"

	"sdano"
	"sdano/titles/title"
)

// AcceptedLine is what came of one line of a УПД. The names of members are those
// of the interface of acceptance.
type AcceptedLine struct {
	// LineNumber is «НомСтр» of the line.
	LineNumber int `json:"LineNumber"`
	// Accepted is how much of it was accepted, Defective how much came but was
	// not accepted, "" meaning none; each has at most 24 digits, of which 11
	// stand after the point.
	Accepted  title.Decimal `json:"Accepted"`
	Defective title.Decimal `json:"Defective"`
	// Comment explains the discrepancy in at most 255 characters.
	Comment string `json:"Comment"`
}

// Compare sets a line of a УПД against what came of it, and returns the line
// with Declared and Accepted, and with Defect, Shortage and Surplus where there
// is any: what was neither accepted nor found defective is missing, what is both
// together above the declared quantity is superfluous. The error is a
// *sdano.Error of kind Unprocessable, "bad_accepted_line", whose Findings name
// the members of AcceptedLine.
func Compare(line title.Line, came AcceptedLine) (title.Line, error) {
	if came.Defective == "" {
		came.Defective = "0"
	}
	var c comparison
	line.Declared = c.read("LineNumber", "количество в строке документа: ", line.Quantity)
	line.Accepted, line.Defect = c.read("Accepted", "", came.Accepted), c.read("Defective", "", came.Defective)
	if c != nil {
		return line, c.error()
	}
	arrived := line.Accepted.Plus(line.Defect)
	line.Shortage = c.difference("недостача: ", line.Declared.Minus(arrived))
	line.Surplus = c.difference("излишки: ", arrived.Minus(line.Declared))
	if c != nil {
		return line, c.error()
	}
	line.Defect = above0(line.Defect)
	return line, nil
}

// comparison is what is wrong with the numbers that are compared.
type comparison []sdano.Finding

// read returns a quantity without needless zeros.
func (c *comparison) read(member, prefix string, v title.Decimal) title.Decimal {
	plain, wrong := quantity(v)
	if wrong != "" {
		*c = append(*c, sdano.Finding{Code: title.CodeValue, Source: "business", Member: member, Message: prefix + wrong})
	}
	return plain
}

// difference returns one that is above 0; of two numbers that the format has
// room for it may have too many digits.
func (c *comparison) difference(prefix string, v title.Decimal) title.Decimal {
	if v = above0(v); v != "" {
		v = c.read("Accepted", prefix, v)
	}
	return v
}

// above0 returns a number, "" if it is not above 0.
func above0(v title.Decimal) title.Decimal {
	if strings.HasPrefix(string(v), "-") || strings.Trim(string(v), "0.") == "" {
		return ""
	}
	return v
}

func (c comparison) error() error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_accepted_line", Findings: c,
		Message: "Принятое количество не удалось сравнить с документом. " + c[0].Member + ": " + c[0].Message + ".",
		Remedy:  "Исправьте количество: неотрицательное число, не больше 24 цифр, из них не больше 11 после точки.",
	}
}

// differs reports whether a compared line has a discrepancy.
func differs(line *title.Line) bool {
	return line.Shortage != "" || line.Surplus != "" || line.Defect != ""
}
