package xmlscan

import (
	"bytes"
	"strings"
)

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
	config Config
	state
	open   []span // the names of the open elements
	attrs  []attr
	buf    []byte
	filter [16]uint64 // of the current tag's attribute names; see repeated

	openMem [16]span
	attrMem [32]attr
}

// state is where a Scanner stands in its document.
type state struct {
	set     *charset
	pos     int // the next byte
	err     error
	faultAt int  // the offset that err is about
	ended   bool // err says that the document ends too early

	kind     Kind
	at       int  // offset of the current tag or text
	depth    int  // of the current element
	elements int  // how many were begun
	empty    bool // the start tag was an empty-element tag
	begun    bool // the declaration is read
	rooted   bool // the root was seen
	text     span
	cdata    bool // the text is verbatim
	cooked   bool // the text has references or line ends to normalise
}

// New returns a Scanner over a document. Faults, also in its first bytes, are
// returned by Next.
func New(data []byte) *Scanner { return Config{}.New(data) }

// New returns a Scanner that reads a document in this way.
func (c Config) New(data []byte) *Scanner {
	c.Limits = c.Limits.orStandard()
	s := &Scanner{config: c}
	s.open, s.attrs = s.openMem[:0], s.attrMem[:0]
	s.Reset(data)
	return s
}

// Reset makes the Scanner begin another document, in the same way, and keeps
// its buffers.
func (s *Scanner) Reset(data []byte) {
	s.data, s.state = data, state{set: utf8Set}
	s.open, s.attrs = s.open[:0], s.attrs[:0]
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
	if !s.begun {
		if err := s.prolog(); err != nil {
			return EOF, err
		}
	}
	switch {
	case s.err != nil:
		return EOF, s.err
	case s.empty:
		s.empty, s.kind = false, End
		return End, nil
	case s.kind == End:
		s.open = s.open[:len(s.open)-1]
	}
	kind, err := s.token()
	if err != nil {
		return EOF, err
	}
	s.kind = kind
	return kind, nil
}

// token reads up to the next tag or text, past comments and instructions.
func (s *Scanner) token() (Kind, error) {
	for {
		if len(s.open) == 0 {
			if s.pos = s.skipSpace(s.pos); s.rooted && (s.pos >= len(s.data) || s.padded()) {
				return EOF, s.err
			}
		}
		s.at, s.depth = s.pos, len(s.open)
		if s.pos >= len(s.data) {
			return EOF, s.failEnd(s.pos, "%s", s.unexpectedEnd())
		}
		if s.data[s.pos] != '<' {
			return Text, s.characters()
		}
		switch s.byteAt(s.pos + 1) {
		case '/':
			return End, s.endTag()
		case '?':
			if err := s.instruction(); err != nil {
				return EOF, err
			}
		case '!':
			if kind, err := s.declaration(); err != nil || kind != EOF {
				return kind, err
			}
		default:
			return Start, s.startTag()
		}
	}
}

// padded reports whether nothing follows but zero bytes, with which some storages
// fill up files, and white space.
func (s *Scanner) padded() bool {
	rest := s.data[s.pos:]
	return rest[0] == 0 && len(rest) <= s.config.Limits.Text && len(bytes.Trim(rest, "\x00 \t\r\n")) == 0
}

func (s *Scanner) unexpectedEnd() string {
	if len(s.open) > 0 {
		return "файл обрывается: не закрыт элемент <" + s.string(s.open[len(s.open)-1]) + ">"
	}
	return "в файле нет ни одного элемента"
}

// byteAt returns a byte of the document, 0 past its end.
func (s *Scanner) byteAt(at int) byte {
	if at >= len(s.data) {
		return 0
	}
	return s.data[at]
}

// window returns the document up to an offset, or all of it: what is not closed
// there is too long.
func (s *Scanner) window(end int) []byte { return s.data[:min(len(s.data), end)] }

// skipSpace returns what follows white space. Past the limit the scan fails,
// and it returns the end of the document.
func (s *Scanner) skipSpace(at int) int {
	if at < len(s.data) && s.data[at] > ' ' {
		return at
	}
	return s.skipSpaces(at)
}

func (s *Scanner) skipSpaces(from int) int {
	window := s.window(from + s.config.Limits.Text + 1)
	at := from
	for at < len(window) && s.set.class[window[at]]&space != 0 {
		at++
	}
	if at-from > s.config.Limits.Text {
		_ = s.tooLong(from, "пробельный промежуток") // is kept, whatever the end of the document is taken for
		return len(s.data)
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
