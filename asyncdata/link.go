package asyncdata

import (
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sdano"
)

// linkSpace is the UUIDv5 name space of navigation links.
var linkSpace = sdano.MustID("6f1d7c52-3b0e-5e0a-9c1b-5a1f0d2c7e41")

// NewLink returns the navigation link of a target within a tenant. The target
// is any value that can be written as JSON; its canonical form (RFC 8785) and
// the tenant alone give the link's ID, so equal targets have equal links.
// Created is set when the link is stored.
func NewLink(tenant sdano.Tenant, target any) (Link, error) {
	text, err := json.Marshal(target)
	if err != nil {
		return Link{}, fmt.Errorf("target of a navigation link: %w", err)
	}
	canonical := jsontext.Value(text)
	if err := canonical.Canonicalize(); err != nil {
		return Link{}, fmt.Errorf("target of a navigation link: %w", err)
	}
	name := strconv.FormatInt(int64(tenant), 10) + "\n" + string(canonical)
	return Link{ID: sdano.NameID(linkSpace, name), Tenant: tenant, Target: string(canonical)}, nil
}

// stamped returns the links, each once, with the instant they are stored.
func stamped(links []Link, at time.Time) []Link {
	var out []Link
	seen := map[sdano.ID]bool{}
	for _, l := range links {
		if seen[l.ID] {
			continue
		}
		seen[l.ID] = true
		l.Created = at
		out = append(out, l)
	}
	return out
}
