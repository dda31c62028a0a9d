package xde

import (
	"bytes"
	"mime"
	"strings"

	"sdano"
)

// part is a part of a multipart/form-data body. Its data are a slice of the
// body.
type part struct {
	name, file string
	data       []byte
}

// maxParts is the greatest number of parts of a body.
const maxParts = 100

// readParts reads multipart/form-data (RFC 7578) as sloppily as clients write
// it: lines may end in LF, parts may lack Content-Type, names may lack quotes,
// the boundary may be missing from the header, and text may stand before the
// first part. The bytes of a part are exact: only the line break that belongs to
// the next boundary is cut off, in the form that the part's own lines have. A
// body without its last boundary is refused: it may have been cut off.
func readParts(contentType string, body []byte) ([]part, error) {
	mark := boundary(contentType, body)
	if mark == nil {
		return nil, errNoBoundary
	}
	at, end := delimiter(body, mark, 0)
	var parts []part
	for at >= 0 && !end.last {
		begin := end.after
		if len(parts) == maxParts {
			return nil, errManyParts
		}
		next, nextEnd := delimiter(body, mark, begin)
		if next < 0 {
			return nil, errCutOff
		}
		p, err := readPart(trimBreak(body[begin:next], end.crlf))
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
		at, end = next, nextEnd
	}
	if at < 0 {
		return nil, errNoParts
	}
	return parts, nil
}

// boundary returns the line that parts the parts: the parameter of Content-Type,
// or else the first line of the body that begins with "--".
func boundary(contentType string, body []byte) []byte {
	if _, params, err := mime.ParseMediaType(contentType); err == nil && params["boundary"] != "" {
		return []byte("--" + params["boundary"])
	}
	if _, value, ok := cutFold(contentType, "boundary="); ok {
		value, _, _ = strings.Cut(strings.Trim(strings.TrimSpace(value), `"`), ";")
		if value = strings.Trim(value, `" `); value != "" {
			return []byte("--" + value)
		}
	}
	line, _, _ := bytes.Cut(bytes.TrimLeft(body, "\r\n"), []byte("\n"))
	if line = bytes.TrimRight(line, "\r \t"); len(line) > 2 && len(line) <= 200 && bytes.HasPrefix(line, []byte("--")) {
		return line
	}
	return nil
}

// cutFold is strings.Cut around a separator in whatever case.
func cutFold(s, sep string) (before, after string, found bool) {
	if i := strings.Index(strings.ToLower(s), sep); i >= 0 && len(s) == len(strings.ToLower(s)) {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// lineEnd is what follows a boundary: where the next part begins, whether it was
// the last boundary, and whether its line ended in CRLF.
type lineEnd struct {
	after      int
	last, crlf bool
}

// delimiter finds the next boundary that stands on a line of its own from a
// place on, and returns where it begins; -1 if there is none.
func delimiter(body, mark []byte, from int) (int, lineEnd) {
	for at := from; ; {
		i := bytes.Index(body[at:], mark)
		if i < 0 {
			return -1, lineEnd{}
		}
		at += i
		if end, ok := ending(body, at+len(mark)); ok && (at == 0 || body[at-1] == '\n') {
			return at, end
		}
		at++
	}
}

// ending reads the rest of a boundary's line; false if more stands there than
// the hyphens of the last one.
func ending(body []byte, at int) (lineEnd, bool) {
	rest := body[at:]
	end := lineEnd{last: bytes.HasPrefix(rest, []byte("--"))}
	if end.last {
		rest = rest[2:]
	}
	line, more, found := bytes.Cut(rest, []byte("\n"))
	if blank := bytes.TrimLeft(line, " \t"); len(blank) > 0 && string(blank) != "\r" {
		return end, false
	}
	end.crlf = bytes.HasSuffix(line, []byte("\r"))
	end.after = len(body) - len(more)
	end.last = end.last || !found // a client may forget the last hyphens
	return end, true
}

// trimBreak cuts off the line break before a boundary. The carriage return is a
// part of it only if the lines of this part end so.
func trimBreak(data []byte, crlf bool) []byte {
	data = bytes.TrimSuffix(data, []byte("\n"))
	if crlf {
		data = bytes.TrimSuffix(data, []byte("\r"))
	}
	return data
}

// readPart reads the header of a part.
func readPart(data []byte) (part, error) {
	header, body, found := bytes.Cut(data, []byte("\n\n"))
	if h, b, ok := bytes.Cut(data, []byte("\n\r\n")); ok && (!found || len(h) < len(header)) {
		header, body, found = h, b, true
	}
	if !found {
		return part{}, errNoHeader
	}
	p := part{data: body}
	encoded := false
	for line := range strings.Lines(string(header)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "content-disposition":
			p.name, p.file = parameter(value, "name"), parameter(value, "filename")
		case "content-transfer-encoding":
			encoded = strings.EqualFold(strings.TrimSpace(value), "base64")
		}
	}
	if !encoded {
		return p, nil
	}
	var err error
	if p.data, err = unbase64(body); err != nil {
		err = badForm("bad_base64", "Часть «"+shorten(p.name)+"» объявлена в кодировке Base64, но не читается.")
	}
	return p, err
}

// parameter returns a parameter of a header, in quotes or not; "" if it has
// none.
func parameter(header, name string) string {
	if _, params, err := mime.ParseMediaType(header); err == nil {
		return params[name]
	}
	for field := range strings.SplitSeq(header, ";") {
		key, value, ok := strings.Cut(field, "=")
		if ok && strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return ""
}

// form is what the interface's multipart bodies are made of.
type form struct {
	json       []byte
	content    []byte
	file       string
	signatures [][]byte
	has        map[string]bool
}

// readForm sorts the parts of a body by their names.
func readForm(contentType string, body []byte) (form, error) {
	parts, err := readParts(contentType, body)
	if err != nil {
		return form{}, err
	}
	f := form{has: map[string]bool{}}
	for _, p := range parts {
		name := strings.ToLower(p.name)
		if f.has[name] && name != "signature" {
			return f, badForm("bad_value", "Часть «"+shorten(p.name)+"» передана дважды.")
		}
		f.has[name] = true
		switch name {
		case "json":
			f.json = p.data
		case "content":
			f.content, f.file = p.data, p.file
		case "signature":
			f.signatures = append(f.signatures, p.data)
		}
	}
	for _, name := range []string{"json", "content"} {
		if !f.has[name] {
			return f, badForm("missing_part", "В теле запроса нет части «"+name+"».")
		}
	}
	return f, nil
}

func badForm(code, message string) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: code, Message: message,
		Remedy: "Передайте multipart/form-data с частями json и content.",
	}
}

var (
	errNoBoundary = badForm("bad_multipart", "Тело запроса — не multipart/form-data: не найден разделитель частей.")
	errNoParts    = badForm("bad_multipart", "В теле запроса нет ни одной части.")
	errManyParts  = badForm("bad_multipart", "В теле запроса больше 100 частей.")
	errCutOff     = badForm("bad_multipart", "Тело запроса обрывается: нет последнего разделителя частей.")
	errNoHeader   = badForm("bad_multipart", "У части тела запроса нет заголовка: пустая строка после него не найдена.")
)
