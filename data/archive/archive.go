package archive

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/data"
)

// What an archive holds beside tables, and how large it may be.
const (
	manifestFile  = "manifest.json"
	signatureFile = "manifest.sig"
	format        = "sdano-tables/1"
	domain        = "sdano tables 1\n"
	maxFile       = 8 << 20
	// MaxSize is the largest archive that is read, in bytes.
	MaxSize = 32 << 20
)

// Manifest names what an archive holds.
type Manifest struct {
	// Format is the name of the form of archives.
	Format string `json:"format"`
	// Name is what its maker calls it: «ключевая ставка, ноябрь 2026».
	Name string `json:"name"`
	// Made is when it was made, UTC, whole seconds. Older archives do not come
	// into force after younger ones.
	Made time.Time `json:"made"`
	// Files are the tables, by name.
	Files []File `json:"files"`
}

// File is a table of an archive.
type File struct {
	Name   string `json:"name"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"`
}

// Archive is an archive whose signature and contents were checked.
type Archive struct {
	Manifest
	// ID names it: the first 12 hexadecimal digits of the SHA-256 of the manifest.
	ID string
	// Signer is the trusted key that it was signed by.
	Signer Key

	tables fs.FS
	raw    []byte
}

// FS returns the folder of its tables, as data.Load takes it.
func (a *Archive) FS() fs.FS { return a.tables }

// Tables returns the checked tables: those of the archive, the program's own for
// the rest.
func (a *Archive) Tables() (*data.Tables, error) { return data.Load(a.tables) }

// Pack makes an archive of the table files (*.json) of a folder, signed by a
// private key. The tables are checked first.
func Pack(folder fs.FS, name string, made time.Time, key ed25519.PrivateKey) ([]byte, error) {
	if _, err := data.Load(folder); err != nil {
		return nil, err
	}
	m := Manifest{Format: format, Name: name, Made: made.UTC().Truncate(time.Second)}
	texts := map[string][]byte{}
	for _, table := range data.Files() {
		text, err := fs.ReadFile(folder, table)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		texts[table] = text
		m.Files = append(m.Files, File{Name: table, Size: len(text), SHA256: hash(text)})
	}
	if len(m.Files) == 0 {
		return nil, bad("в папке нет ни одной таблицы", "Выгрузите таблицы командой sdano data export и исправьте нужные.")
	}
	manifest, err := json.Marshal(m, jsontext.WithIndent("  "))
	if err != nil {
		return nil, err
	}
	texts[manifestFile] = manifest
	texts[signatureFile] = ed25519.Sign(key, signed(manifest))
	return write(texts, m.Made)
}

func signed(manifest []byte) []byte { return append([]byte(domain), manifest...) }

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// write makes the same bytes of the same files.
func write(texts map[string][]byte, made time.Time) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range sorted(texts) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: made})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(texts[name]); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func sorted(texts map[string][]byte) []string {
	var names []string
	for name := range texts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Open reads an archive and believes it only if it is signed by one of the keys
// and holds exactly what its manifest names. The tables are not yet checked.
func Open(raw []byte, trusted []Key) (*Archive, error) {
	if len(raw) > MaxSize {
		return nil, bad("он больше 32 МБ", "")
	}
	texts, err := unzip(raw)
	if err != nil {
		return nil, err
	}
	manifest, signature := texts[manifestFile], texts[signatureFile]
	if manifest == nil || signature == nil {
		return nil, bad("в нём нет "+manifestFile+" или "+signatureFile, "Архив делает sdano data pack.")
	}
	a := &Archive{raw: raw, ID: hash(manifest)[:12]}
	signer := slices.IndexFunc(trusted, func(k Key) bool { return ed25519.Verify(k.Public, signed(manifest), signature) })
	if signer < 0 {
		return nil, untrusted(len(trusted))
	}
	a.Signer = trusted[signer]
	if err := json.Unmarshal(manifest, &a.Manifest, json.RejectUnknownMembers(true)); err != nil || a.Format != format {
		return nil, bad("это не "+format, "Обновите программу: архив сделан другой её версией.")
	}
	delete(texts, manifestFile)
	delete(texts, signatureFile)
	if err := a.accept(texts); err != nil {
		return nil, err
	}
	return a, nil
}

// accept takes the files that the manifest names, and no others.
func (a *Archive) accept(texts map[string][]byte) error {
	if len(texts) != len(a.Files) || len(a.Files) == 0 {
		return bad("в нём не те файлы, что в "+manifestFile, "")
	}
	for _, f := range a.Files {
		text, ok := texts[f.Name]
		if !ok || len(text) != f.Size || hash(text) != f.SHA256 {
			return bad("файл "+f.Name+" не тот, что подписан", "")
		}
		if !slices.Contains(data.Files(), f.Name) {
			return bad("таблицы "+f.Name+" эта версия программы не знает", "Обновите программу: архив сделан другой её версией.")
		}
	}
	only, err := write(texts, a.Made)
	if err != nil {
		return err
	}
	a.tables, err = zip.NewReader(bytes.NewReader(only), int64(len(only)))
	return err
}

// unzip reads all files of a ZIP in memory, none larger than maxFile.
func unzip(raw []byte) (map[string][]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, bad("это не ZIP", "")
	}
	if len(z.File) > len(data.Files())+2 {
		return nil, bad("в нём слишком много файлов", "")
	}
	texts := map[string][]byte{}
	for _, f := range z.File {
		if _, twice := texts[f.Name]; twice || strings.ContainsAny(f.Name, `/\`) {
			return nil, bad(fmt.Sprintf("имя файла %q в нём лишнее", f.Name), "")
		}
		text, err := inflate(f)
		if err != nil {
			return nil, bad(fmt.Sprintf("файл %q не читается или больше 8 МБ", f.Name), "")
		}
		texts[f.Name] = text
	}
	return texts, nil
}

func inflate(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = errors.New("too large")
	}
	return text, err
}

func bad(what, remedy string) error {
	if remedy == "" {
		remedy = "Получите архив ещё раз у того, кто его сделал."
	}
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_archive", Message: "Архив таблиц не принят: " + what + ".", Remedy: remedy,
	}
}

func untrusted(keys int) error {
	remedy := "Проверьте, откуда архив. Если он от того, кому вы доверяете, добавьте его открытый ключ: sdano data trust FILE.pem."
	if keys == 0 {
		remedy = "Доверенных ключей ещё нет: добавьте открытый ключ того, кто делает архивы: sdano data trust FILE.pem."
	}
	return &sdano.Error{
		Kind: sdano.Forbidden, Code: "untrusted_archive",
		Message: "Архив таблиц не принят: он подписан не доверенным ключом или изменён.", Remedy: remedy,
	}
}
