// Package titletest holds what the tests of all formats share: comparison of our
// own schema with the official one on samples, generated documents and mutants;
// cases of conditional rules; their comparison with the rules that the official
// schema carries; a matrix of inputs of a second title; golden files.
//
// What needs the reference folder or xmllint skips without them (see package
// oracle). The number of documents of a comparison is set by the environment
// variable SDANO_MUTANTS: how many over all formats together, 50 000 if it is not
// set, of which each comparison takes its share.
package titletest
