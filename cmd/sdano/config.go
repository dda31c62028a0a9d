package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
)

// newParser builds the command line of c. Values come from flags, then SDANO_…
// variables, then the configuration file, then defaults. A variable or a member
// of the file that no flag has is an error: a misspelt setting must not be
// silently without effect.
func newParser(c *cli, args, environ []string, options ...kong.Option) (*kong.Kong, error) {
	options = append(
		options,
		kong.Name("sdano"),
		kong.Description("sdano сдаёт отчётность через спецоператора, показывает монитор налогов и отчётности и хранит доказательства."),
		kong.Help(russianHelp),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	file, err := readConfig(configPath(args, environ))
	if err != nil {
		return nil, err
	}
	parser, err := kong.New(c, append(options, kong.Resolvers(file))...)
	if err != nil {
		return nil, err
	}
	parser.Model.HelpFlag.Help = "Показать эту справку."
	return parser, checkEnviron(parser.Model, environ)
}

// configPath finds the file before the flags are parsed, since it gives them
// values.
func configPath(args, environ []string) string {
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--config="); ok {
			return v
		}
		if a == "--config" && i+1 < len(args) {
			return args[i+1]
		}
	}
	for _, v := range environ {
		if path, ok := strings.CutPrefix(v, "SDANO_CONFIG="); ok {
			return path
		}
	}
	return ""
}

// fileConfig is the configuration file: a value per flag name.
type fileConfig struct {
	name   string
	values map[string]any
}

func readConfig(path string) (fileConfig, error) {
	c := fileConfig{name: filepath.Base(path)}
	if path == "" {
		return c, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return c, badConfig("Файл настроек «"+path+"» не прочитан"+because(err)+".", "Проверьте путь в --config или SDANO_CONFIG.")
	}
	if err := json.Unmarshal(data, &c.values); err != nil {
		return c, badConfig("Файл настроек «"+path+"» — не объект JSON"+placeOf(data, err)+".", "Исправьте файл по образцу: {\"addr\": \"127.0.0.1:8080\"}.")
	}
	return c, nil
}

// placeOf tells where JSON is wrong, ": ошибка в строке 3".
func placeOf(data []byte, err error) string {
	var syntax *jsontext.SyntacticError
	if !errors.As(err, &syntax) {
		return ""
	}
	before := data[:min(int(syntax.ByteOffset), len(data))]
	return fmt.Sprintf(": ошибка в строке %d", 1+bytes.Count(before, []byte("\n")))
}

func badConfig(message, remedy string) error {
	return &sdano.Error{Kind: sdano.Invalid, Code: "bad_config", Message: message, Remedy: remedy}
}

// Validate refuses members that are no flag's name.
func (c fileConfig) Validate(app *kong.Application) error {
	known := map[string]bool{}
	eachFlag(app.Node, func(f *kong.Flag) { known[f.Name] = true })
	for key := range c.values {
		if !known[key] {
			return badConfig(fmt.Sprintf("В файле настроек %s неизвестный ключ «%s».", c.name, key), "Имена ключей — имена флагов: sdano serve --help.")
		}
	}
	return nil
}

// Resolve gives a flag its value from the file unless a variable has one.
func (c fileConfig) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	return c.values[flag.Name], nil
}

func checkEnviron(app *kong.Application, environ []string) error {
	known := map[string]bool{s3AccessKey: true, s3SecretKey: true}
	eachFlag(app.Node, func(f *kong.Flag) {
		for _, name := range f.Envs {
			known[name] = true
		}
	})
	for _, v := range environ {
		name, _, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, "SDANO_") && !known[name] {
			return badConfig("Неизвестная переменная окружения "+name+".", "Уберите её или исправьте имя: переменные названы в sdano serve --help.")
		}
	}
	return nil
}

func eachFlag(n *kong.Node, do func(*kong.Flag)) {
	for _, f := range n.Flags {
		do(f)
	}
	for _, child := range n.Children {
		eachFlag(child, do)
	}
}
