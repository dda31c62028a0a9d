package catalog

import (
	"regexp"
	"slices"
	"strings"

	"sdano"
	"sdano/xsd"
)

// Entry is a schema of the catalogue.
type Entry struct {
	// File is its name in the folder.
	File string `json:"file"`
	// Root is the element that it describes: «Файл».
	Root string `json:"root,omitempty"`
	// Prefix begins the names of the files it is for: "ON_NSCHFDOPPR"; "" if its
	// own name does not tell.
	Prefix string `json:"prefix,omitempty"`
	// KND is the only «КНД» that it allows, "" if there are several or none.
	KND string `json:"knd,omitempty"`
	// Versions are the values of «ВерсФорм» that it allows, nil if any.
	Versions []string `json:"versions,omitempty"`
	// Revision is the revision of the version: "05"; "" if its name does not tell.
	Revision string `json:"revision,omitempty"`
	// SHA256 is the digest of its bytes in hexadecimal digits.
	SHA256 string `json:"sha256,omitempty"`
	// Error says why it cannot be used; nil if it can.
	Error *sdano.Error `json:"-"`
}

// official is the form of a schema's name: prefix, "1", number of the form,
// number of the title, version in two parts, revision.
var official = regexp.MustCompile(`(?i)^(.+)_1_(\d{2,3})_(\d{2})_(\d{2})_(\d{2})_(\d{2})\.xsd$`)

// loose is a name that at least begins with a prefix.
var loose = regexp.MustCompile(`^([A-Z]{2}_[A-Z0-9.]{3,})(_.*)?\.(?i:xsd)$`)

// named returns what a schema's name tells.
func named(file string) Entry {
	e := Entry{File: file}
	if m := official.FindStringSubmatch(file); m != nil {
		e.Prefix, e.Revision = strings.ToUpper(m[1]), m[6]
		e.Versions = []string{strings.TrimPrefix(m[4], "0") + "." + m[5]}
	} else if m := loose.FindStringSubmatch(file); m != nil && !allDigits(m[1][3:]) {
		e.Prefix = m[1]
	}
	return e
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789.") == "" }

// describe adds what the schema itself tells.
func (e *Entry) describe(s *xsd.Schema) {
	if roots := s.Roots(); len(roots) > 0 {
		e.Root = roots[0]
	}
	if versions := s.Values(e.Root, "@ВерсФорм"); versions != nil {
		e.Versions = versions
	}
	for _, child := range []string{"Документ", "ИнфПок"} {
		if codes := s.Values(e.Root, child, "@КНД"); len(codes) == 1 {
			e.KND = codes[0]
			return
		}
	}
}

// fits reports whether the schema is for files of a prefix, КНД and version;
// what it does not know of itself fits everything, but for one of the first two
// it must be known to be right.
func (e *Entry) fits(prefix, knd, version string) bool {
	return (e.Prefix != "" || e.KND != "") && agree(e.Prefix, prefix) && agree(e.KND, knd) &&
		(len(e.Versions) == 0 || slices.Contains(e.Versions, version))
}

// agree reports whether a known value is the wanted one.
func agree(known, wanted string) bool { return known == "" || known == wanted }

// better reports whether the entry is to be preferred to another that fits as
// well: it knows more of itself, or its revision is higher.
func (e *Entry) better(other *Entry) bool {
	if a, b := e.certainty(), other.certainty(); a != b {
		return a > b
	}
	if e.Revision != other.Revision {
		return e.Revision > other.Revision
	}
	return e.File > other.File
}

// certainty counts what is known of prefix, КНД and version.
func (e *Entry) certainty() int {
	n := 0
	for _, known := range []bool{e.Prefix != "", e.KND != "", len(e.Versions) > 0} {
		if known {
			n++
		}
	}
	return n
}
