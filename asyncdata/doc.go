// Package asyncdata turns requests for data into files («асинхронное получение
// данных» of 1C:Fresh): a request starts a job, the job makes a file, and the
// client fetches the file when the job says that it is done.
//
// What can be asked for is registered as handlers under data ids. A handler
// that is marked eager is computed while the request waits, and the finished
// job, its file and the navigation links in it are committed in one unit, so
// the client's first poll finds the result. Any other job is queued: its row
// is the queue, and Service.Run claims rows by lease, so a job whose process
// died is taken up by another one. A job is answered once and never retried
// by itself; errors are data in its answer. Results live for a bounded time.
package asyncdata
