package sqlstore

import (
	"context"

	"sdano"
)

// MailStore keeps the mail between boxes of this installation. What is in a
// letter is the business of the operator adapter that writes it. Its methods
// run in units of AllTenants, since sender and receiver may have different
// tenants.
type MailStore struct{}

const (
	hasMail    = "SELECT 1 FROM edo_mail WHERE tenant = $1 AND id = $2"
	insertMail = "INSERT INTO edo_mail (tenant, number, id, box, about, body) VALUES ($1, $2, $3, $4, $5, $6)"
	selectMail = "SELECT number, body FROM edo_mail WHERE tenant = $1 AND box = $2 AND number > $3 ORDER BY number LIMIT $4"
	firstAbout = "SELECT body FROM edo_mail WHERE tenant = $1 AND about = $2 AND about <> '' ORDER BY number LIMIT 1"
)

// PutMail puts a letter into a box under an id of its own and says what it is
// about, "" for nothing that is looked for. A letter that has the id already stays as it is.
func (s MailStore) PutMail(ctx context.Context, tx sdano.Tx, box, id, about string, body []byte) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	// The head is locked first: who puts the same letter at the same time waits
	// here and then sees it.
	if _, err := u.ownHead(ctx); err != nil {
		return err
	}
	known, err := s.HasMail(ctx, tx, id)
	if err != nil || known {
		return err
	}
	number, err := u.NextSeq(ctx)
	if err != nil {
		return err
	}
	_, err = u.exec(ctx, insertMail, int64(u.tenant), number, id, box, about, body)
	return err
}

// HasMail reports whether a letter was put under an id.
func (MailStore) HasMail(ctx context.Context, tx sdano.Tx, id string) (bool, error) {
	_, found, err := find(ctx, tx, func(v *int64) []any { return []any{v} }, hasMail, id)
	return found, err
}

// Mail gives each the letters of a box with a greater number, ascending, at most
// limit; an error of each ends it.
func (MailStore) Mail(ctx context.Context, tx sdano.Tx, box string, after int64, limit int, each func(number int64, body []byte) error) error {
	u, err := unitOf(tx)
	if err != nil {
		return err
	}
	return u.query(ctx, selectMail, func(row scanner) error {
		var number int64
		var body []byte
		if err := row.Scan(&number, &body); err != nil {
			return err
		}
		return each(number, body)
	}, int64(u.tenant), box, after, limitOr(limit))
}

// FirstMailAbout returns the first letter about something; false if there is
// none.
func (MailStore) FirstMailAbout(ctx context.Context, tx sdano.Tx, about string) ([]byte, bool, error) {
	return find(ctx, tx, func(body *[]byte) []any { return []any{body} }, firstAbout, about)
}
