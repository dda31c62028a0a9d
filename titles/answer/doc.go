// Package answer reads and writes the electronic answers to a report sent to
// ФНС by way of a special operator («спецоператор связи»): the operator's
// confirmation of the day of sending (ПД), and the inspection's notice of
// receipt (ИоП), acceptance (КВ), refusal (УО), notice of entry (ИВ) and notice
// of clarification (УУ).
//
// Every answer is a file «Файл» with «Документ/@КНД», which tells its kind, and
// names the file it answers. The order that describes the exchange is приказ ФНС
// ММВ-7-6/535@ of 31.07.2014.
//
// Read is tolerant, because an answer that is not understood is a report whose
// fate is not known: unknown elements are passed over, an encoding that is not
// declared is guessed, optional parts may be absent. Write makes the documents
// of the sandbox; WriteReceipt the notice of receipt that the payer owes on
// every answer but a receipt.
package answer
