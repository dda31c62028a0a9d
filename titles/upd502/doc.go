// Package upd502 is version 5.02 of the universal transfer document (УПД) and
// the invoice: the order of ФНС ЕД-7-26/970@ of 19.12.2023 before its amendment.
// First titles of this version could be made up to 31.03.2025, side by side with
// 5.01; those that were made are answered in it without end.
//
// What the titles mean in law is told at package upd503; the buyer's title
// differs from that of 5.03 in the number of the version only. The seller's title
// is narrower (shorter account numbers, a price above zero, the country's name
// once, the value of traced goods in whole rubles), spells two names in a way of
// its own («ИнфПродЗаГосКазн», «КодТовОКДП2»), and its conditional rules differ:
// the special circumstances of a title are obligatory wherever «ДопСвФХЖ1»
// stands. The rates of 2025 (5 % and 7 % among them) are those of its last
// revision.
package upd502
