// Package upd503 is version 5.03 of the universal transfer document (УПД) and
// the invoice: the order of ФНС ЕД-7-26/970@ of 19.12.2023 as amended by
// ЕД-7-26/1032@ of 15.11.2024. Since 01.04.2025 it is the only version in which
// a first title may be made; from 01.01.2026 it has the rates 22 %, 22/122, 18 %,
// 18,03 % and 18/118. Our schema accepts the rates of every year, and prices and
// accounts in the bounds of the latest revision: whether a rate was in force on
// the day of a document is not a question of its structure.
//
// The seller's title (ON_NSCHFDOPPR, КНД 1115131) is by its function («Функция»)
// an invoice (СЧФ), an invoice with the transfer of the goods (СЧФДОП), the
// transfer alone (ДОП), or a commission agent's account of what he sold (СвРК)
// or bought (СвЗК). The invoice is the ground for the buyer's deduction of VAT
// (НК РФ ст. 169) and takes effect by the seller's signature alone, so that to
// СЧФ there is no second title. The transfer is a primary document of both sides
// (402-ФЗ ст. 9): the buyer's title (ON_NSCHFDOPPOK, КНД 1115132) says that he
// accepted the goods, accepted them with discrepancies, or did not («КодИтога»
// 1, 2, 3), and when.
//
// Peculiarities: the participants stand in the file's name only; the name ends
// in six flags that tell of traced, marked and other goods, and the answer
// repeats them; the signatory shows how his powers are confirmed
// («СпосПодтПолном»); a refusal has no content of the operation («СодОпер»).
package upd503
