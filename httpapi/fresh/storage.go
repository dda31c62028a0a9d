package fresh

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"sdano"
	"sdano/access"
	"sdano/asyncdata"
)

// storage names a kind of objects in the protocol.
type storage string

const (
	asyncStorage       storage = "async"       // data ids
	jobsStorage        storage = "jobs"        // jobs, read only
	filesStorage       storage = "files"       // results and uploads
	integrationStorage storage = "integration" // commands
)

// listID is the object of asyncStorage that lists the data ids.
const listID = "list"

// parseStorage reads the name of a storage in any case; «reports» is another
// name of «async».
func parseStorage(name string) (storage, bool) {
	switch s := storage(strings.ToLower(name)); s {
	case asyncStorage, jobsStorage, filesStorage, integrationStorage:
		return s, true
	case "reports":
		return asyncStorage, true
	}
	return "", false
}

// starts reports whether a POST to the storage starts a job.
func (s storage) starts() bool { return s == asyncStorage || s == integrationStorage }

// storage answers hs/dt/storage/{storage}/{id}.
func (h *Handler) storage(c *call, rest []string) {
	s, known := parseStorage(rest[0])
	switch {
	case !known:
		c.status(http.StatusUnsupportedMediaType)
	case len(rest) != 2:
		c.status(http.StatusNotFound)
	case c.r.Method == http.MethodPost:
		h.post(c, s, rest[1])
	case c.method(http.MethodGet, http.MethodHead, http.MethodPost):
		h.open(c, s, rest[1])
	}
}

// open answers a request to download an object with the address of its bytes.
func (h *Handler) open(c *call, s storage, id string) {
	if _, _, err := h.object(c.r.Context(), c.tenant, c.who, s, id); err != nil {
		h.missing(c, err)
		return
	}
	h.point(c, downloadTicket, s, id)
	c.status(http.StatusFound)
}

// post answers a POST: without a body, with the address for one; with a body,
// where that starts a job, also with the answer to the start.
func (h *Handler) post(c *call, s storage, id string) {
	if !s.starts() {
		h.point(c, uploadTicket, s, id)
		c.status(http.StatusOK)
		return
	}
	body, ok := readBody(c, maxParams)
	if !ok {
		return
	}
	if len(body) == 0 {
		h.point(c, uploadTicket, s, id)
		c.status(http.StatusOK)
		return
	}
	text, err := h.start(c, c.who, s, id, content(c.r, body).body)
	if err != nil {
		h.fail(c, err)
		return
	}
	h.point(c, uploadTicket, s, id)
	writeJSON(c, http.StatusOK, text)
}

// point sets the headers that lead to a new upload or download.
func (h *Handler) point(c *call, kind ticketKind, s storage, id string) {
	tmpid := h.tickets.issue(&ticket{kind: kind, app: c.app, tenant: c.tenant, who: c.who, storage: s, id: id})
	c.w.Header().Set("Location", h.base(c)+"hs/dt/"+string(kind)+"/"+tmpid)
	c.w.Header().Set("Accept-Ranges", "bytes")
}

// start starts a job and returns the answer to it.
func (h *Handler) start(c *call, who access.Principal, s storage, id string, params []byte) ([]byte, error) {
	if s == integrationStorage {
		id = string(integrationStorage) + "/" + id
	}
	return startAnswer(h.jobs.Start(c.r.Context(), c.tenant, who, id, params))
}

// object returns the name and the bytes that an object of a storage has now.
func (h *Handler) object(ctx context.Context, tenant sdano.Tenant, who access.Principal, s storage, id string) (string, []byte, error) {
	if s == asyncStorage && strings.EqualFold(id, listID) {
		return h.list(tenant, who)
	}
	key, err := sdano.ParseID(id)
	if err != nil {
		return "", nil, asyncdata.ErrNotFound
	}
	switch s {
	case jobsStorage:
		job, err := h.jobs.Job(ctx, tenant, who, key)
		if err != nil {
			return "", nil, err
		}
		body, err := jobAnswer(job)
		return job.ID.String() + ".json", body, err
	case filesStorage:
		file, err := h.jobs.File(ctx, tenant, who, key)
		return file.Name, file.Body, err
	}
	return "", nil, asyncdata.ErrNotFound
}

func (h *Handler) list(tenant sdano.Tenant, who access.Principal) (string, []byte, error) {
	if !who.Enters(tenant) {
		return "", nil, asyncdata.ErrNotFound
	}
	body, err := listAnswer(h.jobs.List())
	return listID + ".json", body, err
}

// missing answers 404 to a request for an object that cannot be given; what is
// not simply absent is logged.
func (h *Handler) missing(c *call, err error) {
	if !errors.Is(err, asyncdata.ErrNotFound) {
		h.log.ErrorContext(c.r.Context(), "asynchronous data API", "err", err)
	}
	c.status(http.StatusNotFound)
}

func writeJSON(c *call, status int, text []byte) {
	c.w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	c.w.WriteHeader(status)
	_, _ = c.w.Write(text)
}
