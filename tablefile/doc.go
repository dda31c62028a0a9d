// Package tablefile reads and writes tables as people keep them: CSV as spreadsheet
// programs and banks write it, and workbooks of Excel (XLSX). It knows nothing of
// what the tables say; the missions find their columns by the titles.
//
// Spreadsheets keep a day as a number and a sum as a binary fraction, and CSV of
// Russian programs is separated by semicolons in windows-1251. Date and Money turn
// what a cell says into what was meant, or say that they cannot: nothing is
// rounded that was not rounded on the screen.
package tablefile
