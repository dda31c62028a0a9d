package asyncdata

import (
	"time"

	"sdano"
)

// State says how far a job is.
type State string

// The states of a job. A queued job that is leased is running.
const (
	Queued   State = "queued"   // «ожидает или выполняется»
	Finished State = "finished" // «завершено», with or without success
)

// Code is the code of an answer («код ответа») of the asynchronous data API
// of 1C:Fresh.
type Code int

// The codes of answers.
const (
	CodeDone        Code = 10200 // done
	CodeRunning     Code = 10202 // running
	CodeWarnings    Code = 10240 // done, with warnings in the message
	CodeBadParams   Code = 10400 // wrong parameters, organisation not found
	CodeForbidden   Code = 10403 // no right to the data
	CodeUnknownData Code = 10404 // unknown data id
	CodeInternal    Code = 10500 // internal error, data not up to date
)

// Failed reports whether the answer has its sign of an error («error») set.
// An unknown data id is no error by the protocol.
func (c Code) Failed() bool {
	return c == CodeBadParams || c == CodeForbidden || c >= CodeInternal
}

// Job is one request for data («задание»), from its start to its result.
type Job struct {
	// ID names the job in the protocol.
	ID     sdano.ID
	Tenant sdano.Tenant
	// Owner is the login that started it; only he sees it.
	Owner string
	// DataID is the registered id of the data, in lower case.
	DataID string
	// Params are the parameters as they came; nil once the job is finished.
	Params []byte
	State  State
	// Code and Message are the answer: CodeRunning until the job is finished.
	Code    Code
	Message string
	// File is the result; zero if there is none.
	File sdano.ID
	// Created and Finished are when it was started and ended; Expires is when
	// it may be deleted, zero while it is queued. Real clock.
	Created, Finished, Expires time.Time
	// NextAt is the earliest instant of the next try, Tries how often it was
	// claimed.
	NextAt time.Time
	Tries  int
	// LeaseOwner runs the job until LeaseUntil; "" and zero if nobody does.
	LeaseOwner string
	LeaseUntil time.Time
	// Version rises with every change; 0 means not stored yet.
	Version int64
}

// File is a result or an uploaded file («файл»).
type File struct {
	ID     sdano.ID
	Tenant sdano.Tenant
	// Owner is the login it was made for; only he sees it.
	Owner string
	// Job made the file; zero for an uploaded one.
	Job sdano.ID
	// Name is the name under which it is downloaded.
	Name string
	Body []byte
	// Created is when it was stored, Expires when it may be deleted. Real clock.
	Created, Expires time.Time
}

// Link is a published navigation link («публикуемая навигационная ссылка»):
// what opens when a client follows an anchor of a result.
type Link struct {
	// ID is the UUIDv5 of tenant and target (see NewLink).
	ID     sdano.ID
	Tenant sdano.Tenant
	// Target is the canonical JSON text of what the link opens.
	Target string
	// Created is when it was first published, real clock.
	Created time.Time
}

// Result is what a finished job leaves: its files and the links in them.
type Result struct {
	Files []File
	Links []Link
}
