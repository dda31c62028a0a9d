// Package fresh speaks the asynchronous data API of 1C:Fresh («асинхронное
// получение данных»), so that clients of banks and CRM systems written for that
// service work with sdano after a change of host and password.
//
// All paths are below /a/{app}/{tenant}/. A client posts the parameters of a
// data id to hs/dt/storage/async/{id}, in one step or by way of an upload
// address, gets the id of a job, polls hs/dt/storage/jobs/{job} until its code
// says that it is done, and fetches hs/dt/storage/files/{file}. Addresses of
// uploads and downloads carry a tmpid: a random number that is bound to tenant,
// user, storage and object, and lives ten minutes after its last use. Tmpids
// are kept in the memory of the process: after a restart, or on another node,
// they are unknown (404), and a client begins again at hs/dt/storage.
//
// The dialect is more tolerant than the other ones of sdano: unknown JSON
// fields, byte order marks, any Content-Type and unchecked ИНН are accepted,
// and what is wrong with parameters is told by the job, not by the HTTP status.
package fresh
