package extern

import (
	"net/url"
	"strings"
	"time"

	"sdano"
)

// link is a link of an answer. Only the identifiers in it are used; no address
// that an answer names is ever asked.
type link struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
	Name string `json:"name"`
}

// segments returns the parts of the link's path and its parameters.
func (l link) segments() ([]string, url.Values) {
	u, err := url.Parse(l.Href)
	if err != nil {
		return nil, nil
	}
	return strings.Split(strings.Trim(u.Path, "/"), "/"), u.Query()
}

// id returns the identifier at the end of the link, zero if it has none.
func (l link) id() sdano.ID {
	parts, _ := l.segments()
	if len(parts) == 0 {
		return sdano.ID{}
	}
	return idOf(parts[len(parts)-1])
}

// idOf reads an identifier; a text that is none gives zero.
func idOf(text string) sdano.ID {
	id, err := sdano.ParseID(text)
	if err != nil {
		return sdano.ID{}
	}
	return id
}

// tail returns a word without its urn prefix: "urn:document:x" gives "x".
func tail(urn string) string { return urn[strings.LastIndexByte(urn, ':')+1:] }

// forms are the ways in which operators write instants; those without an offset
// are of Moscow.
var forms = []string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", time.DateOnly}

// instant reads an instant; a text that is none gives the zero time.
func instant(text string) time.Time {
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.UTC()
	}
	for _, form := range forms {
		if t, err := time.ParseInLocation(form, text, sdano.Moscow); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
