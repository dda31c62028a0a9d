package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/text/encoding/charmap"

	"sdano"
	"sdano/test/proc"
	"sdano/titles/title"
	"sdano/titles/tree"
	"sdano/titles/upd503"
	"sdano/xmlscan"
	"sdano/xsd"
)

// formats compares the check of a title by its schema with libxml2 (xmllint,
// its start-up subtracted, the schema compiled once on both sides, the file read
// anew each time on both sides) and with the tokens of encoding/xml alone, all
// on one core.
func (b *bench) formats() error {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: SKIPPED without xmllint: schemas")
		return nil // a part that cannot run is named, not failed
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var file string
	for _, d := range []struct {
		what, pattern, schema string
		aim                   float64
	}{
		{"buyer's title of УПД 5.03", "ON_NSCHFDOPPOK_*.xml", "second.xsd", 1.2},
		{"seller's title of УПД 5.03", "ON_NSCHFDOPPR_*.xml", "first.xsd", 2},
	} {
		folder := filepath.Join(proc.Root(), "titles", "upd503")
		found, err := filepath.Glob(filepath.Join(folder, "testdata", d.pattern))
		if err != nil || len(found) == 0 {
			return fmt.Errorf("no golden file %s: %w", d.pattern, err)
		}
		file = found[0]
		if err := b.schema(xmllint, d.what, file, filepath.Join(folder, "schema", d.schema), d.aim); err != nil {
			return err
		}
	}
	return b.answer(file)
}

// schema measures one document against one schema.
func (b *bench) schema(xmllint, what, file, schema string, aim float64) error {
	const turns, many = 3, 10000
	text, err := os.ReadFile(schema)
	if err != nil {
		return err
	}
	compiled, err := xsd.Compile(filepath.Base(schema), text)
	if err != nil {
		return err
	}
	doc, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	wide, err := charmap.Windows1251.NewDecoder().Bytes(bytes.Replace(doc, []byte("windows-1251"), []byte("UTF-8"), 1))
	if err != nil {
		return err
	}
	checker := compiled.NewChecker()
	var theirs, ours, tokens time.Duration
	for range turns {
		one, err := lint(xmllint, schema, file, 1)
		if err != nil {
			return err
		}
		all, err := lint(xmllint, schema, file, many)
		if err != nil {
			return err
		}
		theirs += (all - one) / (many - 1) / turns
		own, err := each(many, func() error { return check(checker, file) })
		if err != nil {
			return err
		}
		ours += own / turns
		token, err := each(many/10, func() error { return tokenize(wide) })
		if err != nil {
			return err
		}
		tokens += token / turns
	}
	kib := float64(len(doc)) / (1 << 10)
	b.add(fmt.Sprintf("%s (%.1f KiB): libxml2, read and checked", what, kib), micros(theirs), "µs")
	b.add(what+": encoding/xml, tokens alone", micros(tokens), "µs")
	b.add(what+": sdano, read and checked", micros(ours), "µs")
	b.atLeast(what+": documents a second ÷ libxml2", theirs.Seconds()/ours.Seconds(), aim, "")
	return nil
}

// lint returns how long xmllint takes for a file named so many times.
func lint(xmllint, schema, file string, times int) (time.Duration, error) {
	args := []string{"--noout", "--nonet", "--schema", schema}
	for range times {
		args = append(args, file)
	}
	began := time.Now()
	if err := exec.Command(xmllint, args...).Run(); err != nil {
		return 0, fmt.Errorf("xmllint does not accept %s: %w", filepath.Base(file), err)
	}
	return time.Since(began), nil
}

// each returns the mean time of what is done so many times.
func each(times int, do func() error) (time.Duration, error) {
	began := time.Now()
	for range times {
		if err := do(); err != nil {
			return 0, err
		}
	}
	return time.Since(began) / time.Duration(times), nil
}

func check(c *xsd.Checker, file string) error {
	doc, err := xmlscan.ReadFile(file, xmlscan.Limits{})
	if err != nil {
		return err
	}
	if found := c.Check(doc); len(found) > 0 {
		return fmt.Errorf("%s is not valid: %+v", filepath.Base(file), found[0])
	}
	return nil
}

func tokenize(doc []byte) error {
	d := xml.NewDecoder(bytes.NewReader(doc))
	for {
		if _, err := d.RawToken(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

// answer measures the making of a buyer's title from a seller's one that was
// read before, its check by the schema included.
func (b *bench) answer(file string) error {
	doc, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	read, err := tree.Parse(doc)
	if err != nil {
		return err
	}
	first := upd503.First.Read(read)
	request := title.Answer{
		First: first, FirstName: filepath.Base(file), Signatures: [][]byte{bytes.Repeat([]byte{0x30}, 2000)},
		Box: title.Box{
			Participant: "2ZY-7799999940-779901001-2026", Name: "ООО «Берёзка»",
			TaxID: sdano.TaxID{INN: "7799999940", KPP: "779901001"},
		},
		Signer: title.Signer{Surname: "Ёлкина", FirstName: "Анна", Position: "Заведующая складом"},
		At:     time.Date(2026, 2, 1, 10, 30, 0, 0, time.UTC), GUID: sdano.NewID(), Program: "sdano",
	}
	made, err := each(10000, func() error {
		_, err := upd503.First.Answer(&request)
		return err
	})
	if err != nil {
		return err
	}
	b.atMost("buyer's title of УПД 5.03: made from the seller's", micros(made), 50, "µs")
	return nil
}
