package printform

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"sync"

	"github.com/signintech/gopdf"
)

// The fonts are DejaVu Sans Condensed 2.37, unchanged; their licence is beside
// them.
//
//go:embed fonts
var files embed.FS

// face is a font.
type face int

const (
	regular face = iota
	bold
)

// families are the names of the fonts in a PDF.
var families = [...]string{regular: "text", bold: "bold"}

// missing stands for what the fonts have no glyph of.
const missing = '\uFFFD'

// fonts are the fonts, read once. It panics if they cannot be read, which is a
// mistake in the program.
var fonts = sync.OnceValue(func() *gopdf.FontContainer {
	c := &gopdf.FontContainer{}
	option := gopdf.TtfOption{OnGlyphNotFoundSubstitute: func(rune) rune { return missing }}
	for f, name := range [...]string{regular: "DejaVuSansCondensed", bold: "DejaVuSansCondensed-Bold"} {
		data, err := unpack("fonts/" + name + ".ttf.gz")
		if err == nil {
			err = c.AddTTFFontDataWithOption(families[f], data, option)
		}
		if err != nil {
			panic("printform: font " + name + ": " + err.Error())
		}
	}
	return c
})

func unpack(name string) ([]byte, error) {
	packed, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
