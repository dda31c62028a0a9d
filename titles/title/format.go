package title

import (
	"sdano"
	"sdano/titles/tree"
	"sdano/xsd"
)

// Kind is the kind of document that an exchange is about.
type Kind string

// The kinds of documents.
const (
	UPD            Kind = "upd"            // универсальный передаточный документ, счёт-фактура
	UKD            Kind = "ukd"            // универсальный корректировочный документ
	TORG2          Kind = "torg2"          // документ о расхождениях при приёмке (ТОРГ-2)
	Reconciliation Kind = "reconciliation" // акт сверки взаимных расчётов
	TORG12         Kind = "torg12"         // товарная накладная
	Act            Kind = "act"            // акт выполненных работ
	Receipt        Kind = "receipt"        // извещение о получении (ИОП)
	Clarification  Kind = "clarification"  // уведомление об уточнении (УОУ)
	Annulment      Kind = "annulment"      // предложение об аннулировании (ПОА)
	Dispatched     Kind = "dispatched"     // подтверждение даты отправки оператором (ПДО)
	Arrived        Kind = "arrived"        // подтверждение даты получения оператором (ПДП)
)

// Role is the place of a title in its exchange.
type Role string

// The roles of titles.
const (
	First  Role = "first"  // made by who offers the document
	Second Role = "second" // made by who answers it
	Single Role = "single" // a receipt or notice, which has no titles
)

// Format describes one kind of file in one published version.
type Format struct {
	// Exchange is the id of the exchange, "upd503"; both titles share it, and
	// the table of dates in force names it. ID adds the role: "upd503.seller".
	Exchange, ID string
	Kind         Kind
	Role         Role
	// Prefix begins the file's name: "ON_NSCHFDOPPR". KND is «КНД», "" if the
	// format has none. Versions are the values of «ВерсФорм».
	Prefix, KND string
	Versions    []string
	// Name is what a person calls it, in Russian: "УПД, информация продавца".
	Name string
	// Order is the order that published it, in Russian; "" for a custom of the
	// operators.
	Order string
	// Unverified says that no official schema was at hand when this was
	// written: what is generated is marked so.
	Unverified bool
	// Schema is our own schema of the file.
	Schema func() *xsd.Schema
	// Read reads a document whose structure need not be valid: what is not
	// there stays zero.
	Read func(*tree.Document) *Document
	// Rules are the conditional rules of this title, in the order of their
	// codes.
	Rules []Rule
	// Answer makes the second title to a first one; nil if none is answered.
	Answer func(*Answer) (*File, error)
}

// File is a file that was made: its name with extension, its bytes, and what is
// worth a warning.
type File struct {
	Name     string
	Data     []byte
	Warnings []sdano.Finding
}

// Rule is a condition on a title that a schema of XML cannot express.
type Rule struct {
	// Code is the permanent code, "SDANO-UPD503-017". It is never given to
	// another rule.
	Code string
	// FNS is the code by which ФНС refuses a file that breaks the rule.
	FNS string
	// Elements are the names of the elements on which it is asked.
	Elements []string
	// Text says in Russian what is demanded, as a sentence.
	Text string
	// Warning says that a broken rule does not make the file wrong.
	Warning bool
	// Broken returns where an element breaks the rule: the attribute or child
	// at fault, relative to it ("@СодОпер", "СвДоверЭл"), or "." for the element
	// itself; "" if it keeps the rule.
	Broken func(tree.Node) string
}
