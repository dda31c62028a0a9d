package acceptance

import (
	"sdano"
	"sdano/titles/title"
)

// BatchItem is what came of one request of a batch.
type BatchItem struct {
	DocumentID sdano.ID
	// Task is the number of the task, Err why there is none.
	Task int64
	Err  *sdano.Error
}

// Previewed is a file as it would be made, and what is to be said of it.
type Previewed struct {
	DocumentID sdano.ID
	Name       string
	// Content is nil if the file cannot be made.
	Content  []byte
	Findings []sdano.Finding
}

// ReceiptsRequest asks for the receipts (ИОП) of waiting documents.
type ReceiptsRequest struct {
	Box         string        `json:"BoxId"`
	Signer      *title.Signer `json:"Signer"`
	Certificate []byte        `json:"Certificate"`
	Items       []int64       `json:"QueueItemIds"`
}

// MadeReceipts are the receipts of one item of the queue.
type MadeReceipts struct {
	Item     int64  `json:"QueueItemId"`
	Extra    string `json:"ExtraQueueItemData"`
	Receipts []Made `json:"Receipts"`
}

// ReceiptsToSend are signed receipts.
type ReceiptsToSend struct {
	Box   string          `json:"BoxId"`
	Items []ReceiptToSend `json:"ReceiveConfirmationsToSend"`
}

// ReceiptToSend are the signed receipts of one item of the queue.
type ReceiptToSend struct {
	Item     int64      `json:"QueueItemId"`
	Extra    string     `json:"ExtraQueueItemData"`
	Receipts []SendItem `json:"Receipts"`
}

// SentReceipt is what came of sending the receipts of an item.
type SentReceipt struct {
	Item      int64  `json:"QueueItemId"`
	IsSent    bool   `json:"IsSent"`
	ErrorText string `json:"ErrorText"`
}

// SignRequest asks for signatures by a key of the server: that of a certificate,
// named by its thumbprint or given.
type SignRequest struct {
	Thumbprint  string
	Certificate []byte
	// Contents are what is signed; the results have their order.
	Contents [][]byte
	// ThrowOnErrors makes one failure that of the whole request.
	ThrowOnErrors bool
}

// SignResult is a detached signature in DER, or in Russian why there is none.
type SignResult struct {
	Signature []byte
	ErrorText string
}

// FeedElement is an element of a feed with what it brings.
type FeedElement struct {
	Element
	// Content is nil if it brings nothing; Signatures are those under it when the
	// element was made.
	Content    *Attachment
	Signatures []Attachment
}

// Discrepancy sets an УПД against what was accepted of it.
type Discrepancy struct {
	Lines []DiscrepancyLine
	// Totals are the sums over the lines.
	Totals DiscrepancyTotals
	// Type is the proposed AcceptanceResultType: 1 all as declared, 2 with
	// discrepancies, 3 nothing accepted.
	Type int
	// Draft is the first title of a ТОРГ-2 about the differing lines, to be
	// completed by hand; nil if nothing differs, no signer was given or it
	// cannot be made, which Findings then tell.
	Draft    *title.File
	Findings []sdano.Finding
}

// DiscrepancyLine is a line of the УПД with what was accepted of it.
type DiscrepancyLine struct {
	// Line has Declared and Accepted, and Shortage, Surplus and Defect where
	// there is any.
	title.Line
	Comment string
	// Amount is what the difference between accepted and declared costs with tax,
	// rounded half up to kopecks; negative if less is to be paid.
	Amount sdano.Money
}

// DiscrepancyTotals are sums over the lines of a Discrepancy.
type DiscrepancyTotals struct {
	Declared, Accepted, Shortage, Surplus, Defect title.Decimal
	Amount                                        sdano.Money
}
