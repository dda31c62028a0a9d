package sqlstore

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"slices"

	"sdano"
	"sdano/acceptance"
)

var (
	attachmentColumns = columnsOf("id tenant document type name hash size signs certificates output created_at made_by")
	insertAttachment  = insertInto("edo_attachments", append(columnsOf("name_key"), attachmentColumns...))
	selectAttachments = "SELECT " + attachmentColumns.of("a") + " FROM edo_attachments a WHERE a.tenant = $1 AND "
)

const (
	putBytes    = "INSERT INTO edo_contents (tenant, hash, size, data) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, hash) DO NOTHING"
	selectBytes = "SELECT size, data FROM edo_contents WHERE tenant = $1 AND hash = $2"

	contentIn = "SELECT d.id FROM edo_attachments a JOIN edo_documents d ON d.id = a.document AND d.tenant = a.tenant" +
		" WHERE a.tenant = $1 AND a.type = 0 AND a.hash = $2 AND d.box = $3 ORDER BY d.arrival LIMIT 1"

	// documentsAtOnce is for how many documents one statement asks, maxNamed how
	// many links of one name are found.
	documentsAtOnce = 500
	maxNamed        = 1000
)

// contentHash scans a SHA-512.
type contentHash struct{ into *acceptance.Hash }

func hashed(into *acceptance.Hash) contentHash { return contentHash{into} }

// Scan takes the bytes of the store.
func (h contentHash) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok || len(b) != len(h.into) {
		return fmt.Errorf("cannot scan %T of %d bytes into a hash", src, len(b))
	}
	copy(h.into[:], b)
	return nil
}

func attachmentDest(a *acceptance.Attachment) []any {
	return []any{
		&a.ID, &a.Tenant, &a.Document, &a.Type, &a.Name, hashed(&a.Hash), &a.Size, &a.Signs,
		doc(&a.Certificates), &a.Output, at(&a.CreatedAt), &a.By,
	}
}

// nameKey is the number by which a file name is looked up.
func nameKey(name string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // never fails
	return int64(h.Sum64())
}

// PutBytes keeps bytes under their hash; those that are there already stay. Nil
// bytes record that the blob store has them.
func (AcceptanceStore) PutBytes(ctx context.Context, tx sdano.Tx, hash acceptance.Hash, size int64, data []byte) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, putBytes, int64(u.tenant), hash[:], size, data)
	return err
}

// Bytes returns what PutBytes kept, nil with true if the blob store has it;
// false if the hash is not known.
func (AcceptanceStore) Bytes(ctx context.Context, tx sdano.Tx, hash acceptance.Hash) (data []byte, known bool, err error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, false, err
	}
	var size int64
	known, err = u.row(ctx, selectBytes, []any{&size, &data}, int64(u.tenant), hash[:])
	if known && size == 0 {
		data = []byte{} // an engine may give nil for an empty value
	}
	return data, known, err
}

// InsertAttachment records a link.
func (AcceptanceStore) InsertAttachment(ctx context.Context, tx sdano.Tx, a acceptance.Attachment) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	tenant, err := tenantOf(u, a.Tenant)
	if err != nil {
		return err
	}
	certificates, err := listText(a.Certificates)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, insertAttachment, nameKey(a.Name), a.ID.String(), tenant, a.Document.String(), int64(a.Type), a.Name,
		a.Hash[:], a.Size, ref(a.Signs), certificates, bit(a.Output), micros(a.CreatedAt), string(a.By))
	return err
}

// Attachment returns a link, or acceptance.ErrNotFound.
func (AcceptanceStore) Attachment(ctx context.Context, tx sdano.Tx, id sdano.ID) (acceptance.Attachment, error) {
	u, err := unitOf(tx)
	if err != nil {
		return acceptance.Attachment{}, err
	}
	return one(ctx, u, acceptance.ErrNotFound, attachmentDest, selectAttachments+"a.id = $2", int64(u.tenant), id.String())
}

// AttachmentsOf returns the links of documents in the order in which their ids
// were made.
func (AcceptanceStore) AttachmentsOf(ctx context.Context, tx sdano.Tx, documents ...sdano.ID) ([]acceptance.Attachment, error) {
	return attachmentsBy(ctx, tx, "document", documents)
}

// SignaturesUnder returns the signatures that are under links, in the order in
// which their ids were made.
func (AcceptanceStore) SignaturesUnder(ctx context.Context, tx sdano.Tx, links ...sdano.ID) ([]acceptance.Attachment, error) {
	return attachmentsBy(ctx, tx, "signs", links)
}

// attachmentsBy returns the links whose column has one of the ids.
func attachmentsBy(ctx context.Context, tx sdano.Tx, column string, ids []sdano.ID) ([]acceptance.Attachment, error) {
	u, err := unitOf(tx)
	if err != nil {
		return nil, err
	}
	var out []acceptance.Attachment
	for part := range slices.Chunk(idTexts(ids), documentsAtOnce) {
		var q statement
		q.add("SELECT "+attachmentColumns.list()+" FROM edo_attachments WHERE tenant = ?", int64(u.tenant))
		addIn(&q, column, part)
		rows, err := collect(ctx, u, attachmentDest, q.text.String(), q.args...)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	slices.SortFunc(out, func(a, b acceptance.Attachment) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return out, nil
}

// idTexts returns the texts of identifiers, each once.
func idTexts(ids []sdano.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// SameAttachment finds the first link of the same bytes, document and type.
func (AcceptanceStore) SameAttachment(ctx context.Context, tx sdano.Tx, document sdano.ID, kind acceptance.AttachmentType, hash acceptance.Hash) (acceptance.Attachment, bool, error) {
	return find(ctx, tx, attachmentDest, selectAttachments+"a.document = $2 AND a.type = $3 AND a.hash = $4 ORDER BY a.id LIMIT 1",
		document.String(), int64(kind), hash[:])
}

// AttachmentsNamed returns the links of a file name in boxes, newest first, at
// most 1000.
func (AcceptanceStore) AttachmentsNamed(ctx context.Context, tx sdano.Tx, boxes []string, name string) ([]acceptance.Attachment, error) {
	u, err := unitOf(tx)
	if err != nil || len(boxes) == 0 {
		return nil, err
	}
	var q statement
	q.add("SELECT "+attachmentColumns.of("a")+" FROM edo_attachments a"+
		" JOIN edo_documents d ON d.id = a.document AND d.tenant = a.tenant"+
		" WHERE a.tenant = ? AND a.name_key = ? AND a.name = ?", int64(u.tenant), nameKey(name), name)
	addIn(&q, "d.box", boxes)
	q.add(" ORDER BY a.id DESC LIMIT ?", int64(maxNamed))
	return collect(ctx, u, attachmentDest, q.text.String(), q.args...)
}

// ContentIn returns the first document of a box whose received content has the
// hash; false if there is none.
func (AcceptanceStore) ContentIn(ctx context.Context, tx sdano.Tx, box string, hash acceptance.Hash) (sdano.ID, bool, error) {
	return find(ctx, tx, func(id *sdano.ID) []any { return []any{id} }, contentIn, hash[:], box)
}
