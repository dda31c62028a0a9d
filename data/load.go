package data

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"sdano"
)

//go:embed tables/*.json
var embedded embed.FS

// The files of the tables.
const (
	calendarFile      = "calendar.json"
	contributionsFile = "contributions.json"
	deferralsFile     = "deferrals.json"
	employersFile     = "employers.json"
	formatsFile       = "formats.json"
	formsFile         = "forms.json"
	goldenFile        = "golden.json"
	keyRateFile       = "key_rate.json"
	penaltiesFile     = "penalties.json"
	requisitesFile    = "requisites.json"
	rowsFile          = "rows.json"
	rulesFile         = "rules.json"
	textsFile         = "texts.json"
	usnFile           = "usn.json"
	vatFile           = "vat.json"
)

// files are all table files, in the order in which they make the version.
var files = []string{
	calendarFile, contributionsFile, deferralsFile, employersFile, formatsFile, formsFile, goldenFile, keyRateFile,
	penaltiesFile, requisitesFile, rowsFile, rulesFile, textsFile, usnFile, vatFile,
}

// Files returns the names of all table files.
func Files() []string { return slices.Clone(files) }

// EmbeddedFile returns the text of a table that the program was built with, by
// its name in Files.
func EmbeddedFile(name string) ([]byte, error) { return embedded.ReadFile(path.Join("tables", name)) }

// Embedded returns the tables that the program was built with.
func Embedded() (*Tables, error) { return Load(nil) }

// Load returns the embedded tables, each file replaced by the one of the same
// name in the folder if there is one; a nil folder replaces nothing. The error
// is an *sdano.Error of kind Unprocessable that lists every fault by file and
// row, and then nothing is loaded: a folder with a .json file that is no table
// is such a fault.
func Load(folder fs.FS) (*Tables, error) {
	r := &reader{folder: folder}
	r.strangers()
	hash := sha256.New()
	t := &Tables{}
	for _, name := range files {
		text := r.text(name)
		fmt.Fprintf(hash, "%s %d\n", name, len(text))
		hash.Write(text)
		r.read(t, name, text)
	}
	t.joinKBK()
	if len(r.found) == 0 {
		r.check(t)
	}
	if len(r.found) > 0 {
		return nil, r.fault()
	}
	t.Version = hex.EncodeToString(hash.Sum(nil))[:12]
	return t, nil
}

// PaymentRow is the id of the row that only names the payments to «единый
// налоговый счёт».
const PaymentRow = "enp"

// joinKBK gives the rows their codes.
func (t *Tables) joinKBK() {
	for i := range t.Rows {
		row := &t.Rows[i]
		for _, k := range t.KBK {
			if k.Row == row.ID {
				row.KBK = append(row.KBK, k.Code)
			}
		}
		for _, p := range t.Payees {
			if row.ID == PaymentRow && !slices.Contains(row.KBK, p.KBK) {
				row.KBK = append(row.KBK, p.KBK)
			}
		}
	}
}

// reader reads the files and gathers what is wrong with them.
type reader struct {
	folder fs.FS
	found  []sdano.Finding
	cause  error
}

// wrong notes a fault of a row of a file; an empty row means the whole file.
func (r *reader) wrong(file, row, message string, args ...any) {
	at := file
	if row != "" {
		at += "/" + row
	}
	r.found = append(r.found, sdano.Finding{Code: "bad_table", Path: at, Message: fmt.Sprintf(message, args...)})
}

func (r *reader) fault() error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_table", Findings: r.found, Err: r.cause,
		Message: fmt.Sprintf("Таблица правил неверна: %s: %s", r.found[0].Path, r.found[0].Message),
		Remedy:  "Исправьте названный файл в папке таблиц или уберите его оттуда: тогда действует встроенная таблица.",
	}
}

// strangers notes the .json files of the folder that are no tables.
func (r *reader) strangers() {
	if r.folder == nil {
		return
	}
	names, err := fs.Glob(r.folder, "*.json")
	if err != nil {
		r.cause = err
		r.wrong(".", "", "папка таблиц не читается.")
	}
	for _, name := range names {
		if !slices.Contains(files, name) {
			r.wrong(name, "", "такой таблицы нет; есть %v.", files)
		}
	}
}

// text returns the bytes of a file, the folder's before the embedded ones.
func (r *reader) text(name string) []byte {
	if r.folder != nil {
		text, err := fs.ReadFile(r.folder, name)
		if err == nil {
			return text
		}
		if !errors.Is(err, fs.ErrNotExist) {
			r.cause = err
			r.wrong(name, "", "файл не читается.")
			return nil
		}
	}
	text, err := EmbeddedFile(name)
	if err != nil {
		r.cause = err
		r.wrong(name, "", "встроенной таблицы нет.")
	}
	return text
}
