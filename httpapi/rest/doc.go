// Package rest is our own HTTP interface, /v1: reports are filed, submissions
// and their events read, refusals audited, and tokens issued. Its names are kept
// stable.
//
//	POST   /token                                   login and password for a bearer token
//	POST   /v1/reports?file_name=&resend_reason=    file a report: the body is its XML
//	GET    /v1/reports/{report}                     the verdict over all its submissions
//	GET    /v1/submissions?inn=&kpp=&status=&report=&in_flight=true&limit=&cursor=
//	GET    /v1/submissions/{id}
//	DELETE /v1/submissions/{id}?reason=             withdraw what was not sent yet
//	GET    /v1/submissions/{id}/status              the same in short, with the verdict
//	GET    /v1/submissions/{id}/events
//	GET    /v1/submissions/{id}/files               its files; /files/{n} the bytes, n from 1
//	GET    /v1/events?after=&limit=                 the feed of the tenant's events
//	GET    /v1/events/{id}                          one event; /document its bytes
//	POST   /v1/events/{id}/audit                    the auditor's word (object of method 6)
//	GET    /v1/alarms                               what an operator must look at
//	POST   /v1/directions/confirm                   apply a list of directions that was held
//
// Every request but /token and /v1/directions/confirm names its data area in the
// header X-Tenant, and every one but /token its sender in Authorization (Bearer or Basic). Names are in snake_case, instants
// RFC 3339 in UTC with milliseconds, absent values null. Unknown parameters and
// members are refused. A refusal is a problem document (RFC 9457) with code,
// Russian detail and remedy, trace and findings.
//
// # Idempotency
//
// A writing request may carry Idempotency-Key. Its first success is kept for 24
// hours, bound to user, endpoint and data area, and given to every repetition
// byte by byte with the header Idempotent-Replayed; another request under the
// key is refused with 409 key_reused. The success of POST /v1/reports is
// recorded in the very unit of the registration, so that no crash can make a
// repetition meet the report of the first one as an open report. A refusal
// changed nothing and is not kept: its repetition is judged anew, and the key
// remains free for the corrected request.
//
// # Refusals under review
//
// An event that waits for its audit is shown to those without the right "audit"
// as under review only: neither its status nor its document nor its reasons are
// told, and hidden reasons never are.
package rest
