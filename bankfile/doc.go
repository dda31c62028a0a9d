// Package bankfile reads and writes the files that accountants and banks exchange:
// statements of accounts and payment orders in the text format of 1C
// («1CClientBankExchange», versions 1.00 to 1.03), and the text of the QR code of
// a payment (ГОСТ Р 56042-2014).
//
// Reading is lenient, because real files are: any of the encodings windows-1251,
// UTF-8 and DOS (866), keys in any case and with spaces around the sign of
// equality, sums with a comma or a point, documents without an end. What cannot be
// read is told line by line and never dropped in silence. Writing is strict: an
// order that a bank would refuse is refused here, with the number of the field
// (приказы Минфина 107н от 12.11.2013 and 58н от 16.05.2025; Положение Банка
// России 762-П от 29.06.2021).
package bankfile
