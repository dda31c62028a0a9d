package acceptance

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // machines with Windows have no table of time zones

	"sdano"
	"sdano/titles/title"
)

// Boxes returns the boxes that a visitor sees, by ID.
func (s *Service) Boxes(ctx context.Context, v Visitor) ([]Box, error) {
	if err := v.must(Read); err != nil {
		return nil, err
	}
	var out []Box
	for _, tenant := range v.Tenants {
		boxes, err := read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) ([]Box, error) { return s.visible(ctx, tx, v) })
		if err != nil {
			return nil, err
		}
		out = append(out, boxes...)
	}
	slices.SortFunc(out, func(a, b Box) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// visible returns the boxes of the unit's tenant that a visitor sees.
func (s *Service) visible(ctx context.Context, tx sdano.Tx, v Visitor) ([]Box, error) {
	see, err := s.sightOf(ctx, tx, v)
	if err != nil {
		return nil, err
	}
	boxes, err := s.c.Store.Boxes(ctx, tx)
	return slices.DeleteFunc(boxes, func(b Box) bool { return !see.has(b.ID) }), err
}

// PutBox inserts a box (Version 0) or replaces the one of the same version, and
// links users to it by their logins. Whether the actor may is for the caller to
// say. Errors are of kind Unprocessable "bad_box", or ErrStale.
func (s *Service) PutBox(ctx context.Context, actor sdano.Actor, b Box, logins ...string) error {
	if err := checkBox(&b); err != nil {
		return err
	}
	at := s.now()
	if b.Version == 0 {
		b.CreatedAt = at
	}
	return s.c.Units.Write(ctx, b.Tenant, func(ctx context.Context, tx sdano.Tx) error {
		if err := s.c.Store.PutBox(ctx, tx, b); err != nil {
			return err
		}
		for _, login := range logins {
			if err := s.c.Store.LinkUser(ctx, tx, b.ID, login); err != nil {
				return err
			}
		}
		return s.record(ctx, tx, act{at: at, actor: actor, action: "box.put", object: "box/" + b.ID, after: boxState(b, logins)})
	})
}

// boxDigits is how many hexadecimal digits begin the id of a box.
const boxDigits = 32

// checkBox refuses a box that cannot work, and fills in what follows from the
// rest.
func checkBox(b *Box) error {
	digits, adapter, _ := strings.Cut(b.ID, "@")
	if _, err := hex.DecodeString(digits); err != nil || len(digits) != boxDigits || adapter == "" {
		return badBox("идентификатор «%s» не имеет вида «32 шестнадцатеричные цифры@оператор»", b.ID)
	}
	b.ID, b.Adapter = strings.ToLower(digits)+"@"+adapter, adapter
	b.Zone = cmp.Or(b.Zone, "Europe/Moscow")
	if _, err := zoneOf(b.Zone); err != nil {
		return badBox("часовой пояс «%s» неизвестен", b.Zone)
	}
	if b.Participant == "" || b.Name == "" {
		return badBox("не указаны идентификатор участника ЭДО или наименование организации")
	}
	if err := b.TaxID.Check(); err != nil {
		return badBox("%s", strings.TrimSuffix(sdano.AsError(err).Message, "."))
	}
	return nil
}

func badBox(format string, args ...any) error {
	return &sdano.Error{
		Kind: sdano.Unprocessable, Code: "bad_box", Message: "Ящик не записан: " + fmt.Sprintf(format, args...) + ".",
		Remedy: "Исправьте сведения о ящике и запишите его снова.",
	}
}

// zones are the time zones that were asked for: reading one takes longer than
// making a title.
var zones sync.Map

// zoneOf returns a time zone by its IANA name.
func zoneOf(name string) (*time.Location, error) {
	if zone, ok := zones.Load(name); ok {
		return zone.(*time.Location), nil
	}
	zone, err := time.LoadLocation(name)
	if err == nil {
		zones.Store(name, zone)
	}
	return zone, err
}

// Location is the time zone of the box, Moscow if its name is not known.
func (b Box) Location() *time.Location {
	if zone, err := zoneOf(b.Zone); err == nil {
		return zone
	}
	return sdano.Moscow
}

// participant is the box as titles know it.
func (b Box) participant() title.Box {
	return title.Box{
		Participant: b.Participant, Name: b.Name, ShortName: b.ShortName, TaxID: b.TaxID, OGRN: b.OGRN, Person: b.Person,
	}
}
