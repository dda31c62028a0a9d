// Package mutant makes XML documents for tests: valid ones at random from a
// schema, and mutants of given documents that are valid about half of the time.
//
// The packages that judge documents (the scanner, the schema checker, the rules
// of the titles) are compared on these documents with an independent judge, such
// as libxml2. For the comparison to mean something the documents must be varied
// where judges differ: lengths at their bounds and one beyond, lexical forms of
// numbers, days that no calendar has, white space and comments in unexpected
// places, both encodings, references, prefixes. So a Mutator works on the tree of
// a document, knows the words of its schema, and writes every mutant in another
// style; a Generator walks the content models of a schema and its facets.
//
// Nothing here uses the packages under test: documents and schemas are read by
// encoding/xml. Everything is a function of the seed, so a test that found a
// difference can be run again.
package mutant
