package acceptance

import (
	"time"

	"sdano"
	"sdano/titles/title"
)

// Box is a mailbox of an organisation at an operator of the exchange («ящик»).
type Box struct {
	// ID is "<32 hexadecimal digits>@<operator>".
	ID     string
	Tenant sdano.Tenant
	// Version grows by one with each write.
	Version int64
	// Participant is «идентификатор участника ЭДО», which stands in file names.
	Participant string
	// Adapter is the id of the operator adapter that serves the box: "loopback",
	// "folder"; it is the part of ID after "@".
	Adapter string
	// Operator is the operator as documents name it.
	Operator title.EDOOperator
	// Name and ShortName are of the organisation or entrepreneur, OGRN is «ОГРН»
	// or «ОГРНИП», Person the name of an entrepreneur.
	Name      string
	ShortName string
	TaxID     sdano.TaxID
	OGRN      string
	Person    title.Person
	// Zone is the IANA name of the box's time zone, "Europe/Moscow".
	Zone string
	// AutoReceipts makes, signs and sends receipts (ИОП) without being asked,
	// with the server's key.
	AutoReceipts bool
	// Cursor is how far the adapter has been read.
	Cursor    string
	CreatedAt time.Time
}

// Permission is what a user may do with documents, beside seeing them.
type Permission string

// The permissions of the interface of acceptance; any of them implies reading.
const (
	Accept  Permission = "acceptor" // accept
	Revoke  Permission = "revoker"  // ask for, accept and refuse annulments
	Reject  Permission = "rejector" // reject
	Receive Permission = "receiver" // receipts (ИОП)
	Upload  Permission = "uploader" // bring documents in
	Attorn  Permission = "attorney" // powers of attorney (МЧД)
	Crypto  Permission = "crypto"   // sign by a key of the server
	Read    Permission = "reader"   // look
)

// Visitor is who asks.
type Visitor struct {
	Actor   sdano.Actor
	Login   string
	Tenants []sdano.Tenant
	// Permissions are his, of whatever box he is linked to.
	Permissions []Permission
	// Admin may do everything in his tenants and sees all their boxes.
	Admin bool
}
