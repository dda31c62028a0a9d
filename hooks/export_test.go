package hooks

import (
	"context"
	"net/netip"
)

// Turn delivers what there is to deliver now.
func (s *Service) Turn(ctx context.Context) {
	for s.turn(ctx) == 0 {
	}
}

// Public reports whether an address is one of the public internet.
func Public(ip string) bool { return public(netip.MustParseAddr(ip)) }
