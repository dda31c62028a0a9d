// Package torg2 is the document on acceptance of goods and on discrepancies
// found at it of the order of ФНС ММВ-7-15/423@ of 27.08.2019, format 5.01: in
// electronic form what the paper forms ТОРГ-2 and its kin (постановление
// Госкомстата № 132 of 25.12.1998) were.
//
// The buyer makes the first title (DP_PRIRASXPRIN, КНД 1175014): what the papers
// of the supplier say, what came in fact, and what is missing, superfluous,
// defective or broken. By ГК РФ ст. 483 and ст. 513 he has to tell the supplier
// of such things without delay, and by the act he does, with evidence. «ИнфДопСв»
// says who is to add what in a second title (DP_PRIRASXDOP, КНД 1175015):
//
//	1        nobody: there will be no second title
//	2, 3, 4  the buyer: entry in the books, approval by a manager, other
//	5, 6     the seller: consent or dissent, other
//	7, 8     the carrier: consent or dissent, other
//
// A title that has only 1 is not answered. The second title has a day and a text,
// never a code: whether the seller agrees is what its text says, so there is no
// text by default and the request must bring one.
//
// Peculiarities: this is the only exchange whose first title comes from the buyer,
// so the box that answers is mostly the seller's; an operator stands in
// «СвОЭДОтпрСФ», not «СвОЭДОтпр»; dates go back to 1800; the schema carries no
// conditional rules, not even that of the file's name. The rules of this package
// are therefore warnings, and come from the words of the order.
//
// Draft makes the first title that a УПД received with discrepancies calls for.
package torg2
