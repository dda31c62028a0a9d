package acceptance

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"sdano"
)

// attachable are the types of files that a visitor may bring, with the
// permissions of which he needs one.
var attachable = map[AttachmentType][]Permission{
	SecondTitle: {Accept}, SignatureFile: {Accept, Reject, Revoke, Receive}, ReceiptFile: {Receive},
	RejectionFile: {Reject, Revoke}, AnnulmentFile: {Revoke}, AttorneyFile: {Attorn, Accept},
	PrintForm: {Upload, Accept},
}

// nameMax is the longest name of a file, in characters: «ИдФайл» may have 255, and
// signatures have longer names.
const nameMax = 400

// Attach stores a file of a document and returns its link: the same one for the
// same bytes, document and type. A print form moves the status to its twin with
// print form. Errors: NotFound, Forbidden, ErrEmpty, Invalid "unknown_type" and
// "bad_file_name".
func (s *Service) Attach(ctx context.Context, v Visitor, document sdano.ID, kind AttachmentType, name string, data []byte) (Attachment, error) {
	if err := mayAttach(v, kind, name); err != nil {
		return Attachment{}, err
	}
	tenant, err := s.documentTenant(ctx, v, document)
	if err != nil {
		return Attachment{}, err
	}
	if _, err := read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (Document, error) {
		return s.open(ctx, tx, v, document)
	}); err != nil {
		return Attachment{}, err
	}
	bytes, err := s.keep(ctx, data)
	if err != nil {
		return Attachment{}, err
	}
	a := s.link(tenant, document, kind, name, bytes)
	a.Output, a.By = true, v.Actor
	var out Attachment
	err = s.c.Units.Write(ctx, tenant, func(ctx context.Context, tx sdano.Tx) (err error) {
		out, err = s.attach(ctx, tx, a, bytes)
		return err
	})
	return out, err
}

// mayAttach refuses a file that a visitor may not bring, or with a bad name.
func mayAttach(v Visitor, kind AttachmentType, name string) error {
	permissions, ok := attachable[kind]
	if !ok {
		return invalid("unknown_type", "AttachmentType", "файлы типа %d не загружаются", kind)
	}
	if !slices.ContainsFunc(permissions, func(p Permission) bool { return v.must(p) == nil }) {
		return noPermission(permissions[0])
	}
	return checkName(name)
}

// checkName refuses what is no name of a file.
func checkName(name string) error {
	n := utf8.RuneCountInString(name)
	if n == 0 || n > nameMax || strings.ContainsAny(name, "/\\\x00") || !utf8.ValidString(name) {
		return invalid("bad_file_name", "FileName", "нужно имя файла без пути, от 1 до %d знаков", nameMax)
	}
	return nil
}

// link returns a link of a document to bytes, not yet recorded.
func (s *Service) link(tenant sdano.Tenant, document sdano.ID, kind AttachmentType, name string, b blob) Attachment {
	return Attachment{
		ID: sdano.NewID(), Tenant: tenant, Document: document, Type: kind, Name: name,
		Hash: b.hash, Size: int64(len(b.data)), CreatedAt: s.now(),
	}
}

// attach records a file that a visitor brings, once.
func (s *Service) attach(ctx context.Context, tx sdano.Tx, a Attachment, b blob) (Attachment, error) {
	same, found, err := s.c.Store.SameAttachment(ctx, tx, a.Document, a.Type, a.Hash)
	if err != nil || found {
		return same, err
	}
	if err := s.add(ctx, tx, a, b); err != nil || a.Type != PrintForm {
		return a, err
	}
	d, err := s.c.Store.Document(ctx, tx, a.Document)
	if err != nil {
		return a, err
	}
	if to := next(d.Status, printed); len(to) > 0 {
		err = s.turn(ctx, tx, &d, printed, to[0], happening{at: a.CreatedAt, actor: a.By, output: true, content: a.ID, hash: a.Hash.String()})
	}
	return a, err
}

// add records a link with its bytes.
func (s *Service) add(ctx context.Context, tx sdano.Tx, a Attachment, b blob) error {
	if err := s.put(ctx, tx, b); err != nil {
		return err
	}
	return s.c.Store.InsertAttachment(ctx, tx, a)
}

// Content returns the bytes behind a link as they came.
func (s *Service) Content(ctx context.Context, v Visitor, link sdano.ID) (Attachment, []byte, error) {
	if err := v.must(Read); err != nil {
		return Attachment{}, nil, err
	}
	tenant, err := s.tenantOf(ctx, v, func(ctx context.Context, tx sdano.Tx) (sdano.Tenant, bool, error) {
		return s.c.Store.AttachmentTenant(ctx, tx, link)
	})
	if err != nil {
		return Attachment{}, nil, err
	}
	files := shelf{}
	a, err := read(ctx, s, tenant, func(ctx context.Context, tx sdano.Tx) (Attachment, error) {
		a, err := s.c.Store.Attachment(ctx, tx, link)
		if err != nil {
			return a, err
		}
		if _, err := s.open(ctx, tx, v, a.Document); err != nil {
			return Attachment{}, err
		}
		return a, s.fill(ctx, tx, files, a)
	})
	if err != nil {
		return Attachment{}, nil, err
	}
	if err := s.fetch(ctx, files); err != nil {
		return Attachment{}, nil, err
	}
	return a, files[a.Hash], nil
}
