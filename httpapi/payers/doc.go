// Package payers is the interface at /v1/payers/… for those who enter what the
// tax and reporting monitor is computed from, and read what it says: profiles of
// taxpayers, the facts recorded of them (books, payments, sums, balances, pay),
// files of banks, and the monitor with the reason of every figure.
//
// Bodies are JSON with the member names of package monitor. Writing needs the
// right "books", reading "monitor". A profile is replaced whole; its ETag lets two
// people edit it without losing each other's changes (If-Match, RFC 9110 § 13.1.1).
// Facts are added once: one that has the ID of a stored fact changes nothing, and
// under an Idempotency-Key the facts of a request get IDs derived from it.
//
// Calendars of terms are read at …/calendar/{token}.ics by whoever knows the token.
package payers
