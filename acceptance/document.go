package acceptance

import (
	"time"

	"sdano"
	"sdano/titles/title"
)

// Type is the kind of a document as the interface numbers it.
type Type int

// The types of documents.
const (
	Informal       Type = 0 // неформализованный
	UPD            Type = 1
	UKD            Type = 2
	TORG2          Type = 3
	Reconciliation Type = 4
	TORG12         Type = 5
	Act            Type = 6
)

// Document is a document in a box. Instants are UTC and of the business clock.
type Document struct {
	ID     sdano.ID
	Tenant sdano.Tenant
	// Box is the id of the box it lies in; Package groups what came together.
	Box     string
	Package sdano.ID
	// Version grows by one with each write; writes compare and set it.
	Version int64
	// Output says that the box sent it, not that it came.
	Output bool
	// OperatorDocument, OperatorPackage, SenderBox and ReceiverBox are the
	// operator's names, "" if there are none.
	OperatorDocument, OperatorPackage string
	SenderBox, ReceiverBox            string
	Type                              Type
	// FormatID is the id of the format of titles, "upd503.first"; "" of an
	// informal document. Prefix, FormatVersion, KND and Function are as the
	// file says, also of a version that is not supported.
	FormatID      string
	Prefix        string
	FormatVersion string
	KND           string
	Function      string
	// Name, Number, Date, Total and SenderINN are for lists; Total nil if the
	// document has none or it does not fit.
	Name      string
	Number    string
	Date      sdano.Date
	Total     *sdano.Money
	SenderINN string
	// FileName is the name of the file that came, Content its link.
	FileName string
	Content  sdano.ID
	// Title is what was read of it; nil of informal and broken ones.
	Title *title.Document
	// Findings are what was found at arrival.
	Findings []sdano.Finding
	// NoAnswer says in Russian why it cannot be accepted whatever its status
	// (expects no answer, unsupported version, no signature, unreadable); "" if
	// it can.
	NoAnswer string
	// Status is the present status; Stable the last one that is not a passage
	// (PV, PX, PN…), to which a failed send returns.
	Status, Stable Code
	// OperatorAt is when the operator had it, ArrivedAt when it came here.
	OperatorAt, ArrivedAt time.Time
	// Arrival is its number in the tenant's sequence: lists are in this order.
	Arrival int64
	// Folded is Name, Number and the parties' names in lower case, for search.
	Folded string
}

// AttachmentType is what a stored file is to its document, as the interface
// numbers it.
type AttachmentType int

// The types of attachments.
const (
	ReceivedContent AttachmentType = 0
	SecondTitle     AttachmentType = 1
	ReceiptFile     AttachmentType = 2 // ИОП
	RejectionFile   AttachmentType = 3 // УОУ
	AnnulmentFile   AttachmentType = 4 // ПОА
	OperatorFile    AttachmentType = 5
	AttorneyFile    AttachmentType = 6 // МЧД
	PrintForm       AttachmentType = 7
	CountedLines    AttachmentType = 8 // what was counted of an УПД, in JSON of Counted
	SignatureFile   AttachmentType = 14
)

// Attachment is a link («ссылка») from a document to stored bytes.
type Attachment struct {
	// ID is the link's id.
	ID       sdano.ID
	Tenant   sdano.Tenant
	Document sdano.ID
	Type     AttachmentType
	Name     string
	// Hash is the SHA-512 of the bytes, Size their number.
	Hash Hash
	Size int64
	// Signs is the link of the bytes that a signature is under, zero if unknown
	// or if it is no signature.
	Signs sdano.ID
	// Certificates are of those who signed, as the signature brings them.
	Certificates []Certificate
	// Output says that it comes from our side.
	Output    bool
	CreatedAt time.Time
	By        sdano.Actor
}

// Certificate is what the certificate of a signature says of its owner, for
// people. What it does not say is "".
type Certificate struct {
	Surname         string `json:"surname,omitempty"`
	FirstName       string `json:"first_name,omitempty"`
	MiddleName      string `json:"middle_name,omitempty"`
	Organization    string `json:"organization,omitempty"`
	Position        string `json:"position,omitempty"`
	INN             string `json:"inn,omitempty"`
	OrganizationINN string `json:"organization_inn,omitempty"`
	// SerialNumber and Thumbprint (SHA-1) are hexadecimal in upper case.
	SerialNumber string    `json:"serial_number,omitempty"`
	Thumbprint   string    `json:"thumbprint,omitempty"`
	ValidFrom    time.Time `json:"valid_from,omitzero"`
	ValidTo      time.Time `json:"valid_to,omitzero"`
}

// Hash is a SHA-512.
type Hash [64]byte
