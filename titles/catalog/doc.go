// Package catalog keeps the official schemas that a user has put into a folder,
// so that files get the official verdict beside ours. The program ships no
// official schema; ФНС publishes them with its orders.
//
// A schema is matched with a file by what it says itself (the values that it
// allows for «ВерсФорм» and «КНД») and by its name, which ФНС forms as
// ON_NSCHFDOPPR_1_997_01_05_03_05.xsd: the prefix of the files, then at the end
// version 5.03 and revision 05. The highest revision of a version counts.
//
// Everything is read when it is asked for and again when a file has changed. A
// schema that does not compile is listed with its error and never used in part.
package catalog
