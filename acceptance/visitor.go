package acceptance

import (
	"context"
	"slices"

	"sdano"
)

// may reports whether a visitor has a permission.
func (v Visitor) may(p Permission) bool { return v.Admin || slices.Contains(v.Permissions, p) }

// must returns the error of a visitor without a permission. Any permission
// implies reading.
func (v Visitor) must(p Permission) error {
	if v.may(p) || p == Read && len(v.Permissions) > 0 {
		return nil
	}
	return noPermission(p)
}

// permissionOf is the permission that an action needs.
var permissionOf = map[Action]Permission{
	AcceptAction: Accept, RejectAction: Reject, ReceiptAction: Receive,
	RevokeAction: Revoke, RevokeAcceptAction: Revoke, RevokeRejectAction: Revoke,
}

// allow returns the error of a visitor who may not do an action.
func (v Visitor) allow(a Action) error {
	p, ok := permissionOf[a]
	if !ok {
		return invalid("unknown_action", "Action", "неизвестное действие «%s»", a)
	}
	return v.must(p)
}

// find tells whose a thing is; false if there is no such thing.
type find func(ctx context.Context, tx sdano.Tx) (sdano.Tenant, bool, error)

// tenantOf returns the tenant in which a visitor looks for a thing. What belongs
// to others does not exist for him: ErrNotFound.
func (s *Service) tenantOf(ctx context.Context, v Visitor, where find) (tenant sdano.Tenant, err error) {
	if len(v.Tenants) == 1 {
		return v.Tenants[0], nil
	}
	found := false
	err = s.c.Units.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		tenant, found, err = where(ctx, tx)
		return err
	})
	if err == nil && (!found || !slices.Contains(v.Tenants, tenant)) {
		err = ErrNotFound
	}
	return tenant, err
}

func (s *Service) documentTenant(ctx context.Context, v Visitor, id sdano.ID) (sdano.Tenant, error) {
	return s.tenantOf(ctx, v, func(ctx context.Context, tx sdano.Tx) (sdano.Tenant, bool, error) {
		return s.c.Store.DocumentTenant(ctx, tx, id)
	})
}

func (s *Service) boxTenant(ctx context.Context, v Visitor, box string) (sdano.Tenant, error) {
	return s.tenantOf(ctx, v, func(ctx context.Context, tx sdano.Tx) (sdano.Tenant, bool, error) {
		return s.c.Store.BoxTenant(ctx, tx, box)
	})
}

// sight is what a visitor sees of the unit's tenant: all boxes, or those that
// he is linked to.
type sight struct {
	all   bool
	boxes []string
}

// sightOf reads it.
func (s *Service) sightOf(ctx context.Context, tx sdano.Tx, v Visitor) (sight, error) {
	if v.Admin {
		return sight{all: true}, nil
	}
	boxes, err := s.c.Store.LinkedBoxes(ctx, tx, v.Login)
	return sight{boxes: boxes}, err
}

func (s sight) has(box string) bool { return s.all || slices.Contains(s.boxes, box) }

// enter returns a box that a visitor sees, else ErrForbidden.
func (s *Service) enter(ctx context.Context, tx sdano.Tx, v Visitor, id string) (Box, error) {
	see, err := s.sightOf(ctx, tx, v)
	if err != nil {
		return Box{}, err
	}
	box, err := s.c.Store.Box(ctx, tx, id)
	if err == nil && !see.has(id) {
		err = ErrForbidden
	}
	return box, err
}

// open returns a document of a box that a visitor sees.
func (s *Service) open(ctx context.Context, tx sdano.Tx, v Visitor, id sdano.ID) (Document, error) {
	d, err := s.c.Store.Document(ctx, tx, id)
	if err == nil {
		err = s.seen(ctx, tx, v, d)
	}
	return withFormat(d), err
}

// seen returns ErrForbidden if a visitor does not see the box of a document.
func (s *Service) seen(ctx context.Context, tx sdano.Tx, v Visitor, d Document) error {
	see, err := s.sightOf(ctx, tx, v)
	if err == nil && !see.has(d.Box) {
		err = ErrForbidden
	}
	return err
}

// read runs a reading unit and returns what it found.
func read[T any](ctx context.Context, s *Service, tenant sdano.Tenant, unit func(ctx context.Context, tx sdano.Tx) (T, error)) (out T, err error) {
	err = s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = unit(ctx, tx)
		return err
	})
	return out, err
}
