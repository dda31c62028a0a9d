package keyring

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/sign"
	"sdano/sign/cryptopro"
	"sdano/sign/external"
	"sdano/sign/openssl"
)

// The tools that hold keys.
const (
	toolOpenSSL   = "openssl"
	toolCryptoPro = "cryptopro"
)

// commands are the programs of КриптоПро.
var commands = map[string]cryptopro.Tool{"": cryptopro.Cryptcp, "cryptcp": cryptopro.Cryptcp, "csptest": cryptopro.Csptest}

// The bounds of a program's time: longer, and who waits for it has long gone.
const (
	minTimeout = time.Second
	maxTimeout = 10 * time.Minute
)

// entry is a key as the file lists it.
type entry struct {
	Tool   string       `json:"tool"`
	Tenant sdano.Tenant `json:"tenant"`
	// INN is the payer's in whose name the key signs.
	INN         string `json:"inn"`
	Certificate string `json:"certificate"`
	// Program is the tool's file, or its name to be looked up in PATH; Timeout is
	// of one signature, "30s".
	Program string `json:"program"`
	Timeout string `json:"timeout"`
	// Key is the file of the private key and Configuration one of openssl's own:
	// both are for openssl alone.
	Key           string `json:"key"`
	Configuration string `json:"configuration"`
	// Command is "cryptcp" or "csptest" and Options are further arguments of it: both
	// are for КриптоПро alone, which finds its key by the certificate's thumbprint.
	Command string   `json:"command"`
	Options []string `json:"options"`
}

// Open reads the file of keys, a list in JSON. The files that it names are relative to
// its folder. Certificates are read, and must be there, as must be the files of private
// keys, which are not read. Errors are *sdano.Error of kind Invalid with the code
// "bad_sign_keys".
func Open(path string) (*Keyring, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, bad(path, "не прочитан"+because(err), err)
	}
	var entries []entry
	if err := json.Unmarshal(text, &entries, json.RejectUnknownMembers(true)); err != nil {
		return nil, bad(path, "— не список ключей в JSON"+placeOf(text, err), err)
	}
	if len(entries) == 0 {
		return nil, bad(path, "не описывает ни одного ключа", nil)
	}
	k := &Keyring{}
	for i, e := range entries {
		h, err := e.held(filepath.Dir(path))
		if err == nil && slices.ContainsFunc(k.keys, h.same) {
			err = &flaw{"этот сертификат уже есть у того же ИНН", nil}
		}
		if err != nil {
			return nil, bad(path, fmt.Sprintf("неверен, ключ %d: %v", i+1, err), err)
		}
		k.keys = append(k.keys, h)
	}
	return k, nil
}

// flaw is what is wrong with a key, in Russian; its cause is for the log.
type flaw struct {
	text  string
	cause error
}

// Error is the text for people.
func (f *flaw) Error() string { return f.text }

// Unwrap is the cause.
func (f *flaw) Unwrap() error { return f.cause }

// held makes a key ready; its files are relative to a folder.
func (e entry) held(folder string) (held, error) {
	if err := e.check(); err != nil {
		return held{}, err
	}
	timeout, err := e.timeout()
	if err != nil {
		return held{}, err
	}
	certificate, err := readCertificate(within(folder, e.Certificate))
	if err != nil {
		return held{}, err
	}
	key := external.Key{Tenant: e.Tenant, INN: e.INN, Certificate: certificate}
	program := external.Program{Path: e.Program, Timeout: timeout}
	if filepath.Base(e.Program) != e.Program && e.Program != "" {
		program.Path = within(folder, e.Program)
	}
	if e.Tool == toolCryptoPro {
		program.Path = cmp.Or(program.Path, e.Command, "cryptcp")
		config := cryptopro.Config{Tool: commands[e.Command], Program: program, Options: e.Options}
		return held{key, cryptopro.New(config, []external.Key{key})}, nil
	}
	config := openssl.Config{Program: program}
	if e.Configuration != "" {
		config.File = within(folder, e.Configuration)
	}
	key.File = within(folder, e.Key)
	return held{key, openssl.New(config, []external.Key{key})}, present(key.File, config.File)
}

// check refuses a key that lacks something, or has what its tool does not know.
func (e entry) check() error {
	switch {
	case e.Tool != toolOpenSSL && e.Tool != toolCryptoPro:
		return &flaw{"«tool» должен быть openssl или cryptopro", nil}
	case e.Tenant <= 0:
		return &flaw{"не указана область данных «tenant»", nil}
	case sdano.CheckINN(e.INN) != nil:
		return &flaw{"«inn» должен быть ИНН, контрольные цифры которого сходятся", nil}
	case e.Certificate == "":
		return &flaw{"не указан файл сертификата «certificate»", nil}
	case e.Tool == toolOpenSSL:
		return e.checkOpenSSL()
	}
	return e.checkCryptoPro()
}

func (e entry) checkOpenSSL() error {
	switch {
	case e.Key == "":
		return &flaw{"не указан файл закрытого ключа «key»", nil}
	case e.Command != "" || len(e.Options) > 0:
		return &flaw{"«command» и «options» бывают только у cryptopro", nil}
	}
	return nil
}

func (e entry) checkCryptoPro() error {
	_, known := commands[e.Command]
	switch {
	case !known:
		return &flaw{"«command» должна быть cryptcp или csptest", nil}
	case e.Key != "" || e.Configuration != "":
		return &flaw{"«key» и «configuration» бывают только у openssl: КриптоПро находит ключ по сертификату", nil}
	}
	return nil
}

// timeout reads how long a signature may take, 0 for the usual time.
func (e entry) timeout() (time.Duration, error) {
	if e.Timeout == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(e.Timeout)
	if err != nil || d < minTimeout || d > maxTimeout {
		return 0, &flaw{"«timeout» должен быть от 1s до 10m", err}
	}
	return d, nil
}

// within returns the path of a file that is named relative to a folder.
func within(folder, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(folder, path)
}

func readCertificate(path string) (*sign.Certificate, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &flaw{"сертификат «" + path + "» не прочитан" + because(err), err}
	}
	c, err := sign.ParseCertificate(data)
	if err != nil {
		return nil, &flaw{"«" + path + "» — не сертификат X.509", err}
	}
	return c, nil
}

// present refuses names of files that the program could not open, "" aside.
func present(paths ...string) error {
	for _, path := range paths {
		if path == "" {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			return &flaw{"файл «" + path + "» не открывается" + because(err), err}
		}
		_ = f.Close() // nothing was read
	}
	return nil
}

// because tells why a file is not read, "" if there are no words for it.
func because(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ": файла нет"
	case errors.Is(err, fs.ErrPermission):
		return ": нет прав доступа"
	}
	return ""
}

// placeOf tells where JSON is wrong: the line, or the key and its member.
func placeOf(text []byte, err error) string {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) {
		before := string(text[:min(int(syntax.ByteOffset), len(text))])
		return fmt.Sprintf(": ошибка в строке %d", 1+strings.Count(before, "\n"))
	}
	var semantic *json.SemanticError
	if !errors.As(err, &semantic) || semantic.JSONPointer == "" {
		return ""
	}
	at := strings.Split(string(semantic.JSONPointer), "/")[1:]
	what := "значение не подходит"
	if errors.Is(err, json.ErrUnknownName) {
		what = "такого поля нет"
	}
	if n, err := strconv.Atoi(at[0]); err == nil {
		at[0] = fmt.Sprintf("ключ %d", n+1)
	}
	return ": " + strings.Join(at, ", ") + ": " + what
}

// bad is the error of a file of keys: a server that signed less than it was told would
// be found out when a report is due, so it does not start.
func bad(path, what string, cause error) error {
	return &sdano.Error{
		Kind: sdano.Invalid, Code: "bad_sign_keys", Param: "sign-keys", Err: cause,
		Message: "Файл ключей подписи «" + path + "» " + what + ".",
		Remedy:  "Исправьте файл или уберите --sign-keys. Пути в нём отсчитываются от его папки; поля описаны в docs/signatures.md.",
	}
}
