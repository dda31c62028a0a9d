package title

import "sdano"

// Decimal is an exact decimal number as it stands in a document or a request:
// "1220.00". The empty Decimal is absent, which differs from "0".
type Decimal string

// Moment is a day with a time of day, as a title writes them: in the local time
// of who made it.
type Moment struct {
	Date sdano.Date `json:"date"`
	// Time is as it stands there, "10.30.00" or "10:30:00"; "" if absent.
	Time string `json:"time,omitempty"`
}

// Document is what is read of a title or receipt. What its format does not have
// or the file does not say is zero.
type Document struct {
	Format *Format `json:"-"`
	// FileID is «ИдФайл», Version «ВерсФорм», KND «КНД», Program «ВерсПрог».
	FileID  string `json:"file_id"`
	Version string `json:"version"`
	KND     string `json:"knd,omitempty"`
	Program string `json:"program,omitempty"`
	// Sender and Recipient are the participants of this file («идентификатор
	// участника ЭДО»), from «СвУчДокОбор» or else from the file's name.
	Sender    string `json:"sender,omitempty"`
	Recipient string `json:"recipient,omitempty"`
	// Name is the document's own name («НаимДокОпр»), Fact «ПоФактХЖ», Function
	// «Функция», Made when the title was made, Maker «НаимЭконСубСост».
	Name     string `json:"name,omitempty"`
	Fact     string `json:"fact,omitempty"`
	Function string `json:"function,omitempty"`
	Made     Moment `json:"made,omitzero"`
	Maker    string `json:"maker,omitempty"`
	// Number and Date are those of the document itself.
	Number string     `json:"number,omitempty"`
	Date   sdano.Date `json:"date,omitzero"`
	// Corrected are the documents that a correction corrects («СчФ»).
	Corrected []Reference `json:"corrected,omitempty"`
	// From and To are the period of an act of reconciliation.
	From sdano.Date `json:"from,omitzero"`
	To   sdano.Date `json:"to,omitzero"`
	// Currency is «КодОКВ», "643" for rubles.
	Currency string  `json:"currency,omitempty"`
	Parties  []Party `json:"parties,omitempty"`
	Lines    []Line  `json:"lines,omitempty"`
	// Total is what is to be paid with tax; of a correction, the increase less
	// the decrease.
	Total Decimal `json:"total,omitempty"`
	// Operation is the content of the operation («СодОпер», «СодСоб») and its
	// day.
	Operation     string     `json:"operation,omitempty"`
	OperationDate sdano.Date `json:"operation_date,omitzero"`
	// Purposes are the codes «ИнфДопСв» of a ТОРГ-2: which additional
	// information is expected; PurposeText is «НазнДопСв».
	Purposes    []int  `json:"purposes,omitempty"`
	PurposeText string `json:"purpose_text,omitempty"`
	// Balances are the tables of an act of reconciliation: the whole first,
	// then one per contract.
	Balances []Balance `json:"balances,omitempty"`
	// Entries are the documents of an act of reconciliation with their
	// operations.
	Entries     []Entry     `json:"entries,omitempty"`
	Signatories []Signatory `json:"signatories,omitempty"`
	// Answered are the files that a second title or receipt is about.
	Answered []Answered `json:"answered,omitempty"`
	// Outcome is what a second title says; nil in others.
	Outcome *Outcome `json:"outcome,omitempty"`
	// Confirmed is what a receipt or an operator's confirmation attests: when
	// the file that it is about was received or sent.
	Confirmed Moment `json:"confirmed,omitzero"`
	// Comment is the text of a clarification or of a proposal to annul.
	Comment string `json:"comment,omitempty"`
	// Silent says in Russian why no answer is expected, "" if one is or if the
	// format has none at all.
	Silent string `json:"silent,omitempty"`
}

// Reference names another document by its number and day.
type Reference struct {
	Number string     `json:"number,omitempty"`
	Date   sdano.Date `json:"date,omitzero"`
}

// PartyRole is the role of a party in a document.
type PartyRole string

// The roles of parties.
const (
	Seller    PartyRole = "seller"    // продавец, исполнитель, отправитель
	Buyer     PartyRole = "buyer"     // покупатель, заказчик, получатель
	Shipper   PartyRole = "shipper"   // грузоотправитель
	Consignee PartyRole = "consignee" // грузополучатель
	Carrier   PartyRole = "carrier"   // перевозчик
	Operator  PartyRole = "operator"  // оператор ЭДО
	Author    PartyRole = "author"    // участник, составивший файл
)

// Party is an organisation, entrepreneur or person named by a document.
type Party struct {
	Role PartyRole `json:"role"`
	// Name is the organisation's name, or surname, name and patronymic.
	Name  string      `json:"name,omitempty"`
	TaxID sdano.TaxID `json:"tax_id,omitzero"`
	// OGRN is «ОГРН» or «ОГРНИП».
	OGRN string `json:"ogrn,omitempty"`
	// Entrepreneur says that it is an «индивидуальный предприниматель»; Person
	// holds the parts of a natural person's name.
	Entrepreneur bool   `json:"entrepreneur,omitzero"`
	Person       Person `json:"person,omitzero"`
	// Foreign says that it is not registered with ФНС; Country is «КодСтр»,
	// ForeignID «Идентиф», ForeignStatus «ИдСтат» ("ИО", "ИГ").
	Foreign       bool   `json:"foreign,omitzero"`
	Country       string `json:"country,omitempty"`
	ForeignID     string `json:"foreign_id,omitempty"`
	ForeignStatus string `json:"foreign_status,omitempty"`
	// Participant is the identifier in the exchange, where a receipt names it.
	Participant string `json:"participant,omitempty"`
}

// Person is a natural person's name («ФИО»).
type Person struct {
	Surname    string `json:"surname"`
	FirstName  string `json:"first_name"`
	MiddleName string `json:"middle_name,omitempty"`
}

// String returns surname, name and patronymic.
func (p Person) String() string {
	out := p.Surname
	for _, part := range []string{p.FirstName, p.MiddleName} {
		if part != "" && out != "" {
			out += " "
		}
		out += part
	}
	return out
}

// Line is one line of goods, works or services.
type Line struct {
	Number string `json:"number,omitempty"`
	Name   string `json:"name,omitempty"`
	// Unit is the name of the unit («НаимЕдИзм»), OKEI its code.
	Unit string `json:"unit,omitempty"`
	OKEI string `json:"okei,omitempty"`
	// Quantity, Price and the amounts without and with tax («СтТовБезНДС»,
	// «СтТовУчНал»); of a correction those after it.
	Quantity Decimal `json:"quantity,omitempty"`
	Price    Decimal `json:"price,omitempty"`
	Net      Decimal `json:"net,omitempty"`
	// Rate is «НалСт» as it stands, "22%"; Tax the sum, or "без НДС".
	Rate  string  `json:"rate,omitempty"`
	Tax   string  `json:"tax,omitempty"`
	Gross Decimal `json:"gross,omitempty"`
	// Before are quantity and amounts before a correction.
	Before *Before `json:"before,omitempty"`
	// Accepted, Shortage, Surplus, Defect and Breakage are the quantities of a
	// ТОРГ-2; Declared is what its papers say.
	Declared Decimal `json:"declared,omitempty"`
	Accepted Decimal `json:"accepted,omitempty"`
	Shortage Decimal `json:"shortage,omitempty"`
	Surplus  Decimal `json:"surplus,omitempty"`
	Defect   Decimal `json:"defect,omitempty"`
	Breakage Decimal `json:"breakage,omitempty"`
	// Overcharge is by how much the papers of a ТОРГ-2 exceed with tax what was
	// agreed on («ЦенОтклон»); negative if they fall short of it.
	Overcharge Decimal `json:"overcharge,omitempty"`
}

// Before is a line of a correction as it was before.
type Before struct {
	Quantity Decimal `json:"quantity,omitempty"`
	Price    Decimal `json:"price,omitempty"`
	Net      Decimal `json:"net,omitempty"`
	Rate     string  `json:"rate,omitempty"`
	Tax      string  `json:"tax,omitempty"`
	Gross    Decimal `json:"gross,omitempty"`
}

// Balance is a table of an act of reconciliation: opening balance, turnover,
// closing balance.
type Balance struct {
	// Contract names the contract, "" for the whole.
	Contract       string  `json:"contract,omitempty"`
	OpeningDebit   Decimal `json:"opening_debit,omitempty"`
	OpeningCredit  Decimal `json:"opening_credit,omitempty"`
	TurnoverDebit  Decimal `json:"turnover_debit,omitempty"`
	TurnoverCredit Decimal `json:"turnover_credit,omitempty"`
	ClosingDebit   Decimal `json:"closing_debit,omitempty"`
	ClosingCredit  Decimal `json:"closing_credit,omitempty"`
	// DiscrepancyDebit and DiscrepancyCredit are the total divergences, of a
	// recipient's title.
	DiscrepancyDebit  Decimal `json:"discrepancy_debit,omitempty"`
	DiscrepancyCredit Decimal `json:"discrepancy_credit,omitempty"`
}

// Entry is a document of an act of reconciliation («ДокСв»).
type Entry struct {
	// Contract names the contract, Document the document with number and day.
	Contract string `json:"contract,omitempty"`
	Document string `json:"document"`
	// Discrepancy is its total divergence («ИтогоРасх»), of a recipient's title.
	Discrepancy Decimal     `json:"discrepancy,omitempty"`
	Operations  []Operation `json:"operations,omitempty"`
}

// Operation is an operation of a document («СвОпер»).
type Operation struct {
	Row    string     `json:"row,omitempty"`
	Date   sdano.Date `json:"date,omitzero"`
	Name   string     `json:"name,omitempty"`
	Debit  Decimal    `json:"debit,omitempty"`
	Credit Decimal    `json:"credit,omitempty"`
}

// Signatory is who signs a title («Подписант»), as the title names him.
type Signatory struct {
	Person   Person `json:"person"`
	Position string `json:"position,omitempty"`
	// TaxID and Organization are those of the organisation or person that the
	// title ties him to.
	TaxID        sdano.TaxID `json:"tax_id,omitzero"`
	Organization string      `json:"organization,omitempty"`
	// Powers is «ОблПолн», Status «Статус» or «СтатПодп», Confirmation
	// «СпосПодтПолном», SignatureType «ТипПодпис»; codes as they stand.
	Powers        string `json:"powers,omitempty"`
	Status        string `json:"status,omitempty"`
	Confirmation  string `json:"confirmation,omitempty"`
	SignatureType string `json:"signature_type,omitempty"`
	// Basis is «ОснПолн», OrganizationBasis «ОснПолнОрг».
	Basis             string `json:"basis,omitempty"`
	OrganizationBasis string `json:"organization_basis,omitempty"`
	// PowerOfAttorney is the number of an electronic («МЧД») or paper one.
	PowerOfAttorney string `json:"power_of_attorney,omitempty"`
}

// Answered is a file that a title or receipt is about.
type Answered struct {
	FileID string `json:"file_id"`
	Made   Moment `json:"made,omitzero"`
	// Signatures are its signatures in Base64, as they stand.
	Signatures []string `json:"signatures,omitempty"`
}

// Outcome is what a second title says of the first.
type Outcome struct {
	// Code is «КодИтога»: 1 accepted without discrepancies, 2 with, 3 not
	// accepted; of an act of reconciliation «ПризнРазн»; 0 if it has none.
	Code int `json:"code,omitzero"`
	// Text is the content of the operation, Date its day.
	Text string     `json:"text,omitempty"`
	Date sdano.Date `json:"date,omitzero"`
	// Discrepancy names the document about discrepancies, "" if there is none.
	Discrepancy string `json:"discrepancy,omitempty"`
}
