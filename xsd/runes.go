package xsd

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"
)

// runeRange is an inclusive range of characters.
type runeRange struct{ first, last rune }

// runeSet is a set of characters: sorted ranges that neither overlap nor touch.
type runeSet []runeRange

// newSet makes a set of any ranges.
func newSet(ranges ...runeRange) runeSet {
	sorted := slices.Clone(ranges)
	slices.SortFunc(sorted, func(a, b runeRange) int { return int(a.first - b.first) })
	out := runeSet{}
	for _, r := range sorted {
		if n := len(out); n > 0 && r.first <= out[n-1].last+1 {
			out[n-1].last = max(out[n-1].last, r.last)
		} else {
			out = append(out, r)
		}
	}
	return out
}

func union(sets ...runeSet) runeSet { return newSet(slices.Concat(sets...)...) }

func (s runeSet) complement() runeSet {
	out, next := runeSet{}, rune(0)
	for _, r := range s {
		if r.first > next {
			out = append(out, runeRange{next, r.first - 1})
		}
		next = r.last + 1
	}
	if next <= utf8.MaxRune {
		out = append(out, runeRange{next, utf8.MaxRune})
	}
	return out
}

// minus returns the characters of s that are not in t.
func (s runeSet) minus(t runeSet) runeSet { return union(s.complement(), t).complement() }

func (s runeSet) has(r rune) bool {
	_, found := slices.BinarySearchFunc(s, r, func(x runeRange, r rune) int {
		switch {
		case x.last < r:
			return -1
		case x.first > r:
			return 1
		}
		return 0
	})
	return found
}

// tableSet makes a set of a table of the Unicode standard.
func tableSet(t *unicode.RangeTable) runeSet {
	var out []runeRange
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			out = append(out, runeRange{lo, hi})
			return
		}
		for r := lo; r <= hi; r += stride {
			out = append(out, runeRange{r, r})
		}
	}
	for _, r := range t.R16 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range t.R32 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	return newSet(out...)
}

// The sets behind the escapes of patterns (XML Schema part 2, F.1.1).
var (
	spaceSet = newSet(runeRange{'\t', '\n'}, runeRange{'\r', '\r'}, runeRange{' ', ' '})
	anySet   = newSet(runeRange{'\n', '\n'}, runeRange{'\r', '\r'}).complement() // the dot
)

// startSet and nameSet are the characters that names begin with and consist of.
// As in libxml2, they are those of XML 1.0 up to its fourth edition, appendix B:
// letters of the first plane, but for those kept for compatibility.
var (
	startSet = sync.OnceValue(func() runeSet {
		letters := union(tableSet(unicode.Ll), tableSet(unicode.Lu), tableSet(unicode.Lo), tableSet(unicode.Lt), tableSet(unicode.Nl))
		more := newSet(runeRange{'_', '_'}, runeRange{':', ':'}, runeRange{0x2BB, 0x2C1}, runeRange{0x559, 0x559}, runeRange{0x6E5, 0x6E6})
		return union(letters.minus(newSet(runeRange{0xF900, utf8.MaxRune})), more)
	})
	nameSet = sync.OnceValue(func() runeSet {
		marks := union(tableSet(unicode.M), tableSet(unicode.Lm), tableSet(unicode.Nd))
		more := newSet(runeRange{'-', '.'}, runeRange{0xB7, 0xB7}, runeRange{0x387, 0x387})
		return union(startSet(), marks.minus(newSet(runeRange{0x20DD, 0x20E0}, runeRange{0xF900, utf8.MaxRune})), more)
	})
)

func digitSet() runeSet { return tableSet(unicode.Nd) }

// otherSet is \p{C} without the characters that Unicode has not assigned, as
// libxml2 has it.
func otherSet() runeSet {
	return union(tableSet(unicode.Cc), tableSet(unicode.Cf), tableSet(unicode.Co))
}

func wordSet() runeSet {
	return union(tableSet(unicode.P), tableSet(unicode.Z), otherSet()).complement()
}

// blocks are the blocks of characters that patterns may name with \p{Is…}:
// those that text in Russian documents can meet.
var blocks = map[string]runeRange{
	"BasicLatin": {0, 0x7F}, "Latin-1Supplement": {0x80, 0xFF},
	"LatinExtended-A": {0x100, 0x17F}, "LatinExtended-B": {0x180, 0x24F},
	"IPAExtensions": {0x250, 0x2AF}, "SpacingModifierLetters": {0x2B0, 0x2FF},
	"CombiningDiacriticalMarks": {0x300, 0x36F}, "Greek": {0x370, 0x3FF}, "GreekandCoptic": {0x370, 0x3FF},
	"Cyrillic": {0x400, 0x4FF}, "CyrillicSupplement": {0x500, 0x52F},
	"Armenian": {0x530, 0x58F}, "Georgian": {0x10A0, 0x10FF},
	"LatinExtendedAdditional": {0x1E00, 0x1EFF}, "GeneralPunctuation": {0x2000, 0x206F},
	"SuperscriptsandSubscripts": {0x2070, 0x209F}, "CurrencySymbols": {0x20A0, 0x20CF},
	"LetterlikeSymbols": {0x2100, 0x214F}, "NumberForms": {0x2150, 0x218F}, "Arrows": {0x2190, 0x21FF},
	"MathematicalOperators": {0x2200, 0x22FF}, "BoxDrawing": {0x2500, 0x257F},
	"GeometricShapes": {0x25A0, 0x25FF}, "MiscellaneousSymbols": {0x2600, 0x26FF},
}

// propertySet returns the set that \p{name} means, and false if the name is not
// known.
func propertySet(name string) (runeSet, bool) {
	if len(name) > 2 && name[:2] == "Is" {
		b, ok := blocks[name[2:]]
		return newSet(b), ok
	}
	if len(name) > 2 {
		return nil, false
	}
	if name == "C" {
		return otherSet(), true
	}
	t, ok := unicode.Categories[name]
	if !ok {
		return nil, false
	}
	return tableSet(t), true
}
