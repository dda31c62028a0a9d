// Package demo holds what the demo of sdano begins with: two organisations,
// their books and payments of 2025, a user, directions to the offices of the
// sandbox, sample declarations, and the company's declaration that was filed
// and accepted on 20 March 2026 by the same way as any other.
//
// For the exchange of documents it holds two boxes, documents of our own making
// that one sends to the other, and keys to sign them for show: certificates of an
// authority of the demo, marked as «УЧЕБНЫЙ», that nobody else trusts. This is the
// only place of the program that signs by itself.
//
// All of it is stable: examples and checks of integrators rely on it. The demo
// stands on a calendar day of its own, 10 April 2026, when the entrepreneur's
// declaration is due in two weeks.
package demo
