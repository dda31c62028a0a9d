package fresh

import (
	"net/http"
	"net/url"
	"strconv"

	"sdano"
)

// navigationForm is the address of a navigation link before its identifier,
// relative to the base.
const navigationForm = "e1cib/data/РегистрСведений.ПубликуемыеНавигационныеСсылки?Идентификатор="

// navigationAddress returns the address of a navigation link as it stands in
// results.
func navigationAddress(id sdano.ID) string { return navigationForm + id.String() }

// navigate answers the base of a data area and navigation links appended to it:
// both lead on to the pages, which ask who is there; nothing of the data is told
// here. A link appended behind a # never reaches a server; the pages' own script
// reads it where they are mounted at the base.
func (h *Handler) navigate(c *call) {
	if !h.knows(c) {
		c.status(http.StatusNotFound)
		return
	}
	if !c.method(http.MethodGet, http.MethodHead) {
		return
	}
	id, _ := sdano.ParseID(c.r.URL.Query().Get("Идентификатор"))
	c.w.Header().Set("Location", h.pageOf(c.tenant, id))
	c.status(http.StatusFound)
}

// pageOf returns the address of the page that opens a link; a zero link means
// the monitor.
func (h *Handler) pageOf(tenant sdano.Tenant, link sdano.ID) string {
	page := h.pages
	if !link.IsZero() {
		page += "nav/" + link.String()
	}
	return page + "?" + url.Values{"tenant": {strconv.FormatInt(int64(tenant), 10)}}.Encode()
}
