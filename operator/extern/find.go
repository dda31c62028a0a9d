package extern

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sdano"
	"sdano/reporting"
)

const (
	// patience is how long Find waits for a task that is under way.
	patience = 30 * time.Second
	// A search looks at no more than searchPages lists of searchTake docflows.
	searchTake  = 100
	searchPages = 20
)

// Find asks whether the draft was sent. A draft that the operator does not know
// was not sent; one with a status that nobody knows, or sent without a docflow
// that can be found, cannot be told.
func (c *Client) Find(ctx context.Context, d reporting.Dispatch) (reporting.DocflowRef, reporting.Found, error) {
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	have, found, err := c.settled(waiting, d.DraftID)
	if err != nil {
		return reporting.DocflowRef{}, reporting.FoundCannotTell, public(err)
	}
	switch {
	case !found || have.fate() == fateOpen:
		return reporting.DocflowRef{}, reporting.FoundNo, nil
	case have.fate() == fateUnknown:
		c.c.Log.WarnContext(ctx, "extern: draft of unknown status", "draft", d.DraftID.String(), "status", clip(have.Status, 100))
		return reporting.DocflowRef{}, reporting.FoundCannotTell, nil
	}
	ref, ok, err := c.sentDraft(ctx, have, d.DraftID)
	if err != nil || !ok {
		return reporting.DocflowRef{}, reporting.FoundCannotTell, public(err)
	}
	return ref, reporting.FoundYes, nil
}

// sentDraft returns the docflow of a draft that was sent: the one it names, or
// the one that names it.
func (c *Client) sentDraft(ctx context.Context, d draft, id sdano.ID) (reporting.DocflowRef, bool, error) {
	flow := d.docflow()
	if flow.IsZero() {
		return c.search(ctx, id)
	}
	text, err := c.docflowText(ctx, flow)
	if err != nil {
		// That it was sent is certain; the rest will be known when it is followed.
		c.c.Log.WarnContext(ctx, "extern: docflow of a sent draft", "draft", id.String(), "error", err)
		return reporting.DocflowRef{ID: flow}, true, nil
	}
	return text.ref(), true, nil
}

// search looks for the docflow that was made of a draft.
func (c *Client) search(ctx context.Context, draft sdano.ID) (reporting.DocflowRef, bool, error) {
	for page := range searchPages {
		var list struct {
			Items []docflowText `json:"docflows-page-item"`
		}
		query := url.Values{"skip": {strconv.Itoa(page * searchTake)}, "take": {strconv.Itoa(searchTake)}}
		if err := c.call(ctx, http.MethodGet, "/docflows", query, nil, &list); err != nil {
			return reporting.DocflowRef{}, false, err
		}
		for _, item := range list.Items {
			ref, ok, err := c.madeOf(ctx, item, draft)
			if err != nil || ok {
				return ref, ok, err
			}
		}
		if len(list.Items) < searchTake {
			break
		}
	}
	return reporting.DocflowRef{}, false, nil
}

// madeOf reports whether a docflow of a list was made of a draft; a list that
// does not say is asked for each.
func (c *Client) madeOf(ctx context.Context, item docflowText, draft sdano.ID) (reporting.DocflowRef, bool, error) {
	id := idOf(item.ID)
	if item.Description.OriginalDraft == "" && !id.IsZero() {
		var err error
		if item, err = c.docflowText(ctx, id); err != nil {
			return reporting.DocflowRef{}, false, err
		}
	}
	return item.ref(), !id.IsZero() && idOf(item.Description.OriginalDraft) == draft, nil
}
