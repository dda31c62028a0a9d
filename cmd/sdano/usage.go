package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"sdano"
)

// russianHelp prints the help with Russian headings.
func russianHelp(options kong.HelpOptions, ctx *kong.Context) error {
	out := ctx.Stdout
	var b bytes.Buffer
	ctx.Stdout = &b
	err := kong.DefaultHelpPrinter(options, ctx)
	ctx.Stdout = out
	if err != nil {
		return err
	}
	text := b.String()
	for _, h := range helpText {
		text = h.english.ReplaceAllString(text, h.russian)
	}
	_, err = io.WriteString(out, text)
	return err
}

// misread tells in Russian what the parser could not read of a command line.
func misread(parser *kong.Kong, err error) error {
	var own *sdano.Error
	if errors.As(err, &own) && own.Code == "bad_config" {
		return own
	}
	command, at := "sdano", parser.Model.Node
	var parsed *kong.ParseError
	if errors.As(err, &parsed) && parsed.Context.Selected() != nil {
		at = parsed.Context.Selected()
		command = at.FullPath()
	}
	what := "прочитать её не удалось"
	for _, m := range misreadings {
		if found := m.pattern.FindStringSubmatch(err.Error()); found != nil {
			what = m.tell(parser.Model.Node, at, found[1:])
			break
		}
	}
	return usage(what, "Посмотрите справку: "+command+" --help.")
}

// misreading is one message of the parser and what it means. It is told of the
// whole program app and the command at which the parser stopped.
type misreading struct {
	pattern *regexp.Regexp
	tell    func(app, at *kong.Node, found []string) string
}

// misreadings are the parser's messages, the more special first.
var misreadings = []misreading{
	{regexp.MustCompile(`^unknown flag (\S+?)(?:, did you mean (.*)\?)?$`), func(_, _ *kong.Node, m []string) string {
		return "нет флага " + m[0] + meant(m[1])
	}},
	{regexp.MustCompile(`^unexpected argument (.*?)(?:, did you mean (.*)\?)?$`), func(_, _ *kong.Node, m []string) string {
		return "«" + m[0] + "» — неизвестная команда или лишний аргумент" + meant(m[1])
	}},
	{regexp.MustCompile(`^(?:expected|missing positional arguments) "?(<.*>.*?)"?$`), func(_, at *kong.Node, m []string) string {
		return "не указано: " + argumentHelp(at, m[0])
	}},
	{regexp.MustCompile(`^expected (?:one of )?(".*)$`), func(_, _ *kong.Node, m []string) string {
		return "не указано действие, например " + strings.ReplaceAll(m[0], `"`, "")
	}},
	{regexp.MustCompile(`^missing flags: (.*)$`), func(_, _ *kong.Node, m []string) string {
		return "не указано: " + placeholder.ReplaceAllString(m[0], "$1")
	}},
	{regexp.MustCompile(`^\S+ must be one of (.*) but got "(.*)"$`), func(_, _ *kong.Node, m []string) string {
		return "«" + m[1] + "» не подходит, нужно одно из: " + strings.NewReplacer(`"`, "", ",", ", ").Replace(m[0])
	}},
	{regexp.MustCompile(`^--([a-z-]+): .*\(from envar (\w+)=.*\)$`), func(app, _ *kong.Node, m []string) string {
		return "неверное значение переменной " + m[1] + " (нужно: " + kindOf(app, m[0]) + ")"
	}},
	{regexp.MustCompile(`^--([a-z-]+): expected \S+ value but got (?:"EOL"|.*; perhaps )`), func(_, _ *kong.Node, m []string) string {
		return "у флага --" + m[0] + " нет значения"
	}},
	{regexp.MustCompile(`^--([a-z-]+): (?:[^"]*"([^"]*)")?`), func(app, _ *kong.Node, m []string) string {
		return fmt.Sprintf("неверное значение «%s» у --%s (нужно: %s)", m[1], m[0], kindOf(app, m[0]))
	}},
}

var placeholder = regexp.MustCompile(`=\S*?(?:,\.\.\.)?(, |$)`)

// meant offers what may have been meant.
func meant(names string) string {
	if names == "" {
		return ""
	}
	names = strings.TrimPrefix(names, "one of ")
	return "; может быть, " + strings.ReplaceAll(names, `"`, "")
}

// argumentHelp tells what is to be given for "<file> ..." of a command.
func argumentHelp(command *kong.Node, missing string) string {
	var words []string
	for _, name := range argument.FindAllStringSubmatch(missing, -1) {
		text := ""
		eachArgument(command, func(p *kong.Positional) {
			if p.Name == name[1] {
				text = " (" + strings.TrimSuffix(p.Help, ".") + ")"
			}
		})
		words = append(words, name[0]+text)
	}
	return strings.Join(words, ", ")
}

var argument = regexp.MustCompile(`<([a-z]+)>`)

func eachArgument(n *kong.Node, do func(*kong.Positional)) {
	for _, p := range n.Positional {
		do(p)
	}
	for _, child := range n.Children {
		eachArgument(child, do)
	}
}

// kindOf tells what values a flag takes.
func kindOf(app *kong.Node, flag string) string {
	text := "другое"
	eachFlag(app, func(f *kong.Flag) {
		if f.Name == flag {
			text = kindOfValue(f.Target)
		}
	})
	return text
}

func kindOfValue(v reflect.Value) string {
	switch v.Interface().(type) {
	case time.Duration:
		return "время вроде 30s или 5m"
	case sdano.Date:
		return "день в виде ГГГГ-ММ-ДД"
	case slog.Level:
		return "debug, info, warn или error"
	}
	switch v.Kind() {
	case reflect.Bool:
		return "true или false"
	case reflect.Int, reflect.Int64, reflect.Slice:
		return "целое число"
	}
	return "другое"
}
