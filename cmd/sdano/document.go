package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"sdano"
	"sdano/titles"
	"sdano/titles/catalog"
	titleshow "sdano/titles/show"
	"sdano/xmlscan"
)

type showCmd struct {
	schemas
	File string `arg:"" name:"file" help:"Файл титула, квитанции или уведомления."`
	HTML bool   `name:"html" help:"Вывести страницу HTML, которую можно напечатать."`
}

// Run shows a document as a person reads it, with what is wrong with it. A file
// that cannot be read as a document fails.
func (c showCmd) Run(e *env) error {
	opts, err := c.options()
	if err != nil {
		return err
	}
	data, err := xmlscan.ReadFile(c.File, xmlscan.Limits{})
	if err != nil {
		return err
	}
	v := titles.Check(titles.Input{Name: filepath.Base(c.File), Data: data}, opts)
	switch {
	case e.json:
		err = writeJSON(e.out, v)
	case v.Document == nil:
		describe(e.out, checked{File: c.File, Valid: v.Valid, Kind: v.Kind, Findings: v.Findings})
	case c.HTML:
		err = titleshow.Page(v.Document, v.Findings).Render(e.ctx, e.out)
	default:
		err = titleshow.Text(e.out, v.Document, v.Findings)
	}
	if err == nil && v.Document == nil && !v.Valid {
		return exitError(exitFailed)
	}
	return err
}

type rulesCmd struct {
	Format string `help:"Только правила этого формата: upd503.buyer; начало имени подходит тоже." placeholder:"ID"`
}

// Run lists the conditions that are asked beyond the schemas.
func (c rulesCmd) Run(e *env) error {
	rules := []titles.Rule{}
	for _, r := range titles.Rules() {
		if strings.HasPrefix(r.Format, c.Format) {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return usage("формата «"+c.Format+"» нет или у него нет своих правил", "Посмотрите весь список: sdano rules.")
	}
	var b strings.Builder
	for _, r := range rules {
		fmt.Fprintf(&b, "%-20s %-10s %-15s %s%s\n", r.Code, r.FNS, r.Format, r.Text, grade(r.Severity))
	}
	return show(e, rules, b.String())
}

func grade(s sdano.Severity) string {
	if s == sdano.Warning {
		return " (замечание)"
	}
	return ""
}

type schemaAddCmd struct {
	schemas
	Files []string `arg:"" name:"file" help:"Файлы схем XSD, опубликованные ФНС."`
}

// Run puts schemas into the folder, each after it was compiled. One that fails
// does not stop the rest.
func (c schemaAddCmd) Run(e *env) error {
	folder, err := catalog.Open(c.Schemas)
	if err != nil {
		return err
	}
	added, failed := []catalog.Entry{}, false
	var b strings.Builder
	for _, path := range c.Files {
		entry, err := folder.Add(path)
		if err != nil {
			failed = true
			report(e.err, e.json, err, exitFailed)
			continue
		}
		added = append(added, entry)
		fmt.Fprintf(&b, "Добавлена %s\n", schemaText(entry))
	}
	if err := show(e, added, b.String()); err != nil || !failed {
		return err
	}
	return exitError(exitFailed)
}

type schemaListCmd struct {
	schemas
}

// listed is a schema of the folder with what is wrong with it.
type listed struct {
	catalog.Entry
	Problem string `json:"problem,omitempty"`
}

// Run lists the schemas of the folder.
func (c schemaListCmd) Run(e *env) error {
	folder, err := catalog.Open(c.Schemas)
	if err != nil {
		return err
	}
	entries, err := folder.List()
	if err != nil {
		return err
	}
	out := []listed{}
	var b strings.Builder
	for _, entry := range entries {
		l := listed{Entry: entry}
		if entry.Error != nil {
			l.Problem = entry.Error.Message
		}
		out = append(out, l)
		fmt.Fprintf(&b, "%s\n", schemaText(entry))
	}
	if len(out) == 0 {
		fmt.Fprintf(&b, "В папке %s нет схем. Добавьте официальные: sdano schema add ФАЙЛ.xsd\n", c.Schemas)
	}
	return show(e, out, b.String())
}

// schemaText tells of a schema in one line.
func schemaText(s catalog.Entry) string {
	if s.Error != nil {
		return s.File + ": не используется. " + s.Error.Message
	}
	parts := []string{s.File + ":"}
	for _, p := range []struct{ name, value string }{
		{"файлы", s.Prefix}, {"КНД", s.KND}, {"версия формата", strings.Join(s.Versions, ", ")}, {"редакция", s.Revision},
	} {
		if p.value != "" {
			parts = append(parts, p.name+" "+p.value+",")
		}
	}
	return strings.TrimRight(strings.Join(parts, " "), ",:")
}
