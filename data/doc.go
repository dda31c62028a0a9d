// Package data holds the dated tables of the law that the rest of sdano
// computes with: the production calendar, the obligations and their terms, acts
// that put terms off, contributions of entrepreneurs and for employees, the rules
// of «упрощённая система» and of НДС under it, key rate and penalties, payment
// details and codes («КБК»), the rows and texts of the monitor, the titles of
// report forms by КНД, the days on which a format of electronic documents may be
// used, and published terms by which changed tables are checked.
//
// A change of the law is a change of a table, not of the program. Every row
// says for which days or periods it holds, the article of the law it comes
// from, and whether it was checked ("confirmed") or still has to be
// ("to-verify"). The tables are embedded in the program (Embedded); a folder
// with files of the same names replaces them at run time, file by file (Load); package archive carries such
// files under a signature.
//
// A row of the monitor is shown when the tables hold all of its rules (complete
// in rows.json); the rules of other rows only tell terms.
//
// Reading is strict: an unknown field, a file that is no table, a missing law,
// versions of one rule that overlap, a gap in the years, or a sum that does not
// add up is an error that names the file and the row, and nothing is loaded.
package data
