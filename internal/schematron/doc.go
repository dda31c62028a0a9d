// Package schematron executes the conditional rules that the official schemas of
// ФНС carry in their annotations: which parts a document must have when another
// part is there or has a certain value. XSD 1.0 cannot say that, so a schema
// checker passes the rules over; the product has rules of its own in Go, and this
// package is the independent judge of those.
//
// A rule is Schematron with the extensions of the vendor of the authority's
// checking program (prefix usch): a pattern with one rule, whose context is the
// name of an element, with one assertion, whose test is XPath 1.0 with
// usch:iif(condition, then, else) and usch:getFileName(). The context is a match
// pattern: the rule is executed on every element of that name wherever it
// stands, whichever declaration carries the rule. So a rule that hangs on the
// wrong declaration, as one of the seller's title of УПД did before 2026, is
// executed as it is written and not as it was meant.
//
// Only what those schemas use is known: relative paths, literals, comparisons,
// and, or, count and the two functions. Load refuses everything else by name.
// Values compare as in XPath 1.0: a comparison with an absent part is false,
// != too, and a value that is no number differs from every number.
package schematron
