package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"sdano"
)

// rights is what the login role of PostgreSQL may do, as far as the store needs
// it. Names are quoted where SQL wants it.
type rights struct {
	login, database, schema string
	// create: it may make tables in the schema.
	create bool
	// owners are the statements that would make it the owner of those of our
	// tables that are another's.
	owners string
	// roles counts the roles of the units that it may take, using those of them
	// that may use the schema; makeRoles are the statements that make the others.
	roles, using int64
	makeRoles    string
}

const selectRights = `SELECT quote_ident(current_user), quote_ident(current_database()), COALESCE(quote_ident(current_schema()), ''),
	COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false),
	COALESCE((SELECT string_agg(format('ALTER TABLE %I OWNER TO %I;', c.relname, current_user), ' ' ORDER BY c.relname)
		FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
			AND c.relname = ANY (string_to_array($1, ',') || 'goose_db_version'::TEXT) AND NOT pg_has_role(c.relowner, 'USAGE')), ''),
	` + settableRoles + `,
	(SELECT count(*) FROM pg_roles WHERE rolname IN ('sdano_app', 'sdano_system') AND has_schema_privilege(oid, current_schema(), 'USAGE')),
	COALESCE((SELECT string_agg('CREATE ROLE ' || name || '; ', '') FROM (VALUES ('sdano_app'), ('sdano_system')) needed (name)
		WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)), '')`

func readRights(ctx context.Context, db *sql.DB) (r rights, err error) {
	tables, err := ownTables()
	if err != nil {
		return r, err
	}
	err = db.QueryRowContext(ctx, selectRights, tables).
		Scan(&r.login, &r.database, &r.schema, &r.create, &r.owners, &r.roles, &r.using, &r.makeRoles)
	return r, err
}

// refused returns the error of a database for people: where PostgreSQL denied
// something, which right is missing and how an administrator gives it.
func refused(ctx context.Context, db *sql.DB, err error) error {
	// 22023: there is no such role; 42P01: a schema that may not be used is
	// passed over in the search for a table.
	if !within(stateOf(err), "42501", "22023", "42P01") && !errors.Is(err, errMayNotCreate) {
		return readable(err)
	}
	r, readErr := readRights(ctx, db)
	if readErr != nil {
		return errors.Join(readable(err), readErr)
	}
	if missing, found := r.missing(errors.Is(err, errMayNotCreate)); found {
		return caused(missing, err)
	}
	return readable(err)
}

// missing returns the first right that is missing, as an error with the SQL that
// gives it; false if none is. That to make tables counts only if some are to be
// made.
func (r rights) missing(making bool) (sdano.Error, bool) {
	var code, message, statements string
	switch {
	case r.schema == "":
		code, message = "no_schema_right", "В базе "+r.database+" нет схемы, которой пользователь PostgreSQL "+r.login+" может пользоваться."
		statements = "CREATE SCHEMA AUTHORIZATION " + r.login + ";"
	case r.owners != "":
		code, message = "not_table_owner", "Таблицы sdano в схеме "+r.schema+" принадлежат другому пользователю PostgreSQL, а не "+r.login+"."
		statements = r.owners
	case making && !r.create:
		code, message = "no_schema_right", "Пользователю PostgreSQL "+r.login+" нельзя создавать таблицы в схеме "+r.schema+" базы "+r.database+"."
		statements = fmt.Sprintf("GRANT USAGE, CREATE ON SCHEMA %s TO %s;", r.schema, r.login)
	case r.roles < 2:
		code, message = "no_roles", "Пользователю PostgreSQL "+r.login+" нельзя стать ролями sdano_app и sdano_system, на которых держится разделение областей данных."
		statements = fmt.Sprintf("%sGRANT sdano_app, sdano_system TO %s;", r.makeRoles, r.login)
	case r.using < 2:
		code, message = "no_schema_right", "Ролям sdano_app и sdano_system нельзя пользоваться схемой "+r.schema+" базы "+r.database+"."
		statements = fmt.Sprintf("GRANT USAGE ON SCHEMA %s TO sdano_app, sdano_system;", r.schema)
	default:
		return sdano.Error{}, false
	}
	return sdano.Error{
		Kind: sdano.Forbidden, Code: code, Message: message,
		Remedy: "Попросите администратора PostgreSQL выполнить в базе " + r.database + ": " + statements + " Затем повторите запуск.",
	}, true
}

var errMayNotCreate = errors.New("sqlstore: the login role may not create tables")

// mayBegin refuses at once to migrate a schema in which tables are missing that
// cannot be made: goose would try it for seconds.
func mayBegin(ctx context.Context, db *sql.DB) error {
	tables, err := ownTables()
	if err != nil {
		return err
	}
	var may bool
	err = db.QueryRowContext(ctx, `SELECT COALESCE(has_schema_privilege(current_schema(), 'CREATE'), false)
		OR NOT EXISTS (SELECT FROM unnest(string_to_array($1, ',')) needed (name) WHERE to_regclass(name) IS NULL)`, tables).Scan(&may)
	if err == nil && !may {
		err = errMayNotCreate
	}
	return err
}
