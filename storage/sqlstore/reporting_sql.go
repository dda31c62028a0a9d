package sqlstore

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sdano"
)

// columns are columns of a table in the order in which their values are bound
// and scanned.
type columns []string

// columnsOf reads the names from a text, parted by blanks.
func columnsOf(text string) columns { return strings.Fields(text) }

// list returns the names parted by commas.
func (c columns) list() string { return strings.Join(c, ", ") }

// of returns the names with a prefix, as in "s.id, s.seq".
func (c columns) of(alias string) string { return alias + "." + strings.Join(c, ", "+alias+".") }

// insertInto returns the statement that inserts a row of the columns.
func insertInto(table string, c columns) string {
	marks := make([]string, len(c))
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(i+1)
	}
	return "INSERT INTO " + table + " (" + c.list() + ") VALUES (" + strings.Join(marks, ", ") + ")"
}

// update returns the statement that sets the columns where the keys are equal.
func update(table string, c columns, keys ...string) string {
	return "UPDATE " + table + " SET " + equations(c, 1, ", ") + " WHERE " + equations(keys, len(c)+1, " AND ")
}

func equations(names []string, from int, sep string) string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = name + " = $" + strconv.Itoa(from+i)
	}
	return strings.Join(out, sep)
}

// statement is a statement that is put together from parts: every ? of a part
// becomes the next numbered placeholder.
type statement struct {
	text strings.Builder
	args []any
}

// add appends a part and the values of its placeholders.
func (s *statement) add(part string, args ...any) *statement {
	s.args = append(s.args, args...)
	number := len(s.args) - len(args)
	for {
		head, tail, more := strings.Cut(part, "?")
		s.text.WriteString(head)
		if !more {
			return s
		}
		number++
		s.text.WriteString("$" + strconv.Itoa(number))
		part = tail
	}
}

// addTenant appends a condition on the tenant of the unit; none in a unit of
// AllTenants.
func (s *statement) addTenant(u *unit) *statement {
	if u.tenant == sdano.AllTenants {
		return s
	}
	return s.add(" AND tenant = ?", int64(u.tenant))
}

// tenantOf returns the tenant under which a row is written: the unit's, or in a
// unit of AllTenants the row's own (none means the whole installation). A row
// of another tenant is an error.
func tenantOf(u *unit, row sdano.Tenant) (int64, error) {
	switch {
	case u.tenant == sdano.AllTenants && row != 0:
		return int64(row), nil
	case row != 0 && row != u.tenant:
		return 0, fmt.Errorf("sqlstore: a row of tenant %d in a unit of tenant %d", row, u.tenant)
	}
	return int64(u.tenant), nil
}

// bit binds a truth value.
func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// ref binds an identifier; an absent one is NULL.
func ref(id sdano.ID) any {
	if id.IsZero() {
		return nil
	}
	return id.String()
}

// instant scans microseconds into a time in UTC; 0 is the zero time.
type instant struct{ into *time.Time }

func at(into *time.Time) instant { return instant{into} }

// Scan takes an int64 of the store.
func (i instant) Scan(src any) error {
	v, ok := src.(int64)
	if !ok {
		return fmt.Errorf("cannot scan %T into an instant", src)
	}
	*i.into = fromMicros(v)
	return nil
}

// document scans a JSON text; "" leaves the zero value.
type document struct{ into any }

func doc(into any) document { return document{into} }

// Scan takes a text of the store.
func (d document) Scan(src any) error {
	text, ok := src.(string)
	if b, bytes := src.([]byte); bytes {
		text, ok = string(b), true
	}
	if !ok {
		return fmt.Errorf("cannot scan %T into a document", src)
	}
	if text == "" {
		return nil
	}
	return fromJSON(text, d.into)
}

// listText returns a list in JSON, "" for an empty one.
func listText[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	return jsonText(list)
}

// collect returns the rows of a query; dest gives where the columns of one go.
func collect[T any](ctx context.Context, u *unit, dest func(*T) []any, query string, args ...any) ([]T, error) {
	var out []T
	err := u.query(ctx, query, func(row scanner) error {
		var v T
		if err := row.Scan(dest(&v)...); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	}, args...)
	return out, err
}

// one returns the row of a query, or missing if there is none.
func one[T any](ctx context.Context, u *unit, missing error, dest func(*T) []any, query string, args ...any) (T, error) {
	var v T
	found, err := u.row(ctx, query, dest(&v), args...)
	if err == nil && !found {
		err = missing
	}
	if err != nil {
		var none T
		return none, err
	}
	return v, nil
}

// find returns the row of a query whose first condition is the unit's tenant;
// false if there is none.
func find[T any](ctx context.Context, tx sdano.Tx, dest func(*T) []any, query string, args ...any) (v T, found bool, err error) {
	u, err := unitOf(tx)
	if err != nil {
		return v, false, err
	}
	found, err = u.row(ctx, query, dest(&v), append([]any{int64(u.tenant)}, args...)...)
	return v, found, err
}

// change runs a statement that has to change one row; none is the error stale.
func change(ctx context.Context, u *unit, stale error, query string, args ...any) error {
	rows, err := u.exec(ctx, query, args...)
	if err == nil && rows == 0 {
		return stale
	}
	return err
}

// limitOr returns the limit, or 100 if none is given.
func limitOr(limit int) int64 {
	if limit <= 0 {
		return 100
	}
	return int64(limit)
}
