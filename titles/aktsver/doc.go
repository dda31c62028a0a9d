// Package aktsver is the act of reconciliation («акт сверки взаимных расчётов»)
// of the order of ФНС ЕД-7-26/405@ of 13.05.2022, format 5.01.
//
// The sender's title (ON_AKTSVEROTP, КНД 1110332) tells opening balance,
// turnover and closing balance of a period, in debit and credit, as a whole and
// by contract, with the documents and operations behind them. The recipient's
// title (ON_AKTSVERPOL, КНД 1110333) agrees, «ПризнРазн» 1, or disagrees,
// «ПризнРазн» 2, and then has a table of divergences of the same build: what the
// recipient's books say, and by how much that differs. The figures that differ
// are enough; a sum that is absent was not disputed, which is not the same as 0.
//
// The law asks nobody to reconcile and takes the act for no primary document.
// Its weight lies elsewhere: signed by somebody with the powers to do so it
// acknowledges the debt, and the period of limitation begins anew (ГК РФ ст. 203;
// пленум Верховного суда, постановление № 43 of 29.09.2015, п. 20). Therefore a
// title is never made to agree when the request meant to disagree: more than one
// table of divergences, or one without contracts, is an error.
//
// Peculiarities: the participants stand in the file's name only, there is no
// «СвУчДокОбор»; the time of day is written with colons; the answer carries
// exactly one signature of the first title, so of several the first; there is
// exactly one signatory; «ПризнРазн» is an attribute of «Файл» itself.
package aktsver
