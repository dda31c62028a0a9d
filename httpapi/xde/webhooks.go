package xde

import (
	"context"
	"strings"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/acceptance"
	"sdano/access"
	"sdano/hooks"
	"sdano/httpapi/httpx"
)

// Hooks keeps webhooks; hooks.Service does.
type Hooks interface {
	// Create makes a webhook; whether its owner may see what it is about is asked
	// before.
	Create(ctx context.Context, who hooks.Who, in hooks.Subscription) (hooks.Hook, error)
	// Hooks returns those that somebody sees.
	Hooks(ctx context.Context, who hooks.Who) ([]hooks.Hook, error)
	// Hook returns one of them, or hooks.ErrNotFound.
	Hook(ctx context.Context, who hooks.Who, id sdano.ID) (hooks.Hook, error)
	// Rotate gives one another secret.
	Rotate(ctx context.Context, who hooks.Who, id sdano.ID, secret string) error
	// Delete removes one.
	Delete(ctx context.Context, who hooks.Who, id sdano.ID) error
}

// boxTopic begins the topics of webhooks that tell the status feed of a box.
const boxTopic = "box/"

func (c *call) asOwner() hooks.Who {
	return hooks.Who{Actor: c.v.Actor, Login: c.v.Login, Tenants: c.v.Tenants, Admin: c.v.Admin}
}

// webhookBody asks for a webhook.
type webhookBody struct {
	URL    string   `json:"Url"`
	BoxID  string   `json:"BoxId"`
	Codes  []string `json:"Codes"`
	Secret string   `json:"Secret"`
	// LastStatusID is the number after which statuses are told; absent means from
	// now on.
	LastStatusID *int64 `json:"LastStatusId"`
}

// createWebhook answers POST /webhooks with the id of a new webhook.
func (h *Handler) createWebhook(c *call) error {
	var in webhookBody
	if err := c.decode(&in); err != nil {
		return err
	}
	switch {
	case in.BoxID == "":
		return missing("BoxId")
	case in.URL == "":
		return missing("Url")
	case in.Secret == "":
		return missing("Secret")
	}
	box, err := h.boxOf(c, in.BoxID)
	if err != nil {
		return err
	}
	made, err := h.c.Hooks.Create(c.ctx(), c.asOwner(), hooks.Subscription{
		Tenant: box.Tenant, Topic: boxTopic + box.ID, URL: in.URL, Codes: in.Codes, Secret: in.Secret, After: in.LastStatusID,
	})
	if err != nil {
		return err
	}
	return c.scalar(made.ID.String(), true)
}

// boxOf returns a box that the visitor sees.
func (h *Handler) boxOf(c *call, id string) (acceptance.Box, error) {
	boxes, err := h.c.Acceptance.Boxes(c.ctx(), c.v)
	for _, b := range boxes {
		if b.ID == id {
			return b, nil
		}
	}
	if err == nil {
		err = acceptance.ErrForbidden
	}
	return acceptance.Box{}, err
}

// webhookForm is a webhook as it is told. Its secrets are not.
type webhookForm struct {
	ID              sdano.ID `json:"Id"`
	URL             string   `json:"Url"`
	BoxID           string   `json:"BoxId"`
	Codes           []string `json:"Codes"`
	LastStatusID    int64    `json:"LastStatusId"`
	IsActive        bool     `json:"IsActive"`
	StopReason      *string  `json:"StopReason"`
	Delivered       int64    `json:"DeliveredCount"`
	Lost            int64    `json:"LostCount"`
	DeliveredAt     *string  `json:"LastDeliveredDateTime"`
	LastError       *string  `json:"LastError"`
	CreatedDateTime *string  `json:"CreatedDateTime"`
}

func webhookOf(w hooks.Hook) webhookForm {
	f := webhookForm{
		ID: w.ID, URL: w.URL, BoxID: strings.TrimPrefix(w.Topic, boxTopic), Codes: w.Codes, LastStatusID: w.Cursor,
		IsActive: w.OffAt.IsZero(), StopReason: text(w.OffReason), Delivered: w.Delivered, Lost: w.Lost,
		DeliveredAt: local(w.DeliveredAt, sdano.Moscow), LastError: text(w.LastError), CreatedDateTime: local(w.CreatedAt, sdano.Moscow),
	}
	if f.Codes == nil {
		f.Codes = []string{}
	}
	return f
}

// webhooks answers GET /webhooks.
func (h *Handler) webhooks(c *call) error {
	list, err := h.c.Hooks.Hooks(c.ctx(), c.asOwner())
	if err != nil {
		return err
	}
	out := make([]webhookForm, 0, len(list))
	for _, w := range list {
		out = append(out, webhookOf(w))
	}
	return c.json(out)
}

// webhook answers GET /webhooks/{id}.
func (h *Handler) webhook(c *call) error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	w, err := h.c.Hooks.Hook(c.ctx(), c.asOwner(), id)
	if err != nil {
		return err
	}
	return c.json(webhookOf(w))
}

// deleteWebhook answers DELETE /webhooks/{id}.
func (h *Handler) deleteWebhook(c *call) error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	if err := h.c.Hooks.Delete(c.ctx(), c.asOwner(), id); err != nil {
		return err
	}
	return c.json(struct{}{})
}

// rotateWebhook answers POST /webhooks/{id}/secret: the secret before signs too
// for a day.
func (h *Handler) rotateWebhook(c *call) error {
	id, err := c.id("id")
	if err != nil {
		return err
	}
	var in struct{ Secret string }
	if err := c.decode(&in); err != nil {
		return err
	}
	if in.Secret == "" {
		return missing("Secret")
	}
	if err := h.c.Hooks.Rotate(c.ctx(), c.asOwner(), id, in.Secret); err != nil {
		return err
	}
	return c.json(struct{}{})
}

// addWebhooks adds the addresses of webhooks.
func (h *Handler) addWebhooks(table map[string]httpx.Action) {
	if h.c.Hooks == nil {
		return
	}
	table["POST /webhooks"] = h.post(h.createWebhook)
	table["GET /webhooks"] = h.get(h.webhooks)
	table["GET /webhooks/{id}"] = h.get(h.webhook)
	table["DELETE /webhooks/{id}"] = h.get(h.deleteWebhook)
	table["POST /webhooks/{id}/secret"] = h.post(h.rotateWebhook)
}

// Feeder reads status feeds; acceptance.Service does.
type Feeder interface {
	// Boxes returns the boxes that a visitor sees.
	Boxes(ctx context.Context, v acceptance.Visitor) ([]acceptance.Box, error)
	// Feed returns up to limit elements of a box with StatusID > after.
	Feed(ctx context.Context, v acceptance.Visitor, box string, after int64, limit int) ([]acceptance.FeedElement, error)
}

// Names finds accounts by their login; access.Service does.
type Names interface {
	// Named returns the principal of an account, or access.ErrUnknownUser.
	Named(ctx context.Context, login string) (access.Principal, error)
}

// Source gives webhooks the elements of status feeds, as version 4 of the feed
// tells them. It is hooks.Source.
type Source struct {
	Feeds Feeder
	Users Names
}

// Events returns the elements of the feed of a hook's box, read as its owner.
func (s Source) Events(ctx context.Context, w hooks.Hook, after int64, limit int) ([]hooks.Event, error) {
	owner, err := s.Users.Named(ctx, w.Owner)
	if err != nil {
		return nil, err
	}
	v := VisitorOf(owner)
	box := strings.TrimPrefix(w.Topic, boxTopic)
	list, err := s.Feeds.Feed(ctx, v, box, after, limit)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	boxes, err := s.Feeds.Boxes(ctx, v)
	if err != nil {
		return nil, err
	}
	zone := sdano.Moscow
	for _, b := range boxes {
		if b.ID == box {
			zone = b.Location()
		}
	}
	out := make([]hooks.Event, 0, len(list))
	for _, e := range list {
		body, err := json.Marshal(elementOf(e, zone), compact)
		if err != nil {
			return nil, err
		}
		out = append(out, hooks.Event{Number: e.StatusID, Group: e.Document.String(), Code: string(e.Code), Body: body})
	}
	return out, nil
}
