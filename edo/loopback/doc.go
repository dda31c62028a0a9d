// Package loopback is the operator of the exchange between boxes of one server,
// for demos, tests and organisations that share an installation.
//
// What a box sends is a letter in the box of the other side, recorded in the
// server's own database before Send returns; reading leaves letters where they
// are. A letter has the id of the attempt that sent it, so that a repetition is
// the same letter and a lost answer can be asked for.
//
// Answers go between the two boxes between which a document was delivered, and
// come from nobody else. A document that was brought in by hand is answered to
// the box that is said to have sent it, if that is of the same tenant: what
// people say of a document gives them no way into the boxes of others. Where
// there is no other side on this server, the answer is taken all the same.
package loopback
