// Package remind tells people of terms («напоминания»): 14, 7, 3, 1 and 0 days
// before a payment or report is due, daily when it is overdue, and when a term
// that they were told of has changed. What one organisation is told on a day is
// one digest («сводка»), sent outside of quiet hours by e-mail or to a webhook.
//
// What is open is read from a Source; what was told is kept, so that a digest is
// decided once per subscription, organisation and day, written down before it is
// sent, and sent again after a crash under the same identifier.
//
// This is the decision, its words and its record; the worker and the channels that
// send are not part of the program yet, so nothing makes subscriptions either.
package remind
