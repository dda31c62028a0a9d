package xde

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
	"sdano/titles/title"
)

// lenient reads JSON as the clients of this interface write it: names in any
// case, unknown members ignored, decimals as numbers or texts, bytes in Base64
// with or without line breaks, padding and PEM armour. What is repeated, damaged
// or of a wrong type is refused.
var lenient = json.JoinOptions(
	json.MatchCaseInsensitiveNames(true),
	json.WithUnmarshalers(json.JoinUnmarshalers(
		json.UnmarshalFromFunc(readDecimal),
		json.UnmarshalFromFunc(readBytes),
	)),
)

// bom begins the texts of some clients.
var bom = []byte("\xef\xbb\xbf")

// decode reads a JSON object; an empty body means {}.
func decode(body []byte, into any) error {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, bom))
	if len(body) == 0 {
		return nil
	}
	if bytes.Contains(body, []byte(`\u0000`)) {
		return badBody("В тексте JSON есть нулевой знак.", "Уберите знак с кодом 0.", "")
	}
	return explain(json.Unmarshal(body, into, lenient))
}

func badBody(message, remedy, param string) error {
	return &sdano.Error{Kind: sdano.Invalid, Code: "bad_json", Message: message, Remedy: remedy, Param: param}
}

// explain tells in Russian where JSON is wrong and what was expected there.
func explain(err error) error {
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax):
		return badBody(fmt.Sprintf("Тело запроса — не JSON: ошибка в байте %d.", syntax.ByteOffset+1),
			"Передайте один объект JSON в кодировке UTF-8, в котором имена не повторяются.", "")
	case errors.As(err, &semantic):
		at := member(semantic.JSONPointer)
		message := "Тело запроса не того вида: нужен " + expected(semantic.GoType) + "."
		if at != "" {
			message = at + ": неверный тип или значение, нужно: " + expected(semantic.GoType) + "."
		}
		return badBody(message, "Исправьте значение по описанию запроса.", at)
	}
	return badBody("Тело запроса не разобрано.", "Передайте объект JSON в кодировке UTF-8.", "")
}

// member writes a JSON pointer as members are named to clients:
// "AcceptanceResults[0].DocumentId".
func member(p jsontext.Pointer) string {
	var out strings.Builder
	for token := range p.Tokens() {
		if _, err := strconv.ParseUint(token, 10, 32); err == nil && out.Len() > 0 {
			out.WriteString("[" + token + "]")
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('.')
		}
		out.WriteString(token)
	}
	return pathEnd(out.String())
}

// maxMember bounds what is told of a member's path, in characters: four arrays deep,
// as in acts of reconciliation, and names that clients make up.
const maxMember = 160

// pathEnd returns the end of a path, which tells more than its beginning.
func pathEnd(path string) string {
	runes := []rune(path)
	if len(runes) <= maxMember {
		return path
	}
	return "…" + string(runes[len(runes)-maxMember:])
}

var (
	idType      = reflect.TypeFor[sdano.ID]()
	bytesType   = reflect.TypeFor[[]byte]()
	decimalType = reflect.TypeFor[title.Decimal]()
)

// expected names a type for people.
func expected(t reflect.Type) string {
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case nil:
		return "значение из описания"
	case idType:
		return "идентификатор (guid)"
	case bytesType:
		return "строка Base64"
	case decimalType:
		return "десятичное число"
	}
	switch t.Kind() {
	case reflect.String:
		return "строка"
	case reflect.Bool:
		return "true или false"
	case reflect.Int, reflect.Int64:
		return "целое число"
	case reflect.Slice:
		return "массив"
	default:
		return "объект"
	}
}

// readDecimal reads a number as it is written, or the same in quotes.
func readDecimal(dec *jsontext.Decoder, d *title.Decimal) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch v.Kind() {
	case 'n':
		*d = ""
	case '"':
		text, err := jsontext.AppendUnquote(nil, v)
		*d = title.Decimal(text)
		return err
	case '0':
		*d, err = plainNumber(string(v))
		return err
	default:
		return errWrongType
	}
	return nil
}

var errWrongType = errors.New("wrong type")

// maxShift bounds the exponent of a number: no format has so many digits.
const maxShift = 40

// plainNumber writes a JSON number without exponent, digit by digit.
func plainNumber(text string) (title.Decimal, error) {
	mantissa, exponent, has := strings.Cut(strings.ToLower(text), "e")
	if !has {
		return title.Decimal(text), nil
	}
	shift, err := strconv.Atoi(exponent)
	if err != nil || shift > maxShift || shift < -maxShift {
		return "", errWrongType
	}
	negative := strings.HasPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(mantissa, "-"), ".")
	point := len(whole) + shift
	digits := whole + fraction
	if point <= 0 {
		digits, point = strings.Repeat("0", 1-point)+digits, 1
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	head := strings.TrimLeft(digits[:point-1], "0") + digits[point-1:point]
	if tail := strings.TrimRight(digits[point:], "0"); tail != "" {
		head += "." + tail
	}
	if negative {
		head = "-" + head
	}
	return title.Decimal(head), nil
}

// readBytes reads Base64.
func readBytes(dec *jsontext.Decoder, b *[]byte) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch v.Kind() {
	case 'n':
		*b = nil
		return nil
	case '"':
		text, err := jsontext.AppendUnquote(nil, v)
		if err != nil {
			return err
		}
		*b, err = unbase64(text)
		return err
	}
	return errWrongType
}

// unbase64 reads Base64 in PEM armour or not, with or without line breaks and
// padding.
func unbase64(text []byte) ([]byte, error) {
	if block, _ := pem.Decode(text); block != nil {
		return block.Bytes, nil
	}
	text = bytes.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, text)
	text = bytes.TrimRight(text, "=")
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(text)))
	n, err := base64.RawStdEncoding.Decode(out, text)
	return out[:n], err
}
