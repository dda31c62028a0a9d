// Package data holds the dated tables of the law that the rest of sdano
// computes with: the production calendar, the terms of payments and reports,
// the contributions of entrepreneurs, the rules of «упрощённая система», the
// rows and texts of the monitor, the titles of report forms by КНД, and the
// days on which a format of electronic documents may be used.
//
// A change of the law is a change of a table, not of the program. Every row
// says for which days or periods it holds, the article of the law it comes
// from, and whether it was checked ("confirmed") or still has to be
// ("to-verify"). The tables are embedded in the program (Embedded); a folder
// with files of the same names replaces them at run time, file by file (Load).
//
// A row of the monitor is shown when the tables hold all of its rules (complete
// in rows.json); the rules of other rows only tell terms.
//
// Reading is strict: an unknown field, a file that is no table, a missing law,
// versions of one rule that overlap, a gap in the years, or a sum that does not
// add up is an error that names the file and the row, and nothing is loaded.
package data
