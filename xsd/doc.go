// Package xsd checks documents against schemas of XML Schema 1.0 (W3C
// Recommendation of 28.10.2004), in which ФНС publishes its formats. A customer
// puts the official files into a folder and gets the verdict of the official
// schema, with findings in Russian, without libxml2 or any other program.
//
// Compile reads a schema document into a Schema: content models become
// automata, names and enumerations are encoded beforehand in windows-1251 and
// UTF-8, patterns become deterministic automata over classes of characters. A
// Checker then walks once over the raw bytes of a document with package xmlscan
// and compares them as they stand; it builds no tree and makes no strings. Only
// a document with faults costs a second walk, which finds lines, columns and the
// paths of what was noted.
//
// # Findings
//
// A Finding has one of the Code constants, a path with an index where siblings
// share a name, line and column, and a message that says what stands there and
// what may stand:
//
//	xsd.pattern   /Файл/Документ/@Дата                     12:30
//	    значение «31.02.2026» не подходит, нужно: дата ДД.ММ.ГГГГ
//	xsd.element   /Файл/Документ/Отгрузка/Покупатель       9:4
//	    элемент <Покупатель> здесь не допускается; должен стоять <Продавец>
//	xsd.length    /Файл/Документ/Примечание[2]/@Значение   27:28
//	    длина 0, а допустимо от 1 до 2000
//
// One pass reports many faults, each once: an unknown element is passed over
// with all that is in it, and what is missing in its place is put down to it; an
// element in a wrong place is still checked by its own type. At most DefaultMax
// findings are returned, the last of which says that there are more.
//
// # The subset
//
// Supported: all built-in simple types but those below; restriction, list and
// union; all twelve facets, with white space, equality and order of the value
// space; patterns with classes, subtraction, categories and the blocks of
// characters that Russian documents can meet; simple and complex content,
// extension and restriction; sequence, choice, all, groups, wildcards and any
// numbers of occurrences, which are counted and not unrolled; attribute groups
// and wildcards; references; nillable, mixed, default, fixed; unique, key and
// keyref; a target namespace; in documents xsi:nil, xsi:type (and the locations,
// which are not followed) and declarations of namespaces. Annotations, and the
// conditional rules in them, are passed over.
//
// Refused by name and line, never half-applied: import, include, redefine,
// notation; abstract, substitutionGroup, block; the types duration, QName,
// NOTATION, ID, IDREF(S), ENTITY(IES); fixed with mixed content; several
// anyAttribute in one type; patterns with other escapes or of more than 20 000
// characters when expanded; content models of more than 2 000 places or 200 000
// steps, xs:all of more than 64 elements, and repetitions within repetitions
// whose count cannot be told from the front, such as (b{2,3})*. A model that is
// ambiguous in the sense of XML Schema (Unique Particle Attribution) is an error
// of the schema.
//
// # The verdict
//
// The verdict is that of libxml2 2.9.14, which most who receive such documents
// use; it is compared over mutants of documents of all official schemas, random
// types and random models. Where libxml2 departs from the Recommendation, this
// package follows it:
//
//   - numbers may have 24 significant digits at most; "- " is a number;
//   - white space around dates and times, long, int and their kin is no part of
//     their form, unless their type has a pattern or an enumeration;
//   - the two kinds of dates, with and without a zone, are put in order as if
//     the latter were in UTC, and are unordered only if they are alike;
//   - the exponent of a float may lack its digits; Base64 may have stray
//     characters; the unsigned types allow no sign; NMTOKENS may be empty;
//   - CDATA, even if blank, is text where only elements may be; so is white
//     space where nothing may be;
//   - a fixed value of an element is compared as text, one of an attribute as a
//     value; xsi:nil, even if false, needs a nillable element;
//   - a hyphen between two ranges of a character class means nothing; names are
//     those of the fourth edition of XML 1.0.
//
// It follows the Recommendation, and not libxml2, where that would accept what
// no schema means: libxml2 miscounts repetitions of what may be empty or is
// itself counted, in content models and in patterns; lets an element with
// maxOccurs="0" occur; compiles ambiguous models; and orders times with zones of
// different days by day. No official schema is known to do any of that.
//
// A document that package xmlscan does not read is not valid: other encodings
// than windows-1251 and UTF-8, document type declarations, documents beyond its
// limits, and the few things that libxml2 reads although XML forbids them.
package xsd
