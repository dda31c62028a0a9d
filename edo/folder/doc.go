// Package folder is the operator of the exchange for boxes that other programs
// serve through folders.
//
// What is put into the folder of a box in the inbox is a document: a file, with
// its signatures beside it under its name and .sig, .sgn or .p7s; or a package
// of documents, a subfolder or a ZIP. It is taken after it stood still for two
// seconds, and moved to the subfolder done when the box has it, or to failed,
// with an explanation, when it cannot be taken. Names that begin with a point
// or end with .tmp or .part are left alone, so that a program can write under
// such a name and rename.
//
// What a box sends is a subfolder of its folder in the outbox, named after the
// attempt: the file, its signature and card.json. It appears there whole, and
// that the attempt was sent stays known after the other program took it away.
package folder
