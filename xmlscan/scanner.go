package xmlscan

import "strings"

// Kind is what the Scanner stands at.
type Kind uint8

// The kinds.
const (
	// EOF: the whole document was read and is well-formed.
	EOF Kind = iota
	// Start is a start tag; an empty-element tag gives Start, then End.
	Start
	// End is an end tag.
	End
	// Text is a run of character data. Comments, processing instructions and
	// CDATA borders part one text into several.
	Text
)

// Limits bound what a document may cost. Nothing that the formats of ФНС
// describe comes near to them.
type Limits struct {
	// Size is the largest document in bytes.
	Size int
	// Depth is the deepest nesting; the root has depth 1.
	Depth int
	// Attributes is the largest number of attributes of one element.
	Attributes int
	// Name is the longest name in bytes.
	Name int
}

// Standard are the limits of New: 100 MiB, depth 100, 200 attributes, names of
// 255 bytes.
var Standard = Limits{Size: 100 << 20, Depth: 100, Attributes: 200, Name: 255}

// Config says how a document is to be read. The zero value is that of New.
type Config struct {
	// Limits bound the document; the zero value means Standard.
	Limits Limits
	// Guess reads a document that declares no encoding and is not valid UTF-8
	// as windows-1251. Answers of authorities come like that.
	Guess bool
}

// span is a range of bytes of the document.
type span struct{ from, to int }

// attr is an attribute of the current start tag.
type attr struct {
	name, value span
	// cooked means that the value has references or white space to normalise.
	cooked bool
}

// Scanner walks over a document; see the package comment. It is not safe for
// concurrent use, and the document must not change meanwhile.
type Scanner struct {
	data   []byte
	set    *charset
	config Config
	pos    int // the next byte
	err    error

	kind   Kind
	at     int  // offset of the current tag or text
	depth  int  // of the current element
	empty  bool // the start tag was an empty-element tag
	begun  bool // the declaration is read
	rooted bool // the root was seen
	open   []span
	attrs  []attr
	text   span
	cdata  bool // the text is verbatim
	cooked bool // the text has references or line ends to normalise
	buf    []byte
	filter [16]uint64 // of the current tag's attribute names; see repeated

	openMem [16]span
	attrMem [32]attr
}

// New returns a Scanner over a document. Faults, also in its first bytes, are
// returned by Next.
func New(data []byte) *Scanner { return Config{}.New(data) }

// New returns a Scanner that reads a document in this way.
func (c Config) New(data []byte) *Scanner {
	if c.Limits == (Limits{}) {
		c.Limits = Standard
	}
	s := &Scanner{data: data, set: utf8Set, config: c}
	s.open, s.attrs = s.openMem[:0], s.attrMem[:0]
	return s
}

// Check reads a whole document and returns its first fault, nil if it is
// well-formed and within the Standard limits.
func Check(data []byte) error { return New(data).Finish() }

// Finish reads the rest of the document and returns its first fault.
func (s *Scanner) Finish() error {
	for {
		if kind, err := s.Next(); err != nil || kind == EOF {
			return err
		}
	}
}

// Next goes to the next tag or text and returns its kind. It returns EOF after
// the end of the document. After an error, which is always a *sdano.Error, it
// returns the same error again.
func (s *Scanner) Next() (Kind, error) {
	if s.err != nil {
		return EOF, s.err
	}
	kind, err := s.next()
	if err != nil {
		return EOF, err
	}
	s.kind = kind
	return kind, nil
}

func (s *Scanner) next() (Kind, error) {
	if !s.begun {
		if err := s.prolog(); err != nil {
			return EOF, err
		}
	}
	if s.kind == End {
		s.open = s.open[:len(s.open)-1]
	}
	if s.kind == Start && s.empty {
		s.empty = false
		return End, nil
	}
	for {
		if len(s.open) == 0 {
			s.pos = s.skipSpace(s.pos)
			if s.pos >= len(s.data) && s.rooted {
				return EOF, nil
			}
		}
		s.at, s.depth = s.pos, len(s.open)
		kind, err := s.token()
		if err != nil || kind != EOF {
			return kind, err
		}
	}
}

// token reads one construct at the current position; EOF means that it was a
// comment or a processing instruction.
func (s *Scanner) token() (Kind, error) {
	if s.pos >= len(s.data) {
		return EOF, s.fail(s.pos, CodeSyntax, "%s", s.unexpectedEnd())
	}
	if s.data[s.pos] != '<' {
		return Text, s.characters()
	}
	rest := s.data[s.pos:]
	switch {
	case len(rest) < 2:
		return EOF, s.fail(s.pos, CodeSyntax, "файл обрывается внутри тега")
	case rest[1] == '/':
		return End, s.endTag()
	case rest[1] == '?':
		return EOF, s.instruction()
	case rest[1] == '!':
		return s.declaration(rest)
	}
	return Start, s.startTag()
}

func (s *Scanner) unexpectedEnd() string {
	if len(s.open) > 0 {
		return "файл обрывается: не закрыт элемент <" + s.string(s.open[len(s.open)-1]) + ">"
	}
	return "в файле нет ни одного элемента"
}

func (s *Scanner) skipSpace(at int) int {
	for at < len(s.data) && s.set.class[s.data[at]]&space != 0 {
		at++
	}
	return at
}

// Depth returns the depth of the current element, that of the root being 1; of
// a text, the depth of the element around it.
func (s *Scanner) Depth() int { return s.depth }

// Offset returns the byte offset of the current tag or text, for Position.
func (s *Scanner) Offset() int { return s.at }

// Name returns the name of the current element; at a Text, of the element
// around it.
func (s *Scanner) Name() string {
	if len(s.open) == 0 {
		return ""
	}
	return s.string(s.open[len(s.open)-1])
}

// Is reports whether the current element has the name. It allocates nothing.
func (s *Scanner) Is(name string) bool {
	if len(s.open) == 0 {
		return false
	}
	top := s.open[len(s.open)-1]
	return s.set.equal(s.data[top.from:top.to], name)
}

// Path returns where the current element is: "/Файл/Документ/СвНП".
func (s *Scanner) Path() string {
	var b strings.Builder
	for _, name := range s.open {
		b.WriteByte('/')
		b.WriteString(s.string(name))
	}
	return b.String()
}

// Skip goes from a start tag to its end tag, past all that is between them.
func (s *Scanner) Skip() error {
	depth := s.depth
	for {
		kind, err := s.Next()
		if err != nil || kind == End && s.depth == depth {
			return err
		}
	}
}

// Within goes from a start tag to its end tag and calls do at every start tag
// between them, of children and deeper. Do may move on itself, by Skip, Content
// or Within, but not past the end tag; its error ends the walk.
func (s *Scanner) Within(do func() error) error {
	depth := s.depth
	for {
		kind, err := s.Next()
		if err != nil || kind == End && s.depth == depth {
			return err
		}
		if kind == Start {
			if err := do(); err != nil {
				return err
			}
		}
	}
}

// Content goes from a start tag to its end tag and returns the text that stands
// directly in the element, without that of its children.
func (s *Scanner) Content() (string, error) {
	depth := s.depth
	var out strings.Builder
	for {
		kind, err := s.Next()
		switch {
		case err != nil:
			return "", err
		case kind == End && s.depth == depth:
			return out.String(), nil
		case kind == Text && s.depth == depth:
			out.WriteString(s.Text())
		}
	}
}
