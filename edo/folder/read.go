package folder

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/acceptance"
)

// document is a file with its signatures, by their names.
type document struct {
	name       string
	signatures []string
	// lonely marks a signature whose file is not there.
	lonely bool
}

// signatureOf returns the name of the file that a signature is under; false for
// what is no signature by its name.
func signatureOf(name string) (string, bool) {
	ext := path.Ext(name)
	switch strings.ToLower(ext) {
	case ".sig", ".sgn", ".p7s":
		return strings.TrimSuffix(name, ext), true
	}
	return "", false
}

// pair joins files with their signatures, by name.
func pair(names []string) []document {
	names = slices.Sorted(slices.Values(names))
	at := map[string]int{}
	var out []document
	var signatures []string
	for _, name := range names {
		if _, ok := signatureOf(name); ok {
			signatures = append(signatures, name)
			continue
		}
		at[name] = len(out)
		out = append(out, document{name: name})
	}
	for _, name := range signatures {
		of, _ := signatureOf(name)
		if i, ok := at[of]; ok {
			out[i].signatures = append(out[i].signatures, name)
		} else {
			out = append(out, document{name: name, lonely: true})
		}
	}
	return out
}

// packageSpace is the space of the ids of packages.
var packageSpace = sdano.MustID("7b6a1c1e-5f0e-4c55-9d64-3f0b6f7a2c11")

func refusal(code, message, remedy string) *sdano.Error {
	return &sdano.Error{Kind: sdano.Unprocessable, Code: code, Message: message, Remedy: remedy}
}

var errPlain = errors.New("folder: not a file")

// read reads an item. A *sdano.Error says that it can never be taken; any other
// error, that it cannot be read now.
func (l *look) read(it item) ([]acceptance.Incoming, error) {
	switch it.kind {
	case alone:
		return nil, refusal("lone_signature", "К подписи «"+it.name()+"» нет подписанного файла.",
			"Положите в папку файл и его подпись вместе; имя подписи — имя файла и .sig, .sgn или .p7s.")
	case archive:
		return l.readArchive(it.name())
	case dir:
		return l.readFolder(it.name())
	}
	p := parcel{look: l, room: l.c.MaxSize}
	for _, name := range it.names {
		p.add(name, func() (io.ReadCloser, error) { return l.open(name) })
	}
	in, err := p.read()
	for i := range in {
		in[i].Package = sdano.ID{}
	}
	return in, err
}

// open opens a plain file of the inbox.
func (l *look) open(name string) (*os.File, error) {
	f, err := l.root.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, errPlain, f.Close())
	}
	return f, nil
}

// readFolder reads a package that lies in a subfolder.
func (l *look) readFolder(name string) ([]acceptance.Incoming, error) {
	p := parcel{look: l, room: l.c.MaxSize}
	err := walk(l.root, name, func(file string, info fs.FileInfo) error {
		if info.Mode().IsRegular() {
			p.add(file, func() (io.ReadCloser, error) { return l.open(file) })
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return p.read()
}

// readArchive reads a package that is a ZIP.
func (l *look) readArchive(name string) ([]acceptance.Incoming, error) {
	f, err := l.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, badArchive(name)
	}
	p := parcel{look: l, room: l.c.MaxSize}
	for _, entry := range z.File {
		inner := entryName(entry)
		if inner == "" || entry.Mode().IsDir() || strings.HasPrefix(inner, "__MACOSX/") || slices.ContainsFunc(strings.Split(inner, "/"), added) {
			continue
		}
		if entry.Flags&1 != 0 {
			return nil, refusal("locked_archive", "Архив «"+name+"» закрыт паролем.", "Положите архив без пароля.")
		}
		p.add(inner, func() (io.ReadCloser, error) {
			body, err := entry.Open()
			if err != nil {
				return nil, badArchive(name)
			}
			return archived{body, name}, nil
		})
	}
	return p.read()
}

func badArchive(name string) *sdano.Error {
	return refusal("bad_archive", "Архив «"+name+"» повреждён или сжат неизвестным способом.", "Соберите архив ZIP заново.")
}

// archived is an entry of an archive; what cannot be unpacked now never can.
type archived struct {
	io.ReadCloser
	archive string
}

// Read reads the entry.
func (a archived) Read(b []byte) (int, error) {
	n, err := a.ReadCloser.Read(b)
	if err != nil && err != io.EOF { //nolint:errorlint // io.EOF is never wrapped
		err = badArchive(a.archive)
	}
	return n, err
}

// entryName returns the path of an entry below the archive. Archivers of Windows
// write Russian names in code page 866 and do not say so.
func entryName(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		// Every byte has a letter in the code page.
		name, _ = charmap.CodePage866.NewDecoder().String(name)
	}
	return strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/")
}

// parcel gathers the files of a document or package.
type parcel struct {
	*look
	names []string
	open  map[string]func() (io.ReadCloser, error)
	twice string
	// room is how many bytes may still be read.
	room int64
}

func (p *parcel) add(name string, open func() (io.ReadCloser, error)) {
	if p.open == nil {
		p.open = map[string]func() (io.ReadCloser, error){}
	}
	if p.open[name] != nil {
		p.twice = name
	}
	p.open[name] = open
	p.names = append(p.names, name)
}

// read reads everything. The package is named after what is in it, so that the
// same one has the same id however often it is put there.
func (p *parcel) read() ([]acceptance.Incoming, error) {
	documents := pair(p.names)
	if err := p.check(documents); err != nil {
		return nil, err
	}
	sum := sha256.New()
	out := make([]acceptance.Incoming, len(documents))
	for i, d := range documents {
		in := &out[i]
		in.Box, in.FileName = p.box, fileName(d.name)
		var err error
		if in.Content, err = p.bytes(d.name); err != nil {
			return nil, err
		}
		for _, name := range d.signatures {
			signature, err := p.bytes(name)
			if err != nil {
				return nil, err
			}
			in.Signatures = append(in.Signatures, signature)
		}
		for _, part := range [][]byte{[]byte(d.name), in.Content} {
			_ = binary.Write(sum, binary.BigEndian, int64(len(part))) // a hash takes everything
			sum.Write(part)
		}
	}
	id := sdano.NameID(packageSpace, fmt.Sprintf("%s %x", p.box, sum.Sum(nil)))
	for i := range out {
		out[i].Package = id
	}
	return out, nil
}

// check refuses what is no document or package.
func (p *parcel) check(documents []document) error {
	switch {
	case len(documents) == 0:
		return refusal("empty_package", "В пакете нет ни одного документа.", "Положите в папку или архив хотя бы один файл.")
	case len(documents) > p.c.MaxDocuments:
		return refusal("long_package", fmt.Sprintf("В пакете %d документов, а можно не больше %d.", len(documents), p.c.MaxDocuments),
			"Разделите пакет.")
	case p.twice != "":
		return refusal("same_names", "В архиве два файла с именем «"+p.twice+"».", "Переименуйте один из них.")
	}
	for _, d := range documents {
		if d.lonely {
			return refusal("lone_signature", "К подписи «"+d.name+"» нет подписанного файла.", "Добавьте файл в пакет или уберите подпись.")
		}
	}
	return nil
}

// bytes reads a file of the parcel.
func (p *parcel) bytes(name string) ([]byte, error) {
	f, err := p.open[name]()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, p.room+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(data)) > p.room:
		return nil, refusal("too_large", fmt.Sprintf("Документ или пакет больше %d МиБ.", p.c.MaxSize>>20), "Разделите пакет или уменьшите файлы.")
	case len(data) == 0:
		return nil, refusal("empty_file", "Файл «"+name+"» пустой.", "Положите файл с содержимым.")
	}
	p.room -= int64(len(data))
	return data, nil
}

// nameMax is the longest name of a file, in characters.
const nameMax = 255

// fileName returns the last part of a path, in characters that a name may have.
func fileName(file string) string {
	name := strings.ToValidUTF8(path.Base(file), "_")
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == '\\' || r == '/' {
			return '_'
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > nameMax {
		name = string(runes[len(runes)-nameMax:])
	}
	return name
}
