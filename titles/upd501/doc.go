// Package upd501 is version 5.01 of the universal transfer document (УПД) and
// the invoice: the order of ФНС ММВ-7-15/820@ of 19.12.2018. First titles of this
// version could be made up to 31.03.2025; those that were made are answered in
// it without end.
//
// What the titles mean in law is told at package upd503. Our schema is that of
// the last revision, in which a commission agent's account (СвРК, СвЗК) and
// eight circumstances of an invoice came in.
//
// Peculiarities: the participants and the operator stand in «СвУчДокОбор», which
// the answer turns round; the name's prefix may end in MARK or PROS for marked
// and traced goods, and the answer's does likewise; a dash stands where a figure
// is wanted and there is none («ДефНДС», «ДефИННЮЛ»); the signatory is tied to an
// organisation, entrepreneur or person, with powers («ОблПолн»), status and their
// basis. The order has no conditional rules that a machine checks but the name
// of the file; what it demands in words are warnings here.
package upd501
