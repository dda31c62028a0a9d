package fresh

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/asyncdata"
)

// upload answers hs/dt/upload/{tmpid}.
func (h *Handler) upload(c *call, tmpid string) {
	t := h.admit(c, uploadTicket, tmpid)
	if t == nil || !c.method(http.MethodPut) {
		return
	}
	session(c)
	t.mu.Lock()
	defer t.mu.Unlock()
	defer h.tickets.settle(t)
	switch {
	case t.answer != nil:
		h.created(c, t)
	case t.storage == jobsStorage:
		c.text(http.StatusInternalServerError, "Метод не поддерживается.")
	default:
		h.receive(c, t)
	}
}

// admit returns the ticket of a tmpid. The tmpid alone is enough, but
// credentials that are wrong, or another user's, are not passed over; nil
// means that the answer is given.
func (h *Handler) admit(c *call, kind ticketKind, tmpid string) *ticket {
	t := h.tickets.find(kind, tmpid, c)
	if (t == nil || c.r.Header.Get("Authorization") != "") && !h.enter(c) {
		return nil
	}
	if t == nil || c.who.Login != "" && c.who.Login != t.who.Login {
		c.status(http.StatusNotFound)
		return nil
	}
	c.who = t.who
	return t
}

// receive takes a body or a part of one and, once it is whole, does what it is
// for.
func (h *Handler) receive(c *call, t *ticket) {
	limit := int64(maxParams)
	if t.storage == filesStorage {
		limit = maxFile
	}
	part, partial := parseContentRange(c.r.Header.Get("Content-Range"))
	if partial && part.size > limit {
		tooLarge(c)
		return
	}
	body, ok := readBody(c, limit)
	if !ok {
		return
	}
	if partial {
		if body, ok = h.join(c, t, part, body); !ok {
			return
		}
	}
	text, err := h.act(c, t, content(c.r, body))
	if err != nil {
		h.fail(c, err)
		return
	}
	t.received, t.answer = nil, text
	h.tickets.release(t)
	h.created(c, t)
}

// join adds a part to what was received before. It returns the whole once the
// last part is there; until then, and if the part does not fit, it answers. A
// part that was already received is passed over, a first part begins anew.
func (h *Handler) join(c *call, t *ticket, part contentRange, body []byte) ([]byte, bool) {
	if part.first == 0 {
		t.received = nil
		h.tickets.release(t)
	}
	have := int64(len(t.received))
	switch {
	case int64(len(body)) != part.last-part.first+1 || part.first > have || part.first < have && part.last >= have:
		c.text(http.StatusInternalServerError, fmt.Sprintf("Части файла переданы не подряд: получено байт %d, часть начинается с байта %d.", have, part.first))
		return nil, false
	case part.first == have:
		if !h.tickets.hold(t, int64(len(body))) {
			c.text(http.StatusServiceUnavailable, "Слишком много незавершённых загрузок. Повторите запрос позже.")
			return nil, false
		}
		t.received = append(t.received, body...)
	}
	if int64(len(t.received)) < part.size {
		h.tickets.prolong(t)
		c.status(http.StatusAccepted)
		return nil, false
	}
	return t.received, true
}

// act does what the whole body is for and returns the answer.
func (h *Handler) act(c *call, t *ticket, p payload) ([]byte, error) {
	if t.storage.starts() {
		return h.start(c, t.who, t.storage, t.id, p.body)
	}
	file, err := h.jobs.Upload(c.r.Context(), t.tenant, t.who, orElse(p.name, t.id), p.body)
	if errors.Is(err, asyncdata.ErrForbidden) {
		return startAnswer(asyncdata.Job{}, err)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		ID sdano.ID `json:"id"`
	}{file.ID})
}

// created answers with the result of the upload, the first time and again.
func (h *Handler) created(c *call, t *ticket) {
	h.tickets.prolong(t)
	writeJSON(c, http.StatusCreated, t.answer)
}

// contentRange is the place of a part in a body: the numbers of its first and
// last byte and the size of the whole.
type contentRange struct{ first, last, size int64 }

var contentRangeForm = regexp.MustCompile(`^\s*bytes\s+(\d+)-(\d+)/(\d+)\s*$`)

// parseContentRange reads a Content-Range header (RFC 9110, section 14.4);
// false means that the body is whole.
func parseContentRange(header string) (contentRange, bool) {
	m := contentRangeForm.FindStringSubmatch(header)
	if m == nil {
		return contentRange{}, false
	}
	var n [3]int64
	for i := range n {
		v, err := strconv.ParseInt(m[i+1], 10, 64)
		if err != nil {
			return contentRange{}, false
		}
		n[i] = v
	}
	r := contentRange{n[0], n[1], n[2]}
	return r, r.first <= r.last && r.last < r.size
}
