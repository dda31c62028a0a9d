// Package tree holds a document as a tree for those who must look at it from
// several sides: the readers of titles and the conditional rules. It is compact
// (offsets into the document, no copies), read-only, and keeps the place of
// every node for messages.
//
// Names are compared as they are written; the formats use no namespaces. A
// zero Node stands for "not there" and answers every question with nothing, so
// that a path through optional parts needs no checks in between.
package tree
