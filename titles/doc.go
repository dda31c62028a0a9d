// Package titles knows all formats of electronic documents: which format a file
// is of (Detect), whether it is right and what is wrong with it (Check), and
// which conditions beyond the schema are asked (Rules).
//
// A format is recognised by three things together: the prefix of «ИдФайл», the
// code «КНД» and the version «ВерсФорм». Where they contradict each other nothing
// is guessed. A second title always has the version of the first one, so all
// versions stay in the list for good; the days on which a first title may be made
// in a version are data, and a first title outside of them gets a warning only.
//
// Reports to ФНС and the answers of the authority are recognised and checked too,
// by their own readers (packages report and answer).
package titles
