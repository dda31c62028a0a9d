package sign

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
)

// unwrap returns BER that may be wrapped in PEM or Base64, with definite lengths.
// The result shares no memory with data.
func unwrap(data []byte) ([]byte, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(data) > 0 && data[0] == tagSequence {
		return definite(bytes.Clone(data))
	}
	if der, _, ok := pemBlock(data); ok {
		return definite(der)
	}
	der, err := base64.StdEncoding.DecodeString(string(withoutSpaces(data)))
	if err != nil {
		return nil, err
	}
	return definite(der)
}

// pemBlock returns the contents of the first PEM block and what is behind it.
func pemBlock(data []byte) (der, rest []byte, ok bool) {
	block, rest := pem.Decode(data)
	if block == nil {
		return nil, nil, false
	}
	return block.Bytes, rest, true
}

// withoutSpaces drops what separates the lines of Base64.
func withoutSpaces(text []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r == ' ' || r == '\r' || r == '\n' || r == '\t' {
			return -1
		}
		return r
	}, text)
}
