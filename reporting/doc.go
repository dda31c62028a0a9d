// Package reporting files regulated reports («регламентированная отчётность»)
// through a special operator («спецоператор связи») and follows every
// submission to its end.
//
// A report file is registered as a Submission («отправка отчётности») with its
// Package. It is sent by an Attempt that is durable before the first request
// leaves, observed through a docflow («документооборот») whose documents become
// Events, and its status is a fold over those events: nothing else sets it.
// A refusal waits for a person's audit before the customer sees it.
//
// The package knows no transport, no database and no operator: Store, Operator,
// Directory and Deadlines are its ports. The rules of the docflow are data
// (docflow/*.json), the states and their order are in status.go, and
// docs/reporting.md tells the whole story with its sources (НК РФ ст. 80 п. 4,
// приказ ФНС ЕД-7-26/535@).
package reporting
