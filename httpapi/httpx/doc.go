// Package httpx holds what every HTTP dialect of sdano needs: the number of a
// request, its log line and the rescue from a panic, problem documents
// (RFC 9457), strict reading of parameters and bodies, and the gate that finds
// out who is asking and for which data area.
//
// Refusals are *sdano.Error values; their Kind decides the HTTP status, their
// Russian texts are shown, their cause goes to the log only.
package httpx
