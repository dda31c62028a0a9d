// Package web shows sdano to people: server-rendered Russian pages of the tax
// and reporting monitor, of the submissions with their timelines, of the
// refusals that wait for audit, of the organisations, and of electronic documents
// («ЭДО»): the inbox, a document with its signatures, and the forms by which it is
// accepted, rejected or annulled.
//
// The pages are plain HTML made by compiled templates, with one style sheet and
// one small script, all embedded in the program: nothing is loaded from
// elsewhere, and a strict Content-Security-Policy says so. Without the script
// everything works by reloading; with it a page renews its main part by itself
// when GET /live, a stream of server-sent events, tells that the tenant's
// sequence has moved.
//
// The package holds no rule of reporting or of taxes. It reads through the
// small ports of ports.go, turns what it gets into views (plain values of
// texts) and renders them; a form of a page ends in the same call as the
// request of an integrator. Forms are accepted from pages of the same origin
// only, and in a demo, which asks for no password, only under a loopback Host.
package web
