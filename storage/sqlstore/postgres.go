package sqlstore

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"sdano"
)

const (
	// unitLimit ends a unit whose server does not answer any more.
	unitLimit = time.Minute
	// maxRuns bounds how often a unit is run that lost against another.
	maxRuns = 8
)

// postgres is the engine of PostgreSQL: every unit is a transaction that begins
// with the role and the setting that bind it to its tenant.
type postgres struct{ db *sql.DB }

// NewPostgres returns a store over a pool of pgx's database/sql driver, after
// it brought the database to this program's schema. The store closes the pool,
// also when it fails.
func NewPostgres(ctx context.Context, db *sql.DB) (*DB, error) {
	if err := migrate(ctx, db, postgresDialect); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &DB{engine: &postgres{db}}, nil
}

func (e *postgres) ping(ctx context.Context) error { return readable(e.db.PingContext(ctx)) }

func (e *postgres) close() error { return e.db.Close() }

// write runs the unit at READ COMMITTED behind the lock of its tenant's head,
// and again if it lost against another transaction.
func (e *postgres) write(ctx context.Context, tenant sdano.Tenant, body sdano.Unit) error {
	for run := 1; ; run++ {
		err := e.once(ctx, tenant, body, true)
		if run == maxRuns || !within(stateOf(err), "40001", "40P01") {
			return err
		}
		pause := time.Duration(run) * time.Duration(1+rand.Int64N(int64(5*time.Millisecond)))
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

func (e *postgres) read(ctx context.Context, tenant sdano.Tenant, body sdano.Unit) error {
	return e.once(ctx, tenant, body, false)
}

// once runs the unit in one transaction.
func (e *postgres) once(ctx context.Context, tenant sdano.Tenant, body sdano.Unit, writing bool) error {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return poolError(ctx, err)
	}
	defer func() { _ = conn.Close() }() // back to the pool
	u := &unit{tenant: tenant, dialect: postgresDialect, session: &session{conn: conn}, writing: writing}
	if !writing {
		u.caller = ctx
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), unitLimit)
	defer cancel()
	if err := open(limited, u); err != nil {
		rollback(limited, conn)
		return refused(limited, e.db, err)
	}
	ended := false
	defer func() {
		if !ended {
			rollback(limited, conn)
		}
	}()
	if err := u.run(limited, body); err != nil {
		return err
	}
	ended = true
	return readable(commit(limited, u))
}

// poolError tells a caller who does not wait any longer from a database that
// cannot be reached.
func poolError(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, sql.ErrConnDone), strings.Contains(err.Error(), "database is closed"):
		return errClosed
	}
	return readable(err)
}

// open begins the unit's transaction in one round trip, or in two for the first
// unit that writes for a tenant.
func open(ctx context.Context, u *unit) error {
	mode, role := "READ COMMITTED", "sdano_app"
	if !u.writing {
		mode = "REPEATABLE READ READ ONLY"
	}
	if u.tenant == sdano.AllTenants {
		role = "sdano_system"
	}
	begin := fmt.Sprintf("BEGIN ISOLATION LEVEL %s; SET LOCAL ROLE %s; SET LOCAL sdano.tenant = '%d'", mode, role, u.tenant)
	if !u.writing || u.tenant == sdano.AllTenants {
		_, err := simple(ctx, u.session.conn, begin)
		return err
	}
	results, err := simple(ctx, u.session.conn, begin+"; "+lockHead(u.tenant))
	if err != nil {
		return err
	}
	if len(results[len(results)-1].Rows) == 0 {
		results, err = simple(ctx, u.session.conn, fmt.Sprintf(
			"INSERT INTO heads (tenant, seq, hash) VALUES (%d, 0, decode('%s', 'hex')) ON CONFLICT (tenant) DO NOTHING; %s",
			u.tenant, hashText(&head{}), lockHead(u.tenant)))
		if err != nil {
			return err
		}
	}
	u.head, err = headOf(results[len(results)-1].Rows)
	return err
}

func lockHead(tenant sdano.Tenant) string {
	return fmt.Sprintf("SELECT seq, encode(hash, 'hex') FROM heads WHERE tenant = %d FOR UPDATE", tenant)
}

func hashText(h *head) string { return hex.EncodeToString(h.hash[:]) }

// headOf reads the head's row as text.
func headOf(rows [][][]byte) (*head, error) {
	if len(rows) != 1 || len(rows[0]) != 2 {
		return nil, errNoHead
	}
	var h head
	var err error
	if h.seq, err = strconv.ParseInt(string(rows[0][0]), 10, 64); err != nil {
		return nil, err
	}
	hash, err := hex.DecodeString(string(rows[0][1]))
	if err != nil {
		return nil, err
	}
	return &h, h.setHash(hash)
}

// commit stores the head and ends the transaction in one round trip.
func commit(ctx context.Context, u *unit) error {
	text := "COMMIT"
	if u.head != nil && u.head.changed {
		text = fmt.Sprintf("UPDATE heads SET seq = %d, hash = decode('%s', 'hex') WHERE tenant = %d; COMMIT",
			u.head.seq, hashText(u.head), u.tenant)
	}
	results, err := simple(ctx, u.session.conn, text)
	if err != nil {
		rollback(ctx, u.session.conn)
		return err
	}
	if tag := results[len(results)-1].CommandTag.String(); tag != "COMMIT" {
		return fmt.Errorf("sqlstore: the transaction ended with %s", tag)
	}
	return nil
}

// rollback undoes a transaction. If it cannot, the connection is not used
// again: the pool drops one that is inside a transaction.
func rollback(ctx context.Context, conn *sql.Conn) {
	_, _ = simple(ctx, conn, "ROLLBACK")
}

// simple runs statements without parameters in one round trip and returns their
// results as text. Only numbers and names of our own are ever put into them.
func simple(ctx context.Context, conn *sql.Conn, statements string) (results []*pgconn.Result, err error) {
	rawErr := conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("sqlstore: %T is not a connection of pgx", driverConn)
		}
		results, err = c.Conn().PgConn().Exec(ctx, statements).ReadAll()
		return nil
	})
	return results, errors.Join(rawErr, err)
}
