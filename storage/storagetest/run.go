// Package storagetest holds a store against what its ports promise. Both
// engines run it: what passes on one passes on the other.
//
// The suites are split by the missions whose ports they hold the store against
// (reporting_*, monitor_*, asyncdata_*, acceptance_*, attorney_*, access_*), beside those of the journal,
// of parties and settings, and of the units of work themselves.
package storagetest

import (
	"testing"

	"sdano/storage/sqlstore"
)

// Run runs every suite. open returns a fresh, empty store and closes it when
// the test ends.
func Run(t *testing.T, open func(*testing.T) *sqlstore.DB) {
	for _, suite := range []struct {
		name string
		run  func(*testing.T, func(*testing.T) *sqlstore.DB)
	}{
		{"units", unitsSuite},
		{"journal", journalSuite},
		{"access", accessSuite},
		{"party", partySuite},
		{"reporting", reportingSuite},
		{"monitor", monitorSuite},
		{"feeds", feedsSuite},
		{"asyncdata", asyncdataSuite},
		{"acceptance", acceptanceSuite},
		{"hooks", hooksSuite},
		{"attorney", attorneySuite},
		{"remind", remindSuite},
	} {
		t.Run(suite.name, func(t *testing.T) { t.Parallel(); suite.run(t, open) })
	}
}
