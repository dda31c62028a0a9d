// Package xmlscan reads XML strictly and writes the windows-1251 documents of
// the formats of ФНС.
//
// The Scanner walks over the bytes of a document and hands out its tags and
// texts one by one. It builds no tree and copies nothing but what is asked for,
// so a reader that needs ten attributes of a large file pays for ten; yet the
// whole file is checked, because Next returns EOF only after the last byte of a
// well-formed document with exactly one root. A Scanner that is Reset allocates
// nothing more; RawName, RawAttr and RawText hand out the bytes of the document
// itself.
//
// It reads UTF-8 and windows-1251, by the byte order mark or the declaration,
// and refuses every other encoding. Document type declarations are refused as
// soon as they are seen, so there are no entities but the five predefined ones
// and character references, and nothing outside the document is ever opened.
// Size, depth, attributes, names and texts are bounded by the Limits, and no
// search goes beyond them, so that a hostile document costs little time and
// nearly no memory; ReadFile does not even read it whole. Names are compared as
// they are written: prefixes have no meaning, since the formats use no
// namespaces.
//
// Apart from that the verdict is that of libxml2, also where it is more lenient
// than XML 1.0 (fifth edition): a version "1." without a digit, no space before
// standalone, zero bytes that fill up the file after the root. What follows such a
// zero byte libxml2 does not look at; here anything but white space is refused, as
// is the byte 0x98 there.
//
// Every error of reading a document is a *sdano.Error of kind Invalid and code
// "bad_xml" with one Finding: line, column (in characters, both from 1), path of
// the element, and what is wrong, in Russian. The Finding's Code is one of the
// Code constants.
//
// The Writer writes the other way; what it writes is read back as it was meant.
package xmlscan
