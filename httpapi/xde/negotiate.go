package xde

import (
	"net/http"
	"strconv"
	"strings"
)

// prefersJSON reports whether an answer that is a mere number or reference is
// to be JSON and not plain text: plain text is for those who ask for it, for
// anything or for nothing. Of two equal wishes the first counts.
func prefersJSON(r *http.Request) bool {
	js, plain := wish{}, wish{}
	place := 0
	for _, header := range r.Header.Values("Accept") {
		for part := range strings.SplitSeq(header, ",") {
			place++
			media, params, _ := strings.Cut(part, ";")
			media, q := strings.ToLower(strings.TrimSpace(media)), quality(params)
			js.hear(media, "application/json", q, place)
			plain.hear(media, "text/plain", q, place)
		}
	}
	if js.q != plain.q {
		return js.q > plain.q
	}
	return js.exact > plain.exact || js.exact == plain.exact && js.exact > 0 && js.place < plain.place
}

// wish is how much a media type is wished for: by the most exact range that
// covers it.
type wish struct {
	exact int // 3 the type itself, 2 "type/*", 1 "*/*", 0 not named
	q     float64
	place int
}

func (w *wish) hear(media, kind string, q float64, place int) {
	exact := 0
	family, _, _ := strings.Cut(kind, "/")
	switch media {
	case kind:
		exact = 3
	case family + "/*":
		exact = 2
	case "*/*":
		exact = 1
	}
	if exact > w.exact {
		*w = wish{exact, q, place}
	}
}

// quality returns the weight among the parameters of a media range, 1 if there
// is none that can be read.
func quality(params string) float64 {
	for p := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		if q, err := strconv.ParseFloat(value, 64); err == nil && strings.EqualFold(name, "q") && q >= 0 && q <= 1 {
			return q
		}
	}
	return 1
}
