package titles

import (
	"slices"
	"strings"

	"sdano"
	"sdano/data"
	"sdano/titles/catalog"
	"sdano/titles/reading"
	"sdano/titles/title"
	"sdano/titles/tree"
	"sdano/xmlscan"
	"sdano/xsd"
)

// Input is a file to be checked.
type Input struct {
	// Name is the file's name with or without extension; "" = not known.
	Name string
	Data []byte
}

// Options are what a check may use beyond the program itself.
type Options struct {
	// Catalog holds the official schemas that the user has put in; nil = none.
	Catalog *catalog.Catalog
	// Windows say when formats may be used (data.Tables.Formats); nil = not
	// asked.
	Windows []data.Format
}

// Verdict is what is to be said of a file.
type Verdict struct {
	// File is its name as it was given.
	File string `json:"file"`
	// Format is the format of a title or receipt; nil of others, if it was not
	// recognised and if its version is unknown. Kind says in Russian what the
	// file is, "" if unknown.
	Format *title.Format `json:"-"`
	Kind   string        `json:"kind,omitempty"`
	// Document is what was read, nil if it could not be.
	Document *title.Document `json:"document,omitempty"`
	// Valid says that there are no findings but warnings.
	Valid    bool            `json:"valid"`
	Findings []sdano.Finding `json:"findings"`
	// OfficialSchema is the file of the catalogue that was used, "" if none.
	OfficialSchema string `json:"official_schema,omitempty"`
}

// Check says whether a file is right: well-formed, of a known format, valid by
// our own schema and by the official one if the catalogue has it, in keeping
// with the conditional rules, the control digits, the calendar and the days of
// its format. The findings stand in this order and name their source.
func Check(in Input, opts Options) Verdict {
	c := checker{in: in, opts: opts, v: Verdict{File: in.Name, Findings: []sdano.Finding{}}}
	c.run()
	c.v.Valid = !sdano.Grave(c.v.Findings)
	return c.v
}

// checker collects a Verdict.
type checker struct {
	in   Input
	opts Options
	d    *tree.Document
	v    Verdict
}

func (c *checker) run() {
	config := xmlscan.Config{Guess: isAnswer(c.in.Name)}
	d, err := tree.ParseWith(config, c.in.Data)
	if err != nil {
		c.fault(err)
		return
	}
	c.d = d
	format, fault := Detect(c.in.Name, d)
	switch {
	case fault == nil:
		c.title(format)
	case fault.Code == "format_unknown" && c.reporting():
	case fault.Code != "format_mismatch" && c.official():
		c.note(sdano.Finding{
			Code: fault.Code, Severity: sdano.Warning, Source: "structure", Path: "/" + d.Root().Name(),
			Message: "Этого формата или этой его версии программа не знает: файл проверен только по официальной схеме.",
		})
	default:
		c.fault(fault)
	}
	if fault != nil && fault.Code == "format_unsupported" {
		c.similar()
	}
}

// similar reads a file of an unknown version by the latest known one, so that it
// can at least be shown; it cannot be answered.
func (c *checker) similar() {
	f := *latest(claimOf(c.in.Name, c.d))
	f.Answer = nil
	c.v.Kind, c.v.Document = f.Name, reading.Begin(&f, c.d)
	if c.d.Size() <= vast {
		c.v.Document = f.Read(c.d)
	}
	c.v.Document.Format = &f
}

// title checks a title or receipt.
func (c *checker) title(f *title.Format) {
	c.v.Format, c.v.Kind = f, f.Name
	c.from("structure", f.Schema().Check(c.in.Data))
	hopeless := c.hopeless()
	c.official()
	c.note(nameRule(c.in.Name, c.d)...)
	if hopeless {
		c.v.Document = reading.Begin(f, c.d)
		c.note(sdano.Finding{
			Code: "too_wrong", Source: "structure", Path: "/Файл",
			Message: "В строении файла слишком много ошибок для такого большого файла: содержание не прочитано, остальное не проверялось.",
		})
		return
	}
	c.note(f.Violations(c.d)...)
	c.plausible()
	c.v.Document = f.Read(c.d)
	c.note(windowRule(c.v.Document, c.opts.Windows)...)
}

// vast is how many elements a document has that is not read if it is wrong all
// over. One that is right cannot have so many without as many useful bytes; one
// made to do harm would cost many times its size.
const vast = 100_000

// hopeless reports whether the document is vast, and has more mistakes in its
// structure than are told.
func (c *checker) hopeless() bool {
	return c.d.Size() > vast && slices.ContainsFunc(c.v.Findings, func(f sdano.Finding) bool { return f.Code == xsd.CodeMore })
}

// official checks by a schema of the catalogue, and reports whether there is
// one. What our own schema said of the same place already is left to the
// official one to say.
func (c *checker) official() bool {
	if c.opts.Catalog == nil {
		return false
	}
	claim := claimOf(c.in.Name, c.d)
	schema, entry, ok := c.opts.Catalog.Find(claim.prefix, claim.knd, claim.version)
	if !ok {
		return false
	}
	c.v.OfficialSchema = entry.File
	theirs := schema.Check(c.in.Data)
	c.v.Findings = slices.DeleteFunc(c.v.Findings, func(ours sdano.Finding) bool {
		return slices.ContainsFunc(theirs, func(f sdano.Finding) bool { return f.Code == ours.Code && f.Path == ours.Path })
	})
	c.from("xsd", theirs)
	return true
}

// plausible notes the control digits and days that no schema has objected to.
func (c *checker) plausible() {
	said := map[string]bool{}
	for _, f := range c.v.Findings {
		said[f.Path] = true
	}
	for _, f := range plausible(c.d) {
		if f.Path == "" || !said[f.Path] {
			c.note(f)
		}
	}
}

func (c *checker) note(findings ...sdano.Finding) { c.v.Findings = append(c.v.Findings, findings...) }

// from notes the findings of a source.
func (c *checker) from(source string, findings []sdano.Finding) {
	for _, f := range findings {
		f.Source = source
		c.note(f)
	}
}

// fault notes an error: its findings, or itself where it has none.
func (c *checker) fault(err error) {
	e := sdano.AsError(err)
	if len(e.Findings) > 0 {
		c.from("structure", e.Findings)
		return
	}
	c.note(sdano.Finding{Code: e.Code, Source: "structure", Message: e.Message})
}

// stem returns a file's name without ".xml".
func stem(name string) string {
	if n := len(name) - len(".xml"); n >= 0 && strings.EqualFold(name[n:], ".xml") {
		return name[:n]
	}
	return name
}
