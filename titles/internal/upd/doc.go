// Package upd is what the versions of the universal transfer document (УПД)
// have in common, from 5.01 of the order 820@ to 5.03 of the order 970@: how a
// seller's and a buyer's title are read, and what a request says of the outcome
// of an acceptance. The orders renamed much («НомерСчФ» became «НомерДок»,
// «ИнфПок» became «Документ») and moved some of it, but kept the things
// themselves.
package upd
