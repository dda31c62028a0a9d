package fresh

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"sdano/httpapi/httpx"
)

// download answers hs/dt/download/{tmpid} with the bytes that the object has
// now, so that one address of a job may be polled until its code changes.
func (h *Handler) download(c *call, tmpid string) {
	t := h.admit(c, downloadTicket, tmpid)
	if t == nil || !c.method(http.MethodGet, http.MethodHead) {
		return
	}
	session(c)
	name, body, err := h.object(c.r.Context(), t.tenant, t.who, t.storage, t.id)
	if err != nil {
		h.missing(c, err)
		return
	}
	h.tickets.prolong(t)
	head := c.w.Header()
	head.Set("Content-Type", "application/octet-stream")
	head.Set("Content-Disposition", httpx.Disposition(name))
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Accept-Ranges", "bytes")
	status := http.StatusOK
	if first, last, ok := parseRange(c.r.Header.Get("Range"), int64(len(body))); ok {
		status = http.StatusPartialContent
		head.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first, last, len(body)))
		body = body[first : last+1]
	}
	head.Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body)
}

var rangeForm = regexp.MustCompile(`^bytes=(\d+)-(\d+)$`)

// parseRange reads a Range header with both bounds; a last byte beyond the end
// means the end. False means that the whole body is to be sent.
func parseRange(header string, size int64) (first, last int64, ok bool) {
	m := rangeForm.FindStringSubmatch(strings.TrimSpace(header))
	if m == nil {
		return 0, 0, false
	}
	first, err1 := strconv.ParseInt(m[1], 10, 64)
	last, err2 := strconv.ParseInt(m[2], 10, 64)
	if err1 != nil || err2 != nil || first > last || first >= size {
		return 0, 0, false
	}
	return first, min(last, size-1), true
}
