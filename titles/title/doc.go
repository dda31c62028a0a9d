// Package title is what the titles («титулы») of all formats of electronic
// documents have in common: the description of a format, the model that a title
// is read into, what an answer to a first title is made from, and the form of a
// conditional rule.
//
// An exchange has a first title, made by who offers the document, and mostly a
// second one, made by who answers it. Every file of an exchange is an XML
// document «Файл» whose name is its identifier «ИдФайл». Which version of which
// format it is say «ВерсФорм», «КНД» and the prefix of the name together.
// The packages beside this one hold one published version each; package titles
// knows them all.
package title
