// Package filename reads and makes the names of files in the exchange of
// documents. By the orders of ФНС on their formats (820@, 970@, 736@, 423@,
// 405@, 133@ and their elder relatives) a name is R_T_A_O_ГГГГММДД_N: R_T the
// prefix of the format, A the participant who receives this file, O the one who
// sends it, the day on which it was made, and N, a GUID. In 5.02 and 5.03 of the
// УПД six flags follow (N2…N7), which tell of traceable, marked, alcoholic and
// other goods inside. The prefix of a УПД 5.01 may end in MARK or PROS for the
// same purpose.
//
// The name without its extension is «ИдФайл», so that it identifies the file
// and its participants where the document itself does not.
package filename

import (
	"fmt"
	"strings"

	"sdano"
)

// Name is a file's name by its parts.
type Name struct {
	// Prefix names the format, "ON_NSCHFDOPPR"; Suffix is "", "MARK" or "PROS".
	Prefix, Suffix string
	// Recipient and Sender are participants of the exchange: who gets this very
	// file and who sends it.
	Recipient, Sender string
	Date              sdano.Date
	// ID makes the name unique, mostly a GUID of 36 characters.
	ID string
	// Flags are N2…N7 of УПД 5.02 and 5.03, nil if there are none.
	Flags []string
}

// extension is what the names of files end in.
const extension = ".xml"

// Parts of a name, counted between underscores.
const (
	plainParts = 6 // R, T, A, O, day, N
	flagParts  = 6 // N2…N7
)

// noFlags are the flags of a document about goods that need none.
var noFlags = []string{"0", "0", "0", "0", "0", "00"}

// Parse reads a name with or without extension, and reports whether it has the
// form; a name of another form tells nothing of its participants.
func Parse(name string) (Name, bool) {
	if n := len(name) - len(extension); n > 0 && strings.EqualFold(name[n:], extension) {
		name = name[:n]
	}
	parts := strings.Split(name, "_")
	if len(parts) != plainParts && len(parts) != plainParts+flagParts {
		return Name{}, false
	}
	out := Name{Recipient: parts[2], Sender: parts[3], ID: parts[5]}
	out.Prefix, out.Suffix = prefix(parts[0] + "_" + parts[1])
	if len(parts) > plainParts {
		out.Flags = parts[plainParts:]
	}
	day, ok := compactDay(parts[4])
	out.Date = day
	ok = ok && parts[0] != "" && len(parts[1]) > 0 && participant(out.Recipient) && participant(out.Sender)
	return out, ok && unique(out.ID) && flags(out.Flags)
}

// prefix parts the prefix of a format from the suffix of 820@.
func prefix(s string) (prefix, suffix string) {
	for _, suffix := range []string{"MARK", "PROS"} {
		if p, ok := strings.CutSuffix(s, suffix); ok {
			return p, suffix
		}
	}
	return s, ""
}

func compactDay(s string) (sdano.Date, bool) {
	if len(s) != 8 {
		return sdano.Date{}, false
	}
	day, err := sdano.ParseDate(s[:4] + "-" + s[4:6] + "-" + s[6:])
	return day, err == nil
}

// participant tells whether a part can be an identifier: that of an operator,
// who sends his confirmations, has three characters.
func participant(s string) bool { return len(s) >= 3 }

func unique(s string) bool {
	for _, c := range []byte(s) {
		if c != '-' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return s != ""
}

// flags tells whether parts can be N2…N7: five of one digit 0 or 1, one of two
// digits.
func flags(parts []string) bool {
	for i, part := range parts {
		last := i == flagParts-1
		switch {
		case last && (len(part) != 2 || part[0] < '0' || part[0] > '9' || part[1] < '0' || part[1] > '9'):
			return false
		case !last && part != "0" && part != "1":
			return false
		}
	}
	return true
}

// String returns the name without extension, as «ИдФайл» has it.
func (n Name) String() string {
	d := n.Date
	day := fmt.Sprintf("%04d%02d%02d", d.Year(), int(d.Month()), d.Day())
	parts := append([]string{n.Prefix + n.Suffix, n.Recipient, n.Sender, day, n.ID}, n.Flags...)
	return strings.Join(parts, "_")
}

// Answer returns the name of a file that answers this one: another prefix, the
// participants swapped, its own day and id, the same suffix. If its format has
// flags they are those of the answered file, or say that there is nothing to
// flag where that has none.
func (n Name) Answer(prefix string, flags bool, day sdano.Date, id string) Name {
	out := Name{Prefix: prefix, Suffix: n.Suffix, Recipient: n.Sender, Sender: n.Recipient, Date: day, ID: id}
	if flags {
		out.Flags = n.Flags
		if out.Flags == nil {
			out.Flags = noFlags
		}
	}
	return out
}
