// Package xde is the interface of document acceptance («приёмка», ЭДО) in the
// shape of the MIRIT XDE Integration API, so that clients written for that work
// unchanged: they bring documents in or follow the status feed, have second
// titles made, sign them, hand the signatures back and see the status change.
//
//	POST   /token                                  Username, Password → access_token
//	GET    /boxes
//	POST   /archive                                keep a file (multipart), its link
//	GET    /archive/{link}                         the bytes
//	GET    /reference/attachmentTypes
//	GET    /reference/printContentTypes            the numbers that POST /print takes
//	GET    /documents?BoxId=&Status=&Type=&Number=&DateFrom=&DateTo=&SenderInn=&PackageId=&Unanswered=&Text=&Limit=&Cursor=
//	POST   /documents/incoming                     bring a document in (multipart)
//	GET    /v3/documents/info/{id}                 POST /v3/documents/info: by id or file name
//	POST   /documents/accessStatuses
//	GET    /documents/{id}/view?format=            html, text, json, pdf
//	GET    /packages/{id}
//	POST   /v3/statuses/history, /v4/…             the status feed of a box
//	POST   /document/{action}/content              have files made → task
//	GET    /document/{action}/content/tasks/{task}
//	POST   /document/{action}/content/batch        many requests at once
//	POST   /document/{action}/preview              at once, nothing is kept
//	POST   /documents/{action}/local               send signed files → task
//	GET    /documents/{action}/local/tasks/{task}
//	POST   /document/accept/discrepancy            accepted quantities → ТОРГ-2
//	POST   /titles/validate?name=                  check a title
//	GET    /receiveConfirmations/queue?BoxId=      documents that wait for their ИОП
//	POST   /receiveConfirmations/content, /local   and …/tasks/{task}
//	POST   /v2/sign, /v3/validate, /v2/encrypt
//	POST   /print                                  print forms; GET /print/{task}
//	POST   /powerofattorney/register/content, /register, /validate, /download; …/tasks/{task}
//	POST   /webhooks                               GET, DELETE /webhooks/{id}; POST …/{id}/secret
//
// {action} is accept, reject, revoke, revoke/accept or revoke/reject. The first
// segment may be singular or plural, a version before it may be left out, and
// case does not matter.
//
// # Quirks that clients rely on
//
// JSON is compact: a client looks for the literal text "Results":null. Members
// are matched in any case, unknown ones are ignored, null is absence. Numbers of
// tasks and links are bare, plain text or JSON by Accept. Times are those of the
// box, without offset. A task that failed has an empty list of results, not null.
//
// # Refusals
//
// 401, 403, and 400 for everything else that is not our own fault, also for what
// is not found and for addresses and methods that are none of these. Clients repeat
// a request when the message has one of two phrases; they stand in two refusals
// only: TASKS_PENDING and OPERATION_UNAVAILABLE. Retryable says whether a repetition
// can succeed: what a document is by its kind stays.
//
// # Idempotency
//
// A POST request may carry Idempotency-Key: its success is kept for 24 hours,
// bound to user and path, and given to repetitions with Idempotency-Replayed.
// Refusals are judged anew. Answers of more than 1 MiB change nothing and are
// not kept.
package xde
