package extern

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"sdano"
	"sdano/reporting"
)

const (
	feedStart = "0_0"
	feedTake  = 500
)

// Changes returns the docflows of the next page of the feed, without repetition
// and in its order. Events that name no docflow are logged and passed over: the
// feed is a hint. Errors are those of Docflow.
func (c *Client) Changes(ctx context.Context, cursor string) (reporting.Changes, error) {
	if cursor == "" {
		cursor = feedStart
	}
	query := url.Values{"take": {strconv.Itoa(feedTake)}, "fromId": {cursor}}
	data, err := c.do(ctx, request{method: http.MethodGet, url: c.base + "/v1/events", query: query, limit: jsonLimit})
	if err != nil {
		return reporting.Changes{}, public(err)
	}
	var page struct {
		Next   string `json:"next-event-id"`
		Events []struct {
			Docflow string `json:"docflow-id"`
			Link    link   `json:"docflow-link"`
		} `json:"api-events"`
	}
	if err := decode("feed", data, &page); err != nil {
		return reporting.Changes{}, public(err)
	}
	out := reporting.Changes{Next: firstOf(page.Next, cursor)}
	for _, e := range page.Events {
		id := idOf(e.Docflow)
		if id.IsZero() {
			id = e.Link.id()
		}
		if id.IsZero() {
			c.c.Log.WarnContext(ctx, "extern: event without docflow", "docflow", clip(e.Docflow, 100))
		} else if !slices.Contains(out.Docflows, id) {
			out.Docflows = append(out.Docflows, id)
		}
	}
	out.More = len(page.Events) >= feedTake && out.Next != cursor
	return out, nil
}

// directionText is a direction as the service of directions writes it.
type directionText struct {
	Tenant    sdano.Tenant        `json:"tenant"`
	INN       string              `json:"inn"`
	Authority reporting.Authority `json:"authority"`
	Code      string              `json:"code"`
}

// ListDirections asks the service of directions, which needs no token. A list of
// which one row cannot be read is refused whole, because what is missing in it
// would be closed. Errors are *sdano.Error: Unavailable
// "directions_unavailable", Unprocessable "directions_unreadable".
func (c *Client) ListDirections(ctx context.Context) ([]reporting.DirectionKey, error) {
	data, err := c.once(ctx, request{method: http.MethodGet, url: c.directions, limit: jsonLimit}, "")
	if err != nil {
		return nil, &sdano.Error{
			Kind: sdano.Unavailable, Code: "directions_unavailable", Err: err,
			Message: "Сервис направлений не отвечает; действует прежний список.",
			Remedy:  "Ничего делать не нужно: запрос будет повторён. Если связи нет долго, проверьте адрес сервиса направлений.",
		}
	}
	var rows []directionText
	err = decode("directions", data, &rows)
	out := make([]reporting.DirectionKey, 0, len(rows))
	for _, row := range rows {
		if row.Tenant <= 0 || row.INN == "" || row.Authority == "" {
			err = &unreadable{"directions", errNoID}
		}
		out = append(out, reporting.DirectionKey(row))
	}
	if err != nil {
		return nil, &sdano.Error{
			Kind: sdano.Unprocessable, Code: "directions_unreadable", Err: err,
			Message: "Список направлений не удалось прочитать; действует прежний.",
			Remedy:  "Обратитесь к тому, кто ведёт сервис направлений.",
		}
	}
	return out, nil
}
