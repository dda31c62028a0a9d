package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/client"
	"sdano/internal/wiring"
	titleshow "sdano/titles/show"
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

// failure is an error as JSON.
type failure struct {
	Error failureBody `json:"error"`
}

type failureBody struct {
	Code     string          `json:"code"`
	Detail   string          `json:"detail"`
	Remedy   string          `json:"remedy"`
	Findings []sdano.Finding `json:"findings"`
}

// report writes an error for a person, or as JSON, and returns the exit code.
func report(w io.Writer, asJSON bool, err error, code int) int {
	e := shown(err)
	if asJSON {
		if err := writeJSON(w, failure{failureBody{e.Code, e.Message, e.Remedy, e.Findings}}); err != nil {
			return exitFailed
		}
		return code
	}
	fmt.Fprintln(w, "Ошибка: "+e.Message)
	for _, f := range e.Findings {
		if text := finding(f, e.Message); text != "" {
			fmt.Fprintln(w, "  — "+titleshow.Plain(text))
		}
	}
	if e.Remedy != "" {
		fmt.Fprintln(w, "Что делать: "+e.Remedy)
	}
	return code
}

// finding tells of a finding what the error's own text has not told: of one that
// it repeats the place only, "" if there is none in the document.
func finding(f sdano.Finding, told string) string {
	repeated := strings.Contains(told, strings.TrimRight(f.Message, "."))
	if repeated && f.Path == "" {
		return ""
	}
	where := f.Path
	if f.Line > 0 {
		where = strings.TrimSpace(fmt.Sprintf("%s (строка %d, позиция %d)", where, f.Line, f.Column))
	}
	switch {
	case repeated:
		return where
	case where == "":
		return f.Message
	}
	return where + ": " + f.Message
}

// shown turns any error into one that a person may read. The command line is
// used by administrators, so unlike the server it shows the cause.
func shown(err error) *sdano.Error {
	var refused *client.Error
	var known *sdano.Error
	var path *fs.PathError
	switch {
	case errors.As(err, &refused):
		return inFlags(&sdano.Error{Code: refused.Code, Message: refused.Detail, Remedy: refused.Remedy, Findings: refused.Findings})
	case errors.As(err, &known):
		return inFlags(known)
	case errors.As(err, &path) && wiring.Reason(err) != "":
		return &sdano.Error{Code: "failed", Message: "Не открывается «" + path.Path + "»" + because(err) + ".", Remedy: "Проверьте путь и право читать файл."}
	}
	return &sdano.Error{Code: "failed", Message: err.Error()}
}

// because tells in Russian why the system refused something, ": файла нет"; ""
// if there are no words for it.
func because(err error) string {
	if text := wiring.Reason(err); text != "" {
		return ": " + text
	}
	return ""
}

// terminal reports whether a writer is a screen that shows colours.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && device(f)
}

// device reports whether a file is a screen or a keyboard.
func device(f *os.File) bool {
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
