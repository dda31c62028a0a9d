// Package sqlstore is the store of all missions: one schema and one set of
// statements for SQLite and PostgreSQL.
//
// A DB opens units of work (sdano.Units). The stores beside it (ReportingStore,
// MonitorStore, JournalStore and so on) have no state: each of their methods
// works inside the unit it is given and sees the rows of the unit's tenant, or
// of all tenants in a unit of sdano.AllTenants.
//
// On SQLite one goroutine takes all writing units that wait, runs each under
// its own savepoint and commits once for all (group.go). On PostgreSQL each
// unit is a transaction bound to its tenant by a role and a setting
// (postgres.go). On both, a unit of a tenant takes numbers and the journal's
// last hash from the tenant's head row (head.go), and a unit in which a
// statement failed is undone whatever it returns.
//
// Instants are stored as microseconds since 1970 in UTC, 0 for none;
// identifiers as text, NULL for none; truth values as 0 and 1. What differs
// between the engines is behind the type dialect; what PostgreSQL needs beside
// the schema is in migrations/postgres.sql.
package sqlstore
