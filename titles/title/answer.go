package title

import (
	"time"

	"sdano"
)

// Answer is all that a second title or a receipt is made from. It is a value:
// the same Answer makes the same bytes.
type Answer struct {
	// First is the title that is answered, and FirstName its file's name.
	First     *Document
	FirstName string
	// Signatures are the detached signatures under the first title, in DER, in
	// their order.
	Signatures [][]byte
	// Box is who answers, Sender the participant id of who sent the first title
	// (as given at receipt; "" = from the title).
	Box    Box
	Sender string
	// Own says that Box itself sent the first title: then what is made goes to who
	// got it, and Sender is the participant id of that one. Only proposals to annul
	// are made about own titles.
	Own bool
	// Operator is the operator of the exchange, if its name and ИНН are known.
	Operator EDOOperator
	// Signer is who will sign; Settings are zero where nothing was chosen.
	Signer   Signer
	Settings SignerSettings
	// Acceptance is the result for УПД, УКД, ТОРГ-12 and acts, Material for a
	// ТОРГ-2, Reconciliation for an act of reconciliation; nil if not given.
	Acceptance     *Acceptance
	Material       *Material
	Reconciliation *ReconciliationResult
	// Comment is the text of a clarification or a proposal to annul, ReceivedAt
	// the arrival of the file that a receipt is about.
	Comment    string
	ReceivedAt time.Time
	// At is the moment of making; its day and time are taken in Zone, Moscow
	// if nil. GUID makes the file's name unique. Program is «ВерсПрог».
	At      time.Time
	Zone    *time.Location
	GUID    sdano.ID
	Program string
}

// Box is a participant of the exchange («ящик») and its organisation.
type Box struct {
	// Participant is «идентификатор участника ЭДО».
	Participant string
	Name        string
	ShortName   string
	TaxID       sdano.TaxID
	OGRN        string
	// Person is the name of an entrepreneur.
	Person Person
}

// EDOOperator is an operator of the exchange («оператор ЭДО»).
type EDOOperator struct {
	// Code is the three characters that begin the ids of its participants.
	Code, Name, INN string
}

// Signer is who signs. The names of members are those of the interface of
// acceptance.
type Signer struct {
	Surname          string                `json:"Surname"`
	FirstName        string                `json:"FirstName"`
	MiddleName       string                `json:"MiddleName"`
	INN              string                `json:"Inn"`
	OrganizationName string                `json:"OrganizationName"`
	OrganizationINN  string                `json:"OrganizationInn"`
	Position         string                `json:"Position"`
	Attorney         *PowerOfAttorney      `json:"PowerOfAttorney"`
	PaperAttorney    *PaperPowerOfAttorney `json:"PaperPowerOfAttorney"`
}

// PowerOfAttorney is an electronic one («МЧД»).
type PowerOfAttorney struct {
	ID        string `json:"Id"`
	IssuerINN string `json:"IssuerInn"`
	// IssueDate is a day or date-time as the request writes it.
	IssueDate string `json:"IssueDate"`
	SystemID  string `json:"SystemId"`
	InPackage bool   `json:"InPackage"`
}

// PaperPowerOfAttorney is one on paper.
type PaperPowerOfAttorney struct {
	Number     string `json:"Number"`
	IssueDate  string `json:"IssueDate"`
	IssuerInfo string `json:"IssuerInfo"`
}

// SignerSettings are powers and status of the signer for one document; zero
// means the default of its format.
type SignerSettings struct {
	PowersBase             string `json:"SignerPowersBase"`
	OrganizationPowersBase string `json:"SignerOrganizationPowersBase"`
	Powers                 int    `json:"SignerPowers"`
	Status                 int    `json:"SignerStatus"`
}

// Acceptance is the result of an acceptance («сведения по итогам приёмки»).
type Acceptance struct {
	// Type is 1 accepted without discrepancies, 2 with, 3 not accepted; 0 means 1.
	Type           int    `json:"AcceptanceResultType"`
	DocumentName   string `json:"DivergenceDocumentName"`
	DocumentType   int    `json:"DivergenceDocumentType"`
	DocumentNumber string `json:"DivergenceDocumentNumber"`
	DocumentDate   string `json:"DivergenceDocumentDate"`
	DocumentFileID string `json:"DivergenceDocumentFileId"`
	// OperationText and AcceptanceDate replace the default text and today.
	OperationText  string `json:"OperationText"`
	AcceptanceDate string `json:"AcceptanceDate"`
}

// Material is the additional information to a ТОРГ-2 («сведения по итогам
// приёмки материальных ценностей»).
type Material struct {
	Date        string              `json:"Date"`
	Text        string              `json:"AcceptanceText"`
	Information MaterialInformation `json:"Information"`
}

// MaterialInformation is free information with a Material.
type MaterialInformation struct {
	FileID string         `json:"FileId"`
	Texts  []MaterialText `json:"TextInformation"`
}

// MaterialText is one named value.
type MaterialText struct {
	ID    string `json:"Id"`
	Value string `json:"Value"`
}

// ReconciliationResult is the result for an act of reconciliation: no
// divergences, or one table of them.
type ReconciliationResult struct {
	Divergences []Divergence `json:"Divergences"`
}

// Sums are the eight sums of a table of divergences; absent and 0 differ.
type Sums struct {
	OpeningDebit      Decimal `json:"OpeningBalanceDebit"`
	OpeningCredit     Decimal `json:"OpeningBalanceCredit"`
	TurnoverDebit     Decimal `json:"TurnoverBalanceDebit"`
	TurnoverCredit    Decimal `json:"TurnoverBalanceCredit"`
	FinalDebit        Decimal `json:"FinalBalanceDebit"`
	FinalCredit       Decimal `json:"FinalBalanceCredit"`
	DiscrepancyDebit  Decimal `json:"TotalDiscrepancyDebit"`
	DiscrepancyCredit Decimal `json:"TotalDiscrepancyCredit"`
}

// Divergence is the table of divergences («ТаблАкт»).
type Divergence struct {
	Sums
	Information string               `json:"AdditionalInformation"`
	Contracts   []DivergenceContract `json:"Contracts"`
}

// DivergenceContract is a contract of it («ДогСв»).
type DivergenceContract struct {
	Sums
	ID          string               `json:"ContractId"`
	Type        string               `json:"ContractType"`
	Number      string               `json:"ContractNumber"`
	Date        string               `json:"ContractDate"`
	Information string               `json:"AdditionalInformation"`
	Documents   []DivergenceDocument `json:"Documents"`
}

// DivergenceDocument is a document of a contract («ДокСв»).
type DivergenceDocument struct {
	Name        string                `json:"Name"`
	Number      string                `json:"Number"`
	Date        string                `json:"Date"`
	ID          string                `json:"DocumentId"`
	Discrepancy Decimal               `json:"TotalDiscrepancy"`
	Information string                `json:"AdditionalInformation"`
	Operations  []DivergenceOperation `json:"Operations"`
}

// DivergenceOperation is an operation of a document («СвОпер»).
type DivergenceOperation struct {
	Name        string  `json:"Name"`
	Number      string  `json:"Number"`
	Date        string  `json:"Date"`
	Debit       Decimal `json:"Debit"`
	Credit      Decimal `json:"Credit"`
	Information string  `json:"AdditionalInformation"`
}
