// Package edotest is the suite that every operator of the exchange of documents
// must pass: that what comes is brought byte for byte, again until it was taken
// and then no more, and that what is sent leaves once whatever happens on the
// way.
package edotest
