package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/client"
)

// show writes v as JSON if the user wants that, else the text.
func show(e *env, v any, text string) error {
	if !e.json {
		_, err := io.WriteString(e.out, text)
		return err
	}
	return writeJSON(e.out, v)
}

func writeJSON(w io.Writer, v any) error {
	data, err := json.Marshal(v, jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// report writes an error for a person, or as JSON, and returns the exit code.
func report(w io.Writer, asJSON bool, err error, code int) int {
	e := shown(err)
	if asJSON {
		if err := writeJSON(w, map[string]any{"error": map[string]any{
			"code": e.Code, "detail": e.Message, "remedy": e.Remedy, "findings": e.Findings,
		}}); err != nil {
			return exitFailed
		}
		return code
	}
	fmt.Fprintln(w, "Ошибка: "+e.Message)
	for _, f := range e.Findings {
		fmt.Fprintln(w, "  — "+finding(f))
	}
	if e.Remedy != "" {
		fmt.Fprintln(w, "Что делать: "+e.Remedy)
	}
	return code
}

func finding(f sdano.Finding) string {
	where := f.Path
	if f.Line > 0 {
		where = strings.TrimSpace(fmt.Sprintf("%s (строка %d, позиция %d)", where, f.Line, f.Column))
	}
	if where != "" {
		where += ": "
	}
	return where + f.Message
}

// shown turns any error into one that a person may read. The command line is
// used by administrators, so unlike the server it shows the cause.
func shown(err error) *sdano.Error {
	var refused *client.Error
	if errors.As(err, &refused) {
		return &sdano.Error{Code: refused.Code, Message: refused.Detail, Remedy: refused.Remedy, Findings: refused.Findings}
	}
	var known *sdano.Error
	if errors.As(err, &known) {
		return known
	}
	return &sdano.Error{Code: "failed", Message: err.Error()}
}

// terminal reports whether a writer is a screen that shows colours.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// writeLine writes v as JSON in one line, for programs that wait for it.
func writeLine(w io.Writer, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}
