// Package xmlscan reads XML strictly and writes the windows-1251 documents of
// the formats of ФНС.
//
// The Scanner walks over the bytes of a document and hands out its tags and
// texts one by one. It builds no tree and copies nothing but what is asked for,
// so a reader that needs ten attributes of a large file pays for ten; yet the
// whole file is checked, because Next returns EOF only after the last byte of a
// well-formed document with exactly one root.
//
// It reads UTF-8 and windows-1251, by the byte order mark or the declaration,
// and refuses every other encoding. Document type declarations are refused as
// soon as they are seen, so there are no entities but the five predefined ones
// and character references, and nothing outside the document is ever opened.
// Depth, attributes, names and size are bounded. Names are compared as they are
// written: prefixes have no meaning, since the formats use no namespaces.
//
// Every error is a *sdano.Error of kind Invalid and code "bad_xml" with one
// Finding: line, column (in characters, both from 1), path of the element, and
// what is wrong, in Russian. The Finding's Code is one of the Code constants.
package xmlscan
