package xmlscan

import (
	"cmp"
	"fmt"
)

// Limits bound what a document may cost. Nothing that the formats of ФНС
// describe comes near to them.
type Limits struct {
	// Size is the largest document in bytes.
	Size int
	// Depth is the deepest nesting; the root has depth 1.
	Depth int
	// Elements is the largest number of elements in the document: who builds a
	// tree pays for each more than it takes to write it.
	Elements int
	// Attributes is the largest number of attributes of one element.
	Attributes int
	// Name is the longest name in bytes.
	Name int
	// Text is the longest single text, attribute value, comment, CDATA section,
	// instruction or white space between tags and attributes, in bytes. No
	// search goes beyond it, so that what has no end is refused early.
	Text int
}

// Standard are the limits of New: 100 MiB, depth 100, 2 million elements, 200
// attributes, names of 255 bytes, texts of 4 MiB.
var Standard = Limits{Size: 100 << 20, Depth: 100, Elements: 2_000_000, Attributes: 200, Name: 255, Text: 4 << 20}

// orStandard replaces zeros by the limits of Standard.
func (l Limits) orStandard() Limits {
	return Limits{
		Size:       cmp.Or(l.Size, Standard.Size),
		Depth:      cmp.Or(l.Depth, Standard.Depth),
		Elements:   cmp.Or(l.Elements, Standard.Elements),
		Attributes: cmp.Or(l.Attributes, Standard.Attributes),
		Name:       cmp.Or(l.Name, Standard.Name),
		Text:       cmp.Or(l.Text, Standard.Text),
	}
}

// Config says how a document is to be read. The zero value is that of New.
type Config struct {
	// Limits bound the document; a zero is the limit of Standard.
	Limits Limits
	// Guess reads a document that declares no encoding and is not valid UTF-8
	// as windows-1251. Answers of authorities come like that.
	Guess bool
}

// volume names a number of bytes for a message.
func volume(n int) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return fmt.Sprintf("%d МиБ", n>>20)
	}
	return fmt.Sprintf("%d байт", n)
}

// tooLong fails because what begins at an offset exceeds Limits.Text.
func (s *Scanner) tooLong(at int, what string) error {
	return s.fail(at, CodeLimit, "%s длиннее %s", what, volume(s.config.Limits.Text))
}

// tooLarge fails because the document exceeds Limits.Size.
func (s *Scanner) tooLarge() error {
	return s.fail(0, CodeLimit, "файл больше %s", volume(s.config.Limits.Size))
}
