// Package acceptance is the mission that answers electronic documents: an УПД,
// УКД, ТОРГ-2, act of reconciliation, ТОРГ-12, act or informal document comes
// into a box («ящик»), a person or program looks at it, the second title is
// made in the version of the first one, is signed outside of sdano, and is sent;
// rejections (УОУ), receipts (ИОП) and annulments (ПОА) likewise.
//
// What came, was made, was signed and was sent is kept byte for byte under its
// SHA-512 and never changed; signatures are made and checked over these bytes
// only. A document has one status, which changes by compare-and-set along the
// state machine of state.go; every change is an element of its box's feed, whose
// numbers only grow. Making titles and sending them are tasks: their rows are
// the queue, survive restarts, and a send is recorded as intended before it is
// done and as done after; after a crash the operator is asked before anything is
// sent again.
//
// Whoever asks is a Visitor: he sees the documents of the boxes that he is linked
// to, and acts as far as his permissions go.
package acceptance
