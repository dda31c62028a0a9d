// Package sandbox is the training operator («учебный спецоператор»): a real
// HTTP server that speaks the interface of an operator of «Экстерн» shape, takes
// reports, and answers them as inspections («ИФНС») would, by robots. It is
// meant for demos, tests and the work of integrators; nothing it takes goes
// anywhere.
//
// The interface has a token (POST /connect/token), contents, drafts with
// documents and signatures, the tasks check, prepare and send, docflows with
// documents and receipts, and a feed of events; JSON members are in kebab-case,
// errors are {id, status-code, message, trace-id, track-id, context}. Checked
// are the well-formedness of a report, its encoding, its name and its
// recipient; of signatures, their presence only.
//
// The robot is chosen by the code of the inspection, for codes of the form 00..
// by the last two digits; every other code of that form accepts. 7701 works as
// 0087, all other inspections are refused.
//
//	0087  accepts: ПД, ИоП, КВ, ИВ
//	0088  refuses: УО with 0300300001
//	0085  asks to correct: УУ after КВ
//	0070  refuses with 0400200005: already registered
//	0071  falls silent after ПД
//	0072  repeats the events of its feed and the documents of its docflow
//	0073  answers in disorder: КВ, ИоП, ПД, ИВ
//	0074  accepts, but the answer to the send is lost: of drafts whose id ends in
//	      an even digit the connection of the send breaks, of the others every
//	      look at its task fails with 500
//	0075  sends a КВ that cannot be decrypted until POST /sandbox/heal
//	0076  is slow: a send takes two stages, an answer three
//	0077  refuses with 0000000003: maintenance, to be repeated after three days
//	0078  answers with an error of package processing
//	0079  passes through a state and a document that nobody knows
//
// An answer comes with each stage: every Config.StageDelay of the real clock, or
// at each POST /sandbox/tick. Dates in documents are of the business clock,
// which PUT /sandbox/clock moves by whole days. Everything is kept in one
// SQLite file, durable before it is answered; a restart forgets nothing.
package sandbox
