// Package hooks tells the programs of others what happens, by requests to their
// addresses («вебхуки»), after the convention of Standard Webhooks 1.0: a POST
// with the headers webhook-id, webhook-timestamp and webhook-signature
// (HMAC-SHA256 by a secret of both sides, also by the one before it while a
// secret is changed).
//
// What happens is read from a Source, whose events have growing numbers; a hook
// remembers the number it has come to, so nothing is missed while nobody works
// on it. Events are delivered at least once and, within a group (a document), in
// the order of their numbers: one that fails is put aside with those of its
// group that follow, and tried again after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20
// and 24 h, while other groups go on. An address that keeps failing is left
// alone for up to a minute between two attempts; one that answers 410 is never
// asked again.
//
// Addresses are those of strangers: only https, no redirects, and nothing inside
// the network of the server, whatever a name resolves to at the moment of the
// connection.
package hooks
