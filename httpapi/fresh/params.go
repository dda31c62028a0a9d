package fresh

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var byteOrderMark = []byte("\xef\xbb\xbf")

// bare returns the text without a byte order mark and the space around it.
func bare(text []byte) []byte { return bytes.TrimSpace(bytes.TrimPrefix(text, byteOrderMark)) }

// object reads a JSON object as tolerantly as the 1C platform: a name that is
// repeated has its last value, and wrong UTF-8 is replaced. False if the text
// is not one object.
func object(text []byte) (map[string]jsontext.Value, bool) {
	if len(text) == 0 || jsontext.Value(text).Kind() != '{' {
		return nil, false
	}
	var fields map[string]jsontext.Value
	err := json.Unmarshal(text, &fields, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	return fields, err == nil
}

// absent reports whether a field is not there or null («неопределено»).
func absent(v jsontext.Value) bool { return len(v) == 0 || v.Kind() == 'n' }

// plain returns the text of a field that is a string or, as some clients send
// ИНН, a number; false if it is neither.
func plain(v jsontext.Value) (string, bool) {
	if len(v) == 0 {
		return "", false
	}
	switch v.Kind() {
	case '"':
		var s string
		err := json.Unmarshal(v, &s, jsontext.AllowInvalidUTF8(true))
		return strings.TrimSpace(s), err == nil
	case '0':
		return string(bytes.TrimSpace(v)), true
	}
	return "", false
}
