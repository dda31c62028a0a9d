package sandbox

import (
	"context"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/reporting"
)

// directionJSON is a direction as the service of directions writes it.
type directionJSON struct {
	Tenant    sdano.Tenant        `json:"tenant"`
	INN       string              `json:"inn"`
	Authority reporting.Authority `json:"authority"`
	Code      string              `json:"code"`
}

// directions answers GET /directions: every open direction of every tenant.
func (s *Server) directions(r *http.Request) (int, any, error) {
	text, ok, err := setting(r.Context(), s.store.db, settingDirections)
	list := []directionJSON{}
	if err != nil || ok {
		if err == nil {
			err = json.Unmarshal([]byte(text), &list)
		}
		return http.StatusOK, list, err
	}
	for _, d := range s.c.Directions {
		list = append(list, directionJSON(d))
	}
	return http.StatusOK, list, nil
}

// putDirections replaces the directions for good.
func (s *Server) putDirections(r *http.Request) (int, any, error) {
	list := []directionJSON{}
	if err := readJSON(r, &list); err != nil {
		return 0, nil, err
	}
	text, err := json.Marshal(list)
	if err != nil {
		return 0, nil, err
	}
	err = s.store.write(func(ctx context.Context, q querier) error {
		return putSetting(ctx, q, settingDirections, string(text))
	})
	return http.StatusNoContent, nil, err
}

// tick moves every docflow by one stage, now.
func (s *Server) tick(r *http.Request) (int, any, error) {
	n, err := s.advance(r.Context(), true)
	return http.StatusOK, map[string]int{"advanced": n}, err
}

// heal makes the documents readable that could not be decrypted.
func (s *Server) heal(_ *http.Request) (int, any, error) {
	healed := 0
	err := s.store.write(func(ctx context.Context, q querier) (err error) {
		healed, err = s.healDocflows(ctx, q)
		return err
	})
	return http.StatusOK, map[string]int{"healed": healed}, err
}

// countersJSON count what the sandbox took.
type countersJSON struct {
	Sends    int `json:"sends"`
	Docflows int `json:"docflows"`
	Replies  int `json:"replies"`
}

func (s *Server) counters(r *http.Request) (int, any, error) {
	var c countersJSON
	err := s.store.db.QueryRowContext(r.Context(), `SELECT
		(SELECT count(*) FROM task WHERE type = 'send' AND state = 'succeed'),
		(SELECT count(*) FROM docflow),
		(SELECT count(*) FROM reply WHERE sent_at <> 0)`).Scan(&c.Sends, &c.Docflows, &c.Replies)
	return http.StatusOK, c, err
}

// clockJSON is how far the business clock is moved, and its instant.
type clockJSON struct {
	Days int64  `json:"days"`
	Now  string `json:"now,omitzero"`
}

func (s *Server) clock() clockJSON { return clockJSON{s.days.Load(), zulu(micros(s.now()))} }

func (s *Server) getClock(*http.Request) (int, any, error) { return http.StatusOK, s.clock(), nil }

// maxDays bounds the move of the clock: ten thousand days are 27 years.
const maxDays = 10_000

// putClock moves the business clock to the real one plus whole days.
func (s *Server) putClock(r *http.Request) (int, any, error) {
	var b clockJSON
	if err := readJSON(r, &b); err != nil {
		return 0, nil, err
	}
	if b.Days > maxDays || b.Days < -maxDays {
		return 0, nil, badRequest("badRequest", "Число дней days неверно: допускается от -10000 до 10000.")
	}
	err := s.store.write(func(ctx context.Context, q querier) error {
		return putSetting(ctx, q, settingDays, strconv.FormatInt(b.Days, 10))
	})
	if err != nil {
		return 0, nil, err
	}
	s.days.Store(b.Days)
	return http.StatusOK, s.clock(), nil
}
