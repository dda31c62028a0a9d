package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"sdano"
)

// tell puts an event about a docflow into the feed, as often as its robot tells
// things. A tail of "" tells nothing.
func tell(ctx context.Context, q querier, d docflow, tail string, copies int) error {
	if tail == "" {
		return nil
	}
	for range copies {
		if err := exec(ctx, q, `INSERT INTO event (docflow, state, at) VALUES ($1, $2, $3)`, d.id, tail, d.changedAt); err != nil {
			return err
		}
	}
	return nil
}

// event is a stored event with what it says of its docflow.
type event struct {
	seq     int64
	docflow sdano.ID
	state   string
	at      int64
	payer   sdano.TaxID
}

func scanEvent(row scanner, e *event) error {
	return row.Scan(&e.seq, &e.docflow, &e.state, &e.at, &e.payer.INN, &e.payer.KPP)
}

// feedJSON is a page of the feed.
type feedJSON struct {
	First     string      `json:"first-event-id"`
	Next      string      `json:"next-event-id"`
	Requested int         `json:"requested-count"`
	Returned  int         `json:"returned-count"`
	Events    []eventJSON `json:"api-events"`
}

type eventJSON struct {
	ID       string   `json:"id"`
	INN      string   `json:"inn"`
	KPP      string   `json:"kpp"`
	Type     string   `json:"docflow-type"`
	Docflow  sdano.ID `json:"docflow-id"`
	Link     link     `json:"docflow-link"`
	NewState string   `json:"new-state"`
	At       string   `json:"event-date-time"`
	Account  string   `json:"account-id"`
}

// cursor writes the number of an event as the feed names it.
func cursor(seq int64) string { return fmt.Sprintf("0_%d", seq) }

func cursorOf(r *http.Request) (int64, error) {
	text := r.URL.Query().Get("fromId")
	if text == "" {
		return 0, nil
	}
	tail, ok := strings.CutPrefix(text, "0_")
	seq, err := strconv.ParseInt(tail, 10, 64)
	if !ok || err != nil || seq < 0 {
		return 0, badRequest("badRequest", "Параметр fromId неверен: нужен идентификатор события, первый — 0_0.")
	}
	return seq, nil
}

// events answers with a page of the feed: the events from fromId on, and where
// the next page begins.
func (s *Server) events(r *http.Request) (int, any, error) {
	_, take, err := window(r)
	if err != nil {
		return 0, nil, err
	}
	from, err := cursorOf(r)
	if err != nil {
		return 0, nil, err
	}
	rows, err := many(r.Context(), s.store.db, scanEvent,
		`SELECT e.seq, e.docflow, e.state, e.at, d.inn, d.kpp FROM event e JOIN docflow d ON d.id = e.docflow
		 WHERE e.seq >= $1 ORDER BY e.seq LIMIT $2`, from, take)
	out := feedJSON{First: cursor(from), Next: cursor(from), Requested: take, Returned: len(rows), Events: []eventJSON{}}
	if len(rows) > 0 {
		out.First, out.Next = cursor(rows[0].seq), cursor(rows[len(rows)-1].seq+1)
	}
	for _, e := range rows {
		out.Events = append(out.Events, eventJSON{
			ID: cursor(e.seq), INN: e.payer.INN, KPP: e.payer.KPP, Type: "urn:docflow:" + typeDocflow, Docflow: e.docflow,
			Link:     link{Rel: "docflow", Href: s.href(r, "/docflows/"+e.docflow.String())},
			NewState: "urn:transaction:" + typeDocflow + "-" + e.state, At: zulu(e.at), Account: s.c.Account,
		})
	}
	return http.StatusOK, out, err
}
