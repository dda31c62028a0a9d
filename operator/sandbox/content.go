package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"sdano"
)

// span is a Content-Range: bytes from start to before end of total.
type span struct{ start, end, total int64 }

func badRange() *fault {
	return badRequest("contentRange", "Заголовок Content-Range неверен: нужен вид «bytes 0-99/200», части передаются подряд.")
}

// spanOf reads the Content-Range of a request with n bytes; without one the
// bytes are the whole.
func spanOf(r *http.Request, n int64) (span, error) {
	text := r.Header.Get("Content-Range")
	if text == "" {
		return span{0, n, n}, nil
	}
	var s span
	if _, err := fmt.Sscanf(text, "bytes %d-%d/%d", &s.start, &s.end, &s.total); err != nil {
		return span{}, badRange()
	}
	s.end++
	if s.start < 0 || s.end-s.start != n || s.end > s.total {
		return span{}, badRange()
	}
	if s.total > wholeSize {
		return span{}, &fault{status: http.StatusRequestEntityTooLarge, code: "requestEntityTooLarge", message: "Содержимое больше допустимого."}
	}
	return s, nil
}

type contentJSON struct {
	ID sdano.ID `json:"id"`
}

// stored is what is known of contents.
type stored struct{ size, total int64 }

func scanStored(row scanner, s *stored) error { return row.Scan(&s.size, &s.total) }

func contentOf(ctx context.Context, q querier, id sdano.ID) (stored, error) {
	s, ok, err := one(ctx, q, scanStored, `SELECT size, total FROM content WHERE id = $1`, id)
	if err == nil && !ok {
		err = notFound("Контент")
	}
	return s, err
}

// postContent takes contents or their first part.
func (s *Server) postContent(r *http.Request) (int, any, error) {
	data, err := body(r, partLimit)
	if err != nil {
		return 0, nil, err
	}
	sp, err := spanOf(r, int64(len(data)))
	if err == nil && sp.start != 0 {
		err = badRange()
	}
	if err != nil {
		return 0, nil, err
	}
	id := sdano.NewID()
	err = s.store.write(func(ctx context.Context, q querier) error {
		return putContent(ctx, q, id, sp.total, data)
	})
	return partStatus(sp), contentJSON{id}, err
}

// partStatus is 201 once all is there, 200 before.
func partStatus(sp span) int {
	if sp.end == sp.total {
		return http.StatusCreated
	}
	return http.StatusOK
}

// putContent stores the first part of contents.
func putContent(ctx context.Context, q querier, id sdano.ID, total int64, data []byte) error {
	if err := exec(ctx, q, `INSERT INTO content (id, size, total) VALUES ($1, $2, $3)`, id, int64(len(data)), total); err != nil {
		return err
	}
	return exec(ctx, q, `INSERT INTO content_part (content, start, data) VALUES ($1, 0, $2)`, id, notNil(data))
}

// putContent takes a further part. A part that is here already is taken again if
// it is the same.
func (s *Server) putContent(r *http.Request) (int, any, error) {
	id, err := pathID(r, "content", "Контент")
	if err != nil {
		return 0, nil, err
	}
	data, err := body(r, partLimit)
	if err != nil {
		return 0, nil, err
	}
	sp, err := spanOf(r, int64(len(data)))
	if err != nil {
		return 0, nil, err
	}
	err = s.store.write(func(ctx context.Context, q querier) error {
		return addPart(ctx, q, id, sp, data)
	})
	return partStatus(sp), contentJSON{id}, err
}

func addPart(ctx context.Context, q querier, id sdano.ID, sp span, data []byte) error {
	have, err := contentOf(ctx, q, id)
	if err != nil {
		return err
	}
	if sp.total != have.total || sp.start > have.size {
		return badRange()
	}
	if sp.start < have.size {
		part, ok, err := one(ctx, q, value[[]byte], `SELECT data FROM content_part WHERE content = $1 AND start = $2`, id, sp.start)
		if err == nil && (!ok || !bytes.Equal(part, data)) {
			err = badRange()
		}
		return err
	}
	if err := exec(ctx, q, `INSERT INTO content_part (content, start, data) VALUES ($1, $2, $3)`, id, sp.start, notNil(data)); err != nil {
		return err
	}
	return exec(ctx, q, `UPDATE content SET size = $1 WHERE id = $2`, sp.end, id)
}

func notNil(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}

// readContent returns whole contents.
func readContent(ctx context.Context, q querier, id sdano.ID) ([]byte, error) {
	have, err := contentOf(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if have.size != have.total {
		return nil, badRequest("contentIncomplete", "Контент загружен не полностью.")
	}
	parts, err := many(ctx, q, value[[]byte], `SELECT data FROM content_part WHERE content = $1 ORDER BY start`, id)
	if len(parts) == 1 {
		return parts[0], err
	}
	return bytes.Join(parts, nil), err
}

// contentBytes serves contents, by ranges where a client asks for them.
func (s *Server) contentBytes(w http.ResponseWriter, r *http.Request) {
	id, err := pathID(r, "content", "Контент")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	data, err := readContent(r.Context(), s.store.db, id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}
