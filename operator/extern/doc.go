// Package extern is the client of an operator that has the interface of
// «Экстерн»: contents, drafts, tasks, docflows, receipts and a feed of events
// over HTTP and JSON. It implements reporting.Operator, and reporting.Directory
// over the service of directions.
//
// A report is handed over in steps that may all be repeated, because the draft
// has an identifier of ours: the draft is looked at first, what it has already is
// left as it is, and a draft that was sent gives its docflow. A failure before
// the send was asked for is certain, as soon as the draft was seen and was not
// sent; after that the operator has to be asked (Find).
//
// What the operator says in words that nobody knows is handed on. An answer that
// cannot be read is an error of its own, never "no news". Neither the api-key
// nor a token is ever in an error or in the log.
package extern
