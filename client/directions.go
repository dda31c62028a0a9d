package client

import (
	"context"
	"net/http"
)

// Directions counts what a refresh of the directions of reporting did.
type Directions struct {
	Added  int `json:"added"`
	Closed int `json:"closed"`
	Kept   int `json:"kept"`
	// Held counts the closures that wait for an operator; then nothing changed.
	Held int `json:"held"`
}

// ConfirmDirections applies a list of directions that was held because it
// closes too many at once, for all data areas. It needs the right "jobs".
func (c *Client) ConfirmDirections(ctx context.Context) (Directions, error) {
	var out Directions
	data, err := c.do(ctx, call{method: http.MethodPost, path: "/v1/directions/confirm"})
	if err != nil {
		return out, err
	}
	err = decode(data, &out)
	return out, err
}
