// Package show lays out a title or receipt as a person reads it: what document
// it is, who its parties are, its lines and totals, what it says of the document
// that it answers, who signs and by which powers, and what is wrong with it.
//
// There are two faces of the same content: Text for a terminal, and HTML, a
// component for a page around it or, by Page, a page of its own that loads
// nothing from elsewhere and can be printed. Codes of the formats are told in
// words. Whatever a document says is shown as text and never obeyed: HTML is
// escaped, and characters that steer a terminal are replaced. A Sheet adds
// signatures, answer and history, and its Layout is for faces elsewhere: pages of
// PDF are made by package printform.
package show
