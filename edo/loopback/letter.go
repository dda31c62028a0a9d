package loopback

import (
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/acceptance"
)

// letter is what lies in a box: a document, or the answer to one.
type letter struct {
	From     string `json:"from"`
	To       string `json:"to,omitempty"`
	Document string `json:"document,omitempty"`
	Package  string `json:"package,omitempty"`
	Answer   bool   `json:"answer,omitempty"`
	// Output marks the sender's own copy of a document.
	Output     bool      `json:"output,omitempty"`
	Key        string    `json:"key"`
	FileName   string    `json:"file_name"`
	Content    []byte    `json:"content"`
	Signatures [][]byte  `json:"signatures,omitempty"`
	At         time.Time `json:"at"`
}

// box returns whose box the letter lies in.
func (l *letter) box() string {
	if l.Output {
		return l.From
	}
	return l.To
}

// about returns the document that the letter brings, "" if it brings none.
func (l *letter) about() string {
	if l.Answer {
		return ""
	}
	return l.Document
}

// encode writes a letter as it is stored.
func (l *letter) encode() ([]byte, error) { return json.Marshal(l) }

func decode(body []byte) (l letter, err error) {
	err = json.Unmarshal(body, &l)
	return l, err
}

// packageSpace is the space of the ids of packages.
var packageSpace = sdano.MustID("0d0c7a36-7a54-4a6e-8f5b-64f1f9b6f1d4")

func (l *letter) incoming() acceptance.Incoming {
	var pkg sdano.ID
	if l.Package != "" {
		pkg = sdano.NameID(packageSpace, l.box()+" "+l.From+" "+l.Package)
	}
	other := l.From
	if l.Output {
		other = l.To
	}
	return acceptance.Incoming{
		Box: l.box(), Package: pkg, OperatorDocument: l.Document, OperatorPackage: l.Package, SenderBox: other,
		FileName: l.FileName, Content: l.Content, Signatures: l.Signatures, Output: l.Output, At: l.At,
	}
}

func (l *letter) reply() acceptance.Reply {
	return acceptance.Reply{
		OperatorDocument: l.Document, FileName: l.FileName, Content: l.Content, Signatures: l.Signatures, At: l.At, Key: l.Key,
	}
}

// number reads a cursor, the number of the last letter that was read.
func number(cursor string) (int64, error) {
	if cursor == "" {
		return 0, nil
	}
	return strconv.ParseInt(cursor, 10, 64)
}
