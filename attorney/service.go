package attorney

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"sdano"
	"sdano/audit"
	"sdano/sign"
)

// Config is what a Service works with.
type Config struct {
	// Units opens units of work on the store behind Store and Journal.
	Units   sdano.Units
	Store   Store
	Journal Journal
	// Registry is the registry; nil means that powers are answered for by the
	// files that are kept here.
	Registry Registry
	// Clock is the business clock.
	Clock sdano.Clock
	// Trust returns by what signatures are checked; its At is not used. Nil means
	// that no chain of certificates is checked.
	Trust func() sign.CheckOptions
}

// Service keeps powers of attorney and answers for them. It is safe for
// concurrent use.
type Service struct{ c Config }

// New returns a service.
func New(c Config) *Service {
	if c.Registry == nil {
		c.Registry = kept{c.Units, c.Store}
	}
	return &Service{c}
}

// Visitor is who asks.
type Visitor struct {
	Actor   sdano.Actor
	Tenants []sdano.Tenant
	// Boxes are those that he sees, with the tenants that they are of.
	Boxes map[string]sdano.Tenant
	// May says that he has the permission for powers of attorney.
	May bool
}

// enter returns the tenant of a box, if the visitor may work in it.
func (v Visitor) enter(box string) (sdano.Tenant, error) {
	if !v.May {
		return 0, ErrForbidden
	}
	tenant, ok := v.Boxes[box]
	if !ok {
		return 0, ErrNotFound
	}
	return tenant, nil
}

// Upload is a file that somebody brings.
type Upload struct {
	// Box is the box of whose tenant it will be; it may be "" for visitors of one
	// tenant.
	Box    string
	Number sdano.ID
	Name   string
	Data   []byte
	// Further says that it goes with a file of the same number that is here
	// already, as a signature does.
	Further bool
}

// Keep stores a file, to be named by its link in Register, and returns it
// without its bytes. Errors: ErrForbidden, ErrNotFound (the box, or the file that a
// further one goes with), Invalid ("box_required", "bad_file"), TooLarge.
func (s *Service) Keep(ctx context.Context, v Visitor, u Upload) (File, error) {
	tenant, err := v.home(u.Box)
	if err != nil {
		return File{}, err
	}
	u.Name = baseName(u.Name)
	switch {
	case len(u.Data) > MaxFile:
		return File{}, &sdano.Error{
			Kind: sdano.TooLarge, Code: "too_large", Param: "content",
			Message: "Файл доверенности или подписи длиннее 1 МБ.", Remedy: "Передайте сам файл доверенности или его подпись.",
		}
	case u.Name == "" || len(u.Data) == 0:
		return File{}, invalidRequest("bad_file", "FileName", "нужны имя файла и его содержимое")
	}
	f := File{
		ID: sdano.NewID(), Tenant: tenant, Number: u.Number, Name: u.Name, Data: u.Data,
		CreatedAt: s.now(), By: v.Actor,
	}
	err = s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		if u.Further {
			if found, err := s.c.Store.FileNumbered(ctx, tx, u.Number); err != nil || !found {
				return cmp.Or(err, error(ErrNotFound))
			}
		}
		return s.c.Store.PutFile(ctx, tx, f)
	})
	f.Data = nil
	return f, err
}

// home returns the tenant under which a visitor stores a file.
func (v Visitor) home(box string) (sdano.Tenant, error) {
	switch {
	case !v.May:
		return 0, ErrForbidden
	case box != "":
		return v.enter(box)
	case len(v.Tenants) == 1:
		return v.Tenants[0], nil
	}
	return 0, invalidRequest("box_required", "BoxId", "вам доступно несколько областей данных, поэтому нужно указать ящик")
}

// File returns a file with its bytes. Errors: ErrForbidden, ErrNotFound.
func (s *Service) File(ctx context.Context, v Visitor, link sdano.ID) (File, error) {
	if !v.May {
		return File{}, ErrForbidden
	}
	var tenant sdano.Tenant
	found := false
	err := s.c.Units.Read(ctx, sdano.AllTenants, func(ctx context.Context, tx sdano.Tx) (err error) {
		tenant, found, err = s.c.Store.FileTenant(ctx, tx, link)
		return err
	})
	if err != nil {
		return File{}, err
	}
	if !found || !slices.Contains(v.Tenants, tenant) {
		return File{}, ErrNotFound
	}
	return read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (File, error) { return s.file(ctx, tx, v, link) })
}

// file returns a file that a visitor sees: of a record in one of his boxes, or
// brought by himself.
func (s *Service) file(ctx context.Context, tx sdano.Tx, v Visitor, link sdano.ID) (File, error) {
	f, err := s.c.Store.File(ctx, tx, link)
	if err != nil {
		return File{}, err
	}
	if _, seen := v.Boxes[f.Box]; !seen && (f.Box != "" || f.By != v.Actor) {
		return File{}, ErrNotFound
	}
	return f, nil
}

// now returns the instant of the business clock in the precision of the store.
func (s *Service) now() time.Time { return s.c.Clock.Now().UTC().Truncate(time.Microsecond) }

// trust returns what signatures are checked by, at an instant.
func (s *Service) trust(at time.Time) sign.CheckOptions {
	var o sign.CheckOptions
	if s.c.Trust != nil {
		o = s.c.Trust()
	}
	o.At = at
	return o
}

// record writes the journal's entry about a record that was kept.
func (s *Service) record(ctx context.Context, tx sdano.Tx, action string, r Record, hash string) error {
	after, err := json.Marshal(struct {
		Box             string `json:"box"`
		Issuers         string `json:"issuers"`
		Representatives string `json:"representatives"`
		State           State  `json:"state"`
		Content         string `json:"content"`
	}{r.Box, told(r.Power.Issuers), told(r.Power.Representatives), r.State, hash}, json.Deterministic(true))
	if err != nil {
		return err
	}
	return s.c.Journal.Record(ctx, tx, audit.Entry{
		At: s.now(), Actor: r.By, Action: action, Object: "attorney/" + r.Number.String(), After: string(after),
	})
}

// read runs a reading unit and returns what it found.
func read[T any](ctx context.Context, s *Service, tenant sdano.Tenant, unit func(ctx context.Context, tx sdano.Tx) (T, error)) (out T, err error) {
	err = s.c.Units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = unit(ctx, tx)
		return err
	})
	return out, err
}

// baseName returns a file's name without folders of whatever system.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == "/" || name == ".." {
		return ""
	}
	return name
}

// invalidRequest says what is wrong with a member of a request.
func invalidRequest(code, member, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &sdano.Error{
		Kind: sdano.Invalid, Code: code, Param: member, Message: member + ": " + message + ".",
		Remedy: "Исправьте запрос и повторите его.",
	}
}
