// Package cryptopro signs with the command-line tools of КриптоПро CSP 5.0, a certified
// tool of electronic signature (63-ФЗ ст. 12): cryptcp, or csptest where cryptcp has no
// licence. The private keys stay in the stores of the tool.
//
// The tools were not at hand when this was written: arguments follow the vendor's
// description, and the outputs in the tests are written down from published
// transcripts, not recorded from a run here. What a tool makes is checked by our own
// code before anybody gets it (package external), so a mistake shows as an error and
// never as a wrong signature.
//
// The certificates must be in the store "My" of the user under whom the server runs,
// with a link to the key and its PIN remembered, or the PIN given in Options; a tool
// that asks a question gets no answer and fails.
package cryptopro

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"sdano/sign/external"
)

// Tool is one of the command-line tools.
type Tool int

// The tools.
const (
	Cryptcp Tool = iota
	Csptest
)

// Config says how a tool is run.
type Config struct {
	Tool Tool
	// Program is the tool: /opt/cprocsp/bin/amd64/cryptcp on Linux, cryptcp.exe or
	// csptest.exe in the folder of КриптоПро CSP on Windows.
	Program external.Program
	// Options are further options of the tool, such as "-errchain" or "-nochain" of
	// cryptcp, or a PIN ("-pin", "…" of cryptcp; "-password", "…" of csptest). Other
	// users of the machine can read the arguments of a running program: a remembered
	// PIN is better.
	Options []string
}

// New returns a signer with these keys, which the tool finds by the thumbprints of
// their certificates.
func New(config Config, keys []external.Key) *external.Signer {
	return external.New(keys, func(ctx context.Context, key external.Key, data []byte) ([]byte, error) {
		return config.signature(ctx, key.Certificate.Thumbprint, data)
	})
}

func (c Config) signature(ctx context.Context, thumbprint string, data []byte) ([]byte, error) {
	folder, err := os.MkdirTemp("", "sdano-sign-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	content, made := filepath.Join(folder, "content"), filepath.Join(folder, "content.sig")
	if err := os.WriteFile(content, data, 0o600); err != nil {
		return nil, err
	}
	out, err := c.Program.Run(ctx, nil, c.arguments(thumbprint, content, made)...)
	if err != nil {
		return nil, err
	}
	if err := refusal(out); err != nil {
		return nil, err
	}
	cms, err := os.ReadFile(made)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, out.Failed("Программа КриптоПро не сделала файла подписи.")
	}
	return cms, err
}

// arguments asks for a detached CAdES-BES in DER with the signer's certificate.
func (c Config) arguments(thumbprint, content, made string) []string {
	if c.Tool == Csptest {
		args := []string{"-sfsign", "-sign", "-detached", "-add", "-addsigtime", "-cades_strict", "-my", thumbprint}
		return append(append(args, c.Options...), "-in", content, "-out", made)
	}
	args := []string{"-sign", "-detached", "-der", "-cert", "-cadesbes", "-uMy", "-thumbprint", thumbprint}
	return append(append(args, c.Options...), content, made)
}

// code is how both tools end what they say, whatever the language.
var code = regexp.MustCompile(`\[ErrorCode: 0x([0-9A-Fa-f]{8})\]`)

// reasons are the codes that are known, in Russian.
var reasons = map[string]string{
	"2000012d": "сертификат не найден в хранилище «Личное» пользователя сервера",
	"2000012e": "найдено несколько таких сертификатов",
	"20000131": "нет сертификата, пригодного для подписи",
	"20000132": "сертификат не подходит для подписи",
	"20000133": "цепочка сертификатов не проверена: сертификат отозван, истёк или нет доступа к спискам отозванных",
	"20000134": "нет криптопровайдера, поддерживающего алгоритм ключа",
	"20000135": "неверный PIN-код контейнера",
	"20000325": "закончилась лицензия КриптоПро",
	"80090010": "доступ к закрытому ключу запрещён или срок его действия истёк",
	"80090016": "контейнер закрытого ключа не найден",
	"8010006b": "неверный PIN-код контейнера",
}

// refusal returns the error that a tool's output tells of, or nil. The tools end with
// "[ErrorCode: 0x00000000]" if all went well; the code decides, as older versions exit
// with 0 whatever happened.
func refusal(out external.Output) error {
	codes := code.FindAllSubmatch(append(bytes.Clone(out.Stdout), out.Stderr...), -1)
	if len(codes) == 0 {
		return out.Failed("Программа КриптоПро закончилась без кода результата.")
	}
	last := string(bytes.ToLower(codes[len(codes)-1][1]))
	if last == "00000000" {
		if out.Code != 0 {
			return out.Failed("Программа КриптоПро закончилась с ошибкой.")
		}
		return nil
	}
	if reason, ok := reasons[last]; ok {
		return out.Failed(fmt.Sprintf("КриптоПро не сделала подпись: %s (код 0x%s).", reason, last))
	}
	return out.Failed(fmt.Sprintf("КриптоПро не сделала подпись (код 0x%s).", last))
}
