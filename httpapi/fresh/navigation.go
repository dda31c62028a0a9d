package fresh

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sdano"
)

// navigationForm is the address of a navigation link before its identifier,
// relative to the base.
const navigationForm = "e1cib/data/РегистрСведений.ПубликуемыеНавигационныеСсылки?Идентификатор="

// navigationAddress returns the address of a navigation link as it stands in
// results.
func navigationAddress(id sdano.ID) string { return navigationForm + id.String() }

// opener reads the identifier behind the # of the address, which browsers do
// not send, and goes on to the page.
const opener = `var m = null;
try { m = /=([0-9a-fA-F-]{36})\s*$/.exec(decodeURIComponent(location.hash)); } catch (e) {}
var page = document.documentElement.dataset.page;
location.replace(m ? page + "&link=" + m[1] : page);`

var openerPolicy = func() string {
	sum := sha256.Sum256([]byte(opener))
	return "default-src 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()

var openerPage = template.Must(template.New("opener").Parse(`<!DOCTYPE html>
<html lang="ru" data-page="{{.Page}}">
<head><meta charset="utf-8"><title>сдано</title></head>
<body><p><a href="{{.Page}}">Открыть монитор налогов и отчётности</a></p>
<script>{{.Script}}</script></body></html>
`))

// navigate answers the base of a data area, to which navigation links are
// appended behind a #, and the same links without it: both lead to the page
// that opens them. The page asks who is there; nothing of the data is told
// here.
func (h *Handler) navigate(c *call) {
	if !h.knows(c) {
		c.status(http.StatusNotFound)
		return
	}
	if !c.method(http.MethodGet, http.MethodHead) {
		return
	}
	if len(c.path) > 0 {
		id, _ := sdano.ParseID(c.r.URL.Query().Get("Идентификатор"))
		c.w.Header().Set("Location", h.pageOf(c.tenant, id))
		c.status(http.StatusFound)
		return
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.Header().Set("Content-Security-Policy", openerPolicy)
	_ = openerPage.Execute(c.w, map[string]any{"Page": h.pageOf(c.tenant, sdano.ID{}), "Script": template.JS(opener)})
}

// pageOf returns the address of the page that opens a link; a zero link means
// the monitor.
func (h *Handler) pageOf(tenant sdano.Tenant, link sdano.ID) string {
	query := url.Values{"tenant": {strconv.FormatInt(int64(tenant), 10)}}
	if !link.IsZero() {
		query.Set("link", link.String())
	}
	sign := "?"
	if strings.Contains(h.page, "?") {
		sign = "&"
	}
	return h.page + sign + query.Encode()
}
