package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"sdano"
	"sdano/data/archive"
	"sdano/titles"
	"sdano/titles/catalog"
	titleshow "sdano/titles/show"
	"sdano/xmlscan"
	"sdano/xsd"
)

// schemas is where the official schemas and the dated tables lie.
type schemas struct {
	Schemas string `help:"Папка официальных схем (sdano schema add)." default:"data/schemas" env:"SDANO_SCHEMAS" placeholder:"DIR"`
	Tables  string `help:"Папка данных, в которую загружены таблицы (sdano data import)." default:"data" env:"SDANO_DATA" placeholder:"DIR"`
}

type checkCmd struct {
	schemas
	Files  []string `arg:"" name:"file" help:"Файлы, папки или образцы имён вроде *.xml."`
	Schema string   `help:"Проверить файлы только по этой схеме, без остальных правил." placeholder:"FILE.xsd"`
}

// checked is the verdict on one file.
type checked struct {
	File     string          `json:"file"`
	Valid    bool            `json:"valid"`
	Kind     string          `json:"kind,omitempty"`
	Official string          `json:"official_schema,omitempty"`
	Findings []sdano.Finding `json:"findings"`
}

// Run checks every file and tells of each; the exit code is 1 if any is wrong.
func (c checkCmd) Run(e *env) error {
	check, err := c.checker()
	if err != nil {
		return err
	}
	files, err := expand(c.Files)
	if err != nil {
		return err
	}
	tell := newTeller(e, len(files))
	inOrder(e.ctx, files, check, tell.file)
	if err := tell.done(); err != nil {
		return err
	}
	if tell.wrong > 0 || tell.told < len(files) {
		return exitError(exitFailed)
	}
	return nil
}

// checker returns what makes, for each worker, the function that checks a file.
func (c checkCmd) checker() (func() func(path string) checked, error) {
	if c.Schema != "" {
		return c.pure()
	}
	opts, err := c.options()
	if err != nil {
		return nil, err
	}
	return func() func(string) checked {
		return func(path string) checked {
			return read(path, func(data []byte) checked { return whole(path, data, opts) })
		}
	}, nil
}

// whole checks by everything that the program knows.
func whole(path string, data []byte, opts titles.Options) checked {
	v := titles.Check(titles.Input{Name: filepath.Base(path), Data: data}, opts)
	return checked{File: path, Valid: v.Valid, Kind: v.Kind, Official: v.OfficialSchema, Findings: v.Findings}
}

// pure checks by one schema and nothing else.
func (c checkCmd) pure() (func() func(string) checked, error) {
	schema, err := compile(c.Schema)
	if err != nil {
		return nil, err
	}
	return func() func(string) checked {
		checker := schema.NewChecker()
		return func(path string) checked {
			return read(path, func(data []byte) checked {
				findings := checker.Check(data)
				return checked{File: path, Valid: len(findings) == 0, Findings: findings}
			})
		}
	}, nil
}

func compile(path string) (*xsd.Schema, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, usage("схема «"+path+"» не читается"+because(err), "Проверьте путь в --schema.")
	}
	return xsd.Compile(filepath.Base(path), text)
}

// options are the tables and schemas that a whole check uses.
func (s schemas) options() (titles.Options, error) {
	found, err := catalog.Open(s.Schemas)
	if err != nil {
		return titles.Options{}, err
	}
	tables, err := archive.In(s.Tables).Load()
	if err != nil {
		return titles.Options{}, err
	}
	return titles.Options{Catalog: found, Windows: tables.Formats}, nil
}

// read reads a file for a check; one that cannot be read is not valid.
func read(path string, check func([]byte) checked) checked {
	data, err := xmlscan.ReadFile(path, xmlscan.Limits{})
	if err != nil {
		e := shown(err)
		if len(e.Findings) == 0 {
			e.Findings = []sdano.Finding{{Code: "unreadable", Message: "Файл не прочитан" + because(err) + "."}}
		}
		return checked{File: path, Findings: e.Findings}
	}
	v := check(data)
	if v.Findings == nil {
		v.Findings = []sdano.Finding{}
	}
	return v
}

// expand turns arguments into files: a folder means the XML files in it, and a
// pattern, which some shells leave as it is, the files that it matches.
func expand(arguments []string) ([]string, error) {
	var out []string
	for _, arg := range arguments {
		info, err := os.Stat(arg)
		switch {
		case err == nil && info.IsDir():
			found, err := filesOf(arg)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		case err != nil && strings.ContainsAny(arg, "*?["):
			found, err := filepath.Glob(arg)
			if err != nil || len(found) == 0 {
				return nil, usage("образцу «"+arg+"» не соответствует ни один файл", "Проверьте путь; ни один файл не проверен.")
			}
			out = append(out, found...)
		default:
			out = append(out, arg)
		}
	}
	return out, nil
}

// filesOf lists the XML files of a folder.
func filesOf(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, entry := range entries {
		if !entry.IsDir() && strings.EqualFold(filepath.Ext(entry.Name()), ".xml") {
			out = append(out, filepath.Join(dir, entry.Name()))
		}
	}
	if len(out) == 0 {
		return nil, usage("в папке «"+dir+"» нет файлов .xml", "Укажите папку с файлами XML или сами файлы.")
	}
	return out, nil
}

// describe writes a verdict for a person.
func describe(w io.Writer, v checked) {
	what := ""
	if v.Kind != "" {
		what = "  (" + v.Kind + ")"
	}
	word := "верен  "
	if !v.Valid {
		word = "НЕВЕРЕН"
	}
	fmt.Fprintf(w, "%s %s%s\n", word, titleshow.Plain(v.File), what)
	for _, f := range v.Findings {
		mark := "  — "
		if f.Severity == sdano.Warning {
			mark = "  замечание: "
		}
		fmt.Fprintf(w, "%s%s [%s]\n", mark, titleshow.Plain(finding(f, "")), codes(f))
	}
}

// codes are the code of a finding and that of ФНС.
func codes(f sdano.Finding) string {
	if f.FNS == "" {
		return f.Code
	}
	return f.Code + ", ФНС " + f.FNS
}
