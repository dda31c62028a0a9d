// Package printform writes documents as pages of paper («печатная форма»): PDF of
// what a document says, of the second title that answers it, and of the marks of
// the electronic signatures under both («отметка об электронной подписи», ГОСТ Р
// 7.0.97-2016, п. 5.23: the words «Документ подписан электронной подписью», the
// certificate's number, its owner, its term). What is to be said is laid out by
// titles/show, which also writes the same for a browser and for a terminal.
//
// Text can be searched and copied; the fonts are embedded, have the letters of
// all languages of Russia, and nothing is loaded from elsewhere. Tables go on over
// pages with their heads; every page names the document and says how many pages
// there are. Equal sheets give equal bytes: there is no clock and no chance in
// them.
package printform
