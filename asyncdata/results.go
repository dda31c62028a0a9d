package asyncdata

import (
	"context"
	"time"

	"sdano"
	"sdano/access"
)

// Job returns a job of the principal, or ErrNotFound if there is none, it is
// another user's, or its time of keeping is over.
func (s *Service) Job(ctx context.Context, tenant sdano.Tenant, who access.Principal, id sdano.ID) (Job, error) {
	var job Job
	err := s.read(ctx, tenant, who, func(ctx context.Context, tx sdano.Tx) (err error) {
		job, err = s.store.Job(ctx, tx, id)
		return err
	})
	if err == nil && (job.Owner != who.Login || s.over(job.Expires)) {
		err = ErrNotFound
	}
	if err != nil {
		return Job{}, err
	}
	return job, nil
}

// File returns a file of the principal, or ErrNotFound as Job does.
func (s *Service) File(ctx context.Context, tenant sdano.Tenant, who access.Principal, id sdano.ID) (File, error) {
	var file File
	err := s.read(ctx, tenant, who, func(ctx context.Context, tx sdano.Tx) (err error) {
		file, err = s.store.File(ctx, tx, id)
		return err
	})
	if err == nil && (file.Owner != who.Login || s.over(file.Expires)) {
		err = ErrNotFound
	}
	if err != nil {
		return File{}, err
	}
	return file, nil
}

// Link returns what a navigation link opens, or ErrNotFound. Whether somebody
// may open it is for the caller to ask.
func (s *Service) Link(ctx context.Context, tenant sdano.Tenant, id sdano.ID) (Link, error) {
	var link Link
	err := s.units.Read(ctx, tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		link, err = s.store.Link(ctx, tx, id)
		return err
	})
	return link, err
}

// Upload stores a file of the principal for later use and returns it; it is
// kept as long as a result. The error is ErrForbidden, of kind TooLarge, or one
// of the store.
func (s *Service) Upload(ctx context.Context, tenant sdano.Tenant, who access.Principal, name string, body []byte) (File, error) {
	if !who.Enters(tenant) {
		return File{}, ErrForbidden
	}
	if len(body) > s.limits.File {
		return File{}, &sdano.Error{
			Kind: sdano.TooLarge, Code: "too_large",
			Message: "Файл больше допустимого размера.", Remedy: "Разделите данные на файлы меньшего размера.",
		}
	}
	now := s.now()
	file := File{ID: sdano.NewID(), Tenant: tenant, Owner: who.Login, Name: name, Body: body, Created: now, Expires: now.Add(s.limits.Retention)}
	err := s.units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) error {
		return s.store.PutResult(ctx, tx, Result{Files: []File{file}})
	})
	return file, err
}

// read runs a reading unit if the principal may enter the tenant; to others
// nothing exists.
func (s *Service) read(ctx context.Context, tenant sdano.Tenant, who access.Principal, unit sdano.Unit) error {
	if !who.Enters(tenant) {
		return ErrNotFound
	}
	return s.units.Read(ctx, tenant, unit)
}

// over reports whether an instant of expiry has passed; zero never does.
func (s *Service) over(expires time.Time) bool {
	return !expires.IsZero() && !expires.After(s.clock.Now())
}
