package methods

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano/httpapi/httpx"
	"sdano/reporting"
)

// member is one member of a JSON object whose names are chosen by language.
type member struct {
	name  string
	value any
}

// members is a JSON object in the order given; none is {}.
type members []member

// MarshalJSONTo writes the object.
func (m members) MarshalJSONTo(e *jsontext.Encoder) error {
	if err := e.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, x := range m {
		if err := e.WriteToken(jsontext.String(x.name)); err != nil {
			return err
		}
		if err := json.MarshalEncode(e, x.value); err != nil {
			return err
		}
	}
	return e.WriteToken(jsontext.EndObject)
}

// language of a method's name; answers speak it.
type language bool

const (
	english language = false
	russian language = true
)

// of returns a name in the language.
func (l language) of(n httpx.Name) string {
	if l == russian {
		return n.RU
	}
	return n.EN
}

// status returns a status by its name in the language, null if there is none.
func (l language) status(s reporting.Status) any {
	switch {
	case s == reporting.NoStatus:
		return nil
	case l == russian:
		return s.Name1C()
	}
	return string(s)
}

// reasons returns the reasons of a refusal as a list that is never null.
func (l language) reasons(reasons []reporting.Reason) any {
	out := make([]members, 0, len(reasons))
	for _, r := range reasons {
		out = append(out, members{{l.of(nameReason), r.Text}, {l.of(nameExplanation), r.Explanation}})
	}
	return out
}
