// Package operatortest is the suite that every adapter of the port
// reporting.Operator must pass against its counterpart: that a report is sent
// once whatever happens on the way, that nothing the operator answered is
// missed, and that what it says in words nobody knows is handed on.
package operatortest
