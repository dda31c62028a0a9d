package title

import "fmt"

// mostPlaces is how many places of one mistake are told: enough to see a pattern.
const mostPlaces = 20

// Places bounds what is told of one mistake, so that a file that makes it in
// every line costs and says little: the first places are told, the rest is
// counted. The zero value is ready.
type Places struct{ seen map[string]int }

// Take notes one more place of the mistake with this code, and reports whether
// it is to be told.
func (p *Places) Take(code string) bool {
	if p.seen == nil {
		p.seen = map[string]int{}
	}
	p.seen[code]++
	return p.seen[code] <= mostPlaces
}

// Rest says in Russian how many places of a mistake were not told, "" if all
// were.
func (p *Places) Rest(code string) string {
	more := p.seen[code] - mostPlaces
	if more <= 0 {
		return ""
	}
	return fmt.Sprintf("Показаны первые %d мест с этой ошибкой, ещё таких мест: %d.", mostPlaces, more)
}
